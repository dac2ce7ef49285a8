//! What differs, as pages.

use askama::Template;

use super::{
    super::{compare::Found, place::encode},
    Notice, base,
};
use crate::{
    git::{Delta, Diff, FileDiff, HistoryEntry, LineKind},
    kit::Timestamp,
    repo::{Repo, Role},
    web::{page::Page, words::When},
};

/// What a commit has changed.
#[derive(Template)]
#[template(path = "workspace/commit.html")]
pub(in crate::web::workspace) struct CommitPage {
    page: Page,
    base: String,
    owner: String,
    name: String,
    summary: String,
    body: String,
    author: String,
    id: String,
    at: When,
    diff: DiffView,
}

/// Two branches.
#[derive(Template)]
#[template(path = "workspace/compare.html")]
pub(in crate::web::workspace) struct ComparePage {
    page: Page,
    notice: Option<Notice>,
    base: String,
    owner: String,
    name: String,
    into: Vec<Choice>,
    from: Vec<Choice>,
    lead: String,
    /// What a merge needs; `None` when there is nothing to bring, or whoever reads may not.
    merge: Option<MergeForm>,
    diff: DiffView,
}

struct Choice {
    name: String,
    is_chosen: bool,
}

pub(super) struct MergeForm {
    pub into: String,
    pub from: String,
    pub expect_into: String,
    pub expect_from: String,
    pub can_forward: bool,
}

/// Files and lines that differ.
pub(super) struct DiffView {
    pub summary: String,
    /// Said when there are more files than are shown.
    pub more: Option<String>,
    pub files: Vec<FileView>,
}

pub(super) struct FileView {
    /// The path in the newer text.
    pub path: String,
    /// Whether there is no newer text.
    pub is_gone: bool,
    pub title: String,
    pub what: String,
    pub counts: String,
    pub note: Option<String>,
    pub hunks: Vec<Vec<LineView>>,
}

pub(super) struct LineView {
    pub class: &'static str,
    pub sign: &'static str,
    pub old: String,
    pub new: String,
    pub text: String,
}

impl CommitPage {
    pub(in crate::web::workspace) fn new(
        page: Page,
        repo: &Repo,
        entry: &HistoryEntry,
        diff: Diff,
        now: Timestamp,
    ) -> Self {
        Self {
            base: base(repo),
            owner: repo.owner_part().to_owned(),
            name: repo.name_part().to_owned(),
            summary: entry.summary.clone(),
            body: entry.body.clone(),
            author: entry.author.name.clone(),
            id: entry.commit.to_string(),
            at: When::new(entry.at, now, page.words),
            diff: DiffView::new(&page, diff),
            page,
        }
    }
}

impl ComparePage {
    pub(in crate::web::workspace) fn new(page: Page, repo: &Repo, found: &Found, notice: Option<Notice>) -> Self {
        let choices = |chosen: &str| -> Vec<Choice> {
            let choice = |branch: &crate::git::BranchName| Choice {
                name: branch.to_string(),
                is_chosen: branch.as_str() == chosen,
            };
            found.branches.iter().map(choice).collect()
        };
        Self {
            notice,
            base: base(repo),
            owner: repo.owner_part().to_owned(),
            name: repo.name_part().to_owned(),
            into: choices(found.into.as_str()),
            from: choices(found.from.as_str()),
            lead: lead(&page, found),
            merge: MergeForm::new(repo, found),
            diff: DiffView::new(&page, found.comparison.diff.clone()),
            page,
        }
    }
}

/// How both branches stand to each other.
pub(super) fn lead(page: &Page, found: &Found) -> String {
    let (ahead, behind) = (found.comparison.ahead, found.comparison.behind);
    let args = [
        ("from", found.from.to_string()),
        ("into", found.into.to_string()),
        ("ahead", ahead.to_string()),
        ("behind", behind.to_string()),
    ];
    page.say_with(if ahead == 0 { "compare-nothing" } else { "compare-lead" }, &args)
}

impl MergeForm {
    /// `None` when there is nothing to bring, or whoever reads may not.
    pub(super) fn new(repo: &Repo, found: &Found) -> Option<Self> {
        let can_merge = found.comparison.ahead > 0 && repo.require(Role::Write).is_ok();
        can_merge.then(|| Self {
            into: found.into.to_string(),
            from: found.from.to_string(),
            expect_into: found.into_head.to_string(),
            expect_from: found.from_head.to_string(),
            can_forward: found.comparison.behind == 0,
        })
    }
}

/// The page of a commit.
pub(in crate::web::workspace) fn commit_address(base: &str, commit: &str) -> String {
    format!("{base}/-/commit/{commit}")
}

/// The page that compares a branch with the default one.
pub(in crate::web::workspace) fn compare_address(base: &str, from: &str) -> String {
    format!("{base}/-/compare?from={}", encode(from))
}

impl DiffView {
    pub(super) fn new(page: &Page, diff: Diff) -> Self {
        let args = [
            ("files", diff.file_count.to_string()),
            ("added", diff.added.to_string()),
            ("removed", diff.removed.to_string()),
        ];
        let rest = diff.file_count - diff.files.len();
        Self {
            summary: page.say_with("diff-summary", &args),
            more: (rest > 0).then(|| page.say_with("diff-more", &[("count", rest.to_string())])),
            files: diff.files.into_iter().map(|file| FileView::new(page, file)).collect(),
        }
    }
}

impl FileView {
    fn new(page: &Page, file: FileDiff) -> Self {
        let what = match file.delta {
            Delta::Added => page.say("diff-added"),
            Delta::Deleted => page.say("diff-deleted"),
            Delta::Changed => page.say("diff-changed"),
            Delta::Renamed => page.say("diff-renamed"),
        };
        let note = match (file.is_binary, file.is_cut) {
            (true, _) => Some(page.say("diff-binary")),
            (false, true) => Some(page.say("diff-cut")),
            (false, false) => None,
        };
        let line = |line: crate::git::DiffLine| {
            let (class, sign) = match line.kind {
                LineKind::Kept => ("kept", " "),
                LineKind::Added => ("added", "+"),
                LineKind::Removed => ("removed", "−"),
            };
            let number = |number: Option<u32>| number.map(|number| number.to_string()).unwrap_or_default();
            LineView { class, sign, old: number(line.old), new: number(line.new), text: line.text }
        };
        Self {
            path: file.path.clone(),
            is_gone: file.delta == Delta::Deleted,
            title: match file.old_path {
                Some(old) => format!("{old} → {}", file.path),
                None => file.path,
            },
            what,
            counts: format!("+{} −{}", file.added, file.removed),
            note,
            hunks: file.hunks.into_iter().map(|hunk| hunk.into_iter().map(line).collect()).collect(),
        }
    }
}
