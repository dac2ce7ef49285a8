//! What is to be done: everything that leaves the core.

use std::sync::Arc;

use tokio::sync::oneshot;

use super::super::{
    Answer, DeskState, Error, Event, Goodbye, Outbox, ReplyTo, Since, View,
    lane::{Order, Ticket},
    outbox::Cut,
};
use crate::{
    activity::{By, Seq, TurnId},
    desk::{OpId, Receipt},
    kit::Timestamp,
};

/// The tabs that are told about a change, by what they are told it in.
pub type Audience = Vec<(View, Vec<Arc<Outbox>>)>;

/// One thing to be done, complete in itself.
pub enum Effect {
    /// Do the order in the file: its outcome comes back with the ticket.
    Submit {
        order: Order,
        by: By,
        op_id: Option<OpId>,
        ticket: Ticket,
    },
    /// Read the desk, or what changed since: it comes back with the ticket.
    Read {
        since: Since,
        ticket: Ticket,
    },
    /// Read the turns that wait: they come back with the ticket.
    Recall(Ticket),
    /// Keep the desk as a session, if it is time to: it comes back with the ticket whether it was.
    Keep {
        attended_since: Timestamp,
        ticket: Ticket,
    },
    /// Make one frame for each view, and give it to all who have that view.
    Broadcast {
        event: Event,
        to: Arc<Audience>,
    },
    /// Tell the tab that its operation is durable.
    Ack {
        tab: Arc<Outbox>,
        to: ReplyTo,
        seq: Seq,
        receipt: Receipt,
    },
    /// Tell the tab that its operation has changed nothing.
    Refuse {
        tab: Arc<Outbox>,
        to: ReplyTo,
        error: Error,
    },
    /// Tell whoever waits for the answer.
    Answer(oneshot::Sender<Answer>, Answer),
    /// Tell whoever waits for what was read.
    Tell(Box<dyn FnOnce() + Send>),
    /// Give the tab the desk: what it was told before comes before it, what it is told from here on behind it.
    Give {
        tab: Arc<Outbox>,
        view: View,
        to: ReplyTo,
        desk: Box<DeskState>,
    },
    /// Tell the tab to start over: it comes back for the desk.
    Resync(Arc<Outbox>),
    /// From here on nothing is changed: tell whoever looks after the server.
    Retire,
    Close {
        tab: Arc<Outbox>,
        goodbye: Goodbye,
    },
    /// Cut a connection that does not end by itself.
    Cut(Cut),
    BeginTurn(TurnId),
    /// Tell the running turn to stop.
    StopTurn(TurnId),
    /// Nothing is left to do: sleep, unless somebody still holds the Sprite.
    Sleep,
}
