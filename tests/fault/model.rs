//! What a desk must look like after some operations, told without the server's own code.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::{
    support::tab::Tab,
    worker::{What, Worker},
};

#[derive(Clone, PartialEq, Debug, Default)]
pub struct Card {
    pub stack: String,
    pub title: String,
    pub x: f64,
    pub y: f64,
    pub version: u32,
    pub is_archived: bool,
}

/// Stacks by id with their names, cards by id, and the titles of cards whose id the server made.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Desk {
    pub stacks: BTreeMap<String, String>,
    pub cards: BTreeMap<String, Card>,
    pub nameless: Vec<String>,
}

impl Desk {
    /// The desk after everything that these tabs of one user have sent.
    pub fn of(workers: &[&Worker]) -> Self {
        let mut desk = Self::default();
        for worker in workers {
            for operation in &worker.operations {
                desk.apply(&worker.stack, &operation.what);
            }
        }
        desk.nameless.sort_unstable();
        desk
    }

    /// The desk as a fresh tab is given it.
    pub async fn given_to_a_tab(address: &str, token: &str) -> Self {
        let mut tab = Tab::open_at(address, "/ws", &[]).await.expect("a handshake");
        let mut desk = Self::default();
        desk.take(&tab.show(token).await["payload"]);
        desk
    }

    fn take(&mut self, sync: &Value) {
        let list = |key: &str| sync[key].as_array().cloned().unwrap_or_default();
        for stack in list("stacks") {
            self.stacks.insert(text(&stack["id"]), text(&stack["name"]));
        }
        for card in list("cards") {
            let place = |axis: &str| card["position"][axis].as_f64().unwrap_or(f64::NAN);
            let taken = Card {
                stack: text(&card["stack_id"]),
                title: text(&card["title"]),
                x: place("x"),
                y: place("y"),
                version: card["version"].as_u64().and_then(|version| version.try_into().ok()).unwrap_or(0),
                is_archived: card["status"] == json!("archived"),
            };
            self.cards.insert(text(&card["card_id"]), taken);
        }
    }

    /// Makes nameless what `wanted` does not name, and leaves out the stack that everybody begins with.
    #[must_use]
    pub fn in_the_names_of(mut self, wanted: &Self) -> Self {
        self.stacks.retain(|id, _| wanted.stacks.contains_key(id));
        let nameless = self.cards.extract_if(.., |id, _| !wanted.cards.contains_key(id));
        self.nameless.extend(nameless.map(|(_, card)| card.title));
        self.nameless.sort_unstable();
        self
    }

    /// The same without what is in the Drawer.
    #[must_use]
    pub fn active(mut self) -> Self {
        self.cards.retain(|_, card| !card.is_archived);
        self
    }

    pub fn apply(&mut self, stack: &str, what: &What) {
        match what {
            What::CreateStack { name } | What::RenameStack { name } => {
                self.stacks.insert(stack.to_owned(), name.clone());
            }
            What::CreateCard { card, title } => {
                let new = Card { stack: stack.to_owned(), title: title.clone(), version: 1, ..Card::default() };
                self.cards.insert(card.clone(), new);
            }
            What::AddCard { title } => self.nameless.push(title.clone()),
            What::UpdateCard { card, title } => self.change(card, |card| {
                card.title.clone_from(title);
                card.version += 1;
            }),
            What::MoveCard { card, x, y } => {
                self.change(card, |card| (card.x, card.y) = (f64::from(*x), f64::from(*y)));
            }
            What::ArchiveCard { card } => self.change(card, |card| card.is_archived = true),
        }
    }

    /// Changes a card that may be missing, when what made it was lost.
    fn change(&mut self, card: &str, change: impl FnOnce(&mut Card)) {
        if let Some(card) = self.cards.get_mut(card) {
            change(card);
        }
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("a text, not {value}")).to_owned()
}
