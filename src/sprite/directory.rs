//! Who is awake: waking, sleeping, and being told about accounts.
//!
//! One lock guards the map from users to slots. A slot is filled once, however many ask at the same time; a
//! Sprite leaves the map in the same breath in which its file is told to close, and the same lane opens it
//! again, so that a file never has two connections.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError, Weak,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    time::Duration,
};

use actix::{Actor, Addr, Arbiter, AsyncContext, Context};
use futures_util::{StreamExt, stream};
use tokio::sync::{OnceCell, mpsc};

use super::{
    Encoder, Error, Goodbye, Outbox, SpriteHandle, TabId,
    actor::{Allow, Awake, Sprite},
    disk::Disk,
    handle::{Lease, busy},
    home::Homes,
    lane::{File, Flushed, Lanes},
    turns::Runner,
};
use crate::{
    account::{self, SignInId, SpriteStatus, Tiers, User, UserId},
    activity::TurnId,
    assistant,
    config::Config,
    db::{self, Migrations, Pool, Verdict},
    desk,
    kit::Ambient,
};

static MIGRATIONS: include_dir::Dir<'static> = include_dir::include_dir!("$CARGO_MANIFEST_DIR/migrations/sprite");

/// How often the accounts are looked at for sign-ins that were ended, by this process or the command line.
const WATCH: Duration = Duration::from_millis(250);

/// A sign-in that expires writes nothing, so that the watch can't notice: the accounts are looked at this often anyway.
const LOOK_ANYWAY: u32 = 40;

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
    arbiters: Vec<Arbiter>,
    next_arbiter: AtomicUsize,
    awake_max: usize,
    is_closing: AtomicBool,
}

/// What every Sprite shares with the directory.
pub(super) struct Shared {
    pub ambient: Ambient,
    pub encoder: Arc<dyn Encoder>,
    pub runner: Arc<dyn Runner>,
    pub tabs_max: usize,
    pub queue_max: usize,
    platform: Pool,
    sleep_after_ms: i64,
    awake: Mutex<HashMap<UserId, Arc<Slot>>>,
    tabs: Mutex<HashMap<TabId, (SignInId, Weak<Outbox>)>>,
    disk: Disk,
}

#[derive(Default)]
struct Slot {
    handle: OnceCell<SpriteHandle>,
}

