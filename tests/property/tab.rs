//! A browser tab as the protocol describes it: it shows what it was given, and takes changes in order.

use std::collections::BTreeMap;

use stackhouse::{
    activity::Seq,
    card::{self, Card, CardId},
    chat::Message,
    desk::{Change, Epoch, Snapshot},
    stack::{self, Stack, StackId, Status},
};

/// Messages of a full snapshot.
const MESSAGES_SHOWN: usize = 50;

pub struct Tab {
    epoch: Epoch,
    seq: Seq,
    stacks: BTreeMap<StackId, Stack>,
    cards: BTreeMap<CardId, Card>,
    messages: Vec<Message>,
}

impl Tab {
    /// A tab that has just been opened.
    pub fn open(snapshot: Snapshot) -> Self {
        assert!(snapshot.full, "a new tab is given everything");
        let mut tab = Self {
            epoch: snapshot.epoch,
            seq: Seq(0),
            stacks: BTreeMap::new(),
            cards: BTreeMap::new(),
            messages: Vec::new(),
        };
        tab.catch_up(snapshot);
        tab
    }

    /// Where it stands, for a server that is to tell it the rest.
    pub fn since(&self) -> (Epoch, Seq) {
        (self.epoch, self.seq)
    }

    pub fn catch_up(&mut self, snapshot: Snapshot) {
        if snapshot.full {
            self.stacks.clear();
            self.cards.clear();
            self.messages.clear();
        }
        for stack in snapshot.stacks {
            self.put_stack(stack);
        }
        for card in snapshot.cards {
            self.put_card(card);
        }
        self.messages.extend(snapshot.messages);
        (self.epoch, self.seq) = (snapshot.epoch, snapshot.seq);
    }

    /// Takes a change that was told to all tabs. What a snapshot already held is passed over; a gap is an error.
    pub fn take(&mut self, change: &Change) -> Result<(), String> {
        let seq = change.seq();
        if seq <= self.seq {
            return Ok(());
        }
        if seq.0 != self.seq.0 + 1 {
            return Err(format!("{seq:?} came after {:?}", self.seq));
        }
        self.seq = seq;
        match change {
            Change::Stack(change) => match &change.what {
                stack::What::Reordered(order) => self.reorder(order, seq),
                stack::What::Created
                | stack::What::Renamed
                | stack::What::Recolored
                | stack::What::Decorated
                | stack::What::Archived
                | stack::What::Restored => self.put_stack(change.stack.clone()),
            },
            Change::StackRestored(change, cards) => {
                self.put_stack(change.stack.clone());
                cards.iter().cloned().for_each(|card| self.put_card(card));
            }
            Change::Card(card::Change { card, .. }) => self.put_card(card.clone()),
            Change::Message(change) => self.messages.push(change.message.clone()),
        }
        Ok(())
    }

    /// How this tab differs from what a tab that is opened now is given.
    pub fn difference(&self, full: &Snapshot) -> Option<String> {
        let mut stacks: Vec<&Stack> = self.stacks.values().collect();
        stacks.sort_by_key(|stack| (stack.sort_order, stack.id));
        let mut cards: Vec<&Card> = full.cards.iter().collect();
        cards.sort_by_key(|card| card.id);
        let shown = self.messages.len().saturating_sub(MESSAGES_SHOWN);
        let same = [
            ("stacks", stacks == full.stacks.iter().collect::<Vec<_>>()),
            ("cards", self.cards.values().collect::<Vec<_>>() == cards),
            ("messages", self.messages[shown..] == full.messages),
            ("seq", self.seq == full.seq),
        ];
        let (what, _) = same.into_iter().find(|(_, same)| !same)?;
        Some(format!("other {what}: {stacks:?} {:?} {:?}, not {full:?}", self.cards, self.messages))
    }

    /// An archived stack leaves with all its cards.
    fn put_stack(&mut self, stack: Stack) {
        match stack.status {
            Status::Active => _ = self.stacks.insert(stack.id, stack),
            Status::Archived => {
                self.cards.retain(|_, card| card.stack != stack.id);
                self.stacks.remove(&stack.id);
            }
        }
    }

    fn put_card(&mut self, card: Card) {
        match card.status {
            Status::Active => _ = self.cards.insert(card.id, card),
            Status::Archived => _ = self.cards.remove(&card.id),
        }
    }

    fn reorder(&mut self, order: &[StackId], seq: Seq) {
        for (place, id) in (1..).zip(order) {
            if let Some(stack) = self.stacks.get_mut(id) {
                (stack.sort_order, stack.seq) = (place, seq);
            }
        }
    }
}
