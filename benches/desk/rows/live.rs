//! People on one branch: how soon one's cursor is on another's page, and a save on the pages of five hundred.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use futures_util::future::join_all;
use reqwest::{Client, Method};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    sync::mpsc,
};

use super::Plan;
use crate::{
    figures::{Pairs, ms},
    house::House,
    process::{Part, Process},
    tab::Tab,
    table::{
        Reach::{AtMost, Nothing},
        Row,
        Unit::Milliseconds,
    },
};

/// People whose cursors move on one branch.
const PEOPLE: usize = 50;

/// Streams that a save is told to, and the people who have them open.
const STREAMS: usize = 500;
const STREAM_OWNERS: usize = 10;

/// How often each of the people moves while one of them is measured.
const MOVES: Duration = Duration::from_millis(500);

/// Bytes that are read at once from a stream.
const CHUNK_BYTES: usize = 16 << 10;

/// Where everybody is at work.
const PLACE: &str = "owner=people-0&repository=site&branch=main";

/// What all readers look for, and whom they tell that they have found it.
#[derive(Clone)]
struct Wanted {
    mark: Arc<Mutex<String>>,
    found: mpsc::UnboundedSender<(usize, Instant)>,
}

pub async fn measure(plan: &Plan) -> Vec<Row> {
    let house = House::new(&plan.scratch);
    let tokens: Vec<String> = house.move_in("people", PEOPLE, 0).into_iter().map(|user| user.token).collect();
    let server = Process::start(Part::Server, house.path());
    let echo = Process::start(Part::Echo, house.path());
    let client = Client::builder().no_proxy().build().expect("a client");
    let desk = Desk { client, address: server.address.clone(), tokens };
    desk.ask(0, Method::POST, "/api/repositories", &json!({ "name": "site", "visibility": "server" })).await;
    desk.save("first.txt").await;
    let mut rows = cursors(&desk, &echo, plan).await;
    rows.push(saves(&desk, &echo, plan).await);
    rows
}

/// From a cursor that moves to the page of somebody else, while all others move theirs.
async fn cursors(desk: &Desk, echo: &Process, plan: &Plan) -> Vec<Row> {
    let (wanted, mut found) = Wanted::new();
    let readers: Vec<_> = desk.listen(PEOPLE, PEOPLE, &wanted).await;
    let movers: Vec<_> = (1..PEOPLE)
        .map(|person| {
            let desk = desk.clone();
            tokio::spawn(async move {
                for step in 0_u64.. {
                    desk.show(person, &json!({ "anchor": step, "head": step })).await;
                    tokio::time::sleep(MOVES).await;
                }
            })
        })
        .collect();
    let mut bare = Vec::new();
    for _ in 0..PEOPLE {
        bare.push(Tab::knock(&echo.address).await);
    }
    let mut pairs = Pairs::default();
    for round in 0..plan.rounds * 16 {
        let mark = format!("cursor-{round}-here");
        wanted.look_for(&mark);
        let began = Instant::now();
        desk.show(0, &json!({ "mark": mark })).await;
        pairs.ours(ms(wait_for(&mut found, |person| person == PEOPLE / 2).await.duration_since(began)));
        let began = Instant::now();
        bare[0].send_text(mark.into()).await;
        bare[PEOPLE / 2].next().await;
        pairs.floor(ms(began.elapsed()));
        join_all(bare.iter_mut().enumerate().filter(|(at, _)| *at != PEOPLE / 2).map(|(_, tab)| tab.next())).await;
        tokio::time::sleep(Duration::from_millis(110)).await;
    }
    movers.iter().chain(&readers).for_each(tokio::task::JoinHandle::abort);
    let what = format!("cursor to another page, {PEOPLE} people at work; floor: echoed");
    vec![
        pairs.row(what, Milliseconds, Nothing),
        pairs.tail_row("… the slowest in a hundred", Milliseconds, AtMost(150.0)),
    ]
}

/// From a save to the last of all streams, one more of which is read by nobody.
async fn saves(desk: &Desk, echo: &Process, plan: &Plan) -> Row {
    let (wanted, mut found) = Wanted::new();
    let stalled = desk.connect(0, "nobody-reads-this").await;
    let readers = desk.listen(STREAMS, STREAM_OWNERS, &wanted).await;
    let mut bare = Vec::new();
    for _ in 0..STREAMS {
        bare.push(Tab::knock(&echo.address).await);
    }
    let mut pairs = Pairs::default();
    for round in 0..plan.rounds * 2 {
        let path = format!("save-{round}-here.txt");
        wanted.look_for(&path);
        let began = Instant::now();
        desk.save(&path).await;
        let mut last = began;
        for _ in 0..STREAMS {
            last = last.max(wait_for(&mut found, |_| true).await);
        }
        pairs.ours(ms(last.duration_since(began)));
        let began = Instant::now();
        bare[0].send_text(path.into()).await;
        join_all(bare.iter_mut().map(Tab::next)).await;
        pairs.floor(ms(began.elapsed()));
    }
    readers.iter().for_each(tokio::task::JoinHandle::abort);
    drop(stalled);
    let what = format!("save to the last of {STREAMS} pages, one more stalled; floor: echoed");
    pairs.row(what, Milliseconds, AtMost(1_000.0))
}

