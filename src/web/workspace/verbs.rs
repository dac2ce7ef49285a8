//! What pages and programs do with repositories.

use std::collections::BTreeMap;

use base64::{Engine, engine::general_purpose::STANDARD};

use super::at::At;
use crate::{
    account::SignedIn,
    git::{self, BranchName, Committed, Edit, ObjectId, Put, TreePath},
    repo::{self, NewRepo, Origin, Protection, Repo, RepoName, Visibility, forge::NewCommit},
    web::{
        error::{Error, Result},
        state::State,
    },
};

/// The branch that a repository begins with when nobody says otherwise.
pub const FIRST_BRANCH: &str = "main";

/// What a new repository is to be.
pub struct Wanted {
    pub name: RepoName,
    pub description: String,
    pub visibility: Visibility,
    pub first_branch: BranchName,
    /// What it mirrors, and whether its owner may write there.
    pub origin: Option<(Origin, bool)>,
}

/// Makes a repository: its folder first, so that no row is ever without one.
///
/// # Errors
/// 403 when there are too many, 409 for a name that is taken.
pub async fn create(state: &State, user: &SignedIn, wanted: Wanted) -> Result<Repo> {
    let (id, owner, now) = (state.ambient.id(), user.user_id, state.ambient.now());
    state.repos.create(id, wanted.first_branch.clone()).await?;
    let new = NewRepo {
        id,
        name: wanted.name,
        description: wanted.description,
        visibility: wanted.visibility,
        protection: Protection::of(&wanted.first_branch),
        origin: wanted.origin,
    };
    match state.platform.write(move |tx| repo::create(tx, owner, new, now)).await {
        Ok(repo) => Ok(repo),
        Err(error) => {
            state.repos.forget(id).await;
            Err(error.into())
        }
    }
}

/// Makes a commit. Whoever comes too late is told what is there now.
///
/// # Errors
/// 403, 409, 413; what is wrong with the changes.
pub async fn commit(at: &At, new: NewCommit) -> Result<Committed> {
    match at.forge().commit(&at.asker(), new).await {
        Err(repo::Error::Git(git::Error::Stale { head, file })) => {
            let text = read_again(at, head, file.as_ref()).await;
            Err(stale(head, file, text))
        }
        other => Ok(other?),
    }
}

/// Notes that somebody is on a branch, so that they find back. Nothing depends on it: when it can't be noted, they go on.
pub async fn note_visit(at: &At, branch: &BranchName) {
    let (user, repo, now, platform) = (at.user.user_id, at.repo.id, at.now(), &at.state.platform);
    let (asked, noted) = (branch.clone(), branch.clone());
    let done: repo::Result<()> = async {
        if platform.read(move |tx| repo::is_new_visit(tx, user, repo, &asked, now)).await? {
            platform.write(move |tx| repo::note_visit(tx, user, repo, &noted, now)).await?;
        }
        Ok(())
    }
    .await;
    if let Err(error) = done {
        tracing::warn!(repository.id = %repo, "a visit could not be noted: {error}");
    }
}

/// A text as a form has sent it. Forms send every line break as two characters; files here have one, unless they had two
/// before.
#[must_use]
pub fn text_of_form(sent: &str, had_carriage_returns: bool) -> String {
    let text = sent.replace("\r\n", "\n");
    if had_carriage_returns { text.replace('\n', "\r\n") } else { text }
}

/// A file's new content, as text or as Base64.
///
/// # Errors
/// 400 for both or neither, and for what is no Base64.
pub fn put(text: Option<String>, base64: Option<String>, is_executable: Option<bool>) -> Result<Edit> {
    let content = match (text, base64) {
        (Some(text), None) => text.into_bytes(),
        (None, Some(base64)) => {
            STANDARD.decode(base64).map_err(|_| Error::invalid("content_base64", "this is not Base64"))?
        }
        (None, None) | (Some(_), Some(_)) => {
            return Err(Error::invalid("content", "give the content once: as content or as content_base64"));
        }
    };
    Ok(Edit::Put(Put { content, is_executable }))
}

/// The text that stands where a file was expected, for whoever came too late with theirs.
async fn read_again(at: &At, head: Option<ObjectId>, file: Option<&(TreePath, Option<ObjectId>)>) -> Option<String> {
    let (head, (path, Some(_))) = (head?, file?) else { return None };
    let read = at.forge().read(&at.asker(), Some(head.to_string()), path.clone(), None).await;
    let (_, content) = read.ok().filter(|(_, content)| !content.is_binary)?;
    String::from_utf8(content.data).ok()
}

/// The refusal of whoever came too late, with what is there now.
pub fn stale(head: Option<ObjectId>, file: Option<(TreePath, Option<ObjectId>)>, text: Option<String>) -> Error {
    let (message, mut details) = match head {
        None => {
            ("this branch is not there any more: your text is kept, save it on another one".to_owned(), BTreeMap::new())
        }
        Some(head) => {
            ("somebody else has changed this meanwhile".to_owned(), BTreeMap::from([("head", Some(head.to_string()))]))
        }
    };
    if let Some((path, blob)) = file {
        details.insert("path", Some(path.to_string()));
        details.insert("blob", blob.map(|blob| blob.to_string()));
        details.insert("content", text);
    }
    Error::conflict("stale", message).with_details(&details)
}
