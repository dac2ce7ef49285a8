//! Performs effects, once what they belong to is durable. What comes of the slow ones comes back as an event.

use std::time::Duration;

use serde_json::{Value, json};

use super::{Command, Inner, commit::Decided, files, runner::Runner};
use crate::{
    activity::By,
    app::{
        self, InstanceId, PackageId, permission,
        runtime::{Effect, Request},
    },
    chat::{self, NewMessage, Role},
    desk::{Change, Done},
    fetch::{Call, Caps, Fetch},
    sprite::AppSays,
};

/// What a request of an app may take.
const CAPS: Caps = Caps {
    head: Duration::from_secs(10),
    between: Duration::from_secs(10),
    total: Duration::from_secs(10),
    bytes_max: 1024 * 1024,
};
/// Bytes of an answer that become part of a state: what a text may have there.
const TEXT_BYTES_MAX: usize = 64 * 1024;

impl Runner {
    /// Does what was decided. `instance` is none for what happens in the background.
    pub(super) fn perform(&self, instance: Option<InstanceId>, decided: Vec<Decided>, depth: u32) {
        for decided in decided {
            match decided {
                Decided::Sent(to) => self.apps.deliver(&self.sprite, &to),
                Decided::Refused(text, Some(call)) => {
                    // Whoever waits must not wait forever, and says itself what the user should know.
                    let refused = json!({ "ok": false, "status": 0, "error": text });
                    self.later(instance, call, depth, async move { refused });
                }
                Decided::Refused(text, None) => {
                    self.say(instance, AppSays::Toast { text, tone: "warn".to_owned() });
                }
                Decided::Do(effect) => self.perform_one(instance, effect, depth),
            }
        }
    }

    fn perform_one(&self, instance: Option<InstanceId>, effect: Effect, depth: u32) {
        match effect {
            Effect::Toast { text, tone } => self.say(instance, AppSays::Toast { text, tone }),
            Effect::SaveFile { name, mime, content } => {
                self.say_to_one(instance, AppSays::SaveFile { name, mime, content });
            }
            Effect::Copy { text } => self.say_to_one(instance, AppSays::Copy { text }),
            Effect::Notify { title, body } => self.notify(instance, title, body),
            Effect::OpenApp { package, data } => self.open_app(package, data),
            // Decided with the step.
            Effect::Send { .. } => {}
            Effect::Fetch { request, then } => {
                let fetch = self.apps.inner.fetch.clone();
                self.later(instance, then, depth, async move { fetched(&fetch, request).await });
            }
            Effect::AskModel { prompt, then } => {
                let (apps, user) = (self.apps.clone(), self.sprite.user());
                self.later(instance, then, depth, async move {
                    super::model::asked(apps.inner.models.as_ref(), &apps.inner.budget, user, prompt).await
                });
            }
            Effect::ReadFiles { glob, then } => {
                let sprite = self.sprite.clone();
                self.later(instance, then, depth, async move { files::list(&sprite, glob).await });
            }
            Effect::ReadFile { id, then } => {
                let (readings, sprite) = (self.apps.readings().clone(), self.sprite.clone());
                self.later(instance, then, depth, async move { files::read(&readings, &sprite, &id).await });
            }
            Effect::WriteFile { name, content, then } => {
                let (apps, sprite) = (self.apps.clone(), self.sprite.clone());
                self.later(instance, then, depth, async move {
                    let Inner { ambient, readings, .. } = apps.inner.as_ref();
                    match readings.write_text(ambient, &sprite, &name, &content).await {
                        Ok(id) => json!({ "ok": true, "id": id }),
                        Err(error) => json!({ "ok": false, "error": error.told() }),
                    }
                });
            }
        }
    }

    fn say(&self, instance: Option<InstanceId>, says: AppSays) {
        let Some(instance) = instance else { return };
        let tabs = self.tabs_of(instance);
        self.news(Some(tabs), instance, says);
    }

