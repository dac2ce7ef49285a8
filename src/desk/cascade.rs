//! What a stack and its cards do together.

use super::{Change, Context, Error};
use crate::{
    activity::{By, Seq},
    card,
    db::Tx,
    stack::{self, Allowance, NewStack, StackId},
};

/// Archives the stack and, in the same change, its active cards. The last stack leaves a fresh default one.
///
/// # Errors
/// [`stack::Error::NotFound`].
pub fn archive_stack(tx: &Tx, id: StackId, context: &Context<'_>) -> Result<Vec<Change>, Error> {
    let is_last = stack::list_active(tx)?.iter().all(|stack| stack.id == id);
    let successor = is_last.then(|| context.ambient.id());
    let Some(change) = stack::archive(tx, id, successor, context.by, context.now)? else {
        return Ok(Vec::new());
    };
    card::archive_with_stack(tx, id, change.seq, context.now)?;

    let mut changes = vec![Change::Stack(change)];
    if let Some(successor) = successor {
        changes.push(default_stack(tx, successor, context)?.into());
    }
    Ok(changes)
}

/// Restores the stack and, in the same change, the cards that went with it, and only those.
///
/// # Errors
/// [`stack::Error::NotFound`]; [`stack::Error::TierLimit`].
pub fn restore_stack(tx: &Tx, id: StackId, context: &Context<'_>) -> Result<Vec<Change>, Error> {
    let Some(change) = stack::restore(tx, id, context.allowance, context.by, context.now)? else {
        return Ok(Vec::new());
    };
    let cards = card::restore_with_stack(tx, id, change.seq)?;
    Ok(vec![Change::StackRestored(change, cards)])
}

/// Takes back that the stack `id` was archived by the change `archived`, and with it the default stack that was
/// made in its place, unless somebody has used that since.
pub(super) fn bring_back(
    tx: &Tx,
    id: StackId,
    archived: Seq,
    successor: Option<StackId>,
    context: &Context<'_>,
) -> Result<Vec<Change>, Error> {
    let mut changes = Vec::new();
    if let Some(successor) = successor {
        let stack = stack::find(tx, successor)?;
        // It was made by the very next change; a later one would have touched it.
        let is_untouched = stack.seq.0 == archived.0 + 1 && card::count_active(tx, successor)? == 0;
        if is_untouched {
            changes.extend(stack::archive(tx, successor, None, context.by, context.now)?.map(Change::Stack));
        }
    }
    changes.extend(restore_stack(tx, id, context)?);
    Ok(changes)
}

/// Makes the stack that every desk has at least. No tier forbids it.
pub(super) fn default_stack(tx: &Tx, id: StackId, context: &Context<'_>) -> Result<stack::Change, Error> {
    let new = NewStack { id, name: stack::Name::lossy(stack::DEFAULT_NAME, "Stack"), color: None };
    Ok(stack::create(tx, new, &Allowance::default(), By::User, context.now)?)
}
