//! What pages and programs do with repositories.

use std::collections::BTreeMap;

use base64::{Engine, engine::general_purpose::STANDARD};

use super::at::At;
use crate::{
    account::SignedIn,
    git::{self, BranchName, Change, Committed, Edit, How, MergeKind, Message, ObjectId, Put, Settled, TreePath},
    kit::Timestamp,
    repo::{self, NewPull, NewRepo, Protection, Pull, PullState, Repo, RepoId, RepoName, Role, Visibility},
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
}

/// A commit to be made.
pub struct NewCommit {
    pub branch: BranchName,
    pub expect_head: Option<ObjectId>,
    pub message: Message,
    pub changes: Vec<Change>,
}

/// One branch that is to come into another.
pub struct Merge {
    pub into: BranchName,
    /// Where it must stand.
    pub expect_into: ObjectId,
    pub from: BranchName,
    pub expect_from: Option<ObjectId>,
    pub kind: MergeKind,
    /// What stands where both have changed the same places.
    pub settled: Vec<(TreePath, Settled)>,
    pub message: String,
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
    let (author, now): (_, Timestamp) = (at.author(), at.now());
    let made = at.write(move |git| {
        let NewCommit { branch, expect_head, message, changes } = new;
        // The first commit of all makes its branch. Later a branch that is not there was deleted, also for new files.
        if matches!(git.head(&branch), Err(git::Error::NotFound)) && !git.branches()?.is_empty() {
            return Ok(Err((None, None, None)));
        }
        match git.commit(&branch, expect_head, &changes, &author, &message, now) {
            Err(git::Error::Stale { head, file }) => Ok(Err((read_again(git, head, file.as_ref()), head, file))),
            other => other.map(Ok),
        }
    });
    match made.await? {
        Ok(committed) => Ok(committed),
        Err((text, head, file)) => Err(stale(head, file, text)),
    }
}

