//! Opening a socket: what the handshake must say, and who it is that comes.

use actix_web::{
    HttpRequest,
    http::{
        StatusCode,
        header::{self, HeaderValue},
    },
    web::Data,
};

use crate::{
    account::{self, SignedIn},
    sprite::Credit,
    web::{
        State,
        error::{Error, Result},
        extract::{Credential, authenticate},
        guard,
    },
};

/// Refuses what is no handshake, and one that a page from elsewhere makes.
pub(super) fn check(state: &State, request: &HttpRequest) -> Result<()> {
    if !asks_for_upgrade(request) {
        return Err(upgrade_required());
    }
    // Browsers always say where a socket comes from; a program that says nothing is no browser.
    let says_where = request.headers().contains_key(header::ORIGIN) || request.headers().contains_key("sec-fetch-site");
    if says_where && !guard::is_same_origin(state, request) {
        return Err(Error::forbidden("cross_site", "this socket was opened by a page of another site"));
    }
    Ok(())
}

/// What the library says of a handshake that it does not understand.
pub(super) fn not_a_handshake(error: &actix_web::Error) -> Error {
    match error.as_response_error().status_code() {
        StatusCode::METHOD_NOT_ALLOWED | StatusCode::UPGRADE_REQUIRED => upgrade_required(),
        _ => Error::bad_request("bad_handshake", format!("this is no WebSocket handshake: {error}")),
    }
}

/// How much may wait for one tab.
pub(super) fn credit(state: &State) -> Credit {
    let socket = &state.config.socket;
    Credit { frames_max: socket.outbox_frames_max, bytes_max: socket.outbox_bytes_max }
}

/// The user whom the credential lets in.
pub(super) async fn sign_in(
    state: Data<State>,
    credential: Credential,
) -> std::result::Result<SignedIn, account::Error> {
    authenticate(&state, credential).await
}

fn asks_for_upgrade(request: &HttpRequest) -> bool {
    let is_websocket = |value: &HeaderValue| {
        value.to_str().is_ok_and(|value| value.split(',').any(|word| word.trim().eq_ignore_ascii_case("websocket")))
    };
    request.headers().get(header::UPGRADE).is_some_and(is_websocket)
}

fn upgrade_required() -> Error {
    Error::new(StatusCode::UPGRADE_REQUIRED, "upgrade_required", "this address speaks WebSocket only")
}
