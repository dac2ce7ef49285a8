//! The actor: order, the tabs that follow, the running turn. It knows a handful of messages, all about life;
//! what a user can do is in the rooms, and reaches the file as an [`lane::Order`].

mod messages;

use std::{collections::BTreeMap, panic::AssertUnwindSafe, sync::Arc, time::Duration};

use actix::{Actor, ActorContext, AsyncContext, Context, StreamHandler};
use bytestring::ByteString;
use futures_util::FutureExt;

use super::{
    DeskState, Error, Event, Following, Goodbye, Outbox, ReplyTo, Since, SpriteHandle, TabId, View,
    directory::Shared,
    guard::{Panics, survives},
    handle::{Lease, busy},
    lane::{self, Did, File, Flushed, Outcome, Terms, Ticket, TurnNews},
    turns::{self, Turns},
};
use crate::{
    account::{SpriteStatus, UserId},
    activity::TurnId,
    assistant::TurnEvent,
    db::JobPanicked,
    kit::Timestamp,
    stack::Allowance,
};

use messages::TurnOver;
pub(super) use messages::{Allow, Close, Do, Follow, Leave, Resync, Tell};

/// How often a Sprite looks after itself: stuck tabs, and whether it may sleep.
const TICK: Duration = Duration::from_millis(500);

/// A connection that has left something unread for this long is cut.
const STUCK_MAX_MS: i64 = 10_000;

/// Messages that wait for one Sprite; past that a tab is told `busy`.
const MAILBOX_MAX: usize = 1_024;

/// A user's awake Sprite.
pub struct Sprite {
    user: UserId,
    shared: Arc<Shared>,
    file: Arc<File>,
    lease: std::sync::Weak<Lease>,
    allowance: Allowance,
    tabs: BTreeMap<TabId, Tab>,
    /// Connections that were told to end: cut, should they not.
    leaving: Vec<(Timestamp, Box<dyn Fn() + Send>)>,
    /// How many tabs have ever come.
    arrivals: u64,
    turns: Turns,
    /// Jobs handed to the lane whose outcome has not come back.
    in_flight: usize,
    panics: Panics,
}

struct Tab {
    /// The order in which tabs came.
    arrival: u64,
    outbox: Arc<Outbox>,
    view: View,
    cut: Box<dyn Fn() + Send>,
    /// Whether it has been given the desk: until then changes would have nothing to change.
    is_live: bool,
}

/// What a Sprite wakes with.
pub(super) struct Awake {
    pub user: UserId,
    pub shared: Arc<Shared>,
    pub file: Arc<File>,
    pub lease: std::sync::Weak<Lease>,
    pub allowance: Allowance,
    /// Turns that were waiting when it fell asleep or was killed.
    pub queued: Vec<TurnId>,
}

impl Sprite {
    pub(super) fn new(awake: Awake, context: &mut Context<Self>) -> Self {
        context.set_mailbox_capacity(MAILBOX_MAX);
        let mut turns = Turns::default();
        for turn in awake.queued {
            turns.queue(turn);
        }
        Self {
            user: awake.user,
            shared: awake.shared,
            file: awake.file,
            lease: awake.lease,
            allowance: awake.allowance,
            tabs: BTreeMap::new(),
            leaving: Vec::new(),
            arrivals: 0,
            turns,
            in_flight: 0,
            panics: Panics::default(),
        }
    }

    /// Runs `work`; after a panic the tabs start over from the file.
    fn guarded(&mut self, work: impl FnOnce(&mut Self)) {
        if !survives(|| work(self)) {
            self.start_over();
        }
    }

