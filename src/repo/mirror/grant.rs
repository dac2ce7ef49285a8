//! Users who let this server's app in, on GitHub's own page.
//!
//! Whoever begins is led there with a word that must come back from there: to the same user, in the same sign-in, once, and
//! within ten minutes. What is on its way is in memory alone: after a restart one begins again.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use super::{GitHub, Way};
use crate::{
    account::{SignInId, UserId},
    github::{AppError, CODE_BYTES_MAX, Journey},
    kit::{Secret, Timestamp},
    repo::Error,
};

/// How long somebody may take: GitHub's own codes are good for as long.
const LIFE_MS: i64 = 10 * 60 * 1_000;

/// Those that are on their way at once, of one sign-in and of all. The oldest one goes first.
const EACH_MAX: usize = 5;
const ALL_MAX: usize = 5_000;

/// Why nothing was kept.
#[derive(Debug, thiserror::Error)]
pub enum NotGranted {
    #[error(
        "this answer belongs to no question of this sign-in: it was used before, came too late, or is somebody else's"
    )]
    Unknown,
    #[error("the user has said no")]
    Denied,
    #[error("GitHub has given less than the right to read and write repositories")]
    Lacking,
    #[error(transparent)]
    App(#[from] AppError),
    #[error(transparent)]
    Room(#[from] Error),
}

/// Who is on the way, in which sign-in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Traveller {
    pub user: UserId,
    pub sign_in: SignInId,
}

/// What they come back with.
#[derive(Clone, Debug)]
pub struct Returned {
    pub state: Secret,
    /// What can be made a token, or the word with which GitHub says no.
    pub said: Result<Secret, String>,
}

/// Those who are on their way, by the word that they have.
#[derive(Default)]
pub(super) struct Journeys(Mutex<HashMap<String, Begun>>);

struct Begun {
    who: Traveller,
    journey: Journey,
    until: Timestamp,
}

impl Journeys {
    fn begin(&self, who: Traveller, journey: &Journey, now: Timestamp) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|_, begun| begun.until > now);
        while all.values().filter(|begun| begun.who.sign_in == who.sign_in).count() >= EACH_MAX {
            drop_oldest(&mut all, |begun| begun.who.sign_in == who.sign_in);
        }
        if all.len() >= ALL_MAX {
            drop_oldest(&mut all, |_| true);
        }
        let begun = Begun { who, journey: journey.clone(), until: now.plus_ms(LIFE_MS) };
        all.insert(journey.state.expose().to_owned(), begun);
    }

    /// What was begun with `state`, once, by whoever has begun it.
    fn end(&self, who: Traveller, state: &Secret, now: Timestamp) -> Option<Journey> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_theirs = all.get(state.expose()).is_some_and(|begun| begun.who == who && begun.until > now);
        if is_theirs { all.remove(state.expose()).map(|begun| begun.journey) } else { None }
    }
}

fn drop_oldest(all: &mut HashMap<String, Begun>, of: impl Fn(&Begun) -> bool) {
    let oldest = all.iter().filter(|(_, begun)| of(begun)).min_by_key(|(_, begun)| begun.until);
    if let Some(state) = oldest.map(|(state, _)| state.clone()) {
        all.remove(&state);
    }
}

impl GitHub {
    /// Whether users may let this server in there with a click.
    #[must_use]
    pub fn has_app(&self) -> bool {
        self.inner.app.is_some()
    }

    /// Where a user goes to let this server in, and comes back from to `callback`; `None` without an app.
    #[must_use]
    pub fn door(&self, who: Traveller, callback: String) -> Option<String> {
        let (app, ambient) = (self.inner.app.as_ref()?, &self.inner.ambient);
        let journey = Journey::begin(callback, ambient);
        self.inner.journeys.begin(who, &journey, ambient.now());
        Some(app.door(&journey))
    }

    /// Keeps what a user has come back with.
    ///
    /// # Errors
    /// [`NotGranted`]: nothing was kept then, and what was kept before stays.
    pub async fn admit(&self, who: Traveller, returned: Returned) -> Result<(), NotGranted> {
        let app = self.inner.app.as_ref().ok_or(NotGranted::Unknown)?;
        let begun = self.inner.journeys.end(who, &returned.state, self.inner.ambient.now());
        let journey = begun.ok_or(NotGranted::Unknown)?;
        let code = match returned.said {
            Ok(code) if (1..=CODE_BYTES_MAX).contains(&code.expose().len()) => code,
            Ok(_) => return Err(NotGranted::Unknown),
            Err(word) if word == "access_denied" => return Err(NotGranted::Denied),
            Err(word) => return Err(AppError::of_word(&word).into()),
        };
        let grant = app.redeem(&journey, &code).await?;
        let token = grant.token.clone();
        let kept = if grant.is_enough() {
            self.keep(who.user, Way::App, grant).await.map_err(NotGranted::from)
        } else {
            Err(NotGranted::Lacking)
        };
        if kept.is_err() {
            self.take_back(&token).await;
        }
        kept
    }
}
