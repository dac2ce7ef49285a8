//! Turns from their beginning to their end, without anybody who answers.

use super::*;
use crate::{
    card::{self, CardId, NewCard, Size},
    chat::Message,
    db::testing::Bench,
    stack::{Allowance, NewStack, StackId},
};

const QUEUE_MAX: usize = 3;

struct World {
    bench: Bench,
    stack: StackId,
}

impl World {
    fn new() -> Self {
        let bench = Bench::new();
        let new = NewStack { id: bench.id(), name: stack::Name::new("Home").unwrap(), color: None };
        let made = bench.tx(|tx| stack::create(tx, new, &Allowance::default(), By::User, bench.now()));
        Self { stack: made.unwrap().stack.id, bench }
    }

    fn run<T>(&self, verb: impl FnOnce(&Tx, Timestamp) -> Result<T>) -> Result<T> {
        self.bench.tx(|tx| verb(tx, self.bench.now()))
    }

    fn try_begin(&self, text: &str, stack: Option<StackId>) -> Result<TurnId> {
        let new = NewTurn { id: self.bench.id(), text: text.to_owned(), stack };
        let id = new.id;
        self.run(|tx, now| begin(tx, new, QUEUE_MAX, now)).map(|_| id)
    }

    fn begun(&self, text: &str) -> TurnId {
        self.try_begin(text, Some(self.stack)).unwrap()
    }

    fn started(&self, text: &str) -> TurnId {
        let id = self.begun(text);
        self.run(|tx, now| start(tx, id, now)).unwrap().expect("it was queued");
        id
    }

    fn end(&self, id: TurnId, text: &str, ending: &Ending) -> Done {
        let message = self.bench.id();
        self.run(|tx, now| end(tx, id, message, text, ending, now)).unwrap()
    }

    fn find(&self, id: TurnId) -> Turn {
        self.run(|tx, _| find(tx, id)).unwrap()
    }

    fn said(&self) -> Vec<Message> {
        self.run(|tx, _| Ok(chat::last(tx, 50)?)).unwrap()
    }

    fn last_words(&self) -> String {
        self.said().last().unwrap().content.clone()
    }

    fn open(&self) -> Vec<(TurnId, Status)> {
        self.run(|tx, _| Ok(open(tx)?)).unwrap().into_iter().map(|turn| (turn.id, turn.status)).collect()
    }

    fn make_card(&self, turn: TurnId, title: &str) -> CardId {
        let title = card::Title::new(title).unwrap();
        let (id, stack, size) = (self.bench.id(), self.stack, Size::Medium);
        let new = NewCard { id, stack, title, size, color: None, blocks: Vec::new(), place: None };
        let made = self.bench.tx(|tx| card::create(tx, new, By::Agent(turn), self.bench.now()));
        made.unwrap().card.id
    }
}

fn failed(error: &str) -> Ending {
    Ending::Failed { error: error.to_owned() }
}

#[test]
fn what_the_user_said_is_a_message_before_anybody_answers() {
    let world = World::new();
    let id = world.begun("  hello\nthere ");
    let said = world.said();
    assert_eq!(said.len(), 1);
    assert_eq!((said[0].role, said[0].content.as_str(), said[0].turn), (Role::User, "  hello\nthere ", Some(id)));
    assert_eq!(said[0].id, id.cast());
    let turn = world.find(id);
    assert_eq!((turn.status, turn.stack, turn.number), (Status::Queued, Some(world.stack), 1));
}

#[test]
fn the_receipt_names_the_message_and_the_turn() {
    let world = World::new();
    let new = NewTurn { id: world.bench.id(), text: "hello".to_owned(), stack: None };
    let id = new.id;
    let done = world.run(|tx, now| begin(tx, new, QUEUE_MAX, now)).unwrap();
    assert_eq!((done.receipt.message_id, done.receipt.mission_id), (Some(id.cast()), Some(id)));
    assert_eq!(done.changes.len(), 1);
}

#[test]
fn a_message_has_something_in_it_and_not_too_much() {
    let world = World::new();
    for (text, code) in [
        (String::new(), Some("empty")),
        (" \n\t".to_owned(), Some("empty")),
        ("ä".repeat(20_000), None),
        ("ä".repeat(20_001), Some("too_long")),
    ] {
        let answer = world.try_begin(&text, None);
        assert_eq!(answer.as_ref().err().map(Error::code), code, "{} characters", text.chars().count());
    }
}

