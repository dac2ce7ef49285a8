//! All that anyone sees of a Sprite.

use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicI64, Ordering},
};

use actix::{Addr, MailboxError, prelude::SendError};
use tokio::sync::oneshot;

use super::{
    Answer, AppNews, Error, Goodbye, Outbox, ReplyTo, Since, TabId, View,
    actor::{self, Sprite},
    core::Operation,
    lane::{File, Order, Outcome, Ticket, Verb, Whom},
    outbox::Cut,
};
use crate::{
    account::{SignInId, UserId},
    activity::{By, Seq, TurnId},
    assistant::{NewTurn, TurnEvent},
    db::Tx,
    desk::{self, Command, Context, Done, OpId},
    kit::Timestamp,
};

/// What to suggest to a client that came too fast: a lane that is full drains in less.
const RETRY_AFTER_MS: u64 = 200;

/// A user's Sprite. Cheap to clone; as long as one is held, the Sprite stays awake.
#[derive(Clone)]
pub struct SpriteHandle {
    pub(super) user: UserId,
    pub(super) addr: Addr<Sprite>,
    pub(super) file: Arc<File>,
    pub(super) lease: Arc<Lease>,
}

/// Keeps a Sprite awake while it is held more than once, and remembers when it was last asked for.
pub(super) struct Lease {
    used_at: AtomicI64,
    is_read_only: AtomicBool,
}

impl Lease {
    pub fn new(now: Timestamp) -> Self {
        Self { used_at: AtomicI64::new(now.0), is_read_only: AtomicBool::new(false) }
    }

    pub fn touch(&self, now: Timestamp) {
        self.used_at.fetch_max(now.0, Ordering::Relaxed);
    }

    pub fn used_at(&self) -> Timestamp {
        Timestamp(self.used_at.load(Ordering::Relaxed))
    }

    /// Nothing is changed any more for as long as the Sprite is awake.
    pub fn retire(&self) {
        self.is_read_only.store(true, Ordering::Relaxed);
    }
}

/// A tab that follows the desk.
pub struct Following {
    pub tab: TabId,
    pub outbox: Arc<Outbox>,
    pub view: View,
    pub sign_in: SignInId,
    pub since: Since,
    /// Cuts the connection from outside, for a peer that has stopped reading.
    pub cut: Cut,
}

/// Held as long as the tab follows. However its connection ends, the Sprite is told.
pub struct Followed {
    sprite: SpriteHandle,
    tab: TabId,
}

impl Followed {
    /// Gives the tab everything once more.
    pub fn sync(&self) {
        self.sprite.sync(self.tab, ReplyTo::default(), None);
    }
}

impl Drop for Followed {
    fn drop(&mut self) {
        self.sprite.addr.do_send(actor::Leave(self.tab));
    }
}

/// What a tab may ask for, beside following.
pub enum Accepted {
    /// An ack and nothing else.
    Nothing,
    Command(Command),
    StartTurn(NewTurn),
    CancelTurn(TurnId),
    ResumeTurn(TurnId),
    RetryTurn(TurnId),
}

impl SpriteHandle {
    #[must_use]
    pub fn user(&self) -> UserId {
        self.user
    }

    /// Whether the desk can be read only, because too much has gone wrong.
    #[must_use]
    pub fn is_read_only(&self) -> bool {
        self.lease.is_read_only.load(Ordering::Relaxed)
    }

    /// Does a command and waits until it is durable.
    ///
    /// # Errors
    /// [`Error`], and then nothing has changed.
    pub async fn run(&self, op_id: Option<OpId>, command: Command) -> Answer {
        self.run_all(op_id, vec![command]).await
    }

    /// Does commands one after the other, all or none, and waits until they are durable.
    ///
    /// The receipt is that of the last one.
    ///
    /// # Errors
    /// [`Error`], and then nothing has changed.
    pub async fn run_all(&self, op_id: Option<OpId>, commands: Vec<Command>) -> Answer {
        self.ask(Order::Commands(commands), By::User, op_id).await
    }

    /// Stores what the user said and queues the turn that answers it.
    ///
    /// # Errors
    /// [`Error`], and then nothing has changed.
    pub async fn start_turn(&self, op_id: Option<OpId>, new: NewTurn) -> Answer {
        self.ask(Order::StartTurn(new), By::User, op_id).await
    }

    /// Stops a turn, or takes it from the queue. The tabs are told when it has ended.
    ///
    /// # Errors
    /// When there is no such turn or it has ended.
    pub async fn cancel_turn(&self, turn: TurnId) -> Answer {
        self.ask(Order::CancelTurn(turn), By::User, None).await
    }

    /// Puts an interrupted turn back into the queue.
    ///
    /// # Errors
    /// When there is no such turn or it is not interrupted.
    pub async fn resume_turn(&self, turn: TurnId) -> Answer {
        self.ask(Order::ResumeTurn(turn), By::User, None).await
    }

    /// Answers anew what the last turn answered, which has failed.
    ///
    /// # Errors
    /// When there is no such turn or it is not the last one, or has not failed.
    pub async fn retry_turn(&self, turn: TurnId) -> Answer {
        self.ask(Order::RetryTurn(turn), By::User, None).await
    }

