//! Looking after the server's models.

mod form;

use actix_web::{
    HttpResponse,
    http::StatusCode,
    web::{Data, Query},
};
use serde::Deserialize;

use super::{
    back,
    view::{Done, Fresh, SettingsPage, Trial},
};
use crate::{
    account::Role,
    model::{self, ModelNoun},
    web::{
        answer::{html, html_with},
        error::Result,
        extract::{AdminUser, Form, PathId},
        page::Page,
        state::State,
    },
};

pub(super) use form::told;
use form::{Fields, ModelPage, Preset};

/// A model by its name.
#[derive(Deserialize)]
pub struct Named {
    model: String,
}

/// What a new model is filled in for.
#[derive(Deserialize)]
pub struct For {
    r#for: Option<Preset>,
}

/// `GET /settings/models/new`.
///
/// # Errors
/// None but the page's own.
pub async fn new(state: Data<State>, page: Page, _: AdminUser, Query(wish): Query<For>) -> Result<HttpResponse> {
    html(&ModelPage::new(&state, page, None, Fields::filled_in(wish.r#for)))
}

/// `POST /settings/models`.
///
/// # Errors
/// Whatever the database refuses. What is wrong with the form stands on the page.
pub async fn add(state: Data<State>, page: Page, _: AdminUser, Form(fields): Form<Fields>) -> Result<HttpResponse> {
    let new = match fields.read() {
        Ok(new) => new,
        Err(key) => return refuse(&state, page, None, fields, key.to_owned()),
    };
    let (catalogue, ambient) = (state.models.catalogue.clone(), state.ambient.clone());
    match state.platform.write(move |tx| model::add(tx, &catalogue, new, &ambient)).await {
        Ok(_) => Ok(back(Done::ModelSaved)),
        Err(error) => refuse_for(&state, page, None, fields, error),
    }
}

/// `GET /settings/models/{id}`.
///
/// # Errors
/// 404 for one that there isn't.
pub async fn edit(state: Data<State>, page: Page, _: AdminUser, id: PathId<ModelNoun>) -> Result<HttpResponse> {
    let catalogue = state.models.catalogue.clone();
    let model = state.platform.read(move |tx| model::find(tx, &catalogue, id.0)).await?;
    html(&ModelPage::new(&state, page, Some(&model), Fields::of(&model)))
}

/// `POST /settings/models/{id}`.
///
/// # Errors
/// 404 for one that there isn't. What is wrong with the form stands on the page.
pub async fn change(
    state: Data<State>,
    page: Page,
    _: AdminUser,
    id: PathId<ModelNoun>,
    Form(fields): Form<Fields>,
) -> Result<HttpResponse> {
    let catalogue = state.models.catalogue.clone();
    let before = state.platform.read(move |tx| model::find(tx, &catalogue, id.0)).await?;
    let new = match fields.read() {
        Ok(new) => new,
        Err(key) => return refuse(&state, page, Some(&before), fields, key.to_owned()),
    };
    let (catalogue, now) = (state.models.catalogue.clone(), state.ambient.now());
    match state.platform.write(move |tx| model::edit(tx, &catalogue, id.0, new, now)).await {
        Ok(()) => Ok(back(Done::ModelSaved)),
        Err(error) => refuse_for(&state, page, Some(&before), fields, error),
    }
}

/// `POST /settings/models/{id}/archive`.
///
/// # Errors
/// 404 for one that there isn't.
pub async fn archive(state: Data<State>, _: AdminUser, id: PathId<ModelNoun>) -> Result<HttpResponse> {
    let now = state.ambient.now();
    state.platform.write(move |tx| model::archive(tx, id.0, now)).await?;
    Ok(back(Done::ModelArchived))
}

/// `POST /settings/models/{id}/restore`.
///
/// # Errors
/// 404 for one that there isn't, 409 when its name is taken.
pub async fn restore(state: Data<State>, _: AdminUser, id: PathId<ModelNoun>) -> Result<HttpResponse> {
    let (catalogue, now) = (state.models.catalogue.clone(), state.ambient.now());
    state.platform.write(move |tx| model::restore(tx, &catalogue, id.0, now)).await?;
    Ok(back(Done::ModelRestored))
}

/// `POST /settings/models/usual`: who answers whoever has not chosen.
///
/// # Errors
/// 404 for one that not everybody may choose.
pub async fn make_usual(state: Data<State>, _: AdminUser, Form(named): Form<Named>) -> Result<HttpResponse> {
    let (catalogue, now) = (state.models.catalogue.clone(), state.ambient.now());
    state.platform.write(move |tx| model::choose_for_all(tx, &catalogue, &named.model, now)).await?;
    Ok(back(Done::ModelUsual))
}

/// `POST /settings/models/try`: asks the model for a word, and shows what it says.
///
/// # Errors
/// 404 for one that there isn't.
pub async fn try_out(
    state: Data<State>,
    page: Page,
    AdminUser(admin): AdminUser,
    Form(named): Form<Named>,
) -> Result<HttpResponse> {
    let catalogue = state.models.catalogue.clone();
    let model = state.platform.read(move |tx| model::offered(tx, &catalogue, &named.model, Role::Admin)).await?;
    let tried = model::try_out(&state.models.fetch, &model).await;
    let fresh = Fresh { trial: Some(Trial { name: model.name.to_string(), tried }), ..Fresh::default() };
    html(&SettingsPage::load(&state, page, &admin, fresh).await?)
}

/// Shows the form again with the sentence about what is wrong with it.
fn refuse(
    state: &State,
    page: Page,
    model: Option<&model::Model>,
    fields: Fields,
    key: String,
) -> Result<HttpResponse> {
    let error = page.say(&key);
    html_with(StatusCode::UNPROCESSABLE_ENTITY, &ModelPage::new(state, page, model, fields).with_error(error))
}

fn refuse_for(
    state: &State,
    page: Page,
    model: Option<&model::Model>,
    fields: Fields,
    error: model::Error,
) -> Result<HttpResponse> {
    match told(&page, &error) {
        Some(sentence) => {
            let view = ModelPage::new(state, page, model, fields).with_error(sentence);
            html_with(StatusCode::UNPROCESSABLE_ENTITY, &view)
        }
        None => Err(error.into()),
    }
}
