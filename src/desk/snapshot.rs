//! What a browser needs to show the desk, or to catch up with it.

use super::{Epoch, Error, active_stack, store};
use crate::{
    activity::{self, Seq},
    card::{self, Card, Made},
    chat::{self, Message},
    db::Tx,
    stack::{self, Stack, StackId, Status},
};

/// Messages that come with a snapshot; older ones are asked for.
const MESSAGES_MAX: u32 = 50;

/// Bytes of content in one page of cards: what a sync holds in memory at a time for one tab.
const PAGE_BYTES: usize = 256 * 1024;

/// Cards that a browser catches up with one by one; with more it is given everything, page by page.
const GAP_CARDS_MAX: usize = 500;

/// The desk at one moment, or what changed of it since an earlier one.
#[derive(Clone, PartialEq, Debug)]
pub struct Snapshot {
    pub epoch: Epoch,
    /// The latest change that is in here.
    pub seq: Seq,
    /// Whether this is everything that is active, or what changed since: then archived rows are among it.
    pub full: bool,
    pub stacks: Vec<Stack>,
    pub active_stack: Option<StackId>,
    pub cards: Vec<Card>,
    /// Where the next page of cards begins, when these are not all: ask [`next_page`].
    pub more: Option<Made>,
    /// The oldest first.
    pub messages: Vec<Message>,
}

/// Reads the desk: what changed after `since` when that names a moment of the same epoch, else the first page of
/// everything.
///
/// # Errors
/// Whatever the database refuses.
pub fn snapshot(tx: &Tx, since: Option<(Epoch, Seq)>) -> Result<Snapshot, Error> {
    let epoch = store::epoch(tx)?;
    let seq = activity::latest(tx)?;
    let active_stack = active_stack(tx)?;
    if let Some((_, since)) = since.filter(|(of, since)| *of == epoch && *since <= seq) {
        let (stacks, cards) = (stack::changed_since(tx, since)?, card::changed_since(tx, since, GAP_CARDS_MAX + 1)?);
        let messages = chat::since(tx, since)?;
        let gap = Snapshot { epoch, seq, full: false, stacks, active_stack, cards, more: None, messages };
        if is_worth_it(tx, &gap)? {
            return Ok(gap);
        }
    }

    let (cards, more) = card::page_of_active(tx, Made::default(), PAGE_BYTES)?;
    let (stacks, messages) = (stack::list_active(tx)?, chat::last(tx, MESSAGES_MAX)?);
    Ok(Snapshot { epoch, seq, full: true, stacks, active_stack, cards, more, messages })
}

/// Reads the page of cards that follows `before`.
///
/// Pages are read one by one, and the desk goes on meanwhile: a page may be newer than the number of the first.
/// Whoever puts every later change on top of the pages has the desk as it is: a card that was made or came back
/// after its page is told by that change, and what a page already shows is only said again.
///
/// # Errors
/// Whatever the database refuses.
pub fn next_page(tx: &Tx, before: Snapshot) -> Result<Snapshot, Error> {
    let (cards, more) = match before.more {
        Some(after) => card::page_of_active(tx, after, PAGE_BYTES)?,
        None => (Vec::new(), None),
    };
    Ok(Snapshot { stacks: Vec::new(), messages: Vec::new(), cards, more, ..before })
}

/// Whether what changed is less than everything: closings of archived cards may be more than the desk itself.
fn is_worth_it(tx: &Tx, gap: &Snapshot) -> Result<bool, Error> {
    let closings = gap.cards.iter().filter(|card| card.status == Status::Archived).count();
    let is_long = gap.messages.len() > MESSAGES_MAX as usize || gap.cards.len() > GAP_CARDS_MAX;
    Ok(!is_long && (closings < 100 || closings < card::count_all_active(tx)?))
}
