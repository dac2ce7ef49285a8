//! `/preview/{pass}/…`: the files of a branch, as pages that run with no origin of their own.
//!
//! The policy of every answer puts it into a sandbox: its scripts run, and have no cookies, no storage, no way to this
//! server's own pages and programs, and no way to load or send anything but the files of this branch. It holds whoever
//! frames the page, and when nobody does.

use actix_web::{
    HttpRequest, HttpResponse,
    http::{
        StatusCode,
        header::{
            ACCESS_CONTROL_ALLOW_ORIGIN, ACCESS_CONTROL_EXPOSE_HEADERS, CACHE_CONTROL, HeaderMap, HeaderValue, LOCATION,
        },
    },
    web::{Data, Path},
};

use super::{
    super::{
        bytes::{self, Wanting},
        place::encode,
        view::preview::{ListPage, MissingPage},
    },
    passes::Pass,
    types, watched,
};
use crate::{
    account, git,
    git::{Entry, FileKind, TreePath},
    repo,
    web::{
        answer::html_with,
        error::{Error, Result},
        guard::Policy,
        page::Page,
        state::State,
    },
};

/// What a folder shows when somebody comes to it.
const INDEX: &str = "index.html";

/// What stands at a path.
enum Found {
    File(TreePath),
    Folder(Vec<Entry>),
    /// A folder whose address lacks its last slash: relative links would lead beside it.
    Elsewhere,
}

/// `GET /preview/{pass}/{path}`.
///
/// # Errors
/// Those that are no fault of whoever asks; what is not there, or not for them, is a page that says so.
pub async fn serve(
    state: Data<State>,
    page: Page,
    address: Path<(String, String)>,
    request: HttpRequest,
) -> Result<HttpResponse> {
    let (secret, path) = address.into_inner();
    let mut answer = match answer(&state, &page, &secret, &path, &request).await {
        Ok(answer) => answer,
        Err(error) if error.status.is_client_error() => {
            html_with(StatusCode::NOT_FOUND, &MissingPage::new(page.clone(), path))?
        }
        Err(error) => return Err(error),
    };
    if watched::is_for_frame(&request) {
        answer = watched::watch(answer)?;
    }
    dress(answer.headers_mut());
    let place = format!("{}/preview/{}/", state.base_url(&request), encode(&secret));
    answer.extensions_mut().insert(Policy::preview(&place)?);
    Ok(answer)
}

async fn answer(state: &State, page: &Page, secret: &str, path: &str, request: &HttpRequest) -> Result<HttpResponse> {
    let pass = state.previews.find(secret, state.ambient.now()).ok_or_else(Error::not_found)?;
    check(state, &pass).await?;
    match find(state, &pass, path).await? {
        Found::File(path) => {
            let kind = types::of_name(path.name());
            let wanting = Wanting { repository: pass.repository, branch: pass.branch, path };
            bytes::answer(state, request, wanting, |_, _| kind).await
        }
        Found::Folder(entries) => html_with(StatusCode::OK, &ListPage::new(page.clone(), path, &entries)),
        Found::Elsewhere => {
            let name = path.rsplit('/').next().unwrap_or(path);
            Ok(HttpResponse::Found().insert_header((LOCATION, format!("./{}/", encode(name)))).finish())
        }
    }
}

/// Whoever was given the pass is still signed in, and may still see the repository.
async fn check(state: &State, pass: &Pass) -> Result<()> {
    let (user, sign_in, id, now) = (pass.user, pass.sign_in, pass.repository, state.ambient.now());
    let live = state.platform.read(move |tx| account::still_live(tx, &[sign_in], now)).await?;
    if live.is_empty() {
        return Err(Error::not_found());
    }
    state.platform.read(move |tx| repo::find_by_id(tx, user, id)).await?;
    Ok(())
}

async fn find(state: &State, pass: &Pass, path: &str) -> Result<Found> {
    let (is_folder, path) = (path.is_empty() || path.ends_with('/'), path.trim_end_matches('/'));
    let path = if path.is_empty() { None } else { Some(TreePath::new(path).map_err(|_| Error::not_found())?) };
    let branch = pass.branch.clone();
    let find = move |git: &git::Repository| {
        let commit = git.head(&branch)?;
        let entry = path.as_ref().map(|path| git.entry(commit, path)).transpose()?;
        match (entry, path) {
            (Some(entry), Some(path)) if entry.kind.is_file() && !is_folder => Ok(Found::File(path)),
            (Some(entry), _) if entry.kind != FileKind::Folder => Err(git::Error::NotFound),
            (Some(_), _) if !is_folder => Ok(Found::Elsewhere),
            (_, path) => {
                let entries = git.entries(commit, path.as_ref())?;
                let index = entries.iter().find(|entry| entry.name() == INDEX && entry.kind.is_file());
                Ok(match index.and_then(|index| TreePath::new(&index.path).ok()) {
                    Some(index) => Found::File(index),
                    None => Found::Folder(entries),
                })
            }
        }
    };
    Ok(state.repos.with(pass.repository, find).await?)
}

/// Nothing is kept by a browser, and pages without an origin may read what they load: the pass is what opens it.
fn dress(headers: &mut HeaderMap) {
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("content-length, content-range, etag"));
}
