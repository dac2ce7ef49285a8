//! What a tab says of running apps.

use crate::{
    account::UserId,
    app::{InstanceId, runtime::Event},
    protocol::client::{AppEvent, AppHappening},
    running::{Apps, Said},
    sprite::TabId,
};

/// The window that a tab speaks of, and what it says.
pub(super) fn said(event: AppEvent) -> (InstanceId, Said) {
    let AppEvent { instance_id, node, key, event, value, .. } = event;
    let said = match (event.of_component(), event) {
        (Some(what), _) => Said::Event(Event { node, key, what, value: value.unwrap_or_default() }),
        (None, AppHappening::Hide) => Said::Hide,
        (None, AppHappening::Restart) => Said::Restart,
        (None, AppHappening::Reset) => Said::Reset,
        (None, _) => Said::Show,
    };
    (instance_id, said)
}

/// Held as long as the tab is there. However its connection ends, the apps that it shows are told.
pub(super) struct Shows {
    pub apps: Apps,
    pub user: UserId,
    pub tab: TabId,
}

impl Drop for Shows {
    fn drop(&mut self) {
        self.apps.left(self.user, self.tab);
    }
}
