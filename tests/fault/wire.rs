//! A connection below every library: it sends bytes that no client would, and reads only when it is told to.

use std::{io, time::Duration};

use bytes::{Buf, BytesMut};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpSocket, TcpStream},
};

/// No answer of a server on the same machine takes this long.
const PATIENCE: Duration = Duration::from_secs(20);

/// The least that a kernel keeps for a program that does not read.
const DEAF_BYTES: u32 = 4_096;

/// The first bytes of frames (RFC 6455, section 5.2), each the last of its message.
pub const TEXT: u8 = 0x81;
pub const CLOSE: u8 = 0x88;
pub const PING: u8 = 0x89;
pub const PONG: u8 = 0x8A;

/// An open WebSocket.
pub struct Wire {
    pub stream: TcpStream,
    unread: BytesMut,
}

/// A frame that came: its first byte, and its payload.
pub type Frame = (u8, Vec<u8>);

impl Wire {
    /// Opens a connection and upgrades it.
    pub async fn open(address: &str) -> Self {
        Self::upgrade(address, TcpStream::connect(address).await.expect("the server listens")).await
    }

    /// A connection that has taken its desk, of a program that reads nothing more: its kernel keeps next to nothing for
    /// it.
    pub async fn open_deaf(address: &str, token: &str) -> Self {
        let socket = TcpSocket::new_v4().expect("a socket");
        socket.set_recv_buffer_size(DEAF_BYTES).expect("a small buffer");
        let stream = socket.connect(address.parse().expect("an address and a port")).await.expect("the server listens");
        let mut wire = Self::upgrade(address, stream).await;
        wire.enter(token).await;
        wire
    }

    async fn upgrade(address: &str, mut stream: TcpStream) -> Self {
        stream.set_nodelay(true).expect("a TCP option");
        let request = format!(
            "GET /ws HTTP/1.1\r\nHost: {address}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
             Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIGhlcm9uIHN0YW5kcw==\r\n\r\n"
        );
        stream.write_all(request.as_bytes()).await.expect("the server reads");
        let mut wire = Self { stream, unread: BytesMut::new() };
        let head = wire.until(|bytes| bytes.windows(4).position(|four| four == b"\r\n\r\n")).await.expect("an answer");
        assert!(wire.unread.starts_with(b"HTTP/1.1 101"), "{:?}", wire.unread);
        wire.unread.advance(head + 4);
        wire
    }

    /// Shows the token and takes the desk.
    pub async fn enter(&mut self, token: &str) {
        self.text(&format!(r#"{{"type":"auth","id":"auth","payload":{{"token":"{token}"}}}}"#)).await;
        loop {
            let frame = self.next_text().await;
            assert!(!frame.contains(r#""event":"error""#), "{frame}");
            if frame.starts_with(r#"{"type":"state_sync""#) && number(&frame, "part") == number(&frame, "parts") {
                return;
            }
        }
    }

    /// Sends a text frame.
    pub async fn text(&mut self, text: &str) {
        self.frame(TEXT, text.as_bytes()).await;
    }

    /// Sends a frame that begins with the byte `first`, masked as a client's has to be.
    pub async fn frame(&mut self, first: u8, payload: &[u8]) {
        self.bytes(&masked(first, payload)).await;
    }

    /// Sends bytes as they are. A server that has closed the connection does not want them.
    pub async fn bytes(&mut self, bytes: &[u8]) {
        let _ = self.stream.write_all(bytes).await;
    }

    /// The next text; pings are answered.
    pub async fn next_text(&mut self) -> String {
        loop {
            match self.next().await.expect("the server goes on") {
                (TEXT, text) => return String::from_utf8(text).expect("UTF-8"),
                (PING, data) => self.frame(PONG, &data).await,
                (PONG, _) => {}
                (first, payload) => panic!("a frame {first:#x} with {payload:?}"),
            }
        }
    }

    /// The next frame; `None` when the connection has ended.
    pub async fn next(&mut self) -> Option<Frame> {
        let bytes = self.until(frame_bytes).await?;
        let frame = self.unread.split_to(bytes);
        let head = match frame[1] {
            126 => 4,
            127 => 10,
            _ => 2,
        };
        Some((frame[0], frame[head..].to_vec()))
    }

    /// The code with which the connection is closed; 1006 when without one. What comes before it is passed over.
    pub async fn ending(&mut self) -> u16 {
        while let Some((first, payload)) = self.next().await {
            if first == CLOSE {
                return payload.get(..2).map_or(1005, |code| u16::from_be_bytes([code[0], code[1]]));
            }
        }
        1006
    }

    /// Whether the server has ended the connection, found out by sending a pong instead of by reading.
    pub fn is_shut(&self) -> bool {
        match self.stream.try_write(&masked(PONG, b"")) {
            Ok(_) => false,
            Err(error) => error.kind() != io::ErrorKind::WouldBlock,
        }
    }

    /// Reads until `find` finds something in what is unread. `None` when the connection ends first.
    async fn until(&mut self, find: impl Fn(&[u8]) -> Option<usize>) -> Option<usize> {
        loop {
            if let Some(found) = find(&self.unread) {
                return Some(found);
            }
            let read = tokio::time::timeout(PATIENCE, self.stream.read_buf(&mut self.unread)).await;
            if matches!(read.expect("something in time"), Ok(0) | Err(_)) {
                return None;
            }
        }
    }
}

/// A masked frame. The mask is all zeros, which is one.
pub fn masked(first: u8, payload: &[u8]) -> Vec<u8> {
    let mut frame = vec![first];
    match payload.len() {
        short @ 0..126 => frame.push(0x80 | u8::try_from(short).expect("less than 126")),
        length @ 126..0x1_0000 => {
            frame.push(0x80 | 0x7E);
            frame.extend(u16::try_from(length).expect("less than 2^16").to_be_bytes());
        }
        length => {
            frame.push(0x80 | 0x7F);
            frame.extend((length as u64).to_be_bytes());
        }
    }
    frame.extend([0; 4]);
    frame.extend(payload);
    frame
}

/// How long the frame at the beginning of `bytes` is, once all of it is there.
fn frame_bytes(bytes: &[u8]) -> Option<usize> {
    let length = match *bytes.get(1)? {
        126 => 4 + usize::from(u16::from_be_bytes(bytes.get(2..4)?.try_into().ok()?)),
        127 => 10 + usize::try_from(u64::from_be_bytes(bytes.get(2..10)?.try_into().ok()?)).ok()?,
        short => 2 + usize::from(short),
    };
    (bytes.len() >= length).then_some(length)
}

/// The number after `"key":` in a frame.
fn number(frame: &str, key: &str) -> Option<u64> {
    let (_, rest) = frame.split_once(&format!("\"{key}\":"))?;
    rest.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}