/// Notes that a repository has changed just now, for the order of lists. What has changed stands already: when it can't be
/// noted, nobody is told that nothing was done.
pub async fn note_change(state: &State, id: RepoId) {
    let now = state.ambient.now();
    if let Err(error) = state.platform.write(move |tx| repo::note_change(tx, id, now)).await {
        tracing::warn!(repository.id = %id, "it could not be noted that a repository has changed: {error}");
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

/// Makes a branch that stands where another branch, or a commit, does.
///
/// # Errors
/// 403, 404, 409.
pub async fn branch(at: &At, name: BranchName, from: Option<String>) -> Result<ObjectId> {
    at.write(move |git| {
        let from = match from {
            Some(from) => resolve(git, &from)?,
            None => git.head(&git.default_branch()?)?,
        };
        git.create_branch(&name, from).map(|()| from)
    })
    .await
}

/// Removes a branch that stands at `expect`, or wherever it stands.
///
/// # Errors
/// 403 for a protected one, 404, 409.
pub async fn delete_branch(at: &At, name: BranchName, expect: Option<ObjectId>) -> Result<()> {
    at.repo.protection.check(&name, repo::Moved::Deleted)?;
    at.write(move |git| {
        if git.default_branch()? == name {
            return Err(git::Error::Protected(name));
        }
        let expect = match expect {
            Some(expect) => expect,
            None => git.head(&name)?,
        };
        git.delete_branch(&name, expect)
    })
    .await
}

/// Brings a branch into a branch, and notes that for whoever has asked for it.
///
/// # Errors
/// 403, 404; 409 when one of them has moved, or both have changed the same places.
pub async fn merge(at: &At, wanted: Merge) -> Result<ObjectId> {
    let (author, now, message) = (at.author(), at.now(), Message::new(&wanted.message)?);
    let (from, into) = (wanted.from.clone(), wanted.into.clone());
    let made = at
        .write(move |git| {
            let from = git.head(&wanted.from)?;
            if wanted.expect_from.is_some_and(|expect| expect != from) {
                return Err(git::Error::Stale { head: Some(from), file: None });
            }
            let how = How { kind: wanted.kind, settled: &wanted.settled, resolve: &super::scenes::verbs::settled };
            git.merge((&wanted.into, wanted.expect_into), from, &how, (&author, &message), now)
        })
        .await?;
    let (id, by) = (at.repo.id, Some(at.user.user_id));
    let noted: repo::Result<()> =
        at.state.platform.write(move |tx| repo::note_merged(tx, id, (&from, &into), made, by, now)).await;
    if let Err(error) = noted {
        // The merge stands; whoever looks at the request next finds that out.
        tracing::warn!(repository.id = %id, "a merge could not be noted: {error}");
    }
    Ok(made)
}

/// Opens a request to bring a branch into another one.
///
/// # Errors
/// 403; 404 for a branch that is not there; 409 when there is nothing to bring, or one of the same branches is open.
pub async fn open_pull(at: &At, new: NewPull) -> Result<Pull> {
    at.repo.require(Role::Write)?;
    let (from, into) = (new.from.clone(), new.into.clone());
    let is_nothing = at.read(move |git| git.contains(git.head(&into)?, git.head(&from)?)).await?;
    if is_nothing {
        return Err(Error::conflict("nothing_to_merge", "everything of the branch is in the other one already"));
    }
    let (repo, by, now) = (at.repo.clone(), at.user.user_id, at.now());
    Ok(at.state.platform.write(move |tx| repo::open_pull(tx, &repo, by, new, now)).await?)
}

/// The requests that are open, or those that are not.
///
/// # Errors
/// Whatever the database refuses.
pub async fn pulls(at: &At, is_open: bool) -> Result<Vec<Pull>> {
    find_merged(at).await?;
    let repo = at.repo.clone();
    Ok(at.state.platform.read(move |tx| repo::pulls(tx, &repo, is_open)).await?)
}

/// One request.
///
/// # Errors
/// 404.
pub async fn pull(at: &At, number: u64) -> Result<Pull> {
    let repo = at.repo.clone();
    let pull: Pull = at.state.platform.read(move |tx| repo::pull(tx, &repo, number)).await?;
    if pull.state != PullState::Open {
        return Ok(pull);
    }
    find_merged(at).await?;
    let repo = at.repo.clone();
    Ok(at.state.platform.read(move |tx| repo::pull(tx, &repo, number)).await?)
}

/// Notes the open requests whose branch has come into the other one by a push, or by a merge that could not be noted.
async fn find_merged(at: &At) -> Result<()> {
    let repo = at.repo.clone();
    let open: Vec<Pull> = at.state.platform.read(move |tx| repo::pulls(tx, &repo, true)).await?;
    if open.is_empty() {
        return Ok(());
    }
    let merged = at.read(move |git| {
        let mut merged = Vec::new();
        for Pull { from, into, .. } in open {
            let (Some(tip), Some(commit)) = (git.find_head(&into)?, git.find_head(&from)?) else { continue };
            if git.contains(tip, commit)? {
                merged.push((from, into, tip));
            }
        }
        Ok(merged)
    });
    let (merged, id, now) = (merged.await?, at.repo.id, at.now());
    if merged.is_empty() {
        return Ok(());
    }
    let note = move |tx: &crate::db::Tx| {
        merged.iter().try_for_each(|(from, into, tip)| repo::note_merged(tx, id, (from, into), *tip, None, now))
    };
    Ok(at.state.platform.write::<(), repo::Error, _>(note).await?)
}

/// The commit that a branch's name or a commit's own names.
///
/// # Errors
/// [`git::Error::NotFound`].
pub fn resolve(git: &git::Repository, name: &str) -> git::Result<ObjectId> {
    match (name.parse::<ObjectId>(), BranchName::new(name)) {
        (Ok(commit), _) => git.commit_entry(commit).map(|entry| entry.commit),
        (Err(_), Ok(branch)) => git.head(&branch),
        (Err(_), Err(_)) => Err(git::Error::NotFound),
    }
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
fn read_again(
    git: &git::Repository,
    head: Option<ObjectId>,
    file: Option<&(TreePath, Option<ObjectId>)>,
) -> Option<String> {
    let (head, (path, Some(_))) = (head?, file?) else { return None };
    let content = git.read(head, path, None).ok().filter(|content| !content.is_binary)?;
    String::from_utf8(content.data).ok()
}

fn stale(head: Option<ObjectId>, file: Option<(TreePath, Option<ObjectId>)>, text: Option<String>) -> Error {
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
