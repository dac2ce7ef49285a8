//! Text with a bound.

use std::{borrow::Cow, fmt, ops::Deref};

use serde::{Deserialize, Deserializer, Serialize};

/// One trimmed line of 1 to `MAX` characters without control characters: a name or a title.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(transparent)]
pub struct Line<const MAX: usize>(String);

/// Why a text is not a [`Line`].
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum BadText {
    #[error("must not be empty")]
    Empty,
    #[error("must have at most {max} characters")]
    TooLong { max: usize },
    #[error("must not hold line breaks or other control characters")]
    Control,
}

impl<const MAX: usize> Line<MAX> {
    /// Trims `text` and checks it.
    ///
    /// # Errors
    /// [`BadText`] when nothing is left, more than `MAX` characters are, or one of them is a control character.
    pub fn new(text: &str) -> Result<Self, BadText> {
        let text = text.trim();
        if !text.chars().any(is_seen) {
            return Err(BadText::Empty);
        }
        if text.chars().count() > MAX {
            return Err(BadText::TooLong { max: MAX });
        }
        if text.chars().any(breaks_line) {
            return Err(BadText::Control);
        }
        Ok(Self(text.to_owned()))
    }

    /// The line made of whatever `text` holds: control characters become blanks, the rest is cut at `MAX`.
    ///
    /// Nothing but blanks gives `otherwise`.
    #[must_use]
    pub fn lossy(text: &str, otherwise: &str) -> Self {
        let clean: String = text.chars().map(|c| if breaks_line(c) { ' ' } else { c }).collect();
        let cut: String = clean.trim().chars().take(MAX).collect();
        if cut.chars().any(is_seen) { Self(cut.trim().to_owned()) } else { Self(otherwise.to_owned()) }
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl<const MAX: usize> Deref for Line<MAX> {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl<const MAX: usize> fmt::Display for Line<MAX> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de, const MAX: usize> Deserialize<'de> for Line<MAX> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        Self::new(&text).map_err(serde::de::Error::custom)
    }
}

impl<const MAX: usize> schemars::JsonSchema for Line<MAX> {
    fn schema_name() -> Cow<'static, str> {
        format!("Line{MAX}").into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "minLength": 1, "maxLength": MAX })
    }
}

/// Control characters, and the two separators that Unicode gives lines and paragraphs.
fn breaks_line(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')
}

/// Whether a reader would see that something is there: joiners and marks of no width alone name nothing.
fn is_seen(c: char) -> bool {
    !c.is_whitespace() && !matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{feff}')
}
