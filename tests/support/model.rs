//! A server on this machine that speaks like a model's: it answers what it was told to, and remembers what it was asked.

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
    time::Duration,
};

use serde_json::{Value, json};
use tokio::time::Instant;

/// How long a server that is to stay silent keeps its connection: longer than any test waits.
const SILENCE: Duration = Duration::from_secs(20);

/// How a model's server speaks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Wire {
    Anthropic,
    OpenAi,
}

pub const WIRES: [Wire; 2] = [Wire::Anthropic, Wire::OpenAi];

/// One answer.
#[derive(Clone, Debug)]
pub struct Reply {
    pub status: u16,
    pub headers: String,
    pub body: Vec<u8>,
    pub ending: Ending,
}

/// What comes after an answer's body.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ending {
    /// The end that the protocol wants.
    Whole,
    /// A connection that is closed in the middle.
    Cut,
    /// Nothing, on a connection that stays open.
    Silence,
    /// The body again and again, for as long as somebody reads.
    Endless,
}

/// One request as it came in.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The request line and the headers, in small letters.
    pub head: String,
    pub body: String,
    pub at: Instant,
}

/// The server.
pub struct ModelServer {
    pub address: SocketAddr,
    asked: Arc<Mutex<Vec<Asked>>>,
    /// When each answer's first byte was given to the network.
    answered: Arc<Mutex<Vec<Instant>>>,
}

impl ModelServer {
    /// A server that gives these answers in their order, and the last one to all further requests.
    pub fn start(replies: Vec<Reply>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address");
        let (asked, answered) = (Arc::<Mutex<Vec<Asked>>>::default(), Arc::<Mutex<Vec<Instant>>>::default());
        let (requests, answers) = (Arc::clone(&asked), Arc::clone(&answered));
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let (replies, requests, answers) = (replies.clone(), Arc::clone(&requests), Arc::clone(&answers));
                thread::spawn(move || talk(stream, &replies, &requests, &answers));
            }
        });
        Self { address, asked, answered }
    }

    /// The model as settings name it.
    pub fn settings(&self, wire: Wire, key: Option<&str>) -> stackhouse::config::Model {
        wire.settings(&self.url(wire), key)
    }

    /// Its address as settings name it.
    pub fn url(&self, wire: Wire) -> String {
        match wire {
            Wire::Anthropic => format!("http://{}", self.address),
            Wire::OpenAi => format!("http://{}/v1", self.address),
        }
    }

    pub fn asked(&self) -> Vec<Asked> {
        self.asked.lock().expect("nobody panicked").clone()
    }

    pub fn answered(&self) -> Vec<Instant> {
        self.answered.lock().expect("nobody panicked").clone()
    }
}

impl Reply {
    pub fn new(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self { status, headers: String::new(), body: body.into(), ending: Ending::Whole }
    }

    pub fn ending(self, ending: Ending) -> Self {
        Self { ending, ..self }
    }

    /// The answer of a server that wants to be left alone for so many seconds.
    pub fn overloaded(status: u16, retry_after_s: u32) -> Self {
        Self { headers: format!("retry-after: {retry_after_s}\r\n"), ..Self::new(status, "{}") }
    }

    /// The first `bytes` of the answer, and then a connection that is closed.
    pub fn cut_at(mut self, bytes: usize) -> Self {
        self.body.truncate(bytes);
        self.ending(Ending::Cut)
    }
}

impl Wire {
    /// A model that speaks like this, at `url`, as settings name it.
    pub fn settings(self, url: &str, key: Option<&str>) -> stackhouse::config::Model {
        let provider = match self {
            Self::Anthropic => stackhouse::config::Dialect::Anthropic,
            Self::OpenAi => stackhouse::config::Dialect::Openai,
        };
        stackhouse::config::Model {
            provider,
            model: "small".to_owned(),
            url: Some(url.to_owned()),
            key: key.map(stackhouse::kit::Secret::new),
            key_file: None,
            output_tokens_max: None,
            input_price: None,
            cached_price: None,
            output_price: None,
        }
    }

    /// An answer that says these texts, one after the other.
    pub fn says(self, texts: &[&str]) -> Reply {
        self.answer(texts, &[])
    }

    /// An answer that calls a tool whose input has this JSON, which comes in two pieces.
    pub fn calls(self, text: &str, tool: &str, json: &str) -> Reply {
        self.answer(&[text], &[(tool, json)])
    }

