//! What every Sprite shares with the directory.

use std::{
    collections::{HashMap, HashSet},
    sync::{Arc, Mutex, MutexGuard, PoisonError, Weak},
};

use actix::Addr;

use super::Slot;
use crate::{
    account::{self, SignInId, SpriteStatus, UserId},
    db::{self, Pool},
    kit::Ambient,
    sprite::{Encoder, Error, Goodbye, Outbox, Runner, TabId, actor::Sprite, disk::Disk},
};

/// What every Sprite shares with the directory.
pub(in crate::sprite) struct Shared {
    pub ambient: Ambient,
    pub encoder: Arc<dyn Encoder>,
    pub runner: Arc<dyn Runner>,
    pub tabs_max: usize,
    pub queue_max: usize,
    pub(super) platform: Pool,
    pub(super) sleep_after_ms: i64,
    pub(super) awake: Mutex<HashMap<UserId, Arc<Slot>>>,
    pub(super) tabs: Mutex<HashMap<TabId, Known>>,
    /// How Sprites are, where the accounts have not been told yet.
    pub(super) statuses: Mutex<HashMap<UserId, SpriteStatus>>,
    /// Whose files were found broken while they were open, and have not been inspected since.
    pub(super) doubted: Mutex<HashSet<UserId>>,
    pub(super) disk: Disk,
}

/// A tab and whose it is, so that it ends with the sign-in or the account.
pub(super) struct Known {
    pub user: UserId,
    pub sign_in: SignInId,
    outbox: Weak<Outbox>,
}

impl Known {
    /// Ends the tab's connection, if it is still there.
    pub fn close(&self, goodbye: Goodbye) {
        if let Some(outbox) = self.outbox.upgrade() {
            outbox.close(goodbye);
        }
    }
}

impl Shared {
    /// Notes in the accounts how the Sprite is, soon. Only for people to read: nothing depends on `active` and
    /// `asleep`, and a commit for every Sprite that wakes would cost more than waking it.
    pub fn note_status_soon(&self, user: UserId, status: SpriteStatus) {
        self.lock_statuses().insert(user, status);
    }

    /// Notes in the accounts how the Sprite is, now.
    pub async fn note_status(&self, user: UserId, status: SpriteStatus) {
        self.note_status_soon(user, status);
        self.write_statuses().await;
    }

    /// Writes down what was to be noted since the last time.
    pub(super) async fn write_statuses(&self) {
        if let Some(write) = self.statuses_to_write() {
            warn_unless_noted(self.platform.write(write).await);
        }
    }

    /// The same on the connection of `watch`, which then has nothing to notice, and waits for no disk: a flush makes
    /// whoever wakes meanwhile wait for the file system. Blocks.
    pub(super) fn write_statuses_unnoticed(&self, watch: &mut db::Watch) {
        if let Some(write) = self.statuses_to_write() {
            warn_unless_noted(watch.note(write));
        }
    }

    fn statuses_to_write(&self) -> Option<impl FnOnce(&db::Tx) -> Result<(), account::Error> + use<>> {
        let statuses = std::mem::take(&mut *self.lock_statuses());
        let is_any = !statuses.is_empty();
        let write = |tx: &db::Tx| {
            for (user, status) in statuses {
                match account::set_sprite_status(tx, user, status) {
                    Ok(()) | Err(account::Error::NoSuchUser) => {}
                    Err(error) => return Err(error),
                }
            }
            Ok(())
        };
        is_any.then_some(write)
    }

    /// The user's file was found broken: it is inspected before it is used again, also after a restart.
    pub fn doubt(&self, user: UserId) {
        self.lock_doubted().insert(user);
        self.note_status_soon(user, SpriteStatus::Failed);
    }

    pub(super) fn is_doubted(&self, user: UserId) -> bool {
        self.lock_doubted().contains(&user)
    }

    pub(super) fn trust(&self, user: UserId) {
        self.lock_doubted().remove(&user);
    }

    /// Refuses a write when the disk is nearly full.
    pub fn check_disk(&self) -> Result<(), Error> {
        if self.disk.is_full(self.ambient.now()) { Err(Error::DiskFull) } else { Ok(()) }
    }

    /// Whether something may have failed because the disk has no room now.
    pub fn is_disk_full_now(&self) -> bool {
        self.disk.is_full_now(self.ambient.now())
    }

    pub fn remember_tab(&self, tab: TabId, user: UserId, sign_in: SignInId, outbox: &Arc<Outbox>) {
        self.lock_tabs().insert(tab, Known { user, sign_in, outbox: Arc::downgrade(outbox) });
    }

    pub fn forget_tab(&self, tab: TabId) {
        self.lock_tabs().remove(&tab);
    }

    /// Closes the file and takes the Sprite from the map, if nobody holds it and it has been idle long enough.
    pub fn may_sleep(&self, user: UserId, addr: &Addr<Sprite>) -> bool {
        let mut awake = self.lock_awake();
        let Some(handle) = awake.get(&user).and_then(|slot| slot.handle.get()).filter(|handle| handle.addr == *addr)
        else {
            // Somebody else has taken it from the map, and closed the file.
            return true;
        };
        let idle_ms = self.ambient.now().since_ms(handle.lease.used_at());
        if Arc::strong_count(&handle.lease) > 1 || idle_ms < self.sleep_after_ms {
            return false;
        }
        _ = handle.file.close();
        awake.remove(&user);
        true
    }

    /// Takes the Sprite, whose file is closed, from the map, unless another one has taken its place.
    pub fn forget(&self, user: UserId, addr: &Addr<Sprite>) {
        let mut awake = self.lock_awake();
        if awake.get(&user).and_then(|slot| slot.handle.get()).is_some_and(|handle| handle.addr == *addr) {
            awake.remove(&user);
        }
    }

    /// The sign-ins of all open tabs.
    pub(super) fn sign_ins(&self) -> Vec<SignInId> {
        let mut tabs = self.lock_tabs();
        tabs.retain(|_, tab| tab.outbox.strong_count() > 0);
        tabs.values().map(|tab| tab.sign_in).collect()
    }

    /// Shows every open tab to `look`.
    pub(super) fn each_tab(&self, look: impl FnMut(&Known)) {
        self.lock_tabs().values().for_each(look);
    }

    pub(super) fn lock_awake(&self) -> MutexGuard<'_, HashMap<UserId, Arc<Slot>>> {
        self.awake.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn lock_statuses(&self) -> MutexGuard<'_, HashMap<UserId, SpriteStatus>> {
        self.statuses.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn lock_doubted(&self) -> MutexGuard<'_, HashSet<UserId>> {
        self.doubted.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn lock_tabs(&self) -> MutexGuard<'_, HashMap<TabId, Known>> {
        self.tabs.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn warn_unless_noted(noted: Result<(), account::Error>) {
    if let Err(error) = noted {
        tracing::warn!("the status of Sprites could not be noted: {error}");
    }
}