impl Directory {
    /// Starts the lanes and the arbiters and prepares the folders.
    ///
    /// # Errors
    /// When the data folder can't be written or the machine has no thread left.
    pub fn start(start: Start<'_>) -> db::Result<Self> {
        let config = start.config;
        let migrations = Arc::new(Migrations::embedded(&MIGRATIONS));
        let io = |source| db::Error::File { path: config.data.clone(), source };
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
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
            disk: Disk::watch(&config.data),
        };
        let inner = Inner {
            shared: Arc::new(shared),
            lanes: Lanes::start(config.sprite.lanes, &migrations).map_err(io)?,
            homes: Homes::prepare(&config.data, &migrations)?,
            migrations,
            platform: start.platform,
            tiers: Tiers::new(config),
            arbiters: (0..cores).map(|_| Arbiter::new()).collect(),
            next_arbiter: AtomicUsize::new(0),
            awake_max: config.sprite.awake_max,
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

    /// How many Sprites are awake.
    #[must_use]
    pub fn awake_count(&self) -> usize {
        self.inner.shared.lock_awake().len()
    }

    /// Watches the accounts, and ends the tabs whose sign-in has ended. Runs until the directory closes.
    pub async fn watch_accounts(self) {
        let Ok(mut watch) = self.inner.platform.watch() else {
            return tracing::error!("can't watch the accounts: ended sign-ins will end late");
        };
        let mut looks: u32 = 0;
        while !self.inner.is_closing.load(Ordering::Acquire) {
            tokio::time::sleep(WATCH).await;
            looks = looks.wrapping_add(1);
            let looked = tokio::task::spawn_blocking(move || (watch.changed(), watch)).await;
            let Ok((changed, same)) = looked else { return };
            watch = same;
            if (changed.unwrap_or(true) || looks.is_multiple_of(LOOK_ANYWAY))
                && let Err(error) = self.apply_accounts().await
            {
                tracing::error!("could not apply a change of the accounts: {error}");
            }
        }
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
            self.note_status(handle.user, SpriteStatus::Asleep).await;
        });
        if tokio::time::timeout(CLOSE_MAX, closing).await.is_err() {
            tracing::warn!("some files did not close in time; they will be recovered at the next start");
        }
        for arbiter in &self.inner.arbiters {
            arbiter.stop();
        }
    }

    async fn open(&self, user: UserId) -> Result<SpriteHandle, Error> {
        self.make_room();
        let (account, status) = self.account(user).await?;
        if matches!(status, SpriteStatus::Pending | SpriteStatus::Provisioning) {
            self.provision(user).await?;
        }
        let opened = self.open_file(user, status).await;
        let (file, outcomes, queued) = match opened {
            Ok(opened) => opened,
            Err(db::Error::Unavailable(_)) => return Err(busy()),
            Err(error) => {
                self.give_up(user, &error).await;
                return Err(Error::Damaged);
            }
        };

        let lease = Arc::new(Lease::new(self.inner.shared.ambient.now()));
        let awake = Awake {
            user,
            shared: Arc::clone(&self.inner.shared),
            file: Arc::clone(&file),
            lease: Arc::downgrade(&lease),
            allowance: self.inner.tiers.allowance(&account.tier),
            queued,
        };
        let addr = self.start_actor(awake, outcomes);
        let directory = self.clone();
        actix::spawn(async move { directory.note_status(user, SpriteStatus::Active).await });
        Ok(SpriteHandle { user, addr, file, lease })
    }

    /// A known user's file can't be used: it is never taken for a new user's. The operator has to look at it.
    async fn give_up(&self, user: UserId, error: &db::Error) {
        tracing::error!(user.id = %user, "a Sprite could not be woken: {error}");
        if error.is_damage() {
            let (inner, now) = (Arc::clone(&self.inner), self.inner.shared.ambient.now());
            match tokio::task::spawn_blocking(move || inner.homes.set_aside(user, now)).await {
                Ok(Ok(aside)) => tracing::error!(user.id = %user, "its files were set aside in {}", aside.display()),
                Ok(Err(error)) => tracing::error!(user.id = %user, "its files could not be set aside: {error}"),
                Err(_) => {}
            }
        }
        self.note_status(user, SpriteStatus::Failed).await;
    }

    async fn account(&self, user: UserId) -> Result<(User, SpriteStatus), Error> {
        let read = self.inner.platform.read(move |tx| -> Result<_, account::Error> {
            Ok((account::find(tx, user)?, account::sprite_status(tx, user)?))
        });
        match read.await {
            Ok((account, _)) if account.status == account::Status::Disabled => Err(Error::UnknownUser),
            Ok(found) => Ok(found),
            Err(account::Error::NoSuchUser) => Err(Error::UnknownUser),
            Err(error) => {
                tracing::error!(user.id = %user, "the account could not be read: {error}");
                Err(busy())
            }
        }
    }

    /// Puts the user's first file into place. Safe to repeat: a crash in the middle heals here.
    async fn provision(&self, user: UserId) -> Result<(), Error> {
        self.note_status(user, SpriteStatus::Provisioning).await;
        let inner = Arc::clone(&self.inner);
        let built = tokio::task::spawn_blocking(move || inner.homes.build(user, &inner.migrations)).await;
        match built {
            Ok(Ok(())) => Ok(()),
            Ok(Err(error)) => {
                tracing::error!(user.id = %user, "a Sprite could not be provisioned: {error}");
                Err(Error::NotSaved)
            }
            Err(_) => Err(Error::Internal),
        }
    }

    /// Opens the file, checks that it is this user's, and finds the turns that were waiting.
    async fn open_file(
        &self,
        user: UserId,
        status: SpriteStatus,
    ) -> db::Result<(Arc<File>, mpsc::UnboundedReceiver<Flushed>, Vec<TurnId>)> {
        let (sender, mut outcomes) = mpsc::unbounded_channel();
        let sink = Box::new(move |flushed| _ = sender.send(flushed));
        let path = self.inner.homes.file(user);
        let file = Arc::new(self.inner.lanes.open(path.clone(), user.spread(), false, sink).await?);

        let (found, answer) = tokio::sync::oneshot::channel();
        let is_new = matches!(status, SpriteStatus::Pending | SpriteStatus::Provisioning);
        let ambient = self.inner.shared.ambient.clone();
        let settle = move |tx: &db::Tx| {
            let settled = settle_in(tx, user, is_new, &ambient);
            let verdict = if settled.is_ok() { Verdict::Keep } else { Verdict::Undo };
            let tell: Box<dyn FnOnce() + Send> = Box::new(move || _ = found.send(settled));
            (verdict, super::lane::Outcome::Read(tell))
        };
        let refused = || db::Error::Unavailable("the lane is full".to_owned());
        file.submit(super::lane::Ticket::Nobody, settle).map_err(|_| refused())?;
        if let Some(flushed) = outcomes.recv().await {
            flushed.committed?;
            for (_, outcome) in flushed.outcomes {
                if let Ok(super::lane::Outcome::Read(tell)) = outcome {
                    tell();
                }
            }
        }
        match answer.await.unwrap_or_else(|_| Err(refused())) {
            Ok(queued) => Ok((file, outcomes, queued)),
            Err(error) => {
                _ = file.close();
                Err(error)
            }
        }
    }

    fn start_actor(&self, awake: Awake, mut outcomes: mpsc::UnboundedReceiver<Flushed>) -> Addr<Sprite> {
        let arbiters = &self.inner.arbiters;
        let place = self.inner.next_arbiter.fetch_add(1, Ordering::Relaxed) % arbiters.len();
        Sprite::start_in_arbiter(&arbiters[place].handle(), move |context: &mut Context<Sprite>| {
            context.add_stream(stream::poll_fn(move |task| outcomes.poll_recv(task)));
            Sprite::new(awake, context)
        })
    }

    /// Puts the idlest Sprites to sleep while there are too many.
    fn make_room(&self) {
        let mut awake = self.inner.shared.lock_awake();
        while awake.len() > self.inner.awake_max {
            let idle = awake.iter().filter_map(|(user, slot)| {
                let handle = slot.handle.get()?;
                (Arc::strong_count(&handle.lease) == 1).then(|| (handle.lease.used_at(), *user))
            });
            let Some((_, idlest)) = idle.min() else { return };
            if let Some(handle) = awake.remove(&idlest).and_then(|slot| slot.handle.get().cloned()) {
                _ = handle.file.close();
                handle.close(Goodbye::Shutdown);
            }
        }
    }

    /// Ends the tabs whose sign-in has ended, and gives awake Sprites their present tier.
    async fn apply_accounts(&self) -> Result<(), account::Error> {
        let tabs = self.inner.shared.live_tabs();
        let users: Vec<UserId> = self.inner.shared.lock_awake().keys().copied().collect();
        let ids: Vec<SignInId> = tabs.iter().map(|(sign_in, _)| *sign_in).collect();
        let now = self.inner.shared.ambient.now();
        let (live, accounts) = self
            .inner
            .platform
            .read(move |tx| -> Result<_, account::Error> {
                let accounts: Vec<User> = users.into_iter().filter_map(|user| account::find(tx, user).ok()).collect();
                Ok((account::still_live(tx, &ids, now)?, accounts))
            })
            .await?;
        for (sign_in, outbox) in tabs {
            if !live.contains(&sign_in) {
                outbox.close(Goodbye::SignInEnded);
            }
        }
        for account in accounts {
            let slot = self.inner.shared.lock_awake().get(&account.id).cloned();
            if let Some(handle) = slot.as_ref().and_then(|slot| slot.handle.get()) {
                handle.addr.do_send(Allow(self.inner.tiers.allowance(&account.tier)));
            }
        }
        Ok(())
    }

    async fn note_status(&self, user: UserId, status: SpriteStatus) {
        self.inner.shared.note_status(user, status).await;
    }
}

