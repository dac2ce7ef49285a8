//! The words of a text of Rhai, as far as telling closures and names apart needs them.

/// A word: where it stands, and what it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Word {
    pub kind: Kind,
    pub start: usize,
    pub end: usize,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    Name,
    /// A number, a text or a character; of a text with `${…}` each piece is one.
    Literal,
    /// `(`, `[`, `{`, `#{`, or `${` within a text.
    Open,
    Close,
    Comma,
    Semicolon,
    Dot,
    Bar,
    /// `||`: a closure without parameters, or *or*.
    Bars,
    /// `=`, `+=` and their like.
    Assign,
    /// Any other sign.
    Sign,
}

impl Word {
    pub fn text<'a>(&self, source: &'a str) -> &'a str {
        &source[self.start..self.end]
    }
}

/// Every word of the text, comments and blanks left out. What is not Rhai gives words all the same: the compiler will
/// say what is wrong.
pub(super) fn words(source: &str) -> Vec<Word> {
    let mut lexer = Lexer { source, at: 0, words: Vec::new() };
    lexer.code(false);
    // A closing brace too many ends the code early: what follows is read like the rest.
    while lexer.at < source.len() {
        lexer.code(false);
    }
    lexer.words
}

struct Lexer<'a> {
    source: &'a str,
    at: usize,
    words: Vec<Word>,
}

impl Lexer<'_> {
    fn rest(&self) -> &str {
        &self.source[self.at..]
    }

    fn push(&mut self, kind: Kind, bytes: usize) {
        self.words.push(Word { kind, start: self.at, end: self.at + bytes });
        self.at += bytes;
    }

    /// Words up to the end, or, within a text, up to the brace that ends the code there.
    fn code(&mut self, is_within_text: bool) {
        let mut depth = 0_usize;
        while let Some(next) = self.rest().chars().next() {
            match next {
                c if c.is_whitespace() => self.at += c.len_utf8(),
                '/' if self.rest().starts_with("//") => self.at += self.until("\n"),
                '/' if self.rest().starts_with("/*") => self.comment(),
                '"' | '\'' => self.text(next),
                '`' => self.template(),
                c if c.is_alphabetic() || c == '_' => {
                    let bytes = self.while_in(|c| c.is_alphanumeric() || c == '_');
                    self.push(Kind::Name, bytes);
                }
                c if c.is_ascii_digit() => self.number(),
                '{' | '(' | '[' => {
                    depth += 1;
                    self.push(Kind::Open, 1);
                }
                '#' if self.rest().starts_with("#{") => {
                    depth += 1;
                    self.push(Kind::Open, 2);
                }
                '}' | ')' | ']' => {
                    if depth == 0 && is_within_text {
                        return;
                    }
                    depth = depth.saturating_sub(1);
                    self.push(Kind::Close, 1);
                }
                _ => self.sign(),
            }
        }
    }

    fn sign(&mut self) {
        const SIGNS: [(&str, Kind); 29] = [
            ("===", Kind::Sign),
            ("!==", Kind::Sign),
            ("**=", Kind::Assign),
            ("<<=", Kind::Assign),
            (">>=", Kind::Assign),
            ("..=", Kind::Sign),
            ("==", Kind::Sign),
            ("!=", Kind::Sign),
            ("<=", Kind::Sign),
            (">=", Kind::Sign),
            ("=>", Kind::Sign),
            ("||", Kind::Bars),
            ("??", Kind::Sign),
            ("?.", Kind::Dot),
            ("..", Kind::Sign),
            ("**", Kind::Sign),
            ("+=", Kind::Assign),
            ("-=", Kind::Assign),
            ("*=", Kind::Assign),
            ("/=", Kind::Assign),
            ("%=", Kind::Assign),
            ("&=", Kind::Assign),
            ("|=", Kind::Assign),
            ("^=", Kind::Assign),
            ("=", Kind::Assign),
            ("|", Kind::Bar),
            (",", Kind::Comma),
            (";", Kind::Semicolon),
            (".", Kind::Dot),
        ];
        let found =
            SIGNS.iter().find(|(sign, _)| self.rest().starts_with(sign)).map(|(sign, kind)| (sign.len(), *kind));
        let bytes = self.rest().chars().next().map_or(1, char::len_utf8);
        let (bytes, kind) = found.unwrap_or((bytes, Kind::Sign));
        self.push(kind, bytes);
    }

    fn number(&mut self) {
        let mut bytes = self.while_in(|c| c.is_ascii_alphanumeric() || c == '_');
        let behind = &self.rest()[bytes..];
        let is_fraction = behind.starts_with('.') && behind[1..].starts_with(|c: char| c.is_ascii_digit());
        if is_fraction {
            let fraction = &behind[1..];
            bytes += 1 + fraction.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(fraction.len());
        }
        self.push(Kind::Literal, bytes);
    }

    /// A text in plain quotes: up to the same quote that no backslash stands before.
    fn text(&mut self, quote: char) {
        let mut is_escaped = false;
        let end = self.rest().char_indices().skip(1).find(|(_, c)| {
            let ends = *c == quote && !is_escaped;
            is_escaped = *c == '\\' && !is_escaped;
            ends
        });
        let bytes = end.map_or(self.rest().len(), |(at, _)| at + 1);
        self.push(Kind::Literal, bytes);
    }

    /// A text in backticks: pieces, with code between them.
    fn template(&mut self) {
        let mut bytes = 1;
        loop {
            let rest = &self.rest()[bytes..];
            if rest.is_empty() {
                return self.push(Kind::Literal, bytes);
            }
            if rest.starts_with('`') {
                return self.push(Kind::Literal, bytes + 1);
            }
            if rest.starts_with("${") {
                self.push(Kind::Literal, bytes);
                self.push(Kind::Open, 2);
                self.code(true);
                if self.rest().is_empty() {
                    return;
                }
                self.push(Kind::Close, 1);
                bytes = 0;
                continue;
            }
            bytes += rest.chars().next().map_or(1, char::len_utf8);
        }
    }

    /// A comment, which may hold others.
    fn comment(&mut self) {
        let mut depth = 0_usize;
        while !self.rest().is_empty() {
            if self.rest().starts_with("/*") {
                depth += 1;
                self.at += 2;
            } else if self.rest().starts_with("*/") {
                depth -= 1;
                self.at += 2;
                if depth == 0 {
                    return;
                }
            } else {
                self.at += self.rest().chars().next().map_or(1, char::len_utf8);
            }
        }
    }

    fn until(&self, end: &str) -> usize {
        self.rest().find(end).unwrap_or(self.rest().len())
    }

    fn while_in(&self, belongs: impl Fn(char) -> bool) -> usize {
        self.rest().find(|c| !belongs(c)).unwrap_or(self.rest().len())
    }
}
