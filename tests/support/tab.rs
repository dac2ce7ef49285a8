//! One tab: a real WebSocket client that knows nothing but the protocol.

use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{self, Message, client::IntoClientRequest, http::HeaderValue},
};

use super::TestServer;

/// No answer of a server on the same machine takes this long.
const PATIENCE: Duration = Duration::from_secs(10);

/// An open connection.
pub struct Tab {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    sent: u32,
}

/// What the server sent next.
#[derive(Debug, PartialEq)]
pub enum Heard {
    Frame(Value),
    /// The connection was closed with this code; 1006 when without one.
    Closed(u16),
}

impl Tab {
    /// Opens a connection with whatever `headers`, to `path`.
    pub async fn open(server: &TestServer, path: &str, headers: &[(&str, &str)]) -> Result<Self, u16> {
        Self::open_at(&server.running.address.to_string(), path, headers).await
    }

    /// The same at an `address:port`.
    pub async fn open_at(address: &str, path: &str, headers: &[(&str, &str)]) -> Result<Self, u16> {
        let url = format!("ws://{address}{path}");
        let mut request = url.into_client_request().expect("an address");
        for (name, value) in headers {
            let name: tungstenite::http::HeaderName = name.parse().expect("a header");
            request.headers_mut().insert(name, HeaderValue::from_str(value).expect("a value"));
        }
        match connect_async(request).await {
            Ok((socket, _)) => Ok(Self { socket, sent: 0 }),
            Err(tungstenite::Error::Http(answer)) => Err(answer.status().as_u16()),
            Err(error) => panic!("no handshake: {error}"),
        }
    }

    /// The same to a server that may be gone.
    pub async fn try_open_at(address: &str, path: &str) -> Option<Self> {
        let (socket, _) = connect_async(format!("ws://{address}{path}")).await.ok()?;
        Some(Self { socket, sent: 0 })
    }

    /// Opens a connection, shows the token as the first frame, and waits for the desk, which is answered too.
    pub async fn follow(server: &TestServer, token: &str) -> (Self, Value) {
        Self::follow_at(server, token, "/ws").await
    }

    /// The same with a query, such as `/ws?view=html`.
    pub async fn follow_at(server: &TestServer, token: &str, path: &str) -> (Self, Value) {
        let mut tab = Self::open(server, path, &[]).await.expect("a handshake");
        let sync = tab.show(token).await;
        (tab, sync)
    }

    /// Says something to the assistant in a tab of Ada's, and answers what it says.
    pub async fn converse(server: &TestServer, text: &str) -> String {
        let token = server.client().token("Ada").await;
        let (mut tab, _) = Self::follow(server, &token).await;
        tab.send("mission", json!({ "text": text })).await;
        loop {
            let message = tab.until("chat_message").await["payload"]["message"].clone();
            if message["role"] == "agent" {
                return message["content"].as_str().expect("a text").to_owned();
            }
        }
    }

    /// Shows the token as the first frame and answers the desk.
    pub async fn show(&mut self, token: &str) -> Value {
        self.send("auth", json!({ "token": token })).await;
        self.whole_sync().await
    }

    /// The next sync, its parts put together.
    pub async fn whole_sync(&mut self) -> Value {
        let mut whole = self.until("state_sync").await;
        let mut last = whole.clone();
        while last["payload"]["part"] != last["payload"]["parts"] {
            last = self.until("state_sync").await;
            for list in ["stacks", "cards", "chat_history", "turns"] {
                let more = last["payload"][list].as_array().expect("a list").clone();
                whole["payload"][list].as_array_mut().expect("a list").extend(more);
            }
        }
        whole
    }

    /// Sends a frame and answers its id.
    pub async fn send(&mut self, kind: &str, payload: Value) -> String {
        self.try_send(kind, payload).await.expect("a connection")
    }

    /// The same to a server that may be gone.
    pub async fn try_send(&mut self, kind: &str, payload: Value) -> Option<String> {
        self.sent += 1;
        let id = format!("frame-{}", self.sent);
        let frame = json!({ "type": kind, "id": id, "timestamp": 1_800_000_000_000_i64, "payload": payload });
        self.socket.send(Message::text(frame.to_string())).await.ok()?;
        Some(id)
    }

    pub async fn send_text(&mut self, text: &str) {
        self.send_message(Message::text(text)).await;
    }

    pub async fn send_message(&mut self, message: Message) {
        self.socket.send(message).await.expect("a connection");
    }

    /// The next frame, or how the connection ended.
    pub async fn heard(&mut self) -> Heard {
        loop {
            let next = tokio::time::timeout(PATIENCE, self.socket.next()).await.expect("something in time");
            match next {
                Some(Ok(Message::Text(text))) => return Heard::Frame(serde_json::from_str(&text).expect("JSON")),
                Some(Ok(Message::Close(frame))) => return Heard::Closed(frame.map_or(1006, |frame| frame.code.into())),
                Some(Ok(_)) => {}
                Some(Err(_)) | None => return Heard::Closed(1006),
            }
        }
    }

    pub async fn next(&mut self) -> Value {
        match self.heard().await {
            Heard::Frame(frame) => frame,
            Heard::Closed(code) => panic!("closed with {code}"),
        }
    }

    /// The next frame of the type `kind`; what comes before it is passed over.
    pub async fn until(&mut self, kind: &str) -> Value {
        loop {
            let frame = self.next().await;
            if frame["type"] == kind {
                return frame;
            }
        }
    }

    /// The code with which the connection is closed; what comes before it is passed over.
    pub async fn closing(&mut self) -> u16 {
        loop {
            if let Heard::Closed(code) = self.heard().await {
                return code;
            }
        }
    }

    /// Does an action and answers the ack's payload.
    pub async fn act(&mut self, card: &str, action: &str, data: Value) -> Value {
        let answer = self.ask(card, action, data).await;
        assert_eq!(answer["type"], "ack", "{action}: {answer}");
        answer["payload"].clone()
    }

    /// Does an action and answers the error's payload.
    pub async fn refused(&mut self, card: &str, action: &str, data: Value) -> Value {
        let answer = self.ask(card, action, data).await;
        assert_eq!(answer["type"], "system", "{action}: {answer}");
        assert_eq!(answer["payload"]["event"], "error");
        answer["payload"].clone()
    }

    /// Does an action and answers the frame that answers it.
    pub async fn ask(&mut self, card: &str, action: &str, data: Value) -> Value {
        self.interact(json!({ "card_id": card, "action": action, "data": data })).await
    }

    /// Sends a `canvas_interaction` and answers the frame that answers it.
    pub async fn interact(&mut self, payload: Value) -> Value {
        let id = self.send("canvas_interaction", payload).await;
        self.answer_to(&id).await
    }

    /// The frame that answers the frame `id`.
    pub async fn answer_to(&mut self, id: &str) -> Value {
        loop {
            let frame = self.next().await;
            if frame["request_id"] == id {
                return frame;
            }
        }
    }

    /// The id of the first stack in a sync.
    pub fn first_stack(sync: &Value) -> String {
        sync["payload"]["stacks"][0]["id"].as_str().expect("a stack").to_owned()
    }

    /// Makes a card on a stack and answers its id.
    pub async fn card(&mut self, stack: &str, title: &str, blocks: Value) -> String {
        let data = json!({ "stack_id": stack, "title": title, "blocks": blocks });
        let ack = self.act("", "create_card", data).await;
        ack["result"]["card_id"].as_str().expect("a card").to_owned()
    }

    pub async fn close(mut self) {
        // The other side may be gone already.
        let _ = self.socket.close(None).await;
    }
}
