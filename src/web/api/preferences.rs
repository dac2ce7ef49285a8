//! `/api/preferences` and `/api/storage`: what a user prefers, and how much room their things take.

use actix_web::{HttpResponse, web::Data};
use serde::{Deserialize, Serialize};

use super::super::{
    error::Result,
    extract::{Desk, Json},
    settings::{look, set},
    state::State,
};
use crate::{
    protocol::action::given,
    settings::{self, Edit, Lang, Settings, Theme, Used},
    stack::StackId,
};

#[derive(Serialize, schemars::JsonSchema)]
pub(super) struct Preferences {
    theme: Theme,
    /// Absent: the one that the browser asks for.
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<Lang>,
    /// How often the desk is kept as a session while somebody is there, in seconds; 0 is never.
    autosave_s: u32,
    /// The stack that signing in opens. Absent: the one that was used last.
    #[serde(skip_serializing_if = "Option::is_none")]
    default_stack_id: Option<StackId>,
    /// Whether single letters and signs are shortcuts while the desk has the focus.
    single_keys: bool,
}

/// What is to be another way. What is absent stays as it is; null takes a choice back.
#[derive(Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangePreferences {
    #[serde(default)]
    theme: Option<Theme>,
    #[serde(default, deserialize_with = "given")]
    #[schemars(with = "Option<Lang>")]
    language: Option<Option<Lang>>,
    #[serde(default)]
    autosave_s: Option<u32>,
    #[serde(default, deserialize_with = "given")]
    #[schemars(with = "Option<StackId>")]
    default_stack_id: Option<Option<StackId>>,
    #[serde(default)]
    single_keys: Option<bool>,
}

/// Bytes, by what they are of.
#[derive(Serialize, schemars::JsonSchema)]
pub(super) struct Storage {
    cards: u64,
    documents: u64,
    /// What all documents may have together.
    documents_max: u64,
    apps: u64,
    sessions: u64,
    chat: u64,
    memory: u64,
}

/// Shows what the user prefers.
///
/// # Errors
/// Whatever the Sprite refuses.
pub async fn show(desk: Desk) -> Result<HttpResponse> {
    let own = desk.read(|tx| Ok(settings::read(tx)?)).await?;
    Ok(HttpResponse::Ok().json(Preferences::from(own)))
}

/// Notes what the user prefers from now on. A browser that asks looks so at once.
///
/// # Errors
/// 400 for a value that makes no sense, 404 for a stack that there isn't.
pub async fn update(state: Data<State>, desk: Desk, Json(new): Json<ChangePreferences>) -> Result<HttpResponse> {
    let edit = Edit::from(new);
    set(&desk, edit).await?;
    look::keep(&state, show(desk).await?, &edit)
}

/// Shows how much room things take.
///
/// # Errors
/// Whatever the Sprite refuses.
pub async fn storage(state: Data<State>, desk: Desk) -> Result<HttpResponse> {
    let used = desk.read(|tx| Ok(settings::used(tx)?)).await?;
    Ok(HttpResponse::Ok().json(Storage::new(used, state.config.documents.user_mib_max << 20)))
}

impl From<Settings> for Preferences {
    fn from(own: Settings) -> Self {
        let Settings { theme, language, autosave_s, default_stack, single_keys } = own;
        Self { theme, language, autosave_s, default_stack_id: default_stack, single_keys }
    }
}

impl From<ChangePreferences> for Edit {
    fn from(new: ChangePreferences) -> Self {
        let ChangePreferences { theme, language, autosave_s, default_stack_id, single_keys } = new;
        Self { theme, language, autosave_s, default_stack: default_stack_id, single_keys }
    }
}

impl Storage {
    const fn new(used: Used, documents_max: u64) -> Self {
        let Used { cards, documents, apps, sessions, chat, memory } = used;
        Self { cards, documents, documents_max, apps, sessions, chat, memory }
    }
}
