//! Memory: what the assistant keeps in mind about its user, in files that the user reads and edits.
//!
//! This room owns `memory_versions`, `memory_learnings` and `memory_reviews`. The files are the user's own words, every version of
//! which is kept; learnings are what the assistant was told to remember, each with its turn. Nobody but the user
//! writes `soul.md`: what the assistant reads elsewhere can't change how it behaves.

mod error;
mod name;
mod prompt;
mod store;
#[cfg(test)]
mod tests;

use crate::{
    activity::{By, TurnId},
    db::{self, Tx},
    kit::{Id, Kind, Timestamp},
};

pub use error::Error;
pub use name::FileName;
pub use prompt::{PromptFile, for_prompt};
pub(crate) use store::bytes;

/// Bytes of `soul.md`, which is never cut: a third of what a turn is given.
pub const SOUL_BYTES_MAX: usize = 16 * 1024;
/// Bytes of any other file: what leaves room for `soul.md` in a turn.
pub const FILE_BYTES_MAX: usize = 32 * 1024;
/// Characters of a learning: a few sentences.
pub const LEARNING_CHARS_MAX: usize = 500;
/// Learnings that are not forgotten: more than a turn is given, and few enough for one page.
pub const LEARNINGS_MAX: usize = 500;
/// Forgotten learnings, journal days and versions that are listed, the last ones first.
pub const LISTED_MAX: u32 = 100;

/// Names a learning.
pub enum LearningKind {}

impl Kind for LearningKind {
    const NOUN: &'static str = "learning";
}

pub type LearningId = Id<LearningKind>;

/// A file as it is. One that nobody has written yet is empty, at version 0.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct File {
    pub name: FileName,
    pub version: u32,
    pub text: String,
    /// Who gave it this text.
    pub by: By,
    pub updated_at: Option<Timestamp>,
}

impl File {
    /// The file before anybody has written it.
    #[must_use]
    pub fn empty(name: &FileName) -> Self {
        Self { name: name.clone(), version: 0, text: String::new(), by: By::User, updated_at: None }
    }
}

/// Something that the assistant was told to remember.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Learning {
    pub id: LearningId,
    pub file: FileName,
    pub text: String,
    /// The turn in which it was learnt.
    pub turn: Option<TurnId>,
    pub is_forgotten: bool,
    pub created_at: Timestamp,
}

/// A learning to be kept.
#[derive(Clone, Debug)]
pub struct NewLearning {
    pub id: LearningId,
    pub file: FileName,
    pub text: String,
    pub by: By,
}

/// The three files that everybody has, then the days of the journal, the last one first.
///
/// # Errors
/// Whatever the database refuses.
pub fn files(tx: &Tx) -> db::Result<Vec<File>> {
    let names = FileName::standing().into_iter().chain(store::journal(tx, LISTED_MAX)?);
    names.map(|name| read(tx, &name)).collect()
}

/// The file.
///
/// # Errors
/// Whatever the database refuses.
pub fn read(tx: &Tx, name: &FileName) -> db::Result<File> {
    Ok(store::newest(tx, name)?.unwrap_or_else(|| File::empty(name)))
}

/// The file as it was earlier, the last version first, without the one that it has now.
///
/// # Errors
/// Whatever the database refuses.
pub fn earlier(tx: &Tx, name: &FileName) -> db::Result<Vec<File>> {
    Ok(store::versions(tx, name, LISTED_MAX + 1)?.into_iter().skip(1).collect())
}

/// Gives the file another text, if it is still at `version`. The text that it has already makes no new version.
///
/// # Errors
/// [`Error::OnlyByHand`] for `soul.md` when it is not the user, [`Error::Changed`], [`Error::TooLarge`].
pub fn write(tx: &Tx, name: &FileName, text: &str, version: u32, by: By, now: Timestamp) -> Result<File, Error> {
    if *name == FileName::soul() && by != By::User {
        return Err(Error::OnlyByHand);
    }
    let max = name.bytes_max();
    if text.len() > max {
        return Err(Error::TooLarge { name: name.to_string(), bytes: text.len(), max });
    }
    let file = read(tx, name)?;
    if file.text == text {
        return Ok(file);
    }
    if file.version != version {
        return Err(Error::Changed { version: file.version });
    }
    let file = File { name: name.clone(), version: version + 1, text: text.to_owned(), by, updated_at: Some(now) };
    store::insert_version(tx, &file, now)?;
    Ok(file)
}

