//! One tab that works until the server is gone, and remembers every operation and every ack.
//!
//! A tab has a stack of its own and changes only what it made itself, so that what its operations lead to depends on
//! nobody else; all tabs of a user share that user's file.

use std::time::Duration;

use serde_json::{Value, json};

use crate::{
    dice::Dice,
    support::tab::{Heard, Tab},
};

/// Operations that a tab sends before it waits for the oldest one's ack.
const IN_FLIGHT: usize = 8;

/// Cards that a tab keeps active; past that it archives the oldest.
const CARDS_MAX: usize = 6;

/// What has been sent arrives in less, on one machine.
const LAST_WORDS: Duration = Duration::from_millis(300);

/// One operation, as it was sent.
pub struct Operation {
    pub op_id: String,
    pub what: What,
    /// The ack's payload.
    pub ack: Option<Value>,
}

#[derive(Clone)]
pub enum What {
    CreateStack {
        name: String,
    },
    RenameStack {
        name: String,
    },
    CreateCard {
        card: String,
        title: String,
    },
    /// Without an id of its own: nothing but the operation's name tells it from a second one.
    AddCard {
        title: String,
    },
    UpdateCard {
        card: String,
        title: String,
    },
    MoveCard {
        card: String,
        x: u32,
        y: u32,
    },
    ArchiveCard {
        card: String,
    },
}

/// The code with which the connection ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Closed(pub u16);

/// A tab that comes back after every fault.
pub struct Worker {
    /// Which of the users, by number.
    pub user: usize,
    pub name: String,
    pub token: String,
    pub stack: String,
    pub operations: Vec<Operation>,
    cards: Vec<String>,
    dice: Dice,
    tab: Option<Tab>,
    /// How many of `operations` this connection has been answered.
    answered: usize,
}

impl Worker {
    pub fn new(user: usize, name: String, token: String, dice: Dice) -> Self {
        let stack = dice.id();
        let first = What::CreateStack { name: name.clone() };
        let mut worker =
            Self { user, name, token, stack, operations: Vec::new(), cards: Vec::new(), dice, tab: None, answered: 0 };
        worker.plan(first);
        worker
    }

    /// Connects, and sends again what was never answered, and the last that was; both must be answered as if nothing
    /// had happened.
    pub async fn come_back(&mut self, address: &str) -> Result<(), Closed> {
        let mut tab = Tab::try_open_at(address, "/ws").await.ok_or(Closed(1006))?;
        if tab.try_send("auth", json!({ "token": self.token })).await.is_none() {
            return Err(Closed(1006));
        }
        loop {
            match tab.heard().await {
                Heard::Frame(frame) if frame["type"] == "state_sync" => break,
                Heard::Frame(frame) => assert_ne!(frame["payload"]["event"], "error", "{}: {frame}", self.name),
                Heard::Closed(code) => return Err(Closed(code)),
            }
        }
        self.tab = Some(tab);
        let unheard = self.operations.iter().position(|operation| operation.ack.is_none());
        self.answered = unheard.unwrap_or(self.operations.len()).saturating_sub(1);
        for number in self.answered..self.operations.len() {
            self.send(number).await?;
        }
        while self.answered < self.operations.len() {
            self.hear().await?;
        }
        Ok(())
    }

    /// Sends one operation after the other until the server is gone.
    pub async fn work(&mut self) -> Closed {
        loop {
            let what = self.next();
            let number = self.plan(what);
            if let Err(end) = self.send(number).await {
                return end;
            }
            while self.operations.len() - self.answered >= IN_FLIGHT {
                if let Err(end) = self.hear().await {
                    return end;
                }
            }
        }
    }

    /// Comes back, unless `is_over` says first that the server stands still.
    pub async fn come_back_until(&mut self, address: &str, is_over: impl Future<Output = ()>) {
        tokio::select! {
            _ = self.come_back(address) => {}
            () = is_over => {}
        }
        self.hear_the_rest().await;
    }

    /// Works until `is_over` says that the server stands still.
    pub async fn work_until(&mut self, is_over: impl Future<Output = ()>) {
        tokio::select! {
            _ = self.work() => {}
            () = is_over => {}
        }
        self.hear_the_rest().await;
    }

    /// What it asked for and what was acknowledged, in the order in which it was sent.
    pub fn acknowledged(&self) -> impl Iterator<Item = (&Operation, &Value)> {
        self.operations.iter().filter_map(|operation| Some((operation, operation.ack.as_ref()?)))
    }

    fn plan(&mut self, what: What) -> usize {
        let number = self.operations.len();
        match &what {
            What::CreateCard { card, .. } => self.cards.push(card.clone()),
            What::ArchiveCard { card } => self.cards.retain(|active| active != card),
            What::CreateStack { .. }
            | What::RenameStack { .. }
            | What::AddCard { .. }
            | What::UpdateCard { .. }
            | What::MoveCard { .. } => {}
        }
        self.operations.push(Operation { op_id: format!("{}-{number}", self.name), what, ack: None });
        number
    }

