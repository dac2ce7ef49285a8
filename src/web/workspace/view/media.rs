//! What the pages of pictures and of sounds have in common.

use super::{
    super::{media::Listed, place::Tab},
    Crumb, Head,
};
use crate::{git::Entry, web::document::size};

/// Files of one kind, folder by folder.
pub(in crate::web::workspace) struct Listing {
    pub crumbs: Vec<Crumb>,
    pub groups: Vec<Group>,
    pub search: String,
    /// Where it is searched.
    pub here: String,
    /// The folder that new files come into.
    pub folder: String,
    pub is_cut: bool,
}

/// The files of one folder.
pub(in crate::web::workspace) struct Group {
    /// Its path; empty for the top.
    pub folder: String,
    pub href: String,
    pub files: Vec<MediaLine>,
}

pub(in crate::web::workspace) struct MediaLine {
    pub name: String,
    pub path: String,
    pub href: String,
    pub src: String,
    pub size: String,
}

/// One file, and what can be done with it.
pub(in crate::web::workspace) struct OneFile {
    pub crumbs: Vec<Crumb>,
    pub name: String,
    pub blob: String,
    pub size: String,
    pub src: String,
    pub raw_href: String,
    pub history_href: String,
    /// Where plain forms rename and delete it.
    pub code_href: String,
    /// The folder that it stands in.
    pub list_href: String,
}

impl Listing {
    pub(super) fn new(head: &Head, tab: Tab, listed: &Listed, search: String) -> Self {
        let mut groups: Vec<Group> = Vec::new();
        for entry in &listed.files {
            let folder = entry.path.rsplit_once('/').map_or("", |(folder, _)| folder);
            let line = MediaLine {
                name: entry.name().to_owned(),
                path: entry.path.clone(),
                href: head.at(tab, &entry.path),
                src: head.at(Tab::File, &entry.path),
                size: entry.bytes.map(size).unwrap_or_default(),
            };
            match groups.iter_mut().find(|group| group.folder == folder) {
                Some(group) => group.files.push(line),
                None => groups.push(Group { folder: folder.to_owned(), href: head.at(tab, folder), files: vec![line] }),
            }
        }
        Self {
            crumbs: head.crumbs_in(tab),
            groups,
            search,
            here: head.at(tab, &head.path),
            folder: head.path.clone(),
            is_cut: listed.is_cut,
        }
    }
}

impl OneFile {
    pub(super) fn new(head: &Head, tab: Tab, entry: &Entry) -> Self {
        let folder = entry.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        Self {
            crumbs: head.crumbs_in(tab),
            name: entry.name().to_owned(),
            blob: entry.id.to_string(),
            size: entry.bytes.map(size).unwrap_or_default(),
            src: head.at(Tab::File, &entry.path),
            raw_href: head.at(Tab::Raw, &entry.path),
            history_href: head.at(Tab::History, &entry.path),
            code_href: head.at(Tab::Code, &entry.path),
            list_href: head.at(tab, folder),
        }
    }
}
