//! The versions of the protocol that are spoken here (modelcontextprotocol.io/specification).

use actix_web::HttpRequest;

use crate::web::error::{Error, Result};

/// In which a request says what was agreed upon.
const HEADER: &str = "mcp-protocol-version";

/// A version of the protocol, named by its day.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Version {
    March2025,
    June2025,
    November2025,
}

impl Version {
    const ALL: [Self; 3] = [Self::March2025, Self::June2025, Self::November2025];

    /// What a client is offered that asks for one that is not spoken here.
    const NEWEST: Self = Self::November2025;

    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::March2025 => "2025-03-26",
            Self::June2025 => "2025-06-18",
            Self::November2025 => "2025-11-25",
        }
    }

    /// The version for a client that would like `asked`.
    pub(super) fn negotiated(asked: &str) -> Self {
        Self::from_word(asked).unwrap_or(Self::NEWEST)
    }

    /// The version of a request. The first one had no header for it.
    pub(super) fn of(request: &HttpRequest) -> Result<Self> {
        let Some(named) = request.headers().get(HEADER) else { return Ok(Self::March2025) };
        named.to_str().ok().and_then(Self::from_word).ok_or_else(|| {
            let known: Vec<_> = Self::ALL.map(Self::as_str).to_vec();
            let message = format!("this version of the protocol is not spoken here: use {}", known.join(", "));
            Error::bad_request("unsupported_version", message).with_field(HEADER)
        })
    }

    /// Whether several messages may come in one request: only the first version had that.
    pub(super) const fn takes_batches(self) -> bool {
        matches!(self, Self::March2025)
    }

    fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|version| version.as_str() == word)
    }
}
