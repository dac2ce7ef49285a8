//! Requests and answers of HTTP as they stand on the wire, one on a connection.

use std::{
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    thread,
};

use serde_json::Value;

/// How GitHub wants its JSON to be asked for, and how its description calls the same.
const ASKED_TYPE: &str = "application/vnd.github+json";
const DESCRIBED_TYPE: &str = "application/json";

/// A request as it came in.
#[derive(Clone, Debug)]
pub struct Asked {
    pub method: String,
    /// With the query, as it was encoded.
    pub path: String,
    pub head: String,
    pub body: Vec<u8>,
}

impl Asked {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }
}

/// Serves on a port of its own, which is answered.
pub fn serve(answer: impl Fn(Asked) -> Vec<u8> + Send + 'static) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    thread::spawn(move || {
        for mut stream in listener.incoming().map_while(Result::ok) {
            if let Some(asked) = read(&mut stream) {
                // Whoever does not wait for the answer has a test that fails.
                let _ = stream.write_all(&answer(asked));
            }
        }
    });
    port
}

/// Hands a request on to the server at `port`, with one more header, and brings its answer.
pub fn pass_on(asked: &Asked, port: u16, header: &str) -> Vec<u8> {
    let (_, headers) = asked.head.split_once("\r\n").expect("a request line");
    let kept = headers.lines().filter(|line| !line.is_empty() && !line.to_lowercase().starts_with("connection:"));
    let headers: String = kept.map(|line| format!("{line}\r\n")).collect();
    let headers = headers.replace(ASKED_TYPE, DESCRIBED_TYPE);
    let mut stream = TcpStream::connect(("127.0.0.1", port)).expect("a connection");
    let line = format!("{} {} HTTP/1.1", asked.method, asked.path);
    write!(stream, "{line}\r\n{headers}connection: close\r\n{header}\r\n").expect("a head");
    stream.write_all(&asked.body).expect("a body");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).expect("an answer");
    answer
}

fn read(stream: &mut TcpStream) -> Option<Asked> {
    let (mut head, mut byte) = (Vec::new(), [0]);
    while !head.ends_with(b"\r\n\r\n") && stream.read(&mut byte).ok()? == 1 {
        head.push(byte[0]);
    }
    let head = String::from_utf8(head).ok()?;
    let mut words = head.split(' ');
    let (method, path) = (words.next()?.to_owned(), words.next()?.to_owned());
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(": ")?;
        name.eq_ignore_ascii_case("content-length").then(|| value.parse().ok())?
    });
    let mut body = vec![0; length.unwrap_or(0)];
    stream.read_exact(&mut body).ok()?;
    Some(Asked { method, path, head, body })
}
