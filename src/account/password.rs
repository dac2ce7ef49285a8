//! Passwords: what may be one, and hashing them without keeping anybody else waiting.
//!
//! A hash costs tens of milliseconds and megabytes on purpose, so it is made on blocking threads, a few at a
//! time, and only so many may wait.

use std::sync::Arc;

use argon2::{
    Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version,
    password_hash::{self, phc},
};
use tokio::sync::Semaphore;

use super::{Error, Result};
use crate::{config, kit::Ambient};

/// Fewer characters are found by trying them all.
const CHARS_MIN: usize = 8;

/// More bytes than anybody remembers; a bound on what is hashed for a stranger.
const BYTES_MAX: usize = 1_024;

/// Passwords that may wait for being checked. At the shipped cost the last one waits for about two seconds.
const WAITING_MAX: usize = 64;

/// Bytes of chance that make equal passwords' hashes differ (RFC 9106 recommends 16).
const SALT_BYTES: usize = 16;

/// The passwords that are tried first by whoever guesses, one a line, in lower case.
const COMMON: &str = include_str!("password/common.txt");

/// A text that may become somebody's password.
#[derive(Clone)]
pub struct Password(String);

/// Why a text may not become a password.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum BadPassword {
    #[error("the password must have at least {CHARS_MIN} characters")]
    TooShort,
    #[error("the password must have at most {BYTES_MAX} bytes")]
    TooLong,
    #[error("this is one of the passwords that are guessed first: choose another")]
    Common,
    #[error("the password must not be the name")]
    Name,
}

impl Password {
    /// Checks `text` as the new password of the user called `name`.
    ///
    /// # Errors
    /// [`BadPassword`].
    pub fn new(text: &str, name: &str) -> std::result::Result<Self, BadPassword> {
        if text.chars().count() < CHARS_MIN {
            return Err(BadPassword::TooShort);
        }
        if text.len() > BYTES_MAX {
            return Err(BadPassword::TooLong);
        }
        let lower = text.to_lowercase();
        if lower.trim() == name.trim().to_lowercase() {
            return Err(BadPassword::Name);
        }
        if COMMON.lines().any(|common| common == lower.trim()) || is_monotonous(&lower) {
            return Err(BadPassword::Common);
        }
        Ok(Self(text.to_owned()))
    }
}

impl std::fmt::Debug for Password {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Password")
    }
}

/// An argon2id hash in PHC format, with its salt and cost.
#[derive(Clone)]
pub struct PasswordHash(pub(super) String);

impl std::fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PasswordHash")
    }
}

/// Hashes and checks passwords off the reactor. Cheap to clone.
#[derive(Clone)]
pub struct Passwords {
    inner: Arc<Inner>,
}

struct Inner {
    argon2: Argon2<'static>,
    ambient: Ambient,
    /// What an unknown user's password is compared with, so that it takes as long as a known one's.
    decoy: PasswordHash,
    waiting: Semaphore,
    working: Semaphore,
}

impl Passwords {
    /// Hashes at the cost that the settings ask for.
    ///
    /// # Errors
    /// When argon2 does not know such a cost.
    pub fn new(settings: &config::Password, ambient: Ambient) -> Result<Self> {
        let params = Params::new(settings.memory_kib, settings.passes, 1, None)
            .map_err(|error| Error::Password(format!("[password] in the settings: {error}")))?;
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let decoy = hash_with(&argon2, &ambient, &ambient.secret())?;
        let waiting = Semaphore::new(WAITING_MAX);
        let working = Semaphore::new(settings.checks_at_once);
        Ok(Self { inner: Arc::new(Inner { argon2, ambient, decoy, waiting, working }) })
    }

    /// The hash to keep of `password`.
    ///
    /// # Errors
    /// [`Error::Busy`] when too many are waiting.
    pub async fn hash(&self, password: Password) -> Result<PasswordHash> {
        self.work(move |inner| hash_with(&inner.argon2, &inner.ambient, &password.0)).await?
    }

    /// The same, on the caller's own thread: for the command line.
    ///
    /// # Errors
    /// When the hash can't be made.
    pub fn hash_now(&self, password: &Password) -> Result<PasswordHash> {
        hash_with(&self.inner.argon2, &self.inner.ambient, &password.0)
    }

    /// Whether `password` is the one of `hash`; never, but after the same time, when there is no hash.
    ///
    /// # Errors
    /// [`Error::Busy`] when too many are waiting.
    pub async fn verify(&self, password: &str, hash: Option<PasswordHash>) -> Result<bool> {
        let is_possible = password.len() <= BYTES_MAX && hash.is_some();
        let password = if password.len() <= BYTES_MAX { password.to_owned() } else { String::new() };
        let hash = hash.unwrap_or_else(|| self.inner.decoy.clone());
        let is_right = self.work(move |inner| verify_with(&inner.argon2, &password, &hash)).await??;
        Ok(is_right && is_possible)
    }

    async fn work<T: Send + 'static>(&self, job: impl FnOnce(&Inner) -> T + Send + 'static) -> Result<T> {
        let _place = self.inner.waiting.try_acquire().map_err(|_| Error::Busy)?;
        let _turn = self.inner.working.acquire().await.map_err(|_| Error::Busy)?;
        let inner = Arc::clone(&self.inner);
        tokio::task::spawn_blocking(move || job(&inner)).await.map_err(|error| Error::Password(error.to_string()))
    }
}

fn hash_with(argon2: &Argon2<'_>, ambient: &Ambient, password: &str) -> Result<PasswordHash> {
    let mut salt = [0; SALT_BYTES];
    ambient.fill(&mut salt);
    let hash: phc::PasswordHash = argon2
        .hash_password_with_salt(password.as_bytes(), &salt)
        .map_err(|error| Error::Password(error.to_string()))?;
    Ok(PasswordHash(hash.to_string()))
}

fn verify_with(argon2: &Argon2<'_>, password: &str, hash: &PasswordHash) -> Result<bool> {
    match argon2.verify_password(password.as_bytes(), hash.0.as_str()) {
        Ok(()) => Ok(true),
        Err(password_hash::Error::PasswordInvalid) => Ok(false),
        Err(error) => Err(Error::Password(error.to_string())),
    }
}

/// One character over and over, or a run such as `abcdefgh` or `87654321`.
fn is_monotonous(text: &str) -> bool {
    let codes: Vec<i64> = text.chars().map(|c| i64::from(u32::from(c))).collect();
    let mut steps = codes.windows(2).map(|pair| pair[1] - pair[0]);
    let first = steps.next().unwrap_or(0);
    (-1..=1).contains(&first) && steps.all(|step| step == first)
}