impl Shared {
    /// Notes in the accounts how the Sprite is. Only for people to read: nothing depends on `active` and `asleep`.
    pub async fn note_status(&self, user: UserId, status: SpriteStatus) {
        let noted = self.platform.write(move |tx| account::set_sprite_status(tx, user, status)).await;
        if let Err(error) = noted {
            tracing::warn!(user.id = %user, "the status of a Sprite could not be noted: {error}");
        }
    }

    /// Refuses a write when the disk is nearly full.
    pub fn check_disk(&self) -> Result<(), Error> {
        if self.disk.is_full(self.ambient.now()) { Err(Error::DiskFull) } else { Ok(()) }
    }

    pub fn remember_tab(&self, tab: TabId, sign_in: SignInId, outbox: &Arc<Outbox>) {
        self.lock_tabs().insert(tab, (sign_in, Arc::downgrade(outbox)));
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

    fn live_tabs(&self) -> Vec<(SignInId, Arc<Outbox>)> {
        let mut tabs = self.lock_tabs();
        tabs.retain(|_, (_, outbox)| outbox.strong_count() > 0);
        tabs.values().filter_map(|(sign_in, outbox)| Some((*sign_in, outbox.upgrade()?))).collect()
    }

    fn lock_awake(&self) -> MutexGuard<'_, HashMap<UserId, Arc<Slot>>> {
        self.awake.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn lock_tabs(&self) -> MutexGuard<'_, HashMap<TabId, (SignInId, Weak<Outbox>)>> {
        self.tabs.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn drop_slot(mut awake: MutexGuard<'_, HashMap<UserId, Arc<Slot>>>, user: UserId) {
    awake.remove(&user);
}

/// What is done to a file before anybody uses it.
fn settle_in(tx: &db::Tx, user: UserId, is_new: bool, ambient: &Ambient) -> db::Result<Vec<TurnId>> {
    let damaged = |reason: String| db::Error::Damaged { path: format!("users/{user}/sprite.db").into(), reason };
    if is_new {
        desk::found(tx, user, ambient).map_err(|error| damaged(error.to_string()))?;
    }
    if desk::owner(tx)? != Some(user) {
        return Err(damaged("it belongs to somebody else".to_owned()));
    }
    desk::forget_old_operations(tx, ambient.now())?;
    let open = assistant::recover(tx)?;
    Ok(open.into_iter().filter(|turn| turn.status == assistant::Status::Queued).map(|turn| turn.id).collect())
}
