//! Servers of tools that speak the Model Context Protocol over streamable HTTP, asked from here.
//!
//! A [`Connection`] is opened for one errand: it lists the server's tools, or calls one. What the server says is
//! bounded and taken as data; nothing that it asks of us in between is done.
//! Source: modelcontextprotocol.io/specification, 2025-11-25, "Transports" and "Tools".

mod hear;
#[cfg(test)]
mod tests;

use std::time::Duration;

use serde_json::{Value, json};

use crate::{
    fetch::{self, Caps, Fetch, Request, Site},
    kit::Secret,
};

/// The version that is asked for, and those that are understood.
const VERSION: &str = "2025-11-25";
const VERSIONS: [&str; 3] = [VERSION, "2025-06-18", "2025-03-26"];

/// A tool may work for a while; a person waits for it.
const CAPS: Caps = Caps {
    head: Duration::from_secs(30),
    between: Duration::from_secs(30),
    total: Duration::from_mins(1),
    bytes_max: 1 << 20,
};

/// Tools that are taken from one server, and pages that its list may come in.
pub const TOOLS_MAX: usize = 100;
const PAGES_MAX: usize = 10;
/// Characters of a tool's name, and of what a server writes about a tool.
pub const NAME_CHARS_MAX: usize = 100;
pub const DESCRIPTION_CHARS_MAX: usize = 2_000;
/// Bytes of the schema of a tool's input.
pub const SCHEMA_BYTES_MAX: usize = 16 * 1024;
/// Characters of what a tool answers: what a model reads with profit.
pub const TEXT_CHARS_MAX: usize = 32_000;
/// Characters of an id that a server gives its session.
const SESSION_CHARS_MAX: usize = 1_000;

/// What a server says of one of its tools.
#[derive(Clone, PartialEq, Debug)]
pub struct Offer {
    pub name: String,
    pub description: String,
    /// The JSON Schema of its input, an object.
    pub input_schema: Value,
    /// Whether the server says that the tool changes nothing. Nobody has checked.
    pub claims_to_read: bool,
}

/// What a tool has answered.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Outcome {
    pub text: String,
    pub is_error: bool,
}

/// Why a server did not do as asked. Every text continues "the server can't be asked: …".
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum Error {
    #[error(transparent)]
    Fetch(#[from] fetch::Error),
    #[error("it wants a key, or another one")]
    KeyRefused,
    #[error("there is no MCP server at this address (it answered {0})")]
    NotThere(u16),
    #[error("it answered {0}")]
    Status(u16),
    #[error("it speaks another version of the protocol")]
    Version,
    #[error("what it answered can't be understood: {0}")]
    Malformed(String),
    /// In the server's own words, cut.
    #[error("it refused: {0}")]
    Refused(String),
}

type Result<T> = std::result::Result<T, Error>;

/// A server that has introduced itself.
pub struct Connection {
    fetch: Fetch,
    site: Site,
    key: Option<Secret>,
    version: &'static str,
    session: Option<Secret>,
    asked: u64,
}

impl Connection {
    /// Introduces this server to the one at `site`.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn open(fetch: &Fetch, site: Site, key: Option<Secret>) -> Result<Self> {
        let mut this = Self { fetch: fetch.clone(), site, key, version: VERSION, session: None, asked: 0 };
        let about = json!({ "name": "stackhouse", "version": env!("CARGO_PKG_VERSION") });
        let hello = json!({ "protocolVersion": VERSION, "capabilities": {}, "clientInfo": about });
        let answer = this.ask("initialize", hello).await?;
        let version = answer["protocolVersion"].as_str().unwrap_or_default();
        this.version = VERSIONS.into_iter().find(|known| *known == version).ok_or(Error::Version)?;
        this.send(&json!({ "jsonrpc": "2.0", "method": "notifications/initialized" }), None).await?;
        Ok(this)
    }

    /// The server's tools, those that can be used.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn tools(&mut self) -> Result<Vec<Offer>> {
        let (mut offers, mut params) = (Vec::new(), json!({}));
        for _ in 0..PAGES_MAX {
            let page = self.ask("tools/list", params).await?;
            let tools = page["tools"].as_array().ok_or_else(|| Error::Malformed("no list of tools".to_owned()))?;
            offers.extend(tools.iter().filter_map(hear::offer));
            match page["nextCursor"].as_str() {
                Some(cursor) if offers.len() < TOOLS_MAX => params = json!({ "cursor": cursor }),
                Some(_) | None => break,
            }
        }
        offers.truncate(TOOLS_MAX);
        Ok(offers)
    }

    /// Calls a tool.
    ///
    /// # Errors
    /// [`Error`]; what the tool itself refuses is an outcome.
    pub async fn call(&mut self, tool: &str, input: &Value) -> Result<Outcome> {
        let answer = self.ask("tools/call", json!({ "name": tool, "arguments": input })).await?;
        Ok(hear::outcome(&answer))
    }

    /// What the method answers.
    async fn ask(&mut self, method: &str, params: Value) -> Result<Value> {
        self.asked += 1;
        let message = json!({ "jsonrpc": "2.0", "id": self.asked, "method": method, "params": params });
        let answer = self.send(&message, Some(self.asked)).await?;
        answer.ok_or_else(|| Error::Malformed("no answer came".to_owned()))
    }

    /// Sends a message; with an id, reads the answer to it.
    async fn send(&mut self, message: &Value, id: Option<u64>) -> Result<Option<Value>> {
        let body = Some(("application/json", message.to_string().into_bytes()));
        let request = Request { path: "", headers: self.headers(), body };
        let mut answer = self.fetch.send(&self.site, request, CAPS).await?;
        match answer.status() {
            200..=299 => {}
            401 | 403 => return Err(Error::KeyRefused),
            status @ (404 | 405) => return Err(Error::NotThere(status)),
            status => return Err(Error::Status(status)),
        }
        if let Some(session) = answer.header("mcp-session-id").filter(|id| id.len() <= SESSION_CHARS_MAX) {
            self.session = Some(Secret::new(session));
        }
        match id {
            Some(id) => hear::answer(&mut answer, id).await.map(Some),
            None => Ok(None),
        }
    }

    fn headers(&self) -> Vec<(&'static str, Secret)> {
        let mut headers = vec![("accept", Secret::new("application/json, text/event-stream"))];
        if self.asked > 1 || self.session.is_some() {
            headers.push(("mcp-protocol-version", Secret::new(self.version)));
        }
        headers.extend(self.session.clone().map(|session| ("mcp-session-id", session)));
        headers.extend(self.key.as_ref().map(|key| ("authorization", Secret::new(format!("Bearer {}", key.expose())))));
        headers
    }
}
