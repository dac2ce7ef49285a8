//! Blocks: the typed pieces of a card's content.
//!
//! This file owns what a block is and how it looks on the wire and in the database, which is the same. A list
//! of blocks exists only through [`parse`], [`from_json`], [`patch`] and the edits, so that one in hand is within
//! every limit below, has unique ids, and holds no HTML, no CSS and no encoded file. Everything here is pure: it
//! knows no database, no page and no clock.

mod edit;
mod extent;
mod fields;
mod kinds;
mod parse;
mod shorten;
mod table;
mod text;

use std::{borrow::Cow, collections::BTreeMap, fmt};

use serde::{Deserialize, Serialize};

use crate::kit::{Id, Kind};

pub use edit::{EditError, edit_cell, patch, tick};
pub use extent::{BODY_HEIGHT_MAX_PX, extent_px};
pub use parse::{from_json, parse, to_json};
pub use shorten::shorten;
pub use table::{Cell, Table};
pub use text::plain_text;

/// More blocks than this are several cards.
pub const BLOCKS_MAX: usize = 100;
/// A wider table can't be read on any screen; it belongs in a document.
pub const COLUMNS_MAX: usize = 60;
/// A page shows and a person scans this many rows; more is a document.
pub const ROWS_MAX: usize = 5_000;
/// Pairs and checklist items of one block.
pub const ITEMS_MAX: usize = 1_000;
/// As many series as the palette has colours that can be told apart.
pub const SERIES_MAX: usize = 8;
/// A long article; a longer text is a document.
pub const TEXT_CHARS_MAX: usize = 100_000;
/// One line: headings, labels, values, names of columns.
pub const LINE_CHARS_MAX: usize = 500;
/// One cell of a table: a remark of some paragraphs.
pub const CELL_CHARS_MAX: usize = 2_000;
/// Ids are read by people in patches and addresses.
pub const ID_CHARS_MAX: usize = 64;
/// The name of a programming language, which becomes part of a class name.
pub const LANG_CHARS_MAX: usize = 32;
/// A card is one row and one frame; what is larger belongs in a document.
pub const CARD_BYTES_MAX: usize = 512 * 1024;

/// What an id of an uploaded file names.
pub enum DocumentKind {}

impl Kind for DocumentKind {
    const NOUN: &'static str = "document";
}

/// The id of an uploaded file.
pub type DocumentId = Id<DocumentKind>;

/// What the id of a running app names.
pub enum InstanceKind {}

impl Kind for InstanceKind {
    const NOUN: &'static str = "instance";
}

/// The id of a running app, which is shown in a card.
pub type InstanceId = Id<InstanceKind>;

/// How the reading of a document stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum DocumentStatus {
    Processing,
    /// What can be read without recognising pictures is there.
    Extracted,
    Completed,
    Failed,
}

impl DocumentStatus {
    pub const ALL: [Self; 4] = [Self::Processing, Self::Extracted, Self::Completed, Self::Failed];

    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Processing => "processing",
            Self::Extracted => "extracted",
            Self::Completed => "completed",
            Self::Failed => "failed",
        }
    }

    #[must_use]
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == word)
    }
}

/// The name of a block within its card, or of an item within its block: 1 to 64 of `A-Z a-z 0-9 _ . : -`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(transparent)]
pub struct BlockId(String);

/// One typed piece of a card's content.
#[derive(Clone, PartialEq, Debug, Serialize, schemars::JsonSchema)]
pub struct Block {
    pub id: BlockId,
    #[serde(flatten)]
    pub body: Body,
}

