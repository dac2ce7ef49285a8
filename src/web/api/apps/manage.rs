//! One app: its settings, versions, data, jobs, and what it did.

use std::collections::BTreeSet;

use actix_web::{
    HttpResponse,
    web::{Data, Path, Query},
};
use serde::Deserialize;
use serde_json::value::RawValue;

use super::view::{AppPage, AppView, AuditPage, DataView, VersionList};
use crate::{
    app::{
        self, App, AppId, Permission, audit as log, grant, instance, job,
        registry::{self, Data as Kept, Origin},
    },
    db::Tx,
    web::{
        apps::verbs::{self, Named, Sent},
        error::Result,
        extract::{Desk, Json},
        state::State,
    },
};

/// Entries of the audit that are handed out.
const AUDIT_MAX: u32 = 200;

/// What is to be another with an app. What is not there stays.
#[derive(Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SetApp {
    /// The next version.
    #[schemars(with = "Option<app::Package>")]
    package: Option<Box<RawValue>>,
    /// Everything that the app may do from now on, of what it asks for.
    permissions: Option<BTreeSet<Permission>>,
    auto_update: Option<bool>,
    favourite: Option<bool>,
    pinned: Option<bool>,
    /// Its place in the dock, from 0, if it is there.
    dock_place: Option<usize>,
}

/// A consent, where one is needed.
#[derive(Default, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Consent {
    pub(in crate::web) permissions: Option<BTreeSet<Permission>>,
}

/// Which version to go back to, and what becomes of the data.
#[derive(Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RollBack {
    number: u32,
    #[serde(default)]
    data: RolledData,
}

/// `restore`: as it was when that version was replaced; `keep`: as it is.
#[derive(Clone, Copy, Default, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
enum RolledData {
    #[default]
    Restore,
    Keep,
}

/// What becomes of the data of an app that goes.
#[derive(Deserialize)]
pub struct Remove {
    #[serde(default)]
    data: LeftData,
}

#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
enum LeftData {
    #[default]
    Keep,
    Erase,
}

/// Shows an app with its permissions, windows and jobs.
///
/// # Errors
/// 404.
pub async fn show(desk: Desk, state: Data<State>, id: Path<String>) -> Result<HttpResponse> {
    let app = verbs::find(&desk, Named::new(&id)?).await?;
    shown(&desk, &state, app).await
}

/// Changes an app: another version, other permissions, its place in the launcher.
///
/// # Errors
/// 404; those of saving; 409 for a permission that it does not ask for.
pub async fn set(desk: Desk, state: Data<State>, id: Path<String>, Json(new): Json<SetApp>) -> Result<HttpResponse> {
    let app = verbs::find(&desk, Named::new(&id)?).await?;
    if let Some(package) = &new.package {
        let (text, consent) = (package.get().to_owned(), new.permissions.clone());
        let sent = Sent { text, origin: Origin::Own, id: Some(app.package.clone()), consent };
        verbs::save(&desk, sent).await?;
    }
    let app_id = app.id;
    let app = verbs::quietly(&desk, move |tx, context| {
        if let Some(wanted) = &new.permissions {
            set_permissions(tx, app_id, wanted, context.now)?;
        }
        if let Some(is_on) = new.auto_update {
            registry::set_auto_update(tx, app_id, is_on)?;
        }
        if let Some(is_favourite) = new.favourite {
            registry::set_favourite(tx, app_id, is_favourite)?;
        }
        if let Some(is_pinned) = new.pinned {
            registry::set_pinned(tx, app_id, is_pinned)?;
        }
        if let Some(place) = new.dock_place {
            registry::set_dock_place(tx, app_id, place)?;
        }
        registry::find(tx, app_id)
    });
    shown(&desk, &state, app.await?).await
}

/// Archives an app; its data is kept, or erased with `data=erase`.
///
/// # Errors
/// 404.
pub async fn remove(desk: Desk, id: Path<String>, Query(how): Query<Remove>) -> Result<HttpResponse> {
    let data = match how.data {
        LeftData::Keep => Kept::Keep,
        LeftData::Erase => Kept::Replace,
    };
    let app = verbs::archive(&desk, Named::new(&id)?, data).await?;
    Ok(HttpResponse::Ok().json(AppView::from(&app)))
}

