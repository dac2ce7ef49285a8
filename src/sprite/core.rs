//! What a Sprite decides, without the machinery: something comes in, effects come out.
//!
//! The core owns the tabs that follow, the queue of turns, how much is in flight, and the panics. It knows no
//! actor, reads no clock and touches neither file nor connection: whoever holds it tells it what happened and
//! when, and performs what [`Core::next_effect`] answers, in that order, before telling it anything else. Whatever it
//! makes known has been committed, because the outcome of a commit is what it makes known.

mod effect;
mod flights;
mod keeping;
mod panics;
mod tabs;
mod turns;

use std::{collections::VecDeque, sync::Arc};

use super::{
    AppNews, DeskState, Error, Event, Following, Goodbye, ReplyTo, Since, TabId,
    lane::{Did, Order, Outcome, Ticket, TurnNews, Whom},
};
use crate::{
    activity::{By, Seq, TurnId},
    assistant::TurnEvent,
    db::JobPanicked,
    desk::{Done, OpId, Receipt},
    kit::Timestamp,
    session::Autosaved,
};

pub use effect::{Audience, Effect};
pub use flights::Flight;
use flights::Flights;
use keeping::Keeping;
use panics::Panics;
use tabs::Tabs;
use turns::Turns;

/// Room for effects that is kept for the next step. A step that has more, such as a big cascade, gives it back.
const EFFECTS_KEPT: usize = 16;

/// Changes of one operation that are told one by one. With more, such as those of a restored session, each tab is given
/// the desk anew, which costs it less.
const TOLD_MAX: usize = 300;

/// A user's Sprite, as far as it decides.
pub struct Core {
    tabs: Tabs,
    turns: Turns,
    flights: Flights,
    panics: Panics,
    keeping: Keeping,
    /// The queue of turns can't be trusted until it has been read from the file.
    recall: Recall,
    effects: VecDeque<Effect>,
}

/// Why nothing of a transaction was kept.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Unsaved {
    DiskFull,
    Damaged,
    Failed,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Recall {
    Done,
    Asked,
    /// The lane had no room for the question, or did not answer it: it is asked again.
    Wanted,
}

/// Something that is to be done to the desk.
pub struct Operation {
    pub order: Order,
    pub by: By,
    pub op_id: Option<OpId>,
    pub whom: Whom,
}

impl Core {
    /// A Sprite without tabs, whose `queued` turns wait to be run.
    #[must_use]
    pub fn new(tabs_max: usize, queued: Vec<TurnId>) -> Self {
        let mut core = Self {
            tabs: Tabs::new(tabs_max),
            turns: Turns::waiting(queued),
            flights: Flights::default(),
            panics: Panics::default(),
            keeping: Keeping::default(),
            recall: Recall::Done,
            effects: VecDeque::new(),
        };
        core.begin_next_turn();
        core
    }

    /// What is to be done next.
    pub fn next_effect(&mut self) -> Option<Effect> {
        let next = self.effects.pop_front();
        if next.is_none() {
            self.effects.shrink_to(EFFECTS_KEPT);
        }
        next
    }

    /// A tab follows the desk from now on; one too many takes the place of the oldest.
    pub fn follow(&mut self, following: Following, now: Timestamp) {
        let Following { tab, since, .. } = following;
        for outbox in self.tabs.come(following, now) {
            self.effects.push_back(Effect::Close { tab: outbox, goodbye: Goodbye::TooManyTabs });
        }
        self.keeping.attended(true, now);
        self.give_desk(tab, ReplyTo::default(), since);
    }

    /// The tab is gone.
    pub fn leave(&mut self, tab: TabId) {
        if let Some(tab) = self.tabs.go(tab) {
            // Nobody reads it any more: what is still being made for it is of no use.
            self.effects.push_back(Effect::Close { tab, goodbye: Goodbye::Internal });
        }
    }

    /// The tab wants the desk. Until that has been read, changes would have nothing to change.
    pub fn give_desk(&mut self, tab: TabId, to: ReplyTo, since: Since) {
        if self.tabs.pause(tab) {
            let ticket = self.flights.ticket(Whom::Sync { tab, to });
            self.effects.push_back(Effect::Read { since, ticket });
        }
    }

    /// An operation arrives; `room` is an error while there is no room for writes.
    pub fn take(&mut self, operation: Operation, room: Result<(), Error>) {
        let Operation { order, by, op_id, whom } = operation;
        let refused = if self.panics.is_read_only() { Err(Error::ReadOnly) } else { room };
        match refused {
            Ok(()) => {
                let ticket = self.flights.ticket(whom);
                self.effects.push_back(Effect::Submit { order, by, op_id, ticket });
            }
            Err(error) => self.refuse(whom, error),
        }
    }

    /// The lane was full: what the ticket stands for was not even begun.
    pub fn turned_away(&mut self, ticket: Ticket, error: Error) {
        self.refuse(ticket.whom, error);
    }