/// The kinds of blocks with what each holds. On the wire the kind is the key `type`.
#[derive(Clone, PartialEq, Debug, Serialize, schemars::JsonSchema)]
#[serde(tag = "type", rename_all = "kebab-case")]
pub enum Body {
    Heading {
        text: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        subtitle: Option<String>,
    },
    /// Markdown.
    Text {
        content: String,
    },
    Stat {
        value: String,
        label: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        trend: Option<String>,
    },
    KeyValue {
        pairs: Vec<Pair>,
    },
    Table(Table),
    Badge {
        text: String,
        variant: Variant,
    },
    Progress {
        /// From 0 to 100.
        value: serde_json::Number,
        #[serde(skip_serializing_if = "Option::is_none")]
        label: Option<String>,
    },
    Chart(Chart),
    Image {
        document_id: DocumentId,
        alt: String,
    },
    Document {
        document_id: DocumentId,
        #[serde(skip_serializing_if = "Option::is_none")]
        name: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        status: Option<DocumentStatus>,
        /// Its first words.
        #[serde(skip_serializing_if = "Option::is_none")]
        preview: Option<String>,
    },
    Code {
        content: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        lang: Option<String>,
    },
    Checklist {
        items: Vec<Item>,
    },
    /// A running app, which shows itself.
    App {
        instance_id: InstanceId,
        /// What the app is called, for those who read the card without running it.
        #[serde(skip_serializing_if = "Option::is_none")]
        name: Option<String>,
    },
    Separator,
}

/// One line of a key-value block.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, schemars::JsonSchema)]
pub struct Pair {
    pub label: String,
    pub value: String,
}

/// What a badge says beside its words.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Variant {
    #[default]
    Default,
    Success,
    Warning,
    Destructive,
}

/// One line of a checklist.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, schemars::JsonSchema)]
pub struct Item {
    pub id: BlockId,
    pub text: String,
    pub done: bool,
}

/// Numbers over labels. The records may hold more than is drawn, so that `x` and `y` can be chosen anew.
#[derive(Clone, PartialEq, Debug, Serialize, schemars::JsonSchema)]
pub struct Chart {
    pub kind: ChartKind,
    /// Blank cells are left out.
    pub data: Vec<BTreeMap<String, Cell>>,
    /// The key of the labels.
    pub x: String,
    /// The keys of the series, whose cells are numbers.
    pub y: Vec<String>,
}

/// How a chart is drawn.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ChartKind {
    Line,
    Bar,
    Area,
    Pie,
}

/// Why a list of blocks was refused: where, and what is expected there.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{field}: {message}")]
pub struct BadBlock {
    /// The place of the block in its list; none when the list itself is wrong.
    pub index: Option<usize>,
    /// The path of the wrong field, such as `blocks[2].rows[4].amount`.
    pub field: String,
    pub message: String,
}

impl BlockId {
    /// The id that `text` spells, if it is one. `.` and `..` are none, since ids become parts of addresses.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        let fits = (1..=ID_CHARS_MAX).contains(&text.len());
        let allowed = |c: char| c.is_ascii_alphanumeric() || "_.:-".contains(c);
        let is_step = matches!(text, "." | "..");
        (fits && !is_step && text.chars().all(allowed)).then(|| Self(text.to_owned()))
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// `b7`: the id of the seventh block that came without one.
    fn numbered(letter: char, number: usize) -> Self {
        Self(format!("{letter}{number}"))
    }
}

impl fmt::Display for BlockId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl schemars::JsonSchema for BlockId {
    fn schema_name() -> Cow<'static, str> {
        "BlockId".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "pattern": "^[A-Za-z0-9_.:-]{1,64}$" })
    }
}

impl Body {
    /// The word of the kind on the wire.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Heading { .. } => "heading",
            Self::Text { .. } => "text",
            Self::Stat { .. } => "stat",
            Self::KeyValue { .. } => "key-value",
            Self::Table(_) => "table",
            Self::Badge { .. } => "badge",
            Self::Progress { .. } => "progress",
            Self::Chart(_) => "chart",
            Self::Image { .. } => "image",
            Self::Document { .. } => "document",
            Self::Code { .. } => "code",
            Self::Checklist { .. } => "checklist",
            Self::App { .. } => "app",
            Self::Separator => "separator",
        }
    }
}

#[cfg(test)]
mod tests;
