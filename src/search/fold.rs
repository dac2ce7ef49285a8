//! Text as the indexes compare it: small letters without accents, each with its place in the original.

use unicode_normalization::{UnicodeNormalization, char::is_combining_mark};

/// A folded text and, for each of its characters, where in the original it comes from.
pub(super) struct Folded {
    pub chars: Vec<char>,
    /// The bytes of the original at which each character begins, and at last its length.
    pub places: Vec<usize>,
}

impl Folded {
    pub fn new(text: &str) -> Self {
        let (mut chars, mut places) = (Vec::new(), Vec::new());
        for (at, c) in text.char_indices() {
            for plain in folded_char(c) {
                chars.push(plain);
                places.push(at);
            }
        }
        places.push(text.len());
        Self { chars, places }
    }

    /// Where `sought` stands at or after `from`.
    pub fn find(&self, sought: &[char], from: usize) -> Option<usize> {
        let rest = self.chars.get(from..)?;
        if sought.is_empty() {
            return None;
        }
        rest.windows(sought.len()).position(|window| window == sought).map(|at| from + at)
    }

    /// Whether a word begins here.
    pub fn begins_word(&self, at: usize) -> bool {
        at == 0 || !self.chars[at - 1].is_alphanumeric()
    }

    /// The byte of the original behind the characters before `end`, with the accents that belong to the last one.
    pub fn end(&self, end: usize) -> usize {
        self.places[end]
    }
}

/// The text in small letters without accents.
pub(super) fn folded(text: &str) -> String {
    text.chars().flat_map(folded_char).collect()
}

fn folded_char(c: char) -> impl Iterator<Item = char> {
    c.nfd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect::<Vec<_>>().into_iter()
}
