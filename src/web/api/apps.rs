//! `/api/apps`: what the user has installed, and what can be done with it.

mod check;
mod manage;
mod view;

use std::collections::BTreeSet;

use actix_web::{
    HttpRequest, HttpResponse,
    http::header::CONTENT_DISPOSITION,
    web::{Data, Path, Payload, Query},
};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::super::{
    answer::disposition,
    apps::verbs::{self, Named, Sent},
    error::{Error, Result},
    extract::{Desk, Json, read_body},
    state::State,
};
use crate::{
    app::{
        self, Category, PackageId, Permission,
        package::PACKAGE_BYTES_MAX,
        registry::{self, Origin},
    },
    card::CardId,
    stack::StackId,
};

pub(super) use check::Checked;
pub use check::{Check, check, schema};
pub(in crate::web) use manage::set_permissions;
pub use manage::{
    Consent, RollBack, SetApp, audit, data, erase, go_on, remove, roll_back, set, show, stop, update, versions,
};
pub(super) use view::{AppPage, AppView, AuditPage, DataView, VersionList};

/// Which apps are wanted, and in which order: of what is installed, or of what is offered.
#[derive(Deserialize)]
pub struct Filter<Order> {
    category: Option<Category>,
    #[serde(default)]
    q: String,
    tag: Option<String>,
    #[serde(default)]
    pub(super) sort: Order,
}

#[derive(Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Sort {
    #[default]
    Name,
    /// The last used first.
    Recent,
    /// The last installed first.
    Installed,
}

/// A package to be saved: a new app, or the next version of one that is there.
#[derive(Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SaveApp {
    /// The package as its author wrote it.
    #[schemars(with = "app::Package")]
    package: Box<RawValue>,
    /// Another id than the package's own, when that one is somebody else's.
    id: Option<PackageId>,
    /// What the user allows it, of what it asks for. Needed when it asks for anything new.
    permissions: Option<BTreeSet<Permission>>,
}

/// Where to open an app: on the active stack, when nothing is said.
#[derive(Default, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Launch {
    stack_id: Option<StackId>,
}

/// How an import is to be taken.
#[derive(Deserialize)]
pub struct Import {
    id: Option<PackageId>,
    /// Words with commas between them.
    permissions: Option<String>,
}

#[derive(Serialize, schemars::JsonSchema)]
pub(super) struct Apps {
    apps: Vec<AppView>,
}

/// What was opened, or found open.
#[derive(Serialize, schemars::JsonSchema)]
pub(super) struct LaunchedView {
    instance_id: app::InstanceId,
    card_id: CardId,
    stack_id: StackId,
    /// Whether it was not open before.
    new: bool,
}

/// Lists what is installed.
///
/// # Errors
/// Whatever the Sprite refuses.
pub async fn list(desk: Desk, Query(filter): Query<Filter<Sort>>) -> Result<HttpResponse> {
    let apps = verbs::look(&desk, |tx| Ok(registry::list(tx)?)).await?;
    let mut apps: Vec<app::App> = apps
        .into_iter()
        .filter(|app| filter.fits(app.category, [&app.name, &app.description, app.package.as_str()], &app.tags))
        .collect();
    match filter.sort {
        Sort::Name => {}
        Sort::Recent => apps.sort_by_key(|app| std::cmp::Reverse(app.last_used_at)),
        Sort::Installed => apps.sort_by_key(|app| std::cmp::Reverse(app.installed_at)),
    }
    Ok(HttpResponse::Ok().json(Apps { apps: apps.iter().map(AppView::from).collect() }))
}

/// Saves a package: installs it, or makes it the next version of the app.
///
/// # Errors
/// 400 with what is wrong with the package, and where; 409 when it asks for what the user has not been asked about, or
/// when somebody else's app has the id.
pub async fn save(desk: Desk, Json(new): Json<SaveApp>) -> Result<HttpResponse> {
    let text = new.package.get().to_owned();
    let sent = Sent { text, origin: Origin::Own, id: new.id, consent: new.permissions };
    Ok(HttpResponse::Created().json(AppView::from(&verbs::save(&desk, sent).await?)))
}

/// Takes in a file as it was exported.
///
/// # Errors
/// Those of [`save`].
pub async fn import(
    desk: Desk,
    request: HttpRequest,
    payload: Payload,
    Query(how): Query<Import>,
) -> Result<HttpResponse> {
    let body = read_body(&request, payload.into_inner(), "application/json", PACKAGE_BYTES_MAX).await?;
    let text = String::from_utf8(body.to_vec()).map_err(|_| Error::bad_request("invalid_package", "not UTF-8"))?;
    let consent = how.permissions.as_deref().map(permissions).transpose()?;
    let sent = Sent { text, origin: Origin::Import, id: how.id, consent };
    Ok(HttpResponse::Created().json(AppView::from(&verbs::save(&desk, sent).await?)))
}

/// Opens the app on a stack.
///
/// # Errors
/// 404 for an app or a stack that there isn't; 409 for one that is archived.
pub async fn launch(desk: Desk, state: Data<State>, id: Path<String>, Json(at): Json<Launch>) -> Result<HttpResponse> {
    let launched = verbs::open(&desk, &state, Named::new(&id)?, at.stack_id).await?;
    let (instance_id, card_id, stack_id) = (launched.instance, launched.card, launched.stack);
    Ok(HttpResponse::Ok().json(LaunchedView { instance_id, card_id, stack_id, new: launched.is_new }))
}

/// Hands the package out as a file.
///
/// # Errors
/// 404.
pub async fn export(desk: Desk, id: Path<String>) -> Result<HttpResponse> {
    let app = verbs::find(&desk, Named::new(&id)?).await?;
    let app_id = app.id;
    let text = verbs::look(&desk, move |tx| app::current(tx, app_id)).await?;
    let name = (CONTENT_DISPOSITION, disposition(app.package.as_str(), "aiapp"));
    Ok(HttpResponse::Ok().content_type("application/json").insert_header(name).body(text))
}

/// The permissions that words with commas between them spell.
pub(in crate::web) fn permissions(words: &str) -> Result<BTreeSet<Permission>> {
    let read = |word: &str| {
        Permission::new(word).ok_or_else(|| Error::invalid("permissions", format!("{word:?} is no permission")))
    };
    words.split(',').map(str::trim).filter(|word| !word.is_empty()).map(read).collect()
}

impl<Order> Filter<Order> {
    /// Whether an app is wanted that says this of itself.
    pub(super) fn fits(&self, category: Category, texts: [&str; 3], tags: &[String]) -> bool {
        self.category.is_none_or(|wanted| wanted == category)
            && self.tag.as_ref().is_none_or(|tag| tags.contains(tag))
            && holds(&self.q, texts, tags)
    }
}

/// Whether each word of `q` stands somewhere in what an app says of itself.
pub(in crate::web) fn holds(q: &str, texts: [&str; 3], tags: &[String]) -> bool {
    let all = texts.into_iter().chain(tags.iter().map(String::as_str));
    let all = all.collect::<Vec<_>>().join(" ").to_lowercase();
    q.to_lowercase().split_whitespace().all(|word| all.contains(word))
}
