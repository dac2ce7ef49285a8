//! A server on this machine that plays GitHub, one answer after the other.

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
};

use serde_json::Value;

use crate::{
    fetch::{Fetch, Reach, Site},
    github::{Cache, Client, RepoName},
    kit::{Ambient, Secret, SystemChance, Timestamp, simulated::ManualClock},
};

/// When the tests take place.
pub const NOW: Timestamp = Timestamp(1_700_000_000_000);

/// The token that most of them show.
pub const TOKEN: &str = "ghp_tell_nobody";

/// The name of some commit.
pub const COMMIT: &str = "0123456789abcdef0123456789abcdef01234567";

/// What was asked.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Method and path, such as `GET /user`.
    pub line: String,
    pub head: String,
    pub body: Value,
}

/// What is answered: a status, more headers, and a body.
pub struct Reply(pub u16, pub Vec<(&'static str, String)>, pub String);

pub struct Hub {
    address: SocketAddr,
    asked: Arc<Mutex<Vec<Asked>>>,
    pub clock: Arc<ManualClock>,
    pub cache: Cache,
}

impl Hub {
    /// Answers each request with what `answer` makes of it.
    pub fn new(answer: impl Fn(&Asked) -> Reply + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let (address, asked) = (listener.local_addr().unwrap(), Arc::new(Mutex::new(Vec::new())));
        let heard = Arc::clone(&asked);
        thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let Some(one) = read(&mut stream) else { continue };
                heard.lock().unwrap().push(one.clone());
                write(&mut stream, answer(&one));
            }
        });
        Self { address, asked, clock: Arc::new(ManualClock::at(NOW)), cache: Cache::default() }
    }

    /// Answers each request with the same.
    pub fn always(status: u16, headers: &[(&'static str, &str)], body: impl Into<String>) -> Self {
        let (headers, body) = (headers.iter().map(|(name, value)| (*name, (*value).to_owned())), body.into());
        let headers: Vec<_> = headers.collect();
        Self::new(move |_| Reply(status, headers.clone(), body.clone()))
    }

    pub fn client(&self) -> Client {
        self.client_with(TOKEN)
    }

    pub fn client_with(&self, token: &str) -> Client {
        let site = Site::new(&format!("http://{}/api/v3", self.address), Reach::Private).unwrap();
        let ambient = Ambient::new(self.clock.clone(), Arc::new(SystemChance));
        Client::new(Fetch::default(), site, Secret::new(token), self.cache.clone(), ambient)
    }

    /// What was asked so far.
    pub fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }

    /// The lines of it.
    pub fn lines(&self) -> Vec<String> {
        self.asked().into_iter().map(|asked| asked.line).collect()
    }
}

impl Asked {
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.find_map(|(key, value)| key.eq_ignore_ascii_case(name).then_some(value))
    }
}

pub fn repo() -> RepoName {
    RepoName::new("octo", "hello.world").unwrap()
}

fn read(stream: &mut TcpStream) -> Option<Asked> {
    let (mut head, mut byte) = (Vec::new(), [0]);
    while !head.ends_with(b"\r\n\r\n") && stream.read(&mut byte).ok()? == 1 {
        head.push(byte[0]);
    }
    let head = String::from_utf8(head).ok()?;
    let asked = Asked { line: head.split(" HTTP/").next()?.to_owned(), head, body: Value::Null };
    let length = asked.header("content-length").map_or(0, |length| length.parse().unwrap());
    let mut body = vec![0; length];
    stream.read_exact(&mut body).ok()?;
    Some(Asked { body: serde_json::from_slice(&body).unwrap_or_default(), ..asked })
}

fn write(stream: &mut TcpStream, Reply(status, headers, body): Reply) {
    let headers: String = headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
    let length = body.len();
    let _ = write!(
        stream,
        "HTTP/1.1 {status} Said\r\n{headers}content-length: {length}\r\nconnection: close\r\n\r\n{body}"
    );
}