    /// The outcome of something that was submitted or read, in the order of the commits.
    pub fn settle(&mut self, ticket: Ticket, outcome: Result<Outcome, JobPanicked>, now: Timestamp) {
        let whom = ticket.whom;
        match outcome {
            Err(JobPanicked(_)) => {
                self.refuse(whom, Error::Internal);
                self.start_over(now);
            }
            Ok(Outcome::Read(tell)) => self.effects.push_back(Effect::Tell(tell)),
            Ok(Outcome::Recalled(Ok(queued))) => self.recalled(queued),
            Ok(Outcome::Recalled(Err(_))) => self.recall = Recall::Wanted,
            Ok(Outcome::Sync(Ok(desk))) => self.hand_out(whom, desk),
            Ok(Outcome::Autosaved(Ok(autosaved))) => self.keeping.answered(autosaved == Autosaved::UpToDate),
            Ok(Outcome::Sync(Err(error)) | Outcome::Did(Err(error)) | Outcome::Autosaved(Err(error))) => {
                self.refuse(whom, error);
            }
            Ok(Outcome::Did(Ok(did))) => self.announce(whom, did),
        }
    }

    /// What was submitted was not kept, whatever came of it.
    pub fn unsaved(&mut self, ticket: Ticket, why: Unsaved) {
        self.refuse(
            ticket.whom,
            match why {
                Unsaved::DiskFull => Error::DiskFull,
                Unsaved::Damaged => Error::Damaged,
                Unsaved::Failed => Error::NotSaved,
            },
        );
    }

    /// The file was opened anew after a fault: the tabs start over from what is in it.
    pub fn reread(&mut self) {
        self.tabs.pause_all();
        self.effects.extend(self.tabs.outboxes().map(Effect::Resync));
    }

    /// The running turn says how it goes.
    pub fn tell(&mut self, turn: TurnId, event: TurnEvent) {
        if let TurnEvent::Text { delta } = &event {
            self.turns.said(turn, delta);
        }
        self.broadcast(Event::Turn { turn, event });
    }

    /// Tells these tabs, or all, what happened in an app.
    pub fn tell_app(&mut self, news: AppNews, tabs: Option<&[TabId]>) {
        let to = match tabs {
            None => self.tabs.audience(),
            Some(tabs) => Arc::new(self.tabs.audience_of(tabs)),
        };
        if !to.is_empty() {
            self.effects.push_back(Effect::Broadcast { event: Event::App(Box::new(news)), to });
        }
    }

    /// Answers what a tab asked of an app.
    pub fn reply(&mut self, tab: TabId, to: ReplyTo, answer: Result<Seq, Error>) {
        match answer {
            Ok(seq) => self.acknowledge(Whom::Tab { tab, to }, seq, Receipt::default()),
            Err(error) => self.refuse(Whom::Tab { tab, to }, error),
        }
    }

    /// The turn runs no more.
    pub fn turn_over(&mut self, turn: TurnId) {
        self.turns.end(turn);
        self.begin_next_turn();
    }

    /// Looks after the tabs that are stuck, and whether the Sprite may sleep.
    pub fn tick(&mut self, now: Timestamp) {
        if self.recall == Recall::Wanted && !self.panics.is_read_only() {
            self.ask_for_turns();
        }
        self.effects.extend(self.tabs.stuck(now).map(Effect::Cut));
        self.keeping.attended(!self.tabs.is_empty(), now);
        if !self.panics.is_read_only()
            && let Some(attended_since) = self.keeping.is_due(now)
        {
            let ticket = self.flights.ticket(Whom::Keeping);
            self.effects.push_back(Effect::Keep { attended_since, ticket });
        }
        let has_turns = self.turns.running().is_some() || (self.turns.are_waiting() && !self.panics.is_read_only());
        if self.tabs.is_empty() && !has_turns && self.flights.are_none() {
            self.effects.push_back(Effect::Sleep);
        }
    }

    /// Something of this user's panicked: what may have been lost is read from the file again.
    ///
    /// What was decided before is still done, acknowledgements above all, except that no turn is begun before the
    /// queue is known again, and no change is told: the tabs are told to start over instead. One panic
    /// too many, and from here on nothing is changed any more, which each tab is told with the desk.
    pub fn start_over(&mut self, now: Timestamp) {
        let turns = &mut self.turns;
        self.effects.retain(|effect| match effect {
            Effect::Broadcast { .. } => false,
            Effect::BeginTurn(turn) => {
                turns.end(*turn);
                false
            }
            _ => true,
        });
        let is_one_too_many = self.panics.count(now);
        self.reread();
        self.turns.forget_waiting();
        match self.recall {
            Recall::Done => self.ask_for_turns(),
            // The answer may be what was lost, or what panics: the next tick asks.
            Recall::Asked | Recall::Wanted => self.recall = Recall::Wanted,
        }
        if is_one_too_many {
            self.effects.push_back(Effect::Retire);
        }
    }

