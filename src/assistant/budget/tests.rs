//! The conversation is cut at a message, the oldest first.

use super::{ANSWER_CHARS_MAX, CHARS_MAX, reminded};
use crate::{
    activity::Seq,
    chat::{Message, Role},
    kit::Timestamp,
    llm,
};

fn message(role: Role, content: String) -> Message {
    let id = "0197b7a0-0000-7000-8000-000000000001".parse().unwrap();
    Message { id, role, content, turn: None, cards: Vec::new(), approval: None, at: Timestamp(0), seq: Seq(1) }
}

#[test]
fn long_answers_are_cut_and_what_the_user_said_is_not() {
    let long = "ä".repeat(ANSWER_CHARS_MAX + 100);
    let told = reminded(&[message(Role::User, long.clone()), message(Role::Agent, long.clone())]);
    assert_eq!(told[0], llm::Message::User(long));
    let llm::Message::Assistant { text, .. } = &told[1] else { panic!("an answer") };
    assert_eq!(text.chars().count(), ANSWER_CHARS_MAX + 1);
    assert!(text.ends_with('…'));
}

#[test]
fn what_is_kept_begins_with_the_user() {
    let messages = [(Role::Agent, "a"), (Role::User, "b"), (Role::Agent, "c")];
    let told = reminded(&messages.map(|(role, text)| message(role, text.to_owned())));
    assert_eq!(told[0], llm::Message::User("b".to_owned()));
    assert_eq!(told.len(), 2);
}

#[test]
fn the_last_messages_are_kept_whole_within_the_budget() {
    let messages: Vec<Message> = (0..10).map(|n| message(Role::User, n.to_string().repeat(CHARS_MAX / 4))).collect();
    let told = reminded(&messages);
    assert_eq!(told.len(), 4);
    assert_eq!(told[3], llm::Message::User("9".repeat(CHARS_MAX / 4)));
}
