//! One request and its answer: limits kept, known answers taken, refusals understood.

use std::time::Duration;

use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use super::{Client, Error, PAGE_ITEMS_MAX, Page, Result, cache::Known, limits::Limits, page, said, said::Said};
use crate::{
    fetch::{Answer, Caps, Errand, Verb},
    kit::Secret,
};

/// A person waits for it.
const CAPS: Caps = Caps {
    head: Duration::from_secs(20),
    between: Duration::from_secs(20),
    total: Duration::from_mins(1),
    bytes_max: JSON_BYTES_MAX,
};

/// A file of many megabytes goes up or comes down.
const LARGE_MAX: Duration = Duration::from_mins(5);
const LARGE_BYTES: usize = 1 << 20;

/// Bytes of an answer in JSON: a page of 100 pull requests has about 2 MiB.
const JSON_BYTES_MAX: usize = 16 << 20;

/// What is answered in, and how its shapes are called.
pub(super) const JSON: &str = "application/vnd.github+json";
pub(super) const VERSION: &str = "2022-11-28";

/// What is asked.
pub(super) struct Ask {
    verb: Verb,
    path: String,
    body: Option<Value>,
    accept: &'static str,
    bytes_max: usize,
    means: fn(&Said) -> Option<Error>,
}

impl Ask {
    fn new(verb: Verb, path: String, body: Option<Value>) -> Self {
        Self { verb, path, body, accept: JSON, bytes_max: JSON_BYTES_MAX, means: |_| None }
    }

    pub fn get(path: String) -> Self {
        Self::new(Verb::Get, path, None)
    }

    pub fn post(path: String, body: Value) -> Self {
        Self::new(Verb::Post, path, Some(body))
    }

    pub fn put(path: String, body: Value) -> Self {
        Self::new(Verb::Put, path, Some(body))
    }

    pub fn patch(path: String, body: Value) -> Self {
        Self::new(Verb::Patch, path, Some(body))
    }

    pub fn delete(path: String, body: Option<Value>) -> Self {
        Self::new(Verb::Delete, path, body)
    }

    /// Asks for bytes as they are instead of JSON.
    pub fn raw(self, bytes_max: usize) -> Self {
        Self { accept: "application/vnd.github.raw+json", bytes_max, ..self }
    }

    /// What refusals mean that are special to this question.
    pub fn where_refused(self, means: fn(&Said) -> Option<Error>) -> Self {
        Self { means, ..self }
    }
}

impl Client {
    /// What stands at `path`: what is known, if GitHub says that it is still so.
    pub(super) async fn read<T: Serialize + DeserializeOwned>(&self, path: String) -> Result<T> {
        Ok(self.heard(path, 1).await?.0)
    }

    /// A page of the list at `path`, which has a query already.
    pub(super) async fn list<T: Serialize + DeserializeOwned>(&self, path: &str, number: u32) -> Result<Page<T>> {
        let path = format!("{path}{}", page::query(number));
        let (mut items, next): (Vec<T>, _) = self.heard(path, number).await?;
        items.truncate(PAGE_ITEMS_MAX);
        Ok(Page { items, next })
    }

    /// Does what is asked, and reads the answer.
    pub(super) async fn told<T: DeserializeOwned>(&self, ask: Ask) -> Result<T> {
        parsed(&self.ask(ask, None).await?.whole().await?)
    }

    /// Does what is asked; the answer is bytes, or says no more than that it was done.
    pub(super) async fn bytes(&self, ask: Ask) -> Result<Vec<u8>> {
        Ok(self.ask(ask, None).await?.whole().await?)
    }

    async fn heard<T: Serialize + DeserializeOwned>(&self, path: String, number: u32) -> Result<(T, Option<u32>)> {
        let known = self.cache.known(self.holder, &path);
        let answer = self.ask(Ask::get(path.clone()), known.as_ref().map(|known| known.etag.as_str())).await?;
        if answer.status() == 304 {
            let known = known.ok_or_else(|| Error::strange("nothing has changed since never"))?;
            return Ok((parsed(&known.body)?, known.next));
        }
        let next = page::next(answer.header("link"), number);
        let etag = answer.header("etag").map(str::to_owned);
        let value: T = parsed(&answer.whole().await?)?;
        // Only what is read of an answer is kept of it.
        if let (Some(etag), Ok(body)) = (etag, serde_json::to_vec(&value)) {
            self.cache.keep(self.holder, &path, Known { etag, body, next });
        }
        Ok((value, next))
    }

    /// Sends one request, if the token does not rest, and answers what was not refused.
    pub(super) async fn ask(&self, ask: Ask, etag: Option<&str>) -> Result<Answer> {
        let now = self.ambient.now();
        if let Some(until) = self.cache.rests_until(self.holder, now) {
            return Err(Error::limited(until, now));
        }
        let (means, is_asked_again) = (ask.means, etag.is_some());
        let (errand, caps) = self.errand(ask, etag);
        let answer = self.fetch.run(&self.site, errand, caps).await?;

        let (now, limits) = (self.ambient.now(), Limits::of(&answer));
        match answer.status() {
            200..=299 => {}
            304 if is_asked_again => {}
            status => {
                let said = Said::new(status, &answer.beginning(said::BYTES_MAX).await, &self.token);
                return Err(self.refused(said, limits, means));
            }
        }
        if let Some(until) = limits.spent(now) {
            self.cache.rest(self.holder, until, now);
        }
        Ok(answer)
    }

    fn errand(&self, ask: Ask, etag: Option<&str>) -> (Errand, Caps) {
        let mut headers = vec![
            ("accept", Secret::new(ask.accept)),
            ("x-github-api-version", Secret::new(VERSION)),
            ("authorization", Secret::new(format!("Bearer {}", self.token.expose()))),
        ];
        headers.extend(etag.map(|etag| ("if-none-match", Secret::new(etag))));
        let body = ask.body.map(|body| body.to_string().into_bytes());
        let is_large = ask.bytes_max > JSON_BYTES_MAX || body.as_ref().is_some_and(|body| body.len() > LARGE_BYTES);
        let (head, total) = if is_large { (LARGE_MAX, LARGE_MAX) } else { (CAPS.head, CAPS.total) };
        let body = body.map(|body| ("application/json", body));
        let caps = Caps { head, total, bytes_max: ask.bytes_max, ..CAPS };
        (Errand { verb: ask.verb, path: ask.path, headers, body }, caps)
    }

    /// What a refusal means. It may have the token rest, or all be forgotten that it was told.
    fn refused(&self, said: Said, limits: Limits, means: fn(&Said) -> Option<Error>) -> Error {
        let now = self.ambient.now();
        if let Some(until) = limits.refused(&said, now) {
            self.cache.rest(self.holder, until, now);
            return Error::limited(until, now);
        }
        if said.status == 401 {
            self.cache.forget(self.holder);
        }
        means(&said).unwrap_or_else(|| Error::of(said))
    }
}

fn parsed<T: DeserializeOwned>(body: &[u8]) -> Result<T> {
    serde_json::from_slice(body).map_err(|error| Error::malformed(&error))
}
