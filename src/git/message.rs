//! What commits say of themselves.

use super::{BranchName, Error, ObjectId, Repository, Result};

/// Characters of a commit's message.
const CHARS_MAX: usize = 10_000;

/// Characters of the first line of a message that is made from somebody's words.
const SUBJECT_CHARS_MAX: usize = 72;

/// Characters of what stands between that line and the trailers.
const BODY_CHARS_MAX: usize = 4_000;

/// What a commit is about: 1 to 10,000 characters, without blanks around them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Message(String);

impl Message {
    /// Checks `text`.
    ///
    /// # Errors
    /// [`Error::Invalid`] when it is empty or too long, or holds a NUL.
    pub fn new(text: &str) -> Result<Self> {
        let text = text.trim();
        if text.is_empty() {
            return Err(Error::Invalid("a commit needs a message".to_owned()));
        }
        if text.chars().count() > CHARS_MAX {
            return Err(Error::Invalid(format!("a message has at most {CHARS_MAX} characters")));
        }
        if text.contains('\0') {
            return Err(Error::Invalid("a message can't hold a NUL".to_owned()));
        }
        Ok(Self(text.replace("\r\n", "\n")))
    }

    /// A message out of words that nobody has written as one: the first line of `subject`, `body`, and `trailers` as the
    /// last paragraph. What is too long is cut, and control characters are left out.
    ///
    /// # Errors
    /// [`Error::Invalid`] when nothing is left.
    pub fn compose(subject: &str, body: &str, trailers: &[String]) -> Result<Self> {
        let body: String = body.chars().filter(|c| !c.is_control() || *c == '\n').take(BODY_CHARS_MAX).collect();
        let parts = [first_line(subject), body.trim().to_owned(), trailers.join("\n")];
        let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        Self::new(&parts.join("\n\n"))
    }

    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Repository {
    /// The commit that ends with the line `trailer`, among the latest `max` of a branch. The same line further up in a
    /// message is somebody's words.
    ///
    /// # Errors
    /// When the repository can't be read.
    pub fn find_by_trailer(&self, branch: &BranchName, trailer: &str, max: usize) -> Result<Option<ObjectId>> {
        let Some(head) = self.find_head(branch)? else { return Ok(None) };
        let past = self.history(head, None, max)?;
        let ends_so = |body: &str| {
            let last = body.rsplit("\n\n").next().unwrap_or_default();
            last.lines().any(|line| line.trim() == trailer)
        };
        Ok(past.entries.into_iter().find(|entry| ends_so(&entry.body)).map(|entry| entry.commit))
    }
}

fn first_line(text: &str) -> String {
    let line = text.trim().lines().next().unwrap_or_default().trim();
    let line: String = line.chars().filter(|c| !c.is_control()).collect();
    let mut short: String = line.chars().take(SUBJECT_CHARS_MAX).collect();
    if short.len() < line.len() {
        short.push('…');
    }
    short
}
