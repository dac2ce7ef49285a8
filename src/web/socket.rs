//! The socket: one connection of one tab, as an actor.
//!
//! This is the only file that names `actix_web_actors`, which its maintainers have deprecated; what that costs
//! and how to leave is in docs/decisions/0001. The actor owns nothing but the connection: what a frame means is
//! in [`dialogue`], what waits to be written in the Sprite's [`Outbox`].

mod announced;
mod apps;
mod cut;
mod dialogue;
mod fragments;
mod open;
#[cfg(test)]
mod tests;

use std::{io, sync::Arc, task::Poll, time::Duration};

use actix::{Actor, ActorContext, ActorFutureExt, AsyncContext, ContextFutureSpawner, StreamHandler, WrapFuture};
use actix_web::{HttpRequest, HttpResponse, web};
use actix_web_actors::ws::{CloseCode, CloseReason, Message, ProtocolError, WebsocketContext, WsResponseBuilder};
use futures_util::stream;

use crate::{
    kit::Timestamp,
    sprite::{Followed, Goodbye, Next, Outbox},
    web::{
        State,
        error::{Error, Result},
    },
};

use self::{
    announced::{Gauge, Guarded},
    apps::Shows,
    dialogue::{Dialogue, Step},
    fragments::Fragments,
};
pub use cut::Wire;

/// How often the peer is asked whether it is there.
const PING_EVERY: Duration = Duration::from_secs(15);

/// A peer that has said nothing for this long, not even a pong, is gone. It is noticed with the next ping, so that none
/// is kept for longer than 45 s.
const SILENCE_MAX_MS: i64 = 40_000;

/// Bytes handed to the connection before it must write some: keeps its buffer, which never shrinks, small.
const WRITE_AT_ONCE_BYTES: usize = 16 * 1024;

/// One tab's connection.
struct Connection {
    state: web::Data<State>,
    outbox: Arc<Outbox>,
    dialogue: Dialogue,
    fragments: Fragments,
    /// Shared with the guard on the byte stream.
    gauge: Arc<Gauge>,
    heard_at: Timestamp,
    followed: Option<Followed>,
    shows: Option<Shows>,
}

/// `GET /ws`: upgrades the connection.
///
/// # Errors
/// What is wrong with the handshake: a foreign origin, or no handshake at all.
pub async fn connect(request: HttpRequest, body: web::Payload, state: web::Data<State>) -> Result<HttpResponse> {
    open::check(&state, &request)?;
    let frame_bytes_max = state.config.socket.frame_bytes_max;
    let outbox = Arc::new(Outbox::new(open::credit(&state)));
    let dialogue = Dialogue::new(&state, &request, Arc::clone(&outbox));
    let gauge = Arc::new(Gauge::default());
    let guarded = Guarded::new(body, frame_bytes_max, Arc::clone(&gauge));
    let connection = Connection {
        outbox,
        dialogue,
        fragments: Fragments::new(frame_bytes_max),
        gauge,
        heard_at: state.ambient.now(),
        followed: None,
        shows: None,
        state,
    };
    WsResponseBuilder::new(connection, &request, guarded)
        .frame_size(frame_bytes_max)
        .start()
        .map_err(|error| open::not_a_handshake(&error))
}

/// `/ws/anything`: the socket has one address, and the user comes from the credential, never from the path.
///
/// # Errors
/// Always.
pub async fn not_here() -> Result<HttpResponse> {
    Err(Error::bad_request("bad_address", "the socket's address is /ws and nothing more"))
}

impl Connection {
    /// Does what the dialogue decided. Steps that wait keep later frames waiting, too.
    fn take(&mut self, step: Step, context: &mut WebsocketContext<Self>) {
        match step {
            Step::Nothing => {}
            Step::Say(frame) => context.text(frame),
            Step::End(last, code) => {
                if let Some(frame) = last {
                    context.text(frame);
                }
                end(context, code);
            }
            Step::SignIn(credential) => {
                let signing_in = open::sign_in(self.state.clone(), credential);
                signing_in
                    .into_actor(self)
                    .map(|signed_in, connection, context| {
                        let step = connection.dialogue.signed_in(signed_in);
                        connection.take(step, context);
                    })
                    .wait(context);
            }
            Step::Wake { user, greeting } => {
                for frame in greeting {
                    context.text(frame);
                }
                let directory = self.state.directory.clone();
                async move { directory.wake(user).await }
                    .into_actor(self)
                    .map(|woken, connection, context| {
                        let step = connection.dialogue.woken(woken);
                        connection.take(step, context);
                    })
                    .wait(context);
            }
            Step::Follow { sprite, ready, following } => {
                context.text(ready);
                let (apps, user, tab) = (self.state.apps.clone(), sprite.user(), following.tab);
                self.shows = Some(Shows { apps, user, tab });
                self.followed = Some(sprite.follow(following));
            }
        }
    }

