//! Runs the apps of users who are awake: takes what happens in their windows, keeps what comes of it, and shows it.
//!
//! Every app of a user has one task, its [`runner`], however many windows are open: what they share is changed by
//! nobody else, and everything happens in one order. A runner works outside of the Sprite's actor; handlers and views
//! are evaluated on a small pool of threads ([`pool`]), so that an app that takes long makes nobody wait but its own
//! user. What a step changes is committed before anybody is shown it; its effects are performed after that, each
//! checked against what the user allows at that moment, in the same transaction.
//!
//! Nothing here outlives a restart, and nothing has to: the state is in the file.

mod commit;
mod compose;
mod files;
mod jobs;
mod model;
mod perform;
mod pool;
mod programs;
mod runner;
mod window;

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use serde_json::Value;
use tokio::sync::{mpsc, oneshot};

use crate::{
    account::UserId,
    activity::By,
    app::{self, AppId, InstanceId, PackageId, tree::Tree},
    assistant::turn::Budget,
    card::CardId,
    db::Pool,
    fetch::Fetch,
    kit::Ambient,
    reading::Readings,
    sprite::{Directory, Error, Models, ReplyTo, SpriteHandle, TabId},
    stack::StackId,
};
pub use compose::{Broken, Composing, REPAIRS_MAX, WISH_CHARS_MAX};
use pool::Evaluators;
use programs::Programs;

/// Things that wait for one app: past that whoever sends more is told `busy`.
const WAITING_MAX: usize = 64;

/// Runs apps. Cheap to clone.
#[derive(Clone)]
pub struct Apps {
    inner: Arc<Inner>,
}

struct Inner {
    ambient: Ambient,
    directory: Directory,
    platform: Pool,
    fetch: Fetch,
    models: Arc<dyn Models>,
    budget: Budget,
    readings: Readings,
    programs: Programs,
    evaluators: Evaluators,
    runners: Mutex<HashMap<(UserId, AppId), mpsc::Sender<Command>>>,
    /// Whose windows have been met, so that an event finds its app without asking the file.
    windows: Mutex<HashMap<(UserId, InstanceId), AppId>>,
}

/// What running apps need of the server.
pub struct Means {
    pub ambient: Ambient,
    pub platform: Pool,
    pub fetch: Fetch,
    /// Who answers what apps ask a model.
    pub models: Arc<dyn Models>,
    pub budget: Budget,
    pub readings: Readings,
}

/// A window that was opened, or found open.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Opened {
    pub app: AppId,
    pub instance: InstanceId,
    pub card: CardId,
}

/// What a tab says of a window.
#[derive(Clone, PartialEq, Debug)]
pub enum Said {
    /// The tab shows it, and wants all of it.
    Show,
    Hide,
    /// Begin a crashed app again.
    Restart,
    /// The same, as if it had just been opened.
    Reset,
    Event(app::runtime::Event),
}

/// What a window shows now.
#[derive(Clone, Debug)]
pub enum Seen {
    Tree { rev: u64, tree: Tree },
    Crashed { message: String },
}

/// Who waits for the answer.
enum Asker {
    Tab { tab: TabId, to: ReplyTo },
    Caller(oneshot::Sender<Result<(), Error>>),
}

/// What a runner is told.
enum Command {
    Said {
        instance: InstanceId,
        said: Said,
        asker: Asker,
    },
    /// The tab is gone.
    Left(TabId),
    /// Somebody wants to see a window without following it.
    Look {
        instance: InstanceId,
        answer: oneshot::Sender<Result<Seen, Error>>,
    },
    /// What came of an effect.
    Result {
        instance: InstanceId,
        call: String,
        data: Value,
        depth: u32,
    },
    /// Messages wait.
    Deliver,
    /// Another app has opened a window with this.
    Opened {
        instance: InstanceId,
        data: Value,
    },
    RunJob(app::job::Job),
    /// What is installed or kept has been changed by somebody else.
    Reload,
    /// It may have been.
    LookAgain,
}

impl Apps {
    #[must_use]
    pub fn new(means: Means) -> Self {
        let Means { ambient, platform, fetch, models, budget, readings } = means;
        let inner = Inner {
            ambient,
            directory: readings.directory().clone(),
            platform,
            fetch,
            models,
            budget,
            readings,
            programs: Programs::default(),
            evaluators: Evaluators::start(),
            runners: Mutex::default(),
            windows: Mutex::default(),
        };
        Self { inner: Arc::new(inner) }
    }

