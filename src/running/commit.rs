//! Keeps what a step has made, and decides about its effects, in one transaction.

use std::{collections::BTreeSet, sync::Arc};

use serde_json::Value;

use crate::{
    activity::{By, Seq},
    app::{
        self, AppId, InstanceId, PackageId, Permission,
        audit::{self, What},
        grant, instance, message,
        runtime::{Effect, State},
        state,
    },
    db::Tx,
    desk::{Context, Done},
    document,
    sprite::{Error, SpriteHandle},
};

/// What is to be kept.
#[derive(Clone)]
pub(super) struct Step {
    pub app: AppId,
    pub instance: Option<InstanceId>,
    /// What the app was when it was loaded: nothing is kept when somebody has changed it since.
    pub epoch: u64,
    pub number: u32,
    pub shared: (State, State),
    pub own: (State, State),
    pub effects: Vec<Effect>,
    /// How many messages led to this step.
    pub depth: u32,
    /// The message that it was, and the job.
    pub message: Option<message::MessageId>,
    pub had_failed: bool,
}

/// What was kept.
pub(super) struct Kept {
    pub seq: Seq,
    pub decided: Vec<Decided>,
    pub granted: BTreeSet<Permission>,
}

/// What becomes of an effect.
#[derive(Clone, Debug)]
pub(super) enum Decided {
    Do(Effect),
    Sent(PackageId),
    /// With the function that waits for what comes of it.
    Refused(String, Option<String>),
}

/// Keeps it and answers when it is durable.
///
/// # Errors
/// [`app::Error::Stale`] when the app was changed by somebody else; [`Error`] of the lane. Nothing is kept then.
pub(super) async fn keep(sprite: &SpriteHandle, step: Step) -> Result<Kept, Error> {
    let (sender, mut made) = tokio::sync::mpsc::unbounded_channel();
    let step = Arc::new(step);
    let (seq, _) = sprite
        .write(By::User, move |tx, context| {
            let kept = write(tx, &step, context)?;
            // The receiver waits for the answer to the write.
            let _ = sender.send(kept);
            Ok(Done::default())
        })
        .await?;
    let (decided, granted) = made.try_recv().map_err(|_| Error::Internal)?;
    Ok(Kept { seq, decided, granted })
}

fn write(tx: &Tx, step: &Step, context: &Context<'_>) -> Result<(Vec<Decided>, BTreeSet<Permission>), app::Error> {
    let app = app::find(tx, step.app)?;
    if app.epoch != step.epoch || app.number != step.number || app.is_archived() {
        return Err(app::Error::Stale);
    }
    state::save(tx, step.app, None, &step.shared.0, &step.shared.1)?;
    if let Some(instance) = step.instance {
        state::save(tx, step.app, Some(instance), &step.own.0, &step.own.1)?;
        if step.had_failed {
            instance::clear(tx, instance)?;
        }
    }
    if let Some(message) = step.message {
        message::delivered(tx, message, context.now)?;
    }
    let granted = grant::granted(tx, step.app)?;
    let decide = |effect: &Effect| decide(tx, &app, effect, &granted, step.depth, context);
    let decided = step.effects.iter().map(decide).collect::<Result<_, _>>()?;
    Ok((decided, granted))
}

fn decide(
    tx: &Tx,
    app: &app::registry::App,
    effect: &Effect,
    granted: &BTreeSet<Permission>,
    depth: u32,
    context: &Context<'_>,
) -> Result<Decided, app::Error> {
    if let Effect::Send { to, kind, data } = effect {
        return send(tx, app, to, kind, data, depth, context);
    }
    let Some((wanted, what, detail)) = wanted(tx, effect)? else { return Ok(Decided::Do(effect.clone())) };
    let may = granted.iter().any(|permission| wanted.is_within(permission));
    if may {
        audit::note(tx, app.id, what, &detail, context.now)?;
        return Ok(Decided::Do(effect.clone()));
    }
    let wanted = wanted.to_string();
    audit::note(tx, app.id, What::Refused, &wanted, context.now)?;
    let then = effect.then().map(str::to_owned);
    Ok(Decided::Refused(app::Error::NotAllowedText(wanted).to_string(), then))
}

/// What an effect needs.
enum Wanted {
    This(Permission),
    /// Any permission that a document of this name fits.
    Reading(String),
    Writing(String),
}

impl Wanted {
    fn is_within(&self, permission: &Permission) -> bool {
        match (self, permission) {
            (Self::This(wanted), permission) => wanted == permission,
            (Self::Reading(name), Permission::ReadFiles(glob))
            | (Self::Writing(name), Permission::WriteFiles(glob)) => app::permission::fits(glob, name),
            (Self::Reading(_) | Self::Writing(_), _) => false,
        }
    }
}

impl std::fmt::Display for Wanted {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::This(permission) => permission.fmt(f),
            Self::Reading(name) => write!(f, "files.read:{name}"),
            Self::Writing(name) => write!(f, "files.write:{name}"),
        }
    }
}

/// What an effect needs, and what is noted of it. `None` for what every app may do.
fn wanted(tx: &Tx, effect: &Effect) -> Result<Option<(Wanted, What, String)>, app::Error> {
    let this = |permission: Permission, what, detail: &str| (Wanted::This(permission), what, detail.to_owned());
    Ok(Some(match effect {
        Effect::Notify { title, .. } => this(Permission::Notify, What::Notified, title),
        Effect::Copy { .. } => this(Permission::Clipboard, What::Notified, "clipboard"),
        Effect::Fetch { request, .. } => {
            let host = app::permission::host_of(&request.url);
            this(Permission::Net(host.clone()), What::Fetched, &host)
        }
        Effect::AskModel { .. } => this(Permission::Ai, What::AskedModel, ""),
        Effect::ReadFiles { glob, .. } => this(Permission::ReadFiles(glob.clone()), What::ReadFile, glob),
        Effect::ReadFile { id, .. } => {
            let name = name_of(tx, id)?;
            (Wanted::Reading(name.clone()), What::ReadFile, name)
        }
        Effect::WriteFile { name, .. } => (Wanted::Writing(name.clone()), What::WroteFile, name.clone()),
        Effect::Toast { .. } | Effect::OpenApp { .. } | Effect::SaveFile { .. } | Effect::Send { .. } => {
            return Ok(None);
        }
    }))
}

/// What the document is called, or the id itself when there is none: who may read everything is told that.
fn name_of(tx: &Tx, id: &str) -> Result<String, app::Error> {
    let Ok(document) = id.parse() else { return Ok(id.to_owned()) };
    match document::find(tx, document) {
        Ok(document) => Ok(document.name.to_string()),
        Err(document::Error::Db(error)) => Err(error.into()),
        Err(_) => Ok(id.to_owned()),
    }
}

fn send(
    tx: &Tx,
    app: &app::registry::App,
    to: &str,
    kind: &str,
    data: &Value,
    depth: u32,
    context: &Context<'_>,
) -> Result<Decided, app::Error> {
    let Some(to) = PackageId::new(to) else { return Ok(Decided::Refused(format!("{to} is no app"), None)) };
    match message::send(tx, app, &to, kind, data, depth + 1, context.now) {
        Ok(_) => {
            audit::note(tx, app.id, What::Sent, &format!("{to}: {kind}"), context.now)?;
            Ok(Decided::Sent(to))
        }
        Err(error @ app::Error::Db(_)) => Err(error),
        Err(error) => {
            audit::note(tx, app.id, What::Refused, &format!("ipc.send:{to}:{kind}"), context.now)?;
            Ok(Decided::Refused(error.to_string(), None))
        }
    }
}
