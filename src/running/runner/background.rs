//! What happens while nobody does anything: messages of other apps, jobs, new versions.

use std::sync::Arc;

use super::Runner;
use crate::{
    app::{
        self,
        message::{self, MessageId},
        package::FieldScope,
        runtime::{Input, Outcome},
    },
    running::commit::{self, Step},
    sprite::Error,
};

/// Messages that are taken at once; the others follow.
const DELIVERED_MAX: usize = 50;

impl Runner {
    /// Gives the app what other apps have sent, if it has a window to take it.
    pub(super) async fn deliver(&mut self) {
        if self.load_only().await.is_err() {
            return;
        }
        let Some(loaded) = &self.loaded else { return };
        let (app, package, now) = (self.id, loaded.app.package.clone(), self.apps.inner.ambient.now());
        let waiting = self.sprite.look(move |tx| {
            let window = app::instance::list(tx, app)?.into_iter().next();
            Ok((window, message::waiting_for(tx, &package, now)?))
        });
        let Ok((Some(window), messages)) = waiting.await else { return };
        for message in messages.into_iter().take(DELIVERED_MAX) {
            let data = serde_json::from_str(&message.body).unwrap_or_default();
            let input = Input::Message { from: message.from.to_string(), kind: message.kind.clone(), data };
            if !self.happen_for(window.id, &input, message.depth, Some(message.id)).await {
                // A message that the app stumbles over must not come again and again.
                self.drop_message(message.id).await;
            }
        }
    }

    async fn drop_message(&self, id: MessageId) {
        let dropped = self.sprite.write(crate::activity::By::User, move |tx, context| {
            message::delivered(tx, id, context.now).map_err(app::Error::from)?;
            Ok(crate::desk::Done::default())
        });
        if let Err(error) = dropped.await {
            tracing::warn!("a message between apps could not be dropped: {error}");
        }
    }

    /// Something happens to the app as a whole: to its last window, or to none.
    pub(super) async fn in_background(&mut self, input: &Input, job: Option<&str>, depth: u32) {
        let app = self.id;
        let window = self.sprite.look(move |tx| Ok(app::instance::list(tx, app)?.into_iter().next())).await;
        if let Ok(Some(window)) = window
            && Box::pin(self.ready(window.id)).await.is_ok()
        {
            Box::pin(self.happen(window.id, input, depth)).await;
            return;
        }
        let Some(loaded) = &self.loaded else { return };
        let mut state = loaded.shared.clone();
        state.extend(loaded.program.initial(&[FieldScope::Instance, FieldScope::Tab]));
        let (program, moment, input) = (Arc::clone(&loaded.program), self.moment(), input.clone());
        let made = self.apps.inner.evaluators.run(move || {
            let tree = program.render(&state, &moment)?;
            program.step(&state, &tree, &input, &moment)
        });
        match made.await {
            Ok(outcome) => self.keep_shared(outcome).await,
            Err(failure) => tracing::info!(app.id = %app, job, "an app failed in the background: {failure}"),
        }
    }

    async fn keep_shared(&mut self, outcome: Outcome) {
        let Some(loaded) = &self.loaded else { return };
        let shared = loaded.program.part(&outcome.state, FieldScope::App);
        let step = Step { effects: outcome.effects, ..self.to_keep(loaded, None, shared.clone(), None) };
        match commit::keep(&self.sprite, step).await {
            Ok(kept) => {
                self.kept(None, shared, kept.granted);
                self.perform(None, kept.decided, 0);
            }
            Err(error) => tracing::warn!(app.id = %self.id, "what an app did in the background was not kept: {error}"),
        }
    }

    async fn load_only(&mut self) -> Result<(), Error> {
        if self.loaded.is_some() { Ok(()) } else { Box::pin(self.load()).await }
    }
}
