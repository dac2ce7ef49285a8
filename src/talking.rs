//! Answers in live chats: takes what waits, drives each turn from step to step, and tells whoever follows.
//!
//! A turn is a task of its own, so that nobody waits for a model. What it changes stands in an overlay until its one
//! commit, which goes through the same door as everybody's, in the name of its user. Turns of one chat run one after the
//! other. What a turn has said so far is in memory and can be followed from any moment on; what matters is in its rows.

mod course;
mod drive;
mod keep;
mod progress;
#[cfg(test)]
mod tests;

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::sync::watch;

use crate::{
    assistant::{Status, turn::Limits},
    db::Pool,
    kit::Ambient,
    live::Live,
    livechat::{self, About, Chat, ChatId, Error as ChatError, Places, Turn, TurnId},
    repo::{self, Repos, mirror::GitHub},
    sprite::Models,
};

use progress::Progress;
pub use progress::{Following, News, Shown};

/// Turns at once: of one user, as of tasks; and in all, because each holds a stream to a model.
const PLACES: Places = Places { of_user: 2, of_server: 6 };

/// Turns on one page of a chat.
pub const PAGE_MAX: u64 = 50;

/// How long it takes until what could not be looked at is looked at again.
const TRY_AGAIN: Duration = Duration::from_secs(5);

/// Answers in live chats. Cheap to clone.
#[derive(Clone)]
pub struct Talks {
    inner: Arc<Inner>,
}

struct Inner {
    means: Means,
    /// Turns that wait or run, for those who follow or stop them.
    open: Mutex<HashMap<TurnId, Entry>>,
    /// Turns true when the server ends.
    stopping: watch::Receiver<bool>,
}

/// What answering needs of the server.
pub struct Means {
    pub ambient: Ambient,
    pub platform: Pool,
    pub repos: Repos,
    pub github: GitHub,
    pub models: Arc<dyn Models>,
    pub limits: Limits,
    pub live: Live,
}

/// How often it is looked for the entry of a turn that has just got its place, and how often at most.
const ENTRY_LOOK_EVERY: Duration = Duration::from_millis(10);
const ENTRY_LOOKS_MAX: u32 = 200;

/// A turn that waits or runs.
#[derive(Clone)]
struct Entry {
    cancel: Arc<watch::Sender<bool>>,
    progress: Arc<watch::Sender<Progress>>,
}

