//! A Sprite's core with everything around it simulated, a call at a time: the lane and its commits, the outboxes, the
//! lines, and tabs at their ends. The file is real, and a crash leaves nothing but that.

use std::{
    collections::{HashMap, HashSet, VecDeque},
    sync::Arc,
};

use stackhouse::{
    activity::{By, Seq},
    db::Tx,
    desk::{OpId, Snapshot},
    sprite::{
        Credit, DeskState, Error, Event, Following, Outbox, ReplyTo,
        core::{Core, Effect, Operation, Unsaved},
        lane::{Order, Whom},
    },
};

use super::{
    dice::Dice,
    lane::{Flushed, Giving, Job},
    peer::{Asked, Heard, Line, Peer, Told},
    seen::Seen,
};
use crate::{desk::Desk, steps::Known};

const PEERS: usize = 4;

/// One fewer than there are peers, so that they get into each other's way.
const TABS_MAX: usize = 3;

/// Few enough that a tab that reads slowly starts over.
const CREDIT: Credit = Credit { frames_max: 6, bytes_max: 1 << 20 };

/// Rounds of peace after which everybody has been heard.
const PEACE_MAX: usize = 2_000;

pub struct World<'t> {
    pub(super) desk: Desk<'t>,
    pub(super) known: Known,
    pub(super) dice: Dice,
    pub(super) core: Core,
    pub(super) lane: VecDeque<Job>,
    /// Transactions whose outcomes the Sprite has not heard.
    pub(super) flushed: VecDeque<Flushed>,
    pub(super) syncs: Vec<Giving>,
    peers: Vec<Peer>,
    told: Vec<Told>,
    operations: usize,
    /// How often each operation changed what is stored.
    pub(super) stored: HashMap<OpId, usize>,
    acknowledged: HashSet<OpId>,
    founded: Seq,
    pub(super) changes: u64,
    pub(super) is_at_peace: bool,
    /// It can only be read, and is left to fall asleep.
    is_retired: bool,
    pub seen: Seen,
}

impl<'t> World<'t> {
    pub fn new(tx: &'t Tx<'t>, seed: u64) -> Self {
        let desk = Desk::found(tx);
        let (known, founded) = (Known::on(&desk), desk.latest());
        Self {
            desk,
            known,
            dice: Dice::new(seed),
            core: Core::new(TABS_MAX, Vec::new()),
            lane: VecDeque::new(),
            flushed: VecDeque::new(),
            syncs: Vec::new(),
            peers: (0..PEERS).map(|_| Peer::default()).collect(),
            told: Vec::new(),
            operations: 0,
            stored: HashMap::new(),
            acknowledged: HashSet::new(),
            founded,
            changes: 0,
            is_at_peace: false,
            is_retired: false,
            seen: Seen::default(),
        }
    }

    /// Something happens, somewhere.
    pub fn happen(&mut self) -> Result<(), String> {
        self.desk.clock.advance_ms(200);
        let peer = self.dice.below(PEERS);
        match self.dice.below(40) {
            0..2 => self.come(peer),
            2 => self.go(peer),
            3..10 => self.ask(peer),
            10..13 => self.repeat(peer),
            13..20 => self.hear(peer),
            20..26 => self.flush(),
            26..31 => self.settle(),
            31..33 => self.give_page(),
            33..39 => _ = self.read(peer)?,
            _ => match self.dice.below(4) {
                0 => self.crash(),
                1 => self.panic(),
                _ => {
                    let now = self.desk.ambient.now();
                    self.core.tick(now);
                    self.perform();
                }
            },
        }
        Ok(())
    }

    /// No more faults: everybody comes back, repeats what was not answered, and hears what there is to hear.
    pub fn settle_down(&mut self) -> Result<(), String> {
        self.is_at_peace = true;
        if self.is_retired {
            self.crash();
        }
        for round in 0..PEACE_MAX {
            // What is done in this round is heard in the next.
            let mut is_over = self.is_quiet();
            for peer in 0..PEERS {
                // The last one stays away, so that nobody has to make room.
                if peer < TABS_MAX && self.peers[peer].line.is_none() {
                    self.come(peer);
                }
                if round % 50 == 0 {
                    self.repeat_all(peer);
                }
                self.hear(peer);
                is_over &= !self.read(peer)?;
            }
            self.flush();
            self.settle();
            self.give_page();
            if is_over && self.is_quiet() {
                return Ok(());
            }
        }
        let pending: Vec<_> = self.peers.iter().map(|peer| peer.pending.len()).collect();
        Err(format!("it never comes to rest: {pending:?} wait, {} jobs", self.lane.len()))
    }

