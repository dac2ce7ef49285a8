//! Asking a model over the network, whichever dialect its server speaks.
//!
//! A server that is overloaded, in trouble or not there is asked again after a pause, as long as it has said nothing:
//! what was said can't be taken back. Whatever a server does, the answer ends within bounds and with a typed error;
//! none of them holds the key.

mod refusal;
#[cfg(test)]
pub(super) mod tests;

use std::{collections::VecDeque, marker::PhantomData, mem, sync::Arc, time::Duration};

use futures_util::{
    StreamExt,
    stream::{self, BoxStream},
};
use serde_json::{Value, json};

use super::{Delta, Error, Provider, Request, Stop, Usage, sse::Events};
use crate::{
    fetch::{self, Answer, Caps, Fetch, Site},
    kit::Secret,
};

/// What one answer may take. A model at home is loaded first and reads a long question for minutes; a turn's own limits
/// are tighter where they matter. An answer's text is a small part of the bytes that bring it.
const CAPS: Caps = Caps {
    head: Duration::from_mins(5),
    between: Duration::from_mins(3),
    total: Duration::from_hours(1),
    bytes_max: 64 * 1024 * 1024,
};

/// Times that a server is asked the same question.
const TRIES_MAX: u32 = 4;
/// The pause before the second time; it doubles.
const PAUSE: Duration = Duration::from_secs(1);
/// A server that wants a longer pause is not waited for.
const PAUSE_MAX: Duration = Duration::from_secs(30);

/// Where a model is asked, and as whom.
#[derive(Clone, Debug)]
pub struct Endpoint {
    pub site: Site,
    /// As its server calls it.
    pub model: String,
    pub key: Option<Secret>,
    /// Tokens of one answer; `None` leaves it to the server where the dialect allows that.
    pub output_tokens_max: Option<u32>,
}

/// How a kind of server is spoken to. The value reads one answer.
pub trait Dialect: Default + Send + 'static {
    const NAME: &'static str;
    /// Where questions go, below the site.
    const PATH: &'static str;

    fn headers(key: Option<&Secret>) -> Vec<(&'static str, Secret)>;

    fn body(endpoint: &Endpoint, request: &Request) -> Value;

    /// Takes in the data of one event. Nothing is taken in after a [`Delta::Stop`].
    ///
    /// # Errors
    /// When it can't be understood, or tells of an error.
    fn take(&mut self, data: &str, deltas: &mut Vec<Delta>) -> Result<(), Error>;

    /// Whether the answer was whole although the server did not say that it would close. What is missing follows.
    fn close(&mut self, deltas: &mut Vec<Delta>) -> bool;
}

/// A model behind a server that speaks the dialect `D`.
pub struct Remote<D> {
    fetch: Fetch,
    endpoint: Arc<Endpoint>,
    dialect: PhantomData<fn() -> D>,
}

impl<D: Dialect> Remote<D> {
    #[must_use]
    pub fn new(fetch: Fetch, endpoint: Endpoint) -> Self {
        Self { fetch, endpoint: Arc::new(endpoint), dialect: PhantomData }
    }
}

impl<D: Dialect> Provider for Remote<D> {
    fn name(&self) -> &'static str {
        D::NAME
    }

    fn stream(&self, request: Request) -> BoxStream<'static, Result<Delta, Error>> {
        let body = D::body(&self.endpoint, &request).to_string().into_bytes();
        let asking = Asking::<D> {
            fetch: self.fetch.clone(),
            endpoint: Arc::clone(&self.endpoint),
            body,
            tries: 0,
            stage: Stage::Ask,
            ready: VecDeque::new(),
            trouble: None,
            has_spoken: false,
        };
        stream::unfold(asking, Asking::next).boxed()
    }
}

/// One question, and what has come of it.
struct Asking<D> {
    fetch: Fetch,
    endpoint: Arc<Endpoint>,
    body: Vec<u8>,
    tries: u32,
    stage: Stage<D>,
    ready: VecDeque<Delta>,
    /// What went wrong after `ready`.
    trouble: Option<Trouble>,
    has_spoken: bool,
}

enum Stage<D> {
    Ask,
    Pause(Duration),
    Read(Box<Reading<D>>),
    Over,
}

/// An answer that is coming in.
struct Reading<D> {
    answer: Answer,
    heard: Heard<D>,
}

/// What of an answer is understood so far, wherever its bytes come from.
#[derive(Default)]
struct Heard<D> {
    events: Events,
    dialect: D,
}

