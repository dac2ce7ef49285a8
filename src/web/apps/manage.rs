//! `/apps/{id}`: an app that is installed, and the forms on its page.

use std::collections::BTreeMap;

use actix_web::{
    HttpResponse,
    http::StatusCode,
    web::{Data, Path, Query},
};
use serde::Deserialize;

use super::{
    Search,
    notice::{Done, Notice},
    verbs::{self, Named},
    view::{
        app::{AppPage, Found},
        consent,
    },
};
use crate::{
    account::SignedIn,
    app::{
        self, App, AppId, audit, catalogue, grant, instance, job,
        registry::{self, Data as Kept},
    },
    db::Tx,
    kit::Timestamp,
    web::{
        answer::{html, html_with, see_other},
        api::apps::set_permissions as set_all,
        error::Result,
        extract::{Desk, Form},
        page::Page,
        state::State,
    },
};

/// Entries of the audit that the page shows.
const AUDIT_SHOWN: u32 = 50;

/// What is on or off of an app, as the address names it.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Switch {
    Favourite,
    /// In the dock.
    Pin,
    AutoUpdate,
}

/// A switch as its form sends it: `on`, or nothing.
#[derive(Deserialize)]
pub struct Turned {
    #[serde(default)]
    on: String,
}

/// Which way an app goes in the dock.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Way {
    Earlier,
    Later,
}

#[derive(Deserialize)]
pub struct Docking {
    to: Way,
}

#[derive(Deserialize)]
pub struct To {
    number: u32,
    #[serde(default)]
    data: String,
}

#[derive(Deserialize)]
pub struct Away {
    #[serde(default)]
    data: String,
}

/// `GET /apps/{id}`.
///
/// # Errors
/// 404.
pub async fn show(
    desk: Desk,
    state: Data<State>,
    page: Page,
    id: Path<String>,
    Query(search): Query<Search>,
) -> Result<HttpResponse> {
    let notice = search.done.map(|done| done.notice(&page));
    html(&app_page(&desk, &state, page, Named::new(&id)?, notice).await?)
}

/// `POST /apps/{id}/favourite`, `/pin` and `/auto-update`.
///
/// # Errors
/// 404.
pub async fn turn(
    desk: Desk,
    state: Data<State>,
    page: Page,
    path: Path<(String, Switch)>,
    Form(turned): Form<Turned>,
) -> Result<HttpResponse> {
    let (id, switch) = path.into_inner();
    let set = match switch {
        Switch::Favourite => registry::set_favourite,
        Switch::Pin => registry::set_pinned,
        Switch::AutoUpdate => registry::set_auto_update,
    };
    change(&desk, &state, page, &id, Done::Saved, move |tx, app, _| set(tx, app, !turned.on.is_empty())).await
}

/// `POST /apps/{id}/dock`: one place further in the dock.
///
/// # Errors
/// 404.
pub async fn shift(
    desk: Desk,
    state: Data<State>,
    page: Page,
    id: Path<String>,
    Form(docking): Form<Docking>,
) -> Result<HttpResponse> {
    let verb = move |tx: &Tx, app: AppId, _| {
        let Some(at) = registry::docked(tx)?.iter().position(|each| each.id == app) else { return Ok(()) };
        let place = match docking.to {
            Way::Earlier => at.saturating_sub(1),
            Way::Later => at + 1,
        };
        registry::set_dock_place(tx, app, place)
    };
    change(&desk, &state, page, &id, Done::Saved, verb).await
}

/// `POST /apps/{id}/permissions`: grants what the form names, and revokes the rest.
///
/// # Errors
/// 404.
pub async fn set_permissions(
    desk: Desk,
    state: Data<State>,
    page: Page,
    id: Path<String>,
    Form(fields): Form<BTreeMap<String, String>>,
) -> Result<HttpResponse> {
    let wanted = consent::of_form(&fields);
    change(&desk, &state, page, &id, Done::Saved, move |tx, app, now| set_all(tx, app, &wanted, now)).await
}

/// `POST /apps/{id}/update`: to the version of the catalogue, with what the form allows.
///
/// # Errors
/// 404.
pub async fn update(
    desk: Desk,
    state: Data<State>,
    page: Page,
    id: Path<String>,
    Form(fields): Form<BTreeMap<String, String>>,
) -> Result<HttpResponse> {
    let app = verbs::find(&desk, Named::new(&id)?).await?;
    let consent = fields.contains_key("asked").then(|| consent::of_form(&fields));
    let did = verbs::update(&desk, &state, &app, consent).await.map(drop);
    answered(&desk, &state, page, app.id, Done::Updated, did).await
}

/// `POST /apps/{id}/rollback`.
///
/// # Errors
/// 404.
pub async fn roll_back(
    desk: Desk,
    state: Data<State>,
    page: Page,
    id: Path<String>,
    Form(to): Form<To>,
) -> Result<HttpResponse> {
    let app = verbs::find(&desk, Named::new(&id)?).await?;
    let data = if to.data == "keep" { Kept::Keep } else { Kept::Replace };
    let did = verbs::roll_back(&desk, Named::App(app.id), to.number, data).await.map(drop);
    answered(&desk, &state, page, app.id, Done::RolledBack, did).await
}

