//! Passes: what stands in the address of a preview in the place of a sign-in.
//!
//! A page of somebody's that runs in a preview has no origin, and the browser sends no cookie with what it asks for. So
//! its address holds a secret that opens the files of one branch, for one sign-in, for an hour, and nothing else. A pass
//! decides nothing: whoever may no longer see the repository is refused all the same. Passes are in memory alone.

#[cfg(test)]
mod tests;

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use crate::{
    account::{SignInId, UserId},
    git::BranchName,
    kit::{Ambient, Timestamp},
    repo::RepoId,
};

/// How long a pass is good: a page that is looked at for longer is loaded again.
const LIFE_MS: i64 = 60 * 60 * 1_000;

/// Passes that are remembered; past that the one that would end first ends. A megabyte or two.
const PASSES_MAX: usize = 10_000;

/// What a pass opens, and for whom.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Pass {
    pub user: UserId,
    /// It ends with this one.
    pub sign_in: SignInId,
    pub repository: RepoId,
    pub branch: BranchName,
}

/// All passes that are good.
#[derive(Default)]
pub struct Passes(Mutex<HashMap<String, (Pass, Timestamp)>>);

impl Passes {
    /// The secret of a pass: the one that was given before, while it is good for long enough, else a new one.
    #[must_use]
    pub fn give(&self, pass: Pass, ambient: &Ambient) -> String {
        let now = ambient.now();
        let mut passes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        passes.retain(|_, (_, until)| *until > now);
        let known = passes.iter().find(|(_, (known, until))| *known == pass && until.since_ms(now) > LIFE_MS / 2);
        if let Some((secret, _)) = known {
            return secret.clone();
        }
        if passes.len() >= PASSES_MAX {
            let first = passes.iter().min_by_key(|(_, (_, until))| *until).map(|(secret, _)| secret.clone());
            first.map(|secret| passes.remove(&secret));
        }
        let secret = ambient.secret();
        passes.insert(secret.clone(), (pass, now.plus_ms(LIFE_MS)));
        secret
    }

    /// What a secret opens, while it is good.
    #[must_use]
    pub fn find(&self, secret: &str, now: Timestamp) -> Option<Pass> {
        let passes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        passes.get(secret).filter(|(_, until)| *until > now).map(|(pass, _)| pass.clone())
    }
}
