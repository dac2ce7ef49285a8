//! The pages of sounds.

use askama::Template;

use super::{
    super::{media::Listed, place::Tab},
    Head,
    media::{Listing, OneFile},
};
use crate::{git::Entry, web::page::Page};

/// All sounds of a folder and those in it.
#[derive(Template)]
#[template(path = "workspace/sounds.html")]
pub(in crate::web::workspace) struct SoundsPage {
    page: Page,
    head: Head,
    list: Listing,
}

/// One sound, with its tools.
#[derive(Template)]
#[template(path = "workspace/sound.html")]
pub(in crate::web::workspace) struct SoundPage {
    page: Page,
    head: Head,
    file: OneFile,
    /// The path that it is saved under: a WAV.
    path: String,
}

impl SoundsPage {
    pub(in crate::web::workspace) fn new(page: Page, head: Head, listed: &Listed, search: String) -> Self {
        Self { list: Listing::new(&head, Tab::Sounds, listed, search), head, page }
    }
}

impl SoundPage {
    pub(in crate::web::workspace) fn new(page: Page, head: Head, entry: &Entry) -> Self {
        let path = match entry.path.rsplit_once('.') {
            Some((_, ending)) if ending.eq_ignore_ascii_case("wav") => entry.path.clone(),
            Some((stem, _)) => format!("{stem}.wav"),
            None => format!("{}.wav", entry.path),
        };
        Self { file: OneFile::new(&head, Tab::Sounds, entry), path, head, page }
    }
}
