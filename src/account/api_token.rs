//! API tokens: credentials that users make for their programs, name, and revoke.
//!
//! A token is a sign-in with a name and scopes, so that whatever ends a sign-in ends it. Its text is shown once.

use super::{Error, NewSignIn, Result, Scopes, SignInId, SignInKind, SignedIn, UserId, secret, sign_in, store};
use crate::{
    db::Tx,
    kit::{Ambient, Line, Timestamp},
};

/// What each token begins with, so that people and scanners know one when they see it.
const PREFIX: &str = "stackhouse_";

/// Live tokens of one user: more than anybody can keep apart.
pub const API_TOKENS_MAX: usize = 50;

/// When a token was last used that was not used yet.
const NEVER: Timestamp = Timestamp(0);

/// What a user calls a token: one line of 1 to 60 characters.
pub type TokenName = Line<60>;

/// A token that is good. Its text is not kept.
#[derive(Clone, PartialEq, Debug)]
pub struct ApiToken {
    pub id: SignInId,
    pub name: TokenName,
    pub scopes: Scopes,
    pub created_at: Timestamp,
    /// `None` until somebody has come in with it.
    pub used_at: Option<Timestamp>,
    pub expires_at: Timestamp,
}

/// A token to be made.
#[derive(Clone, Debug)]
pub struct NewApiToken {
    pub user_id: UserId,
    pub name: TokenName,
    pub scopes: Scopes,
    pub lifetime_s: u32,
}

/// Makes a token. The text is what its program shows, and is known to nobody else from here on.
///
/// # Errors
/// [`Error::TooManyTokens`]; whatever the database refuses.
pub fn make_api_token(tx: &Tx, new: &NewApiToken, ambient: &Ambient) -> Result<(SignInId, String)> {
    let live = store::api_token::list_live(tx, new.user_id, ambient.now())?;
    if live.len() >= API_TOKENS_MAX {
        return Err(Error::TooManyTokens);
    }
    let agent = new.name.as_str();
    let sign_in = NewSignIn { user_id: new.user_id, kind: SignInKind::Token, agent, lifetime_s: new.lifetime_s };
    let (sign_in, secret) = sign_in::open(tx, &sign_in, NEVER, ambient)?;
    store::api_token::insert(tx, sign_in.id, new)?;
    Ok((sign_in.id, format!("{PREFIX}{secret}")))
}

/// Whether `text` looks like an API token, and not like a credential of another kind.
#[must_use]
pub fn is_api_token(text: &str) -> bool {
    text.starts_with(PREFIX)
}

/// The user whose program shows `text`.
///
/// # Errors
/// [`Error::NotSignedIn`] when it opens nothing, no longer opens anything, or the user is disabled.
pub fn authenticate_api_token(tx: &Tx, text: &str, now: Timestamp) -> Result<SignedIn> {
    let hash = text.strip_prefix(PREFIX).and_then(secret::hash).ok_or(Error::NotSignedIn)?;
    store::sign_in::find_live_api_token(tx, &hash, now)?.ok_or(Error::NotSignedIn)
}

/// The user's tokens that are good, the newest first.
///
/// # Errors
/// Whatever the database refuses.
pub fn list_api_tokens(tx: &Tx, user: UserId, now: Timestamp) -> Result<Vec<ApiToken>> {
    Ok(store::api_token::list_live(tx, user, now)?)
}

/// Makes one of the user's own tokens worthless. Revoking it twice changes nothing.
///
/// # Errors
/// [`Error::NoSuchToken`], also when it is somebody else's.
pub fn revoke_api_token(tx: &Tx, user: UserId, id: SignInId, now: Timestamp) -> Result<()> {
    let is_token = store::api_token::exists(tx, id)?;
    if is_token && store::sign_in::end(tx, user, id, now)? { Ok(()) } else { Err(Error::NoSuchToken) }
}
