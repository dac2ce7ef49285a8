//! Cards on two stacks of an otherwise empty file.

mod place;
mod verbs;
mod versions;

use serde_json::json;

use super::*;
use crate::{
    db::{Tx, testing::Bench},
    stack::{Allowance, NewStack},
};

struct World {
    bench: Bench,
    home: StackId,
    work: StackId,
}

impl World {
    fn new() -> Self {
        let bench = Bench::new();
        let stack = |name: &str| {
            let new = NewStack { id: bench.id(), name: stack::Name::new(name).unwrap(), color: None };
            bench.tx(|tx| stack::create(tx, new, &Allowance::default(), By::User, bench.now())).unwrap().stack.id
        };
        let (home, work) = (stack("Home"), stack("Work"));
        Self { bench, home, work }
    }

    fn run<T>(&self, verb: impl FnOnce(&Tx, Timestamp) -> Result<T>) -> Result<T> {
        self.bench.tx(|tx| verb(tx, self.bench.now()))
    }

    /// Runs a verb that must change the card, and answers it as it is now.
    fn changed(&self, verb: impl FnOnce(&Tx, Timestamp) -> Result<Option<Change>>) -> Card {
        let change = self.run(verb).unwrap().expect("it changes");
        assert_eq!(self.find(change.card.id), change.card, "what is told is what is stored");
        assert_eq!(change.seq, change.card.seq);
        change.card
    }

    fn new_card(&self, title: &str) -> NewCard {
        NewCard {
            id: self.bench.id(),
            stack: self.home,
            title: title_of(title),
            size: Size::Medium,
            color: None,
            blocks: text_blocks("hello"),
            place: None,
        }
    }

    fn create(&self, new: NewCard) -> Card {
        let change = self.run(|tx, now| create(tx, new, By::User, now)).unwrap();
        assert_eq!(self.find(change.card.id), change.card, "what is told is what is stored");
        change.card
    }

    fn card(&self, title: &str) -> Card {
        self.create(self.new_card(title))
    }

    fn find(&self, id: CardId) -> Card {
        self.run(|tx, _| find(tx, id)).unwrap()
    }

    fn archive(&self, id: CardId) -> Card {
        self.changed(|tx, now| archive(tx, id, By::User, now))
    }

    fn archive_stack(&self, id: StackId) {
        self.run(|tx, now| {
            let change = stack::archive(tx, id, None, By::User, now)?.expect("it is active");
            Ok(archive_with_stack(tx, id, change.seq, now)?)
        })
        .unwrap();
    }

    fn edit(&self, id: CardId, edit: Edit) -> Result<Option<Change>> {
        self.run(|tx, now| update(tx, id, edit, By::User, now))
    }

    fn retitle(&self, id: CardId, title: &str) -> Card {
        self.edit(id, Edit { title: Some(title_of(title)), ..Edit::default() }).unwrap().unwrap().card
    }
}

fn title_of(text: &str) -> Title {
    Title::new(text).unwrap()
}

fn text_blocks(content: &str) -> Vec<Block> {
    block::parse(&json!([{ "id": "t", "type": "text", "content": content }])).unwrap()
}

fn nowhere(place: Option<Place>) -> Move {
    Move { place, z: None, stack: None }
}
