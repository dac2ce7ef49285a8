//! What is found in a file: one line of JSON each, from the child to the server.

use serde::{Deserialize, Serialize};

use super::{Kind, Refusal};

/// Something that was found.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Piece {
    Kind(Kind),
    /// A page, from 1, or a portion of a text that has none.
    Page {
        number: u32,
        text: String,
    },
    /// A page that is a picture: only OCR can read it.
    Scanned {
        page: u32,
    },
    /// A sheet or a table begins; its rows follow.
    Sheet {
        /// From 1.
        number: u32,
        name: String,
        /// The page on which it stands.
        page: Option<u32>,
        columns: Vec<String>,
    },
    /// Up to [`super::BATCH_ROWS_MAX`] rows of a sheet.
    Rows {
        sheet: u32,
        rows: Vec<Vec<Cell>>,
    },
    Picture(Picture),
    Note(Note),
    Refused(Refusal),
    /// Everything was found: without this, the child came to a bad end.
    Done,
}

/// One scalar. A day is text such as `2026-01-31`, with a time `2026-01-31 14:30:00`.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Cell {
    #[default]
    Blank,
    Bool(bool),
    Number(serde_json::Number),
    Text(String),
}

/// How large a picture is, and a small one of it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Picture {
    pub width: u32,
    pub height: u32,
    /// A JPEG or PNG in hexadecimal digits; empty when none could be made.
    #[serde(with = "hex")]
    pub thumbnail: Vec<u8>,
}

/// What a reader should know about what was found.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Note {
    /// There was more than is taken in: the rest was left out.
    Shortened,
    /// Some pages could not be read.
    PagesLeftOut,
    /// There is writing in pictures, and no OCR on this machine.
    OcrMissing,
    /// OCR gave up on some pages.
    OcrFailed,
}

impl Note {
    pub const ALL: [Self; 4] = [Self::Shortened, Self::PagesLeftOut, Self::OcrMissing, Self::OcrFailed];

    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Shortened => "shortened",
            Self::PagesLeftOut => "pages_left_out",
            Self::OcrMissing => "ocr_missing",
            Self::OcrFailed => "ocr_failed",
        }
    }

    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|note| note.as_str() == word)
    }
}

impl Cell {
    /// A text, cut to what a cell holds; blank when there is nothing to see.
    #[must_use]
    pub fn text(text: &str) -> Self {
        let text = text.trim();
        if text.is_empty() {
            return Self::Blank;
        }
        Self::Text(text.chars().filter(|c| !c.is_control() || *c == '\n').take(super::CELL_CHARS_MAX).collect())
    }

    /// What it takes up, about.
    pub(super) fn bytes(&self) -> usize {
        match self {
            Self::Text(text) => text.len(),
            Self::Blank | Self::Bool(_) | Self::Number(_) => 8,
        }
    }

    /// A number where it is one beyond doubt, else the text: `007` and `1.234,50` are left to whoever knows what is
    /// meant.
    #[must_use]
    pub fn read(text: &str) -> Self {
        /// Digits that a float keeps.
        const DIGITS_MAX: usize = 15;
        let trimmed = text.trim();
        let digits = trimmed.strip_prefix('-').unwrap_or(trimmed);
        let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
        let is_plain = |digits: &str| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        let is_plain = is_plain(whole) && is_plain(part) && digits.len() <= DIGITS_MAX;
        match trimmed.parse() {
            Ok(number) if is_plain && (whole == "0" || !whole.starts_with('0')) => Self::number(number),
            _ => Self::text(text),
        }
    }

    /// A number; whole ones without a point.
    #[must_use]
    pub fn number(value: f64) -> Self {
        /// Every whole number up to here has a float of its own.
        const WHOLE_MAX: f64 = 9_007_199_254_740_992.0;
        if value.fract() == 0.0 && value.abs() <= WHOLE_MAX {
            #[expect(clippy::cast_possible_truncation, reason = "it is whole, and within what both types hold")]
            return Self::Number((value as i64).into());
        }
        serde_json::Number::from_f64(value).map_or(Self::Blank, Self::Number)
    }
}

impl std::fmt::Display for Cell {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Blank => Ok(()),
            Self::Bool(value) => value.fmt(f),
            Self::Number(value) => value.fmt(f),
            Self::Text(text) => f.write_str(text),
        }
    }
}

/// Bytes as hexadecimal digits.
mod hex {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub fn serialize<S: Serializer>(bytes: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>())
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        let text = String::deserialize(deserializer)?;
        let digit = |c: u8| char::from(c).to_digit(16).ok_or_else(|| D::Error::custom("no hexadecimal digit"));
        let pairs = text.as_bytes().chunks(2);
        pairs
            .map(|pair| match pair {
                [high, low] => Ok(u8::try_from(digit(*high)? * 16 + digit(*low)?).unwrap_or_default()),
                _ => Err(D::Error::custom("half a byte")),
            })
            .collect()
    }
}
