//! What opens GitHub for a user: kept sealed, made anew before it runs out, taken back and forgotten.
//!
//! A token that runs out comes with what it can be made anew with, once: the answer is all there is afterwards. So one at a
//! time asks for it, whoever waits for that may leave, and what comes is a row before anybody uses it. When an answer is
//! lost all the same, the user connects again, and nothing else is lost.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use tokio::sync::OwnedMutexGuard;

use super::{GitHub, store};
use crate::{
    account::UserId,
    git,
    github::{AppError, Grant, Renewal},
    kit::{Secret, Timestamp},
    repo::{Error, Result},
};

/// Bytes of a token that somebody enters; those of GitHub have fewer than a hundred.
const TOKEN_BYTES_MAX: usize = 500;

/// How long before its end a token is made anew: what was begun with one has ended by then.
const EARLY_MS: i64 = 15 * 60 * 1_000;

/// How long nobody asks again after GitHub could not be asked.
const PAUSE_MS: i64 = 30_000;

/// Users of whom it is remembered who renews.
const TURNS_MAX: usize = 10_000;

/// How a user has opened GitHub.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Way {
    /// With a token that they made there.
    Token,
    /// By letting this server's app in.
    App,
}

impl Way {
    const ALL: [Self; 2] = [Self::Token, Self::App];

    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Token => "token",
            Self::App => "app",
        }
    }

    fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|way| way.as_str() == word)
    }
}

crate::word_column!(Way);

/// What a user has given for GitHub.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Account {
    /// As they are called there.
    pub login: String,
    pub added_at: Timestamp,
    pub way: Way,
    /// Whether it opens nothing any more, and can't be made anew.
    pub has_run_out: bool,
}

/// What became of a token when it was forgotten.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Forgotten {
    /// It is good for nothing any more, or there was none.
    Everywhere,
    /// It is forgotten here alone: GitHub takes back what was made by hand only there, or could not be told.
    HereOnly(Way),
}

/// What opens GitHub, and with what it is made anew.
struct Opened {
    token: Secret,
    way: Way,
    expires_at: Option<Timestamp>,
    renewal: Option<Renewal>,
    /// As the row has it.
    row: store::Kept,
}

impl Opened {
    fn is_due(&self, now: Timestamp) -> bool {
        self.expires_at.is_some_and(|at| at.plus_ms(-EARLY_MS) <= now)
    }

    fn is_over(&self, now: Timestamp) -> bool {
        self.expires_at.is_some_and(|at| at <= now)
    }

    /// With what it can be made anew at this moment.
    fn renewal(&self, now: Timestamp) -> Option<&Secret> {
        let renewal = self.renewal.as_ref()?;
        renewal.expires_at.is_none_or(|at| at > now).then_some(&renewal.token)
    }
}

/// Whose token is being made anew. What is held says when GitHub could last not be asked.
#[derive(Clone, Default)]
pub(super) struct Turns(Arc<Mutex<HashMap<UserId, Arc<Turn>>>>);

type Turn = tokio::sync::Mutex<Option<Timestamp>>;

impl Turns {
    fn of(&self, user: UserId) -> Arc<Turn> {
        let mut turns = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if turns.len() >= TURNS_MAX && !turns.contains_key(&user) {
            // Whoever holds one keeps it; nobody else is in the list for a reason.
            turns.retain(|_, turn| Arc::strong_count(turn) > 1);
        }
        Arc::clone(turns.entry(user).or_default())
    }
}

impl GitHub {
    /// What the user has given for it.
    ///
    /// # Errors
    /// Whatever the database refuses.
    pub async fn account(&self, user: UserId) -> Result<Option<Account>> {
        let Some(opened) = self.opened(user).await? else { return Ok(None) };
        let now = self.inner.ambient.now();
        let has_run_out = opened.is_over(now) && opened.renewal(now).is_none();
        let (row, way) = (opened.row, opened.way);
        Ok(Some(Account { login: row.login, added_at: row.added_at, way, has_run_out }))
    }

    /// Keeps a token that opens it for the user, once GitHub has said whose it is.
    ///
    /// # Errors
    /// [`Error::BadToken`]; [`git::Error::KeyRefused`], and whatever else GitHub says.
    pub async fn connect(&self, user: UserId, token: Secret) -> Result<()> {
        let is_token = (1..=TOKEN_BYTES_MAX).contains(&token.expose().len())
            && token.expose().bytes().all(|byte| byte.is_ascii_graphic());
        if !is_token {
            return Err(Error::BadToken);
        }
        let grant = Grant { token, scopes: None, expires_at: None, renewal: None };
        self.keep(user, Way::Token, grant).await
    }

    /// Keeps what GitHub has given, once it has said whose it is. What was kept before is taken back.
    pub(super) async fn keep(&self, user: UserId, way: Way, grant: Grant) -> Result<()> {
        let login = self.client(grant.token.clone()).who().await.map_err(git::Error::from)?.login;
        let before = self.opened(user).await?;
        let row = self.sealed(user, way, &grant, login)?;
        self.inner.platform.write(move |tx| store::put(tx, user, &row)).await?;
        if let Some(before) = before.filter(|before| before.way == Way::App && before.token != grant.token) {
            let github = self.clone();
            tokio::spawn(async move { github.take_back(&before.token).await });
        }
        Ok(())
    }

