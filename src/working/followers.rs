//! Who follows what is told as it happens: so many in all, and so many of each user.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use crate::account::UserId;

/// Counts those who follow one kind of news.
pub(super) struct Followers {
    of: Mutex<HashMap<UserId, usize>>,
    max: usize,
    of_user_max: usize,
}

/// Held by whoever follows.
pub struct Follower {
    followers: Arc<Followers>,
    user: UserId,
}

impl Followers {
    pub(super) fn new(max: usize, of_user_max: usize) -> Self {
        Self { of: Mutex::default(), max, of_user_max }
    }

    /// A place for one more; nothing when there are too many.
    pub(super) fn join(self: &Arc<Self>, user: UserId) -> Option<Follower> {
        let mut of = self.of();
        let (all, own) = (of.values().sum::<usize>(), of.get(&user).copied().unwrap_or_default());
        if all >= self.max || own >= self.of_user_max {
            return None;
        }
        of.insert(user, own + 1);
        drop(of);
        Some(Follower { followers: Arc::clone(self), user })
    }

    fn of(&self) -> MutexGuard<'_, HashMap<UserId, usize>> {
        self.of.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Follower {
    fn drop(&mut self) {
        let mut of = self.followers.of();
        if let Some(own) = of.get_mut(&self.user) {
            *own = own.saturating_sub(1);
            if *own == 0 {
                of.remove(&self.user);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kit::Ambient;

    #[test]
    fn a_place_is_given_back_and_nobody_takes_them_all() {
        let (followers, ambient) = (Arc::new(Followers::new(3, 2)), Ambient::system());
        let (ada, bob): (UserId, UserId) = (ambient.id(), ambient.id());
        let first = followers.join(ada).unwrap();
        let _second = followers.join(ada).unwrap();
        assert!(followers.join(ada).is_none(), "two of one user");
        let _third = followers.join(bob).unwrap();
        assert!(followers.join(bob).is_none(), "three in all");
        drop(first);
        assert!(followers.join(bob).is_some());
    }
}
