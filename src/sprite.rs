//! The Sprite: a user's one computer, awake as an actor, asleep as a file.
//!
//! Everything that the doors do to a user's desk goes through a [`SpriteHandle`], which only the
//! [`Directory`] gives out. The actor behind it owns order, the tabs that follow, and the running turn; the
//! file is written on its lane. Nothing is told to anybody before it is committed.
//!
//! The heart knows neither frames nor pages: an [`Encoder`], given at start, makes them.

mod actor;
pub mod core;
mod directory;
mod disk;
mod effect;
mod handle;
mod home;
pub mod lane;
mod news;
mod outbox;
mod pages;
mod turns;

use bytestring::ByteString;

use crate::{
    activity::{Seq, TurnId},
    app,
    assistant::{self, TurnEvent},
    db,
    desk::{self, Change, Done, Epoch, OpId, Receipt, Snapshot},
    kit::{Id, Kind},
    memory, session, settings,
};

pub use directory::{Directory, Start};
pub use effect::{Assistant, Chosen, Commission, Models, Shop, Toolbox, given, guarded};
pub use handle::{Accepted, Followed, Following, SpriteHandle};
pub use news::{AppNews, AppSays};
pub use outbox::{Credit, Goodbye, Next, Outbox, SyncPlace};
pub use turns::Runner;

/// Names one browser tab's connection.
pub enum TabKind {}

impl Kind for TabKind {
    const NOUN: &'static str = "tab";
}

pub type TabId = Id<TabKind>;

/// How a tab wants its frames. What the number means is between the doors and their encoder.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct View(pub u8);

/// Something that every tab of a user is told.
#[derive(Clone, PartialEq, Debug)]
pub enum Event {
    Change(Change),
    Turn { turn: TurnId, event: TurnEvent },
    App(Box<AppNews>),
}

/// Whom an answer is for, in the sender's own words: the frame's id, and the operation's.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct ReplyTo {
    pub request_id: Option<String>,
    pub op_id: Option<OpId>,
}

/// Makes frames of what happened. Implemented by the doors.
pub trait Encoder: Send + Sync {
    /// The frame that tells a tab with this view about `event`; `None` when such a tab is not told.
    fn event(&self, event: &Event, view: View) -> Option<ByteString>;

    /// The answer to an operation of this tab that is now durable.
    fn ack(&self, to: &ReplyTo, seq: Seq, receipt: &Receipt) -> ByteString;

    /// The answer to an operation of this tab that changed nothing.
    fn refusal(&self, to: &ReplyTo, error: &Error) -> ByteString;

    /// A page of the desk, or what changed of it, in frames of bounded size. `earlier` frames have been made of the
    /// pages before it.
    fn sync(&self, to: &ReplyTo, page: &DeskState, view: View, earlier: usize) -> Vec<ByteString>;
}

/// What a tab is given to start with, or to catch up: a page of it.
#[derive(Clone, PartialEq, Debug)]
pub struct DeskState {
    pub snapshot: Snapshot,
    /// The turns that are queued, running or interrupted, in their order, with what they have said so far.
    pub turns: Vec<assistant::Turn>,
}

/// The moment from which a tab wants to catch up.
pub type Since = Option<(Epoch, Seq)>;

/// Why the Sprite did not do as asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(transparent)]
    Desk(#[from] desk::Error),
    #[error(transparent)]
    Assistant(#[from] assistant::Error),
    #[error(transparent)]
    Memory(#[from] memory::Error),
    #[error(transparent)]
    App(#[from] app::Error),
    #[error(transparent)]
    Session(session::Error),
    #[error(transparent)]
    Settings(settings::Error),
    #[error("too much is waiting to be done: try again in a moment")]
    Busy { retry_after_ms: u64 },
    #[error("this account does not exist or is disabled")]
    UnknownUser,
    #[error("your data can't be read at the moment; nothing was changed. Please tell the operator of this server")]
    Damaged,
    #[error(
        "something keeps going wrong on the server: your desk can be read, but not changed. Please close it everywhere \
         for a few minutes, or tell the operator of this server"
    )]
    ReadOnly,
    #[error("the server's disk is nearly full: nothing can be changed until the operator makes room")]
    DiskFull,
    #[error("the change could not be saved; nothing was changed. Please try again")]
    NotSaved,
    #[error("something went wrong on the server, and it is not certain whether the change was saved: please look")]
    Uncertain,
    #[error("the server is shutting down")]
    ShuttingDown,
    #[error("something went wrong on the server; nothing was changed")]
    Internal,
}

impl Error {
    /// A word that programs can tell errors apart by. Part of the protocol: never changed, only added to.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            _ if self.is_damage() => "sprite_unavailable",
            Self::Desk(error) => error.code(),
            Self::Assistant(error) => error.code(),
            Self::Memory(error) => error.code(),
            Self::App(error) => error.code(),
            Self::Session(error) => error.code(),
            Self::Settings(error) => error.code(),
            Self::Busy { .. } => "busy",
            Self::UnknownUser => "unknown_user",
            Self::Damaged => "sprite_unavailable",
            Self::ReadOnly => "read_only",
            Self::DiskFull => "disk_full",
            Self::NotSaved => "not_saved",
            Self::Uncertain => "uncertain",
            Self::ShuttingDown => "shutting_down",
            Self::Internal => "internal",
        }
    }

    /// What the user is told. An error of ours says nothing of its cause, which is for the log.
    #[must_use]
    pub fn told(&self) -> String {
        match self.code() {
            "internal" => Self::Internal.to_string(),
            "sprite_unavailable" => Self::Damaged.to_string(),
            _ => self.to_string(),
        }
    }

    /// Whether what is stored can't be read.
    #[must_use]
    pub fn is_damage(&self) -> bool {
        let database = match self {
            Self::Desk(error) => error.database(),
            Self::Assistant(error) => error.database(),
            Self::Memory(error) => error.database(),
            Self::App(error) => error.database(),
            Self::Session(error) => error.database(),
            Self::Settings(error) => error.database(),
            Self::Damaged => return true,
            _ => None,
        };
        database.is_some_and(db::Error::is_unreadable)
    }

    /// Whether the text is for the operator alone.
    #[must_use]
    pub fn is_ours(&self) -> bool {
        self.code() == "internal" || (self.is_damage() && !matches!(self, Self::Damaged))
    }

    /// With [`Error::Busy`]: when to come back, in milliseconds.
    #[must_use]
    pub const fn retry_after_ms(&self) -> Option<u64> {
        match self {
            Self::Busy { retry_after_ms } => Some(*retry_after_ms),
            _ => None,
        }
    }

    /// The field that is to blame, where one is.
    #[must_use]
    pub fn field(&self) -> Option<String> {
        match self {
            Self::Desk(error) => error.field(),
            Self::Assistant(error) => error.field(),
            Self::App(error) => error.field(),
            Self::Settings(error) => error.field().map(str::to_owned),
            _ => None,
        }
    }
}

impl From<session::Error> for Error {
    fn from(error: session::Error) -> Self {
        match error {
            session::Error::Desk(error) => Self::Desk(error),
            error => Self::Session(error),
        }
    }
}

impl From<settings::Error> for Error {
    fn from(error: settings::Error) -> Self {
        match error {
            settings::Error::Db(error) => Self::Desk(error.into()),
            settings::Error::Desk(error) => Self::Desk(error),
            settings::Error::App(error) => Self::App(error),
            error => Self::Settings(error),
        }
    }
}

/// The answer to an operation: the number of its last change, and what it did.
pub type Answer = Result<(Seq, Done), Error>;
