//! A user's settings as one file: a format of its own, read strictly, for another browser, server or day.
//!
//! It holds what was chosen and nothing that was written: no card, no key, no password. Stacks and apps are named so that
//! they can be found again: a stack by its id or its name, an app by what its package calls itself.

use serde::{Deserialize, Serialize};

use super::{Edit, Error, Lang, Settings, Theme};
use crate::{
    app::{PackageId, startup},
    db::{self, Tx},
    stack::{self, Icon, Name, StackId, Wallpaper},
};

/// The number of the format that this version writes. It reads all up to it.
pub const VERSION: u32 = 1;

/// Bytes of a file: some thousand stacks, each with apps of its own.
pub const FILE_BYTES_MAX: usize = 256 << 10;

/// Everything that a user has set.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct File {
    /// Says what the file is: the number of its format.
    pub stackhouse_settings: u32,
    pub theme: Theme,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub language: Option<Lang>,
    pub single_keys: bool,
    pub autosave_s: u32,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub default_stack: Option<StackId>,
    /// In the order of their tabs.
    #[serde(default)]
    pub stacks: Vec<OfStack>,
}

/// What a stack has of its own.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OfStack {
    pub id: StackId,
    pub name: Name,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub icon: Option<Icon>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub wallpaper: Option<Wallpaper>,
    /// The apps that open by themselves on it.
    #[serde(default)]
    pub startup_apps: Vec<PackageId>,
}

/// Reads a file that somebody hands in.
///
/// # Errors
/// [`Error::TooLarge`], [`Error::NoFile`], [`Error::Newer`]; [`Error::BadFile`], which says where.
pub fn parse(text: &str) -> Result<File, Error> {
    if text.len() > FILE_BYTES_MAX {
        return Err(Error::TooLarge);
    }
    // What kind of file it is, before anything else is said about it.
    let whole: serde_json::Value = serde_json::from_str(text).map_err(|error| bad(String::new(), &error))?;
    match whole.get("stackhouse_settings").map(serde_json::Value::as_u64) {
        None => return Err(Error::NoFile),
        Some(Some(version)) if version > u64::from(VERSION) => return Err(Error::Newer),
        Some(_) => {}
    }
    // From the text, not from the value, so that what is wrong has a line.
    let mut reader = serde_json::Deserializer::from_str(text);
    let file: File = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let path = error.path().to_string();
        bad(if path == "." { String::new() } else { path }, error.inner())
    })?;
    check(&file)?;
    Ok(file)
}

/// Everything that the user has set, as a file.
///
/// # Errors
/// Whatever the database refuses.
pub fn export(tx: &Tx) -> db::Result<File> {
    let Settings { theme, language, autosave_s, default_stack, single_keys } = super::read(tx)?;
    let stacks = stack::list_active(tx)?.into_iter().map(|stack| {
        let startup_apps = startup::list(tx, stack.id)?.into_iter().map(|app| app.package).collect();
        let (icon, wallpaper) = (stack.decor.icon, stack.decor.wallpaper);
        Ok(OfStack { id: stack.id, name: stack.name, icon, wallpaper, startup_apps })
    });
    let stacks = stacks.collect::<db::Result<_>>()?;
    Ok(File { stackhouse_settings: VERSION, theme, language, single_keys, autosave_s, default_stack, stacks })
}

impl File {
    /// What it sets, without what belongs to stacks; `default_stack` is the stack of this desk that is meant.
    pub(super) const fn edit(&self, default_stack: Option<Option<StackId>>) -> Edit {
        Edit {
            theme: Some(self.theme),
            language: Some(self.language),
            autosave_s: Some(self.autosave_s),
            default_stack,
            single_keys: Some(self.single_keys),
        }
    }
}

/// What the types alone do not say.
fn check(file: &File) -> Result<(), Error> {
    if file.stackhouse_settings != VERSION {
        return Err(wrong("stackhouse_settings", "there has never been such a version"));
    }
    super::check_autosave(file.autosave_s)?;
    for (at, one) in file.stacks.iter().enumerate() {
        if file.stacks[..at].iter().any(|earlier| earlier.id == one.id) {
            return Err(wrong(&format!("stacks[{at}].id"), "this stack is there twice"));
        }
        if one.startup_apps.len() > startup::STARTUPS_MAX {
            let message = format!("at most {} apps open by themselves on a stack", startup::STARTUPS_MAX);
            return Err(wrong(&format!("stacks[{at}].startup_apps"), &message));
        }
    }
    Ok(())
}

fn bad(place: String, error: &serde_json::Error) -> Error {
    Error::BadFile { place, message: error.to_string() }
}

fn wrong(place: &str, message: &str) -> Error {
    Error::BadFile { place: place.to_owned(), message: message.to_owned() }
}
