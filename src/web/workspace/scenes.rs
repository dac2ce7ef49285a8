//! The scenes of a branch: their list, one of them to be looked at and edited, and plain forms that make, rename and
//! remove them.

pub(in crate::web) mod verbs;

use actix_web::{HttpRequest, HttpResponse, http::StatusCode};
use serde::Deserialize;

use super::{
    at::At,
    code::Asked,
    place::{Place, Tab, address},
    verbs::commit,
    view::{
        Done, Head, Notice, base,
        scenes::{Listed, ScenePage, ScenesPage},
    },
};
use crate::{
    git::{self, BranchName, Change, Edit, Expect, Message, ObjectId, Put, Repository, TreePath},
    repo::{Role, forge::NewCommit, scenes::is_scene},
    scene::{self, Scene},
    web::{
        answer::{html, html_with, see_other},
        error::{Error, Result},
        extract::Form,
        page::Page,
    },
};

/// Scenes that are listed; who has more finds them among the files.
const LISTED_MAX: usize = 200;

/// Scenes that are read for the list, so that it says how much is in them.
const READ_MAX: usize = 40;

/// Images that are offered.
const IMAGES_MAX: usize = 500;

/// What browsers draw.
const IMAGES: [&str; 7] = [".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".svg"];

/// A form about one scene.
#[derive(Clone, Default, Deserialize)]
pub struct Fields {
    branch: String,
    action: Action,
    /// Which scene.
    #[serde(default)]
    path: String,
    /// Its new name.
    #[serde(default)]
    pub(super) to: String,
    /// What the file held when the form was shown.
    #[serde(default)]
    expect: String,
    /// The commit in which it still was.
    #[serde(default)]
    from: String,
}

#[derive(Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Action {
    #[default]
    Create,
    Rename,
    Delete,
    Restore,
}

/// The list, or one scene.
///
/// # Errors
/// 404.
pub(super) async fn show(
    at: &At,
    page: Page,
    request: &HttpRequest,
    place: Place,
    asked: &Asked,
) -> Result<HttpResponse> {
    let head = Head::new(at, request, &place);
    if place.path.is_empty() {
        let notice = asked.done.map(|done| done.notice(&page));
        let scenes = list(at, &place.branch).await?;
        let undo = asked.undo.clone().zip(asked.from);
        return html(&ScenesPage::new(page, head, &scenes, String::new(), notice, undo));
    }
    let path = TreePath::new(&place.path).map_err(|_| Error::not_found())?;
    let (branch, images) = (place.branch.clone(), images(at, &place.branch).await?);
    let found = verbs::find(at, move |git| git.head(&branch), path).await?;
    html(&ScenePage::new(page, head, &found, images))
}

/// `POST …/-/scenes`: makes a scene, gives it another name, removes it, or brings it back.
///
/// # Errors
/// 403, 404; what is wrong with the form stands on the page.
pub async fn change(at: At, page: Page, request: HttpRequest, Form(fields): Form<Fields>) -> Result<HttpResponse> {
    let branch = BranchName::new(&fields.branch).map_err(|_| Error::not_found())?;
    let place = Place { branch, head: None, tab: Tab::Scenes, path: String::new() };
    let outcome = match fields.action {
        Action::Create => create(&at, &page, &place, &fields).await,
        Action::Rename => rename(&at, &page, &place, &fields).await,
        Action::Delete => delete(&at, &page, &place, &fields).await,
        Action::Restore => restore(&at, &page, &place, &fields).await,
    };
    match outcome {
        Ok(address) => Ok(see_other(&address)),
        Err(error) => {
            let notice = Notice::about(error, &page)?;
            let scenes = list(&at, &place.branch).await?;
            let head = Head::new(&at, &request, &place);
            let view = ScenesPage::new(page, head, &scenes, fields.to, Some(notice), None);
            html_with(StatusCode::UNPROCESSABLE_ENTITY, &view)
        }
    }
}

async fn create(at: &At, page: &Page, place: &Place, fields: &Fields) -> Result<String> {
    let path = named(&fields.to)?;
    let text = scene::write(&Scene::empty()).map_err(Error::internal)?;
    let edit = Edit::Put(Put { content: text.into_bytes(), is_executable: None });
    let words = page.say_with("code-message-create", &[("path", path.to_string())]);
    one(at, place, Change { path: path.clone(), edit, expect: Expect::Nothing }, &words).await?;
    Ok(address(&base(&at.repo), place.branch.as_str(), Tab::Scenes, path.as_str()))
}

