//! What was typed, taken apart: words, phrases, what is to be left out, and filters.
//!
//! `acme "net 30" -draft type:card in:Taxes by:me archived:yes after:2026-01 before:2026-03-15`. What looks like a
//! filter and is none is a word.

use jiff::{civil::Date, tz::TimeZone};

use super::{Kind, fold::folded};
use crate::{kit::Timestamp, stack::Status};

/// Characters of a question that are read; no question that somebody means is longer.
const CHARS_MAX: usize = 500;

/// Words and phrases of a question; more only narrow what is found already.
const TERMS_MAX: usize = 16;

/// Letters from which on a word also finds those that begin with it: shorter ones begin too many.
const PREFIX_CHARS_MIN: usize = 2;

/// What is looked for, and among what.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Query {
    terms: Vec<Term>,
    left_out: Vec<Term>,
    pub filters: Filters,
}

/// A word, or several in a row.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Term {
    /// In small letters without accents.
    pub text: String,
    pub is_phrase: bool,
}

/// What is left of everything before words are looked for.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Filters {
    pub kind: Option<Kind>,
    /// A part of the name of the stack on which a card lies.
    pub stack: Option<String>,
    pub by: Option<Sayer>,
    pub status: Option<Status>,
    /// Touched at this moment or later.
    pub from: Option<Timestamp>,
    /// Touched before this moment.
    pub until: Option<Timestamp>,
}

/// Who made or said something.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sayer {
    User,
    Agent,
}

impl Query {
    /// Reads a question. Every text is one.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let text: String = text.chars().take(CHARS_MAX).map(|c| if c.is_control() { ' ' } else { c }).collect();
        let mut query = Self::default();
        for piece in pieces(&text) {
            query.take(&piece);
        }
        // Without anything to find there is nothing to leave out of: `-5` is a number then.
        if query.terms.is_empty() {
            query.terms = std::mem::take(&mut query.left_out);
        }
        query
    }

    /// Whether there is neither a word nor a filter.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty() && self.filters == Filters::default()
    }

    /// The kinds that the filters leave.
    pub(super) fn kinds(&self) -> impl Iterator<Item = Kind> + use<> {
        let filters = self.filters.clone();
        Kind::ALL.into_iter().filter(move |kind| {
            let is_wanted = filters.kind.is_none_or(|wanted| wanted == *kind);
            let has_place = filters.stack.is_none() || matches!(kind, Kind::Card | Kind::Document);
            let has_maker = filters.by.is_none() || *kind != Kind::Stack;
            let can_be_archived = filters.status != Some(Status::Archived) || *kind != Kind::Message;
            is_wanted && has_place && has_maker && can_be_archived
        })
    }

    /// The words that were sought, for marking them.
    pub(super) fn words(&self) -> impl Iterator<Item = &str> {
        self.terms.iter().flat_map(|term| words_of(&term.text))
    }

    /// The terms that hold no letter or digit: no index knows them.
    pub(super) fn signs(&self) -> impl Iterator<Item = &str> {
        self.terms.iter().filter(|term| !term.has_words()).map(|term| term.text.as_str())
    }

    /// Whether only filters say what is wanted.
    pub(super) fn is_open(&self) -> bool {
        self.terms.is_empty()
    }

    /// What the index of words is asked; `None` when there are no words.
    pub(super) fn words_match(&self) -> Option<String> {
        let words: Vec<String> = self.terms.iter().filter(|term| term.has_words()).map(Term::as_match).collect();
        if words.is_empty() {
            return None;
        }
        let all = words.join(" AND ");
        let out: Vec<String> = self.left_out.iter().filter(|term| term.has_words()).map(Term::as_match).collect();
        Some(if out.is_empty() { all } else { format!("({all}) NOT ({})", out.join(" OR ")) })
    }

    /// What the index of parts is asked; `None` when no word has three letters, or something is to be left out, which
    /// that index can't tell.
    pub(super) fn parts_match(&self) -> Option<String> {
        let mut parts: Vec<String> = Vec::new();
        for term in &self.terms {
            let chars: Vec<char> = term.text.chars().collect();
            for window in chars.windows(3) {
                let part = quoted(&window.iter().collect::<String>());
                if !parts.contains(&part) {
                    parts.push(part);
                }
            }
        }
        (!parts.is_empty() && self.left_out.is_empty()).then(|| parts.join(" AND "))
    }

    /// How many of the words stand somewhere in `text`.
    pub(super) fn words_in(&self, text: &str) -> usize {
        let text = folded(text);
        self.words().filter(|word| text.contains(word)).count()
    }

    /// Whether every term stands somewhere in `text`, be it inside a word.
    pub(super) fn stands_in(&self, text: &str) -> bool {
        let text = folded(text);
        self.terms.iter().all(|term| text.contains(&term.text))
    }

    fn take(&mut self, piece: &str) {
        if let Some((key, value)) = piece.split_once(':')
            && self.filters.take(&key.to_lowercase(), value.trim_matches('"'))
        {
            return;
        }
        let (rest, terms) = match piece.strip_prefix('-') {
            Some(rest) if !rest.is_empty() => (rest, &mut self.left_out),
            Some(_) | None => (piece, &mut self.terms),
        };
        let is_phrase = rest.starts_with('"');
        let text = folded(rest.trim_matches('"')).trim().to_owned();
        if !text.is_empty() && terms.len() < TERMS_MAX {
            terms.push(Term { text, is_phrase });
        }
    }
}

