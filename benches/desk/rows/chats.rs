//! Answers in the chat of a branch: a model's first word as whoever follows hears it, and a whole turn with its commit.
//!
//! The floor of the first is the same HTTP library reading the model's answer by itself; that of the second the same two
//! answers read by themselves, and the same commit made with git's library alone.

use std::{
    io::Write,
    net::{TcpListener, TcpStream},
    path::Path,
    sync::{
        atomic::{AtomicU64, Ordering},
        mpsc,
    },
    thread,
    time::{Duration, Instant},
};

use reqwest::{Client, Method, Response};
use serde_json::{Value, json};

use super::{Plan, first_delta::read_request, repositories::copy};
use crate::{
    figures::{Pairs, ms},
    floor,
    house::House,
    process::{Part, Process},
    table::{
        Reach::{AtMost, Nothing},
        Row,
        Unit::Milliseconds,
    },
};

/// Answers of each kind for one pair of slices.
const ANSWERS: usize = 5;

/// How long a model thinks before it says a word: by then whoever asked waits for it.
const THINKS: Duration = Duration::from_millis(20);

/// What a model is asked for a change with.
const CHANGE: &str = "please keep this";

const FILE: &str = "log.txt";
const CHAT: &str = "/api/live-chat/people-0/site/main";

/// Somebody who asks the server.
struct Asker<'a> {
    client: &'a Client,
    address: &'a str,
    token: &'a str,
}

impl Asker<'_> {
    async fn ask(&self, method: Method, path: &str, body: Value) -> Response {
        let asked = self.client.request(method, format!("http://{}{path}", self.address)).bearer_auth(self.token);
        asked.json(&body).send().await.and_then(Response::error_for_status).expect("an answer")
    }

    async fn say(&self, text: &str) -> Response {
        self.ask(Method::POST, &format!("{CHAT}/execute"), json!({ "text": text })).await
    }
}

pub async fn measure(plan: &Plan) -> Vec<Row> {
    let (model, spoken) = model();
    let url = format!("http://{model}/v1");
    let house = House::new(&plan.scratch);
    let token = house.move_in("people", 1, 0).remove(0).token;
    let place = format!("STACKHOUSE_MODELS__BENCH__URL={url}");
    let settings = ["STACKHOUSE_MODELS__BENCH__PROVIDER=openai", "STACKHOUSE_MODELS__BENCH__MODEL=bench", &place];
    let server = Process::start_with(Part::Server, house.path(), &settings);
    let client = Client::builder().no_proxy().build().expect("a client");
    let ada = Asker { client: &client, address: &server.address, token: &token };
    let made = ada.ask(Method::POST, "/api/repositories", json!({ "name": "site" })).await;
    let made: Value = made.json().await.expect("JSON");
    let first = json!({ "branch": "main", "content": "<h1>Hello</h1>\n" });
    ada.ask(Method::PUT, "/api/local/people-0/site/contents/index.html", first).await;
    let edits = alone(house.path(), made["repository_id"].as_str().expect("an id"));

    let (mut words, mut turns) = (Pairs::default(), Pairs::default());
    for round in 0..plan.rounds * ANSWERS {
        let mut heard = ada.say("hello").await;
        let at = until(&mut heard, "event: text").await;
        words.ours(ms(at.duration_since(spoken.recv().expect("the model goes on"))));
        until(&mut heard, "event: done").await;
        let mut answer = bare(&client, &url, &question("hello")).await;
        let at = until(&mut answer, "data: ").await;
        words.floor(ms(at.duration_since(spoken.recv().expect("the model goes on"))));
        drain(&mut answer).await;

        let began = Instant::now();
        let mut heard = ada.say(CHANGE).await;
        let said = whole(&mut heard).await;
        turns.ours(ms(began.elapsed()));
        assert!(said.contains("\"status\":\"completed\"") && !said.contains("\"commit\":null"), "{said}");
        let began = Instant::now();
        for asked in [question(CHANGE), json!({ "messages": [{ "role": "tool" }] })] {
            drain(&mut bare(&client, &url, &asked).await).await;
        }
        edits.edit(FILE, &format!("alone {round}\n"));
        turns.floor(ms(began.elapsed()));
        // Every answer is given as the first one of a chat is.
        ada.ask(Method::DELETE, &format!("{CHAT}/messages"), json!({})).await;
    }
    vec![
        words.middle_row("a model's first word in the chat of a branch; floor: read bare", Milliseconds, AtMost(10.0)),
        words.tail_row("… 99 %", Milliseconds, Nothing),
        turns.row("turn of two answers, a file and a commit; floor: bare and git2", Milliseconds, AtMost(100.0)),
        turns.tail_row("… the slowest", Milliseconds, Nothing),
    ]
}

