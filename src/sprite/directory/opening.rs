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

impl Directory {
    pub(super) async fn open(&self, user: UserId) -> Result<SpriteHandle, Error> {
        self.make_room();
        let (account, status) = self.account(user).await?;
        if is_new(status) {
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
        let addr = start_actor(awake, outcomes);
        if is_new(status) {
            // Before anything is acknowledged: from now on a missing file is a loss, and never a new user's.
            self.inner.shared.note_status(user, SpriteStatus::Active).await;
        } else {
            self.inner.shared.note_status_soon(user, SpriteStatus::Active);
        }
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
        self.inner.shared.note_status(user, SpriteStatus::Failed).await;
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
        self.inner.shared.note_status(user, SpriteStatus::Provisioning).await;
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

        let (found, answer) = oneshot::channel();
        let is_new = is_new(status);
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
        match answer.await.unwrap_or_else(|_| Err(refused())) {
            Ok(queued) => Ok((file, outcomes, queued)),
            Err(error) => {
                _ = file.close();
                Err(error)
            }
        }
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

/// Whether the user has never had a file that was theirs to write to.
const fn is_new(status: SpriteStatus) -> bool {
    matches!(status, SpriteStatus::Pending | SpriteStatus::Provisioning)
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
