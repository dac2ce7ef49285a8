//! Text that has no pages of its own, in portions of a size that is good to read and to quote from.

use super::out::{Found, Out};

/// A portion ends at the first paragraph after so many bytes: about a printed page.
const PORTION_BYTES: usize = 3_000;

/// A text that grows paragraph by paragraph.
pub(in crate::extract) struct Flow<'o, 'w> {
    pub out: &'o mut Out<'w>,
    portion: String,
    is_full: bool,
}

impl<'o, 'w> Flow<'o, 'w> {
    pub fn new(out: &'o mut Out<'w>) -> Self {
        Self { out, portion: String::new(), is_full: false }
    }

    /// The next paragraph; blank ones are left out.
    pub fn paragraph(&mut self, text: &str) -> Found {
        self.add(text, "\n\n")
    }

    /// The next line, close to the one before.
    pub fn line(&mut self, text: &str) -> Found {
        self.add(text, "\n")
    }

    /// Ends the portion here.
    pub fn end_portion(&mut self) -> Found {
        let portion = std::mem::take(&mut self.portion);
        if !portion.trim().is_empty() && !self.is_full {
            self.is_full = !self.out.page(&portion)?;
        }
        Ok(())
    }

    /// The number of the portion that is being written.
    pub fn number(&self) -> u32 {
        self.out.pages() + 1
    }

    fn add(&mut self, text: &str, gap: &str) -> Found {
        let text = text.trim_end();
        if text.trim().is_empty() || self.is_full {
            return Ok(());
        }
        // A paragraph that is itself far too long is cut at its words.
        let mut rest = text;
        while rest.len() > 2 * PORTION_BYTES {
            let near = rest.floor_char_boundary(PORTION_BYTES);
            let at = rest[..near].rfind(char::is_whitespace).filter(|at| *at > 0).unwrap_or(near);
            self.push(&rest[..at], gap)?;
            rest = rest[at..].trim_start();
        }
        self.push(rest, gap)
    }

    fn push(&mut self, text: &str, gap: &str) -> Found {
        if !self.portion.is_empty() {
            if self.portion.len() + text.len() > PORTION_BYTES && self.portion.len() * 2 > PORTION_BYTES {
                self.end_portion()?;
            } else {
                self.portion.push_str(gap);
            }
        }
        self.portion.push_str(text);
        Ok(())
    }
}