#[test]
fn a_turn_needs_a_stack_that_is_on_the_desk() {
    let world = World::new();
    let lost = world.try_begin("hello", Some(world.bench.id())).unwrap_err();
    assert_eq!((lost.code(), lost.field().as_deref()), ("stack_not_found", Some("stack_id")));
    let stack = world.stack;
    world.run(|tx, now| Ok(stack::archive(tx, stack, None, By::User, now).map_err(desk::Error::from)?)).unwrap();
    assert_eq!(world.try_begin("hello", Some(stack)).unwrap_err().code(), "stack_archived");
    assert_eq!(world.said(), []);
}

#[test]
fn an_id_that_is_taken_by_a_turn_or_a_message_is_refused() {
    let world = World::new();
    let id = world.started("hello");
    let answer = world.end(id, "Hello!", &Ending::Completed).receipt.message_id.unwrap();
    for taken in [id, answer.cast()] {
        let new = NewTurn { id: taken, text: "again".to_owned(), stack: None };
        let refused = world.run(|tx, now| begin(tx, new, QUEUE_MAX, now)).unwrap_err();
        assert_eq!((refused.code(), refused.field().as_deref()), ("turn_exists", Some("mission_id")));
    }
    assert_eq!(world.said().len(), 2);
}

#[test]
fn the_queue_is_bounded_and_what_runs_does_not_count() {
    let world = World::new();
    world.started("running");
    for _ in 0..QUEUE_MAX {
        world.begun("waiting");
    }
    let refused = world.try_begin("too much", None).unwrap_err();
    assert!(matches!(refused, Error::QueueFull { waiting: QUEUE_MAX }));
    assert_eq!(world.said().len(), 1 + QUEUE_MAX);
}

#[test]
fn turns_wait_in_the_order_in_which_they_were_asked_for() {
    let world = World::new();
    let (first, second) = (world.begun("first"), world.begun("second"));
    assert_eq!(world.open(), [(first, Status::Queued), (second, Status::Queued)]);
}

#[test]
fn a_turn_starts_once() {
    let world = World::new();
    let id = world.begun("hello");
    let start_it = || world.run(|tx, now| start(tx, id, now)).unwrap();
    assert_eq!(start_it().map(|turn| turn.status), Some(Status::Running));
    assert_eq!(start_it(), None);
    let unknown = world.bench.id();
    assert_eq!(world.run(|tx, now| start(tx, unknown, now)).unwrap(), None);
}

#[test]
fn an_answer_is_a_message_with_the_cards_that_the_turn_touched() {
    let world = World::new();
    let other = world.started("other");
    world.make_card(other, "of another turn");
    let id = world.started("make two cards");
    let (one, two) = (world.make_card(id, "one"), world.make_card(id, "two"));
    world.run(|tx, now| Ok(card::archive(tx, one, By::Agent(id), now).map_err(desk::Error::from)?)).unwrap();

    let done = world.end(id, "Done.\n", &Ending::Completed);
    let message = world.said().pop().unwrap();
    assert_eq!((message.role, message.content.as_str(), message.turn), (Role::Agent, "Done.", Some(id)));
    assert_eq!(message.cards, [one, two]);
    assert_eq!(done.receipt.message_id, Some(message.id));
    assert_eq!(world.find(id).status, Status::Completed);
}

#[test]
fn what_stays_in_the_conversation_says_why_there_is_no_more() {
    for (text, ending, stays) in [
        ("All of it", Ending::Completed, Some("All of it")),
        ("", Ending::Completed, None),
        ("Half of", Ending::Cancelled, Some("Half of")),
        (" \n", Ending::Cancelled, None),
        ("Half of", failed("The model is gone."), Some("Half of\n\nThe model is gone.")),
        ("", failed("The model is gone."), Some("The model is gone.")),
    ] {
        let world = World::new();
        let id = world.started("hello");
        let done = world.end(id, text, &ending);
        assert_eq!(done.changes.len(), usize::from(stays.is_some()), "{text:?} {ending:?}");
        assert_eq!(world.last_words(), stays.unwrap_or("hello"), "{text:?} {ending:?}");
        assert_eq!(world.open(), []);
    }
}

#[test]
fn a_very_long_answer_is_cut_and_says_so() {
    let world = World::new();
    let id = world.started("tell me everything");
    world.end(id, &"é".repeat(chat::ANSWER_CHARS_MAX + 1), &Ending::Completed);
    let said = world.last_words();
    assert_eq!(said.chars().count(), chat::ANSWER_CHARS_MAX + 1);
    assert!(said.ends_with("é…"));
}

#[test]
fn a_turn_ends_once() {
    let world = World::new();
    let id = world.started("hello");
    world.end(id, "Hello!", &Ending::Completed);
    assert_eq!(world.end(id, "Again!", &failed("late")), Done::default());
    assert_eq!((world.last_words().as_str(), world.find(id).status), ("Hello!", Status::Completed));
    assert_eq!(world.find(id).error, None);
}

