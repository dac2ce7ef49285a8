//! Windows that come into sight and leave it.

use std::collections::BTreeSet;

use serde_json::Value;
use tokio::time::Instant;

use super::Runner;
use crate::{
    app::{
        self, InstanceId,
        package::FieldScope,
        runtime::{Failure, Input, State},
        tree::Tree,
    },
    card,
    running::window::View,
    sprite::{AppSays, Error, TabId},
    stack::Status,
};

impl Runner {
    /// The tab shows the window from now on, and is given all of it.
    pub(super) async fn show(&mut self, instance: InstanceId, tab: TabId) -> Result<(), Error> {
        self.reload_if_changed().await?;
        self.show_as_loaded(instance, tab).await
    }

    /// The same without looking whether somebody else has changed the app.
    pub(super) async fn show_as_loaded(&mut self, instance: InstanceId, tab: TabId) -> Result<(), Error> {
        self.ready(instance).await?;
        let is_back = self.windows.get(&instance).is_some_and(|window| !window.is_shown() && window.is_mounted());
        if let Some(message) = self.windows.get(&instance).and_then(|window| window.crash.clone()) {
            self.news(Some(vec![tab]), instance, AppSays::Crashed { message });
            return Ok(());
        }
        if self.windows.get(&instance).is_some_and(|window| !window.is_mounted()) {
            self.mount(instance, Value::Null).await;
        }
        if let Err(failure) = self.add_tab(instance, tab).await {
            self.crash(instance, &failure.to_string(), vec![tab]).await;
            return Ok(());
        }
        if is_back {
            self.happen(instance, &Input::Resume, 0).await;
        }
        self.set_timers(instance).await;
        self.deliver().await;
        let Some(window) = self.windows.get(&instance) else { return Ok(()) };
        if let Some(view) = window.view_of(tab).map(|at| &window.views[at]) {
            self.news(Some(vec![tab]), instance, AppSays::Shown(view.tree.clone()));
        }
        Ok(())
    }

    /// Runs `on_mount`, once in the life of a window.
    pub(super) async fn mount(&mut self, instance: InstanceId, data: Value) {
        if let Some(window) = self.windows.get_mut(&instance) {
            // Kept with the step, whatever it does.
            window.own.insert(crate::running::window::MOUNTED.to_owned(), true.into());
        }
        self.happen(instance, &Input::Mount { data }, 0).await;
    }

    /// Another app has opened the window with something.
    pub(super) async fn opened(&mut self, instance: InstanceId, data: Value) {
        if self.ready(instance).await.is_err() {
            return;
        }
        if self.windows.get(&instance).is_some_and(|window| !window.is_mounted()) {
            self.mount(instance, data).await;
        } else if !data.is_null() {
            self.happen(instance, &Input::Mount { data }, 0).await;
        }
    }

    async fn add_tab(&mut self, instance: InstanceId, tab: TabId) -> Result<(), Failure> {
        let Some(loaded) = &self.loaded else { return Ok(()) };
        let tab_state = loaded.program.initial(&[FieldScope::Tab]);
        let is_for_all = tab_state.is_empty();
        let Some(window) = self.windows.get_mut(&instance) else { return Ok(()) };
        let place = if is_for_all { window.views.first().map(|_| 0) } else { window.view_of(tab) };
        if let Some(at) = place {
            window.views[at].tabs.insert(tab);
            return Ok(());
        }
        let tree = self.tree_of(instance, Some(&tab_state)).await?;
        if let Some(window) = self.windows.get_mut(&instance) {
            window.views.push(View { tabs: BTreeSet::from([tab]), tab_state, tree, next: None });
        }
        Ok(())
    }

    /// What the window shows of its state, and of that of a tab.
    pub(super) async fn tree_of(&self, instance: InstanceId, tab_state: Option<&State>) -> Result<Tree, Failure> {
        let (Some(loaded), Some(window)) = (&self.loaded, self.windows.get(&instance)) else {
            return Err(Failure::new("the window is gone", ""));
        };
        let mut state = loaded.shared.clone();
        state.extend(window.own.clone());
        match tab_state {
            Some(tab_state) => state.extend(tab_state.clone()),
            None => state.extend(loaded.program.initial(&[FieldScope::Tab])),
        }
        state.remove(crate::running::window::MOUNTED);
        let (program, moment) = (std::sync::Arc::clone(&loaded.program), self.moment());
        self.apps.inner.evaluators.run(move || program.render(&state, &moment)).await
    }

