//! Taking the last change back, whoever made it.

use serde_json::Value;

use super::{Change, Context, Done, Error, Receipt, cascade};
use crate::{
    activity::{self, Undoable, Verb},
    card::{self, CardId, Move, Place, Shape},
    db::{self, Tx},
    stack::{self, Color, Decor, Name, StackId},
};

/// Changes that have become meaningless by now (their inverse changes nothing) are skipped, up to this many at once.
const SKIPPED_MAX: usize = 20;

/// Does the opposite of the last change that can be taken back. It is never offered again, nor is its opposite.
///
/// # Errors
/// [`Error::NothingToUndo`]; or why the opposite can't be done, such as a tier's limit.
pub fn undo(tx: &Tx, context: &Context<'_>) -> Result<Done, Error> {
    for _ in 0..SKIPPED_MAX {
        let Some(last) = activity::last_undoable(tx)? else {
            return Err(Error::NothingToUndo);
        };
        if last.verb == Verb::SessionRestored {
            // What leads back from it is known above this room only. What was skipped before it stays skipped.
            return Ok(Done::default());
        }
        let changes = inverse(tx, &last, context)?;
        match changes.first() {
            Some(change) => {
                activity::mark_undone(tx, last.seq, change.seq())?;
                return Ok(Done { receipt: receipt(&last, &changes)?, changes });
            }
            None => activity::mark_undone(tx, last.seq, last.seq)?,
        }
    }
    // What was skipped stays skipped, so that the next undo comes further.
    Ok(Done::default())
}

fn inverse(tx: &Tx, last: &Undoable, context: &Context<'_>) -> Result<Vec<Change>, Error> {
    let (by, now, before) = (context.by, context.now, &last.before);
    let change: Option<Change> = match last.verb {
        Verb::StackRenamed => {
            let name: Name = was(before, "name")?;
            stack::rename(tx, stack_id(last)?, name, by, now)?.map(Into::into)
        }
        Verb::StackRecolored => {
            let color: Option<Color> = was(before, "color")?;
            stack::recolor(tx, stack_id(last)?, color, by, now)?.map(Into::into)
        }
        Verb::StackDecorated => {
            let decor: Decor = was(before, "decor")?;
            stack::decorate(tx, stack_id(last)?, decor, by, now)?.map(Into::into)
        }
        Verb::StacksReordered => {
            let order = still_active(tx, was(before, "order")?)?;
            stack::reorder(tx, &order, by, now)?.map(Into::into)
        }
        Verb::StackArchived => {
            return cascade::bring_back(tx, stack_id(last)?, last.seq, was(before, "successor")?, context);
        }
        Verb::StackRestored => return cascade::archive_stack(tx, stack_id(last)?, context),
        Verb::CardUpdated => {
            card::take_back(tx, card_id(last)?, was(before, "version")?, was(before, "shape")?, by, now)?
                .map(Into::into)
        }
        Verb::CardMoved => {
            let place: Place = was(before, "place")?;
            let to = Move { place: Some(place), z: Some(was(before, "z")?), stack: Some(was(before, "stack")?) };
            card::move_to(tx, card_id(last)?, to, by, now)?.map(Into::into)
        }
        Verb::CardResized => {
            let shape: Shape = was(before, "shape")?;
            card::resize(tx, card_id(last)?, shape, by, now)?.map(Into::into)
        }
        Verb::CardArchived => card::restore(tx, card_id(last)?, by, now)?.map(Into::into),
        Verb::CardRestored => card::archive(tx, card_id(last)?, by, now)?.map(Into::into),
        Verb::StackCreated
        | Verb::CardCreated
        | Verb::CardRefreshed
        | Verb::MessageSaid
        | Verb::ApprovalDecided
        | Verb::SessionRestored => None,
    };
    Ok(change.into_iter().collect())
}

/// `order` without the stacks that have left since, and with those that have come since at its end.
fn still_active(tx: &Tx, order: Vec<StackId>) -> Result<Vec<StackId>, Error> {
    let active: Vec<StackId> = stack::list_active(tx)?.into_iter().map(|stack| stack.id).collect();
    let mut kept: Vec<StackId> = order.into_iter().filter(|id| active.contains(id)).collect();
    let new: Vec<StackId> = active.into_iter().filter(|id| !kept.contains(id)).collect();
    kept.extend(new);
    Ok(kept)
}

fn was<T: serde::de::DeserializeOwned>(before: &Value, key: &str) -> Result<T, Error> {
    let value = before.get(key).cloned().unwrap_or(Value::Null);
    serde_json::from_value(value).map_err(|error| damaged(&error))
}

fn stack_id(last: &Undoable) -> Result<StackId, Error> {
    last.subject.parse().map_err(|error| damaged(&error))
}

fn card_id(last: &Undoable) -> Result<CardId, Error> {
    last.subject.parse().map_err(|error| damaged(&error))
}

fn damaged(error: &dyn std::fmt::Display) -> Error {
    Error::Db(db::Error::Damaged { path: "activity".into(), reason: error.to_string() })
}

/// What was undone was done to a card, or else to the stack that it names.
fn receipt(last: &Undoable, changes: &[Change]) -> Result<Receipt, Error> {
    match changes.first() {
        Some(Change::Card(change)) => Ok(Receipt::of_card(&change.card)),
        Some(Change::Stack(_) | Change::StackRestored(..)) => Ok(Receipt::of_stack(stack_id(last)?)),
        Some(Change::Message(_)) | None => Ok(Receipt::default()),
    }
}
