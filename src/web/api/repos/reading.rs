//! `…/files`, `…/search` and `…/blame`: finding one's way in a branch.

use std::collections::BTreeMap;

use actix_web::{HttpResponse, web::Query};
use serde::{Deserialize, Serialize};

use crate::{
    git::{BlameLines, Cut, FoundPlace, Meant, ObjectId, Pattern, TreePath},
    kit::Timestamp,
    repo::embedded::resolve_or_default,
    web::{error::Result, workspace::at::At},
};

/// How long one question may take: longer, and whoever asked has gone on to another one.
const TIME_MAX_MS: i64 = 4_000;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wanted {
    /// A branch or a commit; the default branch when it is absent.
    at: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WantedFile {
    at: Option<String>,
    path: TreePath,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Search {
    at: Option<String>,
    q: String,
    /// Whether `q` is a regular expression.
    #[serde(default)]
    regex: bool,
    /// Whether capital letters count.
    #[serde(default)]
    case: bool,
    /// A part of a path, or a pattern with `*`.
    path: Option<String>,
}

/// Every path of a commit that is no folder. With `is_cut` there are more.
#[derive(Serialize, schemars::JsonSchema)]
pub(in crate::web::api) struct Files {
    commit: ObjectId,
    paths: Vec<String>,
    is_cut: bool,
}

/// A place where the text stands. `column` and `length` count UTF-16 units; `before` and `after` are what stands around
/// it in its line.
#[derive(Serialize, schemars::JsonSchema)]
struct PlaceView {
    path: String,
    line: usize,
    column: usize,
    length: usize,
    before: String,
    text: String,
    after: String,
}

/// What was found; `cut` says why there may be more.
#[derive(Serialize, schemars::JsonSchema)]
pub(in crate::web::api) struct Found {
    commit: ObjectId,
    places: Vec<PlaceView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cut: Option<Cut>,
}

#[derive(Serialize, schemars::JsonSchema)]
struct LinesView {
    from: usize,
    count: usize,
    commit: ObjectId,
}

#[derive(Serialize, schemars::JsonSchema)]
struct Origin {
    summary: String,
    author: String,
    at: Timestamp,
}

/// Where the lines of a file come from. With `is_cut` the oldest ones may be older than it says.
#[derive(Serialize, schemars::JsonSchema)]
pub(in crate::web::api) struct BlameView {
    commit: ObjectId,
    lines: Vec<LinesView>,
    commits: BTreeMap<String, Origin>,
    is_cut: bool,
}

/// Lists every file.
///
/// # Errors
/// 404.
pub async fn files(at: At, Query(wanted): Query<Wanted>) -> Result<HttpResponse> {
    let (commit, (files, is_cut)) = at
        .read(move |git| {
            let commit = resolve_or_default(git, wanted.at.as_deref())?;
            Ok((commit, git.files(commit)?))
        })
        .await?;
    let paths = files.into_iter().map(|file| file.path).collect();
    Ok(HttpResponse::Ok().json(Files { commit, paths, is_cut }))
}

/// Looks for a text in all files.
///
/// # Errors
/// 400 for what can't be looked for, 404.
pub async fn search(at: At, Query(wanted): Query<Search>) -> Result<HttpResponse> {
    let meant = Meant { is_regex: wanted.regex, is_case_sensitive: wanted.case };
    let pattern = Pattern::new(&wanted.q, meant, wanted.path.as_deref())?;
    let is_over = deadline(&at);
    let (commit, found) = at
        .read(move |git| {
            let commit = resolve_or_default(git, wanted.at.as_deref())?;
            Ok((commit, git.search(commit, &pattern, is_over)?))
        })
        .await?;
    let places = found.places.into_iter().map(PlaceView::from).collect();
    Ok(HttpResponse::Ok().json(Found { commit, places, cut: found.cut }))
}

/// Says where the lines of a file come from.
///
/// # Errors
/// 400 for what is no text, 404, 413.
pub async fn blame(at: At, Query(wanted): Query<WantedFile>) -> Result<HttpResponse> {
    let is_over = deadline(&at);
    let (commit, blame) = at
        .read(move |git| {
            let commit = resolve_or_default(git, wanted.at.as_deref())?;
            Ok((commit, git.blame(commit, &wanted.path, is_over)?))
        })
        .await?;
    let origin = |entry: crate::git::HistoryEntry| {
        (entry.commit.to_string(), Origin { summary: entry.summary, author: entry.author.name, at: entry.at })
    };
    let lines = blame.lines.into_iter().map(LinesView::from).collect();
    let commits = blame.commits.into_iter().map(origin).collect();
    Ok(HttpResponse::Ok().json(BlameView { commit, lines, commits, is_cut: blame.is_cut }))
}

/// Whether a question that is asked now has taken too long.
fn deadline(at: &At) -> impl Fn() -> bool + Send + 'static {
    let (ambient, end) = (at.state.ambient.clone(), at.now().0.saturating_add(TIME_MAX_MS));
    move || ambient.now().0 > end
}

impl From<FoundPlace> for PlaceView {
    fn from(place: FoundPlace) -> Self {
        let FoundPlace { path, line, column, length, before, text, after } = place;
        Self { path, line, column, length, before, text, after }
    }
}

impl From<BlameLines> for LinesView {
    fn from(BlameLines { from, count, commit }: BlameLines) -> Self {
        Self { from, count, commit }
    }
}
