//! Passages with the words that were sought marked. They are plain text: whoever shows them escapes them.

use super::{Query, fold::Folded};

/// Characters of a passage.
const CHARS_MAX: usize = 180;

/// Characters that a passage shows before the first word that was sought.
const LEAD_CHARS: usize = 40;

/// A part of a text, and whether it is what was sought.
#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize, schemars::JsonSchema)]
pub struct Piece {
    pub text: String,
    #[serde(rename = "hit")]
    pub is_hit: bool,
}

/// The whole text with the words marked.
pub(super) fn marked(text: &str, query: &Query) -> Vec<Piece> {
    let folded = Folded::new(text);
    let spans = spans(&folded, query);
    pieces(text, 0, text.len(), &spans)
}

/// The passage round the first word that was sought, else the beginning, in one line.
pub(super) fn passage(text: &str, query: &Query) -> Vec<Piece> {
    let text = one_line(text);
    let folded = Folded::new(&text);
    let spans = spans(&folded, query);
    let first = spans.first().map_or(0, |span| span.0);
    let begin = begin_before(&text, first);
    let end = text[begin..].char_indices().nth(CHARS_MAX).map_or(text.len(), |(at, _)| begin + at);
    let mut pieces = pieces(&text, begin, end, &spans);
    if begin > 0 {
        pieces.insert(0, Piece { text: "…".to_owned(), is_hit: false });
    }
    if end < text.len() {
        pieces.push(Piece { text: "…".to_owned(), is_hit: false });
    }
    pieces
}

/// Where the words stand, in bytes of the original: at the beginnings of words, else anywhere.
fn spans(folded: &Folded, query: &Query) -> Vec<(usize, usize)> {
    let mut spans = Vec::new();
    for word in query.words().chain(query.signs()) {
        let word: Vec<char> = word.chars().collect();
        let at_beginnings = occurrences(folded, &word, true);
        spans.extend(if at_beginnings.is_empty() { occurrences(folded, &word, false) } else { at_beginnings });
    }
    spans.sort_unstable();
    let mut apart: Vec<(usize, usize)> = Vec::new();
    for span in spans {
        match apart.last_mut() {
            Some(last) if span.0 < last.1 => last.1 = last.1.max(span.1),
            Some(_) | None => apart.push(span),
        }
    }
    apart
}

fn occurrences(folded: &Folded, word: &[char], only_beginnings: bool) -> Vec<(usize, usize)> {
    let (mut found, mut from) = (Vec::new(), 0);
    while let Some(at) = folded.find(word, from) {
        from = at + word.len();
        if !only_beginnings || folded.begins_word(at) {
            found.push((folded.places[at], folded.end(from)));
        }
    }
    found
}

fn pieces(text: &str, begin: usize, end: usize, spans: &[(usize, usize)]) -> Vec<Piece> {
    let (mut pieces, mut at) = (Vec::new(), begin);
    let mut add = |from: usize, to: usize, is_hit: bool| {
        if from < to {
            pieces.push(Piece { text: text[from..to].to_owned(), is_hit });
        }
    };
    for (from, to) in spans.iter().filter(|(from, to)| *from >= begin && *to <= end && from < to) {
        add(at, *from, false);
        add(*from, *to, true);
        at = *to;
    }
    add(at, end, false);
    pieces
}

/// A place a little before `first`, at the beginning of a word.
fn begin_before(text: &str, first: usize) -> usize {
    let lead = text[..first].char_indices().rev().nth(LEAD_CHARS).map_or(0, |(at, _)| at);
    if lead == 0 {
        return 0;
    }
    text[lead..first].find(' ').map_or(lead, |blank| lead + blank + 1)
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
