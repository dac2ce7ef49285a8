//! Operations that a client named: done once, answered the same every time.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use super::{Done, store};
use crate::{
    activity::{self, Seq},
    db::{self, Tx},
    kit::{BadText, Line, Timestamp},
};

/// How long a retry is recognised: longer than any client keeps a queue.
const KEPT_MS: i64 = 30 * 24 * 60 * 60 * 1_000;

/// A client's own name for one operation: one line of 1 to 128 characters.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(transparent)]
pub struct OpId(Line<128>);

impl OpId {
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for OpId {
    type Err = BadText;

    fn from_str(text: &str) -> Result<Self, BadText> {
        Line::new(text).map(Self)
    }
}

impl fmt::Display for OpId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Does `run`, unless the operation `op_id` was done before: then its first receipt is given again, without changes.
///
/// Answers the number of the desk's latest change as well, as it was when the operation was first done.
///
/// # Errors
/// Whatever `run` answers. An operation that failed may be tried again under the same name.
pub fn once<E: From<db::Error>>(
    tx: &Tx,
    op_id: Option<&OpId>,
    now: Timestamp,
    run: impl FnOnce(&Tx) -> Result<Done, E>,
) -> Result<(Seq, Done), E> {
    let Some(op_id) = op_id else {
        let done = run(tx)?;
        return Ok((seq_of(tx, &done)?, done));
    };
    if let Some((seq, receipt)) = store::operation(tx, op_id)? {
        return Ok((seq, Done { changes: Vec::new(), receipt }));
    }
    let done = run(tx)?;
    let seq = seq_of(tx, &done)?;
    store::insert_operation(tx, op_id, seq, &done.receipt, now)?;
    Ok((seq, done))
}

/// Forgets the operations that no client will retry any more.
///
/// # Errors
/// Whatever the database refuses.
pub fn forget_old(tx: &Tx, now: Timestamp) -> db::Result<usize> {
    store::delete_operations_before(tx, now.plus_ms(-KEPT_MS))
}

/// The number of the last change of `done`, or the desk's latest when it changed nothing.
fn seq_of(tx: &Tx, done: &Done) -> db::Result<Seq> {
    match done.changes.last() {
        Some(change) => Ok(change.seq()),
        None => activity::latest(tx),
    }
}
