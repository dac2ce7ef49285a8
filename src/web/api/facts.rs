//! `/api/documents/{id}/facts`.

use actix_web::{HttpResponse, web::Path};
use serde::{Deserialize, Serialize};

use super::super::{
    document::{fact_field, put, remove},
    error::{Error, Result},
    extract::{Desk, Json, PathId},
};
use crate::document::{
    DocumentId, DocumentKind,
    extraction::{self, Extraction},
};

/// What the reader says a fact is; empty when there is no such fact.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Correction {
    value: String,
}

#[derive(Serialize)]
struct Facts {
    facts: Vec<FactView>,
}

/// One fact of a document.
#[derive(Serialize)]
struct FactView {
    name: &'static str,
    /// What holds: the correction, else what was found. Empty when its reader says that there is no such fact.
    value: String,
    corrected: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    found: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    page: Option<u32>,
    /// How sure what was found is, from 0 to 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    confidence: Option<f64>,
}

/// Lists the facts of a document.
///
/// # Errors
/// 404.
pub async fn list(desk: Desk, id: PathId<DocumentKind>) -> Result<HttpResponse> {
    answer(&desk, id.0).await
}

/// Keeps a correction, or a fact that was missing.
///
/// # Errors
/// 404, also for a name that no fact has; what is wrong with the value.
pub async fn correct(desk: Desk, path: Path<(String, String)>, Json(to): Json<Correction>) -> Result<HttpResponse> {
    let id = id_of(&path.0)?;
    put(&desk, id, fact_field(&path.1)?, &to.value).await?;
    answer(&desk, id).await
}

/// Takes a correction back.
///
/// # Errors
/// 404, also when nothing was corrected.
pub async fn take_back(desk: Desk, path: Path<(String, String)>) -> Result<HttpResponse> {
    let id = id_of(&path.0)?;
    remove(&desk, id, fact_field(&path.1)?).await?;
    answer(&desk, id).await
}

fn id_of(text: &str) -> Result<DocumentId> {
    text.parse().map_err(|_| Error::not_found())
}

async fn answer(desk: &Desk, id: DocumentId) -> Result<HttpResponse> {
    let facts = desk.read(move |tx| Ok(extraction::list(tx, id)?)).await?;
    Ok(HttpResponse::Ok().json(Facts { facts: facts.iter().map(FactView::from).collect() }))
}

impl From<&Extraction> for FactView {
    fn from(fact: &Extraction) -> Self {
        Self {
            name: fact.field.as_str(),
            value: fact.value().to_owned(),
            corrected: fact.corrected.is_some(),
            found: fact.found.as_ref().map(|found| found.value.clone()),
            page: fact.found.as_ref().map(|found| found.page),
            confidence: fact.found.as_ref().map(|found| (found.confidence * 100.0).round() / 100.0),
        }
    }
}
