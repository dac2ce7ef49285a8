//! What concerns the user's own file: the desk, its keys, what opens by itself, what apps may do, and the room it takes.

use crate::{
    account::UserId,
    app::{self, App, Permission, grant, registry, startup},
    db::Tx,
    settings::{self, Settings, Used},
    sprite,
    stack::{self, Stack},
    web::{apps::permission_words, document::size, page::Page, session::intervals, stack::view::icon, state::State},
};

pub(super) struct DeskPart {
    pub stacks: Vec<StackLine>,
    /// Whether signing in opens the stack that was used last.
    pub opens_last: bool,
    /// Seconds, name, and whether it is chosen.
    pub intervals: Vec<(u32, String, bool)>,
    pub has_single_keys: bool,
    pub apps: Vec<AppLine>,
    pub rooms: Vec<RoomLine>,
    /// Whether a file that was taken over, or a reset, can be taken back.
    pub can_undo: bool,
}

pub(super) struct StackLine {
    pub id: String,
    pub name: String,
    pub icon: String,
    pub is_chosen: bool,
    /// The apps that open by themselves on it.
    pub apps: String,
    pub label: String,
}

/// An app, and what it may do.
pub(super) struct AppLine {
    pub id: String,
    pub icon: String,
    pub name: String,
    pub may: Vec<String>,
    pub label: String,
}

/// What takes room.
pub(super) struct RoomLine {
    pub name: String,
    pub size: String,
    /// Of what may have so much and no more: bytes used, bytes at most.
    pub of: Option<(u64, u64)>,
}

struct Found {
    own: Settings,
    stacks: Vec<(Stack, Vec<App>)>,
    apps: Vec<(App, Vec<Permission>)>,
    used: Used,
    can_undo: bool,
}

impl DeskPart {
    /// Nothing when the user's file can't be read, which their Sprite has told the log.
    pub(super) async fn load(state: &State, page: &Page, user: UserId) -> Option<Self> {
        let sprite = state.directory.wake(user).await.ok()?;
        let found = sprite.look(|tx| Ok::<_, sprite::Error>(find(tx)?)).await.ok()?;
        Some(Self::new(page, found, state.config.documents.user_mib_max << 20))
    }

    fn new(page: &Page, found: Found, documents_max: u64) -> Self {
        let own = found.own;
        Self {
            opens_last: own.default_stack.is_none(),
            intervals: intervals(page, own.autosave_s),
            has_single_keys: own.single_keys,
            stacks: found.stacks.iter().map(|(stack, apps)| stack_line(page, &own, stack, apps)).collect(),
            apps: found.apps.iter().map(|(app, may)| app_line(page, app, may)).collect(),
            rooms: rooms(page, &found.used, documents_max),
            can_undo: found.can_undo,
        }
    }
}

fn find(tx: &Tx) -> Result<Found, app::Error> {
    let stacks = stack::list_active(tx)?.into_iter().map(|stack| {
        let apps = startup::list(tx, stack.id)?;
        Ok((stack, apps))
    });
    let apps = registry::list(tx)?.into_iter().map(|app| {
        let may = grant::list(tx, app.id)?.into_iter().filter(grant::Grant::is_given);
        let may = may.map(|grant| grant.permission).filter(Permission::is_asked).collect();
        Ok((app, may))
    });
    Ok(Found {
        own: settings::read(tx)?,
        stacks: stacks.collect::<Result<_, app::Error>>()?,
        apps: apps.collect::<Result<_, app::Error>>()?,
        used: settings::used(tx)?,
        can_undo: settings::can_undo(tx)?,
    })
}

fn stack_line(page: &Page, own: &Settings, stack: &Stack, apps: &[App]) -> StackLine {
    let apps: Vec<&str> = apps.iter().map(|app| app.name.as_str()).collect();
    StackLine {
        id: stack.id.to_string(),
        name: stack.name.to_string(),
        icon: icon(stack),
        is_chosen: own.default_stack == Some(stack.id),
        apps: if apps.is_empty() { page.say("settings-startup-none") } else { apps.join(", ") },
        label: page.say_with("settings-startup-of", &[("name", stack.name.to_string())]),
    }
}

fn app_line(page: &Page, app: &App, may: &[Permission]) -> AppLine {
    let may: Vec<String> = may.iter().map(|permission| permission_words(page, permission)).collect();
    AppLine {
        id: app.id.to_string(),
        icon: app.icon.clone(),
        name: app.name.clone(),
        may: if may.is_empty() { vec![page.say("permission-standard")] } else { may },
        label: page.say_with("settings-permissions-of", &[("name", app.name.clone())]),
    }
}

fn rooms(page: &Page, used: &Used, documents_max: u64) -> Vec<RoomLine> {
    let line = |key: &str, bytes| RoomLine { name: page.say(key), size: size(bytes), of: None };
    let of = [("used", size(used.documents)), ("max", size(documents_max))];
    let documents = RoomLine {
        name: page.say("settings-storage-documents"),
        size: page.say_with("settings-storage-of", &of),
        of: Some((used.documents, documents_max)),
    };
    vec![
        documents,
        line("settings-storage-cards", used.cards),
        line("settings-storage-apps", used.apps),
        line("settings-storage-sessions", used.sessions),
        line("settings-storage-chat", used.chat),
        line("settings-storage-memory", used.memory),
    ]
}

#[cfg(test)]
pub(super) mod samples {
    use super::*;
    use crate::web::samples::EVIL;

    pub fn desk() -> DeskPart {
        let evil = || EVIL.to_owned();
        let stack = |id: &str, is_chosen| {
            let (name, apps, label) = (evil(), evil(), evil());
            StackLine { id: id.to_owned(), name, icon: evil(), is_chosen, apps, label }
        };
        DeskPart {
            stacks: vec![stack("a", true), stack("b", false)],
            opens_last: false,
            intervals: vec![(30, evil(), true), (0, evil(), false)],
            has_single_keys: true,
            apps: vec![AppLine { id: evil(), icon: evil(), name: evil(), may: vec![evil()], label: evil() }],
            can_undo: true,
            rooms: vec![
                RoomLine { name: evil(), size: evil(), of: Some((1, 2)) },
                RoomLine { name: evil(), size: evil(), of: None },
            ],
        }
    }
}
