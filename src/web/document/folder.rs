//! The folder in which a document lies.

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
use crate::document::{self, DocumentId, DocumentKind, Folder};

/// Where a document is to lie.
#[derive(Deserialize)]
pub struct Place {
    #[serde(default)]
    folder: String,
}

/// `POST /documents/{id}/folder`: lays the document into a folder, which need not be there yet.
///
/// # Errors
/// 404; what is wrong with the name.
pub async fn lay(desk: Desk, id: PathId<DocumentKind>, Form(place): Form<Place>) -> Result<HttpResponse> {
    lay_into(&desk, id.0, &place.folder).await?;
    Ok(see_other(&format!("/documents/{}", id.0)))
}

/// Lays a document into a folder.
pub(in crate::web) async fn lay_into(desk: &Desk, id: DocumentId, folder: &str) -> Result<()> {
    let folder = read(folder)?;
    change(desk, move |tx, _| document::lay_into(tx, id, &folder)).await
}

/// A folder, as somebody names it.
pub(in crate::web) fn read(folder: &str) -> Result<Folder> {
    Folder::new(folder).map_err(|error| Error::invalid("folder", error.to_string()))
}
