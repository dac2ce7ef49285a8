//! What is done with conversations about branches.

use super::{
    About, Chat, ChatId, Error, Outcome, Places, QUEUED_MAX, Result, TEXT_CHARS_MAX, TURNS_MAX, Turn, TurnId,
    step::{self, Step},
    store,
};
use crate::{assistant::Status, db::Tx, git::ObjectId, kit::Timestamp, llm::Message};

/// Turns that the model is reminded of.
const REMINDED_MAX: u64 = 30;

/// Characters of all of them together: about 12,000 tokens.
const REMINDED_CHARS_MAX: usize = 48_000;

/// Characters of one earlier answer.
const ANSWER_CHARS_MAX: usize = 4_000;

/// The conversation that goes on about a branch, if there is one.
///
/// # Errors
/// Whatever the database refuses.
pub fn find(tx: &Tx, about: &About) -> Result<Option<Chat>> {
    Ok(store::find_chat(tx, about)?)
}

/// The same; one begins when there is none.
///
/// # Errors
/// Whatever the database refuses.
pub fn open(tx: &Tx, about: About, id: ChatId, seq: u64, now: Timestamp) -> Result<Chat> {
    if let Some(chat) = store::find_chat(tx, &about)? {
        return Ok(chat);
    }
    let chat = Chat { id, about, seq };
    store::insert_chat(tx, &chat, now)?;
    Ok(chat)
}

/// Puts a conversation away. What waits in it is never run.
///
/// # Errors
/// Whatever the database refuses.
pub fn end(tx: &Tx, id: ChatId, now: Timestamp) -> Result<()> {
    store::cancel_open(tx, id, now)?;
    Ok(store::end_chat(tx, id, now)?)
}

/// Notes what somebody has said, to be answered in its turn. Who says it again under the same id has said it once.
///
/// # Errors
/// [`Error::Empty`], [`Error::TooLong`], [`Error::TooManyQueued`], [`Error::Full`]; [`Error::NotFound`] for an id that
/// another conversation has.
pub fn say(tx: &Tx, chat: &Chat, id: TurnId, text: &str, now: Timestamp) -> Result<Turn> {
    if let Some(known) = store::turn(tx, id)? {
        return if known.chat == chat.id { Ok(known) } else { Err(Error::NotFound) };
    }
    let text = text.trim();
    if text.is_empty() {
        return Err(Error::Empty);
    }
    if text.chars().count() > TEXT_CHARS_MAX {
        return Err(Error::TooLong);
    }
    if store::count_open(tx, chat.id, u64::MAX)? > QUEUED_MAX {
        return Err(Error::TooManyQueued);
    }
    if store::count(tx, chat.id)? >= TURNS_MAX {
        return Err(Error::Full);
    }
    store::insert_turn(tx, chat.id, id, text, now)?;
    store::turn(tx, id)?.ok_or(Error::NotFound)
}

/// A turn of a conversation.
///
/// # Errors
/// [`Error::NotFound`].
pub fn turn(tx: &Tx, chat: ChatId, id: TurnId) -> Result<Turn> {
    store::turn(tx, id)?.filter(|turn| turn.chat == chat).ok_or(Error::NotFound)
}

/// The last turns before the one with the number `before`, in their order.
///
/// # Errors
/// Whatever the database refuses.
pub fn turns(tx: &Tx, chat: ChatId, before: u64, max: u64) -> Result<Vec<Turn>> {
    let mut turns = store::turns(tx, chat, before, max)?;
    turns.reverse();
    Ok(turns)
}

/// The steps of a turn with their numbers, in their order.
///
/// # Errors
/// Whatever the database refuses; a row that this version did not write.
pub fn steps_of(tx: &Tx, turn: TurnId) -> Result<Vec<(u64, Step)>> {
    step::list(tx, turn)
}

/// How many turns of its conversation come before a turn that waits.
///
/// # Errors
/// Whatever the database refuses.
pub fn position(tx: &Tx, turn: &Turn) -> Result<u64> {
    Ok(store::count_open(tx, turn.chat, turn.number)?)
}