impl Term {
    fn has_words(&self) -> bool {
        words_of(&self.text).next().is_some()
    }

    fn as_match(&self) -> String {
        let is_beginning = !self.is_phrase && self.text.chars().count() >= PREFIX_CHARS_MIN && self.has_words();
        format!("{}{}", quoted(&self.text), if is_beginning { "*" } else { "" })
    }
}

impl Filters {
    /// Takes a filter in. False when it is none.
    fn take(&mut self, key: &str, value: &str) -> bool {
        let word = value.to_lowercase();
        match key {
            "type" | "typ" => set(&mut self.kind, kind(&word)),
            "in" => set(&mut self.stack, (!value.trim().is_empty()).then(|| value.trim().to_owned())),
            "by" | "von" => set(&mut self.by, sayer(&word)),
            "archived" | "archiviert" => set(&mut self.status, archived(&word)),
            "after" | "nach" => set(&mut self.from, moment(value)),
            "before" | "vor" => set(&mut self.until, moment(value)),
            _ => false,
        }
    }
}

fn set<T>(place: &mut Option<T>, value: Option<T>) -> bool {
    let is_one = value.is_some();
    *place = value.or(place.take());
    is_one
}

fn kind(word: &str) -> Option<Kind> {
    match word {
        "card" | "cards" | "karte" | "karten" => Some(Kind::Card),
        "chat" | "message" | "messages" | "nachricht" | "nachrichten" => Some(Kind::Message),
        "stack" | "stacks" | "stapel" => Some(Kind::Stack),
        "document" | "documents" | "dokument" | "dokumente" => Some(Kind::Document),
        _ => None,
    }
}

fn sayer(word: &str) -> Option<Sayer> {
    match word {
        "user" | "me" | "mir" => Some(Sayer::User),
        "agent" | "assistant" | "assistent" | "assistenten" => Some(Sayer::Agent),
        _ => None,
    }
}

fn archived(word: &str) -> Option<Status> {
    match word {
        "yes" | "true" | "ja" | "1" => Some(Status::Archived),
        "no" | "false" | "nein" | "0" => Some(Status::Active),
        _ => None,
    }
}

/// The beginning of a day, a month or a year, in UTC: `2026-11-21`, `2026-11`, `2026`.
fn moment(value: &str) -> Option<Timestamp> {
    let numbers: Vec<i16> = value.split('-').map(str::parse).collect::<Result<_, _>>().ok()?;
    let small = |number: i16| i8::try_from(number).ok();
    let (year, month, day) = match numbers[..] {
        [year] => (year, 1, 1),
        [year, month] => (year, small(month)?, 1),
        [year, month, day] => (year, small(month)?, small(day)?),
        _ => return None,
    };
    let date = Date::new(year, month, day).ok().filter(|date| (1970..=9000).contains(&date.year()))?;
    Some(Timestamp(date.to_zoned(TimeZone::UTC).ok()?.timestamp().as_millisecond()))
}

/// The pieces between blanks; what stands in quotes stays together, also behind a colon or a minus.
fn pieces(text: &str) -> Vec<String> {
    let (mut pieces, mut piece, mut is_quoted) = (Vec::new(), String::new(), false);
    for c in text.chars() {
        if c.is_whitespace() && !is_quoted {
            pieces.push(std::mem::take(&mut piece));
            continue;
        }
        is_quoted ^= c == '"';
        piece.push(c);
    }
    pieces.push(piece);
    pieces.retain(|piece| !piece.is_empty());
    pieces
}

fn words_of(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

/// A string of the index's own language, in which nothing means anything.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}
