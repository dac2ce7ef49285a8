//! What a stack and its cards do together.

use super::{Change, Context, Error};
use crate::{
    activity::By,
    card,
    db::Tx,
    stack::{self, Allowance, NewStack, StackId},
};

/// Archives the stack and, in the same change, its active cards. The last stack leaves a fresh default one.
///
/// # Errors
/// [`stack::Error::NotFound`].
pub fn archive_stack(tx: &Tx, id: StackId, context: &Context<'_>) -> Result<Vec<Change>, Error> {
    let Some(change) = stack::archive(tx, id, context.by, context.now)? else {
        return Ok(Vec::new());
    };
    card::archive_with_stack(tx, id, change.seq, context.now)?;

    let mut changes = vec![Change::Stack(change)];
    if stack::list_active(tx)?.is_empty() {
        changes.push(default_stack(tx, context)?.into());
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
    card::restore_with_stack(tx, id, change.seq)?;
    Ok(vec![Change::StackRestored(change, card::active_on(tx, id)?)])
}

/// Makes the stack that every desk has at least. No tier forbids it.
pub(super) fn default_stack(tx: &Tx, context: &Context<'_>) -> Result<stack::Change, Error> {
    let new =
        NewStack { id: context.ambient.id(), name: stack::Name::lossy(stack::DEFAULT_NAME, "Stack"), color: None };
    Ok(stack::create(tx, new, &Allowance::default(), By::User, context.now)?)
}
