//! Waking one user: their account, their place on the disk, their file, their actor.

use std::sync::Arc;

use actix::{Actor, Addr, AsyncContext, Context};
use futures_util::stream;
use tokio::sync::{mpsc, oneshot};

use super::Directory;
use crate::{
    account::{self, SpriteStatus, User, UserId},
    activity::TurnId,
    assistant,
    db::{self, Verdict},
    desk,
    kit::Ambient,
    sprite::{
        Error, SpriteHandle,
        actor::{Awake, Sprite},
        handle::{Lease, busy},
        lane::{File, Flushed, Outcome, Ticket},
    },
};

/// Sprites that are put to sleep for the sake of one that wakes, before it is asked to come back later. One is enough
/// unless others wake at the same moment.
const GIVERS_MAX: usize = 16;

/// What to make of a user's file before it is opened.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Home {
    /// The user has never had a file that was theirs to write to.
    New,
    /// It was found broken, or could not be used the last time: it is read from end to end.
    Doubtful,
    Known,
}

/// A user's file, open and looked at.
struct Opened {
    file: Arc<File>,
    outcomes: mpsc::UnboundedReceiver<Flushed>,
    /// Turns that were waiting.
    queued: Vec<TurnId>,
}

impl Directory {
    pub(super) async fn open(&self, user: UserId) -> Result<SpriteHandle, Error> {
        self.make_room();
        let (account, status) = self.account(user).await?;
        let state = Home::of(status, self.inner.shared.is_doubted(user));
        let Opened { file, outcomes, queued } = self.open_home(user, state).await?;
        self.inner.shared.trust(user);

        let lease = Arc::new(Lease::new(self.inner.shared.ambient.now()));
        let awake = Awake {
            user,
            shared: Arc::clone(&self.inner.shared),
            file: Arc::clone(&file),
            lease: Arc::downgrade(&lease),
            allowance: self.inner.tiers.allowance(&account.tier),
            queued,
        };
        let addr = start_actor(awake, outcomes);
        self.inner.shared.note_status_soon(user, SpriteStatus::Active);
        Ok(SpriteHandle { user, addr, file, lease })
    }

    /// Opens the user's file, and puts it into place first when the user is new. When the process is out of
    /// descriptors, those whose files have been idle the longest give theirs.
    async fn open_home(&self, user: UserId, home: Home) -> Result<Opened, Error> {
        let is_new = home == Home::New;
        if is_new {
            self.inner.shared.check_disk()?;
            self.inner.shared.note_status(user, SpriteStatus::Provisioning).await;
        }
        for _ in 0..GIVERS_MAX {
            let error = match self.look_twice(user, home).await {
                Ok(opened) => return Ok(opened),
                Err(error) => error,
            };
            if !error.is_out_of_files() {
                return Err(self.give_up(user, is_new, &error).await);
            }
            let Some(closed) = self.put_idlest_to_sleep() else { break };
            // The lane may have ended; then there is nothing to wait for.
            let _ = closed.await;
        }
        tracing::warn!(user.id = %user, "out of descriptors, and nobody is idle: a Sprite could not be woken");
        Err(busy())
    }

    /// A disk that fails for a moment may look like a broken file. Only what a second look finds again is broken.
    async fn look_twice(&self, user: UserId, home: Home) -> db::Result<Opened> {
        match self.try_open_home(user, home).await {
            Err(error) if error.is_damage() => {
                tracing::warn!(user.id = %user, "a file is looked at again: {error}");
                self.try_open_home(user, if home == Home::New { home } else { Home::Doubtful }).await
            }
            other => other,
        }
    }

    async fn try_open_home(&self, user: UserId, home: Home) -> db::Result<Opened> {
        let is_new = home == Home::New;
        let inner = Arc::clone(&self.inner);
        let prepare = move || match home {
            Home::New => inner.homes.build(user, &inner.migrations),
            Home::Doubtful => db::Opened::inspect(&inner.homes.file(user), &inner.migrations),
            Home::Known => Ok(()),
        };
        if home != Home::Known {
            let prepared = tokio::task::spawn_blocking(prepare).await;
            prepared.unwrap_or_else(|error| Err(db::Error::Unavailable(error.to_string())))?;
        }
        let opened = self.open_file(user, is_new).await?;
        if is_new {
            // Once somebody has been handed the file it must never be taken for a missing one that was never there.
            let active = move |tx: &db::Tx<'_>| account::set_sprite_status(tx, user, SpriteStatus::Active);
            if let Err(error) = self.inner.platform.write(active).await {
                _ = opened.file.close();
                return Err(match error {
                    account::Error::Db(error) => error,
                    other => db::Error::Unavailable(other.to_string()),
                });
            }
        }
        Ok(opened)
    }