/// A copy of the repository for git's library alone.
fn alone(house: &Path, id: &str) -> floor::GitEdits {
    let bare = house.join("bare.git");
    copy(&house.join(format!("repositories/{id}.git")), &bare);
    floor::GitEdits::open(&bare)
}

fn question(text: &str) -> Value {
    json!({ "messages": [{ "role": "user", "content": text }] })
}

async fn bare(client: &Client, url: &str, body: &Value) -> Response {
    client.post(format!("{url}/chat/completions")).json(body).send().await.expect("an answer")
}

/// When the answer has said this.
async fn until(answer: &mut Response, mark: &str) -> Instant {
    let mut said = String::new();
    loop {
        let chunk = answer.chunk().await.expect("a body").expect("more");
        let heard = Instant::now();
        said.push_str(&String::from_utf8_lossy(&chunk));
        if said.contains(mark) {
            return heard;
        }
    }
}

async fn whole(answer: &mut Response) -> String {
    let mut said = String::new();
    while let Some(chunk) = answer.chunk().await.expect("a body") {
        said.push_str(&String::from_utf8_lossy(&chunk));
    }
    said
}

async fn drain(answer: &mut Response) {
    while answer.chunk().await.expect("a body").is_some() {}
}

/// A model that changes a file when it is asked to, says so, and says a word to everybody else; it tells when it says that.
fn model() -> (std::net::SocketAddr, mpsc::Receiver<Instant>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    let (sender, spoken) = mpsc::channel();
    thread::spawn(move || {
        let changes = std::sync::Arc::new(AtomicU64::new(0));
        for mut stream in listener.incoming().map_while(Result::ok) {
            let (sender, changes) = (sender.clone(), std::sync::Arc::clone(&changes));
            thread::spawn(move || answer(&mut stream, &sender, &changes));
        }
    });
    (address, spoken)
}

fn answer(stream: &mut TcpStream, spoken: &mpsc::Sender<Instant>, changes: &AtomicU64) {
    let _ = stream.set_nodelay(true);
    let Some(request) = read_request(stream) else { return };
    let request: Value = serde_json::from_str(&request).unwrap_or_default();
    let last = request["messages"].as_array().and_then(|messages| messages.last()).cloned().unwrap_or_default();
    let head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n";
    // Whoever asked may have left: then nobody waits for what follows.
    let went = stream.write_all(head.as_bytes());
    let is_change = last["content"].to_string().contains(CHANGE);
    let (delta, reason) = if last["role"] == "tool" {
        (json!({ "content": "Kept." }), "stop")
    } else if is_change {
        let content = format!("{}\n", changes.fetch_add(1, Ordering::Relaxed));
        let input = json!({ "path": FILE, "content": content }).to_string();
        let call = json!({ "index": 0, "id": "call_1", "function": { "name": "write", "arguments": input } });
        (json!({ "tool_calls": [call] }), "tool_calls")
    } else {
        thread::sleep(THINKS);
        let _ = spoken.send(Instant::now());
        (json!({ "content": "Hello" }), "stop")
    };
    let piece = json!({ "choices": [{ "index": 0, "delta": delta, "finish_reason": null }] });
    let went = went.and_then(|()| stream.write_all(format!("data: {piece}\n\n").as_bytes()));
    let end = json!({ "choices": [{ "index": 0, "delta": {}, "finish_reason": reason }] });
    let _ = went.and_then(|()| stream.write_all(format!("data: {end}\n\ndata: [DONE]\n\n").as_bytes()));
}
