//! A text that must not be seen: a key for somebody else's door.

use std::fmt;

use base64::{Engine, engine::general_purpose::STANDARD};
use serde::{Deserialize, Deserializer};

/// A secret text. It has no `Display` and no `Serialize`, so that it can't slip into a log, a page or an error.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// What HTTP's Basic scheme (RFC 7617) says with this as the password. The doors that it opens take any name.
    #[must_use]
    pub fn as_basic(&self) -> Self {
        Self(format!("Basic {}", STANDARD.encode(format!("git:{}", self.0))))
    }

    /// The text itself, for the one place that shows it at the door it opens.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

/// Settings hold secrets; what is wrong with one is told without it.
impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self).map_err(|_| serde::de::Error::custom("expected a text in quotes"))
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}