async fn wait_for(found: &mut mpsc::UnboundedReceiver<(usize, Instant)>, who: impl Fn(usize) -> bool) -> Instant {
    loop {
        let next = tokio::time::timeout(Duration::from_secs(20), found.recv()).await;
        let (person, at) = next.expect("it comes within 20 s").expect("readers that go on");
        if who(person) {
            return at;
        }
    }
}

impl Wanted {
    fn new() -> (Self, mpsc::UnboundedReceiver<(usize, Instant)>) {
        let (found, receiver) = mpsc::unbounded_channel();
        (Self { mark: Arc::default(), found }, receiver)
    }

    fn look_for(&self, mark: &str) {
        mark.clone_into(&mut self.mark.lock().unwrap_or_else(PoisonError::into_inner));
    }

    /// Reads a stream for good, and tells when it has come upon the mark.
    async fn read(self, number: usize, mut stream: TcpStream) {
        let (mut text, mut last) = (String::new(), String::new());
        let mut chunk = vec![0; CHUNK_BYTES];
        while let Ok(count @ 1..) = stream.read(&mut chunk).await {
            text.push_str(&String::from_utf8_lossy(&chunk[..count]));
            let mark = self.mark.lock().unwrap_or_else(PoisonError::into_inner).clone();
            if !mark.is_empty() && mark != last && text.contains(&mark) {
                last = mark;
                text.clear();
                // Whoever measures has gone when the rest is read.
                let _ = self.found.send((number, Instant::now()));
            } else if text.len() > 4 * CHUNK_BYTES {
                text.drain(..text.len() - text.len() / 4);
            }
        }
    }
}

/// The server, and those who are at work there.
#[derive(Clone)]
struct Desk {
    client: Client,
    address: String,
    tokens: Vec<String>,
}

impl Desk {
    async fn ask(&self, person: usize, method: Method, path: &str, body: &Value) {
        let request = self.client.request(method, format!("http://{}{path}", self.address));
        let answer = request.bearer_auth(&self.tokens[person]).json(body).send().await;
        answer.and_then(reqwest::Response::error_for_status).expect("an answer");
    }

    async fn save(&self, path: &str) {
        let body = json!({ "branch": "main", "content": path });
        self.ask(0, Method::PUT, &format!("/api/local/people-0/site/contents/{path}"), &body).await;
    }

    async fn show(&self, person: usize, cursor: &Value) {
        let tab = json!({
            "owner": "people-0", "repository": "site", "branch": "main", "client": format!("client-{person:04}"),
            "page": "code", "path": "first.txt", "cursor": cursor, "active": true,
        });
        self.ask(person, Method::PUT, "/api/workspace/presence", &tab).await;
    }

    /// Opens a stream, and reads nothing of it.
    async fn connect(&self, person: usize, client: &str) -> TcpStream {
        let mut stream = TcpStream::connect(&self.address).await.expect("the server listens");
        stream.set_nodelay(true).expect("a TCP option");
        let request = format!(
            "GET /api/workspace/events/stream?{PLACE}&client={client} HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {}\r\n\r\n",
            self.address, self.tokens[person]
        );
        stream.write_all(request.as_bytes()).await.expect("the server reads");
        stream
    }

    /// Opens so many streams of so many people, each read by a task of its own once it has begun.
    async fn listen(&self, streams: usize, people: usize, wanted: &Wanted) -> Vec<tokio::task::JoinHandle<()>> {
        let mut readers = Vec::new();
        for number in 0..streams {
            let mut stream = self.connect(number % people, &format!("client-{number:04}")).await;
            let (mut begun, mut chunk) = (String::new(), vec![0; CHUNK_BYTES]);
            while !begun.contains("presence_update") {
                let count = stream.read(&mut chunk).await.expect("a stream that begins");
                assert!(count > 0, "a stream was refused: {begun}");
                begun.push_str(&String::from_utf8_lossy(&chunk[..count]));
            }
            readers.push(tokio::spawn(wanted.clone().read(number, stream)));
        }
        readers
    }
}