    /// The tab shows the window no more. When nobody does, it is suspended; when its card was closed, too, it ends.
    pub(super) async fn hide(&mut self, instance: InstanceId, tab: TabId) {
        let Some(window) = self.windows.get_mut(&instance) else { return };
        let was_shown = window.is_shown();
        for view in &mut window.views {
            view.tabs.remove(&tab);
        }
        if !was_shown || window.is_shown() {
            window.views.retain(|view| !view.tabs.is_empty());
            return;
        }
        window.timers.clear();
        self.store_edits(instance).await;
        let is_closed = self
            .sprite
            .look(move |tx| {
                let window = app::instance::find(tx, instance)?;
                let card = card::find(tx, window.card).map_err(app::Error::from)?;
                Ok(card.status == Status::Archived)
            })
            .await;
        let input = if is_closed.unwrap_or(false) { Input::Destroy } else { Input::Suspend };
        self.happen(instance, &input, 0).await;
        if let Some(window) = self.windows.get_mut(&instance) {
            window.views.clear();
        }
    }

    /// Begins a crashed app again: with its state, or as if it had just been opened.
    pub(super) async fn restart(&mut self, instance: InstanceId, is_reset: bool) -> Result<(), Error> {
        self.ready(instance).await?;
        let app = self.id;
        self.sprite
            .write(crate::activity::By::User, move |tx, _| {
                app::instance::clear(tx, instance)?;
                if is_reset {
                    app::state::clear(tx, app, Some(instance))?;
                }
                Ok(crate::desk::Done::default())
            })
            .await?;
        // Whoever saw the crash is a tab that shows it, and says so again.
        self.reload().await;
        Ok(())
    }

    /// The app rests until its user starts it again.
    pub(super) async fn crash(&mut self, instance: InstanceId, message: &str, also: Vec<TabId>) {
        let reason = message.to_owned();
        let noted = self.sprite.write(crate::activity::By::User, move |tx, _| {
            app::instance::set_crash(tx, instance, &reason)?;
            Ok(crate::desk::Done::default())
        });
        if let Err(error) = noted.await {
            tracing::warn!(instance.id = %instance, "could not note that an app has crashed: {error}");
        }
        let Some(window) = self.windows.get_mut(&instance) else { return };
        window.crash = Some(message.to_owned());
        window.timers.clear();
        let mut tabs = window.tabs();
        tabs.extend(also);
        self.news(Some(tabs), instance, AppSays::Crashed { message: message.to_owned() });
    }

    /// Timers run while somebody sees the window and their condition holds.
    pub(super) async fn set_timers(&mut self, instance: InstanceId) {
        let (Some(loaded), Some(window)) = (&self.loaded, self.windows.get(&instance)) else { return };
        if !window.is_shown() || window.crash.is_some() || loaded.program.package().ui_spec.timers.is_empty() {
            return;
        }
        let mut state = loaded.shared.clone();
        state.extend(window.own.clone());
        state.remove(crate::running::window::MOUNTED);
        state.extend(window.views.first().map(|view| view.tab_state.clone()).unwrap_or_default());
        let (program, moment) = (std::sync::Arc::clone(&loaded.program), self.moment());
        let running = self.apps.inner.evaluators.run({
            let program = std::sync::Arc::clone(&program);
            move || program.running_timers(&state, &moment)
        });
        let running = running.await.unwrap_or_default();
        let now = Instant::now();
        let Some(window) = self.windows.get_mut(&instance) else { return };
        window.timers.retain(|id, _| running.contains(id));
        for timer in program.package().ui_spec.timers.iter().filter(|timer| running.contains(&timer.id)) {
            let every = std::time::Duration::from_millis(timer.every_ms.into());
            window.timers.entry(timer.id.clone()).or_insert(now + every);
        }
    }
}
