//! A provider that replays a script: for tests, demonstrations and load.
//!
//! A script is a file of JSON lines. `{"on": "words"}` begins the part that answers messages holding these words
//! (letter case aside; no words answer everything), `{"next": true}` begins that part's next answer, which
//! follows the results of the tools called before. The other lines say what happens: `{"text": "…"}`,
//! `{"delay_ms": 50}`, `{"tool": {"name": "…", "input": {…}}}`, `{"error": "…"}` and `{"wait": "cancel"}`, which
//! waits for good. An answer without a script is one sentence that says so.

#[cfg(test)]
mod tests;

use std::{path::Path, sync::Arc, time::Duration};

use futures_util::{
    StreamExt, future,
    stream::{self, BoxStream},
};
use serde::Deserialize;
use serde_json::Value;

use super::{Delta, Error, Message, Provider, Request, Stop, ToolCall};

/// A script in memory.
#[derive(Clone, Debug)]
pub struct Scripted {
    parts: Vec<Arc<Part>>,
}

/// Why a script can't be played.
#[derive(Debug, thiserror::Error)]
pub enum BadScript {
    #[error("{path}: {source}")]
    Unreadable { path: std::path::PathBuf, source: std::io::Error },
    #[error("line {line} of the script: {reason}")]
    Line { line: usize, reason: String },
}

#[derive(Debug)]
struct Part {
    /// In small letters.
    on: String,
    answers: Vec<Vec<Happening>>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum Line {
    On(String),
    Next(bool),
    #[serde(untagged)]
    Happening(Happening),
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum Happening {
    Text(String),
    DelayMs(u64),
    Tool { name: String, input: Value },
    Error(String),
    Wait(WaitFor),
}

#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum WaitFor {
    Cancel,
}

impl Scripted {
    /// Reads the script in the file `path`.
    ///
    /// # Errors
    /// [`BadScript`], which names the file or the line.
    pub fn load(path: &Path) -> Result<Self, BadScript> {
        let text =
            std::fs::read_to_string(path).map_err(|source| BadScript::Unreadable { path: path.to_owned(), source })?;
        Self::parse(&text)
    }

    /// Reads a script from its lines.
    ///
    /// # Errors
    /// [`BadScript::Line`].
    pub fn parse(text: &str) -> Result<Self, BadScript> {
        let mut parts: Vec<Part> = Vec::new();
        for (number, line) in (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty()) {
            let read = serde_json::from_str(line);
            match read.map_err(|error| BadScript::Line { line: number, reason: error.to_string() })? {
                Line::On(words) => parts.push(Part { on: words.to_lowercase(), answers: vec![Vec::new()] }),
                Line::Next(true) => present(&mut parts).answers.push(Vec::new()),
                Line::Next(false) => {}
                Line::Happening(happening) => {
                    if let Some(answer) = present(&mut parts).answers.last_mut() {
                        answer.push(happening);
                    }
                }
            }
        }
        Ok(Self { parts: parts.into_iter().map(Arc::new).collect() })
    }

    /// What happens in answer to the request, up to an error.
    fn answer(&self, request: &Request) -> Vec<Happening> {
        let said = match request.last_user().map(|at| &request.messages[at]) {
            Some(Message::User(text)) => text.to_lowercase(),
            _ => String::new(),
        };
        let Some(part) = self.parts.iter().find(|part| said.contains(&part.on)) else {
            return vec![Happening::Text("The script has no answer to this.".to_owned())];
        };
        let mut answer = part.answers.get(request.answers_given()).cloned().unwrap_or_default();
        if let Some(at) = answer.iter().position(|happening| matches!(happening, Happening::Error(_))) {
            answer.truncate(at + 1);
        }
        answer
    }
}

impl Provider for Scripted {
    fn name(&self) -> &'static str {
        "scripted"
    }

    fn stream(&self, request: Request) -> BoxStream<'static, Result<Delta, Error>> {
        let turn = request.answers_given();
        let answer = self.answer(&request);
        let calls = answer.iter().any(|happening| matches!(happening, Happening::Tool { .. }));
        let stop = match answer.last() {
            Some(Happening::Error(_)) => None,
            _ => Some(Ok(Delta::Stop(if calls { Stop::Tools } else { Stop::Done }))),
        };
        let happenings = stream::iter(answer.into_iter().enumerate());
        happenings
            .filter_map(move |(number, happening)| play(happening, format!("call-{turn}-{number}")))
            .chain(stream::iter(stop))
            .boxed()
    }
}

/// The part that is being read; lines before the first `on` answer everything.
fn present(parts: &mut Vec<Part>) -> &mut Part {
    if parts.is_empty() {
        parts.push(Part { on: String::new(), answers: vec![Vec::new()] });
    }
    let last = parts.len() - 1;
    &mut parts[last]
}

async fn play(happening: Happening, id: String) -> Option<Result<Delta, Error>> {
    match happening {
        Happening::Text(text) => Some(Ok(Delta::Text(text))),
        Happening::Tool { name, input } => Some(Ok(Delta::ToolCall(ToolCall { id, name, input }))),
        Happening::Error(reason) => Some(Err(Error::Refused(reason))),
        Happening::DelayMs(ms) => {
            tokio::time::sleep(Duration::from_millis(ms)).await;
            None
        }
        Happening::Wait(WaitFor::Cancel) => future::pending().await,
    }
}