/// What went wrong, and whether it may pass.
struct Trouble {
    error: Error,
    passes: bool,
    /// The pause that the server wants.
    pause: Option<Duration>,
}

impl<D: Dialect> Asking<D> {
    /// The next piece of the answer, and where it stands then.
    async fn next(mut self) -> Option<(Result<Delta, Error>, Self)> {
        loop {
            if let Some(delta) = self.ready.pop_front() {
                self.has_spoken |= matches!(delta, Delta::Text(_) | Delta::ToolCall(_));
                return Some((Ok(delta), self));
            }
            if let Some(trouble) = self.trouble.take() {
                if let Some(pause) = self.pause_after(&trouble) {
                    self.stage = Stage::Pause(pause);
                    return Some((Ok(Delta::Waiting(pause)), self));
                }
                self.stage = Stage::Over;
                return Some((Err(trouble.error), self));
            }
            match mem::replace(&mut self.stage, Stage::Over) {
                Stage::Over => return None,
                Stage::Pause(pause) => {
                    tokio::time::sleep(pause).await;
                    self.stage = Stage::Ask;
                }
                Stage::Ask => self.ask().await,
                Stage::Read(reading) => self.read(reading).await,
            }
        }
    }

    /// How long to wait before asking again; `None` when it would not help.
    fn pause_after(&self, trouble: &Trouble) -> Option<Duration> {
        if !trouble.passes || self.has_spoken || self.tries >= TRIES_MAX {
            return None;
        }
        let pause = trouble.pause.unwrap_or_else(|| PAUSE * 2_u32.pow(self.tries.saturating_sub(1)));
        (pause <= PAUSE_MAX).then_some(pause)
    }

    async fn ask(&mut self) {
        self.tries += 1;
        let headers = D::headers(self.endpoint.key.as_ref());
        let request = fetch::Request { path: D::PATH, headers, body: Some(("application/json", self.body.clone())) };
        match self.fetch.send(&self.endpoint.site, request, CAPS).await {
            Ok(answer) if answer.status() == 200 => {
                let reading = Reading { answer, heard: Heard::default() };
                self.stage = Stage::Read(Box::new(reading));
            }
            Ok(answer) => self.trouble = Some(refusal::read(answer, &self.endpoint).await),
            Err(error) => {
                let passes = matches!(error, fetch::Error::Unreachable { .. } | fetch::Error::Broken { .. });
                let error = Error::Unreachable(error.to_string());
                self.trouble = Some(Trouble { error, passes, pause: None });
            }
        }
    }

    /// Takes in the next piece of the body.
    async fn read(&mut self, mut reading: Box<Reading<D>>) {
        let mut deltas = Vec::new();
        let went = match reading.answer.next().await {
            Ok(Some(piece)) => reading.heard.take(&piece, &mut deltas),
            Ok(None) if reading.heard.dialect.close(&mut deltas) => Ok(()),
            Ok(None) | Err(fetch::Error::Broken { .. }) => Err(Error::BrokenOff),
            Err(error) => Err(Error::OutOfBounds(error.to_string())),
        };
        let is_whole = deltas.iter().any(|delta| matches!(delta, Delta::Stop(_)));
        self.ready.extend(deltas);
        match went {
            _ if is_whole => {}
            Ok(()) => self.stage = Stage::Read(reading),
            Err(error) => {
                let passes = matches!(error, Error::Overloaded | Error::Trouble(_) | Error::BrokenOff);
                let error = refusal::without_key(error, &self.endpoint);
                self.trouble = Some(Trouble { error, passes, pause: None });
            }
        }
    }
}

impl<D: Dialect> Heard<D> {
    /// What a piece of the body says, as far as it can be understood.
    fn take(&mut self, piece: &[u8], deltas: &mut Vec<Delta>) -> Result<(), Error> {
        let (events, went) = self.events.take(piece);
        for data in events {
            self.dialect.take(&data, deltas)?;
            if matches!(deltas.last(), Some(Delta::Stop(_))) {
                return Ok(());
            }
        }
        went
    }
}

/// A tool's input as the model wrote it. What is no JSON stays a text, which the tool refuses, so that the model can
/// correct it; no text at all is an input without fields.
pub(super) fn input_of(json: String) -> Value {
    if json.trim().is_empty() {
        return json!({});
    }
    serde_json::from_str(&json).unwrap_or(Value::String(json))
}

/// What an answer ends with: its cost and its reason.
pub(super) fn end(usage: Usage, stop: Stop) -> [Delta; 2] {
    [Delta::Usage(usage), Delta::Stop(stop)]
}
