//! What can be done to a turn.

use super::{Ending, Error, NewTurn, Status, Turn, store};
use crate::{
    activity::{By, TurnId},
    chat::{self, MessageId, NewMessage, Role},
    db::{self, Tx},
    desk::{self, Done, Receipt},
    kit::Timestamp,
    stack,
};

type Result<T> = std::result::Result<T, Error>;

/// Stores what the user said and queues the turn that answers it. The message and the turn share their UUID.
///
/// # Errors
/// [`Error::Empty`], [`Error::TooLong`], [`Error::QueueFull`], [`Error::Exists`]; a stack that is not on the desk.
pub fn begin(tx: &Tx, new: NewTurn, queue_max: usize, now: Timestamp) -> Result<Done> {
    if new.text.trim().is_empty() {
        return Err(Error::Empty);
    }
    if new.text.chars().count() > chat::TEXT_CHARS_MAX {
        return Err(Error::TooLong);
    }
    if let Some(stack) = new.stack {
        stack::active(tx, stack).map_err(desk::Error::from)?;
    }
    if store::find(tx, new.id)?.is_some() || chat::is_taken(tx, new.id.cast())? {
        return Err(Error::Exists);
    }
    let waiting = store::count_queued(tx)?;
    if waiting >= queue_max {
        return Err(Error::QueueFull { waiting });
    }

    store::insert(tx, &new, now)?;
    let (id, content) = (new.id, new.text);
    let message = NewMessage { id: id.cast(), role: Role::User, content, turn: Some(id), cards: Vec::new() };
    let said = chat::say(tx, message, By::User, now)?;
    let receipt = Receipt { message_id: Some(said.message.id), mission_id: Some(id), ..Receipt::default() };
    Ok(Done { changes: vec![said.into()], receipt })
}

/// Marks the turn as running. Anything but a queued turn is left alone and answered with `None`.
///
/// # Errors
/// Whatever the database refuses.
pub fn start(tx: &Tx, id: TurnId, now: Timestamp) -> Result<Option<Turn>> {
    let began = store::start(tx, id, now)? == 1;
    Ok(if began { store::find(tx, id)? } else { None })
}

/// Saves what the assistant has said so far. What comes after the turn's end is dropped.
///
/// # Errors
/// Whatever the database refuses.
pub fn save_partial(tx: &Tx, id: TurnId, partial: &str) -> Result<()> {
    Ok(store::set_partial(tx, id, partial)?)
}

/// Ends an open turn: stores what was said as one message with the cards that the turn made or changed.
///
/// A turn that said nothing leaves a message only when it failed: the reason. Ending twice changes nothing.
///
/// # Errors
/// [`Error::NotFound`].
pub fn end(tx: &Tx, id: TurnId, message: MessageId, text: &str, ending: &Ending, now: Timestamp) -> Result<Done> {
    let turn = find(tx, id)?;
    if !turn.status.is_open() {
        return Ok(Done::default());
    }
    let (status, error) = match ending {
        Ending::Completed => (Status::Completed, None),
        Ending::Failed { error } => (Status::Failed, Some(error.as_str())),
        Ending::Cancelled => (Status::Cancelled, None),
    };
    store::end(tx, id, status, text, error, now)?;

    let content = spoken(text, error);
    if content.is_empty() {
        return Ok(Done::default());
    }
    let cards = store::cards_of(tx, id)?;
    let new = NewMessage { id: message, role: Role::Agent, content, turn: Some(id), cards };
    let said = chat::say(tx, new, By::Agent(id), now)?;
    let receipt = Receipt { message_id: Some(message), ..Receipt::default() };
    Ok(Done { changes: vec![said.into()], receipt })
}

/// Says once more what a turn answered that has failed, and queues the turn `id` that answers it anew.
///
/// Only the last turn is tried again, so that asking twice does it once.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::NotFailed`]; what [`begin`] refuses.
pub fn retry(tx: &Tx, failed: TurnId, id: TurnId, queue_max: usize, now: Timestamp) -> Result<Done> {
    let turn = find(tx, failed)?;
    if last_failed(tx)? != Some(failed) {
        return Err(Error::NotFailed);
    }
    let stack = turn.stack.filter(|stack| stack::active(tx, *stack).is_ok());
    begin(tx, NewTurn { id, text: turn.text, stack }, queue_max, now)
}

/// The last turn, if it has failed.
///
/// # Errors
/// Whatever the database refuses.
pub fn last_failed(tx: &Tx) -> db::Result<Option<TurnId>> {
    Ok(store::last(tx)?.filter(|turn| turn.status == Status::Failed).map(|turn| turn.id))
}

/// Puts an interrupted turn back into the queue.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Ended`] when it is not interrupted.
pub fn resume(tx: &Tx, id: TurnId) -> Result<()> {
    match find(tx, id)?.status {
        Status::Interrupted => Ok(store::set_status(tx, id, Status::Queued)?),
        _ => Err(Error::Ended),
    }
}

/// Marks the turns that ran when the server went down as interrupted, and answers those that wait to be run, in order.
///
/// # Errors
/// Whatever the database refuses.
pub fn recover(tx: &Tx) -> db::Result<Vec<TurnId>> {
    store::interrupt_running(tx)?;
    queued(tx)
}

/// The turn.
///
/// # Errors
/// [`Error::NotFound`].
pub fn find(tx: &Tx, id: TurnId) -> Result<Turn> {
    store::find(tx, id)?.ok_or(Error::NotFound)
}

/// The turns that are queued, running or interrupted, in order.
///
/// # Errors
/// Whatever the database refuses.
pub fn open(tx: &Tx) -> db::Result<Vec<Turn>> {
    store::open(tx)
}

/// The turns that wait to be run, in order.
///
/// # Errors
/// Whatever the database refuses.
pub fn queued(tx: &Tx) -> db::Result<Vec<TurnId>> {
    let open = store::open(tx)?.into_iter();
    Ok(open.filter(|turn| turn.status == Status::Queued).map(|turn| turn.id).collect())
}

/// What stays in the conversation: the text, and why there is no more of it.
fn spoken(text: &str, error: Option<&str>) -> String {
    let text = shortened(text.trim_end());
    match error {
        Some(error) if text.is_empty() => error.to_owned(),
        Some(error) => format!("{text}\n\n{error}"),
        None => text,
    }
}

/// The text as far as a message holds it; three dots say that there was more.
fn shortened(text: &str) -> String {
    match text.char_indices().nth(chat::ANSWER_CHARS_MAX) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests;
