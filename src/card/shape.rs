//! How large a card is: one of four sizes, or what its owner pulled it to.

use serde::{Deserialize, Serialize};

/// The widths that a card can be given by name.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Size {
    Small,
    #[default]
    Medium,
    Large,
    Full,
}

impl Size {
    pub const ALL: [Self; 4] = [Self::Small, Self::Medium, Self::Large, Self::Full];

    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Small => "small",
            Self::Medium => "medium",
            Self::Large => "large",
            Self::Full => "full",
        }
    }

    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|size| size.as_str() == word)
    }

    /// In CSS pixels.
    #[must_use]
    pub const fn width_px(self) -> u32 {
        match self {
            Self::Small => 280,
            Self::Medium => 380,
            Self::Large => 560,
            Self::Full => 800,
        }
    }
}

crate::word_column!(Size);

/// A card's size by name, the width and height that its owner pulled it to, in CSS pixels, and whether it is folded.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Shape {
    pub size: Size,
    pub width: Option<u32>,
    pub height: Option<u32>,
    /// Only its head is seen. It is as large as before once it is unfolded.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_folded: bool,
}

/// The least and the most that a card can be pulled to, in CSS pixels: a header's worth, and a large screen's.
const PULL_MIN: f64 = 96.0;
const PULL_MAX: f64 = 4_000.0;

impl Shape {
    #[must_use]
    pub const fn named(size: Size) -> Self {
        Self { size, width: None, height: None, is_folded: false }
    }

    /// The same size by name, pulled to `width` × `height` CSS pixels; both are clamped to what a card can be. Whoever
    /// pulls a card wants to see it: it is unfolded.
    #[must_use]
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to 96..=4000")]
    #[expect(clippy::manual_clamp, reason = "what is not a number becomes the least, which clamp would keep")]
    pub fn pulled(self, width: f64, height: f64) -> Self {
        let clamp = |px: f64| Some(px.max(PULL_MIN).min(PULL_MAX).round() as u32);
        Self { size: self.size, width: clamp(width), height: clamp(height), is_folded: false }
    }

    #[must_use]
    pub fn width_px(self) -> u32 {
        self.width.unwrap_or(self.size.width_px())
    }
}
