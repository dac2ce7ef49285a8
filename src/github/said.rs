//! What GitHub says when it says no.

use serde::Deserialize;

use super::words;
use crate::kit::Secret;

/// Bytes that are read of an answer that says no, and characters of it that anybody is shown.
pub(super) const BYTES_MAX: usize = 16 * 1024;
const CHARS_MAX: usize = 300;

/// Details that are told of one refusal.
const DETAILS_MAX: usize = 5;

/// An answer that says no.
pub(super) struct Said {
    pub status: u16,
    /// One line, cut, without control characters and without the token.
    pub message: String,
}

/// The shape of such an answer, as far as it is shown.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Wire {
    message: String,
    errors: Vec<Detail>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Detail {
    Words(String),
    Thing { message: Option<String>, code: Option<String>, field: Option<String> },
}

impl Said {
    pub fn new(status: u16, body: &[u8], token: &Secret) -> Self {
        let wire: Wire = serde_json::from_slice(body).unwrap_or_default();
        let details = wire.errors.iter().take(DETAILS_MAX).filter_map(Detail::words);
        let mut message = std::iter::once(wire.message.clone()).chain(details).collect::<Vec<_>>().join(": ");
        if !token.expose().is_empty() {
            message = message.replace(token.expose(), "…");
        }
        Self { status, message: words::line::<CHARS_MAX>(&message, &format!("it answered {status}")) }
    }

    /// Whether one of these stands in it, in whatever case.
    pub fn mentions(&self, any: &[&str]) -> bool {
        let message = self.message.to_lowercase();
        any.iter().any(|words| message.contains(words))
    }
}

impl Detail {
    fn words(&self) -> Option<String> {
        match self {
            Self::Words(words) | Self::Thing { message: Some(words), .. } => Some(words.clone()),
            Self::Thing { message: None, code: Some(code), field } => {
                Some(format!("{} {code}", field.as_deref().unwrap_or_default()))
            }
            Self::Thing { message: None, code: None, .. } => None,
        }
    }
}
