//! What the assistant is told about the desk stays small, whatever is on it.

use serde_json::{Value, json};

use super::{CARDS_BYTES_MAX, Context, build};
use crate::{
    activity::{By, TurnId},
    assistant::{
        self, Ending, NewTurn,
        step::{self, Step},
        turn::{self, Budget, Limits, Terms},
    },
    card::{self, CardId, NewCard, Title, block},
    db::testing::Bench,
    desk,
    memory::{self, FileName, NewLearning},
    stack::{self, Allowance, Name, NewStack, StackId},
};

const LIMITS: Limits =
    Limits { steps_max: 5, minutes_max: 1, answer_chars_max: 2_000, context_tokens_max: 10_000, budget: Budget::NONE };

struct World {
    bench: Bench,
    stack: StackId,
}

impl World {
    fn new() -> Self {
        let bench = Bench::new();
        let user = bench.id();
        bench.tx(|tx| desk::found(tx, user, &bench.ambient)).unwrap();
        let stack = bench.tx(desk::active_stack).unwrap().unwrap();
        Self { bench, stack }
    }

    fn stack(&self, name: &str) -> StackId {
        let new = NewStack { id: self.bench.id(), name: Name::new(name).unwrap(), color: None };
        let made = |tx: &crate::db::Tx| stack::create(tx, new, &Allowance::default(), By::User, self.bench.now());
        self.bench.tx(made).unwrap().stack.id
    }

    fn card(&self, title: &str, blocks: Value, by: By) -> CardId {
        let blocks = block::parse(&blocks).unwrap();
        let (id, title, size) = (self.bench.id(), Title::new(title).unwrap(), card::Size::default());
        let new = NewCard { id, stack: self.stack, title, size, color: None, blocks, place: None };
        self.bench.tx(|tx| card::create(tx, new, by, self.bench.now())).unwrap();
        id
    }

    fn say(&self, text: &str, stack: Option<StackId>) -> TurnId {
        let new = NewTurn { id: self.bench.id(), text: text.to_owned(), stack };
        let id = new.id;
        self.bench.tx(|tx| assistant::begin(tx, new, 9, self.bench.now())).unwrap();
        id
    }

    fn answer(&self, turn: TurnId, text: &str) {
        let (message, now) = (self.bench.id(), self.bench.now());
        self.bench.tx(|tx| assistant::end(tx, turn, message, text, &Ending::Completed, now)).unwrap();
    }

    fn context(&self, turn: TurnId) -> Context {
        let read = |tx: &crate::db::Tx| -> Result<Context, assistant::Error> {
            let turn = assistant::find(tx, turn)?;
            let history = assistant::budget::history(tx, &turn)?;
            Ok(build(tx, &turn, &history)?)
        };
        self.bench.tx(read).unwrap()
    }
}

fn rows(count: usize) -> Value {
    json!((0..count).map(|n| json!([n, "secret words"])).collect::<Vec<_>>())
}

#[test]
fn a_table_is_told_by_its_columns_and_its_length() {
    let world = World::new();
    world.stack("Taxes");
    let table =
        json!([{ "type": "heading", "text": "h" }, { "type": "table", "columns": ["a", "b"], "rows": rows(500) }]);
    let card = world.card("Invoices", table, By::User);
    let turn = world.say("hello", Some(world.stack));

    let context = world.context(turn);
    assert_eq!(context.active_stack.as_ref().unwrap().name, "My Stack");
    assert_eq!(context.other_stacks[0].name, "Taxes");
    let note = &context.cards[0];
    assert_eq!(
        (note.id, note.title.as_str(), &note.blocks[..]),
        (card, "Invoices", &["heading".to_owned(), "table".to_owned()][..])
    );
    assert_eq!((&note.tables[0].columns[..], note.tables[0].rows), (&["a".to_owned(), "b".to_owned()][..], 500));
    let json = json!(context).to_string();
    assert!(!json.contains("secret"), "never what is in a table");
    assert_eq!(serde_json::from_str::<Context>(&json).unwrap(), context);
}

