//! `/api/imports`: repositories that are brought here.

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Data, Payload},
};
use serde::Serialize;

use crate::{
    account::SignedIn,
    kit::Timestamp,
    repo::import::{Import, ImportId, ImportKind, Stage},
    web::{
        error::{Error, Result},
        extract::PathId,
        state::State,
        workspace::import,
    },
};

/// How far an import is.
#[derive(Serialize, schemars::JsonSchema)]
pub(in crate::web::api) struct ImportView {
    import_id: ImportId,
    name: String,
    begun_at: Timestamp,
    /// `waiting`, `receiving`, `checking`, `done` or `failed`.
    stage: &'static str,
    /// Bytes that have come from another server.
    #[serde(skip_serializing_if = "Option::is_none")]
    bytes: Option<u64>,
    /// Files of an archive that have been taken out.
    #[serde(skip_serializing_if = "Option::is_none")]
    files: Option<u64>,
    /// Where it is now, when it is done: the owner's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    owner: Option<String>,
    /// What was not taken over, because its name means something else here.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    left_out: Vec<String>,
    /// Why nothing was made.
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<String>,
}

#[derive(Serialize, schemars::JsonSchema)]
pub(in crate::web::api) struct ImportsView {
    imports: Vec<ImportView>,
}

/// Lists those of whoever asks: what is going on, and what ended within the hour.
///
/// # Errors
/// None of its own.
pub async fn list(user: SignedIn, state: Data<State>) -> Result<HttpResponse> {
    let imports = state.importer.imports.list(user.user_id).into_iter().map(ImportView::from).collect();
    Ok(HttpResponse::Ok().json(ImportsView { imports }))
}

/// Begins one, from a form with `file`, or with `address` and perhaps `token`.
///
/// # Errors
/// What is wrong with the form; 403 when too many are going on; 413, 415.
pub async fn begin(user: SignedIn, state: Data<State>, request: HttpRequest, payload: Payload) -> Result<HttpResponse> {
    let mut sent = import::receive(&state, &request, payload).await?;
    let begun = import::start(&state, &user, &mut sent)?;
    Ok(HttpResponse::Accepted().json(ImportView::from(begun)))
}

/// Shows how far one is.
///
/// # Errors
/// 404, also for one that a restart has ended.
pub async fn show(user: SignedIn, state: Data<State>, id: PathId<ImportKind>) -> Result<HttpResponse> {
    let import = state.importer.imports.find(user.user_id, id.0).ok_or_else(Error::not_found)?;
    Ok(HttpResponse::Ok().json(ImportView::from(import)))
}

/// Ends one, with all that it has brought; forgets one that is over.
///
/// # Errors
/// 404.
pub async fn end(user: SignedIn, state: Data<State>, id: PathId<ImportKind>) -> Result<HttpResponse> {
    let is_there = state.importer.imports.end(user.user_id, id.0);
    if is_there { Ok(HttpResponse::NoContent().finish()) } else { Err(Error::not_found()) }
}

impl From<Import> for ImportView {
    fn from(import: Import) -> Self {
        let mut view = Self {
            import_id: import.id,
            name: import.name.to_string(),
            begun_at: import.begun_at,
            stage: import::word(&import.stage),
            bytes: None,
            files: None,
            owner: None,
            left_out: Vec::new(),
            message: None,
        };
        match import.stage {
            Stage::Waiting => {}
            Stage::Receiving { bytes } => view.bytes = Some(bytes),
            Stage::Checking { files } => view.files = Some(files).filter(|files| *files > 0),
            Stage::Done(brought) => {
                view.name = brought.repo.name_part().to_owned();
                (view.owner, view.left_out) = (Some(brought.repo.owner_part().to_owned()), brought.left_out);
            }
            Stage::Failed(message) => view.message = Some(message),
        }
        view
    }
}