async fn rename(at: &At, page: &Page, place: &Place, fields: &Fields) -> Result<String> {
    let (from, to) = (path_of(&fields.path)?, named(&fields.to)?);
    if from != to {
        let words = page.say_with("code-message-rename", &[("from", from.to_string()), ("to", to.to_string())]);
        let expect = fields.expect.parse().map_or(Expect::Anything, Expect::Blob);
        one(at, place, Change { path: to, edit: Edit::MoveFrom(from), expect }, &words).await?;
    }
    Ok(list_address(at, place, Done::Renamed))
}

async fn delete(at: &At, page: &Page, place: &Place, fields: &Fields) -> Result<String> {
    let path = path_of(&fields.path)?;
    let words = page.say_with("code-message-delete", &[("path", path.to_string())]);
    let expect = fields.expect.parse().map_or(Expect::Anything, Expect::Blob);
    let before = one(at, place, Change { path: path.clone(), edit: Edit::Delete, expect }, &words).await?;
    let list = list_address(at, place, Done::Deleted);
    Ok(before.map_or(list.clone(), |from| format!("{list}&from={from}&undo={}", super::place::encode(path.as_str()))))
}

async fn restore(at: &At, page: &Page, place: &Place, fields: &Fields) -> Result<String> {
    at.repo.require(Role::Write)?;
    let (path, from) = (path_of(&fields.path)?, fields.from.parse::<ObjectId>().map_err(|_| Error::not_found())?);
    let wanted = path.clone();
    let content = at.read(move |git| git.read(from, &wanted, None)).await?;
    let edit = Edit::Put(Put { content: content.data, is_executable: None });
    let words = page.say_with("code-message-create", &[("path", path.to_string())]);
    one(at, place, Change { path, edit, expect: Expect::Nothing }, &words).await?;
    Ok(list_address(at, place, Done::Saved))
}

/// Makes a commit of one change; answers the commit before it.
async fn one(at: &At, place: &Place, change: Change, words: &str) -> Result<Option<ObjectId>> {
    let message = Message::new(words)?;
    let new = NewCommit { branch: place.branch.clone(), expect_head: None, message, changes: vec![change] };
    Ok(commit(at, new).await?.parent)
}

/// The scenes of a branch, as many as are listed.
async fn list(at: &At, branch: &BranchName) -> Result<Vec<Listed>> {
    let branch = branch.clone();
    at.read(move |git| {
        let commit = git.head(&branch)?;
        let (files, _) = git.files(commit)?;
        let scenes = files.into_iter().filter(|file| file.kind.is_file() && is_scene(&file.path)).take(LISTED_MAX);
        Ok(scenes.enumerate().map(|(number, file)| listed(git, file, number < READ_MAX)).collect())
    })
    .await
}

fn listed(git: &Repository, file: git::Entry, is_read: bool) -> Listed {
    let read = || {
        let text = String::from_utf8(git.blob(file.id, scene::BYTES_MAX as u64).ok()?).ok()?;
        scene::read(&text).ok()
    };
    let scene = if is_read { read().map(|read| read.scene) } else { None };
    Listed { is_broken: is_read && scene.is_none(), path: file.path, blob: file.id, scene }
}

/// The images of a branch.
async fn images(at: &At, branch: &BranchName) -> Result<Vec<String>> {
    let branch = branch.clone();
    at.read(move |git| {
        let (files, _) = git.files(git.head(&branch)?)?;
        let is_image = |path: &str| IMAGES.iter().any(|ending| path.to_ascii_lowercase().ends_with(ending));
        let images = files.into_iter().filter(|file| file.kind.is_file() && is_image(&file.path));
        Ok(images.map(|file| file.path).take(IMAGES_MAX).collect())
    })
    .await
}

/// The path that somebody means by the name of a scene: its ending need not be typed.
fn named(text: &str) -> Result<TreePath> {
    let text = text.trim();
    if text.is_empty() || is_scene(text) { path_of(text) } else { path_of(&format!("{text}{}", scene::ENDING)) }
}

fn path_of(text: &str) -> Result<TreePath> {
    TreePath::new(text).map_err(|error| git::Error::from(error).into())
}

fn list_address(at: &At, place: &Place, done: Done) -> String {
    format!("{}?done={}", address(&base(&at.repo), place.branch.as_str(), Tab::Scenes, ""), done.as_str())
}
