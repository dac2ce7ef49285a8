//! `/api/memory`: the files that the assistant reads with every turn, and what it has learnt.

use actix_web::{HttpResponse, web::Path};
use serde::{Deserialize, Serialize};

use super::super::{
    error::Result,
    extract::{Desk, Json, PathId},
    memory::change,
};
use crate::{
    activity::{By, TurnId},
    kit::Timestamp,
    memory::{self, File, FileName, Learning, LearningId, LearningKind},
    sprite,
};

/// A file as its writer wants it: its text, and the version that it was made from.
#[derive(Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WriteFile {
    text: String,
    version: u32,
}

/// Which version to bring back.
#[derive(Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RestoreFile {
    version: u32,
}

#[derive(Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reword {
    text: String,
}

/// A file with its text. One that nobody has written yet is empty, at version 0.
#[derive(Serialize, schemars::JsonSchema)]
pub(super) struct FileView {
    name: String,
    version: u32,
    text: String,
    bytes_max: usize,
    /// `user` or `agent`: who gave it this text.
    by: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    updated_at: Option<Timestamp>,
}

/// A file in a list.
#[derive(Serialize, schemars::JsonSchema)]
struct FileLine {
    name: String,
    version: u32,
    bytes: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    updated_at: Option<Timestamp>,
}

/// Something that was learnt, with the turn in which it was.
#[derive(Serialize, schemars::JsonSchema)]
pub(super) struct LearningView {
    learning_id: LearningId,
    file: String,
    text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    mission_id: Option<TurnId>,
    forgotten: bool,
    created_at: Timestamp,
}

#[derive(Serialize, schemars::JsonSchema)]
pub(super) struct Files {
    files: Vec<FileLine>,
}

#[derive(Serialize, schemars::JsonSchema)]
pub(super) struct Learnings {
    learnings: Vec<LearningView>,
    forgotten: Vec<LearningView>,
}

#[derive(Serialize, schemars::JsonSchema)]
pub(super) struct Versions {
    versions: Vec<FileView>,
}

/// Lists the files, without their texts.
///
/// # Errors
/// Whatever the Sprite refuses.
pub async fn list(desk: Desk) -> Result<HttpResponse> {
    let files = desk.read(|tx| Ok(memory::files(tx)?)).await?;
    Ok(HttpResponse::Ok().json(Files { files: files.into_iter().map(FileLine::from).collect() }))
}

/// Shows a file.
///
/// # Errors
/// 404 for a name that no file can have.
pub async fn show(desk: Desk, name: Path<String>) -> Result<HttpResponse> {
    shown(&desk, named(&name)?).await
}

/// Gives a file another text.
///
/// # Errors
/// 404 for a name that no file can have; 409 when the file is at another version; 400 when the text is too large.
pub async fn write(desk: Desk, name: Path<String>, Json(new): Json<WriteFile>) -> Result<HttpResponse> {
    let name = named(&name)?;
    let file = name.clone();
    change(&desk, move |tx, now| memory::write(tx, &file, &new.text, new.version, By::User, now).map(drop)).await?;
    shown(&desk, name).await
}

/// Lists what a file was earlier, the newest first.
///
/// # Errors
/// 404 for a name that no file can have.
pub async fn versions(desk: Desk, name: Path<String>) -> Result<HttpResponse> {
    let name = named(&name)?;
    let versions = desk.read(move |tx| Ok(memory::earlier(tx, &name)?)).await?;
    Ok(HttpResponse::Ok().json(Versions { versions: versions.into_iter().map(FileView::from).collect() }))
}

/// Makes an earlier text of a file the newest one.
///
/// # Errors
/// 404 when there is no such version.
pub async fn restore_version(desk: Desk, name: Path<String>, Json(asked): Json<RestoreFile>) -> Result<HttpResponse> {
    let name = named(&name)?;
    let file = name.clone();
    let restore = move |tx: &crate::db::Tx, now| {
        let version = memory::read(tx, &file)?.version;
        memory::restore_version(tx, &file, asked.version, version, now).map(drop)
    };
    change(&desk, restore).await?;
    shown(&desk, name).await
}

/// Lists what was learnt, and what was forgotten, the last first.
///
/// # Errors
/// Whatever the Sprite refuses.
pub async fn learnings(desk: Desk) -> Result<HttpResponse> {
    let (learnings, forgotten) = desk.read(|tx| Ok((memory::learnings(tx)?, memory::forgotten(tx)?))).await?;
    let views = |learnings: Vec<Learning>| learnings.into_iter().map(LearningView::from).collect();
    Ok(HttpResponse::Ok().json(Learnings { learnings: views(learnings), forgotten: views(forgotten) }))
}

/// Says a learning in other words.
///
/// # Errors
/// 404; 400 when it is empty or too long.
pub async fn reword(desk: Desk, id: PathId<LearningKind>, Json(new): Json<Reword>) -> Result<HttpResponse> {
    change(&desk, move |tx, _| memory::reword(tx, id.0, &new.text)).await?;
    learning(&desk, id.0).await
}

/// Forgets a learning. It is archived, and can be restored.
///
/// # Errors
/// 404.
pub async fn forget(desk: Desk, id: PathId<LearningKind>) -> Result<HttpResponse> {
    change(&desk, move |tx, now| memory::forget(tx, id.0, now).map(drop)).await?;
    learning(&desk, id.0).await
}

/// Brings a forgotten learning back.
///
/// # Errors
/// 404; 409 when too much is remembered.
pub async fn restore(desk: Desk, id: PathId<LearningKind>) -> Result<HttpResponse> {
    change(&desk, move |tx, _| memory::restore(tx, id.0)).await?;
    learning(&desk, id.0).await
}

async fn shown(desk: &Desk, name: FileName) -> Result<HttpResponse> {
    let file = desk.read(move |tx| Ok(memory::read(tx, &name)?)).await?;
    Ok(HttpResponse::Ok().json(FileView::from(file)))
}

async fn learning(desk: &Desk, id: LearningId) -> Result<HttpResponse> {
    let learning = desk.sprite.look(move |tx| Ok(memory::find(tx, id)?)).await?;
    Ok(HttpResponse::Ok().json(LearningView::from(learning)))
}

fn named(name: &str) -> std::result::Result<FileName, sprite::Error> {
    Ok(name.parse::<FileName>()?)
}

impl From<File> for FileView {
    fn from(file: File) -> Self {
        let (name, bytes_max) = (file.name.to_string(), file.name.bytes_max());
        Self {
            name,
            version: file.version,
            text: file.text,
            bytes_max,
            by: file.by.as_str(),
            updated_at: file.updated_at,
        }
    }
}

impl From<File> for FileLine {
    fn from(file: File) -> Self {
        let (name, bytes) = (file.name.to_string(), file.text.len());
        Self { name, version: file.version, bytes, updated_at: file.updated_at }
    }
}

impl From<Learning> for LearningView {
    fn from(learning: Learning) -> Self {
        Self {
            learning_id: learning.id,
            file: learning.file.to_string(),
            text: learning.text,
            mission_id: learning.turn,
            forgotten: learning.is_forgotten,
            created_at: learning.created_at,
        }
    }
}
