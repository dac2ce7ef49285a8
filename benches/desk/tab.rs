//! A browser tab, as far as the wire goes.

use futures_util::{SinkExt, StreamExt};
use stackhouse::{card::CardId, stack::StackId};
use tokio::net::TcpStream;
use tokio_tungstenite::{
    WebSocketStream, client_async,
    tungstenite::{Message, Utf8Bytes},
};

/// One connection. Frames are looked at as text: reading them as JSON would measure this program.
pub struct Tab {
    socket: WebSocketStream<TcpStream>,
    sent: u64,
}

/// What a `state_sync` amounted to.
#[derive(Clone, Copy, Debug, Default)]
pub struct Synced {
    pub bytes: usize,
    pub parts: usize,
    /// The stack that was used last.
    pub stack: Option<StackId>,
}

impl Tab {
    /// Connects, and shows nothing yet.
    pub async fn knock(address: &str) -> Self {
        Self::knock_at(address, "/ws").await
    }

    async fn knock_at(address: &str, path: &str) -> Self {
        let stream = TcpStream::connect(address).await.expect("the server listens");
        stream.set_nodelay(true).expect("a TCP option");
        let (socket, _) = client_async(format!("ws://{address}{path}"), stream).await.expect("the server upgrades");
        Self { socket, sent: 0 }
    }

    /// Connects, signs in and takes the desk.
    pub async fn open(address: &str, token: &str) -> Self {
        let mut tab = Self::knock(address).await;
        tab.enter(token).await;
        tab
    }

    /// The same for a tab that is a page: its frames hold HTML.
    pub async fn open_html(address: &str, token: &str) -> Self {
        let mut tab = Self::knock_at(address, "/ws?view=html").await;
        tab.enter(token).await;
        tab
    }

    /// Signs in and takes the desk.
    pub async fn enter(&mut self, token: &str) -> Synced {
        self.send("auth", &format!(r#"{{"token":"{token}"}}"#)).await;
        self.take_sync().await
    }

    /// Asks for the desk and takes it.
    pub async fn sync(&mut self) -> Synced {
        self.send("state_sync_request", "{}").await;
        self.take_sync().await
    }

    /// Moves a card, and does not wait for the answer.
    pub async fn send_move(&mut self, card: CardId) {
        let step = self.sent % 100;
        let payload = format!(
            r#"{{"card_id":"{card}","action":"move","data":{{"position_x":{},"position_y":{}}}}}"#,
            step * 8,
            (100 - step) * 8
        );
        self.send("canvas_interaction", &payload).await;
    }

    /// Sends a text as it is.
    pub async fn send_text(&mut self, text: Utf8Bytes) {
        self.socket.send(Message::Text(text)).await.expect("the server reads");
    }

    /// The next text frame.
    pub async fn next(&mut self) -> Utf8Bytes {
        loop {
            match self.socket.next().await.expect("the server goes on").expect("a good frame") {
                Message::Text(text) => return text,
                Message::Close(reason) => panic!("the server closed the connection: {reason:?}"),
                Message::Ping(_) | Message::Pong(_) | Message::Binary(_) | Message::Frame(_) => {}
            }
        }
    }

    /// The next frame that tells of a card.
    pub async fn next_update(&mut self) -> Utf8Bytes {
        loop {
            let frame = self.next().await;
            if is(&frame, "canvas_update") {
                return frame;
            }
            refuse_errors(&frame);
        }
    }

    /// Sends a frame of this type with this payload.
    pub async fn send(&mut self, kind: &str, payload: &str) {
        self.sent += 1;
        let frame = format!(r#"{{"type":"{kind}","id":"{}","payload":{payload}}}"#, self.sent);
        self.send_text(frame.into()).await;
    }

    async fn take_sync(&mut self) -> Synced {
        let mut synced = Synced::default();
        loop {
            let frame = self.next().await;
            refuse_errors(&frame);
            if is(&frame, "state_sync") {
                synced.bytes += frame.len();
                synced.parts += 1;
                synced.stack = text_after(&frame, "\"active_stack_id\":\"").parse().ok().or(synced.stack);
                if synced.parts == number_after(&frame, "\"parts\":") {
                    return synced;
                }
            }
        }
    }
}

/// Whether the frame is of this type.
pub fn is(frame: &str, kind: &str) -> bool {
    frame
        .strip_prefix(r#"{"type":""#)
        .and_then(|rest| rest.strip_prefix(kind))
        .is_some_and(|rest| rest.starts_with('"'))
}

/// Panics when the frame says that something was refused or left out.
pub fn refuse_errors(frame: &str) {
    assert!(!frame.contains(r#""event":"resync""#), "the server left frames out");
    assert!(!is(frame, "system") || !frame.contains(r#""event":"error""#), "the server refused: {frame}");
}

fn text_after<'a>(text: &'a str, key: &str) -> &'a str {
    let rest = text.split_once(key).map_or("", |(_, rest)| rest);
    rest.split('"').next().unwrap_or_default()
}

fn number_after(text: &str, key: &str) -> usize {
    let rest = text.split_once(key).map_or("", |(_, rest)| rest);
    rest.split(|c: char| !c.is_ascii_digit()).next().and_then(|digits| digits.parse().ok()).unwrap_or(0)
}