    pub fn answer(self, texts: &[&str], calls: &[(&str, &str)]) -> Reply {
        let mut events: Vec<Value> = Vec::new();
        match self {
            Self::Anthropic => {
                let usage = json!({ "input_tokens": 100, "output_tokens": 1 });
                events.push(json!({ "type": "message_start", "message": { "usage": usage } }));
                events.extend(texts.iter().map(|text| self.piece(text)));
                for (tool, input) in calls {
                    let block = json!({ "type": "tool_use", "id": "toolu_1", "name": tool, "input": {} });
                    events.push(json!({ "type": "content_block_start", "index": 1, "content_block": block }));
                    let (first, second) = input.split_at(input.len() / 2);
                    for part in [first, second] {
                        let delta = json!({ "type": "input_json_delta", "partial_json": part });
                        events.push(json!({ "type": "content_block_delta", "index": 1, "delta": delta }));
                    }
                    events.push(json!({ "type": "content_block_stop", "index": 1 }));
                }
                let reason = if calls.is_empty() { "end_turn" } else { "tool_use" };
                let usage = json!({ "output_tokens": 20 });
                events.push(json!({ "type": "message_delta", "delta": { "stop_reason": reason }, "usage": usage }));
                events.push(json!({ "type": "message_stop" }));
            }
            Self::OpenAi => {
                events.extend(texts.iter().map(|text| self.piece(text)));
                for (tool, input) in calls {
                    let (first, second) = input.split_at(input.len() / 2);
                    let named = json!({ "index": 0, "id": "call_1", "function": { "name": tool, "arguments": first } });
                    let more = json!({ "index": 0, "function": { "arguments": second } });
                    for piece in [named, more] {
                        events.push(json!({ "choices": [{ "index": 0, "delta": { "tool_calls": [piece] } }] }));
                    }
                }
                let reason = if calls.is_empty() { "stop" } else { "tool_calls" };
                events.push(json!({ "choices": [{ "index": 0, "delta": {}, "finish_reason": reason }] }));
                events.push(json!({ "choices": [], "usage": { "prompt_tokens": 100, "completion_tokens": 20 } }));
            }
        }
        let mut body: String = events.iter().map(event).collect();
        if self == Self::OpenAi {
            body.push_str("data: [DONE]\n\n");
        }
        Reply::new(200, body)
    }

    /// The event that says a piece of text.
    pub fn piece(self, text: &str) -> Value {
        match self {
            Self::Anthropic => {
                let delta = json!({ "type": "text_delta", "text": text });
                json!({ "type": "content_block_delta", "index": 0, "delta": delta })
            }
            Self::OpenAi => json!({ "choices": [{ "index": 0, "delta": { "content": text }, "finish_reason": null }] }),
        }
    }

    /// A refusal as this kind of server words it.
    pub fn refuses(self, status: u16, message: &str) -> Reply {
        let error = match self {
            Self::Anthropic => json!({ "type": "error", "error": { "type": "some_error", "message": message } }),
            Self::OpenAi => json!({ "error": { "message": message, "type": "some_error", "code": null } }),
        };
        Reply::new(status, error.to_string())
    }
}

/// An event as it stands in a stream.
pub fn event(data: &Value) -> String {
    match data["type"].as_str() {
        Some(name) => format!("event: {name}\ndata: {data}\n\n"),
        None => format!("data: {data}\n\n"),
    }
}

/// Reads one request and answers it.
fn talk(mut stream: TcpStream, replies: &[Reply], asked: &Mutex<Vec<Asked>>, answered: &Mutex<Vec<Instant>>) {
    let Some((head, body)) = read_request(&mut stream) else { return };
    let number = {
        let mut asked = asked.lock().expect("nobody panicked");
        asked.push(Asked { head, body, at: Instant::now() });
        asked.len() - 1
    };
    let reply = &replies[number.min(replies.len() - 1)];
    let head = format!(
        "HTTP/1.1 {} Whatever\r\ncontent-type: text/event-stream\r\nconnection: close\r\n\
         transfer-encoding: chunked\r\n{}\r\n",
        reply.status, reply.headers
    );
    let chunk = [format!("{:x}\r\n", reply.body.len()).as_bytes(), &reply.body, b"\r\n"].concat();
    answered.lock().expect("nobody panicked").push(Instant::now());
    // Whoever asked may have left.
    let mut went = stream.write_all(head.as_bytes());
    if !reply.body.is_empty() {
        went = went.and_then(|()| stream.write_all(&chunk));
    }
    match reply.ending {
        Ending::Whole => went = went.and_then(|()| stream.write_all(b"0\r\n\r\n")),
        Ending::Cut => {}
        Ending::Silence => thread::sleep(SILENCE),
        Ending::Endless => {
            while went.is_ok() {
                went = stream.write_all(&chunk);
            }
        }
    }
    drop(went);
}

/// The head in small letters, and the body.
fn read_request(stream: &mut TcpStream) -> Option<(String, String)> {
    let (mut head, mut byte) = (Vec::new(), [0]);
    while !head.ends_with(b"\r\n\r\n") {
        if stream.read(&mut byte).ok()? == 0 {
            return None;
        }
        head.push(byte[0]);
    }
    let head = String::from_utf8_lossy(&head).to_lowercase();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.trim().parse().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    stream.read_exact(&mut body).ok()?;
    Some((head, String::from_utf8_lossy(&body).into_owned()))
}
