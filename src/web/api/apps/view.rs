//! Apps as programs see them.

use serde::Serialize;
use serde_json::{Map, Value};

use crate::{
    app::{
        App, AppId, Category, InstanceId, PackageId, Permission, Version,
        audit::{Entry, What},
        grant::Grant,
        instance::Instance,
        job::Job,
        registry::{Origin, Saved},
    },
    card::CardId,
    kit::Timestamp,
    web::apps::verbs::Everything,
};

/// An app in a list.
#[derive(Serialize, schemars::JsonSchema)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own on the wire")]
pub(in crate::web) struct AppView {
    app_id: AppId,
    /// What its package calls itself; good in addresses, too.
    package_id: PackageId,
    name: String,
    icon: String,
    category: Category,
    author: String,
    description: String,
    tags: Vec<String>,
    origin: Origin,
    version: Version,
    /// The number of the version that runs, from 1.
    number: u32,
    auto_update: bool,
    favourite: bool,
    pinned: bool,
    archived: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_used_at: Option<Timestamp>,
    installed_at: Timestamp,
    updated_at: Timestamp,
}

impl From<&App> for AppView {
    fn from(app: &App) -> Self {
        Self {
            app_id: app.id,
            package_id: app.package.clone(),
            name: app.name.clone(),
            icon: app.icon.clone(),
            category: app.category,
            author: app.author.clone(),
            description: app.description.clone(),
            tags: app.tags.clone(),
            origin: app.origin,
            version: app.version,
            number: app.number,
            auto_update: app.has_auto_update,
            favourite: app.is_favourite,
            pinned: app.pin_order.is_some(),
            archived: app.is_archived(),
            last_used_at: app.last_used_at,
            installed_at: app.installed_at,
            updated_at: app.updated_at,
        }
    }
}

/// An app with all that is known of it.
#[derive(Serialize, schemars::JsonSchema)]
pub(in crate::web) struct AppPage {
    #[serde(flatten)]
    app: AppView,
    permissions: Vec<GrantView>,
    instances: Vec<InstanceView>,
    jobs: Vec<JobView>,
    /// The version of the catalogue, when it is newer.
    #[serde(skip_serializing_if = "Option::is_none")]
    update: Option<Version>,
}

#[derive(Serialize, schemars::JsonSchema)]
struct GrantView {
    permission: Permission,
    granted: bool,
}

#[derive(Serialize, schemars::JsonSchema)]
struct InstanceView {
    instance_id: InstanceId,
    card_id: CardId,
    opened_at: Timestamp,
    crashed: bool,
}

#[derive(Serialize, schemars::JsonSchema)]
struct JobView {
    job: String,
    every_ms: i64,
    due_at: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_run_at: Option<Timestamp>,
    stopped: bool,
}

impl AppPage {
    pub(super) fn new(
        app: &App,
        grants: Vec<Grant>,
        windows: Vec<Instance>,
        jobs: Vec<Job>,
        update: Option<Version>,
    ) -> Self {
        let permissions =
            grants.into_iter().map(|grant| GrantView { granted: grant.is_given(), permission: grant.permission });
        let instances = windows.into_iter().map(|window| InstanceView {
            instance_id: window.id,
            card_id: window.card,
            opened_at: window.opened_at,
            crashed: window.crash.is_some(),
        });
        let jobs = jobs.into_iter().map(|job| JobView {
            job: job.name,
            every_ms: job.every_ms,
            due_at: job.due_at,
            last_run_at: job.last_run_at,
            stopped: job.stopped_at.is_some(),
        });
        Self {
            app: app.into(),
            permissions: permissions.collect(),
            instances: instances.collect(),
            jobs: jobs.collect(),
            update,
        }
    }
}

/// The versions that are kept, the last first.
#[derive(Serialize, schemars::JsonSchema)]
pub(in crate::web) struct VersionList {
    versions: Vec<SavedView>,
}

#[derive(Serialize, schemars::JsonSchema)]
struct SavedView {
    number: u32,
    version: Version,
    saved_at: Timestamp,
    /// Whether it is the one that runs.
    current: bool,
    /// Whether there is a copy of what the app kept when this version was replaced.
    has_data: bool,
}

impl VersionList {
    pub(super) fn new(app: &App, saved: Vec<Saved>) -> Self {
        let versions = saved.into_iter().map(|saved| SavedView {
            number: saved.number,
            version: saved.version,
            saved_at: saved.saved_at,
            current: saved.number == app.number,
            has_data: saved.has_data,
        });
        Self { versions: versions.collect() }
    }
}

/// Everything that an app keeps.
#[derive(Serialize, schemars::JsonSchema)]
pub(in crate::web) struct DataView {
    bytes: usize,
    /// What belongs to all of its windows.
    shared: Map<String, Value>,
    windows: Vec<WindowData>,
}

#[derive(Serialize, schemars::JsonSchema)]
struct WindowData {
    instance_id: InstanceId,
    state: Map<String, Value>,
}

impl From<Everything> for DataView {
    fn from(all: Everything) -> Self {
        let windows = all.windows.into_iter();
        let windows =
            windows.map(|(instance_id, state)| WindowData { instance_id, state: state.into_iter().collect() });
        Self { bytes: all.bytes, shared: all.shared.into_iter().collect(), windows: windows.collect() }
    }
}

/// What an app was allowed and refused, and what it did with it, the last first.
#[derive(Serialize, schemars::JsonSchema)]
pub(in crate::web) struct AuditPage {
    entries: Vec<EntryView>,
}

#[derive(Serialize, schemars::JsonSchema)]
struct EntryView {
    at: Timestamp,
    what: What,
    detail: String,
}

impl From<Vec<Entry>> for AuditPage {
    fn from(entries: Vec<Entry>) -> Self {
        let entries = entries.into_iter().map(|Entry { at, what, detail }| EntryView { at, what, detail });
        Self { entries: entries.collect() }
    }
}
