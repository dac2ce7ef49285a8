//! Following the accounts: sign-ins that have ended, tiers that have changed.

use std::{
    collections::BTreeSet,
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use super::Directory;
use crate::{
    account::{self, SignInId, Status, User, UserId},
    sprite::{Goodbye, actor::Allow},
};

/// How often the accounts are looked at for sign-ins that were ended, by this process or the command line.
const WATCH: Duration = Duration::from_millis(250);

/// A sign-in that expires writes nothing, so that the watch can't notice: the accounts are looked at this often anyway.
const LOOK_ANYWAY: u32 = 40;

/// Looks between two notes of who is awake.
const WRITE_STATUSES: u32 = 4;

impl Directory {
    /// Watches the accounts, and ends the tabs whose sign-in has ended. Runs until the directory closes.
    pub async fn watch_accounts(self) {
        let Ok(mut watch) = self.inner.platform.watch() else {
            return tracing::error!("can't watch the accounts: ended sign-ins will end late");
        };
        let mut looks: u32 = 0;
        while !self.inner.is_closing.load(Ordering::Acquire) {
            tokio::time::sleep(WATCH).await;
            looks = looks.wrapping_add(1);
            let shared = Arc::clone(&self.inner.shared);
            let look = move || {
                if looks.is_multiple_of(WRITE_STATUSES) {
                    shared.write_statuses_unnoticed(&mut watch);
                }
                (watch.changed(), watch)
            };
            let looked = tokio::task::spawn_blocking(look).await;
            let Ok((changed, same)) = looked else { return };
            watch = same;
            if (changed.unwrap_or(true) || looks.is_multiple_of(LOOK_ANYWAY))
                && let Err(error) = self.apply_accounts().await
            {
                tracing::error!("could not apply a change of the accounts: {error}");
            }
        }
    }

    /// Ends the tabs whose sign-in has ended, and gives awake Sprites their present tier.
    async fn apply_accounts(&self) -> Result<(), account::Error> {
        let users: Vec<UserId> = self.inner.shared.lock_awake().keys().copied().collect();
        let ids: Vec<SignInId> = self.inner.shared.sign_ins();
        let asked = ids.clone();
        let now = self.inner.shared.ambient.now();
        let (live, accounts) = self
            .inner
            .platform
            .read(move |tx| -> Result<_, account::Error> {
                let accounts: Vec<User> = users.into_iter().filter_map(|user| account::find(tx, user).ok()).collect();
                Ok((account::still_live(tx, &asked, now)?, accounts))
            })
            .await?;
        let (ids, live): (BTreeSet<SignInId>, BTreeSet<SignInId>) =
            (ids.into_iter().collect(), live.into_iter().collect());
        let is_disabled = |user| accounts.iter().any(|known| known.id == user && known.status == Status::Disabled);
        // A tab that came meanwhile was not asked about, and is not ended.
        self.inner.shared.each_tab(|tab| match tab {
            tab if !ids.contains(&tab.sign_in) || live.contains(&tab.sign_in) => {}
            tab if is_disabled(tab.user) => tab.close(Goodbye::UserDisabled),
            tab => tab.close(Goodbye::SignInEnded),
        });
        for account in accounts {
            let slot = self.inner.shared.lock_awake().get(&account.id).cloned();
            if let Some(handle) = slot.as_ref().and_then(|slot| slot.handle.get()) {
                handle.addr.do_send(Allow(self.inner.tiers.allowance(&account.tier)));
            }
        }
        Ok(())
    }
}
