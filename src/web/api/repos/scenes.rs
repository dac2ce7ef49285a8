//! `…/scenes`: scenes, read with what had to be mended, and saved together with what others have saved meanwhile.

use actix_web::{
    HttpResponse,
    web::{Path, Query},
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::{
    git::{BranchName, Message, ObjectId, TreePath},
    repo::{embedded::resolve_or_default, scenes::is_scene},
    scene::{self, Clash, Repair},
    web::{
        error::{Error, Result},
        extract::Json,
        workspace::{
            at::At,
            scenes::verbs::{self, NewScene},
        },
    },
};

#[derive(Deserialize)]
pub struct Address {
    path: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wanted {
    /// A branch or a commit; the default branch when it is absent.
    at: Option<String>,
}

/// A scene that is to be saved.
#[derive(Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PutScene {
    branch: BranchName,
    /// As `/api/scene-schema` says.
    scene: Value,
    /// What the file held when the scene was taken from it; absent for a new one.
    base_blob: Option<ObjectId>,
    message: Option<String>,
}

/// A scene as it stands on a branch.
#[derive(Serialize, schemars::JsonSchema)]
pub(in crate::web::api) struct SceneView {
    commit: ObjectId,
    path: TreePath,
    blob: ObjectId,
    scene: Value,
    /// What had to be mended.
    repairs: Vec<Repair>,
}

/// A scene as it was saved, with what others have changed.
#[derive(Serialize, schemars::JsonSchema)]
pub(in crate::web::api) struct SavedScene {
    commit: ObjectId,
    path: TreePath,
    blob: ObjectId,
    scene: Value,
    /// Whether others had saved it meanwhile.
    was_merged: bool,
    /// What both have changed; what was sent stands.
    clashes: Vec<Clash>,
    repairs: Vec<Repair>,
}

/// Answers the format as a JSON schema. It says nothing about anybody: no sign-in is asked for.
pub async fn schema() -> HttpResponse {
    HttpResponse::Ok().json(scene::schema())
}

/// Reads a scene.
///
/// # Errors
/// 404; 422 with all that is wrong with it.
pub async fn show(at: At, address: Path<Address>, Query(wanted): Query<Wanted>) -> Result<HttpResponse> {
    let path = path(&address)?;
    let place = move |git: &crate::git::Repository| resolve_or_default(git, wanted.at.as_deref());
    let found = verbs::find(&at, place, path.clone()).await?;
    let read = found.read.map_err(|problems| {
        let first = problems.first().map(|problem| format!("line {}: {}", problem.line, problem.message));
        verbs::not_a_scene(first.unwrap_or_default(), &json!({ "problems": problems }))
    })?;
    let scene = scene::to_value(&read.scene);
    let view = SceneView { commit: found.commit, path, blob: found.blob, scene, repairs: read.repairs };
    Ok(HttpResponse::Ok().json(view))
}

/// Saves a scene.
///
/// # Errors
/// 403, 404; 409 with what is there now, when that is no scene or is gone; 413; 422 with all that is wrong.
pub async fn put(at: At, address: Path<Address>, Json(new): Json<PutScene>) -> Result<HttpResponse> {
    let path = path(&address)?;
    if !is_scene(path.as_str()) {
        return Err(Error::invalid("path", format!("the name of a scene ends in {}", scene::ENDING)));
    }
    let read = scene::from_value(&new.scene).map_err(|faults| verbs::refusal(&faults))?;
    let text = new.message.unwrap_or_else(|| format!("Change {path}"));
    let message = Message::new(&text).map_err(|error| Error::invalid("message", error.to_string()))?;
    let wanted = NewScene { branch: new.branch, path: path.clone(), scene: read.scene, base: new.base_blob, message };
    let saved = verbs::save(&at, wanted).await?;
    Ok(HttpResponse::Ok().json(SavedScene {
        commit: saved.commit,
        path,
        blob: saved.blob,
        scene: scene::to_value(&saved.scene),
        was_merged: saved.was_merged,
        clashes: saved.clashes,
        repairs: saved.repairs,
    }))
}

fn path(address: &Address) -> Result<TreePath> {
    TreePath::new(&address.path).map_err(|error| Error::invalid("path", error.to_string()))
}
