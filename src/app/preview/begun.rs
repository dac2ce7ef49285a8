//! A package of which only the beginning is there: what of it can be shown already.

use crate::app::{read, runtime::Program};

/// Ends that are tried: a component, and what stands around it, is left out when it makes no sense by itself yet.
const ENDS_TRIED: usize = 8;
/// How deep the beginning of a package may be: some more than a whole one is.
const DEPTH_MAX: usize = 64;

/// The app that the beginning of a text makes, when what is open is closed behind a part that is whole.
#[must_use]
pub fn begun(text: &str) -> Option<Program> {
    let text = &text[text.find('{')?..];
    let ends = ends(text);
    ends.iter().rev().take(ENDS_TRIED).find_map(|end| read(&format!("{}{}", &text[..end.at], end.closers)).ok())
}

/// A place behind something that is whole, and what closes everything that is open there.
struct End {
    at: usize,
    closers: String,
}

/// Such places, the first first. What comes behind something that can't be JSON is not looked at.
fn ends(text: &str) -> Vec<End> {
    let (mut ends, mut open) = (Vec::new(), Vec::new());
    let (mut is_text, mut is_escaped) = (false, false);
    for (at, sign) in text.char_indices() {
        match sign {
            _ if is_escaped => is_escaped = false,
            '\\' if is_text => is_escaped = true,
            '"' => is_text = !is_text,
            _ if is_text => {}
            '{' if open.len() < DEPTH_MAX => open.push('}'),
            '[' if open.len() < DEPTH_MAX => open.push(']'),
            '}' | ']' if open.last() == Some(&sign) => {
                open.pop();
                ends.push(End::new(at + 1, &open));
            }
            ',' => ends.push(End::new(at, &open)),
            '{' | '[' | '}' | ']' => break,
            _ => {}
        }
        // Only the last of them are tried.
        if ends.len() > 2 * ENDS_TRIED {
            ends.drain(..ENDS_TRIED);
        }
    }
    ends
}

impl End {
    fn new(at: usize, open: &[char]) -> Self {
        Self { at, closers: open.iter().rev().collect() }
    }
}
