//! `/settings/catalogue`: an admin looks at what users offer to everybody.

use actix_web::{
    HttpResponse,
    http::StatusCode,
    web::{Data, Query},
};
use serde::Deserialize;

use super::{
    Search,
    notice::{Done, Notice},
    view::review::ReviewPage,
};
use crate::{
    account,
    app::{
        self,
        catalogue::{self, Decision, SubmissionId, SubmissionKind},
    },
    db::Tx,
    web::{
        answer::{html, html_with, see_other},
        error::Result,
        extract::{AdminUser, Form, PathId},
        page::Page,
        state::State,
    },
};

#[derive(Deserialize)]
pub struct No {
    #[serde(default)]
    reason: String,
}

/// `GET /settings/catalogue`.
///
/// # Errors
/// Whatever the database refuses.
pub async fn list(state: Data<State>, page: Page, _: AdminUser, Query(search): Query<Search>) -> Result<HttpResponse> {
    let notice = search.done.map(|done| done.notice(&page));
    html(&review_page(&state, page, notice).await?)
}

/// `POST /settings/catalogue/{id}/approve`.
///
/// # Errors
/// 404.
pub async fn approve(state: Data<State>, page: Page, _: AdminUser, id: PathId<SubmissionKind>) -> Result<HttpResponse> {
    decide(&state, page, id.0, Decision::Approve).await
}

/// `POST /settings/catalogue/{id}/reject`.
///
/// # Errors
/// 404.
pub async fn reject(
    state: Data<State>,
    page: Page,
    _: AdminUser,
    id: PathId<SubmissionKind>,
    Form(no): Form<No>,
) -> Result<HttpResponse> {
    decide(&state, page, id.0, Decision::Reject { reason: no.reason }).await
}

async fn decide(state: &State, page: Page, id: SubmissionId, decision: Decision) -> Result<HttpResponse> {
    let now = state.ambient.now();
    match state.platform.write(move |tx| catalogue::decide(tx, id, &decision, now)).await {
        Ok(_) => Ok(see_other(&format!("/settings/catalogue?done={}", Done::Decided.as_str()))),
        Err(error) => {
            let notice = Some(Notice::about(error.into(), &page)?);
            html_with(StatusCode::CONFLICT, &review_page(state, page, notice).await?)
        }
    }
}

async fn review_page(state: &State, page: Page, notice: Option<Notice>) -> Result<ReviewPage> {
    let read = |tx: &Tx| -> std::result::Result<_, app::Error> {
        let waiting = catalogue::pending(tx)?.into_iter().map(|one| {
            let by = account::find(tx, one.user).map(|user| user.name.to_string()).unwrap_or_default();
            let text = catalogue::text(tx, one.id)?;
            Ok((one, by, text))
        });
        waiting.collect::<std::result::Result<Vec<_>, app::Error>>()
    };
    let waiting = state.platform.read(read).await?;
    Ok(ReviewPage::new(page, &waiting, notice, state.ambient.now()))
}