/// Brings an app to the version of the catalogue.
///
/// # Errors
/// 404; 409 when there is none that is newer, or when it asks for more.
pub async fn update(
    desk: Desk,
    state: Data<State>,
    id: Path<String>,
    Json(consent): Json<Consent>,
) -> Result<HttpResponse> {
    let app = verbs::find(&desk, Named::new(&id)?).await?;
    let app = verbs::update(&desk, &state, &app, consent.permissions).await?;
    Ok(HttpResponse::Ok().json(AppView::from(&app)))
}

/// Lists the versions that are kept, the last first.
///
/// # Errors
/// 404.
pub async fn versions(desk: Desk, id: Path<String>) -> Result<HttpResponse> {
    let app = verbs::find(&desk, Named::new(&id)?).await?;
    let app_id = app.id;
    let saved = verbs::look(&desk, move |tx| registry::versions(tx, app_id)).await?;
    Ok(HttpResponse::Ok().json(VersionList::new(&app, saved)))
}

/// Runs another of the versions that are kept.
///
/// # Errors
/// 404.
pub async fn roll_back(desk: Desk, id: Path<String>, Json(to): Json<RollBack>) -> Result<HttpResponse> {
    let data = match to.data {
        RolledData::Restore => Kept::Replace,
        RolledData::Keep => Kept::Keep,
    };
    let app = verbs::roll_back(&desk, Named::new(&id)?, to.number, data).await?;
    Ok(HttpResponse::Ok().json(AppView::from(&app)))
}

/// Hands out everything that an app keeps.
///
/// # Errors
/// 404.
pub async fn data(desk: Desk, id: Path<String>) -> Result<HttpResponse> {
    Ok(HttpResponse::Ok().json(DataView::from(verbs::data(&desk, Named::new(&id)?).await?)))
}

/// Forgets everything that an app keeps.
///
/// # Errors
/// 404.
pub async fn erase(desk: Desk, id: Path<String>) -> Result<HttpResponse> {
    let named = Named::new(&id)?;
    verbs::erase(&desk, named.clone()).await?;
    Ok(HttpResponse::Ok().json(DataView::from(verbs::data(&desk, named).await?)))
}

/// Lists what an app was allowed and refused, and what it did with it.
///
/// # Errors
/// 404.
pub async fn audit(desk: Desk, id: Path<String>) -> Result<HttpResponse> {
    let app = verbs::find(&desk, Named::new(&id)?).await?.id;
    let entries = verbs::look(&desk, move |tx| Ok(log::entries(tx, app, AUDIT_MAX)?)).await?;
    Ok(HttpResponse::Ok().json(AuditPage::from(entries)))
}

/// Stops a job until it is let go on.
///
/// # Errors
/// 404.
pub async fn stop(desk: Desk, state: Data<State>, path: Path<(String, String)>) -> Result<HttpResponse> {
    on_job(&desk, &state, path.into_inner(), job::stop).await
}

/// Lets a stopped job go on.
///
/// # Errors
/// 404.
pub async fn go_on(desk: Desk, state: Data<State>, path: Path<(String, String)>) -> Result<HttpResponse> {
    on_job(&desk, &state, path.into_inner(), job::go_on).await
}

async fn on_job(
    desk: &Desk,
    state: &State,
    (id, name): (String, String),
    verb: fn(&Tx, AppId, &str, crate::kit::Timestamp) -> std::result::Result<(), app::Error>,
) -> Result<HttpResponse> {
    let app = verbs::find(desk, Named::new(&id)?).await?;
    let app_id = app.id;
    verbs::quietly(desk, move |tx, context| verb(tx, app_id, &name, context.now)).await?;
    shown(desk, state, app).await
}

/// Grants what is in `wanted`, and revokes everything else.
pub(in crate::web) fn set_permissions(
    tx: &Tx,
    app: AppId,
    wanted: &BTreeSet<Permission>,
    now: crate::kit::Timestamp,
) -> std::result::Result<(), app::Error> {
    for permission in wanted {
        grant::grant(tx, app, permission, now)?;
    }
    for grant in grant::list(tx, app)?.into_iter().filter(|grant| !wanted.contains(&grant.permission)) {
        grant::revoke(tx, app, &grant.permission, now)?;
    }
    Ok(())
}

async fn shown(desk: &Desk, state: &State, app: App) -> Result<HttpResponse> {
    let id = app.id;
    let (grants, windows, jobs) =
        verbs::look(desk, move |tx| Ok((grant::list(tx, id)?, instance::list(tx, id)?, job::list(tx, id)?))).await?;
    let update = verbs::newer(state, &app).await?.map(|offer| offer.package.version);
    Ok(HttpResponse::Ok().json(AppPage::new(&app, grants, windows, jobs, update)))
}
