//! Sign-ins: the browsers and tokens through which a user is in, each of which can be ended.

use super::{Error, Name, Result, Role, Scopes, UserId, secret, store};
use crate::{
    db::Tx,
    kit::{Ambient, Id, Kind, Timestamp},
};

/// Live sign-ins of one user; past that the oldest one ends. A bound against scripts that never keep a token.
const LIVE_MAX: u32 = 100;

/// Sign-ins that a list shows.
pub const LIST_MAX: u32 = LIVE_MAX;

/// How long an ended or expired sign-in is kept, for whoever looks into what happened: 90 days.
const KEPT_MS: i64 = 90 * 24 * 60 * 60 * 1_000;

/// `seen_at` is written at most this often, so that reading a page does not cost a write.
const TOUCH_MS: i64 = 60_000;

/// Characters that are kept of what a browser calls itself.
const AGENT_CHARS_MAX: usize = 200;

/// Names a sign-in.
pub enum SignInNoun {}

impl Kind for SignInNoun {
    const NOUN: &'static str = "sign_in";
}

pub type SignInId = Id<SignInNoun>;

/// What holds the credential.
#[derive(Clone, Copy, PartialEq, Eq, Debug, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SignInKind {
    Browser,
    Token,
}

impl SignInKind {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Browser => "browser",
            Self::Token => "token",
        }
    }

    fn from_word(word: &str) -> Option<Self> {
        [Self::Browser, Self::Token].into_iter().find(|kind| kind.as_str() == word)
    }
}

crate::word_column!(SignInKind);

/// One way in that is open.
#[derive(Clone, PartialEq, Debug)]
pub struct SignIn {
    pub id: SignInId,
    pub user_id: UserId,
    pub kind: SignInKind,
    /// What the browser or program calls itself; whoever signs in chooses it.
    pub agent: String,
    pub created_at: Timestamp,
    pub seen_at: Timestamp,
    pub expires_at: Timestamp,
}

/// A way in to be opened.
#[derive(Clone, Debug)]
pub struct NewSignIn<'a> {
    pub user_id: UserId,
    pub kind: SignInKind,
    pub agent: &'a str,
    pub lifetime_s: u32,
}

/// The user behind a request, and the sign-in that vouches for them.
#[derive(Clone, PartialEq, Debug)]
pub struct SignedIn {
    pub user_id: UserId,
    pub name: Name,
    pub role: Role,
    pub tier: String,
    pub sign_in: SignInId,
    pub scopes: Scopes,
    pub expires_at: Timestamp,
    pub(super) seen_at: Timestamp,
}

impl SignedIn {
    /// Whether it is time to note that this sign-in is in use, with [`touch`].
    #[must_use]
    pub fn is_due_for_touch(&self, now: Timestamp) -> bool {
        now.since_ms(self.seen_at) >= TOUCH_MS
    }
}

/// Opens a way in for an active user. The text is the secret of 64 digits that the holder shows.
///
/// # Errors
/// Whatever the database refuses.
pub fn begin(tx: &Tx, new: &NewSignIn, ambient: &Ambient) -> Result<(SignIn, String)> {
    store::sign_in::end_oldest(tx, new.user_id, LIVE_MAX - 1, ambient.now())?;
    open(tx, new, ambient.now(), ambient)
}

/// The same without making room: for those that are counted elsewhere.
pub(super) fn open(tx: &Tx, new: &NewSignIn, seen_at: Timestamp, ambient: &Ambient) -> Result<(SignIn, String)> {
    let now = ambient.now();
    store::sign_in::forget_before(tx, new.user_id, now.plus_ms(-KEPT_MS))?;

    let secret = ambient.secret();
    let hash = secret::hash(&secret).ok_or(Error::NotSignedIn)?;
    let sign_in = SignIn {
        id: ambient.id(),
        user_id: new.user_id,
        kind: new.kind,
        agent: new.agent.chars().filter(|c| !c.is_control()).take(AGENT_CHARS_MAX).collect(),
        created_at: now,
        seen_at,
        expires_at: now.plus_ms(i64::from(new.lifetime_s) * 1_000),
    };
    store::sign_in::insert(tx, &sign_in, &hash)?;
    Ok((sign_in, secret))
}

/// The user whose browser shows `secret`.
///
/// # Errors
/// [`Error::NotSignedIn`] when it opens nothing, no longer opens anything, or the user is disabled.
pub fn authenticate_cookie(tx: &Tx, secret: &str, now: Timestamp) -> Result<SignedIn> {
    let hash = secret::hash(secret).ok_or(Error::NotSignedIn)?;
    store::sign_in::find_live_browser(tx, &hash, now)?.ok_or(Error::NotSignedIn)
}

/// Notes that the sign-in is in use.
///
/// # Errors
/// Whatever the database refuses.
pub fn touch(tx: &Tx, id: SignInId, now: Timestamp) -> Result<()> {
    Ok(store::sign_in::touch(tx, id, now)?)
}

/// The user's open ways in, the last used first, without API tokens.
///
/// # Errors
/// Whatever the database refuses.
pub fn list_sign_ins(tx: &Tx, user: UserId, now: Timestamp) -> Result<Vec<SignIn>> {
    Ok(store::sign_in::list_live(tx, user, now, LIST_MAX)?)
}

/// Ends one of the user's own sign-ins. Ending it twice changes nothing.
///
/// # Errors
/// [`Error::NoSuchSignIn`], also when it is somebody else's.
pub fn end(tx: &Tx, user: UserId, id: SignInId, now: Timestamp) -> Result<()> {
    if store::sign_in::end(tx, user, id, now)? { Ok(()) } else { Err(Error::NoSuchSignIn) }
}

/// Ends all sign-ins of the user except `keep` and API tokens, and answers how many that were.
///
/// # Errors
/// Whatever the database refuses.
pub fn end_others(tx: &Tx, user: UserId, keep: Option<SignInId>, now: Timestamp) -> Result<usize> {
    Ok(store::sign_in::end_listed(tx, user, keep, now)?)
}

/// Those of `ids` that still let an enabled user in.
///
/// # Errors
/// Whatever the database refuses.
pub fn still_live(tx: &Tx, ids: &[SignInId], now: Timestamp) -> Result<Vec<SignInId>> {
    let mut live = Vec::with_capacity(ids.len());
    for id in ids {
        if store::sign_in::find_live(tx, *id, now)?.is_some() {
            live.push(*id);
        }
    }
    Ok(live)
}
