//! What the assistant keeps in mind, as pages of the settings: files to edit, and what it has learnt.

mod view;

use actix_web::{
    HttpResponse,
    http::StatusCode,
    web::{Path, Query},
};
use serde::Deserialize;

use super::{
    answer::{html, html_with, see_other},
    error::{Error, Result},
    extract::{Desk, Form, PathId},
    page::Page,
};
use crate::{
    activity::By,
    db::Tx,
    desk::Done as NothingShown,
    kit::Timestamp,
    memory::{self, FileName, LearningId, LearningKind},
    sprite,
};
use view::{Done, FilePage, Found, MemoryPage, Notice};

/// What the form that led here has done.
#[derive(Deserialize)]
pub struct Asked {
    done: Option<Done>,
}

/// A file as the form sends it: its text, and the version that it was made from.
#[derive(Deserialize)]
pub struct Written {
    #[serde(default)]
    text: String,
    version: u32,
}

/// The version that the file has, as far as its reader knows.
#[derive(Deserialize)]
pub struct Known {
    version: u32,
}

#[derive(Deserialize)]
pub struct Reworded {
    #[serde(default)]
    text: String,
}

/// `GET /settings/memory`.
///
/// # Errors
/// Whatever the Sprite answers.
pub async fn show(desk: Desk, page: Page, Query(asked): Query<Asked>) -> Result<HttpResponse> {
    let notice = asked.done.map(|done| done.notice(&page));
    html(&MemoryPage::new(page, &found(&desk).await?, notice, desk.now()))
}

/// `GET /settings/memory/files/{name}`.
///
/// # Errors
/// 404 for a name that no file can have.
pub async fn show_file(desk: Desk, page: Page, name: Path<String>, Query(asked): Query<Asked>) -> Result<HttpResponse> {
    let notice = asked.done.map(|done| done.notice(&page));
    html(&file_page(&desk, page, &named(&name)?).await?.with_notice(notice))
}

/// `POST /settings/memory/files/{name}`: gives the file another text. What can't be saved stays in the form.
///
/// # Errors
/// 404 for a name that no file can have.
pub async fn write_file(
    desk: Desk,
    page: Page,
    name: Path<String>,
    Form(written): Form<Written>,
) -> Result<HttpResponse> {
    let name = named(&name)?;
    let text = written.text.replace("\r\n", "\n");
    let (file, version, kept) = (name.clone(), written.version, text.clone());
    match change(&desk, move |tx, now| memory::write(tx, &file, &text, version, By::User, now).map(drop)).await {
        Ok(()) => Ok(see_other(&address(&name, Done::FileSaved))),
        Err(sprite::Error::Memory(error)) => {
            let Some(notice) = Notice::about(&error, &page) else { return Err(sprite::Error::from(error).into()) };
            let status = match error {
                memory::Error::Changed { .. } => StatusCode::CONFLICT,
                _ => StatusCode::UNPROCESSABLE_ENTITY,
            };
            let view = file_page(&desk, page, &name).await?.with_notice(Some(notice)).with_unsaved(kept);
            html_with(status, &view)
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST /settings/memory/files/{name}/versions/{number}/restore`.
///
/// # Errors
/// 404 when there is no such version.
pub async fn restore_version(
    desk: Desk,
    page: Page,
    path: Path<(String, u32)>,
    Form(known): Form<Known>,
) -> Result<HttpResponse> {
    let (name, number) = path.into_inner();
    let name = named(&name)?;
    let file = name.clone();
    let restore = move |tx: &Tx, now| memory::restore_version(tx, &file, number, known.version, now).map(drop);
    match change(&desk, restore).await {
        Ok(()) => Ok(see_other(&address(&name, Done::VersionRestored))),
        Err(sprite::Error::Memory(error @ memory::Error::Changed { .. })) => {
            let notice = Notice::about(&error, &page);
            html_with(StatusCode::CONFLICT, &file_page(&desk, page, &name).await?.with_notice(notice))
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST /settings/memory/learnings/{id}`: says it in other words.
///
/// # Errors
/// 404 for a learning that there isn't.
pub async fn reword(
    desk: Desk,
    page: Page,
    id: PathId<LearningKind>,
    Form(reworded): Form<Reworded>,
) -> Result<HttpResponse> {
    let did = change(&desk, move |tx, _| memory::reword(tx, id.0, &reworded.text)).await;
    answered(&desk, page, did, Done::LearningSaved).await
}

/// `POST /settings/memory/learnings/{id}/forget`.
///
/// # Errors
/// 404 for a learning that there isn't.
pub async fn forget(desk: Desk, page: Page, id: PathId<LearningKind>) -> Result<HttpResponse> {
    let did = change(&desk, move |tx, now| memory::forget(tx, id.0, now).map(drop)).await;
    answered(&desk, page, did, Done::LearningForgotten).await
}

/// `POST /settings/memory/learnings/{id}/restore`.
///
/// # Errors
/// 404 for a learning that there isn't.
pub async fn restore(desk: Desk, page: Page, id: PathId<LearningKind>) -> Result<HttpResponse> {
    let id: LearningId = id.0;
    let did = change(&desk, move |tx, _| memory::restore(tx, id)).await;
    answered(&desk, page, did, Done::LearningRestored).await
}

/// Does a verb of the memory, and waits until it is durable. No tab shows the memory, so that none is told.
pub(super) async fn change(
    desk: &Desk,
    verb: impl FnOnce(&Tx, Timestamp) -> std::result::Result<(), memory::Error> + Send + 'static,
) -> std::result::Result<(), sprite::Error> {
    let verb = move |tx: &Tx, context: &crate::desk::Context<'_>| {
        verb(tx, context.now)?;
        Ok(NothingShown::default())
    };
    desk.sprite.write(By::User, verb).await.map(drop)
}

/// Leads back to the page, or shows on it what was wrong.
async fn answered(
    desk: &Desk,
    page: Page,
    did: std::result::Result<(), sprite::Error>,
    done: Done,
) -> Result<HttpResponse> {
    match did {
        Ok(()) => Ok(see_other(&format!("/settings/memory?done={}#learnings", done.as_str()))),
        Err(sprite::Error::Memory(error)) => match Notice::about(&error, &page) {
            Some(notice) => {
                let view = MemoryPage::new(page, &found(desk).await?, Some(notice), desk.now());
                html_with(StatusCode::UNPROCESSABLE_ENTITY, &view)
            }
            None => Err(sprite::Error::from(error).into()),
        },
        Err(error) => Err(error.into()),
    }
}

async fn found(desk: &Desk) -> Result<Found> {
    let read = |tx: &Tx| {
        let (files, learnings) = (memory::files(tx)?, memory::learnings(tx)?);
        Ok(Found { files, learnings, forgotten: memory::forgotten(tx)? })
    };
    desk.read(read).await
}

async fn file_page(desk: &Desk, page: Page, name: &FileName) -> Result<FilePage> {
    let name = name.clone();
    let (file, earlier) = desk.read(move |tx| Ok((memory::read(tx, &name)?, memory::earlier(tx, &name)?))).await?;
    Ok(FilePage::new(page, &file, &earlier, desk.now()))
}

fn named(name: &str) -> Result<FileName> {
    name.parse().map_err(|_| Error::not_found())
}

fn address(name: &FileName, done: Done) -> String {
    format!("/settings/memory/files/{}?done={}", name.slug(), done.as_str())
}
