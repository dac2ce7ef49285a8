//! Taking in a file: its user is shown what it is and what it asks for before it is installed.

use std::collections::{BTreeMap, BTreeSet};

use actix_multipart::Multipart;
use actix_web::{HttpResponse, http::StatusCode};
use futures_util::StreamExt;

use super::{
    notice::{Done, Notice},
    verbs::{self, Sent},
    view::{consent, import::ImportPage},
};
use crate::{
    app::{self, PackageId, Permission, package::PACKAGE_BYTES_MAX, registry::Origin},
    web::{
        answer::{html_with, see_other},
        error::{Error, Result},
        extract::{Desk, Form},
        page::Page,
    },
};

/// `POST /apps/import`: installs the file of the form, or asks its user first.
///
/// # Errors
/// What is wrong with the request; what is wrong with the file stands on the page.
pub async fn receive(desk: Desk, page: Page, form: Multipart) -> Result<HttpResponse> {
    let text = match file(form).await {
        Ok(text) => text,
        Err(error) => return refused(page, error, String::new()),
    };
    take_in(&desk, page, text, None, None).await
}

/// `POST /apps/import/confirm`: installs what was shown, with what its user allows.
///
/// # Errors
/// What is wrong with the request; what is wrong with the file stands on the page.
pub async fn confirm(desk: Desk, page: Page, Form(fields): Form<BTreeMap<String, String>>) -> Result<HttpResponse> {
    let text = fields.get("package").cloned().unwrap_or_default();
    let id = fields.get("id").map(|id| id.trim()).filter(|id| !id.is_empty());
    let id = id.map(|id| PackageId::new(id).ok_or_else(|| Error::bad_request("invalid_package", "the id")));
    let id = match id.transpose() {
        Ok(id) => id,
        Err(error) => return refused(page, error, text),
    };
    take_in(&desk, page, text, id, Some(consent::of_form(&fields))).await
}

async fn take_in(
    desk: &Desk,
    page: Page,
    text: String,
    id: Option<PackageId>,
    consent: Option<BTreeSet<Permission>>,
) -> Result<HttpResponse> {
    let sent = Sent { text: text.clone(), origin: Origin::Import, id, consent };
    match verbs::save(desk, sent).await {
        Ok(app) => Ok(see_other(&format!("/apps/{}?done={}", app.id, Done::Imported.as_str()))),
        Err(error) => refused(page, error, text),
    }
}

/// The page with what is wrong, or with what has to be asked; the package stays in its form.
fn refused(page: Page, error: Error, text: String) -> Result<HttpResponse> {
    let is_clash = error.code == "app_clash";
    let is_question = error.code == "app_consent_needed";
    let status = if is_question { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let notice = if is_question { None } else { Some(Notice::about(error, &page)?) };
    let package = app::kept(&text).ok();
    html_with(status, &ImportPage::new(page, package.as_ref(), text, is_clash, notice))
}

async fn file(mut form: Multipart) -> Result<String> {
    let broken = || Error::bad_request("bad_body", "the body broke off");
    while let Some(field) = form.next().await {
        let mut field = field.map_err(|_| broken())?;
        if field.name() != Some("file") {
            continue;
        }
        let too_large = || Error::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", "the package is too large");
        let bytes = field.bytes(PACKAGE_BYTES_MAX).await.map_err(|_| too_large())?.map_err(|_| broken())?;
        let text = String::from_utf8(bytes.to_vec());
        return text.map_err(|_| Error::bad_request("invalid_package", "the file is not text"));
    }
    Err(Error::invalid("file", "choose a file first"))
}