/// Makes the text of an earlier version the newest one, at its owner's wish, if the file is still at `version`.
///
/// # Errors
/// [`Error::NoSuchVersion`], [`Error::Changed`].
pub fn restore_version(tx: &Tx, name: &FileName, earlier: u32, version: u32, now: Timestamp) -> Result<File, Error> {
    let earlier = store::version(tx, name, earlier)?.ok_or(Error::NoSuchVersion)?;
    write(tx, name, &earlier.text, version, By::User, now)
}

/// Keeps a learning. What is known already, word for word, is not learnt twice.
///
/// # Errors
/// [`Error::OnlyByHand`] for `soul.md`, [`Error::Empty`], [`Error::TooLong`], [`Error::TooMany`].
pub fn learn(tx: &Tx, new: NewLearning, now: Timestamp) -> Result<Learning, Error> {
    if new.file == FileName::soul() {
        return Err(Error::OnlyByHand);
    }
    let text = checked(&new.text)?;
    let known = store::active(tx, u32::MAX)?;
    if let Some(same) = known.iter().find(|known| known.text == text && known.file == new.file) {
        return Ok(same.clone());
    }
    if known.len() >= LEARNINGS_MAX {
        return Err(Error::TooMany);
    }
    let (id, file, turn) = (new.id, new.file, new.by.turn());
    let learning = Learning { id, file, text, turn, is_forgotten: false, created_at: now };
    store::insert_learning(tx, &learning)?;
    Ok(learning)
}

/// What was learnt and not forgotten, the last first.
///
/// # Errors
/// Whatever the database refuses.
pub fn learnings(tx: &Tx) -> db::Result<Vec<Learning>> {
    store::active(tx, u32::MAX)
}

/// What was forgotten, the last first.
///
/// # Errors
/// Whatever the database refuses.
pub fn forgotten(tx: &Tx) -> db::Result<Vec<Learning>> {
    store::archived(tx, LISTED_MAX)
}

/// The learning, forgotten or not.
///
/// # Errors
/// [`Error::NotFound`].
pub fn find(tx: &Tx, id: LearningId) -> Result<Learning, Error> {
    store::find(tx, id)?.ok_or(Error::NotFound)
}

/// Says a learning in other words.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Empty`], [`Error::TooLong`].
pub fn reword(tx: &Tx, id: LearningId, text: &str) -> Result<(), Error> {
    let text = checked(text)?;
    find(tx, id)?;
    Ok(store::set_text(tx, id, &text)?)
}

/// Archives a learning: the assistant no longer reads it. Forgetting it twice changes nothing.
///
/// # Errors
/// [`Error::NotFound`].
pub fn forget(tx: &Tx, id: LearningId, now: Timestamp) -> Result<Learning, Error> {
    let learning = find(tx, id)?;
    store::archive(tx, id, now)?;
    Ok(learning)
}

/// Brings a forgotten learning back.
///
/// # Errors
/// [`Error::NotFound`], [`Error::TooMany`].
pub fn restore(tx: &Tx, id: LearningId) -> Result<(), Error> {
    if find(tx, id)?.is_forgotten && store::active(tx, u32::MAX)?.len() >= LEARNINGS_MAX {
        return Err(Error::TooMany);
    }
    Ok(store::restore(tx, id)?)
}

/// Up to which turn, by its number, the conversation was looked through for what is worth remembering.
///
/// # Errors
/// Whatever the database refuses.
pub fn reviewed(tx: &Tx) -> db::Result<u64> {
    store::reviewed(tx)
}

/// Notes that the conversation is looked through up to this turn.
///
/// # Errors
/// Whatever the database refuses.
pub fn note_review(tx: &Tx, turn_number: u64, now: Timestamp) -> db::Result<()> {
    store::insert_review(tx, turn_number, now)
}

fn checked(text: &str) -> Result<String, Error> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.is_empty() {
        return Err(Error::Empty);
    }
    if text.chars().count() > LEARNING_CHARS_MAX {
        return Err(Error::TooLong);
    }
    Ok(text)
}
