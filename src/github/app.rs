//! An app of GitHub's, as which this server asks users there to be let in.
//!
//! An [`App`] leads a browser to GitHub's own page, has the code that comes back be made a token, has a token that runs out
//! be made anew, and takes one back. What it shows there (its secret, codes, tokens) stands in no error and no log.
//! Source: RFC 6749, RFC 7636; docs.github.com/apps/oauth-apps/building-oauth-apps/authorizing-oauth-apps and
//! docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app/refreshing-user-access-tokens.

mod error;
#[cfg(test)]
mod tests;
mod wire;

use std::time::Duration;

use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use serde_json::json;
use sha2::{Digest, Sha256};

use super::{ask, name::part};
use crate::{
    fetch::{Caps, Errand, Fetch, Site, Verb},
    kit::{Ambient, Secret, Timestamp},
};

pub use error::AppError;

/// What is asked for: to read and write the repositories that its user can. GitHub has nothing smaller for an app that
/// people let in by scopes.
pub const SCOPE: &str = "repo";

/// Characters of an app's id: those of GitHub have twenty.
pub const CLIENT_ID_CHARS_MAX: usize = 100;

/// Bytes of a code. GitHub's have twenty, and whoever asks chooses what comes back in the address.
pub const CODE_BYTES_MAX: usize = 500;

/// A person waits for it.
const CAPS: Caps = Caps {
    head: Duration::from_secs(15),
    between: Duration::from_secs(15),
    total: Duration::from_secs(20),
    bytes_max: ANSWER_BYTES_MAX,
};

/// Bytes of an answer: a token and when it ends have some hundred.
const ANSWER_BYTES_MAX: usize = 64 << 10;

const FORM: &str = "application/x-www-form-urlencoded";

/// An app of GitHub's. Cheap to clone.
#[derive(Clone)]
pub struct App {
    fetch: Fetch,
    /// Where people look at GitHub, such as `https://github.com`.
    web: Site,
    api: Site,
    client_id: String,
    secret: Secret,
    ambient: Ambient,
}

/// One user's being led to GitHub and back.
#[derive(Clone, Debug)]
pub struct Journey {
    /// What must come back with the code.
    pub state: Secret,
    /// What nobody has seen who only sees the addresses on the way.
    pub verifier: Secret,
    /// The address to which GitHub leads back. It knows that already, and takes no other.
    pub callback: String,
}

/// What GitHub has given.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Grant {
    pub token: Secret,
    /// What it may do. Absent for a token whose rights are not told in words: those of the app itself.
    pub scopes: Option<Vec<String>>,
    /// When it ends; absent for one that does not.
    pub expires_at: Option<Timestamp>,
    pub renewal: Option<Renewal>,
}

/// What a token can be made anew with, once.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Renewal {
    pub token: Secret,
    pub expires_at: Option<Timestamp>,
}

impl Journey {
    /// A new one that leads back to `callback`.
    #[must_use]
    pub fn begin(callback: String, ambient: &Ambient) -> Self {
        Self { state: Secret::new(ambient.secret()), verifier: Secret::new(ambient.secret()), callback }
    }

    /// What of the verifier may be seen (RFC 7636, section 4.2).
    fn challenge(&self) -> String {
        URL_SAFE_NO_PAD.encode(Sha256::digest(self.verifier.expose().as_bytes()))
    }
}

impl Grant {
    /// Whether it opens what this server does with repositories.
    #[must_use]
    pub fn is_enough(&self) -> bool {
        self.scopes.as_ref().is_none_or(|scopes| scopes.iter().any(|scope| scope == SCOPE))
    }
}

impl App {
    /// The app that is called `client_id`. Nothing is sent yet.
    #[must_use]
    pub fn new(
        (fetch, ambient): (Fetch, Ambient),
        (web, api): (Site, Site),
        (client_id, secret): (String, Secret),
    ) -> Self {
        Self { fetch, web, api, client_id, secret, ambient }
    }

    /// Where the browser goes: GitHub's page that asks its user.
    #[must_use]
    pub fn door(&self, journey: &Journey) -> String {
        let asked = form(&[
            ("client_id", &self.client_id),
            ("redirect_uri", &journey.callback),
            ("scope", SCOPE),
            ("state", journey.state.expose()),
            ("code_challenge", &journey.challenge()),
            ("code_challenge_method", "S256"),
        ]);
        format!("{}/login/oauth/authorize?{asked}", self.web)
    }

    /// Has the code that came back be made a token.
    ///
    /// # Errors
    /// [`AppError::Spent`] for a code that was used or has run out; [`AppError`].
    pub async fn redeem(&self, journey: &Journey, code: &Secret) -> Result<Grant, AppError> {
        self.granted(&[
            ("code", code.expose()),
            ("redirect_uri", &journey.callback),
            ("code_verifier", journey.verifier.expose()),
        ])
        .await
    }

    /// Has a token be made anew. The old one and what it was renewed with are good for nothing afterwards, also when the
    /// answer never arrives.
    ///
    /// # Errors
    /// [`AppError::Spent`] when it was used already or has run out; [`AppError`].
    pub async fn renew(&self, renewal: &Secret) -> Result<Grant, AppError> {
        self.granted(&[("grant_type", "refresh_token"), ("refresh_token", renewal.expose())]).await
    }

    /// Takes a token back. One that is good for nothing any more is taken back, too.
    ///
    /// # Errors
    /// [`AppError::NotAccepted`] when GitHub does not know the app; [`AppError::Away`].
    pub async fn revoke(&self, token: &Secret) -> Result<(), AppError> {
        let basic = STANDARD.encode(format!("{}:{}", self.client_id, self.secret.expose()));
        let headers = vec![
            ("accept", Secret::new(ask::JSON)),
            ("x-github-api-version", Secret::new(ask::VERSION)),
            ("authorization", Secret::new(format!("Basic {basic}"))),
        ];
        let body = json!({ "access_token": token.expose() }).to_string().into_bytes();
        let path = format!("applications/{}/token", part(&self.client_id));
        let errand = Errand { verb: Verb::Delete, path, headers, body: Some(("application/json", body)) };
        let answer = self.fetch.run(&self.api, errand, CAPS).await?;
        match answer.status() {
            200..=299 | 404 | 422 => Ok(()),
            401 | 403 => Err(AppError::NotAccepted("the app's id or its secret".to_owned())),
            status => Err(AppError::Away(format!("it answered {status}"))),
        }
    }

    async fn granted(&self, fields: &[(&str, &str)]) -> Result<Grant, AppError> {
        let own = [("client_id", self.client_id.as_str()), ("client_secret", self.secret.expose())];
        let body = form(&[&own, fields].concat()).into_bytes();
        let errand = Errand {
            verb: Verb::Post,
            path: "login/oauth/access_token".to_owned(),
            headers: vec![("accept", Secret::new("application/json"))],
            body: Some((FORM, body)),
        };
        let answer = self.fetch.run(&self.web, errand, CAPS).await?;
        let status = answer.status();
        // A refusal comes with 200, too.
        wire::read(status, &answer.whole().await?, self.ambient.now())
    }
}

fn form(fields: &[(&str, &str)]) -> String {
    let pairs: Vec<String> = fields.iter().map(|(name, value)| format!("{name}={}", part(value))).collect();
    pairs.join("&")
}
