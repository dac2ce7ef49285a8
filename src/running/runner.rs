//! The task of one app of one user: takes what happens in its windows one after the other.

mod background;
mod load;
mod show;
mod step;

use std::collections::{BTreeMap, BTreeSet};

use tokio::{
    sync::mpsc,
    time::{Duration, Instant, sleep_until},
};

use super::{Apps, Asker, Command, Said, Seen, window::Window};
use crate::{
    app::{
        self, AppId, InstanceId, Permission,
        registry::App,
        runtime::{Input, Moment, Program, State},
    },
    sprite::{AppNews, AppSays, Error, SpriteHandle, TabId},
};

/// How long an app that nobody looks at is kept ready.
const IDLE: Duration = Duration::from_secs(20);
/// A name in the rows of an app that no package can declare: the version that has kept them.
const VERSION: &str = "_version";

/// Everything that an app of one user needs to run.
pub(super) struct Runner {
    pub(super) apps: Apps,
    pub(super) sprite: SpriteHandle,
    pub(super) id: AppId,
    /// For what comes back later.
    pub(super) sender: mpsc::Sender<Command>,
    loaded: Option<Loaded>,
    windows: BTreeMap<InstanceId, Window>,
    /// In which tab what happens now was done.
    pub(super) asking: Option<TabId>,
}

/// The app as it stands in the file.
struct Loaded {
    app: App,
    program: std::sync::Arc<Program>,
    /// What all windows share, with the marks that are ours.
    stored: State,
    shared: State,
    granted: BTreeSet<Permission>,
}

pub(super) async fn run(
    apps: Apps,
    sprite: SpriteHandle,
    id: AppId,
    sender: mpsc::Sender<Command>,
    mut commands: mpsc::Receiver<Command>,
) {
    let mut runner = Runner {
        apps: apps.clone(),
        sprite: sprite.clone(),
        id,
        sender: sender.clone(),
        loaded: None,
        windows: BTreeMap::new(),
        asking: None,
    };
    loop {
        let wake_at = runner.wakes_at();
        tokio::select! {
            biased;
            command = commands.recv() => match command {
                Some(command) => runner.take(command).await,
                None => break,
            },
            () = sleep_until(wake_at) => {
                if !runner.wake().await && runner.is_idle() {
                    break;
                }
            }
        }
    }
    // Whoever comes from here on starts another one; what was sent meanwhile is told to try again.
    apps.ended(sprite.user(), id, &sender);
    commands.close();
    while let Some(command) = commands.recv().await {
        command.refuse(&sprite, Error::Busy { retry_after_ms: 100 });
    }
}

impl Runner {
    async fn take(&mut self, command: Command) {
        match command {
            Command::Said { instance, said, asker } => self.said(instance, said, asker).await,
            Command::Left(tab) => {
                let windows: Vec<InstanceId> = self.windows.keys().copied().collect();
                for window in windows {
                    self.hide(window, tab).await;
                }
            }
            Command::Look { instance, answer } => {
                let seen = self.look(instance).await;
                // Whoever asked may have gone.
                let _ = answer.send(seen);
            }
            Command::Result { instance, call, data, depth } => {
                let input = Input::Result { call, data };
                self.happen(instance, &input, depth).await;
            }
            Command::Deliver => self.deliver().await,
            Command::Opened { instance, data } => self.opened(instance, data).await,
            Command::RunJob(job) => self.run_job(&job).await,
            Command::Reload => self.reload().await,
            Command::LookAgain => {
                let could_copy = self.moment().may_copy;
                self.read_grants().await;
                if self.loaded.is_some() && self.moment().may_copy != could_copy {
                    // What windows show depends on it.
                    return self.reload().await;
                }
                if let Err(error) = self.reload_if_changed().await {
                    tracing::warn!(app.id = %self.id, "an app could not be looked at: {error}");
                }
            }
        }
    }

    async fn said(&mut self, instance: InstanceId, said: Said, asker: Asker) {
        let tab = match &asker {
            Asker::Tab { tab, .. } => Some(*tab),
            Asker::Caller(_) => None,
        };
        let done = match said {
            Said::Show => match tab {
                Some(tab) => self.show(instance, tab).await,
                None => Ok(()),
            },
            Said::Hide => {
                if let Some(tab) = tab {
                    self.hide(instance, tab).await;
                }
                Ok(())
            }
            Said::Restart | Said::Reset => {
                let restarted = self.restart(instance, said == Said::Reset).await;
                match tab {
                    Some(tab) => restarted.and(self.show(instance, tab).await),
                    None => restarted,
                }
            }
            Said::Event(event) => {
                self.asking = tab;
                self.event(instance, event, tab, asker).await;
                self.asking = None;
                return;
            }
        };
        let seq = self.sprite.read(|tx| Ok(crate::activity::latest(tx)?)).await;
        asker.answer(&self.sprite, done.and(seq));
    }

