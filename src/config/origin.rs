//! The address at which browsers reach this server.

use serde::Deserialize;

/// `https://desk.example.org` or `http://box.lan:4810`: a scheme, a host and maybe a port.
#[derive(Clone, PartialEq, Eq, Debug, Deserialize)]
#[serde(try_from = "String")]
pub struct Origin {
    is_https: bool,
    /// In lower case, with the port when one was given.
    authority: String,
}

/// A text that is not an origin.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("expected an address such as https://desk.example.org, without a path, not {0:?}")]
pub struct BadOrigin(String);

impl Origin {
    #[must_use]
    pub const fn is_https(&self) -> bool {
        self.is_https
    }

    /// What a browser sends as `Host` and after the scheme in `Origin`.
    #[must_use]
    pub fn authority(&self) -> &str {
        &self.authority
    }
}

impl std::fmt::Display for Origin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}://{}", if self.is_https { "https" } else { "http" }, self.authority)
    }
}

impl TryFrom<String> for Origin {
    type Error = BadOrigin;

    fn try_from(text: String) -> Result<Self, BadOrigin> {
        let lower = text.trim().to_ascii_lowercase();
        let (is_https, rest) = match (lower.strip_prefix("https://"), lower.strip_prefix("http://")) {
            (Some(rest), _) => (true, rest),
            (None, Some(rest)) => (false, rest),
            (None, None) => return Err(BadOrigin(text)),
        };
        let default_port = if is_https { ":443" } else { ":80" };
        let authority = rest.strip_suffix('/').unwrap_or(rest);
        let authority = authority.strip_suffix(default_port).unwrap_or(authority);
        let is_clean = |c: char| c.is_ascii_alphanumeric() || "-._:[]".contains(c);
        if authority.is_empty() || !authority.chars().all(is_clean) {
            return Err(BadOrigin(text));
        }
        Ok(Self { is_https, authority: authority.to_owned() })
    }
}