    pub fn audit(&self) -> Result<(), String> {
        let full = self.desk.snapshot(None);
        for (number, peer) in self.peers.iter().enumerate().take(TABS_MAX) {
            if let Some(difference) = peer.difference(&full) {
                return Err(format!("tab {number} shows {difference}"));
            }
        }
        if let Some((op, times)) = self.stored.iter().find(|(_, times)| **times > 1) {
            return Err(format!("{op} was done {times} times"));
        }
        if let Some(op) = self.acknowledged.iter().find(|op| !self.stored.contains_key(op)) {
            return Err(format!("{op} was acknowledged and is not stored"));
        }
        let numbers = self.desk.tx.all("SELECT seq FROM activity ORDER BY seq", [], |row| row.get::<_, u64>(0));
        let numbers = numbers.map_err(|error| error.to_string())?;
        if numbers.iter().zip(1..).any(|(found, expected)| *found != expected) {
            return Err(format!("the numbers have a gap: {numbers:?}"));
        }
        let changes = self.desk.latest().0 - self.founded.0;
        if changes == self.changes {
            Ok(())
        } else {
            Err(format!("{changes} changes are stored, not {}", self.changes))
        }
    }

    /// The tab connects, from where it stands or anew.
    fn come(&mut self, peer: usize) {
        if self.peers[peer].line.is_some() {
            return;
        }
        let (tab, outbox) = (self.desk.ambient.id(), Arc::new(Outbox::new(CREDIT)));
        let since = if self.dice.once_in(3) { None } else { self.peers[peer].since() };
        let following = Following {
            tab,
            outbox: Arc::clone(&outbox),
            view: stackhouse::sprite::View(u8::from(peer.is_multiple_of(2))),
            sign_in: self.desk.ambient.id(),
            since,
            cut: Arc::new(|| ()),
        };
        self.peers[peer].line = Some(Line::new(tab, outbox));
        let now = self.desk.ambient.now();
        self.core.follow(following, now);
        self.perform();
        self.repeat_all(peer);
    }

    /// The line breaks; what was on it is gone.
    fn go(&mut self, peer: usize) {
        let Some(line) = self.peers[peer].line.take() else { return };
        self.core.leave(line.tab);
        self.perform();
    }

    fn ask(&mut self, peer: usize) {
        self.operations += 1;
        let op = format!("op {}", self.operations).parse::<OpId>().expect("a short name");
        let step = self.dice.step();
        self.peers[peer].pending.push((op.clone(), step.clone()));
        if let Some(line) = &mut self.peers[peer].line {
            line.up.push_back(Asked::Operation(op, step));
        }
    }

    /// Says once more what was not answered, whether it is still on its way or not.
    fn repeat(&mut self, peer: usize) {
        let Peer { line: Some(line), pending, .. } = &mut self.peers[peer] else { return };
        if !pending.is_empty() {
            let (op, step) = pending[self.dice.below(pending.len())].clone();
            line.up.push_back(Asked::Operation(op, step));
            self.seen.repeated += 1;
        }
    }

    fn repeat_all(&mut self, peer: usize) {
        let Peer { line: Some(line), pending, .. } = &mut self.peers[peer] else { return };
        line.up.extend(pending.iter().cloned().map(|(op, step)| Asked::Operation(op, step)));
    }

    /// The Sprite hears the next thing that the tab has said.
    fn hear(&mut self, peer: usize) {
        let Some(line) = &mut self.peers[peer].line else { return };
        let tab = line.tab;
        match line.up.pop_front() {
            None => return,
            Some(Asked::Desk) => {
                self.seen.overflows += 1;
                self.core.give_desk(tab, ReplyTo::default(), None);
            }
            Some(Asked::Operation(op, step)) => {
                let Some(command) = step.command(&self.desk, &self.known) else {
                    self.peers[peer].pending.retain(|(pending, _)| *pending != op);
                    return;
                };
                let whom = Whom::Tab { tab, to: ReplyTo { request_id: None, op_id: Some(op.clone()) } };
                let order = Order::Commands(vec![command]);
                self.core.take(Operation { order, by: By::User, op_id: Some(op), whom }, Ok(()));
            }
        }
        self.perform();
    }

    /// The tab reads the next thing; answers whether there was one.
    fn read(&mut self, peer: usize) -> Result<bool, String> {
        let now = self.desk.ambient.now();
        match self.peers[peer].read(&self.told, now).map_err(|error| format!("tab {peer}: {error}"))? {
            Heard::Nothing => return Ok(false),
            Heard::Something => {}
            Heard::Ack(op) => {
                self.seen.acknowledged += 1;
                self.acknowledged.insert(op);
            }
            Heard::Closed => self.go(peer),
        }
        Ok(true)
    }