/// `POST /apps/{id}/erase`: forgets everything that it keeps.
///
/// # Errors
/// 404.
pub async fn erase(desk: Desk, state: Data<State>, page: Page, id: Path<String>) -> Result<HttpResponse> {
    let app = verbs::find(&desk, Named::new(&id)?).await?;
    let did = verbs::erase(&desk, Named::App(app.id)).await;
    answered(&desk, &state, page, app.id, Done::Erased, did).await
}

/// `POST /apps/{id}/jobs/{name}/stop`.
///
/// # Errors
/// 404.
pub async fn stop(desk: Desk, state: Data<State>, page: Page, path: Path<(String, String)>) -> Result<HttpResponse> {
    let (id, name) = path.into_inner();
    change(&desk, &state, page, &id, Done::Saved, move |tx, app, now| job::stop(tx, app, &name, now)).await
}

/// `POST /apps/{id}/jobs/{name}/continue`.
///
/// # Errors
/// 404.
pub async fn go_on(desk: Desk, state: Data<State>, page: Page, path: Path<(String, String)>) -> Result<HttpResponse> {
    let (id, name) = path.into_inner();
    change(&desk, &state, page, &id, Done::Saved, move |tx, app, now| job::go_on(tx, app, &name, now)).await
}

/// `POST /apps/{id}/submit`: offers the app to everybody, once an admin has looked at it.
///
/// # Errors
/// 404.
pub async fn submit(
    desk: Desk,
    state: Data<State>,
    user: SignedIn,
    page: Page,
    id: Path<String>,
) -> Result<HttpResponse> {
    let app = verbs::find(&desk, Named::new(&id)?).await?.id;
    let text = verbs::look(&desk, move |tx| app::current(tx, app)).await?;
    let (ambient, user) = (state.ambient.clone(), user.user_id);
    let did = state.platform.write(move |tx| catalogue::submit(tx, user, &text, &ambient)).await;
    answered(&desk, &state, page, app, Done::Submitted, did.map(drop).map_err(Into::into)).await
}

/// `POST /apps/{id}/archive`: uninstalls the app; its data is kept unless the form says `erase`.
///
/// # Errors
/// 404.
pub async fn archive(desk: Desk, id: Path<String>, Form(away): Form<Away>) -> Result<HttpResponse> {
    let data = if away.data == "erase" { Kept::Replace } else { Kept::Keep };
    verbs::archive(&desk, Named::new(&id)?, data).await?;
    Ok(see_other(&format!("/apps?done={}", Done::Archived.as_str())))
}

/// Does a verb to the app, and leads back to its page.
async fn change(
    desk: &Desk,
    state: &State,
    page: Page,
    id: &str,
    done: Done,
    verb: impl FnOnce(&Tx, AppId, Timestamp) -> std::result::Result<(), app::Error> + Send + 'static,
) -> Result<HttpResponse> {
    let app = verbs::find(desk, Named::new(id)?).await?.id;
    let did = verbs::quietly(desk, move |tx, context| verb(tx, app, context.now)).await;
    answered(desk, state, page, app, done, did).await
}

/// Leads back to the page, or shows on it what was wrong.
async fn answered(
    desk: &Desk,
    state: &State,
    page: Page,
    app: AppId,
    done: Done,
    did: Result<()>,
) -> Result<HttpResponse> {
    match did {
        Ok(()) => Ok(see_other(&format!("/apps/{app}?done={}", done.as_str()))),
        Err(error) => {
            let notice = Some(Notice::about(error, &page)?);
            html_with(StatusCode::CONFLICT, &app_page(desk, state, page, Named::App(app), notice).await?)
        }
    }
}

async fn app_page(desk: &Desk, state: &State, page: Page, named: Named, notice: Option<Notice>) -> Result<AppPage> {
    let app: App = verbs::find(desk, named.clone()).await?;
    let newer = verbs::newer(state, &app).await?;
    let (id, added) = (app.id, newer.as_ref().map(|offer| offer.package.clone()));
    let read = verbs::look(desk, move |tx| {
        let asked = added.map(|package| grant::not_asked_yet(tx, id, &package)).transpose()?;
        Ok((
            asked,
            grant::list(tx, id)?,
            registry::versions(tx, id)?,
            instance::list(tx, id)?,
            job::list(tx, id)?,
            audit::entries(tx, id, AUDIT_SHOWN)?,
        ))
    });
    let (asked, grants, versions, windows, jobs, entries) = read.await?;
    let data = verbs::data(desk, named).await?;
    let update = newer.map(|offer| (offer.package.version, asked.unwrap_or_default()));
    let found = Found { app, grants, versions, windows, jobs, entries, data, update };
    Ok(AppPage::new(page, &found, notice, desk.now()))
}
