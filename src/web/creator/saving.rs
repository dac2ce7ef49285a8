//! Saving what the editor holds. What an app asks for stands before its user first, as when it is installed from the
//! catalogue; what is wrong with it stands in the editor.

use std::collections::BTreeSet;

use actix_web::{HttpResponse, http::StatusCode};

use super::{
    preview::Opened,
    view::{AskPage, EditorPage},
};
use crate::{
    app::{self, App, Origin, Package, Permission, Problem, grant},
    web::{
        answer::{html, html_with, see_other},
        apps::verbs::{self, Named, Sent},
        error::Result,
        extract::Desk,
        page::Page,
        state::State,
    },
};

/// What is to be saved.
pub(super) struct To<'a> {
    /// The app whose next version it is.
    pub app: Option<&'a App>,
    pub text: String,
    /// What its user allows; nothing while they were not asked.
    pub consent: Option<BTreeSet<Permission>>,
}

/// Saves the text and opens the app. `refusal` says where a package is wrong that is one, and in which words.
pub(super) async fn save(
    desk: &Desk,
    state: &State,
    page: Page,
    to: To<'_>,
    refusal: impl Fn(&Package) -> Option<(&'static str, &'static str)>,
) -> Result<HttpResponse> {
    let To { app, text, consent } = to;
    let mut opened = Opened::at(state, text.clone(), page.words).await;
    let problems = &mut opened.looked.problems;
    if let Ok(package) = app::kept(&text) {
        if let Some((pointer, why)) = refusal(&package) {
            problems.push(Problem::at(&text, pointer, page.say(why)));
        }
        if problems.is_empty() && consent.is_none() {
            let asked = unanswered(desk, app, &package).await?;
            if !asked.is_empty() {
                return html(&AskPage::new(page, app, &package, text, &asked));
            }
        }
    }
    if problems.is_empty() {
        let consent = Some(consent.unwrap_or_default());
        let sent = Sent { text: text.clone(), origin: Origin::Own, id: None, consent };
        match verbs::save(desk, sent).await {
            Ok(saved) => return show(desk, state, &saved).await,
            Err(error) if error.status.is_server_error() => return Err(error),
            Err(error) => problems.push(Problem::at(&text, "", error.message)),
        }
    }
    html_with(StatusCode::UNPROCESSABLE_ENTITY, &EditorPage::new(page, app, text, opened))
}

/// What the package asks for that its user was never asked about.
async fn unanswered(desk: &Desk, app: Option<&App>, package: &Package) -> Result<Vec<Permission>> {
    let Some(app) = app else { return Ok(grant::asked(package)) };
    let (id, package) = (app.id, package.clone());
    verbs::look(desk, move |tx| Ok(grant::not_asked_yet(tx, id, &package)?)).await
}

/// Leads to the window of the app.
async fn show(desk: &Desk, state: &State, app: &App) -> Result<HttpResponse> {
    state.apps.changed(&desk.sprite, app.id);
    let opened = verbs::open(desk, state, Named::App(app.id), None).await?;
    Ok(see_other(&format!("/stacks/{}#card-{}", opened.stack, opened.card)))
}
