//! Sessions as a page and forms: the desk saved under a name, the list of what is kept, and the way back.

mod view;

use actix_web::{HttpResponse, http::StatusCode, web::Query};
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
    desk::{self, Context},
    kit::{Line, Timestamp},
    preference,
    session::{self, SessionId, SessionKind},
    sprite,
};
use view::{Done, Found, INTERVALS_S, Notice, SessionsPage};
pub(super) use view::{Restored, RestoredNote, intervals};

/// What the form that led here has done.
#[derive(Deserialize)]
pub struct Asked {
    done: Option<Done>,
}

#[derive(Deserialize)]
pub struct NameField {
    #[serde(default)]
    name: String,
}

#[derive(Deserialize)]
pub struct IntervalField {
    seconds: u32,
}

/// `GET /desk/sessions`.
///
/// # Errors
/// Whatever the Sprite answers.
pub async fn show(desk: Desk, page: Page, Query(asked): Query<Asked>) -> Result<HttpResponse> {
    let notice = asked.done.map(|done| done.notice(&page));
    html(&SessionsPage::new(page, &found(&desk).await?, notice, desk.now()))
}

/// `POST /desk/sessions`: keeps the desk under a name.
///
/// # Errors
/// Whatever the Sprite answers. What its owner can help stands on the page.
pub async fn save(desk: Desk, page: Page, Form(fields): Form<NameField>) -> Result<HttpResponse> {
    let Ok(name) = Line::new(&fields.name) else { return unnamed(&desk, page).await };
    let id = desk.ambient.id();
    let did = change(&desk, move |tx, now| session::save(tx, id, name, now).map(drop)).await;
    answered(&desk, page, did, Done::Saved).await
}

/// `POST /desk/sessions/{id}/rename`.
///
/// # Errors
/// 404 for a session that there isn't.
pub async fn rename(
    desk: Desk,
    page: Page,
    id: PathId<SessionKind>,
    Form(fields): Form<NameField>,
) -> Result<HttpResponse> {
    let Ok(name) = Line::new(&fields.name) else { return unnamed(&desk, page).await };
    let did = change(&desk, move |tx, _| session::rename(tx, id.0, name)).await;
    answered(&desk, page, did, Done::Renamed).await
}

/// `POST /desk/sessions/{id}/archive`.
///
/// # Errors
/// 404 for a session that there isn't.
pub async fn archive(desk: Desk, page: Page, id: PathId<SessionKind>) -> Result<HttpResponse> {
    let did = change(&desk, move |tx, now| session::archive(tx, id.0, now)).await;
    answered(&desk, page, did, Done::Archived).await
}

/// `POST /desk/sessions/{id}/unarchive`.
///
/// # Errors
/// 404 for a session that there isn't.
pub async fn unarchive(desk: Desk, page: Page, id: PathId<SessionKind>) -> Result<HttpResponse> {
    let did = change(&desk, move |tx, _| session::unarchive(tx, id.0)).await;
    answered(&desk, page, did, Done::Unarchived).await
}

/// `POST /desk/sessions/{id}/restore`: makes the desk what it was, and leads there.
///
/// # Errors
/// 404 for a session that there isn't. Why something can't come back stands on the page.
pub async fn restore(desk: Desk, page: Page, id: PathId<SessionKind>) -> Result<HttpResponse> {
    let point = desk.ambient.id();
    match bring_back(&desk, id.0, point).await {
        Ok(true) => Ok(see_other(&format!("/?restored={point}"))),
        Ok(false) => Ok(see_other(&address(Done::Same))),
        Err(error) => explained(&desk, page, error).await,
    }
}

/// `POST /desk/sessions/autosave`: how often the desk is kept without being asked.
///
/// # Errors
/// 400 for an interval that is not offered.
pub async fn choose_interval(desk: Desk, Form(fields): Form<IntervalField>) -> Result<HttpResponse> {
    let seconds = fields.seconds;
    if !INTERVALS_S.contains(&seconds) {
        return Err(Error::invalid("seconds", "there is no such interval"));
    }
    change(&desk, move |tx, now| Ok(preference::set(tx, &session::AUTOSAVE_S, &seconds, now)?)).await?;
    Ok(see_other(&address(Done::IntervalChosen)))
}

/// Does a verb that no tab is told of, and waits until it is durable.
pub(super) async fn change(
    desk: &Desk,
    verb: impl FnOnce(&Tx, Timestamp) -> std::result::Result<(), session::Error> + Send + 'static,
) -> std::result::Result<(), sprite::Error> {
    let verb = move |tx: &Tx, context: &Context<'_>| {
        verb(tx, context.now)?;
        Ok(desk::Done::default())
    };
    desk.sprite.write(By::User, verb).await.map(drop)
}

/// Restores a session, with `point` as the way back, and answers whether the desk was another one.
pub(super) async fn bring_back(
    desk: &Desk,
    id: SessionId,
    point: SessionId,
) -> std::result::Result<bool, sprite::Error> {
    let verb = move |tx: &Tx, context: &Context<'_>| Ok(session::restore(tx, id, point, context)?);
    let (_, done) = desk.sprite.write(By::User, verb).await?;
    desk.apps.changed_all(&desk.sprite);
    Ok(!done.changes.is_empty())
}

/// Leads back to the page, or shows on it what was wrong.
async fn answered(
    desk: &Desk,
    page: Page,
    did: std::result::Result<(), sprite::Error>,
    done: Done,
) -> Result<HttpResponse> {
    match did {
        Ok(()) => Ok(see_other(&address(done))),
        Err(error) => explained(desk, page, error).await,
    }
}

async fn explained(desk: &Desk, page: Page, error: sprite::Error) -> Result<HttpResponse> {
    let Some(notice) = Notice::about(&error, &page) else { return Err(error.into()) };
    let status = Error::from(error).status;
    html_with(status, &SessionsPage::new(page, &found(desk).await?, Some(notice), desk.now()))
}

async fn unnamed(desk: &Desk, page: Page) -> Result<HttpResponse> {
    let notice = Notice::about_name(&page);
    html_with(StatusCode::UNPROCESSABLE_ENTITY, &SessionsPage::new(page, &found(desk).await?, Some(notice), desk.now()))
}

async fn found(desk: &Desk) -> Result<Found> {
    let read = |tx: &Tx| {
        let (sessions, archived) = (session::list(tx)?, session::list_archived(tx)?);
        Ok(Found { sessions, archived, interval_s: preference::get(tx, &session::AUTOSAVE_S)? })
    };
    desk.read(read).await
}

fn address(done: Done) -> String {
    format!("/desk/sessions?done={}", done.as_str())
}
