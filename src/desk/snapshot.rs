//! What a browser needs to show the desk, or to catch up with it.

use super::{Epoch, Error, active_stack, store};
use crate::{
    activity::{self, Seq},
    card::{self, Card},
    chat::{self, Message},
    db::Tx,
    stack::{self, Stack, StackId, Status},
};

/// Messages that come with a snapshot; older ones are asked for.
const MESSAGES_MAX: u32 = 50;

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
    /// The oldest first.
    pub messages: Vec<Message>,
}

/// Reads the desk: what changed after `since` when that names a moment of the same epoch, else everything.
///
/// # Errors
/// Whatever the database refuses.
pub fn snapshot(tx: &Tx, since: Option<(Epoch, Seq)>) -> Result<Snapshot, Error> {
    let epoch = store::epoch(tx)?;
    let seq = activity::latest(tx)?;
    let active_stack = active_stack(tx)?;
    if let Some((_, since)) = since.filter(|(of, since)| *of == epoch && *since <= seq) {
        let (stacks, cards) = (stack::changed_since(tx, since)?, card::changed_since(tx, since)?);
        let messages = chat::since(tx, since)?;
        let gap = Snapshot { epoch, seq, full: false, stacks, active_stack, cards, messages };
        if is_worth_it(tx, &gap)? {
            return Ok(gap);
        }
    }

    let mut cards = Vec::new();
    card::each_active(tx, |card| cards.push(card))?;
    let (stacks, messages) = (stack::list_active(tx)?, chat::last(tx, MESSAGES_MAX)?);
    Ok(Snapshot { epoch, seq, full: true, stacks, active_stack, cards, messages })
}

/// Whether what changed is less than everything: closings of archived cards may be more than the desk itself.
fn is_worth_it(tx: &Tx, gap: &Snapshot) -> Result<bool, Error> {
    let closings = gap.cards.iter().filter(|card| card.status == Status::Archived).count();
    let many_messages = gap.messages.len() > MESSAGES_MAX as usize;
    Ok(!many_messages && (closings < 100 || closings < card::count_all_active(tx)?))
}