    /// What it does next.
    fn next(&mut self) -> What {
        let number = self.operations.len();
        let title = format!("{} {number}", self.name);
        if self.cards.len() > CARDS_MAX {
            return What::ArchiveCard { card: self.cards[0].clone() };
        }
        match self.dice.below(20) {
            0 => What::AddCard { title },
            1 => What::RenameStack { name: title },
            kind if kind < 5 || self.cards.is_empty() => What::CreateCard { card: self.dice.id(), title },
            kind if kind < 11 => What::UpdateCard { card: self.dice.pick(&self.cards).clone(), title },
            _ => {
                // Never where it was before, so that every move is a change.
                let (x, y) = (u32::try_from(number % 1_999).expect("it is small"), 10);
                What::MoveCard { card: self.dice.pick(&self.cards).clone(), x, y }
            }
        }
    }

    /// Hears what the server had said before it stood still, and leaves.
    async fn hear_the_rest(&mut self) {
        while self.tab.is_some() && self.answered < self.operations.len() {
            match tokio::time::timeout(LAST_WORDS, self.hear()).await {
                Ok(Ok(())) => {}
                Ok(Err(_)) | Err(_) => break,
            }
        }
        self.tab = None;
    }

    async fn send(&mut self, number: usize) -> Result<(), Closed> {
        let operation = &self.operations[number];
        let mut frame = operation.what.frame(&self.stack);
        frame["op_id"] = json!(operation.op_id);
        let tab = self.tab.as_mut().expect("it has come back");
        tab.try_send("canvas_interaction", frame).await.map(drop).ok_or(Closed(1006))
    }

    /// Hears until one more operation is answered. Answers come in the order of the questions.
    async fn hear(&mut self) -> Result<(), Closed> {
        let tab = self.tab.as_mut().expect("it has come back");
        loop {
            match tab.heard().await {
                Heard::Frame(frame) if frame["type"] == "ack" => {
                    let operation = &mut self.operations[self.answered];
                    assert_eq!(frame["payload"]["op_id"], operation.op_id, "answers come in order: {frame}");
                    if let Some(first) = &operation.ack {
                        assert_eq!(frame["payload"], *first, "a retry is told what the first one was told");
                    }
                    operation.ack = Some(frame["payload"].clone());
                    self.answered += 1;
                    return Ok(());
                }
                Heard::Frame(frame) => assert_ne!(frame["payload"]["event"], "error", "{}: {frame}", self.name),
                Heard::Closed(code) => return Err(Closed(code)),
            }
        }
    }
}

impl What {
    /// What is sent, without the operation's name.
    fn frame(&self, stack: &str) -> Value {
        match self {
            Self::CreateStack { name } => {
                json!({ "action": "create_stack", "data": { "stack_id": stack, "name": name } })
            }
            Self::RenameStack { name } => {
                json!({ "action": "rename_stack", "data": { "stack_id": stack, "name": name } })
            }
            Self::CreateCard { card, title } => json!({
                "action": "create_card",
                "data": { "stack_id": stack, "card_id": card, "title": title, "position": { "x": 0, "y": 0 } },
            }),
            Self::AddCard { title } => json!({
                "action": "create_card",
                "data": { "stack_id": stack, "title": title, "position": { "x": 0, "y": 0 } },
            }),
            Self::UpdateCard { card, title } => {
                json!({ "action": "update_card", "card_id": card, "data": { "title": title } })
            }
            Self::MoveCard { card, x, y } => {
                json!({ "action": "move", "card_id": card, "data": { "position_x": x, "position_y": y } })
            }
            Self::ArchiveCard { card } => json!({ "action": "archive_card", "card_id": card, "data": {} }),
        }
    }

    /// The verb in the user's feed.
    pub fn verb(&self) -> &'static str {
        match self {
            Self::CreateStack { .. } => "stack_created",
            Self::RenameStack { .. } => "stack_renamed",
            Self::CreateCard { .. } | Self::AddCard { .. } => "card_created",
            Self::UpdateCard { .. } => "card_updated",
            Self::MoveCard { .. } => "card_moved",
            Self::ArchiveCard { .. } => "card_archived",
        }
    }

    /// What the verb was done to, where the tab knows.
    pub fn subject<'a>(&'a self, stack: &'a str) -> Option<&'a str> {
        match self {
            Self::CreateStack { .. } | Self::RenameStack { .. } => Some(stack),
            Self::AddCard { .. } => None,
            Self::CreateCard { card, .. }
            | Self::UpdateCard { card, .. }
            | Self::MoveCard { card, .. }
            | Self::ArchiveCard { card } => Some(card),
        }
    }
}
