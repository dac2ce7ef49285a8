//! Making an app: templates to start from, an editor that says what is wrong while it is written, and a preview in which
//! the app already works.
//!
//! Everything is plain forms; scripts make the checks and the preview live. Nothing is installed before its user saves,
//! and has allowed or refused what it asks for.

mod compose;
mod preview;
#[cfg(test)]
mod samples;
mod saving;
mod view;

use std::collections::{BTreeMap, BTreeSet};

use actix_web::{
    HttpResponse,
    http::StatusCode,
    web::{Data, Path, Query, ServiceConfig, get, post, resource},
};
use serde::Deserialize;

use super::{
    answer::{html, html_with, see_other},
    apps::{
        verbs::{self, Named},
        view::consent,
    },
    error::{Error, Result},
    extract::{Desk, Form},
    page::Page,
    state::State,
};
use crate::{
    account::{self, SignedIn},
    app::{
        self, App, Origin, PackageId, Permission,
        catalogue::{SYSTEM, shipped_as},
        package::PACKAGE_BYTES_MAX,
        registry,
        template::{Template, adopted},
    },
    db::Tx,
    kit::Line,
};
use preview::Opened;
use saving::To;
use view::{EditorPage, NewPage};

/// Every page of the creator. They stand before those of apps, which take any word for an app.
pub fn routes(app: &mut ServiceConfig) {
    app.service(resource("/apps/new").route(get().to(show)))
        .service(resource("/apps/new/edit").route(get().to(begin)).route(post().to(save_new)))
        .service(resource("/apps/new/preview").route(post().to(preview::preview)))
        .service(resource("/apps/new/compose").route(post().to(compose::compose)))
        .service(resource("/apps/{id}/edit").route(get().to(edit)).route(post().to(save_next)));
}

/// What to start from.
#[derive(Deserialize)]
pub struct From {
    #[serde(default)]
    from: String,
    /// An app that is installed, of which a copy is to be made.
    copy: Option<String>,
}

