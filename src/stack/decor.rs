//! What makes a stack one's own: an icon beside its name, and what lies behind its cards.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use unicode_segmentation::UnicodeSegmentation;

use crate::kit::{Id, Kind};

/// Bytes of an icon: the longest emoji of a family have some thirty.
const ICON_BYTES_MAX: usize = 64;

/// Before the id of a picture, in the word for a wallpaper.
const PICTURE: &str = "picture:";

/// A picture that lies behind the cards. Which document that is, is known above this room.
pub enum PictureKind {}

impl Kind for PictureKind {
    const NOUN: &'static str = "picture";
}

/// One sign, usually an emoji.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, schemars::JsonSchema)]
#[serde(transparent)]
pub struct Icon(String);

impl Icon {
    /// `text` without blanks around it, when that is one sign that can be seen.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        let text = text.trim();
        let is_one = text.len() <= ICON_BYTES_MAX && text.graphemes(true).count() == 1;
        let is_seen = !text.chars().any(char::is_control) && text.chars().any(|c| !is_invisible(c));
        (is_one && is_seen).then(|| Self(text.to_owned()))
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn from_word(word: &str) -> Option<Self> {
        Self::new(word)
    }
}

crate::word_column!(Icon);

impl<'de> Deserialize<'de> for Icon {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::new(&text).ok_or_else(|| serde::de::Error::custom("an icon is one sign, such as an emoji"))
    }
}

/// What lies behind the cards of a stack. What it looks like is the style sheet's business.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Wallpaper {
    Plain,
    Squares,
    Lines,
    Dawn,
    Meadow,
    Sea,
    Dusk,
    Picture(Id<PictureKind>),
}

impl Wallpaper {
    /// Those that come along, in the order in which a picker shows them.
    pub const ALL: [Self; 7] =
        [Self::Plain, Self::Squares, Self::Lines, Self::Dawn, Self::Meadow, Self::Sea, Self::Dusk];

    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        match word.strip_prefix(PICTURE) {
            Some(id) => id.parse().ok().map(Self::Picture),
            None => Self::ALL.into_iter().find(|wallpaper| wallpaper.name() == word),
        }
    }

    /// The word without the picture's id.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Squares => "squares",
            Self::Lines => "lines",
            Self::Dawn => "dawn",
            Self::Meadow => "meadow",
            Self::Sea => "sea",
            Self::Dusk => "dusk",
            Self::Picture(_) => "picture",
        }
    }
}

/// The word for it: its name, or `picture:` and the id of the picture.
impl fmt::Display for Wallpaper {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Picture(id) => write!(f, "{PICTURE}{id}"),
            other => f.write_str(other.name()),
        }
    }
}

impl Serialize for Wallpaper {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Wallpaper {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let word = String::deserialize(deserializer)?;
        Self::from_word(&word).ok_or_else(|| serde::de::Error::custom("there is no such wallpaper"))
    }
}

impl schemars::JsonSchema for Wallpaper {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Wallpaper".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string",
            "description": "plain, squares, lines, dawn, meadow, sea, dusk, or picture: and the id of a document",
        })
    }
}

/// What a stack has of its own beside name and colour.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Decor {
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub icon: Option<Icon>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub wallpaper: Option<Wallpaper>,
}

/// What is to be another way. What is absent stays as it is.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct NewDecor {
    pub icon: Option<Option<Icon>>,
    pub wallpaper: Option<Option<Wallpaper>>,
}

impl NewDecor {
    #[must_use]
    pub fn over(self, old: Decor) -> Decor {
        Decor { icon: self.icon.unwrap_or(old.icon), wallpaper: self.wallpaper.unwrap_or(old.wallpaper) }
    }
}

/// Signs that join others, choose how they look, or turn the direction of writing: alone they show nothing.
fn is_invisible(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{e0000}'..='\u{e0fff}')
}