    /// Has documents read.
    #[must_use]
    pub fn readings(&self) -> &Readings {
        &self.inner.readings
    }

    /// Takes what a tab says of a window; the tab is sent an ack or a refusal.
    pub fn said(&self, sprite: &SpriteHandle, tab: TabId, to: ReplyTo, instance: InstanceId, said: Said) {
        let asker = Asker::Tab { tab, to };
        let known = self.windows().get(&(sprite.user(), instance)).copied();
        let command = Command::Said { instance, said, asker };
        if let Some(app) = known {
            return self.tell(sprite, app, command);
        }
        let (apps, sprite) = (self.clone(), sprite.clone());
        tokio::task::spawn_local(async move {
            match apps.app_of(&sprite, instance).await {
                Ok(app) => apps.tell(&sprite, app, command),
                Err(error) => command.refuse(&sprite, error),
            }
        });
    }

    /// Takes what a script says of a window, and answers when it is durable.
    ///
    /// # Errors
    /// [`Error::App`], and then nothing has changed.
    pub async fn say(&self, sprite: &SpriteHandle, instance: InstanceId, said: Said) -> Result<(), Error> {
        let app = self.app_of(sprite, instance).await?;
        let (sender, answer) = oneshot::channel();
        self.tell(sprite, app, Command::Said { instance, said, asker: Asker::Caller(sender) });
        answer.await.unwrap_or(Err(Error::Uncertain))
    }

    /// What a window shows.
    ///
    /// # Errors
    /// [`Error::App`] when there is no such window.
    pub async fn look(&self, sprite: &SpriteHandle, instance: InstanceId) -> Result<Seen, Error> {
        let app = self.app_of(sprite, instance).await?;
        let (answer, seen) = oneshot::channel();
        self.tell(sprite, app, Command::Look { instance, answer });
        seen.await.unwrap_or(Err(Error::Uncertain))
    }

    /// The tab is gone: it shows nothing any more.
    pub fn left(&self, user: UserId, tab: TabId) {
        for ((_, _), runner) in self.runners().iter().filter(|((whose, _), _)| *whose == user) {
            // One whose queue is full meets the missing tab when it shows something.
            let _ = runner.try_send(Command::Left(tab));
        }
    }

    /// What is installed of an app, what it may do or what it keeps has been changed by somebody else.
    pub fn changed(&self, sprite: &SpriteHandle, app: AppId) {
        let is_running = self.runners().contains_key(&(sprite.user(), app));
        if is_running {
            self.tell(sprite, app, Command::Reload);
        }
        self.note_jobs_soon(sprite);
    }

    /// The same for all apps, after a session was restored. Those that keep what they kept go on undisturbed.
    pub fn changed_all(&self, sprite: &SpriteHandle) {
        let apps: Vec<AppId> =
            self.runners().keys().filter(|(user, _)| *user == sprite.user()).map(|(_, app)| *app).collect();
        for app in apps {
            self.tell(sprite, app, Command::LookAgain);
        }
        self.note_jobs_soon(sprite);
    }

    /// The same for whoever has no handle of the Sprite.
    pub async fn changed_of(&self, user: UserId) {
        if let Ok(sprite) = self.inner.directory.wake(user).await {
            self.changed_all(&sprite);
        }
    }

    /// The same as soon as everything is done that the Sprite was asked before, such as an undo of a tab.
    pub fn changed_all_soon(&self, sprite: &SpriteHandle) {
        let (apps, sprite) = (self.clone(), sprite.clone());
        tokio::task::spawn_local(async move {
            // It changes nothing: what matters is that its turn comes after theirs.
            if sprite.write(By::User, |_, _| Ok(crate::desk::Done::default())).await.is_ok() {
                apps.changed_all(&sprite);
            }
        });
    }

    /// Opens an app on a stack, or on the one that was used last.
    ///
    /// # Errors
    /// [`Error::App`] when it is not installed or no more windows can be opened.
    pub async fn open(
        &self,
        sprite: &SpriteHandle,
        package: &PackageId,
        stack: Option<StackId>,
    ) -> Result<Opened, Error> {
        let (sender, mut opened) = mpsc::unbounded_channel();
        let package = package.clone();
        sprite
            .write(By::User, move |tx, context| {
                let found = app::by_package(tx, &package).map_err(app::Error::from)?.ok_or(app::Error::NotFound)?;
                let text = app::current(tx, found.id)?;
                let package = app::parse(&text).map_err(|_| app::Error::NotFound)?;
                let launched = app::launch(tx, found.id, &package, stack, context)?;
                // The receiver waits for the answer to the write.
                let _ = sender.send(Opened { app: found.id, instance: launched.instance, card: launched.card });
                Ok(launched.done)
            })
            .await?;
        opened.try_recv().map_err(|_| Error::Internal)
    }

