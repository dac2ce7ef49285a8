//! From words to what is meant. Pure: it sees the message and nothing else.

mod apps;
mod content;
mod data;
mod desk;
mod documents;
mod memory;

use serde_json::Value;

use super::{
    pasted::Pasted,
    phrase::{after, bare, has, without_heads},
};

/// What the user wants.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Intent {
    Help,
    Undo,
    Note {
        text: String,
    },
    Checklist {
        title: Option<String>,
        items: Vec<(String, bool)>,
    },
    Table {
        title: Option<String>,
        data: Option<Pasted>,
        chart: bool,
    },
    EmptyTable {
        title: Option<String>,
        columns: Vec<String>,
    },
    Stat {
        label: String,
        value: String,
        trend: Option<String>,
    },
    Chart {
        kind: Option<&'static str>,
        what: Drawn,
    },
    AddRow {
        to: Target,
        values: Value,
    },
    Compute {
        op: Op,
        column: Option<String>,
        by: Option<String>,
        of: Target,
    },
    Rename {
        what: Target,
        name: String,
    },
    Find {
        words: Vec<String>,
        archived: Option<bool>,
    },
    Archive {
        what: Target,
    },
    Restore {
        what: Target,
    },
    Move {
        what: Target,
        stack: String,
    },
    CreateStack {
        name: String,
    },
    OpenStack {
        name: String,
    },
    OpenApp {
        name: String,
    },
    ListStacks {
        archived: bool,
    },
    Remember {
        file: &'static str,
        text: String,
    },
    Recall {
        query: String,
    },
    Forget {
        words: String,
    },
    ListDocuments,
    /// What the document says about something.
    Ask {
        document: String,
        about: String,
    },
    Summary {
        document: String,
    },
    /// A table that stands in a document.
    TableFrom {
        part: Option<String>,
        document: String,
    },
    Unknown,
}

/// What is to be drawn.
#[derive(Clone, PartialEq, Debug)]
pub(super) enum Drawn {
    Card(Target),
    Columns { y: String, x: String, of: Target },
}

/// What somebody speaks of.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Target {
    /// Nothing was named.
    Open,
    It,
    Card(String),
    Stack(String),
    ThisStack,
    /// A card or a stack.
    Named(String),
}

/// What to do with the cells of a column.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Op {
    Sum,
    Mean,
    Count,
    Min,
    Max,
}

/// Politeness before the point.
const LEADS: [&str; 34] = [
    "please",
    "can you",
    "could you",
    "would you",
    "will you",
    "i want to",
    "i want you to",
    "i would like to",
    "i'd like to",
    "let's",
    "let us",
    "now",
    "then",
    "and",
    "ok",
    "okay",
    "so",
    "hey",
    "hi",
    "hello",
    "bitte",
    "kannst du",
    "könntest du",
    "würdest du",
    "ich möchte",
    "und",
    "dann",
    "jetzt",
    "nun",
    "mir",
    "mal",
    "hallo",
    "also",
    "just",
];

/// What `said` means.
pub(super) fn intent(said: &str) -> Intent {
    let said = said.trim();
    let point = without_heads(said.trim_start_matches([',', ' ']), &LEADS);
    let point = without_heads(point.trim_start_matches([',', ' ']), &LEADS);
    simple(point)
        .or_else(|| memory::intent(point))
        .or_else(|| content::intent(point))
        .or_else(|| documents::intent(point))
        .or_else(|| data::table(point))
        .or_else(|| data::intent(point))
        .or_else(|| desk::intent(point))
        .or_else(|| apps::intent(point))
        .unwrap_or(Intent::Unknown)
}

fn simple(point: &str) -> Option<Intent> {
    let words = bare(point).to_lowercase();
    let is_help = ["/help", "/hilfe", "help", "hilfe", "/?", "help me", "what can you do", "was kannst du", "commands"];
    if is_help.contains(&words.as_str()) || point.trim() == "?" {
        return Some(Intent::Help);
    }
    let undo = ["undo", "undo that", "undo it", "rückgängig", "mach das rückgängig", "take that back", "revert"];
    undo.contains(&words.as_str()).then_some(Intent::Undo)
}

/// Words for "what we spoke of last".
const IT: [&str; 26] = [
    "it",
    "that",
    "this",
    "them",
    "these",
    "the card",
    "this card",
    "that card",
    "the table",
    "this table",
    "that table",
    "the chart",
    "the last card",
    "the note",
    "the list",
    "es",
    "das",
    "sie",
    "ihn",
    "diese",
    "die karte",
    "diese karte",
    "die tabelle",
    "diese tabelle",
    "das hier",
    "davon",
];

const THIS_STACK: [&str; 8] = [
    "this stack",
    "the stack",
    "the current stack",
    "the active stack",
    "diesen stapel",
    "den stapel",
    "dieser stapel",
    "aktueller stapel",
];

const ARTICLES: [&str; 15] =
    ["the", "my", "a", "an", "our", "der", "die", "das", "den", "dem", "des", "meine", "meinen", "ein", "eine"];

/// What the words name.
fn target(words: &str) -> Target {
    let words = bare(words);
    let folded = super::phrase::folded(words);
    if words.is_empty() {
        return Target::Open;
    }
    if IT.contains(&folded.as_str()) {
        return Target::It;
    }
    if THIS_STACK.contains(&folded.as_str()) {
        return Target::ThisStack;
    }

    let name = without_articles(words);
    let stack = ["stack called", "stack named", "stack", "tab called", "tab", "stapel namens", "stapel"];
    if let Some(rest) = after(name, &stack).or_else(|| super::phrase::before(name, &["stack", "tab"])) {
        return Target::Stack(bare(rest).to_owned());
    }
    let card = [
        "card about",
        "card called",
        "card named",
        "card",
        "cards about",
        "note about",
        "note called",
        "table called",
        "table named",
        "chart called",
        "checklist called",
        "karte über",
        "karte namens",
        "karte",
        "tabelle namens",
    ];
    let one = after(name, &card).filter(|rest| !rest.is_empty());
    if let Some(rest) = one.or_else(|| super::phrase::before(name, &["card", "karte"]).filter(|rest| !rest.is_empty()))
    {
        return Target::Card(bare(rest).to_owned());
    }
    Target::Named(bare(name).to_owned())
}

fn without_articles(words: &str) -> &str {
    after(words, &ARTICLES).filter(|rest| !rest.is_empty()).unwrap_or(words)
}

/// Whether the words speak of data that stands elsewhere rather than naming anything.
fn is_pointer(words: &str) -> bool {
    let folded = super::phrase::folded(bare(words));
    folded.is_empty()
        || IT.contains(&folded.as_str())
        || has(
            &folded,
            &["this", "that", "following", "below", "above", "diesen", "daraus", "folgenden", "csv", "data", "daten"],
        )
}
