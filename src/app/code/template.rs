//! Texts with `${…}` in them, as they stand in props.

use super::BadCode;

/// A piece of a text.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Part<'a> {
    Words(&'a str),
    /// An expression, and the byte at which it begins.
    Code(&'a str, usize),
}

/// The pieces of a text; a text without `${` is one piece.
///
/// # Errors
/// When a brace is not closed, or nothing stands within.
pub fn parts(text: &str) -> Result<Vec<Part<'_>>, BadCode> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(opening) = text[at..].find("${").map(|found| at + found) {
        let start = opening + 2;
        let Some(end) = closing(&text[start..]).map(|found| start + found) else {
            return Err(BadCode { offset: opening, message: "`${` is not closed by `}`".into() });
        };
        if text[start..end].trim().is_empty() {
            return Err(BadCode { offset: opening, message: "`${}` holds no expression".into() });
        }
        if opening > at {
            found.push(Part::Words(&text[at..opening]));
        }
        found.push(Part::Code(&text[start..end], start));
        at = end + 1;
    }
    if at < text.len() || found.is_empty() {
        found.push(Part::Words(&text[at..]));
    }
    Ok(found)
}

/// The byte of the brace that closes what has been opened before `text`.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    let mut quote: Option<char> = None;
    let mut is_escaped = false;
    for (at, c) in text.char_indices() {
        match quote {
            Some(open) => {
                if c == open && !is_escaped {
                    quote = None;
                }
                is_escaped = c == '\\' && !is_escaped;
            }
            None => match c {
                '"' | '`' => quote = Some(c),
                '{' => depth += 1,
                '}' if depth == 0 => return Some(at),
                '}' => depth -= 1,
                _ => {}
            },
        }
    }
    None
}