    /// When something is to be done without being asked.
    fn wakes_at(&self) -> Instant {
        let timers = self.windows.values().flat_map(|window| window.timers.values().copied());
        let edits = self.windows.values().filter_map(|window| window.unsaved.as_ref().map(|unsaved| unsaved.due));
        timers.chain(edits).min().unwrap_or_else(|| Instant::now() + IDLE)
    }

    /// Does what is due. False when nothing was.
    async fn wake(&mut self) -> bool {
        let now = Instant::now();
        let mut was_due = false;
        let ids: Vec<InstanceId> = self.windows.keys().copied().collect();
        for id in ids {
            let Some(window) = self.windows.get_mut(&id) else { continue };
            if window.unsaved.as_ref().is_some_and(|unsaved| unsaved.due <= now) {
                was_due = true;
                self.store_edits(id).await;
            }
            let Some(window) = self.windows.get_mut(&id) else { continue };
            let due: Vec<String> =
                window.timers.iter().filter(|(_, at)| **at <= now).map(|(timer, _)| timer.clone()).collect();
            for timer in due {
                was_due = true;
                self.tick(id, &timer).await;
            }
        }
        was_due
    }

    fn is_idle(&self) -> bool {
        self.windows.values().all(|window| !window.is_shown() && window.unsaved.is_none())
    }

    fn moment(&self) -> Moment {
        let may = |what: &Permission| self.loaded.as_ref().is_some_and(|loaded| loaded.granted.contains(what));
        Moment {
            ambient: self.apps.inner.ambient.clone(),
            zone: jiff::tz::TimeZone::system(),
            has_high_cpu: may(&Permission::HighCpu),
            may_copy: may(&Permission::Clipboard),
        }
    }

    pub(super) fn news(&self, tabs: Option<Vec<TabId>>, instance: InstanceId, what: AppSays) {
        let rev = self.windows.get(&instance).map_or(0, |window| window.rev);
        if tabs.as_ref().is_none_or(|tabs| !tabs.is_empty()) {
            self.sprite.tell_app(tabs, AppNews { instance, rev, what });
        }
    }

    /// What the app may do now: some of it is asked before a step, such as how long that may take.
    async fn read_grants(&mut self) {
        let id = self.id;
        let granted = self.sprite.look(move |tx| Ok(app::grant::granted(tx, id).map_err(app::Error::from)?)).await;
        if let (Some(loaded), Ok(granted)) = (&mut self.loaded, granted) {
            loaded.granted = granted;
        }
    }

    pub(super) fn tabs_of(&self, instance: InstanceId) -> Vec<TabId> {
        self.windows.get(&instance).map(Window::tabs).unwrap_or_default()
    }

    /// The tab in which something was done, or else one that shows the window: a file is given to one of them alone.
    pub(super) fn one_tab(&self, instance: InstanceId) -> Vec<TabId> {
        self.asking.or_else(|| self.tabs_of(instance).first().copied()).into_iter().collect()
    }

    pub(super) fn all_tabs(&self) -> Vec<TabId> {
        self.windows.values().flat_map(Window::tabs).collect()
    }

    async fn run_job(&mut self, job: &app::job::Job) {
        if let Err(error) = self.load().await {
            tracing::warn!(app.id = %self.id, "a job of an app could not be run: {error}");
            return;
        }
        self.in_background(&Input::Job { id: job.name.clone() }, Some(&job.name), 0).await;
    }

    /// What a window shows, for somebody who does not follow it.
    async fn look(&mut self, instance: InstanceId) -> Result<Seen, Error> {
        self.ready(instance).await?;
        let Some(window) = self.windows.get(&instance) else { return Err(app::Error::NoSuchInstance.into()) };
        if let Some(message) = &window.crash {
            return Ok(Seen::Crashed { message: message.clone() });
        }
        let rev = window.rev;
        match self.tree_of(instance, None).await {
            Ok(tree) => Ok(Seen::Tree { rev, tree }),
            Err(failure) => Ok(Seen::Crashed { message: failure.to_string() }),
        }
    }
}
