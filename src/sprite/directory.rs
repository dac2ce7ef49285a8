//! Who is awake: waking, sleeping, and being told about accounts.
//!
//! One lock guards the map from users to slots. A slot is filled once, however many ask at the same time; a
//! Sprite leaves the map in the same breath in which its file is told to close, and the same lane opens it
//! again, so that a file never has two connections.

mod accounts;
mod files;
mod opening;
mod shared;

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, MutexGuard,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use futures_util::{StreamExt, stream};
use tokio::sync::{OnceCell, oneshot};

use super::{Encoder, Error, Goodbye, SpriteHandle, disk::Disk, home::Homes, lane::Lanes, turns::Runner};
use crate::{
    account::{SpriteStatus, Tiers, UserId},
    config::Config,
    db::{self, Migrations, Pool},
    kit::Ambient,
};

static MIGRATIONS: include_dir::Dir<'static> = include_dir::include_dir!("$CARGO_MANIFEST_DIR/migrations/sprite");

pub(super) use shared::Shared;

/// How long a closing server waits for files to close.
const CLOSE_MAX: Duration = Duration::from_secs(8);

/// What a [`Directory`] is made of.
pub struct Start<'a> {
    pub config: &'a Config,
    pub ambient: Ambient,
    pub platform: Pool,
    pub encoder: Arc<dyn Encoder>,
    pub runner: Arc<dyn Runner>,
}

/// All Sprites of a server. Cheap to clone.
#[derive(Clone)]
pub struct Directory {
    inner: Arc<Inner>,
}

struct Inner {
    shared: Arc<Shared>,
    lanes: Lanes,
    homes: Homes,
    migrations: Arc<Migrations>,
    platform: Pool,
    tiers: Tiers,
    awake_max: usize,
    is_closing: AtomicBool,
}

#[derive(Default)]
struct Slot {
    handle: OnceCell<SpriteHandle>,
}

impl Directory {
    /// Starts the lanes and prepares the folders.
    ///
    /// # Errors
    /// When the data folder can't be written or the machine has no thread left.
    pub fn start(start: Start<'_>) -> db::Result<Self> {
        let config = start.config;
        let migrations = Arc::new(Migrations::embedded(&MIGRATIONS));
        let io = |source| db::Error::File { path: config.data.clone(), source };
        let shared = Shared {
            ambient: start.ambient,
            encoder: start.encoder,
            runner: start.runner,
            tabs_max: config.socket.sockets_per_user_max,
            queue_max: config.assistant.queue_max,
            platform: start.platform.clone(),
            sleep_after_ms: i64::try_from(config.sprite.sleep_after_s.saturating_mul(1_000)).unwrap_or(i64::MAX),
            awake: Mutex::default(),
            tabs: Mutex::default(),
            statuses: Mutex::default(),
            doubted: Mutex::default(),
            disk: Disk::watch(&config.data, config.sprite.disk_reserve_mib),
        };
        let inner = Inner {
            shared: Arc::new(shared),
            lanes: Lanes::start(config.sprite.lanes, &migrations).map_err(io)?,
            homes: Homes::prepare(&config.data, &migrations)?,
            migrations,
            platform: start.platform,
            tiers: Tiers::new(config),
            awake_max: files::awake_max(config.sprite.awake_max),
            is_closing: AtomicBool::new(false),
        };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// The user's Sprite, woken if it sleeps, and provisioned if this is the user's first time.
    ///
    /// # Errors
    /// [`Error::UnknownUser`]; [`Error::Damaged`] when the file can't be used; [`Error::ShuttingDown`].
    pub async fn wake(&self, user: UserId) -> Result<SpriteHandle, Error> {
        loop {
            if self.inner.is_closing.load(Ordering::Acquire) {
                return Err(Error::ShuttingDown);
            }
            let slot = Arc::clone(self.inner.shared.lock_awake().entry(user).or_default());
            let woken = slot.handle.get_or_try_init(|| self.open(user)).await;
            let awake = self.inner.shared.lock_awake();
            let is_current = awake.get(&user).is_some_and(|current| Arc::ptr_eq(current, &slot));
            match woken {
                Ok(handle) if is_current && handle.addr.connected() => {
                    handle.lease.touch(self.inner.shared.ambient.now());
                    return Ok(handle.clone());
                }
                Ok(_) if !is_current => {}
                Ok(handle) => {
                    _ = handle.file.close();
                    drop_slot(awake, user);
                }
                Err(error) => {
                    if is_current {
                        drop_slot(awake, user);
                    }
                    return Err(error);
                }
            }
        }
    }

    /// Whether the user's Sprite is awake: if not, waking it may take a moment.
    #[must_use]
    pub fn is_awake(&self, user: UserId) -> bool {
        self.inner.shared.lock_awake().get(&user).is_some_and(|slot| slot.handle.initialized())
    }

    /// Whether the user's Sprite is awake and nothing can be changed in it, because too much has gone wrong.
    #[must_use]
    pub fn is_read_only(&self, user: UserId) -> bool {
        let awake = self.inner.shared.lock_awake();
        awake.get(&user).and_then(|slot| slot.handle.get()).is_some_and(SpriteHandle::is_read_only)
    }

    /// How many Sprites are awake.
    #[must_use]
    pub fn awake_count(&self) -> usize {
        self.inner.shared.lock_awake().len()
    }

    /// Ends all tabs. Nobody wakes any more; requests that are being answered may finish.
    pub fn begin_closing(&self) {
        self.inner.is_closing.store(true, Ordering::Release);
        for slot in self.inner.shared.lock_awake().values() {
            if let Some(handle) = slot.handle.get() {
                handle.close(Goodbye::Shutdown);
            }
        }
    }

    /// Closes all files and answers when that is done.
    pub async fn close(&self) {
        self.begin_closing();
        let slots: Vec<Arc<Slot>> = self.inner.shared.lock_awake().drain().map(|(_, slot)| slot).collect();
        let handles: Vec<SpriteHandle> = slots.iter().filter_map(|slot| slot.handle.get().cloned()).collect();
        let closing = stream::iter(handles).for_each_concurrent(None, |handle| async move {
            _ = handle.file.close().await;
            self.inner.shared.note_status_soon(handle.user, SpriteStatus::Asleep);
        });
        if tokio::time::timeout(CLOSE_MAX, closing).await.is_err() {
            tracing::warn!("some files did not close in time; they will be recovered at the next start");
        }
        self.inner.shared.write_statuses().await;
    }

    /// Puts the idlest Sprites to sleep while there are too many.
    fn make_room(&self) {
        while self.awake_count() > self.inner.awake_max && self.put_idlest_to_sleep().is_some() {}
    }

    /// Puts the Sprite to sleep that nobody has asked for the longest. The receiver resolves when its file is closed;
    /// `None` while all are in use.
    fn put_idlest_to_sleep(&self) -> Option<oneshot::Receiver<()>> {
        let mut awake = self.inner.shared.lock_awake();
        let idle = awake.iter().filter_map(|(user, slot)| {
            let handle = slot.handle.get()?;
            (Arc::strong_count(&handle.lease) == 1).then(|| (handle.lease.used_at(), *user))
        });
        let (_, idlest) = idle.min()?;
        let handle = awake.remove(&idlest)?.handle.get()?.clone();
        let closed = handle.file.close();
        handle.close(Goodbye::Shutdown);
        Some(closed)
    }
}

fn drop_slot(mut awake: MutexGuard<'_, HashMap<UserId, Arc<Slot>>>, user: UserId) {
    awake.remove(&user);
}