    /// The Sprite hears what came of a transaction.
    fn settle(&mut self) {
        let Some(Flushed { outcomes, is_committed }) = self.flushed.pop_front() else { return };
        let now = self.desk.ambient.now();
        for (ticket, outcome) in outcomes {
            if is_committed {
                self.seen.panics += usize::from(outcome.is_err());
                self.core.settle(ticket, outcome, now);
            } else {
                self.core.unsaved(ticket, Unsaved::Failed);
            }
            if self.perform() {
                return;
            }
        }
        if !is_committed {
            self.core.reread();
            self.perform();
        }
    }

    /// A page of a desk has been made.
    fn give_page(&mut self) {
        if self.syncs.is_empty() {
            return;
        }
        let chosen = self.dice.below(self.syncs.len());
        let Giving { outbox, place, page } = self.syncs.swap_remove(chosen);
        let before = page.more.is_some().then(|| Snapshot { cards: Vec::new(), ..page.clone() });
        let is_last = before.is_none();
        let frame = self.tell(Told::Page { page, is_last });
        outbox.add_to_sync(place, [frame], is_last, self.desk.ambient.now());
        self.lane.extend(before.map(|before| Job::Page { outbox, place, before }));
    }

    /// Does what the core says. Answers whether it crashed meanwhile.
    fn perform(&mut self) -> bool {
        while let Some(effect) = self.core.next_effect() {
            if !self.is_at_peace {
                if self.dice.once_in(400) {
                    self.crash();
                    return true;
                }
                if self.dice.once_in(400) {
                    // While it was performed, so that it is lost.
                    drop(effect);
                    self.panic();
                    return false;
                }
            }
            self.perform_one(effect);
        }
        false
    }

    fn perform_one(&mut self, effect: Effect) {
        let now = self.desk.ambient.now();
        match effect {
            Effect::Submit { order, by, op_id, ticket } => self.hand_in(Job::Write { order, by, op_id, ticket }),
            Effect::Read { since, ticket } => self.hand_in(Job::Read { since, ticket }),
            Effect::Recall(ticket) => self.hand_in(Job::Recall(ticket)),
            Effect::Keep { attended_since, ticket } => self.hand_in(Job::Keep { attended_since, ticket }),
            Effect::Broadcast { event: Event::Change(change), to } => {
                let frame = self.tell(Told::Change(change));
                for outbox in to.iter().flat_map(|(_, outboxes)| outboxes) {
                    outbox.push(frame.clone(), now);
                }
            }
            Effect::Ack { tab, to, .. } => {
                let frame = self.tell(Told::Ack(to.op_id.expect("each has a name")));
                tab.reply(frame, now);
            }
            Effect::Refuse { tab, to, error } => {
                self.seen.refused += 1;
                let is_final = matches!(error, Error::Desk(_));
                let frame = self.tell(Told::Refused { op: to.op_id, is_final });
                tab.reply(frame, now);
            }
            Effect::Give { tab, desk, .. } => {
                self.seen.syncs += 1;
                let DeskState { snapshot, .. } = *desk;
                let place = tab.begin_sync(now);
                self.syncs.extend(place.map(|place| Giving { outbox: tab, place, page: snapshot }));
            }
            Effect::Resync(tab) => tab.start_over(now),
            Effect::Close { tab, goodbye } => tab.close(goodbye),
            Effect::Retire => self.is_retired = true,
            Effect::Cut(cut) => cut(),
            Effect::Sleep => assert!(self.lane.iter().all(|job| matches!(job, Job::Page { .. })), "nothing waits"),
            Effect::Broadcast { event: Event::Turn { .. } | Event::App(_), .. }
            | Effect::BeginTurn(_)
            | Effect::StopTurn(_) => {
                unreachable!("nobody has begun a turn")
            }
            Effect::Answer(..) | Effect::Tell(_) => unreachable!("nobody has asked"),
        }
    }

    fn tell(&mut self, told: Told) -> bytestring::ByteString {
        self.told.push(told);
        (self.told.len() - 1).to_string().into()
    }

    /// The Sprite panics, as its actor survives it.
    fn panic(&mut self) {
        self.seen.panics += 1;
        let now = self.desk.ambient.now();
        self.core.correct(None);
        self.core.start_over(now);
        self.perform();
    }

    /// Nothing is left but the file.
    fn crash(&mut self) {
        self.seen.crashes += 1;
        self.core = Core::new(TABS_MAX, Vec::new());
        self.lane.clear();
        self.flushed.clear();
        self.syncs.clear();
        self.is_retired = false;
        for peer in &mut self.peers {
            peer.line = None;
        }
    }

    fn is_quiet(&self) -> bool {
        let is_idle =
            |peer: &Peer| peer.line.as_ref().is_some_and(|line| line.up.is_empty() && peer.pending.is_empty());
        self.peers.iter().take(TABS_MAX).all(is_idle)
            && self.lane.is_empty()
            && self.flushed.is_empty()
            && self.syncs.is_empty()
    }
}