/// The editor as a form, or the question what an app may do.
#[derive(Deserialize)]
pub struct Edited {
    package: String,
    #[serde(rename = "do")]
    what: Wanted,
    /// There when its user was asked what it may do. The boxes stand beside it.
    asked: Option<String>,
    #[serde(flatten)]
    boxes: BTreeMap<String, String>,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Wanted {
    Check,
    Save,
}

impl Edited {
    /// Whether it is to be saved, its text, and what its user has allowed, when they were asked.
    fn read(self) -> (Wanted, String, Option<BTreeSet<Permission>>) {
        let consent = self.asked.map(|_| consent::of_form(&self.boxes));
        (self.what, plain(self.package), consent)
    }
}

/// `GET /apps/new`: what to start from.
///
/// # Errors
/// Not signed in.
pub async fn show(user: SignedIn, state: Data<State>, page: Page) -> Result<HttpResponse> {
    let has_model = state.apps.can_compose(user.user_id).await;
    html(&NewPage::new(page, has_model))
}

/// `GET /apps/new/edit?from=list`, or `?copy=` with an app: the editor with a text to start from.
///
/// # Errors
/// 404 for an app that is not there.
pub async fn begin(
    desk: Desk,
    user: SignedIn,
    state: Data<State>,
    page: Page,
    Query(asked): Query<From>,
) -> Result<HttpResponse> {
    let text = match &asked.copy {
        Some(id) => text_of(&desk, &verbs::find(&desk, Named::new(id)?).await?).await?,
        None => Template::from_word(&asked.from).unwrap_or(Template::Blank).text(|key| page.say(key)),
    };
    let text = own(&desk, &state, &user, text).await?;
    editor(&state, page, None, text, StatusCode::OK).await
}

/// `POST /apps/new/edit`: checks the text, or installs it and opens the app, once its user was asked what it may do.
///
/// # Errors
/// What is wrong with the request; what is wrong with the package stands on the page.
pub async fn save_new(desk: Desk, state: Data<State>, page: Page, Form(form): Form<Edited>) -> Result<HttpResponse> {
    let (wanted, text, consent) = form.read();
    if wanted == Wanted::Check {
        return editor(&state, page, None, text, StatusCode::OK).await;
    }
    let id = app::kept(&text).ok().map(|package| package.id);
    let is_taken = verbs::look(&desk, move |tx| Ok(id.is_some_and(|id| is_taken(tx, &id)))).await?;
    let refusal = |package: &app::Package| {
        let claims = package.author.as_str() == SYSTEM;
        match (is_taken, claims) {
            (true, _) => Some(("/id", "creator-id-taken")),
            (false, true) => Some(("/author", "creator-author-system")),
            (false, false) => None,
        }
    };
    saving::save(&desk, &state, page, To { app: None, text, consent }, refusal).await
}

/// `GET /apps/{id}/edit`: the editor with an app of one's own.
///
/// # Errors
/// 404.
pub async fn edit(desk: Desk, state: Data<State>, page: Page, id: Path<String>) -> Result<HttpResponse> {
    let app = verbs::find(&desk, Named::new(&id)?).await?;
    if app.origin != Origin::Own {
        return Ok(see_other(&format!("/apps/new/edit?copy={}", app.id)));
    }
    let text = text_of(&desk, &app).await?;
    editor(&state, page, Some(&app), text, StatusCode::OK).await
}

/// `POST /apps/{id}/edit`: checks the text, or makes it the next version of the app.
///
/// # Errors
/// 404; what is wrong with the package stands on the page.
pub async fn save_next(
    desk: Desk,
    state: Data<State>,
    page: Page,
    id: Path<String>,
    Form(form): Form<Edited>,
) -> Result<HttpResponse> {
    let app = verbs::find(&desk, Named::new(&id)?).await?;
    if app.origin != Origin::Own {
        return Err(Error::not_found());
    }
    let (wanted, text, consent) = form.read();
    if wanted == Wanted::Check {
        return editor(&state, page, Some(&app), text, StatusCode::OK).await;
    }
    let refusal = |package: &app::Package| {
        let is_other = package.id != app.package;
        let is_by_another = package.author.as_str() != app.author;
        match (is_other, is_by_another) {
            (true, _) => Some(("/id", "creator-id-stays")),
            (false, true) => Some(("/author", "creator-author-stays")),
            (false, false) => None,
        }
    };
    saving::save(&desk, &state, page, To { app: Some(&app), text, consent }, refusal).await
}

async fn editor(
    state: &State,
    page: Page,
    app: Option<&App>,
    text: String,
    status: StatusCode,
) -> Result<HttpResponse> {
    let opening = Opened::at(state, text.clone(), page.words).await;
    html_with(status, &EditorPage::new(page, app, text, opening))
}

async fn text_of(desk: &Desk, app: &App) -> Result<String> {
    let id = app.id;
    verbs::look(desk, move |tx| app::current(tx, id)).await
}

/// The text as a new app of the user's.
async fn own(desk: &Desk, state: &State, user: &SignedIn, text: String) -> Result<String> {
    let id = user.user_id;
    let found = state.platform.read(move |tx| account::find(tx, id)).await?;
    // A name that is too long for an author is cut: it stands in the text, where its owner can change it.
    let author: String = found.name.to_string().chars().take(60).collect();
    let author = Line::<60>::new(&author).map_or_else(|_| "you".to_owned(), |author| author.to_string());
    verbs::look(desk, move |tx| Ok(adopted(&text, &author, |id| is_taken(tx, id)))).await
}

/// Whether a new app can't have this id. One that is archived has its own, and its data.
fn is_taken(tx: &Tx, id: &PackageId) -> bool {
    shipped_as(id).is_some() || !matches!(registry::by_package(tx, id), Ok(None))
}

/// A form ends its lines with two characters (HTML, section 4.10.21.8); a package has one. More than a package has is
/// cut: the check says so.
fn plain(text: String) -> String {
    let mut text = text.replace("\r\n", "\n");
    text.truncate(text.floor_char_boundary(PACKAGE_BYTES_MAX + 1));
    text
}
