//! Reads the app and its windows from the file, and begins again when somebody else has changed them.

use std::{collections::BTreeSet, sync::Arc};

use serde_json::Value;
use tokio::time::Instant;

use super::{Loaded, Runner, VERSION};
use crate::{
    app::{
        self, InstanceId, Permission,
        instance::Instance,
        package::FieldScope,
        registry::App,
        runtime::{Input, Program, State},
    },
    running::window::Window,
    sprite::{AppSays, Error},
};

impl Runner {
    /// Has the app and this window in memory.
    pub(super) async fn ready(&mut self, instance: InstanceId) -> Result<(), Error> {
        self.load().await?;
        if self.windows.contains_key(&instance) {
            return Ok(());
        }
        let app = self.id;
        let (found, stored) = self
            .sprite
            .look(move |tx| {
                let found: Instance = app::instance::find(tx, instance)?;
                if found.app != app || found.closed_at.is_some() {
                    return Err(app::Error::NoSuchInstance.into());
                }
                Ok((found, app::state::load(tx, app, Some(instance))?))
            })
            .await?;
        let Some(loaded) = &self.loaded else { return Err(Error::Internal) };
        let own = loaded.program.part(&loaded.program.fitted(&stored), FieldScope::Instance);
        let window = Window::new(stored, own, found.failures, found.crash, Instant::now());
        self.windows.insert(instance, window);
        Ok(())
    }

    pub(super) async fn load(&mut self) -> Result<(), Error> {
        if self.loaded.is_some() {
            return Ok(());
        }
        let id = self.id;
        let (app, text, stored, granted): (App, String, State, BTreeSet<Permission>) = self
            .sprite
            .look(move |tx| {
                let app = app::find(tx, id)?;
                if app.is_archived() {
                    return Err(app::Error::Archived.into());
                }
                Ok((app, app::current(tx, id)?, app::state::load(tx, id, None)?, app::grant::granted(tx, id)?))
            })
            .await?;
        let program = self.program(text).await?;
        let shared = program.part(&program.fitted(&stored), FieldScope::App);
        self.loaded = Some(Loaded { app, program, stored, shared, granted });
        self.upgrade().await;
        Ok(())
    }

    async fn program(&self, text: String) -> Result<Arc<Program>, Error> {
        if let Some(program) = self.apps.inner.programs.get(&text) {
            return Ok(program);
        }
        let apps = self.apps.clone();
        let compiled = tokio::task::spawn_blocking(move || apps.inner.programs.compile(&text)).await;
        // A package is checked before it is installed; this version of the server may see it differently.
        let compiled = compiled.map_err(|_| Error::Internal)?;
        compiled.map_err(|why| app::Error::Failed(format!("this app does not run on this server: {why}")).into())
    }

    /// Tells a new version which one has kept the data, once.
    async fn upgrade(&mut self) {
        let Some(loaded) = &mut self.loaded else { return };
        let version = Value::from(loaded.app.version.to_string());
        let before = loaded.stored.get(VERSION).cloned();
        if before.as_ref() == Some(&version) {
            return;
        }
        if let Some(from) = before.as_ref().and_then(Value::as_str).map(str::to_owned) {
            self.in_background(&Input::Upgrade { from }, None, 0).await;
        }
    }

    /// Reads the app anew when it is not what it was when it was read.
    pub(super) async fn reload_if_changed(&mut self) -> Result<(), Error> {
        let Some(loaded) = &self.loaded else { return Ok(()) };
        let (id, known) = (self.id, (loaded.app.epoch, loaded.app.number));
        let now = self.sprite.look(move |tx| Ok(app::find(tx, id)?)).await?;
        if (now.epoch, now.number) != known || now.is_archived() {
            self.reload().await;
        }
        Ok(())
    }

    /// Somebody else has changed what is installed or kept: everything is read anew and shown anew.
    pub(super) async fn reload(&mut self) {
        self.loaded = None;
        let before = std::mem::take(&mut self.windows);
        for (id, old) in before {
            let tabs = old.tabs();
            for asker in old.unsaved.into_iter().flat_map(|unsaved| unsaved.askers) {
                asker.answer(&self.sprite, Err(app::Error::Stale.into()));
            }
            if let Err(error) = self.ready(id).await {
                if !tabs.is_empty() {
                    let message = error.told();
                    self.news(Some(tabs), id, AppSays::Crashed { message });
                }
                continue;
            }
            if let Some(window) = self.windows.get_mut(&id) {
                window.rev = old.rev + 1;
            }
            for tab in tabs {
                // Whether it could be shown, the tab has been told.
                let _ = Box::pin(self.show_as_loaded(id, tab)).await;
            }
        }
    }
}
