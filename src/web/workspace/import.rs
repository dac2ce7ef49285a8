//! Bringing a repository here: what is sent for it, and how far it is.

use std::time::Duration;

use actix_multipart::{Field, Multipart};
use actix_web::{
    HttpRequest, HttpResponse,
    http::{StatusCode, header::CONTENT_TYPE},
    web::{Data, Payload},
};
use futures_util::StreamExt;
use tokio::time::timeout;

use super::{
    at::author_of,
    view::{
        Notice,
        import::{ImportPage, ImportingPage, Offer},
    },
};
use crate::{
    account::SignedIn,
    document::Incoming,
    kit::Secret,
    repo::{
        RepoName, Visibility,
        import::{Address, Import, ImportKind, NewImport, Source, Stage},
    },
    web::{
        answer::{html, html_with, see_other},
        error::{Error, Result},
        extract::PathId,
        page::Page,
        state::State,
    },
};

/// How long nothing may come: a bound on connections that trickle.
const SILENCE_MAX: Duration = Duration::from_secs(30);

/// How long all of it may take: the largest bundle over a line of half a megabyte a second.
const UPLOAD_MAX: Duration = Duration::from_mins(30);

/// Bytes of a field that is no file.
const FIELD_BYTES_MAX: usize = 4 << 10;

/// Fields of one form.
const FIELDS_MAX: usize = 20;

/// What a form asks for.
#[derive(Default)]
pub struct Sent {
    pub(super) name: String,
    pub(super) description: String,
    pub(super) visibility: String,
    pub(super) address: String,
    token: String,
    /// The file, and what its sender calls it.
    file: Option<(String, Incoming)>,
}

/// `GET /workspace/import`.
///
/// # Errors
/// When the page can't be made.
pub async fn ask(user: SignedIn, state: Data<State>, page: Page) -> Result<HttpResponse> {
    html(&ImportPage::new(page, offer(&state, &user), Sent::default(), None))
}

/// `POST /workspace/import`: begins one, and leads to where it can be watched.
///
/// # Errors
/// What is wrong with the request itself; what is wrong with the form stands on the page.
pub async fn begin(
    user: SignedIn,
    state: Data<State>,
    page: Page,
    request: HttpRequest,
    payload: Payload,
) -> Result<HttpResponse> {
    let mut sent = receive(&state, &request, payload).await?;
    match start(&state, &user, &mut sent) {
        Ok(import) => Ok(see_other(&format!("/workspace/imports/{}", import.id))),
        Err(error) => {
            let status = error.status;
            let notice = Notice::about(error, &page)?;
            html_with(status, &ImportPage::new(page, offer(&state, &user), sent, Some(notice)))
        }
    }
}

fn offer(state: &State, user: &SignedIn) -> Offer {
    Offer {
        sites: state.repos.import_sites().iter().map(ToString::to_string).collect(),
        bytes_max: state.repos.push_bytes_max(),
        has_git: state.repos.program().is_some(),
        imports: state.importer.imports.list(user.user_id),
    }
}

/// `GET /workspace/imports/{id}`: how far it is. One that a restart has ended is not there any more.
///
/// # Errors
/// 404.
pub async fn show(user: SignedIn, state: Data<State>, page: Page, id: PathId<ImportKind>) -> Result<HttpResponse> {
    let import = state.importer.imports.find(user.user_id, id.0).ok_or_else(Error::not_found)?;
    html(&ImportingPage::new(page, import))
}

/// `POST /workspace/imports/{id}/end`: ends it, with all that it has brought.
///
/// # Errors
/// 404.
pub async fn end(user: SignedIn, state: Data<State>, id: PathId<ImportKind>) -> Result<HttpResponse> {
    let is_there = state.importer.imports.end(user.user_id, id.0);
    if is_there { Ok(see_other("/workspace/import")) } else { Err(Error::not_found()) }
}

/// Begins what was asked for.
///
/// # Errors
/// What is wrong with it; 403 when too many are going on; 503 when it needs git, and there is none.
pub fn start(state: &State, user: &SignedIn, sent: &mut Sent) -> Result<Import> {
    let source = match sent.file.take() {
        Some((called, file)) if file.bytes() > 0 => {
            sent.name = named(&sent.name, &called);
            Source::File(Box::new(file))
        }
        _ if sent.address.trim().is_empty() => {
            return Err(Error::invalid("file", "choose a file, or give an address"));
        }
        _ => {
            sent.name = named(&sent.name, sent.address.trim().trim_end_matches('/'));
            let token = Some(sent.token.trim()).filter(|token| !token.is_empty()).map(Secret::new);
            let address = Address::new(&sent.address, token, state.importer.repos.import_sites());
            let address = address.map_err(|why| Error::invalid("address", why.to_string()))?;
            if state.importer.repos.program().is_none() {
                return Err(Error::unavailable("no_git", "this server has no program git: bring a ZIP archive"));
            }
            Source::Site(address)
        }
    };
    let name = RepoName::new(sent.name.trim()).map_err(|why| Error::invalid("name", why.to_string()))?;
    let visibility = Visibility::from_word(&sent.visibility).unwrap_or(Visibility::Private);
    let new = NewImport { name, description: sent.description.clone(), visibility, source, origin: None };
    Ok(state.importer.begin(user, author_of(user), new)?)
}

