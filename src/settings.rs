//! What a user has set for themselves, taken together: how pages look, how the desk opens and is kept, and which keys do
//! something.
//!
//! This room owns no table: each setting is a [`Preference`], and what a stack or an app has of its own belongs to their
//! rooms. It knows the range of every value, so that a form, a program and an imported file are checked alike.

mod adopt;
mod file;
mod look;
mod storage;
#[cfg(test)]
mod tests;

use crate::{
    app,
    db::{self, Tx},
    desk,
    kit::Timestamp,
    preference::{self, Preference},
    session,
    stack::{self, StackId},
};

pub use adopt::{Difference, LeftOut, Plan, Section, Setting, adopt, can_undo, plan, plan_reset, undo};
pub use file::{FILE_BYTES_MAX, File, OfStack, export, parse};
pub use look::{Lang, Theme};
pub use storage::{Used, used};

/// The longest interval that can be chosen: a day.
pub const AUTOSAVE_S_MAX: u32 = 24 * 60 * 60;

/// The shortest: looking more often than this would keep every step.
pub const AUTOSAVE_S_MIN: u32 = 10;

const THEME: Preference<Theme> = Preference::new("theme", Theme::System);
const LANGUAGE: Preference<Option<Lang>> = Preference::new("language", None);
const DEFAULT_STACK: Preference<Option<StackId>> = Preference::new("default_stack", None);
const SINGLE_KEYS: Preference<bool> = Preference::new("single_keys", true);

/// Everything that a user has set.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Settings {
    pub theme: Theme,
    /// `None` follows the browser.
    pub language: Option<Lang>,
    /// How often the desk is kept as a session, in seconds; 0 is never.
    pub autosave_s: u32,
    /// The stack that signing in opens; `None` is the one that was used last.
    pub default_stack: Option<StackId>,
    /// Whether single letters and signs are shortcuts while the desk has the focus.
    pub single_keys: bool,
}

/// What is to be set another way. What is absent stays as it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Edit {
    pub theme: Option<Theme>,
    pub language: Option<Option<Lang>>,
    pub autosave_s: Option<u32>,
    pub default_stack: Option<Option<StackId>>,
    pub single_keys: Option<bool>,
}

/// Why nothing was set. The text is for the user.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("the desk can be kept every {AUTOSAVE_S_MIN} to {AUTOSAVE_S_MAX} seconds, or never, which is 0")]
    Autosave,
    #[error(transparent)]
    Stack(#[from] stack::Error),
    #[error("a file of settings has at most {} KiB", FILE_BYTES_MAX >> 10)]
    TooLarge,
    #[error("this is no file of settings: it has no \"stackhouse_settings\"")]
    NoFile,
    #[error("a newer version of this server has written the file: update the server to read it")]
    Newer,
    #[error("{message}")]
    BadFile { place: String, message: String },
    #[error("there is nothing to take back")]
    NothingToUndo,
    #[error(transparent)]
    Desk(#[from] desk::Error),
    #[error(transparent)]
    App(#[from] app::Error),
    #[error(transparent)]
    Db(#[from] db::Error),
}

impl Error {
    /// A word that programs can tell errors apart by. Part of the protocol: never changed, only added to.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Autosave => "invalid_setting",
            Self::Stack(stack::Error::NotFound) => "stack_not_found",
            Self::Stack(stack::Error::Archived(_)) => "stack_archived",
            Self::TooLarge | Self::NoFile | Self::BadFile { .. } => "invalid_settings_file",
            Self::Newer => "settings_too_new",
            Self::NothingToUndo => "nothing_to_undo",
            Self::Desk(error) => error.code(),
            Self::App(error) => error.code(),
            Self::Stack(_) | Self::Db(_) => "internal",
        }
    }

    /// The setting that is to blame, where one is.
    #[must_use]
    pub fn field(&self) -> Option<&str> {
        match self {
            Self::Autosave => Some("autosave_s"),
            Self::Stack(_) => Some("default_stack_id"),
            Self::BadFile { place, .. } => Some(place.as_str()).filter(|place| !place.is_empty()),
            Self::TooLarge
            | Self::NoFile
            | Self::Newer
            | Self::NothingToUndo
            | Self::Desk(_)
            | Self::App(_)
            | Self::Db(_) => None,
        }
    }

    /// What the database said, where it is the database that failed.
    #[must_use]
    pub const fn database(&self) -> Option<&db::Error> {
        match self {
            Self::Stack(stack::Error::Db(error)) | Self::Db(error) => Some(error),
            Self::Desk(error) => error.database(),
            Self::App(error) => error.database(),
            Self::Autosave
            | Self::Stack(_)
            | Self::TooLarge
            | Self::NoFile
            | Self::Newer
            | Self::BadFile { .. }
            | Self::NothingToUndo => None,
        }
    }
}

/// What the user has set, with the usual value of what they have not.
///
/// # Errors
/// Whatever the database refuses.
pub fn read(tx: &Tx) -> db::Result<Settings> {
    Ok(Settings {
        theme: preference::get(tx, &THEME)?,
        language: preference::get(tx, &LANGUAGE)?,
        autosave_s: preference::get(tx, &session::AUTOSAVE_S)?,
        default_stack: default_stack(tx)?,
        single_keys: preference::get(tx, &SINGLE_KEYS)?,
    })
}

/// The language that the user has chosen; `None` follows the browser.
///
/// # Errors
/// Whatever the database refuses.
pub fn language(tx: &Tx) -> db::Result<Option<Lang>> {
    preference::get(tx, &LANGUAGE)
}

/// Whether single letters and signs are shortcuts: what every page of the desk asks for.
///
/// # Errors
/// Whatever the database refuses.
pub fn has_single_keys(tx: &Tx) -> db::Result<bool> {
    preference::get(tx, &SINGLE_KEYS)
}

/// Sets what `edit` names.
///
/// # Errors
/// [`Error::Autosave`]; [`Error::Stack`] for a stack that is not on the desk.
pub fn change(tx: &Tx, edit: &Edit, now: Timestamp) -> Result<(), Error> {
    edit.autosave_s.map_or(Ok(()), check_autosave)?;
    if let Some(Some(stack)) = edit.default_stack {
        stack::active(tx, stack)?;
    }
    put(tx, &THEME, edit.theme, now)?;
    put(tx, &LANGUAGE, edit.language, now)?;
    put(tx, &session::AUTOSAVE_S, edit.autosave_s, now)?;
    put(tx, &DEFAULT_STACK, edit.default_stack, now)?;
    Ok(put(tx, &SINGLE_KEYS, edit.single_keys, now)?)
}

fn check_autosave(seconds: u32) -> Result<(), Error> {
    let is_good = seconds == 0 || (AUTOSAVE_S_MIN..=AUTOSAVE_S_MAX).contains(&seconds);
    if is_good { Ok(()) } else { Err(Error::Autosave) }
}

/// A stack that lies in the Drawer opens nothing; once it is back, it does again.
fn default_stack(tx: &Tx) -> db::Result<Option<StackId>> {
    let Some(chosen) = preference::get(tx, &DEFAULT_STACK)? else { return Ok(None) };
    Ok(stack::list_active(tx)?.iter().any(|stack| stack.id == chosen).then_some(chosen))
}

fn put<T: serde::Serialize>(tx: &Tx, to: &Preference<T>, value: Option<T>, now: Timestamp) -> db::Result<()> {
    value.map_or(Ok(()), |value| preference::set(tx, to, &value, now))
}
