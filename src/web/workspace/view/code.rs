//! Folders and files of a branch, and the forms that change them.

use askama::Template;

use super::{
    super::{code::Fields, place::Tab},
    Crumb, Head, Notice,
};
use crate::{
    git::{Content, Entry, FileKind, MergedText, ObjectId},
    web::{document::size, markdown, page::Page},
};

/// A folder.
#[derive(Template)]
#[template(path = "workspace/folder.html")]
pub(in crate::web::workspace) struct FolderPage {
    page: Page,
    head: Head,
    notice: Option<Notice>,
    crumbs: Vec<Crumb>,
    entries: Vec<EntryLine>,
    new_href: String,
    readme: Option<Readme>,
    editor: Editor,
}

/// What the editor that grows out of a page is told.
struct Editor {
    /// What the page shows: `folder`, `file`, or `other` for what the editor leaves to the page.
    kind: &'static str,
    /// Why nothing can be changed; empty when it can.
    why_not: String,
}

impl Editor {
    fn new(page: &Page, head: &Head, kind: FileKind) -> Self {
        let kind = match kind {
            FileKind::Folder => "folder",
            FileKind::File | FileKind::Executable => "file",
            FileKind::Link | FileKind::Submodule => "other",
        };
        let why_not = match (head.can_write, head.is_archived) {
            (true, _) => String::new(),
            (false, true) => page.say("code-archived"),
            (false, false) => page.say("code-read-only"),
        };
        Self { kind, why_not }
    }
}

struct EntryLine {
    name: String,
    href: String,
    icon: &'static str,
    /// What it is, where that is not to be seen from its name.
    kind: Option<String>,
    size: String,
}

/// The text that tells what a folder holds.
struct Readme {
    name: String,
    html: String,
}

impl FolderPage {
    pub(in crate::web::workspace) fn new(
        page: Page,
        head: Head,
        entries: &[Entry],
        readme: Option<Content>,
        notice: Option<Notice>,
    ) -> Self {
        let readme_name = || entries.iter().map(Entry::name).find(|name| name.eq_ignore_ascii_case("readme.md"));
        let readme = readme.filter(|content| !content.is_binary).and_then(|content| {
            let text = String::from_utf8(content.data).ok()?;
            Some(Readme { name: readme_name()?.to_owned(), html: markdown::render(&text) })
        });
        let entries = entries.iter().map(|entry| EntryLine::new(&page, &head, entry)).collect();
        let new_href = format!("{}?new=file", head.at(Tab::Code, &head.path));
        let editor = Editor::new(&page, &head, FileKind::Folder);
        Self { crumbs: head.crumbs(), notice, entries, new_href, readme, editor, head, page }
    }
}

impl EntryLine {
    fn new(page: &Page, head: &Head, entry: &Entry) -> Self {
        let (icon, kind) = match entry.kind {
            FileKind::Folder => ("folder", None),
            FileKind::File => ("file-text", None),
            FileKind::Executable => ("file-text", Some(page.say("code-executable"))),
            FileKind::Link => ("link", Some(page.say("code-link"))),
            FileKind::Submodule => ("link", Some(page.say("code-submodule"))),
        };
        Self {
            name: entry.name().to_owned(),
            href: head.at(Tab::Code, &entry.path),
            icon,
            kind,
            size: entry.bytes.map(size).unwrap_or_default(),
        }
    }
}

/// One file.
#[derive(Template)]
#[template(path = "workspace/file.html")]
pub(in crate::web::workspace) struct FilePage {
    page: Page,
    head: Head,
    notice: Option<Notice>,
    crumbs: Vec<Crumb>,
    /// The text, where there is one and it is not too long.
    text: Option<String>,
    /// Why there is none.
    why_not: String,
    about: String,
    blob: ObjectId,
    can_edit: bool,
    can_move: bool,
    here: String,
    edit_href: String,
    raw_href: Option<String>,
    history_href: String,
    editor: Editor,
}

impl FilePage {
    pub(in crate::web::workspace) fn new(
        page: Page,
        head: Head,
        entry: &Entry,
        text: Option<String>,
        notice: Option<Notice>,
    ) -> Self {
        let is_file = entry.kind.is_file();
        let why_not = match entry.kind {
            FileKind::Link => page.say("code-link-text"),
            FileKind::Submodule | FileKind::Folder => page.say("code-submodule-text"),
            FileKind::File | FileKind::Executable => page.say("code-no-text"),
        };
        let here = head.at(Tab::Code, &head.path);
        Self {
            crumbs: head.crumbs(),
            notice,
            can_edit: head.can_write && text.is_some(),
            can_move: head.can_write && is_file,
            text,
            why_not,
            about: entry.bytes.map(size).unwrap_or_default(),
            blob: entry.id,
            edit_href: format!("{here}?edit=1"),
            here,
            editor: Editor::new(&page, &head, entry.kind),
            raw_href: is_file.then(|| head.at(Tab::Raw, &head.path)),
            history_href: head.at(Tab::History, &head.path),
            head,
            page,
        }
    }
}

/// A form for a text, new or not.
#[derive(Template)]
#[template(path = "workspace/edit.html")]
pub(in crate::web::workspace) struct EditPage {
    page: Page,
    head: Head,
    notice: Option<Notice>,
    title: String,
    is_new: bool,
    path: String,
    content: String,
    message: String,
    expect: String,
    here: String,
}

impl EditPage {
    pub(in crate::web::workspace) fn new(
        page: Page,
        head: Head,
        fields: &Fields,
        expect: Option<ObjectId>,
        notice: Option<Notice>,
    ) -> Self {
        let is_new = expect.is_none();
        Self {
            title: if is_new { page.say("code-new") } else { page.say("code-edit") },
            notice,
            is_new,
            path: fields.path.clone(),
            content: fields.content.clone(),
            message: fields.message.clone(),
            expect: expect.map(|blob| blob.to_string()).unwrap_or_default(),
            here: head.at(Tab::Code, &head.path),
            head,
            page,
        }
    }
}

/// Two versions of one file, for whoever came too late.
#[derive(Template)]
#[template(path = "workspace/conflict.html")]
pub(in crate::web::workspace) struct ConflictPage {
    page: Page,
    head: Head,
    /// What is offered to be saved: both versions made one, or the reader's own.
    content: String,
    /// What is there now; `None` when it is gone, or no text.
    theirs: Option<String>,
    is_gone: bool,
    lead: String,
    message: String,
    expect: String,
    here: String,
}

impl ConflictPage {
    pub(in crate::web::workspace) fn new(
        page: Page,
        head: Head,
        fields: &Fields,
        theirs: Option<(ObjectId, Option<String>)>,
        merged: Option<MergedText>,
    ) -> Self {
        let is_gone = theirs.is_none();
        let lead = match &merged {
            _ if is_gone => page.say("conflict-gone"),
            Some(merged) if merged.has_conflicts => page.say("conflict-marks"),
            Some(_) => page.say("conflict-merged"),
            None => page.say("conflict-two"),
        };
        let own = fields.content.replace("\r\n", "\n");
        Self {
            content: merged.map_or(own, |merged| merged.text),
            expect: theirs.as_ref().map(|(blob, _)| blob.to_string()).unwrap_or_default(),
            theirs: theirs.and_then(|(_, text)| text),
            is_gone,
            lead,
            message: fields.message.clone(),
            here: head.at(Tab::Code, &head.path),
            head,
            page,
        }
    }
}
