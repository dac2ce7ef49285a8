//! A window of an app that runs: what it keeps for itself, and who is shown what of it.

use std::collections::{BTreeMap, BTreeSet};

use tokio::time::{Duration, Instant};

use super::Asker;
use crate::{
    app::{runtime::State, tree::Tree},
    sprite::TabId,
};

/// Events that a window takes at once, and how many it takes a second from then on.
const BURST: f64 = 60.0;
const PER_SECOND: f64 = 20.0;

/// A name in the rows of a window that no package can declare: its `on_mount` has run.
pub(super) const MOUNTED: &str = "_mounted";

/// A window that runs.
pub(super) struct Window {
    /// As it stands in the file, with the marks that are ours.
    pub stored: State,
    /// As it is now: differs from `stored` while somebody types.
    pub own: State,
    pub views: Vec<View>,
    pub rev: u64,
    /// Failures one after the other.
    pub failures: u32,
    pub crash: Option<String>,
    /// When each timer goes off next.
    pub timers: BTreeMap<String, Instant>,
    pub unsaved: Option<Unsaved>,
    pub saved_at: Option<Instant>,
    bucket: Bucket,
}

/// What tabs are shown. There is one for all of them, unless the package keeps something for each tab.
pub(super) struct View {
    pub tabs: BTreeSet<TabId>,
    pub tab_state: State,
    /// What they were shown last.
    pub tree: Tree,
    /// What they are shown once it is stored.
    pub next: Option<Tree>,
}

/// Edits that are not stored yet.
pub(super) struct Unsaved {
    pub due: Instant,
    pub askers: Vec<Asker>,
}

struct Bucket {
    tokens: f64,
    at: Instant,
}

impl Window {
    pub fn new(stored: State, own: State, failures: u32, crash: Option<String>, now: Instant) -> Self {
        Self {
            stored,
            own,
            views: Vec::new(),
            rev: 0,
            failures,
            crash,
            timers: BTreeMap::new(),
            unsaved: None,
            saved_at: None,
            bucket: Bucket { tokens: BURST, at: now },
        }
    }

    pub fn is_mounted(&self) -> bool {
        self.stored.contains_key(MOUNTED)
    }

    /// Whether somebody sees it.
    pub fn is_shown(&self) -> bool {
        self.views.iter().any(|view| !view.tabs.is_empty())
    }

    pub fn tabs(&self) -> Vec<TabId> {
        self.views.iter().flat_map(|view| view.tabs.iter().copied()).collect()
    }

    pub fn view_of(&self, tab: TabId) -> Option<usize> {
        self.views.iter().position(|view| view.tabs.contains(&tab))
    }

    /// Takes an event from the bucket; `Err` holds the milliseconds after which there is one again.
    pub fn take_token(&mut self, now: Instant) -> Result<(), u64> {
        let since = now.saturating_duration_since(self.bucket.at);
        let tokens = (self.bucket.tokens + since.as_secs_f64() * PER_SECOND).min(BURST);
        self.bucket = Bucket { tokens, at: now };
        if tokens < 1.0 {
            let wait = Duration::from_secs_f64((1.0 - tokens) / PER_SECOND);
            return Err(u64::try_from(wait.as_millis()).unwrap_or(u64::MAX).max(1));
        }
        self.bucket.tokens -= 1.0;
        Ok(())
    }
}
