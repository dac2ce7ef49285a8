//! A founded desk: commands in, changes and what is seen out.

mod cascade;
mod command;
mod operation;
mod snapshot;
mod undo;

use serde_json::json;

use super::*;
use crate::{
    card::{Card, Content, Edit, Move, NewCard, Size, Title, block},
    chat::{NewMessage, Role},
    db::testing::Bench,
    stack::{Color, Decor, Icon, Name, NewDecor, NewStack, Stack, Wallpaper},
};

struct World {
    bench: Bench,
    allowance: Allowance,
}

/// What a user sees: the tabs in their order, and the cards with all that shows of them.
#[derive(PartialEq, Debug)]
struct Seen {
    tabs: Vec<(StackId, Name, Option<Color>, Decor)>,
    cards: Vec<Card>,
}

impl World {
    fn new() -> Self {
        Self::within(None)
    }

    /// A desk whose tier allows this many stacks.
    fn within(stacks_max: Option<u64>) -> Self {
        let bench = Bench::new();
        let allowance = Allowance { tier: "free".to_owned(), stacks_max };
        let user = bench.id();
        bench.tx(|tx| found(tx, user, &bench.ambient)).unwrap();
        Self { bench, allowance }
    }

    fn context(&self) -> Context<'_> {
        Context { by: By::User, now: self.bench.now(), allowance: &self.allowance, ambient: &self.bench.ambient }
    }

    fn run(&self, command: Command) -> Result<Done, Error> {
        self.bench.tx(|tx| run(tx, command, &self.context()))
    }

    fn did(&self, command: Command) -> Done {
        self.run(command).unwrap()
    }

    fn refused(&self, command: Command) -> String {
        let (before, latest) = (self.seen(), self.seq());
        let error = self.run(command).unwrap_err();
        assert_eq!((self.seen(), self.seq()), (before, latest), "nothing changed");
        match error.field() {
            Some(field) => format!("{} {field}", error.code()),
            None => error.code().to_owned(),
        }
    }

    fn undo(&self) -> Done {
        self.did(Command::Undo)
    }

    fn stack(&self, name: &str) -> StackId {
        let new = NewStack { id: self.bench.id(), name: Name::new(name).unwrap(), color: None };
        self.did(Command::CreateStack(new)).receipt.stack_id.unwrap()
    }

    fn card(&self, stack: StackId, title: &str) -> CardId {
        self.did(Command::CreateCard(self.new_card(stack, title))).receipt.card_id.unwrap()
    }

    fn new_card(&self, stack: StackId, title: &str) -> NewCard {
        let blocks = json!([
            { "id": "note", "type": "text", "content": "hello" },
            { "id": "sums", "type": "table", "columns": ["item", "price"], "rows": [{ "item": "tea", "price": 2 }] },
            { "id": "todo", "type": "checklist", "items": [{ "id": "one", "text": "boil water", "done": false }] },
        ]);
        NewCard {
            id: self.bench.id(),
            stack,
            title: Title::new(title).unwrap(),
            size: Size::Medium,
            color: None,
            blocks: block::parse(&blocks).unwrap(),
            place: None,
        }
    }

    fn default(&self) -> StackId {
        self.stacks()[0].id
    }

    fn stacks(&self) -> Vec<Stack> {
        self.bench.tx(stack::list_active).unwrap()
    }

    fn tabs(&self) -> Vec<String> {
        self.stacks().into_iter().map(|stack| stack.name.to_string()).collect()
    }

    fn find(&self, card: CardId) -> Card {
        self.bench.tx(|tx| card::find(tx, card)).unwrap()
    }

    fn seq(&self) -> Seq {
        self.bench.tx(crate::activity::latest).unwrap()
    }

    fn snapshot(&self, since: Option<(Epoch, Seq)>) -> Snapshot {
        self.bench.tx(|tx| snapshot(tx, since)).unwrap()
    }

    /// What shows, without the numbers that every change moves on.
    fn seen(&self) -> Seen {
        let full = self.snapshot(None);
        let tabs = full.stacks.into_iter().map(|stack| (stack.id, stack.name, stack.color, stack.decor)).collect();
        let still = |card: Card| Card { seq: Seq(0), version: 0, updated_at: Timestamp(0), by: By::User, ..card };
        Seen { tabs, cards: full.cards.into_iter().map(still).collect() }
    }
}

fn retitle(card: CardId, title: &str) -> Command {
    Command::UpdateCard { card, edit: Edit { title: Some(Title::new(title).unwrap()), ..Edit::default() } }
}

fn move_to(card: CardId, x: f64, y: f64) -> Command {
    Command::MoveCard { card, to: Move { place: Place::new(x, y), z: None, stack: None } }
}

#[test]
fn a_desk_is_founded_once_with_one_stack() {
    let world = World::new();
    let (owner, epoch) = (world.bench.tx(owner).unwrap(), world.snapshot(None).epoch);
    let late = world.bench.id();
    world.bench.tx(|tx| found(tx, late, &world.bench.ambient)).unwrap();
    assert_eq!(world.tabs(), ["My Stack"]);
    assert_eq!((world.bench.tx(super::owner).unwrap(), world.snapshot(None).epoch), (owner, epoch));
    assert_eq!(world.seq(), Seq(1));
}

#[test]
fn the_stack_that_was_used_last_is_active_until_it_leaves() {
    let world = World::new();
    let (first, second) = (world.default(), world.stack("second"));
    let active = || world.bench.tx(active_stack).unwrap();
    assert_eq!(active(), Some(first));
    let before = world.seq();
    assert_eq!(world.did(Command::ActivateStack { stack: second }).changes, []);
    assert_eq!((active(), world.seq()), (Some(second), before), "others are not told");
    world.did(Command::ArchiveStack { stack: second });
    assert_eq!(active(), Some(first));
    world.did(Command::RestoreStack { stack: second });
    assert_eq!(active(), Some(second));
}
