//! What pages and programs do with scenes: read one, and save one together with what others have saved meanwhile.

use actix_web::http::StatusCode;
use serde_json::{Value, json};

use crate::{
    git::{self, BranchName, Change, Committed, Content, Edit, Expect, Message, ObjectId, Put, Repository, TreePath},
    kit::problem::Problem,
    repo::forge::NewCommit,
    scene::{self, Clash, Fault, Repair, Scene},
    web::{
        error::{Error, Result},
        workspace::{at::At, verbs::commit},
    },
};

/// Times that a save is merged anew because somebody else's came first.
const ATTEMPTS_MAX: usize = 8;

/// A scene as it stands on a branch.
pub struct Found {
    pub commit: ObjectId,
    pub blob: ObjectId,
    pub read: std::result::Result<scene::Read, Vec<Problem>>,
}

/// A scene that is to be saved.
pub struct NewScene {
    pub branch: BranchName,
    pub path: TreePath,
    pub scene: Scene,
    /// What the file held when the scene was taken from it; `None` for one that is new.
    pub base: Option<ObjectId>,
    pub message: Message,
}

/// A scene that was saved.
pub struct Saved {
    pub commit: ObjectId,
    pub blob: ObjectId,
    pub scene: Scene,
    /// Whether others had changed it meanwhile.
    pub was_merged: bool,
    pub clashes: Vec<Clash>,
    pub repairs: Vec<Repair>,
}

/// Reads the scene that stands at `path` of a branch or a commit.
///
/// # Errors
/// 404.
pub async fn find(
    at: &At,
    place: impl FnOnce(&Repository) -> git::Result<ObjectId> + Send + 'static,
    path: TreePath,
) -> Result<Found> {
    at.read(move |git| {
        let commit = place(git)?;
        let content = git.read(commit, &path, Some(0..scene::BYTES_MAX as u64 + 1))?;
        Ok(Found { commit, blob: content.id, read: scene::read(&text(&content)) })
    })
    .await
}

/// Saves a scene. When others have saved it since, both changes are made one, and it is told what both have changed.
///
/// # Errors
/// 403; 409 with what is there now, when that is no scene or is gone; 413 when both together are too large.
pub async fn save(at: &At, new: NewScene) -> Result<Saved> {
    for attempt in 1.. {
        let ready = ready(at, &new).await?;
        let text = scene::write(&ready.scene)
            .map_err(|error| Error::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", error.to_string()))?;
        let edit = Edit::Put(Put { content: text.into_bytes(), is_executable: None });
        let change = Change { path: new.path.clone(), edit, expect: ready.expect };
        let (branch, message) = (new.branch.clone(), new.message.clone());
        match commit(at, NewCommit { branch, expect_head: None, message, changes: vec![change] }).await {
            Ok(made) => return Saved::of(&made, ready).ok_or_else(|| Error::internal("a commit without its blob")),
            // Somebody was faster: their change is brought in, too.
            Err(error) if error.code == "stale" && ready.can_merge && attempt < ATTEMPTS_MAX => {}
            Err(error) => return Err(error),
        }
    }
    Err(Error::internal("there is always another attempt, or an error"))
}

/// What is wrong with a scene that a program has sent.
#[must_use]
pub fn refusal(faults: &[Fault]) -> Error {
    let problems: Vec<Value> =
        faults.iter().map(|fault| json!({ "pointer": fault.pointer, "message": fault.message })).collect();
    let first = faults.first().map(|fault| format!("{}: {}", fault.pointer, fault.message)).unwrap_or_default();
    not_a_scene(first, &json!({ "problems": problems }))
}

/// What is no scene, with all that is wrong.
#[must_use]
pub fn not_a_scene(message: String, details: &Value) -> Error {
    Error::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid_scene", message).with_details(details)
}

/// A scene as it is to stand, and what it expects to find.
struct Ready {
    scene: Scene,
    expect: Expect,
    /// Whether it can be made one with what comes in between.
    can_merge: bool,
    was_merged: bool,
    clashes: Vec<Clash>,
    repairs: Vec<Repair>,
}

async fn ready(at: &At, new: &NewScene) -> Result<Ready> {
    let (branch, path, base) = (new.branch.clone(), new.path.clone(), new.base);
    let versions = at.read(move |git| versions(git, &branch, &path, base)).await?;
    let mut ready = Ready {
        scene: new.scene.clone(),
        expect: new.base.map_or(Expect::Nothing, Expect::Blob),
        can_merge: false,
        was_merged: false,
        clashes: Vec::new(),
        repairs: Vec::new(),
    };
    match versions {
        // Nothing to merge with: the commit finds what it expects, or says what is there.
        None => {}
        Some((now, _, None)) => ready.can_merge = Some(now) == new.base,
        Some((now, theirs, Some(was))) => {
            if let (Ok(was), Ok(theirs)) = (scene::read(&was), scene::read(&theirs)) {
                let merged = scene::merge(&was.scene, &new.scene, &theirs.scene);
                (ready.scene, ready.clashes, ready.repairs) = (merged.scene, merged.clashes, merged.repairs);
                (ready.expect, ready.can_merge, ready.was_merged) = (Expect::Blob(now), true, true);
            }
        }
    }
    Ok(ready)
}

/// What stands there now, and what the new scene was made from when that is something else.
fn versions(
    git: &Repository,
    branch: &BranchName,
    path: &TreePath,
    base: Option<ObjectId>,
) -> git::Result<Option<(ObjectId, String, Option<String>)>> {
    let now = match git.head(branch).and_then(|head| git.read(head, path, Some(0..scene::BYTES_MAX as u64 + 1))) {
        Ok(content) => content,
        Err(git::Error::NotFound) => return Ok(None),
        Err(error) => return Err(error),
    };
    let was = match base.filter(|base| *base != now.id) {
        Some(base) => Some(String::from_utf8_lossy(&git.blob(base, scene::BYTES_MAX as u64)?).into_owned()),
        None => None,
    };
    Ok(Some((now.id, text(&now), was)))
}

impl Saved {
    fn of(made: &Committed, ready: Ready) -> Option<Self> {
        let Ready { scene, was_merged, clashes, repairs, .. } = ready;
        let blob = made.blobs.first()?.1;
        Some(Self { commit: made.commit, blob, scene, was_merged, clashes, repairs })
    }
}

fn text(content: &Content) -> String {
    String::from_utf8_lossy(&content.data).into_owned()
}
