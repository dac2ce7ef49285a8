//! One app that is installed.

use askama::Template;

use super::{category_name, consent, consent::Line};
use crate::{
    app::{
        App, Permission, Version,
        audit::{Entry, What},
        grant::Grant,
        instance::Instance,
        job::Job,
        registry::{Origin, Saved},
    },
    kit::Timestamp,
    web::{
        apps::{notice::Notice, verbs::Everything},
        page::Page,
        words::When,
    },
};

const MINUTE_MS: i64 = 60_000;

/// What is known of the app, as it was read.
pub(in crate::web::apps) struct Found {
    pub app: App,
    pub grants: Vec<Grant>,
    pub versions: Vec<Saved>,
    pub windows: Vec<Instance>,
    pub jobs: Vec<Job>,
    pub entries: Vec<Entry>,
    pub data: Everything,
    /// The version of the catalogue, and what it asks for beside what was asked already.
    pub update: Option<(Version, Vec<Permission>)>,
}

#[derive(Template)]
#[template(path = "apps/app.html")]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own on the page")]
pub(in crate::web::apps) struct AppPage {
    page: Page,
    notice: Option<Notice>,
    id: String,
    icon: String,
    name: String,
    about: String,
    description: String,
    is_archived: bool,
    is_favourite: bool,
    is_pinned: bool,
    has_auto_update: bool,
    is_of_catalogue: bool,
    /// Whether its user made it here, and may change it.
    is_own: bool,
    package: String,
    windows: Vec<WindowLine>,
    update: Option<UpdateLine>,
    permissions: Vec<Line>,
    versions: Vec<VersionLine>,
    jobs: Vec<JobLine>,
    data: String,
    data_size: String,
    has_data: bool,
    entries: Vec<EntryLine>,
}

struct WindowLine {
    href: String,
    label: String,
    at: When,
    is_crashed: bool,
}

struct UpdateLine {
    text: String,
    asked: Vec<Line>,
}

struct VersionLine {
    number: u32,
    name: String,
    at: When,
    is_current: bool,
    has_data: bool,
    label: String,
}

struct JobLine {
    name: String,
    every: String,
    due: When,
    is_stopped: bool,
}

struct EntryLine {
    at: When,
    what: String,
    detail: String,
}

impl AppPage {
    pub(in crate::web::apps) fn new(page: Page, found: &Found, notice: Option<Notice>, now: Timestamp) -> Self {
        let app = &found.app;
        let version = page.say_with("apps-version", &[("version", app.version.to_string())]);
        let by = page.say_with("apps-by", &[("author", app.author.clone())]);
        let kib = found.data.bytes.div_ceil(1024).to_string();
        Self {
            id: app.id.to_string(),
            icon: app.icon.clone(),
            name: app.name.clone(),
            about: format!("{version} · {by} · {}", category_name(&page, app.category)),
            description: app.description.clone(),
            is_archived: app.is_archived(),
            is_favourite: app.is_favourite,
            is_pinned: app.pin_order.is_some(),
            has_auto_update: app.has_auto_update,
            is_of_catalogue: app.origin == Origin::Catalogue,
            is_own: app.origin == Origin::Own,
            package: app.package.to_string(),
            windows: found.windows.iter().map(|window| WindowLine::new(&page, window, now)).collect(),
            update: found.update.as_ref().map(|(version, asked)| UpdateLine {
                text: page.say_with("apps-update-text", &[("version", version.to_string())]),
                asked: asked.iter().map(|permission| Line::new(&page, permission, true)).collect(),
            }),
            permissions: lines(&page, &found.grants),
            versions: found.versions.iter().map(|saved| VersionLine::new(&page, app, saved, now)).collect(),
            jobs: found.jobs.iter().map(|job| JobLine::new(&page, job, now)).collect(),
            data: pretty(&found.data),
            data_size: page.say_with("apps-data-size", &[("kib", kib)]),
            has_data: found.data.bytes > 0,
            entries: found.entries.iter().map(|entry| EntryLine::new(&page, entry, now)).collect(),
            notice,
            page,
        }
    }
}

impl WindowLine {
    fn new(page: &Page, window: &Instance, now: Timestamp) -> Self {
        Self {
            href: format!("/apps/run/{}", window.id),
            label: page.say("apps-window"),
            at: When::new(window.opened_at, now, page.words),
            is_crashed: window.crash.is_some(),
        }
    }
}

impl VersionLine {
    fn new(page: &Page, app: &App, saved: &Saved, now: Timestamp) -> Self {
        let name = page.say_with("apps-version", &[("version", saved.version.to_string())]);
        Self {
            number: saved.number,
            at: When::new(saved.saved_at, now, page.words),
            is_current: saved.number == app.number,
            has_data: saved.has_data,
            label: page.say_with("apps-roll-back-label", &[("version", saved.version.to_string())]),
            name,
        }
    }
}

impl JobLine {
    fn new(page: &Page, job: &Job, now: Timestamp) -> Self {
        let minutes = (job.every_ms / MINUTE_MS).max(1).to_string();
        Self {
            name: job.name.clone(),
            every: page.say_with("apps-job-every", &[("minutes", minutes)]),
            due: When::new(job.due_at, now, page.words),
            is_stopped: job.stopped_at.is_some(),
        }
    }
}

impl EntryLine {
    fn new(page: &Page, entry: &Entry, now: Timestamp) -> Self {
        let detail = match (entry.what, Permission::new(&entry.detail)) {
            (What::Granted | What::Revoked | What::Refused, Some(permission)) => consent::words(page, &permission),
            _ => entry.detail.clone(),
        };
        Self { at: When::new(entry.at, now, page.words), what: what(page, entry.what), detail }
    }
}

fn lines(page: &Page, grants: &[Grant]) -> Vec<Line> {
    grants.iter().map(|grant| Line::new(page, &grant.permission, grant.is_given())).collect()
}

fn what(page: &Page, what: What) -> String {
    match what {
        What::Installed => page.say("audit-installed"),
        What::Updated => page.say("audit-updated"),
        What::RolledBack => page.say("audit-rolled-back"),
        What::Archived => page.say("audit-archived"),
        What::Granted => page.say("audit-granted"),
        What::Revoked => page.say("audit-revoked"),
        What::Refused => page.say("audit-refused"),
        What::Fetched => page.say("audit-fetched"),
        What::ReadFile => page.say("audit-read-file"),
        What::WroteFile => page.say("audit-wrote-file"),
        What::AskedModel => page.say("audit-asked-model"),
        What::Sent => page.say("audit-sent"),
        What::Notified => page.say("audit-notified"),
        What::Ran => page.say("audit-ran"),
        What::DataErased => page.say("audit-data-erased"),
    }
}

/// What the app keeps, as its user may read it.
fn pretty(data: &Everything) -> String {
    let windows = data.windows.iter().filter(|(_, state)| !state.is_empty()).map(|(_, state)| state);
    let all: Vec<_> = std::iter::once(&data.shared).filter(|state| !state.is_empty()).chain(windows).collect();
    all.iter().filter_map(|state| serde_json::to_string_pretty(state).ok()).collect::<Vec<_>>().join("\n")
}
