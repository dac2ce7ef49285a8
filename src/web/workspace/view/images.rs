//! The pages of pictures.

use askama::Template;

use super::{
    super::{media::Listed, place::Tab},
    Head,
    media::{Listing, OneFile},
};
use crate::{git::Entry, web::page::Page};

/// Files of the endings that the page's tools can write.
const PAINTED: [&str; 4] = [".png", ".jpg", ".jpeg", ".webp"];

/// All pictures of a folder and those in it.
#[derive(Template)]
#[template(path = "workspace/images.html")]
pub(in crate::web::workspace) struct ImagesPage {
    page: Page,
    head: Head,
    list: Listing,
}

/// One picture.
#[derive(Template)]
#[template(path = "workspace/image.html")]
pub(in crate::web::workspace) struct ImagePage {
    page: Page,
    head: Head,
    file: OneFile,
    /// The tools, for those who may use them.
    edit_href: Option<String>,
}

/// The tools, with a picture or with none.
#[derive(Template)]
#[template(path = "workspace/paint.html")]
pub(in crate::web::workspace) struct PaintPage {
    page: Page,
    head: Head,
    /// What is changed; `None` for a new one.
    file: Option<OneFile>,
    /// The path that it is saved under.
    path: String,
    list_href: String,
}

impl ImagesPage {
    pub(in crate::web::workspace) fn new(page: Page, head: Head, listed: &Listed, search: String) -> Self {
        Self { list: Listing::new(&head, Tab::Images, listed, search), head, page }
    }

    fn new_href(&self) -> String {
        format!("{}?new=1", self.list.here)
    }
}

impl ImagePage {
    pub(in crate::web::workspace) fn new(page: Page, head: Head, entry: &Entry) -> Self {
        let edit_href = head.can_write.then(|| format!("{}?edit=1", head.at(Tab::Images, &entry.path)));
        Self { file: OneFile::new(&head, Tab::Images, entry), edit_href, head, page }
    }
}

impl PaintPage {
    pub(in crate::web::workspace) fn new(page: Page, head: Head, entry: Option<&Entry>) -> Self {
        let prefix = if head.path.is_empty() { String::new() } else { format!("{}/", head.path) };
        let path = match entry {
            Some(entry) if PAINTED.iter().any(|ending| entry.path.to_lowercase().ends_with(ending)) => {
                entry.path.clone()
            }
            // What the tools can't write becomes another file beside it.
            Some(entry) => format!("{}.png", entry.path.rsplit_once('.').map_or(&*entry.path, |(stem, _)| stem)),
            None => format!("{prefix}{}.png", page.say("image-new-name")),
        };
        let file = entry.map(|entry| OneFile::new(&head, Tab::Images, entry));
        let list_href = match &file {
            Some(file) => file.list_href.clone(),
            None => head.at(Tab::Images, &head.path),
        };
        Self { page, head, file, path, list_href }
    }
}