    fn say_to_one(&self, instance: Option<InstanceId>, says: AppSays) {
        let Some(instance) = instance else { return };
        self.news(Some(self.one_tab(instance)), instance, says);
    }

    /// Tells every tab; and, since nobody may look, the conversation keeps what was said in the background.
    fn notify(&self, instance: Option<InstanceId>, title: String, body: String) {
        let is_seen = instance.is_some_and(|instance| !self.tabs_of(instance).is_empty());
        if let Some(instance) = instance {
            let (title, body) = (title.clone(), body.clone());
            self.news(None, instance, AppSays::Notify { title, body });
        }
        if is_seen {
            return;
        }
        let sprite = self.sprite.clone();
        tokio::task::spawn_local(async move {
            let kept = sprite.write(By::User, move |tx, context| {
                let content = if body.is_empty() { format!("**{title}**") } else { format!("**{title}** — {body}") };
                let new =
                    NewMessage { id: context.ambient.id(), role: Role::System, content, turn: None, cards: Vec::new() };
                let change = chat::say(tx, new, context.by, context.now).map_err(app::Error::from)?;
                Ok(Done { changes: vec![Change::Message(change)], ..Done::default() })
            });
            if let Err(error) = kept.await {
                tracing::warn!("a reminder could not be kept: {error}");
            }
        });
    }

    /// Opens another app, or shows it if it is open.
    fn open_app(&self, package: String, data: Value) {
        let (apps, sprite, own) = (self.apps.clone(), self.sprite.clone(), self.id);
        let tabs = match self.asking {
            Some(tab) => vec![tab],
            None => self.all_tabs(),
        };
        tokio::task::spawn_local(async move {
            let opened = match PackageId::new(&package) {
                Some(package) => apps.open(&sprite, &package, None).await,
                None => Err(app::Error::NotFound.into()),
            };
            let (instance, says) = match opened {
                Ok(opened) => {
                    apps.opened(&sprite, opened.app, opened.instance, data);
                    (opened.instance, AppSays::Open { card: opened.card })
                }
                Err(error) => {
                    tracing::debug!(app.id = %own, "an app could not open another: {error}");
                    let text = error.told();
                    let Some(any) = apps.window_of(&sprite, own) else { return };
                    (any, AppSays::Toast { text, tone: "warn".to_owned() })
                }
            };
            sprite.tell_app(Some(tabs), crate::sprite::AppNews { instance, rev: 0, what: says });
        });
    }

    /// Has the app told what `work` makes, when it has.
    fn later(
        &self,
        instance: Option<InstanceId>,
        call: String,
        depth: u32,
        work: impl Future<Output = Value> + 'static,
    ) {
        let Some(instance) = instance else { return };
        let sender = self.sender.clone();
        tokio::task::spawn_local(async move {
            let data = work.await;
            // A runner that has ended has nobody who would look.
            let _ = sender.send(Command::Result { instance, call, data, depth }).await;
        });
    }
}

/// What another server answers: `{ok, status, text, json}`, or `{ok, error}`.
async fn fetched(fetch: &Fetch, request: Request) -> Value {
    let host = permission::host_of(&request.url);
    let Request { url, method, headers, body } = request;
    let call = Call { url, host, method, headers, body };
    let answer = match fetch.call(&call, CAPS).await {
        Ok(answer) => answer,
        Err(error) => return json!({ "ok": false, "status": 0, "error": error.to_string() }),
    };
    let status = answer.status();
    match answer.whole().await {
        Ok(body) => {
            let text = String::from_utf8_lossy(&body).into_owned();
            let json: Value = serde_json::from_str(&text).unwrap_or_default();
            let text = if text.len() > TEXT_BYTES_MAX { String::new() } else { text };
            json!({ "ok": (200..300).contains(&status), "status": status, "text": text, "json": json })
        }
        Err(error) => json!({ "ok": false, "status": status, "error": error.to_string() }),
    }
}
