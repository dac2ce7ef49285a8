//! What of the memory a turn is given.

use serde::{Deserialize, Serialize};

use super::{FileName, read, store};
use crate::db::{self, Tx};

/// Days of the journal that a turn is given: the last week that something was written in.
const DAYS_MAX: u32 = 7;

/// A file of the memory, as the assistant reads it: the user's text, then what was learnt, the last first.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct PromptFile {
    pub file: String,
    pub text: String,
    /// Whether there is more than there was room for.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub is_cut: bool,
}

/// The memory in at most `bytes_max` bytes of text: `soul.md`, `user.md`, `context.md`, the journal from its last day.
///
/// `soul.md` is whole whatever the room; the others are cut at the end of a line, in that order. What is empty is left
/// out.
///
/// # Errors
/// Whatever the database refuses.
pub fn for_prompt(tx: &Tx, bytes_max: usize) -> db::Result<Vec<PromptFile>> {
    let learnings = store::active(tx, u32::MAX)?;
    let mut names: Vec<FileName> = FileName::standing().into();
    names.extend(store::journal(tx, DAYS_MAX)?);

    let (mut files, mut room) = (Vec::new(), bytes_max);
    for name in names {
        let mut lines = read(tx, &name)?.text;
        for learning in learnings.iter().filter(|learning| learning.file == name) {
            if !lines.is_empty() && !lines.ends_with('\n') {
                lines.push('\n');
            }
            lines.push_str("- ");
            lines.push_str(&learning.text);
        }
        if lines.trim().is_empty() {
            continue;
        }
        let kept = if name == FileName::soul() { lines.len() } else { fitting(&lines, room) };
        let is_cut = kept < lines.len();
        lines.truncate(kept);
        room = room.saturating_sub(kept);
        files.push(PromptFile { file: name.to_string(), text: lines, is_cut });
    }
    Ok(files)
}

/// How many bytes of whole lines fit.
fn fitting(text: &str, room: usize) -> usize {
    if text.len() <= room {
        return text.len();
    }
    let end = text.floor_char_boundary(room);
    text[..end].rfind('\n').unwrap_or(0)
}
