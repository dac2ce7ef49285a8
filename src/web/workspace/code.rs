//! The files of a branch: folders, texts, history, and changes of one file with plain forms.

use actix_web::{
    HttpRequest, HttpResponse,
    http::{
        StatusCode,
        header::{CONTENT_DISPOSITION, CONTENT_TYPE},
    },
};
use serde::Deserialize;

use super::{
    at::At,
    place::{Place, Tab, address},
    rest, verbs,
    view::{
        Done, Head, Notice, clone_url_of,
        code::{ConflictPage, EditPage, FilePage, FolderPage},
        history::HistoryPage,
        missing::{EmptyPage, GonePage},
    },
};
use crate::{
    git::{
        self, Branch, BranchName, Change, Content, Edit, Expect, FileKind, MergedText, Message, ObjectId, Put,
        Repository, TreePath,
    },
    repo::{Role, forge::NewCommit},
    web::{
        answer::{disposition, html, html_with, see_other},
        error::{Error, Result},
        extract::Form,
        page::Page,
    },
};

/// Bytes of a text that is shown and edited here: forms carry no more.
const TEXT_BYTES_MAX: u64 = 256 << 10;

/// Commits on one page of a history.
const HISTORY: usize = 50;

/// What is asked for of a page.
#[derive(Default, Deserialize)]
pub struct Asked {
    pub(super) done: Option<Done>,
    /// Shows the file in a form.
    #[serde(default)]
    edit: Option<String>,
    /// Shows a form for a new file.
    #[serde(default)]
    new: Option<String>,
    /// From which commit on the history is read, or a deleted scene can be brought back.
    pub(super) from: Option<ObjectId>,
    /// The path that was deleted.
    pub(super) undo: Option<String>,
    /// What the chat is asked for.
    #[serde(flatten)]
    pub(super) chat: super::chat::Wanted,
}

/// A form about one file.
#[derive(Clone, Default, Deserialize)]
pub struct Fields {
    #[serde(default)]
    action: Action,
    /// The whole path, where it can be chosen.
    #[serde(default)]
    pub(super) path: String,
    #[serde(default)]
    pub(super) content: String,
    #[serde(default)]
    pub(super) message: String,
    /// What the file held when the form was shown; empty for one that was not there.
    #[serde(default)]
    expect: String,
}

#[derive(Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Action {
    #[default]
    Save,
    Create,
    Rename,
    Delete,
}

/// What stands at a place.
enum Found {
    Folder(Vec<git::Entry>, Option<Content>),
    File(git::Entry, Option<Content>),
}

/// A folder or a file.
pub(super) async fn show(
    at: &At,
    page: Page,
    request: &HttpRequest,
    place: Place,
    asked: &Asked,
) -> Result<HttpResponse> {
    let head = Head::new(at, request, &place);
    let notice = asked.done.map(|done| done.notice(&page));
    if asked.new.is_some() {
        at.repo.require(Role::Write)?;
        let fields = Fields { path: folder_prefix(&place.path), ..Fields::default() };
        return html(&EditPage::new(page, head, &fields, None, None));
    }
    match find(at, &place).await? {
        Found::Folder(entries, readme) => html(&FolderPage::new(page, head, &entries, readme, notice)),
        Found::File(entry, Some(content)) if asked.edit.is_some() && text(&content).is_some() => {
            at.repo.require(Role::Write)?;
            let shown = text(&content).unwrap_or_default();
            let fields = Fields { path: entry.path, content: shown, ..Fields::default() };
            html(&EditPage::new(page, head, &fields, Some(content.id), None))
        }
        Found::File(entry, content) => {
            let shown = content.as_ref().and_then(text);
            html(&FilePage::new(page, head, &entry, shown, notice))
        }
    }
}

/// What has happened on the branch, or to one file of it.
pub(super) async fn history(
    at: &At,
    page: Page,
    request: &HttpRequest,
    place: Place,
    asked: &Asked,
) -> Result<HttpResponse> {
    let head = Head::new(at, request, &place);
    let path = if place.path.is_empty() { None } else { Some(path_of(&place.path)?) };
    let (branch, from) = (place.branch.clone(), asked.from);
    let past = at
        .read(move |git| {
            let from = from.map_or_else(|| git.head(&branch), Ok)?;
            git.history(from, path.as_ref(), HISTORY)
        })
        .await?;
    html(&HistoryPage::new(page, head, &past, at.now()))
}

/// The bytes of a file, to be saved and never to be shown as a page.
pub(super) async fn raw(at: &At, place: Place) -> Result<HttpResponse> {
    let path = path_of(&place.path)?;
    let (stem, ending) = path.name().rsplit_once('.').unwrap_or((path.name(), "txt"));
    let name = disposition(stem, ending);
    let content = at.read(move |git| git.read(git.head(&place.branch)?, &path, None)).await?;
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, "application/octet-stream"))
        .insert_header((CONTENT_DISPOSITION, name))
        .body(content.data))
}