/// Reads the form; its file is kept beside the documents that come in, and is gone when it is dropped.
///
/// # Errors
/// 408, 413, 415; when the disk refuses.
pub async fn receive(state: &State, request: &HttpRequest, payload: Payload) -> Result<Sent> {
    let kind = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !kind.starts_with("multipart/form-data") {
        let message = "the body must be multipart/form-data, with a field named file or address";
        return Err(Error::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", message));
    }
    let mut form = Multipart::new(request.headers(), payload);
    let receiving = async {
        let mut sent = Sent::default();
        for _ in 0..FIELDS_MAX {
            let Some(field) = timeout(SILENCE_MAX, form.next()).await.map_err(|_| too_slow())? else { break };
            sent.take(state, field.map_err(|_| broken_off())?).await?;
        }
        Ok(sent)
    };
    timeout(UPLOAD_MAX, receiving).await.map_err(|_| too_slow())?
}

impl Sent {
    async fn take(&mut self, state: &State, mut field: Field) -> Result<()> {
        let name = field.name().unwrap_or_default().to_owned();
        if name == "file" {
            let called = field.content_disposition().and_then(|about| about.get_filename()).unwrap_or_default();
            let called = called.to_owned();
            let file = keep(state, &mut field).await?;
            self.file = Some((called, file));
            return Ok(());
        }
        let too_long = |_| Error::invalid(name.clone(), "is too long");
        let bytes = field.bytes(FIELD_BYTES_MAX).await.map_err(too_long)?.map_err(|_| broken_off())?;
        let text = String::from_utf8(bytes.to_vec()).map_err(|_| broken_off())?;
        match name.as_str() {
            "name" => self.name = text,
            "description" => self.description = text,
            "visibility" => self.visibility = text,
            "address" => self.address = text,
            "token" => self.token = text,
            _ => {}
        }
        Ok(())
    }
}

async fn keep(state: &State, field: &mut Field) -> Result<Incoming> {
    let bytes_max = state.repos.push_bytes_max();
    let mut incoming = state.readings.shelf().begin(&state.ambient).map_err(Error::internal)?;
    while let Some(chunk) = timeout(SILENCE_MAX, field.next()).await.map_err(|_| too_slow())? {
        let chunk = chunk.map_err(|_| broken_off())?;
        if incoming.bytes() + chunk.len() as u64 > bytes_max {
            let message = format!("a file may have at most {} MiB here", bytes_max >> 20);
            return Err(Error::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", message).with_field("file"));
        }
        // Into the system's memory: some kilobytes at a time, and nobody waits for the disk here.
        incoming.write(&chunk).map_err(Error::internal)?;
    }
    Ok(incoming)
}

/// The name that was given; without one, what a file or the end of an address is called, as far as it can be a name.
fn named(given: &str, called: &str) -> String {
    if !given.trim().is_empty() {
        return given.to_owned();
    }
    let last = called.rsplit(['/', '\\']).next().unwrap_or_default();
    let stem = [".zip", ".bundle", ".git"].iter().fold(last, |stem, ending| stem.strip_suffix(ending).unwrap_or(stem));
    let spelt = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.') { c } else { '-' };
    stem.chars().map(spelt).take(100).collect::<String>().trim_matches(['-', '.', '_']).to_owned()
}

/// What a program is told.
#[must_use]
pub const fn word(stage: &Stage) -> &'static str {
    match stage {
        Stage::Waiting => "waiting",
        Stage::Receiving { .. } => "receiving",
        Stage::Checking { .. } => "checking",
        Stage::Done(_) => "done",
        Stage::Failed(_) => "failed",
    }
}

fn too_slow() -> Error {
    Error::new(StatusCode::REQUEST_TIMEOUT, "too_slow", "the body came too slowly")
}

fn broken_off() -> Error {
    Error::bad_request("bad_body", "the body broke off, or is not multipart/form-data")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_taken_from_what_is_brought() {
        for (given, called, expected) in [
            ("mine", "site.zip", "mine"),
            (" ", "site.zip", "site"),
            ("", "C:\\Users\\Ada\\my site.bundle", "my-site"),
            ("", "https://example.org/ada/site.git", "site"),
            ("", "..", ""),
            ("", "-x-.zip", "x"),
        ] {
            assert_eq!(named(given, called), expected, "{called}");
        }
    }
}
