//! Tokens for programs: JWTs (RFC 7519) that name a sign-in and are worth nothing without it.

use std::sync::Arc;

use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, encode};
use serde::{Deserialize, Serialize};

use super::{Error, NewSignIn, Result, SignInId, SignInKind, SignedIn, Status, UserId, begin, store};
use crate::{
    db::Tx,
    kit::{Ambient, Timestamp},
};

/// The one algorithm. A token that names another is refused before its signature is looked at.
const ALGORITHM: Algorithm = Algorithm::HS256;

/// Who makes the tokens, and for whom.
const ISSUER: &str = "stackhouse";
const AUDIENCE: &str = "stackhouse";

/// Bytes of a token. Ours have about 400.
const BYTES_MAX: usize = 4_096;

/// Bytes of the signing key: as many as the hash has (RFC 7518, section 3.2).
const KEY_BYTES: usize = 32;

/// What the signing key is called among the secrets.
const KEY_NAME: &str = "token";

/// What a token says. All of it is required.
#[derive(Serialize, Deserialize)]
struct Claims {
    iss: String,
    aud: String,
    /// Seconds since 1970.
    exp: i64,
    sub: UserId,
    sid: SignInId,
}

/// A token and the moment until which it is good.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct IssuedToken {
    pub token: String,
    pub expires_at: Timestamp,
    pub sign_in: SignInId,
}

/// Signs and checks this server's tokens. Cheap to clone.
#[derive(Clone)]
pub struct Keys {
    inner: Arc<Inner>,
}

struct Inner {
    encoding: EncodingKey,
    decoding: DecodingKey,
    validation: Validation,
}

impl Keys {
    /// The key of this server, which is made the first time that somebody asks.
    ///
    /// # Errors
    /// Whatever the database refuses.
    pub fn load(tx: &Tx, ambient: &Ambient) -> Result<Self> {
        if let Some(key) = store::secret::find(tx, KEY_NAME)? {
            return Ok(Self::from_bytes(&key));
        }
        let mut key = [0; KEY_BYTES];
        ambient.fill(&mut key);
        store::secret::insert(tx, KEY_NAME, &key, ambient.now())?;
        Ok(Self::from_bytes(&key))
    }

    fn from_bytes(key: &[u8]) -> Self {
        let mut validation = Validation::new(ALGORITHM);
        validation.set_issuer(&[ISSUER]);
        validation.set_audience(&[AUDIENCE]);
        validation.set_required_spec_claims(&["iss", "aud", "exp", "sub"]);
        // The library would ask the machine's clock; `authenticate_token` compares with the time that it is given.
        validation.validate_exp = false;
        let (encoding, decoding) = (EncodingKey::from_secret(key), DecodingKey::from_secret(key));
        Self { inner: Arc::new(Inner { encoding, decoding, validation }) }
    }

    fn sign(&self, claims: &Claims) -> Result<String> {
        encode(&Header::new(ALGORITHM), claims, &self.inner.encoding).map_err(|error| Error::Token(error.to_string()))
    }

    fn check(&self, token: &str, now: Timestamp) -> Result<Claims> {
        if token.len() > BYTES_MAX {
            return Err(Error::NotSignedIn);
        }
        let claims = decode::<Claims>(token, &self.inner.decoding, &self.inner.validation)
            .map_err(|_| Error::NotSignedIn)?
            .claims;
        if claims.exp.saturating_mul(1_000) <= now.0 { Err(Error::NotSignedIn) } else { Ok(claims) }
    }
}

/// Opens a way in for a program and answers the token that shows it.
///
/// # Errors
/// When the token can't be signed or the sign-in can't be kept.
pub fn issue_token(
    tx: &Tx,
    keys: &Keys,
    user: UserId,
    agent: &str,
    lifetime_s: u32,
    ambient: &Ambient,
) -> Result<IssuedToken> {
    let new = NewSignIn { user_id: user, kind: SignInKind::Token, agent, lifetime_s };
    // The secret of this sign-in is dropped: only the signature shows it.
    let (sign_in, _) = begin(tx, &new, ambient)?;
    let exp = sign_in.expires_at.0 / 1_000;
    let token = keys.sign(&Claims { iss: ISSUER.into(), aud: AUDIENCE.into(), exp, sub: user, sid: sign_in.id })?;
    Ok(IssuedToken { token, expires_at: Timestamp(exp * 1_000), sign_in: sign_in.id })
}

/// The user whose program shows `token`.
///
/// # Errors
/// [`Error::NotSignedIn`] for a token that is not ours, has expired, or whose sign-in has ended;
/// [`Error::NoSuchUser`] and [`Error::Disabled`] for a good one of somebody who may not come in.
pub fn authenticate_token(tx: &Tx, keys: &Keys, token: &str, now: Timestamp) -> Result<SignedIn> {
    let claims = keys.check(token, now)?;
    let user = super::find(tx, claims.sub)?;
    if user.status == Status::Disabled {
        return Err(Error::Disabled);
    }
    let signed_in = store::sign_in::find_live(tx, claims.sid, now)?;
    signed_in.filter(|signed_in| signed_in.user_id == user.id).ok_or(Error::NotSignedIn)
}
