//! An answer while it comes in.

use bytes::Bytes;
use reqwest::Response;
use tokio::time::{Instant, timeout_at};

use super::{Caps, Error};

/// An answer whose head has come.
pub struct Answer {
    response: Response,
    host: String,
    caps: Caps,
    deadline: Instant,
    taken: usize,
}

impl Answer {
    pub(super) fn new(response: Response, host: String, caps: Caps, deadline: Instant) -> Self {
        Self { response, host, caps, deadline, taken: 0 }
    }

    /// The status code, such as 200.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.response.status().as_u16()
    }

    /// A header, if it is there once and is text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.response.headers().get(name)?.to_str().ok()
    }

    /// The next piece of the body; `None` at its end.
    ///
    /// # Errors
    /// [`Error`], which names the cap that was reached. Nothing comes after it.
    pub async fn next(&mut self) -> Result<Option<Bytes>, Error> {
        let host = || self.host.clone();
        let silent_at = Instant::now() + self.caps.between;
        let is_last = self.deadline <= silent_at;
        let piece = match timeout_at(silent_at.min(self.deadline), self.response.chunk()).await {
            Ok(piece) => piece.map_err(|error| Error::of(error, &self.host))?,
            Err(_) if is_last => return Err(Error::Slow { host: host() }),
            Err(_) => return Err(Error::Stalled { host: host() }),
        };
        self.taken += piece.as_ref().map_or(0, Bytes::len);
        if self.taken > self.caps.bytes_max {
            return Err(Error::TooLarge { host: host(), bytes_max: self.caps.bytes_max });
        }
        Ok(piece)
    }

    /// The whole body.
    ///
    /// # Errors
    /// [`Error`], which names the cap that was reached.
    pub async fn whole(mut self) -> Result<Vec<u8>, Error> {
        let mut body = Vec::new();
        while let Some(piece) = self.next().await? {
            body.extend_from_slice(&piece);
        }
        Ok(body)
    }

    /// The whole body as far as `bytes_max`, and whatever had come when it broke off: for the text of an error.
    pub async fn beginning(mut self, bytes_max: usize) -> Vec<u8> {
        let mut body = Vec::new();
        while body.len() < bytes_max
            && let Ok(Some(piece)) = self.next().await
        {
            body.extend_from_slice(&piece);
        }
        body.truncate(bytes_max);
        body
    }
}
