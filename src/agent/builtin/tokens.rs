//! A message as words, quoted texts, blocks and breaks.

/// What a piece of a message is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    Word(String),
    /// Between quotes or backticks, without them.
    Quoted(String),
    /// The lines of a fenced block.
    Block(String),
    Comma,
    Colon,
    /// The end of a sentence or a line.
    Break,
}

/// A piece, and where it stands in the message.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Token {
    pub kind: Kind,
    pub start: usize,
    pub end: usize,
}

/// What opens a quoted text, and what closes it.
const QUOTES: [(char, &[char]); 6] =
    [('"', &['"']), ('`', &['`']), ('“', &['”', '“']), ('„', &['“', '”']), ('«', &['»']), ('\'', &['\''])];

const FENCE: &str = "```";

/// Takes a message apart. A quote that is not closed is a word like any other.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let (mut found, mut at) = (Vec::new(), 0);
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at..];
        if rest.starts_with(FENCE) && is_line_start(text, at) {
            let (block, bytes) = block(rest);
            found.push(Token { kind: Kind::Block(block), start: at, end: at + bytes });
            at += bytes;
        } else if c == '\n' || c == ';' {
            found.push(Token { kind: Kind::Break, start: at, end: at + 1 });
            at += 1;
        } else if c.is_whitespace() {
            at += c.len_utf8();
        } else if let Some((quoted, bytes)) = quoted(rest) {
            found.push(Token { kind: Kind::Quoted(quoted), start: at, end: at + bytes });
            at += bytes;
        } else {
            let bytes = rest.find([' ', '\n', '\t', '\r', ';']).unwrap_or(rest.len()).max(c.len_utf8());
            word(&rest[..bytes], at, &mut found);
            at += bytes;
        }
    }
    found
}

fn is_line_start(text: &str, at: usize) -> bool {
    text[..at].chars().rev().find(|c| !matches!(c, ' ' | '\t')).is_none_or(|c| c == '\n')
}

/// The lines of a block and the bytes that it takes with its fences; one that is not closed ends with the message.
fn block(rest: &str) -> (String, usize) {
    let inside = rest.find('\n').map_or(rest.len(), |end| end + 1);
    let mut at = inside;
    for line in rest[inside..].split_inclusive('\n') {
        if line.trim() == FENCE {
            return (rest[inside..at].to_owned(), at + line.trim_end_matches('\n').len());
        }
        at += line.len();
    }
    (rest[inside..].to_owned(), rest.len())
}

fn quoted(rest: &str) -> Option<(String, usize)> {
    let mut chars = rest.char_indices();
    let (_, open) = chars.next()?;
    let (_, close) = QUOTES.iter().find(|(opening, _)| *opening == open)?;
    let (mut text, mut is_escaped) = (String::new(), false);
    for (at, c) in chars {
        if is_escaped {
            // A quote can be written within quotes; every other backslash is itself.
            if c != '"' {
                text.push('\\');
            }
            text.push(c);
            is_escaped = false;
        } else if c == '\\' && open == '"' {
            is_escaped = true;
        } else if close.contains(&c) {
            return Some((text, at + c.len_utf8()));
        } else {
            text.push(c);
        }
    }
    None
}

/// A word, and the mark that ends it.
fn word(word: &str, start: usize, found: &mut Vec<Token>) {
    let bare = word.trim_end_matches(['.', ',', ':', '!', '?']);
    let bare = if bare.is_empty() { word } else { bare };
    let end = start + bare.len();
    found.push(Token { kind: Kind::Word(bare.to_owned()), start, end });
    let kind = match word[bare.len()..].chars().last() {
        None => return,
        Some(',') => Kind::Comma,
        Some(':') => Kind::Colon,
        Some(_) => Kind::Break,
    };
    found.push(Token { kind, start: end, end: start + word.len() });
}
