//! Steps: something happens, what comes of it is kept, then shown, then its effects are performed.

use std::sync::Arc;

use tokio::time::{Duration, Instant};

use super::{Loaded, Runner, VERSION};
use crate::{
    activity::Seq,
    app::{
        self, InstanceId,
        component::Happening,
        instance::FAILURES_MAX,
        message::MessageId,
        package::FieldScope,
        runtime::{Blame, Effect, Event, Failure, Input, Outcome, State},
        tree::Tree,
    },
    running::{
        Asker,
        commit::{self, Step},
        window::{MOUNTED, Unsaved},
    },
    sprite::{AppSays, Error, TabId},
};

/// Edits of a field are stored at once, and then once in as long while somebody types.
const TOGETHER: Duration = Duration::from_millis(250);

/// Something that is to happen.
struct Act<'a> {
    instance: InstanceId,
    view: Option<usize>,
    input: &'a Input,
    depth: u32,
    message: Option<MessageId>,
}

/// What an input has made, before it is kept.
struct Made {
    state: State,
    effects: Vec<Effect>,
    tree: Tree,
}

impl Runner {
    /// A person did something.
    pub(super) async fn event(&mut self, instance: InstanceId, event: Event, tab: Option<TabId>, asker: Asker) {
        let answer = match self.take_event(instance, event, tab).await {
            Ok(Some(seq)) => Ok(seq),
            Ok(None) => {
                // It is answered when it is stored.
                if let Some(unsaved) = self.windows.get_mut(&instance).and_then(|window| window.unsaved.as_mut()) {
                    unsaved.askers.push(asker);
                    return;
                }
                Err(Error::Internal)
            }
            Err(error) => Err(error),
        };
        asker.answer(&self.sprite, answer);
    }

    async fn take_event(
        &mut self,
        instance: InstanceId,
        event: Event,
        tab: Option<TabId>,
    ) -> Result<Option<Seq>, Error> {
        self.ready(instance).await?;
        let Some(window) = self.windows.get_mut(&instance) else { return Err(app::Error::NoSuchInstance.into()) };
        if window.crash.is_some() {
            return Err(app::Error::Crashed.into());
        }
        window.take_token(Instant::now()).map_err(|retry_after_ms| Error::Busy { retry_after_ms })?;
        let view = tab.and_then(|tab| window.view_of(tab)).or_else(|| window.views.first().map(|_| 0));
        let is_edit = event.what == Happening::Input;
        if !is_edit {
            self.store_edits(instance).await;
        }
        let input = Input::Event(event);
        let step = Act { instance, view, input: &input, depth: 0, message: None };
        let made = self.make(&step).await;
        let made = match made {
            Ok(made) => made,
            Err(failure) => return Err(self.failed(instance, failure, tab).await),
        };
        if is_edit && made.effects.is_empty() && self.may_wait(instance) {
            self.take_in(&step, &made);
            return Ok(None);
        }
        self.finish(&step, made).await.map(Some)
    }

    /// Whether an edit may be stored together with the next one.
    fn may_wait(&self, instance: InstanceId) -> bool {
        let Some(window) = self.windows.get(&instance) else { return false };
        window.unsaved.is_some() || window.saved_at.is_some_and(|at| at.elapsed() < TOGETHER)
    }

    /// Something happens to a window that nobody waits for. False when it failed.
    pub(super) async fn happen(&mut self, instance: InstanceId, input: &Input, depth: u32) -> bool {
        self.happen_for(instance, input, depth, None).await
    }

    pub(super) async fn happen_for(
        &mut self,
        instance: InstanceId,
        input: &Input,
        depth: u32,
        message: Option<MessageId>,
    ) -> bool {
        if self.ready(instance).await.is_err() {
            return false;
        }
        let Some(window) = self.windows.get(&instance) else { return false };
        if window.crash.is_some() {
            return false;
        }
        let view = window.views.first().map(|_| 0);
        let step = Act { instance, view, input, depth, message };
        match self.make(&step).await {
            Err(failure) => {
                self.failed(instance, failure, None).await;
                false
            }
            Ok(made) => match self.finish(&step, made).await {
                Ok(_) => true,
                Err(error) => {
                    tracing::warn!(instance.id = %instance, "a step of an app was not kept: {error}");
                    false
                }
            },
        }
    }

    pub(super) async fn tick(&mut self, instance: InstanceId, timer: &str) {
        let every = self.loaded.as_ref().and_then(|loaded| {
            let timers = &loaded.program.package().ui_spec.timers;
            timers.iter().find(|known| known.id == timer).map(|known| Duration::from_millis(known.every_ms.into()))
        });
        let (Some(every), Some(window)) = (every, self.windows.get_mut(&instance)) else { return };
        // Ticks that were missed are not made up for.
        window.timers.insert(timer.to_owned(), Instant::now() + every);
        self.happen(instance, &Input::Timer { id: timer.to_owned() }, 0).await;
    }

