//! The first word of a model's answer in all tabs of its user, against the same HTTP library reading it alone.

use std::{
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    sync::mpsc,
    thread,
    time::{Duration, Instant},
};

use futures_util::future::join_all;

use super::{CARDS, Plan};
use crate::{
    figures::{Pairs, ms},
    house::House,
    process::{Part, Process},
    tab::{Tab, is, refuse_errors},
    table::{
        Reach::{AtMost, Nothing},
        Row,
        Unit::Milliseconds,
    },
};

/// Tabs that follow one user's conversation.
const LISTENERS: usize = 8;
/// Answers for one pair of slices.
const ANSWERS: usize = 10;
/// How long a model thinks before it speaks: by then everybody waits for it.
const THINKS: Duration = Duration::from_millis(20);

/// What the assistant says first when it looks back.
const REVIEW: &str = "You look through a part of a conversation";
const WORD: &str = "data: {\"choices\":[{\"delta\":{\"content\":\"Hello\"},\"finish_reason\":null}]}\n\n";
const END: &str = "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n";

pub async fn measure(plan: &Plan) -> Vec<Row> {
    let (model, spoken) = model();
    let url = format!("http://{model}/v1");
    let house = House::new(&plan.scratch);
    let residents = house.move_in("listener", 1, CARDS);
    let place = format!("STACKHOUSE_MODELS__BENCH__URL={url}");
    let settings = ["STACKHOUSE_MODELS__BENCH__PROVIDER=openai", "STACKHOUSE_MODELS__BENCH__MODEL=bench", &place];
    let server = Process::start_with(Part::Server, house.path(), &settings);
    let mut tabs = Vec::new();
    for _ in 0..LISTENERS {
        tabs.push(Tab::open(&server.address, &residents[0].token).await);
    }

    let http = reqwest::Client::builder().no_proxy().build().expect("a client");
    let mut pairs = Pairs::default();
    for _ in 0..plan.rounds * ANSWERS {
        tabs[0].send("mission", r#"{"text":"hello"}"#).await;
        let heard = join_all(tabs.iter_mut().map(first_word)).await;
        let spoken_at = spoken.recv().expect("the model goes on");
        let last = heard.into_iter().max().expect("somebody listens");
        pairs.ours(ms(last.duration_since(spoken_at)));
        join_all(tabs.iter_mut().map(|tab| until(tab, r#""event_type":"complete""#))).await;

        let mut answer = http.post(format!("{url}/chat/completions")).body("{}").send().await.expect("an answer");
        answer.chunk().await.expect("a body");
        let heard = Instant::now();
        pairs.floor(ms(heard.duration_since(spoken.recv().expect("the model goes on"))));
        while answer.chunk().await.expect("a body").is_some() {}
    }
    vec![
        pairs.tail_row(format!("a model's first word in all of {LISTENERS} tabs, 99 %"), Milliseconds, AtMost(5.0)),
        pairs.middle_row("… at the median", Milliseconds, Nothing),
    ]
}

async fn first_word(tab: &mut Tab) -> Instant {
    until(tab, r#""event_type":"text""#).await
}

/// When the tab is told this of a turn.
async fn until(tab: &mut Tab, mark: &str) -> Instant {
    loop {
        let frame = tab.next().await;
        let heard = Instant::now();
        refuse_errors(&frame);
        if is(&frame, "agent_event") && frame.contains(mark) {
            return heard;
        }
    }
}

/// A model that says one word to everybody, and tells when it does.
fn model() -> (std::net::SocketAddr, mpsc::Receiver<Instant>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    let (sender, spoken) = mpsc::channel();
    thread::spawn(move || {
        for mut stream in listener.incoming().map_while(Result::ok) {
            let sender = sender.clone();
            thread::spawn(move || answer(&mut stream, &sender));
        }
    });
    (address, spoken)
}

fn answer(stream: &mut TcpStream, spoken: &mpsc::Sender<Instant>) {
    let _ = stream.set_nodelay(true);
    let Some(request) = read_request(stream) else { return };
    // Every ten turns the assistant looks back, which is no answer that anybody waits for.
    let is_review = request.contains(REVIEW);
    let head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\r\n";
    // Whoever asked may have left: then nobody waits for what follows.
    let mut went = stream.write_all(head.as_bytes());
    thread::sleep(THINKS);
    let at = Instant::now();
    went = went.and_then(|()| stream.write_all(WORD.as_bytes()));
    if !is_review {
        let _ = spoken.send(at);
    }
    thread::sleep(THINKS);
    let _ = went.and_then(|()| stream.write_all(END.as_bytes()));
}

/// Reads the head and as many bytes as it promises, which it answers.
pub(super) fn read_request(stream: &mut TcpStream) -> Option<String> {
    let (mut head, mut byte) = (Vec::new(), [0]);
    while !head.ends_with(b"\r\n\r\n") {
        stream.read_exact(&mut byte).ok()?;
        head.push(byte[0]);
    }
    let head = String::from_utf8_lossy(&head).to_lowercase();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.trim().parse().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    stream.read_exact(&mut body).ok()?;
    Some(String::from_utf8_lossy(&body).into_owned())
}
