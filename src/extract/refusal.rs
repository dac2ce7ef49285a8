//! Why a file is not read.

use serde::{Deserialize, Serialize};

/// Why a file is not read, said to whoever sent it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    #[error("the file is empty")]
    Empty,
    #[error(
        "this kind of file can't be read: send PDF, Word (.docx), a spreadsheet (.xlsx, .ods, .csv, .tsv), text, \
         Markdown, HTML, JSON, or a picture (PNG, JPEG, WebP, GIF)"
    )]
    UnknownKind,
    #[error("the file's name says one thing and its content another: it is not what its ending claims")]
    Mislabelled,
    #[error("unpacked, the file would be far larger than it is: it is not opened")]
    Bomb,
    #[error("the picture has more points than can be shown: make it smaller first")]
    TooManyPixels,
    #[error("the file defines entities of its own, which can grow without bound: it is not read")]
    Entities,
    #[error("the file is nested too deeply to be read")]
    TooDeep,
    #[error("the file is protected with a password: remove it first")]
    Locked,
    #[error("the file is damaged, or not quite what it claims to be")]
    Damaged,
    #[error("reading the file took longer than is allowed")]
    TooSlow,
    #[error("reading the file needs more memory than is allowed")]
    TooMuchMemory,
    #[error("the file holds more than can be taken in")]
    TooMuch,
}

impl Refusal {
    pub const ALL: [Self; 12] = [
        Self::Empty,
        Self::UnknownKind,
        Self::Mislabelled,
        Self::Bomb,
        Self::TooManyPixels,
        Self::Entities,
        Self::TooDeep,
        Self::Locked,
        Self::Damaged,
        Self::TooSlow,
        Self::TooMuchMemory,
        Self::TooMuch,
    ];

    /// A word that programs can tell refusals apart by.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::UnknownKind => "unknown_kind",
            Self::Mislabelled => "mislabelled",
            Self::Bomb => "bomb",
            Self::TooManyPixels => "too_many_pixels",
            Self::Entities => "entities",
            Self::TooDeep => "too_deep",
            Self::Locked => "locked",
            Self::Damaged => "damaged",
            Self::TooSlow => "too_slow",
            Self::TooMuchMemory => "too_much_memory",
            Self::TooMuch => "too_much",
        }
    }

    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|refusal| refusal.as_str() == word)
    }
}
