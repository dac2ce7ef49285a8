//! `/api/activity` and `/api/undo`.

use actix_web::{HttpResponse, web::Query};
use serde::{Deserialize, Serialize};

use super::super::{
    error::Result,
    extract::{Desk, Operation},
};
use crate::{
    activity::{self, Seq},
    desk::{self, Command, Epoch, Receipt},
    kit::Timestamp,
};

/// Entries in one answer.
const LIMIT: u32 = 200;

/// After which change.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Which {
    #[serde(default)]
    after: Seq,
}

#[derive(Serialize)]
struct Feed {
    epoch: Epoch,
    activity: Vec<Entry>,
}

#[derive(Serialize)]
struct Entry {
    seq: Seq,
    at: Timestamp,
    by: String,
    verb: &'static str,
    subject: String,
}

#[derive(Serialize)]
struct Undone {
    seq: Seq,
    result: Receipt,
}

/// Lists what happened after a change, the oldest first.
///
/// # Errors
/// Whatever the Sprite refuses.
pub async fn list(desk: Desk, Query(which): Query<Which>) -> Result<HttpResponse> {
    let (epoch, happened) =
        desk.read(move |tx| Ok((desk::epoch(tx)?, activity::since(tx, which.after, LIMIT)?))).await?;
    let entry = |one: activity::Happened| Entry {
        seq: one.seq,
        at: one.at,
        by: one.by,
        verb: one.verb.as_str(),
        subject: one.subject,
    };
    Ok(HttpResponse::Ok().json(Feed { epoch, activity: happened.into_iter().map(entry).collect() }))
}

/// Takes the last change back.
///
/// # Errors
/// 409 when there is none.
pub async fn undo(desk: Desk, operation: Operation) -> Result<HttpResponse> {
    let (seq, done) = desk.sprite.run(operation.0, Command::Undo).await?;
    desk.apps.changed_all(&desk.sprite);
    Ok(HttpResponse::Ok().json(Undone { seq, result: done.receipt }))
}