    /// Which turn runs, as far as whoever runs them knows: after a panic the core may be mistaken.
    pub fn correct(&mut self, running: Option<TurnId>) {
        self.turns.correct(running);
    }

    /// Ends all tabs.
    pub fn close(&mut self, goodbye: Goodbye) {
        self.effects.extend(self.tabs.outboxes().map(|tab| Effect::Close { tab, goodbye }));
    }

    /// Tells everybody what is now durable, then the one who asked.
    fn announce(&mut self, whom: Whom, did: Did) {
        let Did { seq, done, turns } = did;
        let Done { changes, receipt } = done;
        self.keeping.did();
        let is_told = changes.len() <= TOLD_MAX;
        if !is_told {
            self.reread();
        }
        if let Whom::Caller(caller) = whom {
            for change in changes.iter().filter(|_| is_told) {
                self.broadcast(Event::Change(change.clone()));
            }
            self.effects.push_back(Effect::Answer(caller, Ok((seq, Done { changes, receipt }))));
        } else {
            for change in changes.into_iter().filter(|_| is_told) {
                self.broadcast(Event::Change(change));
            }
            self.acknowledge(whom, seq, receipt);
        }
        match turns {
            TurnNews::None => {}
            TurnNews::Queued(turn) => {
                let position = self.turns.queue(turn);
                self.broadcast(Event::Turn { turn, event: TurnEvent::Queued { position } });
                self.begin_next_turn();
            }
            TurnNews::Cancelled(turn) if self.turns.cancel(turn) => self.effects.push_back(Effect::StopTurn(turn)),
            TurnNews::Cancelled(turn) => self.broadcast(Event::Turn { turn, event: TurnEvent::Cancelled }),
        }
    }

    fn acknowledge(&mut self, whom: Whom, seq: Seq, receipt: Receipt) {
        let Whom::Tab { tab, to } = whom else { return };
        let ack = self.tabs.outbox(tab).map(|tab| Effect::Ack { tab, to, seq, receipt });
        self.effects.extend(ack);
    }

    fn refuse(&mut self, whom: Whom, error: Error) {
        let effect = match whom {
            Whom::Tab { tab, to } => self.tabs.outbox(tab).map(|tab| Effect::Refuse { tab, to, error }),
            // Without the desk the tab is of no use: it comes back and asks again.
            Whom::Sync { tab, .. } => {
                self.tabs.outbox(tab).map(|tab| Effect::Close { tab, goodbye: Goodbye::Internal })
            }
            Whom::Caller(caller) => Some(Effect::Answer(caller, Err(error))),
            Whom::Turns => {
                self.recall = Recall::Wanted;
                None
            }
            Whom::Keeping => {
                self.keeping.answered(false);
                None
            }
            Whom::Nobody => None,
        };
        self.effects.extend(effect);
    }

    /// Hands the desk to the tab that it was read for, which from here on is told of every change.
    fn hand_out(&mut self, whom: Whom, mut desk: Box<DeskState>) {
        let Whom::Sync { tab, to } = whom else { return };
        let Some((tab, view)) = self.tabs.go_on(tab) else { return };
        if let Some((running, text)) = self.turns.running() {
            for turn in desk.turns.iter_mut().filter(|turn| turn.id == running) {
                turn.partial = text.to_owned();
            }
        }
        let is_read_only = self.panics.is_read_only();
        let told = is_read_only.then(|| (Arc::clone(&tab), ReplyTo::default(), Error::ReadOnly));
        self.effects.push_back(Effect::Give { tab, view, to, desk });
        self.effects.extend(told.map(|(tab, to, error)| Effect::Refuse { tab, to, error }));
    }

    fn ask_for_turns(&mut self) {
        self.recall = Recall::Asked;
        let ticket = self.flights.ticket(Whom::Turns);
        self.effects.push_back(Effect::Recall(ticket));
    }

    /// The turns that wait, from the file: those that were queued meanwhile are among them.
    fn recalled(&mut self, queued: Vec<TurnId>) {
        self.recall = Recall::Done;
        self.turns.recall(queued);
        self.begin_next_turn();
    }

    fn broadcast(&mut self, event: Event) {
        let to = self.tabs.audience();
        if !to.is_empty() {
            self.effects.push_back(Effect::Broadcast { event, to });
        }
    }

    fn begin_next_turn(&mut self) {
        if self.recall != Recall::Done || self.panics.is_read_only() {
            return;
        }
        let Some(turn) = self.turns.begin_next() else { return };
        self.effects.push_back(Effect::BeginTurn(turn));
        for (turn, position) in self.turns.positions() {
            self.broadcast(Event::Turn { turn, event: TurnEvent::Queued { position } });
        }
    }
}

#[cfg(test)]
mod tests;