    /// Runs the handler and makes the view of what it leaves.
    async fn make(&self, step: &Act<'_>) -> Result<Made, Failure> {
        let gone = || Failure::new("the window is gone", "");
        let (Some(loaded), Some(window)) = (&self.loaded, self.windows.get(&step.instance)) else { return Err(gone()) };
        let tab_state = match step.view.and_then(|view| window.views.get(view)) {
            Some(view) => view.tab_state.clone(),
            None => loaded.program.initial(&[FieldScope::Tab]),
        };
        let mut state = loaded.shared.clone();
        state.extend(window.own.clone());
        state.extend(tab_state);
        state.remove(MOUNTED);
        let shown = step.view.and_then(|view| window.views.get(view));
        let shown = shown.map(|view| view.next.as_ref().unwrap_or(&view.tree).clone());
        let (program, moment, input) = (Arc::clone(&loaded.program), self.moment(), step.input.clone());
        let made = self.apps.inner.evaluators.run(move || {
            let tree = match shown {
                Some(tree) => tree,
                None => program.render(&state, &moment)?,
            };
            let Outcome { state, effects } = program.step(&state, &tree, &input, &moment)?;
            let tree = program.render(&state, &moment)?;
            Ok(Made { state, effects, tree })
        });
        made.await
    }

    /// Takes what was made into memory. It is not kept and not shown yet.
    fn take_in(&mut self, step: &Act<'_>, made: &Made) {
        let (Some(loaded), Some(window)) = (&mut self.loaded, self.windows.get_mut(&step.instance)) else { return };
        let mark = window.own.get(MOUNTED).cloned();
        loaded.shared = loaded.program.part(&made.state, FieldScope::App);
        window.own = loaded.program.part(&made.state, FieldScope::Instance);
        window.own.extend(mark.map(|mark| (MOUNTED.to_owned(), mark)));
        if let Some(view) = step.view.and_then(|view| window.views.get_mut(view)) {
            view.tab_state = loaded.program.part(&made.state, FieldScope::Tab);
            view.next = Some(made.tree.clone());
        }
        window.unsaved.get_or_insert_with(|| Unsaved { due: Instant::now() + TOGETHER, askers: Vec::new() });
    }

    /// Keeps what was made, shows it and performs its effects.
    async fn finish(&mut self, step: &Act<'_>, mut made: Made) -> Result<Seq, Error> {
        let effects = std::mem::take(&mut made.effects);
        self.take_in(step, &made);
        self.store(step.instance, effects, step.depth, step.message).await
    }

    /// Stores edits that wait.
    pub(super) async fn store_edits(&mut self, instance: InstanceId) {
        if self.windows.get(&instance).is_some_and(|window| window.unsaved.is_some()) {
            // Whoever waits for it is told.
            let _ = self.store(instance, Vec::new(), 0, None).await;
        }
    }

    async fn store(
        &mut self,
        instance: InstanceId,
        effects: Vec<Effect>,
        depth: u32,
        message: Option<MessageId>,
    ) -> Result<Seq, Error> {
        let (Some(loaded), Some(window)) = (&self.loaded, self.windows.get_mut(&instance)) else {
            return Err(app::Error::NoSuchInstance.into());
        };
        let askers = window.unsaved.take().map(|unsaved| unsaved.askers).unwrap_or_default();
        let (own, had_failed) = (window.own.clone(), window.failures > 0);
        let own = (window.stored.clone(), own);
        let step = self.to_keep(loaded, Some(instance), loaded.shared.clone(), Some(own));
        let is_same = step.shared.0 == step.shared.1 && step.own.0 == step.own.1;
        let step = Step { effects, depth, message, had_failed, ..step };
        let kept = if is_same && step.effects.is_empty() && message.is_none() && !had_failed {
            let seq = self.sprite.read(|tx| Ok(crate::activity::latest(tx)?)).await;
            seq.map(|seq| commit::Kept { seq, decided: Vec::new(), granted: loaded.granted.clone() })
        } else {
            commit::keep(&self.sprite, step).await
        };
        match kept {
            Ok(commit::Kept { seq, decided, granted }) => {
                for asker in askers {
                    asker.answer(&self.sprite, Ok(seq));
                }
                let shared = self.loaded.as_ref().map(|loaded| loaded.shared.clone()).unwrap_or_default();
                let is_shared_new = !is_same;
                self.kept(Some(instance), shared, granted);
                self.show_changes(instance, is_shared_new).await;
                self.perform(Some(instance), decided, depth);
                self.set_timers(instance).await;
                Ok(seq)
            }
            Err(error) => {
                // Nothing was kept: what is in memory is given up for what is in the file.
                Box::pin(self.reload()).await;
                let told = error.told();
                for asker in askers {
                    asker.answer(&self.sprite, Err(app::Error::Failed(told.clone()).into()));
                }
                Err(error)
            }
        }
    }