/// A repository without any branch, and what to do with it.
pub(super) fn empty(at: &At, page: Page, request: &HttpRequest, notice: Option<Notice>) -> Result<HttpResponse> {
    html(&EmptyPage::new(page, &at.repo, clone_url_of(at, request), notice))
}

/// A branch that is not there, with the way to the others.
pub(super) fn gone(at: &At, page: Page, branch: Option<String>) -> Result<HttpResponse> {
    let Some(branch) = branch else { return Err(Error::not_found()) };
    html_with(StatusCode::GONE, &GonePage::new(page, &at.repo, branch, None))
}

/// `POST /local/{owner}/{repository}/-/first`: the first file of an empty repository.
///
/// # Errors
/// 403, 404; what is wrong with the form stands on the page.
pub async fn first(at: At, page: Page, request: HttpRequest, Form(fields): Form<Fields>) -> Result<HttpResponse> {
    let branch = at.read(Repository::default_branch).await?;
    let place = Place { branch, head: None, tab: Tab::Code, path: String::new() };
    let fields = Fields { action: Action::Create, ..fields };
    match save(&at, &place, &fields, &page).await {
        Ok(path) => Ok(see_other(&done(&at, &place.branch, &path, Done::Saved))),
        Err(error) => empty(&at, page.clone(), &request, Some(Notice::about(error, &page)?)),
    }
}

/// `POST /local/{owner}/{repository}/{branch}/code/…`: saves, renames or removes a file, or makes one.
///
/// # Errors
/// 403, 404. Whoever comes too late is shown both versions; what is wrong with the form stands on the page.
pub async fn change(at: At, page: Page, request: HttpRequest, Form(fields): Form<Fields>) -> Result<HttpResponse> {
    let rest = rest(&request);
    let branches: Vec<Branch> = at.read(Repository::branches).await?;
    let Some(place) = Place::find(rest, &branches) else {
        let branch = Place::meant(rest).ok_or_else(Error::not_found)?;
        return html_with(StatusCode::GONE, &GonePage::new(page, &at.repo, branch, Some(fields.content)));
    };
    let outcome = match fields.action {
        Action::Save | Action::Create => save(&at, &place, &fields, &page).await.map(|path| (path, Done::Saved)),
        Action::Rename => rename(&at, &place, &fields, &page).await.map(|path| (path, Done::Renamed)),
        Action::Delete => delete(&at, &place, &fields, &page).await.map(|path| (path, Done::Deleted)),
    };
    match outcome {
        Ok((path, what)) => Ok(see_other(&done(&at, &place.branch, &path, what))),
        Err(error) if error.code == "stale" => conflict(&at, page, &request, place, fields).await,
        Err(error) => {
            let notice = Notice::about(error, &page)?;
            let expect = fields.expect.parse().ok();
            let view = EditPage::new(page, Head::new(&at, &request, &place), &fields, expect, Some(notice));
            html_with(StatusCode::UNPROCESSABLE_ENTITY, &view)
        }
    }
}

async fn save(at: &At, place: &Place, fields: &Fields, page: &Page) -> Result<String> {
    let is_new = fields.action == Action::Create;
    let named = if is_new { fields.path.trim() } else { &place.path };
    let path = path_of(named)?;
    let expect = match fields.expect.parse() {
        Ok(blob) => Expect::Blob(blob),
        Err(_) if is_new => Expect::Nothing,
        Err(_) => Expect::Anything,
    };
    let content = verbs::text_of_form(&fields.content, had_carriage_returns(at, place, expect).await?);
    let edit = Edit::Put(Put { content: content.into_bytes(), is_executable: None });
    let words = page
        .say_with(if is_new { "code-message-create" } else { "code-message-change" }, &[("path", path.to_string())]);
    commit(at, place, Change { path: path.clone(), edit, expect }, fields, &words).await?;
    Ok(path.to_string())
}

async fn rename(at: &At, place: &Place, fields: &Fields, page: &Page) -> Result<String> {
    let (from, to) = (path_of(&place.path)?, path_of(fields.path.trim())?);
    if from == to {
        return Ok(to.to_string());
    }
    let words = page.say_with("code-message-rename", &[("from", from.to_string()), ("to", to.to_string())]);
    let expect = fields.expect.parse().map_or(Expect::Anything, Expect::Blob);
    commit(at, place, Change { path: to.clone(), edit: Edit::MoveFrom(from), expect }, fields, &words).await?;
    Ok(to.to_string())
}

