//! `/settings/tool-servers`: servers of tools for everybody's assistant, and how each tool may be used.

mod view;

use std::collections::BTreeMap;

use actix_web::{
    HttpResponse,
    http::StatusCode,
    web::{Data, Query},
};
use serde::Deserialize;

use crate::{
    kit::Secret,
    toolbox::{self, Key, Rule, ToolServer, ToolServerId, ToolServerNoun},
    web::{
        answer::{html, html_with, see_other},
        error::Result,
        extract::{AdminUser, Form, PathId},
        page::Page,
        state::State,
    },
};
use view::{ListPage, ServerPage, told};

/// What stands before a tool's name in the form.
const TOOL: &str = "tool:";

/// The form of a new server.
#[derive(Clone, Default, Deserialize)]
pub struct Fields {
    name: String,
    url: String,
    #[serde(default)]
    key: String,
}

/// What the form that led here has done.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Done {
    Added,
    Saved,
    Asked,
    Archived,
}

#[derive(Deserialize)]
pub struct Asked {
    done: Option<Done>,
}

/// `GET /settings/tool-servers`.
///
/// # Errors
/// Whatever the database refuses.
pub async fn list(state: Data<State>, page: Page, _: AdminUser, asked: Query<Asked>) -> Result<HttpResponse> {
    html(&ListPage::new(page, &all(&state).await?, asked.done, Fields::default(), None))
}

/// `POST /settings/tool-servers`. Asks the server for its tools and keeps it with them.
///
/// # Errors
/// Whatever the database refuses. What is wrong with the form, or why the server can't be asked, stands on the page.
pub async fn add(state: Data<State>, page: Page, _: AdminUser, Form(fields): Form<Fields>) -> Result<HttpResponse> {
    let key = Some(fields.key.trim()).filter(|key| !key.is_empty()).map(Secret::new);
    let added = match toolbox::ask(&state.models.fetch, &fields.url, key.as_ref()).await {
        Ok(offers) => {
            let (seal, ambient, given) = (state.models.seal.clone(), state.ambient.clone(), fields.clone());
            let add = move |tx: &crate::db::Tx| {
                toolbox::add(tx, &seal, (&given.name, &given.url), key.as_ref(), offers, &ambient)
            };
            state.platform.write(add).await
        }
        Err(error) => Err(error),
    };
    match added {
        Ok(id) => Ok(see_other(&format!("{}?done=added", address(id)))),
        Err(error) => {
            let Some(sentence) = told(&page, &error) else { return Err(error.into()) };
            let view = ListPage::new(page, &all(&state).await?, None, fields, Some(sentence));
            html_with(StatusCode::UNPROCESSABLE_ENTITY, &view)
        }
    }
}

/// `GET /settings/tool-servers/{id}`.
///
/// # Errors
/// 404 for one that there isn't.
pub async fn show(
    state: Data<State>,
    page: Page,
    _: AdminUser,
    id: PathId<ToolServerNoun>,
    asked: Query<Asked>,
) -> Result<HttpResponse> {
    html(&ServerPage::new(page, &one(&state, id.0).await?, asked.done, None))
}

/// `POST /settings/tool-servers/{id}/tools`: how its tools may be used. One that the form does not name is not used.
///
/// # Errors
/// 404 for one that there isn't.
pub async fn set_rules(
    state: Data<State>,
    _: AdminUser,
    id: PathId<ToolServerNoun>,
    Form(words): Form<BTreeMap<String, String>>,
) -> Result<HttpResponse> {
    let now = state.ambient.now();
    let rule_of = move |tool: &str| {
        words.get(&format!("{TOOL}{tool}")).and_then(|word| Rule::from_word(word)).unwrap_or_default()
    };
    state.platform.write(move |tx| toolbox::set_rules(tx, id.0, rule_of, now)).await?;
    Ok(see_other(&format!("{}?done=saved", address(id.0))))
}

/// `POST /settings/tool-servers/{id}/refresh`: asks the server for its tools once more.
///
/// # Errors
/// 404 for one that there isn't. Why the server can't be asked stands on the page.
pub async fn refresh(state: Data<State>, page: Page, _: AdminUser, id: PathId<ToolServerNoun>) -> Result<HttpResponse> {
    let server = one(&state, id.0).await?;
    let key = match &server.key {
        Key::Known(key) => Some(key),
        Key::None | Key::Lost => None,
    };
    let offers = match toolbox::ask(&state.models.fetch, &server.url, key).await {
        Ok(offers) => offers,
        Err(error) => {
            let Some(sentence) = told(&page, &error) else { return Err(error.into()) };
            return html_with(StatusCode::UNPROCESSABLE_ENTITY, &ServerPage::new(page, &server, None, Some(sentence)));
        }
    };
    let now = state.ambient.now();
    state.platform.write(move |tx| toolbox::refresh(tx, id.0, offers, now)).await?;
    Ok(see_other(&format!("{}?done=asked", address(id.0))))
}

/// `POST /settings/tool-servers/{id}/archive`.
///
/// # Errors
/// 404 for one that there isn't.
pub async fn archive(state: Data<State>, _: AdminUser, id: PathId<ToolServerNoun>) -> Result<HttpResponse> {
    let now = state.ambient.now();
    state.platform.write(move |tx| toolbox::archive(tx, id.0, now)).await?;
    Ok(see_other("/settings/tool-servers?done=archived"))
}

fn address(id: ToolServerId) -> String {
    format!("/settings/tool-servers/{id}")
}

async fn all(state: &State) -> Result<Vec<ToolServer>> {
    let seal = state.models.seal.clone();
    Ok(state.platform.read(move |tx| toolbox::list(tx, &seal)).await?)
}

async fn one(state: &State, id: ToolServerId) -> Result<ToolServer> {
    let seal = state.models.seal.clone();
    Ok(state.platform.read(move |tx| toolbox::find(tx, &seal, id)).await?)
}