    /// Does a verb of the heart's own work, such as a tool of the assistant, and waits until it is durable.
    ///
    /// # Errors
    /// [`Error`], and then nothing has changed.
    pub async fn write(
        &self,
        by: By,
        verb: impl FnOnce(&Tx, &Context<'_>) -> Result<Done, Error> + Send + 'static,
    ) -> Answer {
        let verb: Verb = Box::new(verb);
        self.ask(Order::Verb(verb), by, None).await
    }

    /// Reads the desk as of the latest commit, or a later one.
    ///
    /// # Errors
    /// Whatever `verb` answers; [`Error::Busy`] when the lane is full.
    pub async fn read<T: Send + 'static>(
        &self,
        verb: impl FnOnce(&Tx) -> Result<T, desk::Error> + Send + 'static,
    ) -> Result<T, Error> {
        let (sender, answer) = oneshot::channel();
        let has_begun = Arc::new(AtomicBool::new(false));
        let begin = Arc::clone(&has_begun);
        let job = move |tx: &Tx| {
            begin.store(true, Ordering::Relaxed);
            let read = verb(tx);
            let tell: Box<dyn FnOnce() + Send> = Box::new(move || _ = sender.send(read));
            Outcome::Read(tell)
        };
        self.file.submit_read(Ticket::for_nobody(), job).map_err(|_| busy())?;
        // One that was begun and never answers has panicked. One that was not is left over from a file that has closed:
        // the next visit opens it again.
        let without_answer = |_| if has_begun.load(Ordering::Relaxed) { Error::Internal } else { busy() };
        Ok(answer.await.map_err(without_answer)??)
    }

    /// The same for a verb of the assistant's room, whose errors are its own.
    ///
    /// # Errors
    /// Whatever `verb` answers; [`Error::Busy`] when the lane is full.
    pub async fn look<T: Send + 'static>(
        &self,
        verb: impl FnOnce(&Tx) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        self.read(move |tx| Ok(verb(tx))).await?
    }

    /// Makes the tab follow the desk, until what this answers is dropped: it is given the desk, and then every
    /// change.
    #[must_use]
    pub fn follow(&self, following: Following) -> Followed {
        let followed = Followed { sprite: self.clone(), tab: following.tab };
        self.addr.do_send(actor::Follow(following));
        followed
    }

    /// Gives the tab the desk once more.
    pub fn sync(&self, tab: TabId, to: ReplyTo, since: Since) {
        self.addr.do_send(actor::Resync { tab, to, since });
    }

    /// Takes an operation of a tab, which is sent an ack or a refusal.
    ///
    /// # Errors
    /// [`Error::Busy`] when too much is waiting already.
    pub fn submit(&self, tab: TabId, to: ReplyTo, accepted: Accepted) -> Result<(), Error> {
        let order = match accepted {
            Accepted::Nothing => Order::Verb(Box::new(|_, _| Ok(Done::default()))),
            Accepted::Command(command) => Order::Commands(vec![command]),
            Accepted::StartTurn(new) => Order::StartTurn(new),
            Accepted::CancelTurn(turn) => Order::CancelTurn(turn),
            Accepted::ResumeTurn(turn) => Order::ResumeTurn(turn),
            Accepted::RetryTurn(turn) => Order::RetryTurn(turn),
        };
        let op_id = to.op_id.clone();
        let operation = Operation { order, by: By::User, op_id, whom: Whom::Tab { tab, to } };
        self.addr.try_send(actor::Do(operation)).map_err(|error| match error {
            // The connection is about to be closed, and the next one meets another Sprite, or another server.
            SendError::Full(_) | SendError::Closed(_) => busy(),
        })
    }

    /// Tells all tabs how a turn goes.
    pub fn tell(&self, turn: TurnId, event: TurnEvent) {
        self.addr.do_send(actor::Tell { turn, event });
    }

    /// Tells these tabs, or all, what happened in an app.
    pub fn tell_app(&self, tabs: Option<Vec<TabId>>, news: AppNews) {
        self.addr.do_send(actor::TellApp { tabs, news });
    }

    /// Answers what a tab asked of an app: with the number of the last change, which is durable, or a refusal.
    pub fn reply(&self, tab: TabId, to: ReplyTo, answer: Result<Seq, Error>) {
        self.addr.do_send(actor::Reply { tab, to, answer });
    }

    pub(super) fn close(&self, goodbye: Goodbye) {
        self.addr.do_send(actor::Close(goodbye));
    }

    async fn ask(&self, order: Order, by: By, op_id: Option<OpId>) -> Answer {
        let (sender, answer) = oneshot::channel();
        let operation = Operation { order, by, op_id, whom: Whom::Caller(sender) };
        self.addr.send(actor::Do(operation)).await.map_err(|error| match error {
            MailboxError::Closed => Error::ShuttingDown,
            MailboxError::Timeout => busy(),
        })?;
        answer.await.unwrap_or(Err(Error::Uncertain))
    }
}

pub(super) const fn busy() -> Error {
    Error::Busy { retry_after_ms: RETRY_AFTER_MS }
}
