//! The page round a preview, and what a preview itself shows where there is no page.

use askama::Template;

use super::{super::place::encode, Head};
use crate::{
    git::{Entry, FileKind},
    web::page::Page,
};

/// The frame, and what stands around it.
#[derive(Template)]
#[template(path = "workspace/preview.html")]
pub(in crate::web::workspace) struct PreviewPage {
    page: Page,
    head: Head,
    src: String,
}

/// A folder without a page of its own.
#[derive(Template)]
#[template(path = "workspace/preview_list.html")]
pub(in crate::web::workspace) struct ListPage {
    page: Page,
    title: String,
    has_parent: bool,
    entries: Vec<(String, String)>,
}

/// Nothing is there, or the pass is no longer good.
#[derive(Template)]
#[template(path = "workspace/preview_missing.html")]
pub(in crate::web::workspace) struct MissingPage {
    page: Page,
    path: String,
}

impl PreviewPage {
    pub(in crate::web::workspace) const fn new(page: Page, head: Head, src: String) -> Self {
        Self { page, head, src }
    }
}

impl MissingPage {
    pub(in crate::web::workspace) const fn new(page: Page, path: String) -> Self {
        Self { page, path }
    }
}

impl ListPage {
    pub(in crate::web::workspace) fn new(page: Page, path: &str, entries: &[Entry]) -> Self {
        let line = |entry: &Entry| {
            let slash = if entry.kind == FileKind::Folder { "/" } else { "" };
            (format!("./{}{slash}", encode(entry.name())), format!("{}{slash}", entry.name()))
        };
        let shown = |entry: &&Entry| entry.kind.is_file() || entry.kind == FileKind::Folder;
        Self {
            title: format!("/{}", path.trim_end_matches('/')),
            has_parent: !path.is_empty(),
            entries: entries.iter().filter(shown).map(line).collect(),
            page,
        }
    }
}