/// Marks the turn that is next as running, if there is a place for it.
///
/// # Errors
/// Whatever the database refuses.
pub fn take_next(tx: &Tx, places: Places) -> Result<Option<(Chat, Turn)>> {
    let Some(id) = store::next(tx, places)? else { return Ok(None) };
    store::set_status(tx, id, Status::Running)?;
    let Some(turn) = store::turn(tx, id)? else { return Ok(None) };
    Ok(store::chat_of(tx, turn.chat)?.map(|chat| (chat, turn)))
}

/// Notes who answers, and where the branch stands; one that was begun before keeps where it stood then.
///
/// # Errors
/// Whatever the database refuses.
pub fn begin_turn(tx: &Tx, id: TurnId, model: &str, base: ObjectId) -> Result<()> {
    Ok(store::begin(tx, id, model, base)?)
}

/// Saves what was said so far.
///
/// # Errors
/// Whatever the database refuses.
pub fn save_answer(tx: &Tx, id: TurnId, answer: &str) -> Result<()> {
    Ok(store::set_answer(tx, id, answer)?)
}

/// Ends a turn.
///
/// # Errors
/// Whatever the database refuses.
pub fn finish(tx: &Tx, id: TurnId, outcome: &Outcome, now: Timestamp) -> Result<()> {
    Ok(store::finish(tx, id, outcome, now)?)
}

/// Takes a turn out of the queue, or ends one that was interrupted. Whether it was one of those.
///
/// # Errors
/// [`Error::NotFound`].
pub fn cancel(tx: &Tx, chat: ChatId, id: TurnId, now: Timestamp) -> Result<bool> {
    let turn = turn(tx, chat, id)?;
    if !matches!(turn.status, Status::Queued | Status::Interrupted) {
        return Ok(false);
    }
    let outcome = Outcome { status: Status::Cancelled, answer: turn.answer, error: None, made: turn.made };
    store::finish(tx, id, &outcome, now)?;
    Ok(true)
}

/// Has an interrupted turn go on, as soon as there is a place.
///
/// # Errors
/// [`Error::NotFound`], [`Error::NotInterrupted`].
pub fn resume(tx: &Tx, chat: ChatId, id: TurnId) -> Result<Turn> {
    let turn = turn(tx, chat, id)?;
    if turn.status != Status::Interrupted {
        return Err(Error::NotInterrupted);
    }
    store::set_status(tx, id, Status::Queued)?;
    // What the model had begun to say is asked for again; what it had said to its end stands in the steps.
    store::set_answer(tx, id, "")?;
    Ok(Turn { status: Status::Queued, answer: String::new(), ..turn })
}

/// Marks what ran when the server ended. Answers how many there are.
///
/// # Errors
/// Whatever the database refuses.
pub fn interrupt_running(tx: &Tx) -> Result<usize> {
    Ok(store::interrupt_running(tx)?)
}

/// What a model is told of the conversation before a turn: as much of the end of it as fits, and of each turn that it is
/// over, also when it came to nothing.
///
/// # Errors
/// Whatever the database refuses.
pub fn history(tx: &Tx, turn: &Turn) -> Result<Vec<Message>> {
    let (mut room, mut pairs) = (REMINDED_CHARS_MAX, Vec::new());
    for earlier in store::turns(tx, turn.chat, turn.number, REMINDED_MAX)? {
        let answer = answered(&earlier);
        let chars = earlier.text.chars().count() + answer.chars().count();
        if chars > room {
            break;
        }
        room -= chars;
        pairs.push([Message::User(earlier.text), Message::Assistant { text: answer, calls: Vec::new() }]);
    }
    Ok(pairs.into_iter().rev().flatten().collect())
}

fn answered(turn: &Turn) -> String {
    let mut text: String = turn.answer.chars().take(ANSWER_CHARS_MAX).collect();
    let end = match (turn.status, turn.made) {
        (_, Some(commit)) => format!("(This became the commit {}.)", commit.short()),
        (Status::Completed, None) => "(No file was changed.)".to_owned(),
        _ => "(This was stopped before its end, and no file was changed.)".to_owned(),
    };
    if !text.is_empty() {
        text.push_str("\n\n");
    }
    text.push_str(&end);
    text
}