async fn delete(at: &At, place: &Place, fields: &Fields, page: &Page) -> Result<String> {
    let path = path_of(&place.path)?;
    let words = page.say_with("code-message-delete", &[("path", path.to_string())]);
    let expect = fields.expect.parse().map_or(Expect::Anything, Expect::Blob);
    commit(at, place, Change { path, edit: Edit::Delete, expect }, fields, &words).await?;
    Ok(String::new())
}

async fn commit(at: &At, place: &Place, change: Change, fields: &Fields, words: &str) -> Result<()> {
    let said = fields.message.trim();
    let message = Message::new(if said.is_empty() { words } else { said })?;
    let new = NewCommit { branch: place.branch.clone(), expect_head: None, message, changes: vec![change] };
    verbs::commit(at, new).await.map(drop)
}

/// What is there now, and what it makes with the reader's own text.
type Both = (Option<Content>, Option<MergedText>);

/// Both versions, and what becomes of them together, for whoever came too late.
async fn conflict(at: &At, page: Page, request: &HttpRequest, place: Place, fields: Fields) -> Result<HttpResponse> {
    let named = if fields.action == Action::Create { fields.path.trim() } else { &place.path };
    let path = path_of(named)?;
    let (branch, wanted, base) = (place.branch.clone(), path.clone(), fields.expect.parse::<ObjectId>().ok());
    let (mine, mine_label, theirs_label) =
        (fields.content.replace("\r\n", "\n"), page.say("conflict-mine"), page.say("conflict-theirs"));
    let read = move |git: &Repository| -> git::Result<Both> {
        let theirs = match git.read(git.head(&branch)?, &wanted, Some(0..TEXT_BYTES_MAX)) {
            Ok(theirs) => theirs,
            Err(git::Error::NotFound) => return Ok((None, None)),
            Err(error) => return Err(error),
        };
        let merged = match base {
            Some(base) => git.merge_text(base, (&mine, &mine_label), (theirs.id, &theirs_label))?,
            None => None,
        };
        Ok((Some(theirs), merged))
    };
    let (theirs, merged) = at.read(read).await?;
    let theirs = theirs.map(|content| (content.id, text(&content)));
    let view = ConflictPage::new(
        page,
        Head::new(at, request, &Place { path: path.to_string(), ..place }),
        &fields,
        theirs,
        merged,
    );
    html_with(StatusCode::CONFLICT, &view)
}

async fn find(at: &At, place: &Place) -> Result<Found> {
    let (branch, path) = (place.branch.clone(), place.path.clone());
    let path = if path.is_empty() { None } else { Some(path_of(&path)?) };
    at.read(move |git| {
        let commit = git.head(&branch)?;
        let entry = path.as_ref().map(|path| git.entry(commit, path)).transpose()?;
        if let (Some(entry), Some(path)) = (&entry, &path)
            && entry.kind != FileKind::Folder
        {
            let is_small = entry.bytes.is_some_and(|bytes| bytes <= TEXT_BYTES_MAX);
            let content = if is_small { Some(git.read(commit, path, None)?) } else { None };
            return Ok(Found::File(entry.clone(), content));
        }
        let entries = git.entries(commit, path.as_ref())?;
        let is_readme = |entry: &&git::Entry| entry.name().eq_ignore_ascii_case("readme.md") && entry.kind.is_file();
        let readme =
            entries.iter().find(is_readme).filter(|entry| entry.bytes.is_some_and(|bytes| bytes <= TEXT_BYTES_MAX));
        let readme = readme.and_then(|entry| TreePath::new(&entry.path).ok()).map(|path| git.read(commit, &path, None));
        Ok(Found::Folder(entries, readme.transpose()?))
    })
    .await
}

async fn had_carriage_returns(at: &At, place: &Place, expect: Expect) -> Result<bool> {
    let Expect::Blob(_) = expect else { return Ok(false) };
    let Found::File(_, Some(content)) = find(at, place).await? else { return Ok(false) };
    Ok(content.data.windows(2).any(|pair| pair == b"\r\n"))
}

/// The content as a text, if it is one.
fn text(content: &Content) -> Option<String> {
    if content.is_binary { None } else { String::from_utf8(content.data.clone()).ok() }
}

pub(super) fn path_of(text: &str) -> Result<TreePath> {
    TreePath::new(text).map_err(|error| git::Error::from(error).into())
}

fn folder_prefix(path: &str) -> String {
    if path.is_empty() { String::new() } else { format!("{path}/") }
}

fn done(at: &At, branch: &BranchName, path: &str, what: Done) -> String {
    format!("{}?done={}", address(&super::view::base(&at.repo), branch.as_str(), Tab::Code, path), what.as_str())
}