    fn heard(&mut self, message: Message, context: &mut WebsocketContext<Self>) {
        self.heard_at = self.state.ambient.now();
        self.gauge.hear();
        match message {
            Message::Text(text) => {
                let step = self.dialogue.text(&text);
                self.take(step, context);
            }
            Message::Continuation(item) => match self.fragments.add(item.into()) {
                fragments::Added::More => {}
                fragments::Added::Whole(text) => {
                    let step = self.dialogue.text(&text);
                    self.take(step, context);
                }
                fragments::Added::Binary => end(context, CloseCode::Unsupported.into()),
                fragments::Added::NotText => end(context, CloseCode::Invalid.into()),
                fragments::Added::TooBig => end(context, CloseCode::Size.into()),
                fragments::Added::Broken => end(context, CloseCode::Protocol.into()),
            },
            Message::Ping(data) => {
                if self.dialogue.may_pong() {
                    context.pong(&data);
                }
            }
            Message::Pong(_) | Message::Nop => {}
            Message::Binary(_) => end(context, CloseCode::Unsupported.into()),
            Message::Close(reason) => {
                context.close(reason);
                context.stop();
            }
        }
    }

    fn look_after(&mut self, context: &mut WebsocketContext<Self>) {
        let silence_ms = self.state.ambient.now().since_ms(self.heard_at);
        if silence_ms > SILENCE_MAX_MS {
            return context.stop();
        }
        context.ping(b"");
    }
}

impl Actor for Connection {
    type Context = WebsocketContext<Self>;

    fn started(&mut self, context: &mut Self::Context) {
        let (outbox, ambient) = (Arc::clone(&self.outbox), self.state.ambient.clone());
        let mut taken = 0;
        context.add_stream(stream::poll_fn(move |task| {
            if taken > WRITE_AT_ONCE_BYTES {
                taken = 0;
                task.waker().wake_by_ref();
                return Poll::Pending;
            }
            let next = outbox.poll_next(task, ambient.now());
            match &next {
                Poll::Ready(Next::Write(frame)) => taken += frame.len(),
                Poll::Ready(_) => {}
                Poll::Pending => taken = 0,
            }
            next.map(Some)
        }));
        context.run_interval(PING_EVERY, Self::look_after);
        let patience = self.state.config.socket.auth_timeout();
        context.run_later(patience, |connection, context| {
            let step = connection.dialogue.waited_for_auth();
            connection.take(step, context);
        });
        let step = self.dialogue.begin();
        self.take(step, context);
    }
}

impl StreamHandler<std::result::Result<Message, ProtocolError>> for Connection {
    fn handle(&mut self, message: std::result::Result<Message, ProtocolError>, context: &mut Self::Context) {
        match message {
            Ok(message) => self.heard(message, context),
            Err(_) if self.gauge.is_too_big() => end(context, CloseCode::Size.into()),
            Err(ProtocolError::Overflow) => end(context, CloseCode::Size.into()),
            // The library's word for bits that mean nothing, and then for bytes that are no text, or for a peer that
            // has gone and hears nothing of it.
            Err(ProtocolError::Io(error)) if error.kind() == io::ErrorKind::InvalidData => {
                end(context, CloseCode::Protocol.into());
            }
            Err(ProtocolError::Io(_)) => end(context, CloseCode::Invalid.into()),
            Err(_) => end(context, CloseCode::Protocol.into()),
        }
    }

    /// The peer has closed its half: there is nobody left to answer.
    fn finished(&mut self, context: &mut Self::Context) {
        context.stop();
    }
}

impl StreamHandler<Next> for Connection {
    fn handle(&mut self, next: Next, context: &mut Self::Context) {
        match next {
            Next::Write(frame) => context.text(frame),
            Next::Resync => {
                context.text(self.dialogue.resync_frame());
                if let Some(followed) = &self.followed {
                    followed.sync();
                }
            }
            Next::Close(goodbye) => end(context, close_code(goodbye)),
        }
    }

    fn finished(&mut self, _: &mut Self::Context) {}
}

/// The numbers of 3-protocol: what is above 4000 is ours.
const fn close_code(goodbye: Goodbye) -> u16 {
    match goodbye {
        Goodbye::Shutdown => 1001,
        Goodbye::Internal => 1011,
        Goodbye::UserDisabled => 4003,
        Goodbye::TooManyTabs => 4008,
        Goodbye::SignInEnded => 4401,
    }
}

fn end(context: &mut WebsocketContext<Connection>, code: u16) {
    context.close(Some(CloseReason { code: code.into(), description: None }));
    context.stop();
}

impl From<actix_http::ws::Item> for fragments::Piece {
    fn from(item: actix_http::ws::Item) -> Self {
        use actix_http::ws::Item;
        match item {
            Item::FirstText(data) => Self::First(data),
            Item::FirstBinary(_) => Self::FirstBinary,
            Item::Continue(data) => Self::Next(data),
            Item::Last(data) => Self::Last(data),
        }
    }
}
