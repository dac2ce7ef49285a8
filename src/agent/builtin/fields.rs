//! Reading what follows a verb, from left to right.

use super::tokens::{Kind, Token, tokens};

/// A message, and how far it was read.
pub(super) struct Fields<'t> {
    text: &'t str,
    tokens: Vec<Token>,
    at: usize,
}

impl<'t> Fields<'t> {
    pub fn new(text: &'t str) -> Self {
        Self { text, tokens: tokens(text), at: 0 }
    }

    pub fn is_at_end(&self) -> bool {
        self.at >= self.tokens.len()
    }

    /// Where in the message the next piece begins.
    pub fn place(&self) -> usize {
        self.tokens.get(self.at).map_or(self.text.len(), |token| token.start)
    }

    /// The rest of the line that stands there.
    pub fn line_from(&self, place: usize) -> String {
        self.text[place..].lines().next().unwrap_or_default().trim().to_owned()
    }

    pub fn skip_breaks(&mut self) {
        while matches!(self.kind(), Some(Kind::Break | Kind::Comma)) {
            self.at += 1;
        }
    }

    /// Goes on after one of these words, if it comes next.
    pub fn take_word(&mut self, words: &[&str]) -> bool {
        let is_next = self.is_next(words);
        self.at += usize::from(is_next);
        is_next
    }

    /// Goes on after all of these words that come next, as long as something follows that may be a name.
    pub fn skip(&mut self, words: &[&str]) {
        while self.is_next(words)
            && !matches!(self.tokens.get(self.at + 1).map(|token| &token.kind), None | Some(Kind::Break | Kind::Comma))
        {
            self.at += 1;
        }
    }

    /// Goes on after all of these words that come next, and says whether there was one.
    pub fn take_words(&mut self, words: &[&str]) -> bool {
        let before = self.at;
        while self.take_word(words) {}
        self.at > before
    }

    /// Goes on after a comma or a colon.
    pub fn take_mark(&mut self) {
        if matches!(self.kind(), Some(Kind::Comma | Kind::Colon)) {
            self.at += 1;
        }
    }

    /// A path or a pattern.
    pub fn name(&mut self) -> Option<String> {
        let name = match self.kind()? {
            Kind::Word(name) | Kind::Quoted(name) => name.trim().to_owned(),
            Kind::Block(_) | Kind::Comma | Kind::Colon | Kind::Break => return None,
        };
        self.at += 1;
        (!name.is_empty()).then_some(name)
    }

    /// A text in quotes, if it comes next.
    pub fn quoted(&mut self) -> Option<String> {
        let Kind::Quoted(text) = self.kind()? else { return None };
        let text = text.clone();
        self.at += 1;
        Some(text)
    }

    /// A text: in quotes, or all words up to one of these, as they stand there.
    pub fn phrase(&mut self, until: &[&str]) -> Option<String> {
        self.phrase_or_empty(until).filter(|text| !text.is_empty())
    }

    /// As [`Fields::phrase`], where nothing between the quotes means nothing.
    pub fn phrase_or_empty(&mut self, until: &[&str]) -> Option<String> {
        if let Some(text) = self.quoted() {
            return Some(text);
        }
        let first = self.tokens.get(self.at)?.start;
        let mut end = first;
        while matches!(self.kind(), Some(Kind::Word(_) | Kind::Comma | Kind::Colon)) && !self.is_next(until) {
            end = self.tokens[self.at].end;
            self.at += 1;
        }
        (end > first).then(|| self.text[first..end].to_owned())
    }

    /// What is left of the line.
    pub fn rest_of_line(&mut self) -> Option<String> {
        self.take_mark();
        let line = self.line_from(self.place());
        while let Some(token) = self.tokens.get(self.at) {
            self.at += 1;
            if self.text[..token.end].ends_with('\n') {
                break;
            }
        }
        let line = line.trim_matches(['"', '“', '”', '„']).trim().to_owned();
        (!line.is_empty()).then_some(line)
    }

    /// What a file is to hold: a text in quotes, a block, the rest of the line after a colon, or all further lines.
    pub fn body(&mut self) -> Option<String> {
        self.skip(&["with", "containing", "mit", "text", "the", "content", "inhalt", "dem"]);
        if let Some(text) = self.quoted() {
            return Some(ended(&text));
        }
        let is_announced = self.kind() == Some(&Kind::Colon);
        self.take_mark();
        let after = self.tokens.get(self.at.checked_sub(1)?)?.end;
        if let Some(text) = self.quoted().filter(|_| is_announced && self.ends_here(&[])) {
            return Some(ended(&text));
        }
        let mut ahead = self.at;
        while self.tokens.get(ahead).is_some_and(|token| token.kind == Kind::Break) {
            ahead += 1;
        }
        if let Some(Kind::Block(block)) = self.tokens.get(ahead).map(|token| &token.kind) {
            self.at = ahead + 1;
            return Some(block.clone());
        }
        if !is_announced {
            return None;
        }
        let rest = self.text[after..].trim_start_matches([' ', '\t']);
        let rest = rest.strip_prefix("\r\n").or_else(|| rest.strip_prefix('\n')).unwrap_or(rest);
        self.at = self.tokens.len();
        (!rest.trim().is_empty()).then(|| ended(rest.trim_end()))
    }

    /// Whether an order may end here: at the end, a break, or a word that leads to the next one.
    pub fn ends_here(&self, joining: &[&str]) -> bool {
        matches!(self.kind(), None | Some(Kind::Break | Kind::Comma)) || self.is_next(joining) || self.is_after_line()
    }

    /// Whether what was read last took its line with it.
    fn is_after_line(&self) -> bool {
        self.at > 0 && self.text[..self.tokens[self.at - 1].end].ends_with('\n')
    }

    fn kind(&self) -> Option<&Kind> {
        self.tokens.get(self.at).map(|token| &token.kind)
    }

    fn is_next(&self, words: &[&str]) -> bool {
        match self.kind() {
            Some(Kind::Word(word)) => {
                let word = word.to_lowercase();
                words.contains(&word.as_str())
            }
            _ => false,
        }
    }
}

/// A text that ends its last line.
fn ended(text: &str) -> String {
    if text.is_empty() || text.ends_with('\n') { text.to_owned() } else { format!("{text}\n") }
}