/// Why nothing was done. The text is for whoever asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error(transparent)]
    Chat(#[from] ChatError),
    #[error(transparent)]
    Repo(#[from] repo::Error),
}

impl From<crate::db::Error> for Error {
    fn from(error: crate::db::Error) -> Self {
        Self::Chat(error.into())
    }
}

pub type Result<T> = std::result::Result<T, Error>;

/// A turn with what was done in it.
#[derive(Clone, PartialEq, Debug)]
pub struct Told {
    pub turn: Turn,
    pub steps: Vec<Shown>,
}

impl Talks {
    /// Marks what ran when the server ended, and begins with what waits. Must be called on a reactor.
    ///
    /// # Errors
    /// When it can't be seen what there is.
    pub fn start(means: Means, stopping: watch::Receiver<bool>) -> Result<Self> {
        let count = means.platform.write_now(livechat::interrupt_running)?;
        if count > 0 {
            tracing::info!("{count} turns of live chats were interrupted, and wait for their users");
        }
        let talks = Self { inner: Arc::new(Inner { means, open: Mutex::default(), stopping }) };
        talks.look();
        Ok(talks)
    }

    /// The last turns of a chat before the one with the number `before`, in their order, with what was done in them.
    ///
    /// # Errors
    /// Whatever the database refuses.
    pub async fn history(&self, about: &About, before: Option<u64>) -> Result<Vec<Told>> {
        let Some(chat) = self.find(about).await? else { return Ok(Vec::new()) };
        let read = move |tx: &crate::db::Tx| -> Result<Vec<Told>> {
            let turns = livechat::turns(tx, chat.id, before.unwrap_or(u64::MAX), PAGE_MAX)?;
            turns
                .into_iter()
                .map(|turn| Ok(Told { steps: progress::shown(&livechat::steps_of(tx, turn.id)?), turn }))
                .collect()
        };
        self.inner.means.platform.read(read).await
    }

    /// Notes what a user has said about a branch, and has it answered in its turn.
    ///
    /// # Errors
    /// As [`livechat::say`].
    pub async fn say(&self, about: About, id: Option<TurnId>, text: String) -> Result<Turn> {
        let means = &self.inner.means;
        let seq = means.repos.events(about.repository, u64::MAX, 1).await?.latest;
        // One about a branch that is gone is put away.
        self.find(&about).await?;
        let (chat, id, now) = (means.ambient.id(), id.unwrap_or_else(|| means.ambient.id()), means.ambient.now());
        let whose = about.clone();
        let turn = means
            .platform
            .write(move |tx| {
                let chat = livechat::open(tx, whose, chat, seq, now)?;
                livechat::say(tx, &chat, id, &text, now)
            })
            .await?;
        means.live.tell_chat(&about, turn.id, turn.status);
        self.look();
        Ok(turn)
    }

    /// Stops a turn, or takes it out of the queue. One that is over stays as it is.
    ///
    /// # Errors
    /// [`ChatError::NotFound`].
    pub async fn cancel(&self, about: &About, id: TurnId) -> Result<()> {
        let (chat, now) = (self.chat(about).await?, self.inner.means.ambient.now());
        let was_waiting = self.inner.means.platform.write(move |tx| livechat::cancel(tx, chat.id, id, now)).await?;
        let (_, entry) = self.entry_of(chat.id, id).await?;
        if was_waiting {
            if let Some(entry) = entry {
                entry.progress.send_modify(|progress| progress.status = Status::Cancelled);
            }
            self.open().remove(&id);
            self.inner.means.live.tell_chat(about, id, Status::Cancelled);
            self.look();
        } else if let Some(entry) = entry {
            entry.cancel.send_replace(true);
        }
        Ok(())
    }

    /// Goes on with a turn that was interrupted.
    ///
    /// # Errors
    /// [`ChatError::NotFound`], [`ChatError::NotInterrupted`].
    pub async fn resume(&self, about: &About, id: TurnId) -> Result<Turn> {
        let chat = self.chat(about).await?;
        let turn = self.inner.means.platform.write(move |tx| livechat::resume(tx, chat.id, id)).await?;
        self.inner.means.live.tell_chat(about, id, turn.status);
        self.look();
        Ok(turn)
    }

    /// Puts a chat away, and stops what runs in it.
    ///
    /// # Errors
    /// Whatever the database refuses.
    pub async fn clear(&self, about: &About) -> Result<()> {
        let Some(chat) = self.find(about).await? else { return Ok(()) };
        let now = self.inner.means.ambient.now();
        let open = self
            .inner
            .means
            .platform
            .write(move |tx| {
                let turns = livechat::turns(tx, chat.id, u64::MAX, livechat::TURNS_MAX)?;
                livechat::end(tx, chat.id, now)?;
                Ok::<_, Error>(turns)
            })
            .await?;
        for turn in open.iter().filter(|turn| turn.status.is_open()) {
            if let (_, Some(entry)) = self.entry_of(chat.id, turn.id).await? {
                entry.cancel.send_replace(true);
            }
        }
        self.inner.means.live.tell_chat_cleared(about);
        Ok(())
    }

    /// Follows a turn: what it has said and done so far, and then the rest.
    ///
    /// # Errors
    /// [`ChatError::NotFound`].
    pub async fn follow(&self, about: &About, id: TurnId) -> Result<Following> {
        let chat = self.chat(about).await?;
        let (progress, entry) = self.entry_of(chat.id, id).await?;
        if let Some(entry) = entry {
            return Ok(Following::new(entry.progress.subscribe()));
        }
        if progress.status != Status::Queued {
            return Ok(Following::new(watch::channel(progress).1));
        }
        let entry = self.open().entry(id).or_insert_with(|| Entry::new(progress)).clone();
        let progress = self.progress(chat.id, id).await?;
        if !progress.status.is_open() {
            // It was run meanwhile by somebody who did not know this entry.
            self.open().remove(&id);
            return Ok(Following::new(watch::channel(progress).1));
        }
        Ok(Following::new(entry.progress.subscribe()))
    }

    /// How far a turn is, and the way to it where it waits or runs.
    async fn entry_of(&self, chat: ChatId, id: TurnId) -> Result<(Progress, Option<Entry>)> {
        for _ in 0..ENTRY_LOOKS_MAX {
            let progress = self.progress(chat, id).await?;
            let entry = self.open().get(&id).cloned();
            if entry.is_some() || progress.status != Status::Running {
                return Ok((progress, entry));
            }
            // It has just got its place, and its entry comes at once.
            tokio::time::sleep(ENTRY_LOOK_EVERY).await;
        }
        Ok((self.progress(chat, id).await?, None))
    }

    async fn progress(&self, chat: ChatId, id: TurnId) -> Result<Progress> {
        let read = move |tx: &crate::db::Tx| -> Result<Progress> {
            let turn = livechat::turn(tx, chat, id)?;
            Ok(Progress::of(&turn, progress::shown(&livechat::steps_of(tx, id)?)))
        };
        self.inner.means.platform.read(read).await
    }

    /// The chat that goes on about a branch; one about a branch that was deleted since is put away.
    async fn find(&self, about: &About) -> Result<Option<Chat>> {
        let (means, whose) = (&self.inner.means, about.clone());
        let Some(chat) = means.platform.read(move |tx| livechat::find(tx, &whose)).await? else { return Ok(None) };
        let is_gone = means.repos.was_deleted_since(about.repository, about.branch.clone(), chat.seq).await?;
        if !is_gone {
            return Ok(Some(chat));
        }
        let (id, now) = (chat.id, means.ambient.now());
        means.platform.write(move |tx| livechat::end(tx, id, now)).await?;
        Ok(None)
    }

    async fn chat(&self, about: &About) -> Result<Chat> {
        Ok(self.find(about).await?.ok_or(ChatError::NotFound)?)
    }

    /// Gives free places to those that wait, in their order.
    fn look(&self) {
        let talks = self.clone();
        tokio::spawn(async move {
            if let Err(error) = talks.fill_places().await {
                tracing::error!("it could not be seen which turns of live chats wait: {error}");
                tokio::time::sleep(TRY_AGAIN).await;
                talks.look();
            }
        });
    }

    async fn fill_places(&self) -> Result<()> {
        while !*self.inner.stopping.borrow() {
            let next = self.inner.means.platform.write(|tx| livechat::take_next(tx, PLACES)).await?;
            let Some((chat, turn)) = next else { return Ok(()) };
            let entry =
                self.open().entry(turn.id).or_insert_with(|| Entry::new(Progress::of(&turn, Vec::new()))).clone();
            entry.progress.send_modify(|progress| progress.status = Status::Running);
            let talks = self.clone();
            tokio::spawn(async move {
                let (id, about) = (turn.id, chat.about.clone());
                talks.inner.means.live.tell_chat(&about, id, Status::Running);
                let status = drive::drive(&talks, chat, turn, &entry).await;
                talks.open().remove(&id);
                talks.inner.means.live.tell_chat(&about, id, status);
                talks.look();
            });
        }
        Ok(())
    }

    fn open(&self) -> MutexGuard<'_, HashMap<TurnId, Entry>> {
        self.inner.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Entry {
    fn new(progress: Progress) -> Self {
        Self { cancel: Arc::new(watch::channel(false).0), progress: Arc::new(watch::channel(progress).0) }
    }
}