    /// Forgets the token, and has GitHub take it back where this server's app was given it. What was mirrored stays, and can
    /// be read.
    ///
    /// # Errors
    /// Whatever the database refuses.
    pub async fn forget_token(&self, user: UserId) -> Result<Forgotten> {
        // A renewal on its way has ended, so that nothing is left behind that nobody knows of.
        let _turn = self.inner.turns.of(user).lock_owned().await;
        let opened = self.opened(user).await?;
        self.inner.platform.write(move |tx| store::forget(tx, user)).await?;
        Ok(match opened {
            Some(opened) if opened.way == Way::Token => Forgotten::HereOnly(Way::Token),
            Some(opened) if !self.take_back(&opened.token).await => Forgotten::HereOnly(Way::App),
            Some(_) | None => Forgotten::Everywhere,
        })
    }

    /// The token of the user, made anew where it is about to run out; `None` when they have given none, or it can't be opened
    /// any more.
    ///
    /// # Errors
    /// [`git::Error::KeyRefused`] for one that has run out for good; [`git::Error::Away`] for one that could not be made
    /// anew at this moment; whatever the database refuses.
    pub async fn token(&self, user: UserId) -> Result<Option<Secret>> {
        match self.opened(user).await? {
            Some(opened) if opened.is_due(self.inner.ambient.now()) => self.renewed(user).await,
            opened => Ok(opened.map(|opened| opened.token)),
        }
    }

    async fn renewed(&self, user: UserId) -> Result<Option<Secret>> {
        let turn = self.inner.turns.of(user).lock_owned().await;
        let github = self.clone();
        // Whoever waits may leave: the answer is taken all the same.
        let asked = tokio::spawn(async move { github.renew(user, turn).await });
        asked.await.map_err(|error| git::Error::Unavailable(error.to_string()))?
    }

    async fn renew(&self, user: UserId, mut failed_at: OwnedMutexGuard<Option<Timestamp>>) -> Result<Option<Secret>> {
        let Some(opened) = self.opened(user).await? else { return Ok(None) };
        let now = self.inner.ambient.now();
        // Whoever was before may have done it.
        if !opened.is_due(now) {
            return Ok(Some(opened.token));
        }
        let still =
            |why: git::Error| if opened.is_over(now) { Err(why.into()) } else { Ok(Some(opened.token.clone())) };
        let (Some(app), Some(renewal)) = (&self.inner.app, opened.renewal(now)) else {
            return still(git::Error::KeyRefused);
        };
        let away = || git::Error::Away("GitHub could not be asked to renew its token: try again".to_owned());
        if failed_at.is_some_and(|at| now.since_ms(at) < PAUSE_MS) {
            return still(away());
        }
        match app.renew(renewal).await {
            Ok(grant) => {
                *failed_at = None;
                self.take_over(user, &opened, grant).await
            }
            Err(AppError::Spent | AppError::Refused(_)) => {
                let was = opened.row.renewal.clone();
                self.inner.platform.write(move |tx| store::spend_renewal(tx, user, was.as_deref())).await?;
                still(git::Error::KeyRefused)
            }
            Err(error @ (AppError::NotAccepted(_) | AppError::Away(_))) => {
                tracing::warn!(user.id = %user, "the token of GitHub could not be renewed: {error}");
                *failed_at = Some(now);
                still(away())
            }
        }
    }

    /// Writes down what has come, first of all. Another token that was given meanwhile stays.
    async fn take_over(&self, user: UserId, before: &Opened, grant: Grant) -> Result<Option<Secret>> {
        let row = self.sealed(user, before.way, &grant, before.row.login.clone())?;
        let was = before.row.renewal.clone();
        let is_kept = self.inner.platform.write(move |tx| store::renew(tx, user, was.as_deref(), &row)).await?;
        if is_kept {
            return Ok(Some(grant.token));
        }
        self.take_back(&grant.token).await;
        Ok(self.opened(user).await?.map(|opened| opened.token))
    }

    /// Has GitHub take a token back that it gave to this server's app. Says whether it has.
    pub(super) async fn take_back(&self, token: &Secret) -> bool {
        let Some(app) = &self.inner.app else { return false };
        let taken = app.revoke(token).await;
        if let Err(error) = &taken {
            tracing::warn!("GitHub could not be told to take a token back: {error}");
        }
        taken.is_ok()
    }

    async fn opened(&self, user: UserId) -> Result<Option<Opened>> {
        let row = self.inner.platform.read(move |tx| store::kept(tx, user)).await?;
        let Some(row) = row else { return Ok(None) };
        let unseal = |sealed: &[u8], purpose: &str| self.inner.seal.unseal(sealed, purpose);
        let Some(token) = unseal(&row.token, &purpose(user)) else { return Ok(None) };
        let renewal = row.renewal.as_deref().and_then(|sealed| unseal(sealed, &renewal_purpose(user)));
        let renewal = renewal.map(|token| Renewal { token, expires_at: row.renewal_expires_at });
        Ok(Some(Opened { token, way: row.way, expires_at: row.expires_at, renewal, row }))
    }

    fn sealed(&self, user: UserId, way: Way, grant: &Grant, login: String) -> Result<store::Kept> {
        let seal = |secret: &Secret, purpose: String| self.inner.seal.seal(secret, &purpose).ok_or(Error::BadToken);
        let renewal = grant.renewal.as_ref();
        Ok(store::Kept {
            login,
            way,
            token: seal(&grant.token, purpose(user))?,
            expires_at: grant.expires_at,
            renewal: renewal.map(|renewal| seal(&renewal.token, renewal_purpose(user))).transpose()?,
            renewal_expires_at: renewal.and_then(|renewal| renewal.expires_at),
            added_at: self.inner.ambient.now(),
        })
    }
}

/// What a token is sealed for.
fn purpose(user: UserId) -> String {
    format!("github token of {user}")
}

/// What is sealed with which it is made anew.
fn renewal_purpose(user: UserId) -> String {
    format!("github renewal of {user}")
}
