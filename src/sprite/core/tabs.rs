//! The tabs that follow, and who of them is told about changes.

use std::sync::Arc;

use super::{
    super::{Following, Outbox, TabId, View, outbox::Cut},
    Audience,
};
use crate::kit::Timestamp;

/// A connection that has left something unread for this long is cut. The rest of the ten seconds that such a peer is
/// given goes by until the kernel takes nothing more for it, and until somebody looks.
const STUCK_MAX_MS: i64 = 9_000;

/// The tabs of one user.
pub(super) struct Tabs {
    max: usize,
    /// The oldest first.
    list: Vec<Tab>,
    /// Connections that were told to end: cut, should they not.
    leaving: Vec<(Timestamp, Cut)>,
    /// Whoever is told about changes; `None` when it has to be found out anew.
    audience: Option<Arc<Audience>>,
}

struct Tab {
    id: TabId,
    view: View,
    outbox: Arc<Outbox>,
    cut: Cut,
    /// Whether it has been given the desk: until then changes would have nothing to change.
    is_live: bool,
}

impl Tabs {
    pub fn new(max: usize) -> Self {
        Self { max, list: Vec::new(), leaving: Vec::new(), audience: None }
    }

    /// Takes the tab in and answers those that had to make room for it.
    pub fn come(&mut self, following: Following, now: Timestamp) -> Vec<Arc<Outbox>> {
        let Following { tab: id, outbox, view, cut, .. } = following;
        let too_many = (self.list.len() + 1).saturating_sub(self.max).min(self.list.len());
        let mut made_room = Vec::new();
        for oldest in self.list.drain(..too_many) {
            self.leaving.push((now, oldest.cut));
            made_room.push(oldest.outbox);
        }
        self.list.push(Tab { id, view, outbox, cut, is_live: false });
        self.audience = None;
        made_room
    }

    /// Takes the tab out and answers its outbox.
    pub fn go(&mut self, id: TabId) -> Option<Arc<Outbox>> {
        let at = self.list.iter().position(|tab| tab.id == id)?;
        self.audience = None;
        Some(self.list.remove(at).outbox)
    }

    /// Tells the tab nothing more about changes. Answers whether it is there.
    pub fn pause(&mut self, id: TabId) -> bool {
        let Some(tab) = self.list.iter_mut().find(|tab| tab.id == id) else { return false };
        tab.is_live = false;
        self.audience = None;
        true
    }

    /// Tells nobody anything more about changes, until they have been given the desk again.
    pub fn pause_all(&mut self) {
        for tab in &mut self.list {
            tab.is_live = false;
        }
        self.audience = None;
    }

    /// Tells the tab about every change from here on. `None` when it is gone.
    pub fn go_on(&mut self, id: TabId) -> Option<(Arc<Outbox>, View)> {
        let tab = self.list.iter_mut().find(|tab| tab.id == id)?;
        tab.is_live = true;
        self.audience = None;
        Some((Arc::clone(&tab.outbox), tab.view))
    }

    pub fn outbox(&self, id: TabId) -> Option<Arc<Outbox>> {
        self.list.iter().find(|tab| tab.id == id).map(|tab| Arc::clone(&tab.outbox))
    }

    pub fn outboxes(&self) -> impl Iterator<Item = Arc<Outbox>> {
        self.list.iter().map(|tab| Arc::clone(&tab.outbox))
    }

    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Whoever is told about changes now. Made once for many changes, because tabs come and go rarely.
    pub fn audience(&mut self) -> Arc<Audience> {
        let list = &self.list;
        Arc::clone(self.audience.get_or_insert_with(|| Arc::new(by_view(list.iter()))))
    }

    /// Those of these tabs that are told about changes now.
    pub fn audience_of(&self, tabs: &[TabId]) -> Audience {
        by_view(self.list.iter().filter(|tab| tabs.contains(&tab.id)))
    }

    /// The connections that are to be cut: stuck ones, and those that were told to end and did not.
    pub fn stuck(&mut self, now: Timestamp) -> impl Iterator<Item = Cut> {
        let overdue = self.leaving.extract_if(.., move |(since, _)| now.since_ms(*since) > STUCK_MAX_MS);
        let stuck = self.list.iter().filter(move |tab| tab.outbox.stuck_ms(now) > STUCK_MAX_MS);
        overdue.map(|(_, cut)| cut).chain(stuck.map(|tab| Arc::clone(&tab.cut)))
    }
}

fn by_view<'a>(tabs: impl Iterator<Item = &'a Tab>) -> Audience {
    let mut audience = Audience::new();
    for tab in tabs.filter(|tab| tab.is_live) {
        let outbox = Arc::clone(&tab.outbox);
        match audience.iter_mut().find(|(view, _)| *view == tab.view) {
            Some((_, outboxes)) => outboxes.push(outbox),
            None => audience.push((tab.view, vec![outbox])),
        }
    }
    audience
}