    pub(super) fn to_keep(
        &self,
        loaded: &Loaded,
        instance: Option<InstanceId>,
        mut shared: State,
        own: Option<(State, State)>,
    ) -> Step {
        shared.insert(VERSION.to_owned(), loaded.app.version.to_string().into());
        Step {
            app: self.id,
            instance,
            epoch: loaded.app.epoch,
            number: loaded.app.number,
            shared: (loaded.stored.clone(), shared),
            own: own.unwrap_or_default(),
            effects: Vec::new(),
            depth: 0,
            message: None,
            had_failed: false,
        }
    }

    /// What is in memory stands in the file now.
    pub(super) fn kept(
        &mut self,
        instance: Option<InstanceId>,
        shared: State,
        granted: std::collections::BTreeSet<app::Permission>,
    ) {
        let Some(loaded) = &mut self.loaded else { return };
        loaded.stored.clone_from(&shared);
        loaded.stored.insert(VERSION.to_owned(), loaded.app.version.to_string().into());
        loaded.shared = shared;
        loaded.granted = granted;
        if let Some(window) = instance.and_then(|instance| self.windows.get_mut(&instance)) {
            window.stored.clone_from(&window.own);
            window.failures = 0;
            window.saved_at = Some(Instant::now());
        }
    }

    /// Shows what has changed in this window, and in the others when they share it.
    async fn show_changes(&mut self, instance: InstanceId, has_changed: bool) {
        let ids: Vec<InstanceId> = self.windows.keys().copied().collect();
        for id in ids {
            let views = self.windows.get(&id).map_or(0, |window| window.views.len());
            for at in 0..views {
                let Some(view) = self.windows.get_mut(&id).and_then(|window| window.views.get_mut(at)) else {
                    continue;
                };
                let (next, tab_state) = (view.next.take(), view.tab_state.clone());
                let tree = match next {
                    Some(tree) if id == instance => Ok(tree),
                    _ if has_changed => self.tree_of(id, Some(&tab_state)).await,
                    _ => continue,
                };
                match tree {
                    Ok(tree) => self.patch(id, at, tree),
                    Err(failure) => self.crash(id, &failure.to_string(), Vec::new()).await,
                }
            }
        }
    }

    fn patch(&mut self, instance: InstanceId, at: usize, tree: Tree) {
        let Some(window) = self.windows.get_mut(&instance) else { return };
        let Some(view) = window.views.get_mut(at) else { return };
        let changed = tree.changed_from(&view.tree);
        view.tree = tree;
        if changed.is_empty() {
            return;
        }
        window.rev += 1;
        let tabs = view.tabs.iter().copied().collect();
        self.news(Some(tabs), instance, AppSays::Patched(changed));
    }

    /// Counts a failure of the app; one too many, and it rests.
    async fn failed(&mut self, instance: InstanceId, failure: Failure, tab: Option<TabId>) -> Error {
        match failure.blame {
            Blame::Sender => return app::Error::Refused(failure.message).into(),
            Blame::Gone => {
                if let Some(tab) = tab {
                    self.show_again(instance, tab);
                }
                return app::Error::Stale.into();
            }
            Blame::App => {}
        }
        let Some(window) = self.windows.get_mut(&instance) else { return app::Error::NoSuchInstance.into() };
        window.failures += 1;
        let text = failure.to_string();
        if window.failures >= FAILURES_MAX {
            self.crash(instance, &text, Vec::new()).await;
        } else if tab.is_none() {
            let tabs = window.tabs();
            self.news(Some(tabs), instance, AppSays::Toast { text: text.clone(), tone: "danger".to_owned() });
        }
        app::Error::Failed(text).into()
    }

    /// Gives the tab all of the window: it has acted on something that is gone.
    fn show_again(&self, instance: InstanceId, tab: TabId) {
        let Some(window) = self.windows.get(&instance) else { return };
        if let Some(view) = window.view_of(tab).map(|at| &window.views[at]) {
            self.news(Some(vec![tab]), instance, AppSays::Shown(view.tree.clone()));
        }
    }
}
