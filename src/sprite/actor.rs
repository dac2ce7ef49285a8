//! The actor: it tells the core what happens and performs what the core decides. What a user can do is in the
//! rooms, and reaches the file as an [`lane::Order`]; a new feature changes nothing here.
//!
//! actix neither catches a panic in a handler nor restarts the actor after one: the whole thread with all its
//! Sprites would go. So each message is handled under [`Sprite::guarded`].

mod messages;
mod perform;

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Weak},
    time::Duration,
};

use actix::{Actor, ActorContext, AsyncContext, Context, StreamHandler};
use tokio::sync::watch;

use super::{
    Goodbye,
    core::{Core, Effect, Unsaved},
    directory::Shared,
    handle::Lease,
    lane::{File, Flushed, Outcome, Ticket},
};
use crate::{account::UserId, activity::TurnId, db::JobPanicked, kit::Timestamp, stack::Allowance};

pub(super) use messages::{Allow, Close, Do, Follow, Leave, Reply, Resync, Tell, TellApp};

/// How often a Sprite looks after itself: stuck tabs, and whether it may sleep.
const TICK: Duration = Duration::from_millis(500);

/// Messages that wait for one Sprite; past that a tab is told `busy`.
const MAILBOX_MAX: usize = 1_024;

/// Panics in a row while a Sprite starts over: past that it ends, and is woken anew.
const RECOVERIES_MAX: usize = 4;

type Outcomes = Vec<(Ticket, Result<Outcome, JobPanicked>)>;

/// A user's awake Sprite.
pub struct Sprite {
    user: UserId,
    shared: Arc<Shared>,
    file: Arc<File>,
    lease: Weak<Lease>,
    allowance: Arc<Allowance>,
    core: Core,
    /// Tells the running turn to stop.
    stop: Option<(TurnId, watch::Sender<bool>)>,
}

/// What a Sprite wakes with.
pub(super) struct Awake {
    pub user: UserId,
    pub shared: Arc<Shared>,
    pub file: Arc<File>,
    pub lease: Weak<Lease>,
    pub allowance: Allowance,
    /// Turns that were waiting when it fell asleep or was killed.
    pub queued: Vec<TurnId>,
}

impl Sprite {
    pub(super) fn new(awake: Awake, context: &mut Context<Self>) -> Self {
        context.set_mailbox_capacity(MAILBOX_MAX);
        Self {
            user: awake.user,
            core: Core::new(awake.shared.tabs_max, awake.queued),
            shared: awake.shared,
            file: awake.file,
            lease: awake.lease,
            allowance: Arc::new(awake.allowance),
            stop: None,
        }
    }

    /// Tells the core something and does what it says.
    fn guarded(&mut self, context: &mut Context<Self>, tell: impl FnOnce(&mut Self)) {
        let survived = self.survives(|sprite| {
            tell(sprite);
            sprite.perform(context);
        });
        if !survived {
            self.recover(context);
        }
    }

    /// After a panic: what was decided is done as far as it goes, and the rest starts over from the file.
    fn recover(&mut self, context: &mut Context<Self>) {
        for _ in 0..RECOVERIES_MAX {
            tracing::error!(user.id = %self.user, "a Sprite panicked; its tabs start over");
            let recovered = self.survives(|sprite| {
                let now = sprite.now();
                sprite.core.correct(sprite.stop.as_ref().map(|(turn, _)| *turn));
                sprite.core.start_over(now);
                sprite.perform(context);
            });
            if recovered {
                return;
            }
        }
        tracing::error!(user.id = %self.user, "a Sprite could not start over; its tabs come back to a new one");
        context.stop();
    }

    /// Makes known what is now durable.
    fn settle(&mut self, outcomes: Outcomes, context: &mut Context<Self>) {
        for (ticket, outcome) in outcomes {
            if let Err(panicked) = &outcome {
                tracing::error!(user.id = %self.user, "a job panicked: {}", panicked.0);
            }
            self.guarded(context, |sprite| {
                let now = sprite.now();
                sprite.core.settle(ticket, outcome, now);
            });
        }
    }

    fn take_back(&mut self, outcomes: Outcomes, why: Unsaved, context: &mut Context<Self>) {
        for (ticket, outcome) in outcomes {
            match outcome {
                // Nothing of a read had to be saved, and it knows best whether it has met the damage.
                Ok(Outcome::Read(tell)) => self.guarded(context, |_| tell()),
                _ => self.guarded(context, |sprite| sprite.core.unsaved(ticket, why)),
            }
        }
    }

    fn survives(&mut self, work: impl FnOnce(&mut Self)) -> bool {
        catch_unwind(AssertUnwindSafe(|| work(self))).is_ok()
    }

    /// Begins the time after which it may sleep anew.
    fn touch(&self) {
        if let Some(lease) = self.lease.upgrade() {
            lease.touch(self.now());
        }
    }

    fn now(&self) -> Timestamp {
        self.shared.ambient.now()
    }
}

impl Actor for Sprite {
    type Context = Context<Self>;

    fn started(&mut self, context: &mut Self::Context) {
        context.run_interval(TICK, |sprite, context| {
            sprite.guarded(context, |sprite| {
                let now = sprite.now();
                sprite.core.tick(now);
            });
        });
        self.guarded(context, |_| ());
    }
}

/// Whatever ends an actor, no tab is left behind that waits for it: each comes back to a new one.
impl Drop for Sprite {
    fn drop(&mut self) {
        self.core.close(Goodbye::Internal);
        while let Some(effect) = self.core.next_effect() {
            if let Effect::Close { tab, goodbye } = effect {
                tab.close(goodbye);
            }
        }
    }
}

impl StreamHandler<Flushed> for Sprite {
    fn handle(&mut self, flushed: Flushed, context: &mut Self::Context) {
        let Flushed { outcomes, committed, is_damaged } = flushed;
        match committed {
            Ok(()) => self.settle(outcomes, context),
            Err(error) if error.is_full() => {
                // One file may be out of room alone; where the whole disk is, others need not find out one by one.
                _ = self.shared.is_disk_full_now();
                self.take_back(outcomes, Unsaved::DiskFull, context);
            }
            // The file has closed itself: there is nothing to reread.
            Err(_) if is_damaged => self.take_back(outcomes, Unsaved::Damaged, context),
            Err(_) => {
                self.take_back(outcomes, Unsaved::Failed, context);
                self.guarded(context, |sprite| sprite.core.reread());
            }
        }
    }

    /// Nothing more comes from the file: it was closed, or could not be reopened after a fault. The next visit opens
    /// it again.
    fn finished(&mut self, context: &mut Self::Context) {
        self.guarded(context, |sprite| sprite.core.close(Goodbye::Internal));
        self.shared.forget(self.user, &context.address());
        context.stop();
    }
}
