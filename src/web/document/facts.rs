//! The facts of a document, corrected by its reader.

use actix_web::HttpResponse;
use serde::Deserialize;

use super::{
    super::{
        answer::see_other,
        error::{Error, Result},
        extract::{Desk, Form, PathId},
    },
    change,
};
use crate::document::{
    DocumentId, DocumentKind,
    extraction::{self, Field, Value},
};

/// What the reader says a fact is; empty when there is no such fact.
#[derive(Deserialize)]
pub struct Correction {
    field: String,
    #[serde(default)]
    value: String,
}

/// `POST /documents/{id}/facts`: keeps a correction, or a fact that was missing.
///
/// # Errors
/// 404; what is wrong with the value.
pub async fn correct(desk: Desk, id: PathId<DocumentKind>, Form(correction): Form<Correction>) -> Result<HttpResponse> {
    put(&desk, id.0, field(&correction.field)?, &correction.value).await?;
    Ok(see_other(&format!("/documents/{}#facts", id.0)))
}

/// `POST /documents/{id}/facts/restore`: takes a correction back.
///
/// # Errors
/// 404.
pub async fn take_back(
    desk: Desk,
    id: PathId<DocumentKind>,
    Form(correction): Form<Correction>,
) -> Result<HttpResponse> {
    remove(&desk, id.0, field(&correction.field)?).await?;
    Ok(see_other(&format!("/documents/{}#facts", id.0)))
}

/// The field with this name.
pub(in crate::web) fn field(name: &str) -> Result<Field> {
    Field::from_word(name).ok_or_else(Error::not_found)
}

/// Keeps a correction.
pub(in crate::web) async fn put(desk: &Desk, id: DocumentId, field: Field, value: &str) -> Result<()> {
    let value = match value.trim() {
        "" => None,
        value => Some(Value::new(value).map_err(|error| Error::invalid("value", error.to_string()))?),
    };
    change(desk, move |tx, context| extraction::correct(tx, id, field, value.as_ref(), context.now)).await
}

/// Takes a correction back.
pub(in crate::web) async fn remove(desk: &Desk, id: DocumentId, field: Field) -> Result<()> {
    change(desk, move |tx, _| extraction::take_back(tx, id, field)).await
}