    /// Says why the file can't be used. That of a known user is never taken for a new user's: the operator has to
    /// look at it. That of a new user is put into place again at the next visit.
    async fn give_up(&self, user: UserId, is_new: bool, error: &db::Error) -> Error {
        tracing::error!(user.id = %user, "a Sprite could not be woken: {error}");
        if error.is_damage() {
            let (inner, now) = (Arc::clone(&self.inner), self.inner.shared.ambient.now());
            match tokio::task::spawn_blocking(move || inner.homes.set_aside(user, now)).await {
                Ok(Ok(aside)) => tracing::error!(user.id = %user, "its files were set aside in {}", aside.display()),
                Ok(Err(error)) => tracing::error!(user.id = %user, "its files could not be set aside: {error}"),
                Err(_) => {}
            }
        } else if let db::Error::Unavailable(_) = error {
            return busy();
        } else if error.is_full() || self.inner.shared.is_disk_full_now() {
            return Error::DiskFull;
        } else if is_new {
            return Error::NotSaved;
        }
        self.inner.shared.note_status(user, SpriteStatus::Failed).await;
        Error::Damaged
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

    /// Opens the file, checks that it is this user's, and finds the turns that were waiting.
    async fn open_file(&self, user: UserId, is_new: bool) -> db::Result<Opened> {
        let (sender, mut outcomes) = mpsc::unbounded_channel();
        let shared = Arc::clone(&self.inner.shared);
        let sink = Box::new(move |flushed: Flushed| {
            if flushed.is_damaged {
                shared.doubt(user);
            }
            _ = sender.send(flushed);
        });
        let path = self.inner.homes.file(user);
        let file = Arc::new(self.inner.lanes.open(path.clone(), user.spread(), false, sink).await?);

        match self.settle(user, is_new, &file, &mut outcomes).await {
            Ok(queued) => Ok(Opened { file, outcomes, queued }),
            Err(error) => {
                // Before anybody moves it. The lane may have ended; then there is nothing to wait for.
                _ = file.close().await;
                Err(error)
            }
        }
    }

    /// Does to the file what is done before anybody uses it, and answers the turns that were waiting.
    async fn settle(
        &self,
        user: UserId,
        is_new: bool,
        file: &File,
        outcomes: &mut mpsc::UnboundedReceiver<Flushed>,
    ) -> db::Result<Vec<TurnId>> {
        let (found, answer) = oneshot::channel();
        let ambient = self.inner.shared.ambient.clone();
        let settle = move |tx: &db::Tx| {
            let settled = settle_in(tx, user, is_new, &ambient);
            let verdict = if settled.is_ok() { Verdict::Keep } else { Verdict::Undo };
            let tell: Box<dyn FnOnce() + Send> = Box::new(move || _ = found.send(settled));
            (verdict, Outcome::Read(tell))
        };
        let refused = || db::Error::Unavailable("the lane is full".to_owned());
        file.submit(Ticket::for_nobody(), settle).map_err(|_| refused())?;
        if let Some(flushed) = outcomes.recv().await {
            flushed.committed?;
            for (_, outcome) in flushed.outcomes {
                if let Ok(Outcome::Read(tell)) = outcome {
                    tell();
                }
            }
        }
        answer.await.unwrap_or_else(|_| Err(refused()))
    }
}

/// Starts the actor on the thread of whoever woke the Sprite: most users have one tab, and its frames then reach
/// the Sprite, and the Sprite's the tab, without a change of threads.
fn start_actor(awake: Awake, mut outcomes: mpsc::UnboundedReceiver<Flushed>) -> Addr<Sprite> {
    Sprite::create(move |context: &mut Context<Sprite>| {
        context.add_stream(stream::poll_fn(move |task| outcomes.poll_recv(task)));
        Sprite::new(awake, context)
    })
}

impl Home {
    fn of(status: SpriteStatus, is_doubted: bool) -> Self {
        match status {
            SpriteStatus::Pending | SpriteStatus::Provisioning => Self::New,
            SpriteStatus::Failed => Self::Doubtful,
            SpriteStatus::Active | SpriteStatus::Asleep if is_doubted => Self::Doubtful,
            SpriteStatus::Active | SpriteStatus::Asleep => Self::Known,
        }
    }
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
    assistant::recover(tx)
}