#[test]
fn what_the_assistant_touched_last_comes_first() {
    let world = World::new();
    for title in ["One", "Two"] {
        let turn = world.say(title, None);
        world.card(title, json!([]), By::Agent(turn));
        world.answer(turn, "Done.");
    }
    world.card("By the user", json!([]), By::User);
    let turn = world.say("rename it", None);
    let touched: Vec<String> = world.context(turn).touched.into_iter().map(|card| card.title).collect();
    assert_eq!(touched, ["Two", "One"]);
}

#[test]
fn a_full_desk_is_counted_rather_than_listed() {
    let world = World::new();
    for number in 0..60 {
        world.stack(&format!("Stack {number}"));
        world.card(&format!("Card {number}"), json!([]), By::User);
    }
    let turn = world.say("hello", Some(world.stack));
    let context = world.context(turn);
    assert_eq!((context.cards.len(), context.more_cards), (50, 10));
    assert_eq!((context.other_stacks.len(), context.more_stacks), (50, 10));
    assert_eq!(context.cards[0].title, "Card 59", "the latest is listed");
}

#[test]
fn wide_tables_use_up_their_room_and_no_more() {
    let world = World::new();
    let columns: Vec<String> = (0..60).map(|n| format!("{n:02}{}", "x".repeat(300))).collect();
    for number in 0..30 {
        world.card(&format!("Wide {number}"), json!([{ "type": "table", "columns": columns, "rows": [] }]), By::User);
    }
    let turn = world.say("hello", Some(world.stack));
    let context = world.context(turn);
    assert!(json!(context).to_string().len() < CARDS_BYTES_MAX + 2_000);
    assert!(context.cards.len() > 5);
    assert_eq!(context.cards.len() + context.more_cards, 30);
}

#[test]
fn a_stack_that_has_left_the_desk_is_not_the_active_one() {
    let world = World::new();
    let gone = world.stack("Gone");
    let turn = world.say("hello", Some(gone));
    world.bench.tx(|tx| stack::archive(tx, gone, None, By::User, world.bench.now())).unwrap();
    assert_eq!(world.context(turn).active_stack.unwrap().id, world.stack);
}

#[test]
fn the_conversation_is_what_was_said_before_this_turn() {
    let world = World::new();
    let first = world.say("first", None);
    let second = world.say("second", None);
    let third = world.say("third", None);
    world.answer(first, "answer to the first");

    let history = |turn| {
        let read = |tx: &crate::db::Tx| assistant::budget::history(tx, &assistant::find(tx, turn).unwrap());
        let messages = world.bench.tx(read).unwrap();
        messages.into_iter().map(|message| message.content).collect::<Vec<_>>()
    };
    assert_eq!(history(second), ["first", "answer to the first"]);
    assert_eq!(history(third), ["first", "second", "answer to the first"]);
}

#[test]
fn a_turn_that_is_taken_up_again_knows_nothing_that_was_forgotten_meanwhile() {
    let world = World::new();
    let (turn, now) = (world.say("hello", None), world.bench.now());
    let (id, text) = (world.bench.id(), "Likes tea".to_owned());
    let new = NewLearning { id, file: FileName::user(), text, by: By::User };
    world.bench.tx(|tx| memory::learn(tx, new, now)).unwrap();
    let context = world.context(turn);
    assert_eq!(context.memory[0].text, "- Likes tea");
    world.bench.tx(|tx| step::ask(tx, turn, Some(Box::new(context.clone())), now)).unwrap();
    let steps = world.bench.tx(|tx| step::steps(tx, turn)).unwrap();
    let Step::Model { context: Some(stored), .. } = &steps[0] else { panic!("{steps:?}") };
    assert_eq!(**stored, context.clone().without_memory(), "no row keeps what its owner may want forgotten");

    let take_up = || world.bench.tx(|tx| turn::take_up(tx, turn, LIMITS, Terms::default())).unwrap().0;
    assert_eq!(take_up(), context);
    world.bench.tx(|tx| memory::forget(tx, id, now)).unwrap();
    assert_eq!(take_up().memory, []);
}
