//! The page of a repository on GitHub that is not here.

use askama::Template;

use super::{
    super::{
        look::{Draft, Seen, What},
        place::encode,
    },
    Crumb, Notice,
};
use crate::{
    git::TreePath,
    github::{Entry, EntryKind, RepoName},
    web::{document::size, page::Page},
};

#[derive(Template)]
#[template(path = "workspace/look.html")]
pub(in crate::web::workspace) struct LookPage {
    page: Page,
    notice: Option<Notice>,
    name: String,
    /// Where the forms of this page lead.
    here: String,
    /// Those there are, with the one that is shown.
    branches: Vec<(String, bool)>,
    has_more_branches: bool,
    /// The one that is shown; empty in a repository without a commit.
    branch: String,
    path: String,
    crumbs: Vec<Crumb>,
    entries: Vec<Line>,
    text: Option<String>,
    /// Why nothing is shown; empty when something is.
    why_not: String,
    edit_href: Option<String>,
    draft: Option<DraftFields>,
}

struct Line {
    name: String,
    /// Absent for what is not followed.
    href: Option<String>,
    icon: &'static str,
    size: String,
}

struct DraftFields {
    expect: String,
    content: String,
    has_carriage_returns: bool,
    message: String,
    to: String,
    theirs: Option<String>,
    /// Where nothing is saved.
    back: String,
}

impl LookPage {
    pub(in crate::web::workspace) fn new(page: Page, seen: Seen, draft: Option<Draft>, notice: Option<Notice>) -> Self {
        let name = &seen.repo.name;
        let branch = seen.branch.as_ref().map(ToString::to_string).unwrap_or_default();
        let at = |path: Option<&TreePath>, more: &str| address(name, &branch, path, more);
        let path = seen.path.as_ref();
        let (mut entries, mut text) = (Vec::new(), None);
        let why_not = match &seen.what {
            What::Nothing => page.say("look-empty"),
            What::Folder(found) => {
                entries = found.iter().map(|entry| Line::new(entry, path, &at)).collect();
                String::new()
            }
            What::Text { text: found, .. } => {
                text = Some(found.clone());
                String::new()
            }
            What::Bytes(bytes) => page.say_with("look-bytes", &[("size", size(*bytes))]),
            What::TooLarge(max) => page.say_with("look-large", &[("size", size(*max))]),
            What::Other => page.say("look-other"),
        };
        let can_edit = text.is_some() && draft.is_none() && seen.repo.permissions.push && !seen.repo.is_archived;
        let branches: Vec<_> = seen.branches.iter().map(|each| each.name.to_string()).collect();
        let is_listed = branches.contains(&branch) || branch.is_empty();
        let extra = (!is_listed).then(|| (branch.clone(), true));
        let listed = branches.into_iter().map(|each| (each.clone(), each == branch));
        Self {
            here: address(name, "", None, ""),
            branches: extra.into_iter().chain(listed).collect(),
            has_more_branches: seen.has_more_branches,
            crumbs: crumbs(name, path, &at),
            edit_href: can_edit.then(|| at(path, "edit=yes")),
            draft: draft.map(|draft| DraftFields {
                expect: draft.expect.to_string(),
                content: draft.content,
                has_carriage_returns: draft.has_carriage_returns,
                message: draft.message,
                to: draft.to,
                theirs: draft.theirs,
                back: at(path, ""),
            }),
            path: path.map(ToString::to_string).unwrap_or_default(),
            name: name.to_string(),
            branch,
            entries,
            text,
            why_not,
            notice,
            page,
        }
    }
}

impl Line {
    fn new(entry: &Entry, folder: Option<&TreePath>, at: &impl Fn(Option<&TreePath>, &str) -> String) -> Self {
        let icon = match entry.kind {
            EntryKind::Dir => "folder",
            EntryKind::File => "file-text",
            EntryKind::Symlink | EntryKind::Submodule | EntryKind::Unknown => "link",
        };
        let path = match folder {
            Some(folder) => format!("{folder}/{}", entry.name),
            None => entry.name.clone(),
        };
        let path = TreePath::new(&path).ok().filter(|_| matches!(entry.kind, EntryKind::Dir | EntryKind::File));
        let is_file = entry.kind == EntryKind::File;
        Self {
            name: entry.name.clone(),
            href: path.map(|path| at(Some(&path), "")),
            icon,
            size: if is_file { size(entry.size) } else { String::new() },
        }
    }
}

/// Where a place of a repository there is looked at; with `more` for its query.
pub(in crate::web::workspace) fn address(name: &RepoName, branch: &str, path: Option<&TreePath>, more: &str) -> String {
    let mut query = Vec::new();
    if !branch.is_empty() {
        query.push(format!("branch={}", encode(branch)));
    }
    query.extend(path.map(|path| format!("path={}", encode(path.as_str()))));
    query.extend((!more.is_empty()).then(|| more.to_owned()));
    let mark = if query.is_empty() { "" } else { "?" };
    format!("/workspace/github/{}/{}{mark}{}", encode(name.owner()), encode(name.name()), query.join("&"))
}

fn crumbs(name: &RepoName, path: Option<&TreePath>, at: &impl Fn(Option<&TreePath>, &str) -> String) -> Vec<Crumb> {
    let mut crumbs = vec![Crumb { name: name.name().to_owned(), href: at(None, "") }];
    let text = path.map(TreePath::as_str).unwrap_or_default();
    for (end, _) in text.match_indices('/').chain(path.map(|_| (text.len(), ""))) {
        let Ok(step) = TreePath::new(&text[..end]) else { continue };
        let last = step.as_str().rsplit('/').next().unwrap_or_default().to_owned();
        crumbs.push(Crumb { name: last, href: at(Some(&step), "") });
    }
    crumbs
}