    /// A window of the app that has been met, if there is one.
    fn window_of(&self, sprite: &SpriteHandle, app: AppId) -> Option<InstanceId> {
        let windows = self.windows();
        windows.iter().find(|((user, _), of)| *user == sprite.user() && **of == app).map(|((_, window), _)| *window)
    }

    /// A window was opened with something to begin with.
    pub fn opened(&self, sprite: &SpriteHandle, app: AppId, instance: InstanceId, data: Value) {
        self.tell(sprite, app, Command::Opened { instance, data });
    }

    /// Something waits for an app, if it is installed and runs.
    fn deliver(&self, sprite: &SpriteHandle, to: &PackageId) {
        let (apps, sprite, to) = (self.clone(), sprite.clone(), to.clone());
        tokio::task::spawn_local(async move {
            let found = sprite.look(move |tx| Ok(app::by_package(tx, &to)?)).await;
            if let Ok(Some(app)) = found {
                apps.tell(&sprite, app.id, Command::Deliver);
            }
        });
    }

    async fn app_of(&self, sprite: &SpriteHandle, instance: InstanceId) -> Result<AppId, Error> {
        let key = (sprite.user(), instance);
        let known = self.windows().get(&key).copied();
        if let Some(app) = known {
            return Ok(app);
        }
        let found = sprite.look(move |tx| Ok(app::instance::find(tx, instance)?)).await?;
        if found.closed_at.is_some() {
            return Err(app::Error::NoSuchInstance.into());
        }
        self.windows().insert(key, found.app);
        Ok(found.app)
    }

    /// Gives a command to the app's runner, which is started when there is none.
    fn tell(&self, sprite: &SpriteHandle, app: AppId, command: Command) {
        let mut runners = self.runners();
        let key = (sprite.user(), app);
        let Some(runner) = runners.get(&key) else { return self.start(&mut runners, sprite, app, command) };
        match runner.try_send(command) {
            Ok(()) => {}
            Err(mpsc::error::TrySendError::Full(command)) => {
                command.refuse(sprite, Error::Busy { retry_after_ms: 200 });
            }
            Err(mpsc::error::TrySendError::Closed(command)) => self.start(&mut runners, sprite, app, command),
        }
    }

    fn start(
        &self,
        runners: &mut HashMap<(UserId, AppId), mpsc::Sender<Command>>,
        sprite: &SpriteHandle,
        app: AppId,
        command: Command,
    ) {
        let (sender, commands) = mpsc::channel(WAITING_MAX);
        // The queue is new: it has room.
        let _ = sender.try_send(command);
        runners.insert((sprite.user(), app), sender.clone());
        tokio::task::spawn_local(runner::run(self.clone(), sprite.clone(), app, sender, commands));
    }

    /// The runner has ended, if it is still the one that `sender` leads to.
    fn ended(&self, user: UserId, app: AppId, sender: &mpsc::Sender<Command>) {
        let mut runners = self.runners();
        if runners.get(&(user, app)).is_some_and(|known| known.same_channel(sender)) {
            runners.remove(&(user, app));
        }
        drop(runners);
        self.windows().retain(|(whose, _), of| *whose != user || *of != app);
    }

    fn runners(&self) -> MutexGuard<'_, HashMap<(UserId, AppId), mpsc::Sender<Command>>> {
        self.inner.runners.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn windows(&self) -> MutexGuard<'_, HashMap<(UserId, InstanceId), AppId>> {
        self.inner.windows.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Command {
    /// Tells whoever waits that nothing was done.
    fn refuse(self, sprite: &SpriteHandle, error: Error) {
        match self {
            Self::Said { asker, .. } => asker.answer(sprite, Err(error)),
            Self::Look { answer, .. } => _ = answer.send(Err(error)),
            Self::Left(_)
            | Self::Result { .. }
            | Self::Deliver
            | Self::Opened { .. }
            | Self::RunJob(_)
            | Self::Reload
            | Self::LookAgain => {}
        }
    }
}

impl Asker {
    fn answer(self, sprite: &SpriteHandle, answer: Result<crate::activity::Seq, Error>) {
        match self {
            Self::Tab { tab, to } => sprite.reply(tab, to, answer),
            // Whoever waited may have gone.
            Self::Caller(caller) => _ = caller.send(answer.map(|_| ())),
        }
    }
}
