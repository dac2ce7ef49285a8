//! Going back to a session, and back from there.

use super::{Error, Origin, Result, SessionId, body, find, keep, layout, open};
use crate::{
    activity::{self, Undoable, Verb},
    db::Tx,
    desk::{self, Context, Done},
};

/// Restores that lead nowhere any more are passed over, up to this many at once.
const SKIPPED_MAX: usize = 20;

/// Makes the desk what it was in the session `id`; the desk as it is now is kept as the session `point` before that.
///
/// A desk that is so already changes nothing, and keeps nothing.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::TooLarge`] when the present desk can't be kept; [`Error::Desk`] when something can't
/// come back. Nothing has changed once the caller rolls back.
pub fn restore(tx: &Tx, id: SessionId, point: SessionId, context: &Context<'_>) -> Result<Done> {
    let (session, was) = open(tx, id)?;
    let now_is = layout::read(tx)?;
    let target = layout::target(tx, was, &now_is, session.saved_at)?;
    let is_same_stack = target.active_stack == now_is.active_stack;
    let packed = body::pack(&now_is)?;
    if is_same_stack && packed.digest == body::digest(&target)? {
        return Ok(Done::default());
    }
    let name = session.name.filter(|_| session.origin == Origin::Named);
    keep(tx, point, Origin::BeforeRestore, name, &packed, context.now)?;
    Ok(Done { changes: layout::put_back(tx, target, point, context)?, ..Done::default() })
}

/// Takes the last change back, as [`desk::undo`] does; a restore is one change, and is taken back whole.
///
/// # Errors
/// [`desk::Error::NothingToUndo`]; or why the opposite can't be done.
pub fn undo(tx: &Tx, context: &Context<'_>) -> Result<Done> {
    for _ in 0..SKIPPED_MAX {
        let Some(restored) = last_restore(tx)? else {
            let done = desk::undo(tx, context)?;
            // It stops at a restore when what came after it had become meaningless.
            if done.changes.is_empty() && last_restore(tx)?.is_some() {
                continue;
            }
            return Ok(done);
        };
        if let Some(done) = take_back(tx, &restored, context)? {
            return Ok(done);
        }
    }
    Ok(Done::default())
}

/// The restore that is the next thing to take back.
fn last_restore(tx: &Tx) -> Result<Option<Undoable>> {
    Ok(activity::last_undoable(tx)?.filter(|last| last.verb == Verb::SessionRestored))
}

/// Goes back to what was before the restore; `None` when that is so already, or not kept any more.
fn take_back(tx: &Tx, restored: &Undoable, context: &Context<'_>) -> Result<Option<Done>> {
    let before = restored.subject.parse::<SessionId>().map_err(|_| Error::NotFound);
    let done = match before.and_then(|before| find(tx, before)) {
        Ok(before) => restore(tx, before.id, context.ambient.id(), context)?,
        Err(Error::NotFound) => Done::default(),
        Err(error) => return Err(error),
    };
    match done.changes.first() {
        Some(first) => {
            activity::mark_undone(tx, restored.seq, first.seq())?;
            Ok(Some(done))
        }
        None => {
            activity::mark_undone(tx, restored.seq, restored.seq)?;
            Ok(None)
        }
    }
}