#[test]
fn a_turn_that_waits_can_be_cancelled() {
    let world = World::new();
    let (first, second) = (world.begun("first"), world.begun("second"));
    assert_eq!(world.end(first, "", &Ending::Cancelled), Done::default());
    assert_eq!(world.open(), [(second, Status::Queued)]);
    assert_eq!(world.run(|tx, now| start(tx, first, now)).unwrap(), None);
}

#[test]
fn what_was_said_so_far_is_saved_until_the_end() {
    let world = World::new();
    let id = world.started("hello");
    let save = |text: &str| world.run(|tx, _| save_partial(tx, id, text)).unwrap();
    save("Hel");
    assert_eq!(world.find(id).partial, "Hel");
    world.end(id, "Hello!", &Ending::Completed);
    save("Hel");
    assert_eq!(world.find(id).partial, "Hello!");
}

#[test]
fn a_server_that_went_down_interrupted_what_ran_and_nothing_else() {
    let world = World::new();
    let ended = world.started("ended");
    world.end(ended, "", &Ending::Completed);
    let (ran, waited) = (world.started("ran"), world.begun("waited"));
    world.run(|tx, _| save_partial(tx, ran, "Half of")).unwrap();

    assert_eq!(world.run(|tx, _| Ok(recover(tx)?)).unwrap(), [waited]);
    let open = world.run(|tx, _| Ok(open(tx)?)).unwrap();
    let statuses: Vec<_> = open.iter().map(|turn| (turn.id, turn.status, turn.partial.as_str())).collect();
    assert_eq!(statuses, [(ran, Status::Interrupted, "Half of"), (waited, Status::Queued, "")]);
    assert_eq!(world.find(ended).status, Status::Completed);
}

#[test]
fn an_interrupted_turn_goes_on_or_is_given_up() {
    let world = World::new();
    let (first, second) = (world.started("first"), world.started("second"));
    world.run(|tx, _| Ok(recover(tx)?)).unwrap();
    world.run(|tx, _| resume(tx, first)).unwrap();
    assert_eq!(world.find(first).status, Status::Queued);
    world.end(second, "Half of", &Ending::Cancelled);
    assert_eq!(world.open(), [(first, Status::Queued)]);
    assert_eq!(world.last_words(), "Half of");
}

#[test]
fn only_an_interrupted_turn_is_resumed() {
    let world = World::new();
    let (waiting, running, ended) = (world.begun("a"), world.started("b"), world.started("c"));
    world.end(ended, "", &Ending::Completed);
    for id in [waiting, running, ended] {
        let refused = world.run(|tx, _| resume(tx, id)).unwrap_err();
        assert_eq!((refused.code(), refused.field().as_deref()), ("turn_ended", Some("mission_id")));
    }
    let unknown = world.bench.id();
    assert_eq!(world.run(|tx, _| resume(tx, unknown)).unwrap_err().code(), "turn_not_found");
    assert_eq!(world.run(|tx, _| find(tx, unknown)).unwrap_err().code(), "turn_not_found");
}

#[test]
fn statuses_are_read_back_as_they_were_written() {
    for status in Status::ALL {
        assert_eq!(Status::from_word(status.as_str()), Some(status));
    }
}

#[test]
fn the_last_turn_is_tried_again_once_when_it_has_failed() {
    let bench = World::new().bench;
    let say = |text: &str| {
        let (id, now) = (bench.id(), bench.now());
        bench.tx(|tx| begin(tx, NewTurn { id, text: text.to_owned(), stack: None }, 10, now)).unwrap();
        bench.tx(|tx| start(tx, id, now)).unwrap();
        id
    };
    let finish = |id: TurnId, ending: &Ending| {
        let (message, now) = (bench.id(), bench.now());
        bench.tx(|tx| end(tx, id, message, "", ending, now)).unwrap();
    };
    let again = |id: TurnId| {
        let (new, now) = (bench.id(), bench.now());
        bench.tx(|tx| retry(tx, id, new, 10, now)).map(|_| new)
    };
    let failed = Ending::Failed { error: "why".to_owned() };

    let first = say("hello");
    assert!(matches!(again(first), Err(Error::NotFailed)), "it runs");
    finish(first, &failed);
    assert_eq!(bench.tx(last_failed).unwrap(), Some(first));
    let second = again(first).unwrap();
    assert_eq!(bench.tx(|tx| find(tx, second)).unwrap().text, "hello");
    assert!(matches!(again(first), Err(Error::NotFailed)), "a second click does nothing more");
    bench.tx(|tx| start(tx, second, bench.now())).unwrap();
    finish(second, &Ending::Completed);
    assert!(matches!(again(second), Err(Error::NotFailed)), "it went well");
    assert!(matches!(again(bench.id()), Err(Error::NotFound)));
}
