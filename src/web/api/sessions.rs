//! `/api/sessions`: the desk as it was at moments that were kept, and the way back.

use actix_web::{HttpResponse, http::header::CONTENT_DISPOSITION, web::Query};
use serde::{Deserialize, Serialize};

use super::super::{
    answer::disposition,
    error::Result,
    extract::{Desk, Json, PathId},
    session::{bring_back, change},
};
use crate::{
    desk,
    kit::Timestamp,
    session::{self, Body, Name, Origin, Session, SessionId, SessionKind},
    sprite,
    stack::{StackId, Status},
};

/// What a list of sessions asks for.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Filter {
    status: Option<Status>,
}

/// A name for the desk as it is, or for a session.
#[derive(Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SessionName {
    name: Name,
}

/// A session without what it holds.
#[derive(Serialize, schemars::JsonSchema)]
pub(super) struct SessionView {
    session_id: SessionId,
    kind: Origin,
    /// Of one that a restore has made: the name of what was restored.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<Name>,
    saved_at: Timestamp,
    /// Until when the desk was found to be the same.
    same_until: Timestamp,
    stacks: u64,
    cards: u64,
    instances: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    archived_at: Option<Timestamp>,
}

#[derive(Serialize, schemars::JsonSchema)]
pub(super) struct Sessions {
    sessions: Vec<SessionView>,
}

/// What a restore has done.
#[derive(Serialize, schemars::JsonSchema)]
pub(super) struct RestoredView {
    /// Whether the desk was another one before.
    changed: bool,
    /// The desk as it was before, which leads back. Absent when nothing was changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    before_restore: Option<SessionView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    active_stack_id: Option<StackId>,
}

/// A session with all that it holds.
#[derive(Serialize)]
struct Exported {
    session: SessionView,
    desk: Body,
}

/// Lists the sessions, the last saved first; with `status=archived` those that were put away.
///
/// # Errors
/// Whatever the Sprite refuses.
pub async fn list(desk: Desk, Query(filter): Query<Filter>) -> Result<HttpResponse> {
    let read = move |tx: &crate::db::Tx| match filter.status {
        None | Some(Status::Active) => Ok(session::list(tx)?),
        Some(Status::Archived) => Ok(session::list_archived(tx)?),
    };
    let sessions = desk.read(read).await?;
    Ok(HttpResponse::Ok().json(Sessions { sessions: sessions.into_iter().map(SessionView::from).collect() }))
}

/// Keeps the desk as it is.
///
/// # Errors
/// 409 when no more can be kept, or the desk is too large.
pub async fn save(desk: Desk, Json(new): Json<SessionName>) -> Result<HttpResponse> {
    let id = desk.ambient.id();
    change(&desk, move |tx, now| session::save(tx, id, new.name, now).map(drop)).await?;
    Ok(HttpResponse::Created().json(SessionView::from(find(&desk, id).await?)))
}

/// Shows a session, without what it holds.
///
/// # Errors
/// 404.
pub async fn show(desk: Desk, id: PathId<SessionKind>) -> Result<HttpResponse> {
    shown(&desk, id.0).await
}

/// Gives a session a name, by which it is kept.
///
/// # Errors
/// 404; 409 when no more can be kept.
pub async fn rename(desk: Desk, id: PathId<SessionKind>, Json(new): Json<SessionName>) -> Result<HttpResponse> {
    change(&desk, move |tx, _| session::rename(tx, id.0, new.name)).await?;
    shown(&desk, id.0).await
}

/// Puts a session away.
///
/// # Errors
/// 404.
pub async fn archive(desk: Desk, id: PathId<SessionKind>) -> Result<HttpResponse> {
    change(&desk, move |tx, now| session::archive(tx, id.0, now)).await?;
    shown(&desk, id.0).await
}

/// Brings a session back into the list.
///
/// # Errors
/// 404; 409 when no more can be kept.
pub async fn unarchive(desk: Desk, id: PathId<SessionKind>) -> Result<HttpResponse> {
    change(&desk, move |tx, _| session::unarchive(tx, id.0)).await?;
    shown(&desk, id.0).await
}

/// Makes the desk what it was.
///
/// # Errors
/// 404; 403 when the tier allows fewer stacks; 409 when something can't come back. Nothing was changed then.
pub async fn restore(desk: Desk, id: PathId<SessionKind>) -> Result<HttpResponse> {
    let point = desk.ambient.id();
    let changed = bring_back(&desk, id.0, point).await?;
    let before_restore = if changed { Some(find(&desk, point).await?.into()) } else { None };
    let active_stack_id = desk.read(|tx| Ok(desk::active_stack(tx)?)).await?;
    Ok(HttpResponse::Ok().json(RestoredView { changed, before_restore, active_stack_id }))
}

/// Hands a session out as a file.
///
/// # Errors
/// 404.
pub async fn export(desk: Desk, id: PathId<SessionKind>) -> Result<HttpResponse> {
    let (session, body) = desk.sprite.look(move |tx| Ok(session::open(tx, id.0)?)).await?;
    let stem = session.name.as_ref().map_or_else(|| session.origin.as_str().to_owned(), ToString::to_string);
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_DISPOSITION, disposition(&stem, "json")))
        .json(Exported { session: session.into(), desk: body }))
}

async fn shown(desk: &Desk, id: SessionId) -> Result<HttpResponse> {
    Ok(HttpResponse::Ok().json(SessionView::from(find(desk, id).await?)))
}

async fn find(desk: &Desk, id: SessionId) -> std::result::Result<Session, sprite::Error> {
    desk.sprite.look(move |tx| Ok(session::find(tx, id)?)).await
}

impl From<Session> for SessionView {
    fn from(session: Session) -> Self {
        Self {
            session_id: session.id,
            kind: session.origin,
            name: session.name,
            saved_at: session.saved_at,
            same_until: session.same_until,
            stacks: session.stacks,
            cards: session.cards,
            instances: session.instances,
            archived_at: session.archived_at,
        }
    }
}
