//! Git over HTTP, for the unmodified client: `/git/{owner}/{repository}.git`.
//!
//! Whoever asks shows an API token as the password (HTTP Basic, RFC 7617). A repository that they may not see is "not
//! found", whether it is there or not. Clones go straight to git's own program; a push is received beside the
//! repository and let in afterwards.

mod caller;
mod child;
mod push;

use actix_web::{
    HttpRequest, HttpResponse,
    http::header::CONTENT_ENCODING,
    web::{Data, Path, Payload, Query, ServiceConfig, get, post, resource},
};
use serde::Deserialize;

use super::{
    error::{Error, Result},
    state::State,
};
use crate::{
    account::Scope,
    git::{Call, Program, Service},
    repo::{self, Repo, Role},
};
use caller::GitUser;

/// Bytes of a request for a clone or a fetch: the names of what both sides have.
const WANTS_BYTES_MAX: u64 = 32 << 20;

/// Where a repository is asked for.
#[derive(Deserialize)]
pub struct Address {
    owner: String,
    repository: String,
}

#[derive(Deserialize)]
pub struct Wanted {
    #[serde(default)]
    service: String,
}

/// Every address of git's protocol.
pub fn routes(app: &mut ServiceConfig) {
    app.service(resource("/git/{owner}/{repository}/info/refs").route(get().to(refs)))
        .service(resource("/git/{owner}/{repository}/git-upload-pack").route(post().to(fetch)))
        .service(resource("/git/{owner}/{repository}/git-receive-pack").route(post().to(push::receive)));
}

/// `GET …/info/refs?service=`: which refs there are.
///
/// # Errors
/// 401, 403, 404; 503 where this machine has no git.
pub async fn refs(
    user: GitUser,
    state: Data<State>,
    address: Path<Address>,
    Query(wanted): Query<Wanted>,
    request: HttpRequest,
) -> Result<HttpResponse> {
    let Some(service) = Service::from_word(&wanted.service) else {
        let message = "this server speaks git's newer protocol alone: take a git of this decade";
        return Err(Error::forbidden("old_protocol", message));
    };
    let repo = find(&state, &user, &address, service).await?;
    let path = state.repos.path(repo.id);
    let call =
        Call { repository: &path, service, is_advertisement: true, protocol: protocol(&request), is_gzip: false };
    child::answer(&state, program(&state)?, &call, None).await
}

/// `POST …/git-upload-pack`: what a clone or a fetch lacks.
///
/// # Errors
/// As [`refs`].
pub async fn fetch(
    user: GitUser,
    state: Data<State>,
    address: Path<Address>,
    request: HttpRequest,
    payload: Payload,
) -> Result<HttpResponse> {
    let repo = find(&state, &user, &address, Service::UploadPack).await?;
    let path = state.repos.path(repo.id);
    let call = Call {
        repository: &path,
        service: Service::UploadPack,
        is_advertisement: false,
        protocol: protocol(&request),
        is_gzip: is_gzip(&request),
    };
    let body = child::Body { first: Vec::new(), rest: payload, bytes_max: WANTS_BYTES_MAX };
    child::answer(&state, program(&state)?, &call, Some(body)).await
}

/// The repository, if the caller may use the service on it.
async fn find(state: &State, user: &GitUser, address: &Address, service: Service) -> Result<Repo> {
    let name = address.repository.strip_suffix(".git").unwrap_or(&address.repository).to_owned();
    let (owner, id) = (address.owner.clone(), user.0.user_id);
    let repo = state.platform.read(move |tx| repo::find(tx, id, &owner, &name)).await?;
    if service == Service::ReceivePack {
        if !user.0.scopes.allow(Scope::Write) {
            return Err(Error::missing_scope());
        }
        repo.require(Role::Write)?;
    }
    Ok(repo)
}

fn program(state: &State) -> Result<&Program> {
    let message = "this server has no git program, so that nothing can be cloned or pushed: tell whoever runs it";
    state.repos.program().ok_or_else(|| Error::unavailable("no_git", message))
}

/// The version of the protocol that the client speaks; what is no plain list of words is not passed on.
fn protocol(request: &HttpRequest) -> Option<&str> {
    let value = request.headers().get("git-protocol")?.to_str().ok()?;
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'=' | b':' | b'-' | b'.');
    (value.len() <= 100 && value.bytes().all(is_plain)).then_some(value)
}

fn is_gzip(request: &HttpRequest) -> bool {
    request.headers().get(CONTENT_ENCODING).is_some_and(|encoding| encoding == "gzip" || encoding == "x-gzip")
}
