//! The conversation.

use super::*;
use crate::db::testing::{Bench, START};

fn speak(bench: &Bench, content: &str) -> Message {
    let new = NewMessage {
        id: bench.id(),
        role: Role::User,
        content: content.to_owned(),
        turn: None,
        cards: vec![bench.id(), bench.id()],
    };
    bench.tx(|tx| say(tx, new, By::User, bench.now())).unwrap().message
}

fn texts(messages: Vec<Message>) -> Vec<String> {
    messages.into_iter().map(|message| message.content).collect()
}

#[test]
fn a_message_is_read_back_as_it_was_said() {
    let bench = Bench::new();
    let said = speak(&bench, "Straße 🏡\n\u{0} end");
    assert_eq!((said.at, said.seq), (START, Seq(1)));
    assert_eq!(bench.tx(|tx| last(tx, 10)).unwrap(), [said]);
}

#[test]
fn the_last_messages_come_oldest_first() {
    let bench = Bench::new();
    for text in ["a", "b", "c"] {
        speak(&bench, text);
    }
    assert_eq!(texts(bench.tx(|tx| last(tx, 2)).unwrap()), ["b", "c"]);
}

#[test]
fn older_messages_are_turned_to_page_by_page() {
    let bench = Bench::new();
    let said: Vec<Message> = ["a", "b", "c", "d", "e"].map(|text| speak(&bench, text)).into();
    let page = |id| texts(bench.tx(|tx| before(tx, id, 2)).unwrap());
    assert_eq!(page(said[4].id), ["c", "d"]);
    assert_eq!(page(said[2].id), ["a", "b"]);
    assert_eq!(page(said[0].id), [""; 0]);
    assert_eq!(page(bench.id()), [""; 0]);
}

#[test]
fn a_page_is_bounded() {
    let bench = Bench::new();
    for _ in 0..=PAGE_MAX {
        speak(&bench, "hm");
    }
    assert_eq!(bench.tx(|tx| last(tx, u32::MAX)).unwrap().len(), PAGE_MAX as usize);
}

#[test]
fn what_was_said_since_comes_oldest_first() {
    let bench = Bench::new();
    for text in ["a", "b", "c"] {
        speak(&bench, text);
    }
    assert_eq!(texts(bench.tx(|tx| since(tx, Seq(1))).unwrap()), ["b", "c"]);
    assert_eq!(texts(bench.tx(|tx| since(tx, Seq(3))).unwrap()), [""; 0]);
}

#[test]
fn roles_are_read_back_as_they_were_written() {
    for role in [Role::User, Role::Agent, Role::System] {
        assert_eq!(Role::from_word(role.as_str()), Some(role));
    }
}
