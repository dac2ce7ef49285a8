//! Performing what the core decides: the lane, the connections, the running turn.

use std::{panic::AssertUnwindSafe, sync::Arc};

use actix::{ActorContext, AsyncContext, Context};
use futures_util::FutureExt;
use tokio::sync::watch;

use super::{
    super::{
        DeskState, Error, Event, Goodbye, Outbox, ReplyTo, SpriteHandle, View,
        core::{Audience, Effect},
        handle::busy,
        lane::{self, Order, Terms, Ticket},
        pages::Giving,
        turns,
    },
    Sprite,
    messages::TurnOver,
};
use crate::{
    account::SpriteStatus,
    activity::{By, TurnId},
    desk::OpId,
};

impl Sprite {
    /// Does all that the core wants done.
    pub(super) fn perform(&mut self, context: &mut Context<Self>) {
        while let Some(effect) = self.core.next_effect() {
            match effect {
                Effect::Submit { order, by, op_id, ticket } => self.submit(order, by, op_id, ticket),
                Effect::Read { since, ticket } => {
                    let read = self.file.submit_read(ticket, move |tx| lane::read_sync(tx, since));
                    self.unless_full(read);
                }
                Effect::Recall(ticket) => {
                    let read = self.file.submit_read(ticket, lane::recall);
                    self.unless_full(read);
                }
                Effect::Keep { attended_since, ticket } => {
                    let ambient = self.shared.ambient.clone();
                    let kept = self.file.submit(ticket, move |tx| lane::autosave(tx, attended_since, &ambient));
                    self.unless_full(kept);
                }
                Effect::Broadcast { event, to } => self.broadcast(&event, &to),
                Effect::Ack { tab, to, seq, receipt } => {
                    tab.reply(self.shared.encoder.ack(&to, seq, &receipt), self.now());
                }
                Effect::Refuse { tab, to, error } => {
                    self.note(&error);
                    tab.reply(self.shared.encoder.refusal(&to, &error), self.now());
                }
                Effect::Answer(caller, answer) => {
                    if let Err(error) = &answer {
                        self.note(error);
                    }
                    // Whoever waited may have gone.
                    let _ = caller.send(answer);
                }
                Effect::Tell(tell) => tell(),
                Effect::Give { tab, view, to, desk } => self.give(tab, view, to, desk),
                Effect::Resync(tab) => tab.start_over(self.now()),
                Effect::Retire => self.retire(),
                Effect::Close { tab, goodbye } => tab.close(goodbye),
                Effect::Cut(cut) => cut(),
                Effect::BeginTurn(turn) => self.begin_turn(turn, context),
                Effect::StopTurn(turn) => {
                    if let Some((_, stop)) = self.stop.as_ref().filter(|(running, _)| *running == turn) {
                        stop.send_replace(true);
                    }
                }
                Effect::Sleep => self.sleep(context),
            }
        }
    }

    fn submit(&mut self, order: Order, by: By, op_id: Option<OpId>, ticket: Ticket) {
        let (allowance, ambient) = (Arc::clone(&self.allowance), self.shared.ambient.clone());
        let terms = Terms { by, op_id, allowance, queue_max: self.shared.queue_max, ambient };
        let submitted = self.file.submit(ticket, move |tx| lane::carry_out(tx, order, &terms));
        self.unless_full(submitted);
    }

    fn unless_full(&mut self, submitted: Result<(), Ticket>) {
        if let Err(ticket) = submitted {
            self.core.turned_away(ticket, busy());
        }
    }

    /// Makes one frame for each view that somebody has; all tabs with that view share it.
    fn broadcast(&self, event: &Event, to: &Audience) {
        let now = self.now();
        for (view, tabs) in to {
            if let Some(frame) = self.shared.encoder.event(event, *view) {
                for tab in tabs {
                    tab.push(frame.clone(), now);
                }
            }
        }
    }

    /// Keeps a place for the desk in the tab's queue, and makes its frames outside the actor.
    fn give(&self, tab: Arc<Outbox>, view: View, to: ReplyTo, desk: Box<DeskState>) {
        let now = self.now();
        let Some(place) = tab.begin_sync(now) else { return };
        let (shared, file, outbox) = (Arc::clone(&self.shared), Arc::clone(&self.file), Arc::clone(&tab));
        let giving = AssertUnwindSafe(Giving { shared, file, outbox, place, to, view }.run(desk)).catch_unwind();
        actix::spawn(async move {
            if giving.await.is_err() {
                // Without the rest the tab is of no use: it comes back and asks again.
                tab.close(Goodbye::Internal);
            }
        });
    }

    fn begin_turn(&mut self, turn: TurnId, context: &mut Context<Self>) {
        // Without a lease the file is closing: the turn stays queued in it.
        let Some(lease) = self.lease.upgrade() else { return self.core.turn_over(turn) };
        let (stop, cancelled) = watch::channel(false);
        let addr = context.address();
        let handle = SpriteHandle { user: self.user, addr: addr.clone(), file: Arc::clone(&self.file), lease };
        let running = turns::run(Arc::clone(&self.shared.runner), turn, handle, cancelled);
        actix::spawn(async move {
            let end = running.await;
            addr.do_send(TurnOver { turn, end });
        });
        self.stop = Some((turn, stop));
    }

    /// The user can read and change nothing, until the Sprite has slept.
    fn retire(&self) {
        tracing::error!(user.id = %self.user, "a Sprite panicked too often: it is read-only until it has slept");
        if let Some(lease) = self.lease.upgrade() {
            lease.retire();
        }
    }

    fn sleep(&self, context: &mut Context<Self>) {
        if self.shared.may_sleep(self.user, &context.address()) {
            self.shared.note_status_soon(self.user, SpriteStatus::Asleep);
            context.stop();
        }
    }

    fn note(&self, error: &Error) {
        if error.is_ours() {
            tracing::error!(user.id = %self.user, "an operation failed: {error}");
        }
    }
}
