//! What an app may do beside showing itself: asked for by its package, granted by its user, checked at the effect.

use std::{borrow::Cow, fmt};

use serde::{Deserialize, Deserializer, Serialize};

use super::package::PackageId;

/// Characters of a pattern or a host.
const PART_CHARS_MAX: usize = 120;

/// Something that an app asks for, by its words in a package.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Permission {
    /// Nothing but its own window and its own data.
    Standard,
    /// `net:host`: https requests to this host.
    Net(String),
    /// `notify`
    Notify,
    /// `files.read:glob`: documents whose names fit.
    ReadFiles(String),
    /// `files.write:glob`: makes documents whose names fit.
    WriteFiles(String),
    /// `clipboard.write`
    Clipboard,
    /// `ipc.send:app:type`
    Send { to: PackageId, kind: String },
    /// `ipc.receive:type`
    Receive(String),
    /// `background`: runs while nobody looks.
    Background,
    /// `ai`: asks the model, at the user's cost.
    Ai,
    /// `cpu.high`: five times the operations for a handler.
    HighCpu,
}

impl Permission {
    /// The permission that `text` spells, if it is one.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        if text.len() > PART_CHARS_MAX * 2 {
            return None;
        }
        Some(match text.split_once(':') {
            None => match text {
                "STANDARD" => Self::Standard,
                "notify" => Self::Notify,
                "clipboard.write" => Self::Clipboard,
                "background" => Self::Background,
                "ai" => Self::Ai,
                "cpu.high" => Self::HighCpu,
                _ => return None,
            },
            Some(("net", host)) if is_host(host) => Self::Net(host.to_owned()),
            Some(("files.read", glob)) if is_glob(glob) => Self::ReadFiles(glob.to_owned()),
            Some(("files.write", glob)) if is_glob(glob) => Self::WriteFiles(glob.to_owned()),
            Some(("ipc.receive", kind)) if is_kind(kind) => Self::Receive(kind.to_owned()),
            Some(("ipc.send", rest)) => {
                let (to, kind) = rest.split_once(':')?;
                Self::Send { to: PackageId::new(to)?, kind: Some(kind).filter(|kind| is_kind(kind))?.to_owned() }
            }
            Some(_) => return None,
        })
    }

    /// Whether it has to be granted: what every app may do is not asked for.
    #[must_use]
    pub const fn is_asked(&self) -> bool {
        !matches!(self, Self::Standard)
    }
}

impl fmt::Display for Permission {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Standard => f.write_str("STANDARD"),
            Self::Net(host) => write!(f, "net:{host}"),
            Self::Notify => f.write_str("notify"),
            Self::ReadFiles(glob) => write!(f, "files.read:{glob}"),
            Self::WriteFiles(glob) => write!(f, "files.write:{glob}"),
            Self::Clipboard => f.write_str("clipboard.write"),
            Self::Send { to, kind } => write!(f, "ipc.send:{to}:{kind}"),
            Self::Receive(kind) => write!(f, "ipc.receive:{kind}"),
            Self::Background => f.write_str("background"),
            Self::Ai => f.write_str("ai"),
            Self::HighCpu => f.write_str("cpu.high"),
        }
    }
}

impl Serialize for Permission {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Permission {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        Self::new(&text).ok_or_else(|| {
            serde::de::Error::custom(
                "not a permission: STANDARD, net:host, notify, files.read:glob, files.write:glob, clipboard.write, \
                 ipc.send:app:type, ipc.receive:type, background, ai or cpu.high",
            )
        })
    }
}

impl schemars::JsonSchema for Permission {
    fn schema_name() -> Cow<'static, str> {
        "Permission".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string" })
    }
}

/// A name of a host as it stands in an address: no port, no wildcard, no number.
fn is_host(text: &str) -> bool {
    let is_label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && label.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let is_name = text.split('.').next_back().is_some_and(|last| last.starts_with(|c: char| c.is_ascii_lowercase()));
    text.len() <= PART_CHARS_MAX && text.contains('.') && text.split('.').all(is_label) && is_name
}

fn is_glob(text: &str) -> bool {
    !text.is_empty() && text.len() <= PART_CHARS_MAX && !text.chars().any(char::is_control)
}

fn is_kind(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= PART_CHARS_MAX
        && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'))
}

/// The host of an https address; empty when it is none, which no permission names.
#[must_use]
pub fn host_of(url: &str) -> String {
    let rest = url.strip_prefix("https://").unwrap_or_default();
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    if is_host(host) { host.to_owned() } else { String::new() }
}

/// Whether a name fits a pattern, in which `*` stands for anything.
#[must_use]
pub fn fits(glob: &str, name: &str) -> bool {
    let Some((first, rest)) = glob.split_once('*') else { return glob == name };
    let Some(mut name) = name.strip_prefix(first) else { return false };
    let mut parts: Vec<&str> = rest.split('*').collect();
    let last = parts.pop().unwrap_or_default();
    for part in parts {
        let Some(at) = name.find(part) else { return false };
        name = &name[at + part.len()..];
    }
    name.ends_with(last)
}