    fn start_over(&mut self) {
        let is_too_many = self.panics.count(self.now());
        tracing::error!(user.id = %self.user, "a Sprite panicked; its tabs start over");
        if is_too_many {
            tracing::error!(user.id = %self.user, "the Sprite panicked too often and is read-only until a restart");
        }
        let tabs: Vec<TabId> = self.tabs.keys().copied().collect();
        for tab in tabs {
            self.send_sync(tab, ReplyTo::default(), None);
        }
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

    fn take(&mut self, message: Do) {
        let Do { order, by, op_id, ticket } = message;
        if self.panics.is_read_only() {
            return self.refuse(ticket, Error::ReadOnly);
        }
        if let Err(error) = self.shared.check_disk() {
            return self.refuse(ticket, error);
        }
        let (allowance, ambient) = (self.allowance.clone(), self.shared.ambient.clone());
        let terms = Terms { by, op_id, allowance, queue_max: self.shared.queue_max, ambient };
        match self.file.submit(ticket, move |tx| lane::carry_out(tx, order, &terms)) {
            Ok(()) => self.in_flight += 1,
            Err(ticket) => self.refuse(ticket, busy()),
        }
    }

    fn follow(&mut self, following: Following) {
        let Following { tab, outbox, view, sign_in, since, cut } = following;
        while self.tabs.len() >= self.shared.tabs_max {
            let oldest = self.tabs.iter().min_by_key(|(_, tab)| tab.arrival).map(|(id, _)| *id);
            let Some(oldest) = oldest.and_then(|id| self.tabs.remove(&id)) else { break };
            oldest.outbox.close(Goodbye::TooManyTabs);
            self.leaving.push((self.now(), oldest.cut));
        }
        self.shared.remember_tab(tab, self.user, sign_in, &outbox);
        self.arrivals += 1;
        self.tabs.insert(tab, Tab { arrival: self.arrivals, outbox, view, cut, is_live: false });
        self.send_sync(tab, ReplyTo::default(), since);
    }

    fn send_sync(&mut self, tab: TabId, to: ReplyTo, since: Since) {
        let Some(following) = self.tabs.get_mut(&tab) else { return };
        following.is_live = false;
        match self.file.submit(Ticket::Sync { tab, to }, move |tx| lane::read_sync(tx, since)) {
            Ok(()) => self.in_flight += 1,
            // Without the desk the tab is of no use: it comes back and asks again.
            Err(_) => following.outbox.close(Goodbye::Internal),
        }
    }

    fn settle(&mut self, flushed: Flushed, context: &mut Context<Self>) {
        let is_saved = flushed.committed.is_ok();
        for (ticket, outcome) in flushed.outcomes {
            // Reads come straight from handles and were never counted.
            if !matches!(ticket, Ticket::Nobody) {
                self.in_flight = self.in_flight.saturating_sub(1);
            }
            match outcome {
                _ if !is_saved => self.refuse(ticket, Error::NotSaved),
                Err(JobPanicked(reason)) => {
                    tracing::error!(user.id = %self.user, "a job panicked: {reason}");
                    self.panics.count(self.now());
                    self.refuse(ticket, Error::Internal);
                }
                Ok(Outcome::Read(tell)) => tell(),
                Ok(Outcome::Sync(read)) => self.give_sync(ticket, read),
                Ok(Outcome::Did(Ok(did))) => self.announce(ticket, did, context),
                Ok(Outcome::Did(Err(error))) => self.refuse(ticket, error),
            }
        }
    }

    /// Tells everybody what is now durable, then the one who asked.
    fn announce(&mut self, ticket: Ticket, did: Did, context: &mut Context<Self>) {
        let Did { seq, done, turns } = did;
        let receipt = done.receipt.clone();
        for change in &done.changes {
            self.broadcast(&Event::Change(change.clone()));
        }
        match ticket {
            Ticket::Tab { tab, to } => {
                let frame = self.shared.encoder.ack(&to, seq, &receipt);
                self.push(tab, frame);
            }
            Ticket::Caller(sender) => _ = sender.send(Ok((seq, done))),
            Ticket::Sync { .. } | Ticket::Nobody => {}
        }
        match turns {
            TurnNews::None => {}
            TurnNews::Queued(turn) => {
                let position = self.turns.queue(turn);
                self.broadcast(&Event::Turn { turn, event: TurnEvent::Queued { position } });
                self.run_next_turn(context);
            }
            TurnNews::Cancelled(turn) => {
                if !self.turns.cancel(turn) {
                    self.broadcast(&Event::Turn { turn, event: TurnEvent::Cancelled });
                }
            }
        }
    }

    fn refuse(&self, ticket: Ticket, error: Error) {
        if error.code() == "internal" {
            tracing::error!(user.id = %self.user, "an operation failed: {error}");
        }
        match ticket {
            Ticket::Tab { tab, to } => {
                let frame = self.shared.encoder.refusal(&to, &error);
                self.push(tab, frame);
            }
            Ticket::Sync { tab, .. } => {
                if let Some(tab) = self.tabs.get(&tab) {
                    tab.outbox.close(Goodbye::Internal);
                }
            }
            Ticket::Caller(sender) => _ = sender.send(Err(error)),
            Ticket::Nobody => {}
        }
    }

    fn give_sync(&mut self, ticket: Ticket, read: Result<Box<DeskState>, Error>) {
        let Ticket::Sync { tab, to } = ticket else { return };
        let mut sync = match read {
            Ok(sync) => sync,
            Err(error) => return self.refuse(Ticket::Sync { tab, to }, error),
        };
        if let Some(running) = self.turns.running() {
            for turn in sync.turns.iter_mut().filter(|turn| turn.id == running.turn) {
                turn.partial.clone_from(&running.text);
            }
        }
        let now = self.now();
        let Some(following) = self.tabs.get_mut(&tab) else { return };
        following.is_live = true;
        let Some(place) = following.outbox.begin_sync(now) else { return };
        let (outbox, view, encoder) = (Arc::clone(&following.outbox), following.view, Arc::clone(&self.shared.encoder));
        actix::spawn(async move {
            let encode = move || encoder.sync(&to, &sync, view);
            match tokio::task::spawn_blocking(encode).await {
                Ok(frames) => outbox.finish_sync(place, frames, now),
                Err(_) => outbox.close(Goodbye::Internal),
            }
        });
    }

    fn broadcast(&self, event: &Event) {
        let now = self.now();
        // Made once for each view that somebody has, and shared by all tabs with that view.
        let mut made: Vec<(View, Option<ByteString>)> = Vec::new();
        for tab in self.tabs.values().filter(|tab| tab.is_live) {
            let frame = match made.iter().find(|(view, _)| *view == tab.view) {
                Some((_, frame)) => frame.clone(),
                None => {
                    let frame = self.shared.encoder.event(event, tab.view);
                    made.push((tab.view, frame.clone()));
                    frame
                }
            };
            if let Some(frame) = frame {
                tab.outbox.push(frame, now);
            }
        }
    }

    fn push(&self, tab: TabId, frame: ByteString) {
        if let Some(tab) = self.tabs.get(&tab) {
            tab.outbox.push(frame, self.now());
        }
    }

    fn run_next_turn(&mut self, context: &mut Context<Self>) {
        let Some(lease) = self.lease.upgrade() else { return };
        let Some((turn, cancelled)) = self.turns.begin_next() else { return };
        let addr = context.address();
        let handle = SpriteHandle { user: self.user, addr: addr.clone(), file: Arc::clone(&self.file), lease };
        let run = self.shared.runner.run(turn, handle.clone(), cancelled);
        actix::spawn(async move {
            if AssertUnwindSafe(run).catch_unwind().await.is_err() {
                tracing::error!(turn.id = %turn, "a turn panicked");
                turns::give_up(&handle, turn).await;
            }
            addr.do_send(TurnOver(turn));
        });
        for (turn, position) in self.turns.positions() {
            self.broadcast(&Event::Turn { turn, event: TurnEvent::Queued { position } });
        }
    }

    fn look_after(&mut self, context: &mut Context<Self>) {
        let now = self.now();
        for tab in self.tabs.values().filter(|tab| tab.outbox.stuck_ms(now) > STUCK_MAX_MS) {
            (tab.cut)();
        }
        self.leaving.retain(|(since, cut)| {
            let is_over = now.since_ms(*since) > STUCK_MAX_MS;
            if is_over {
                cut();
            }
            !is_over
        });
        let is_idle = self.tabs.is_empty() && self.turns.is_idle() && self.in_flight == 0;
        if is_idle && self.shared.may_sleep(self.user, &context.address()) {
            let (shared, user) = (Arc::clone(&self.shared), self.user);
            actix::spawn(async move { shared.note_status(user, SpriteStatus::Asleep).await });
            context.stop();
        }
    }
}

impl Actor for Sprite {
    type Context = Context<Self>;

    fn started(&mut self, context: &mut Self::Context) {
        context.run_interval(TICK, |sprite, context| sprite.guarded(|sprite| sprite.look_after(context)));
        self.run_next_turn(context);
    }
}

impl StreamHandler<Flushed> for Sprite {
    fn handle(&mut self, flushed: Flushed, context: &mut Self::Context) {
        self.guarded(|sprite| sprite.settle(flushed, context));
    }

    /// The lane is gone, and with it the file: nothing more can be done here.
    fn finished(&mut self, _: &mut Self::Context) {}
}
