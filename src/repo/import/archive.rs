//! Archives of files (ZIP), which become a first commit.

use std::{
    borrow::Cow,
    fs::File,
    io::{BufReader, Read},
    path::Path,
};

use unicode_normalization::UnicodeNormalization;
use zip::ZipArchive;

use crate::git::{Error, Result, TreePath, import::Filling};

/// How a file of this kind begins; the second is an empty one.
const SIGNATURES: [&[u8]; 2] = [b"PK\x03\x04", b"PK\x05\x06"];

/// Entries of an archive, folders among them.
const ENTRIES_MAX: usize = 100_000;

/// What systems add to archives that belongs to no project.
const LITTER: [&str; 3] = ["__MACOSX", ".DS_Store", "Thumbs.db"];

/// Where git itself keeps what it knows, in a folder that was packed with it.
const GIT_FOLDER: &str = ".git";

/// Names of what was left out that are remembered.
const LEFT_OUT_MAX: usize = 20;

/// The bits of a mode that say what an entry is, those of a link, and those of a program.
const KIND_BITS: u32 = 0o170_000;
const LINK_BITS: u32 = 0o120_000;
const PROGRAM_BITS: u32 = 0o111;

/// Whether a file that begins like this is an archive.
pub(super) fn is_begun_by(bytes: &[u8]) -> bool {
    SIGNATURES.iter().any(|signature| bytes.starts_with(signature))
}

/// Adds all files of the archive at `path`, and answers what was left out. A single folder around everything is taken
/// off. `progress` is told how many files there are by now.
///
/// # Errors
/// [`Error::Invalid`] for what is no archive, is locked, or holds a path that may not be here; [`Error::TooLarge`].
pub(super) fn unpack(path: &Path, filling: &mut Filling<'_>, progress: &dyn Fn(u64)) -> Result<Vec<String>> {
    let refused = |error: &dyn std::fmt::Display| Error::Invalid(format!("this archive can't be read: {error}"));
    let file = File::open(path).map_err(|error| Error::Unavailable(error.to_string()))?;
    let mut archive = ZipArchive::new(BufReader::new(file)).map_err(|error| refused(&error))?;
    if archive.len() > ENTRIES_MAX {
        return Err(Error::Invalid(format!("an archive has at most {ENTRIES_MAX} entries")));
    }
    let names: std::result::Result<Vec<String>, _> = archive.file_names().map(|name| name.map(composed)).collect();
    let names = names.map_err(|error| refused(&error))?;
    let around = folder_around(&names);
    let mut left_out = Vec::new();
    for (number, name) in names.iter().enumerate() {
        let mut entry = archive.by_index(number).map_err(|error| refused(&error))?;
        if name.ends_with('/') || is_litter(name) {
            continue;
        }
        let mode = entry.unix_mode().unwrap_or_default();
        let name = name.trim_start_matches("./");
        let name = name.strip_prefix(around.as_str()).unwrap_or(name);
        let is_of_git = name.split('/').next() == Some(GIT_FOLDER);
        if mode & KIND_BITS == LINK_BITS || is_of_git {
            // All of git's own folder is one thing.
            let shown = if is_of_git { GIT_FOLDER } else { name };
            if left_out.len() < LEFT_OUT_MAX && !left_out.iter().any(|known| known == shown) {
                left_out.push(shown.to_owned());
            }
            continue;
        }
        let path = TreePath::new(name).map_err(|why| Error::Invalid(format!("{}: {why}", shown(name))))?;
        filling.put(&path, mode & PROGRAM_BITS != 0, &mut entry as &mut dyn Read)?;
        progress(filling.count() as u64);
    }
    Ok(left_out)
}

/// The one folder that everything stands in, with its slash; empty when there is none.
fn folder_around(names: &[String]) -> String {
    let mut around: Option<&str> = None;
    for name in names.iter().filter(|name| !is_litter(name)) {
        let Some((first, _)) = name.trim_start_matches("./").split_once('/') else { return String::new() };
        if around.replace(first).is_some_and(|known| known != first) {
            return String::new();
        }
    }
    // One that could not stand here is refused with everything in it.
    around.filter(|first| TreePath::new(first).is_ok()).map(|first| format!("{first}/")).unwrap_or_default()
}

/// A name in Unicode's composed form: some systems pack theirs in another one.
fn composed(name: Cow<'_, str>) -> String {
    name.nfc().collect()
}

fn is_litter(name: &str) -> bool {
    name.split('/').any(|part| LITTER.contains(&part))
}

/// A name that may be anything, for people.
fn shown(name: &str) -> String {
    name.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).take(200).collect()
}
