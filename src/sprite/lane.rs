//! What travels between a Sprite and its lane: orders there, outcomes back.

use std::sync::Arc;

use tokio::sync::oneshot;

use super::{Answer, DeskState, Error, ReplyTo, Since, TabId, core::Flight};
use crate::{
    activity::{By, Seq, TurnId},
    assistant::{self, Ending, NewTurn},
    db::{self, Tx, Verdict},
    desk::{self, Command, Context, Done, OpId},
    kit::{Ambient, Timestamp},
    session::{self, Autosaved},
    stack::Allowance,
};

pub(super) type File = db::File<Ticket, Outcome>;
pub(super) type Lanes = db::Lanes<Ticket, Outcome>;
pub(super) type Flushed = db::Flushed<Ticket, Outcome>;

/// A verb that the heart's own work brings along, such as a tool of the assistant.
pub type Verb = Box<dyn FnOnce(&Tx, &Context<'_>) -> Result<Done, Error> + Send>;

/// Something to be done to the desk in one transaction.
pub enum Order {
    /// One after the other, all or none.
    Commands(Vec<Command>),
    StartTurn(NewTurn),
    CancelTurn(TurnId),
    ResumeTurn(TurnId),
    RetryTurn(TurnId),
    Verb(Verb),
}

/// Travels with a job and comes back with its outcome.
pub struct Ticket {
    pub whom: Whom,
    /// Keeps the Sprite awake until the outcome is back; what a handle reads by itself does not.
    #[expect(dead_code, reason = "held to be counted")]
    pub(super) flight: Option<Flight>,
}

impl Ticket {
    /// The ticket of something that tells whoever waits by itself.
    pub(super) fn for_nobody() -> Self {
        Self { whom: Whom::Nobody, flight: None }
    }
}

/// Who waits for the outcome.
pub enum Whom {
    /// A tab is sent an ack or a refusal.
    Tab {
        tab: TabId,
        to: ReplyTo,
    },
    Caller(oneshot::Sender<Answer>),
    /// A tab is sent the desk.
    Sync {
        tab: TabId,
        to: ReplyTo,
    },
    /// The queue of turns is made anew.
    Turns,
    /// The core wants to know whether the desk is kept.
    Keeping,
    Nobody,
}

/// What came of a job.
pub enum Outcome {
    Did(Result<Did, Error>),
    Sync(Result<Box<DeskState>, Error>),
    /// The turns that wait, in order.
    Recalled(Result<Vec<TurnId>, Error>),
    Autosaved(Result<Autosaved, Error>),
    /// Runs once what it read is known to be durable.
    Read(Box<dyn FnOnce() + Send>),
}

/// What came of an order.
pub struct Did {
    pub seq: Seq,
    pub done: Done,
    pub turns: TurnNews,
}

/// What an order means for the queue of turns.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum TurnNews {
    None,
    Queued(TurnId),
    /// It waits or rests in the database no more; if it runs, it is to be stopped.
    Cancelled(TurnId),
}

/// What an order is done with.
pub struct Terms {
    pub by: By,
    pub op_id: Option<OpId>,
    pub allowance: Arc<Allowance>,
    /// Turns that may wait.
    pub queue_max: usize,
    pub ambient: Ambient,
}

/// Does the order, in the lane's transaction.
#[must_use]
pub fn carry_out(tx: &Tx, order: Order, terms: &Terms) -> (Verdict, Outcome) {
    let now = terms.ambient.now();
    let context = Context { by: terms.by, now, allowance: &terms.allowance, ambient: &terms.ambient };
    let mut turns = TurnNews::None;
    let did = desk::once(tx, terms.op_id.as_ref(), now, |tx| -> Result<Done, Error> {
        match order {
            Order::Commands(commands) => run_all(tx, commands, &context),
            Order::StartTurn(new) => {
                turns = TurnNews::Queued(new.id);
                Ok(assistant::begin(tx, new, terms.queue_max, now)?)
            }
            Order::CancelTurn(turn) => {
                turns = TurnNews::Cancelled(turn);
                cancel(tx, turn, &context)
            }
            Order::ResumeTurn(turn) => {
                turns = TurnNews::Queued(turn);
                assistant::resume(tx, turn)?;
                Ok(Done::default())
            }
            Order::RetryTurn(failed) => {
                let id = terms.ambient.id();
                turns = TurnNews::Queued(id);
                Ok(assistant::retry(tx, failed, id, terms.queue_max, now)?)
            }
            Order::Verb(verb) => verb(tx, &context),
        }
    });
    match did {
        Ok((seq, done)) => (Verdict::Keep, Outcome::Did(Ok(Did { seq, done, turns }))),
        Err(error) => (Verdict::Undo, Outcome::Did(Err(error))),
    }
}

fn run_all(tx: &Tx, commands: Vec<Command>, context: &Context<'_>) -> Result<Done, Error> {
    let mut all = Done::default();
    for command in commands {
        let done = match command {
            // What was restored is taken back by the room that restores.
            Command::Undo => session::undo(tx, context)?,
            command => desk::run(tx, command, context)?,
        };
        all.changes.extend(done.changes);
        all.receipt = done.receipt;
    }
    Ok(all)
}

/// Reads what a tab needs.
#[must_use]
pub fn read_sync(tx: &Tx, since: Since) -> Outcome {
    let read = || -> Result<Box<DeskState>, Error> {
        Ok(Box::new(DeskState {
            snapshot: desk::snapshot(tx, since)?,
            turns: assistant::open(tx).map_err(desk::Error::from)?,
        }))
    };
    Outcome::Sync(read())
}

/// Reads the turns that wait to be run.
#[must_use]
pub fn recall(tx: &Tx) -> Outcome {
    Outcome::Recalled(assistant::queued(tx).map_err(Error::from))
}

/// Keeps the desk as a session, if it is time to: somebody has been there since `attended_since`.
#[must_use]
pub fn autosave(tx: &Tx, attended_since: Timestamp, ambient: &Ambient) -> (Verdict, Outcome) {
    match session::autosave(tx, ambient.id(), attended_since, ambient.now()) {
        Ok(autosaved) => (Verdict::Keep, Outcome::Autosaved(Ok(autosaved))),
        Err(error) => {
            tracing::warn!("a desk could not be kept as a session: {error}");
            (Verdict::Undo, Outcome::Autosaved(Err(error.into())))
        }
    }
}

/// Ends a turn that is not running; a running one is ended by whoever runs it.
fn cancel(tx: &Tx, turn: TurnId, context: &Context<'_>) -> Result<Done, Error> {
    let found = assistant::find(tx, turn)?;
    match found.status {
        assistant::Status::Running => Ok(Done::default()),
        status if status.is_open() => {
            let message = context.ambient.id();
            Ok(assistant::end(tx, turn, message, &found.partial, &Ending::Cancelled, context.now)?)
        }
        _ => Err(assistant::Error::Ended.into()),
    }
}

impl From<db::Error> for Error {
    fn from(error: db::Error) -> Self {
        Self::Desk(error.into())
    }
}
