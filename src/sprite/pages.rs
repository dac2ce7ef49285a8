//! Giving a tab the desk, a page at a time: the next one is read when the tab has taken most of the last.
//!
//! So a desk of any size costs a few pages of memory for each tab that is given it, a tab that reads slowly keeps
//! neither the lane nor the file waiting, and operations come between the pages.

use std::sync::Arc;

use tokio::sync::oneshot;

use super::{
    DeskState, Goodbye, Outbox, ReplyTo, View,
    directory::Shared,
    lane::{File, Outcome, Ticket},
    outbox::SyncPlace,
};
use crate::{
    db::Tx,
    desk::{self, Snapshot},
};

/// A tab that is being given the desk.
pub(super) struct Giving {
    pub shared: Arc<Shared>,
    pub file: Arc<File>,
    pub outbox: Arc<Outbox>,
    pub place: SyncPlace,
    pub to: ReplyTo,
    pub view: View,
}

impl Giving {
    /// Gives the tab `first` and every page after it. Ends early when the tab has gone.
    pub async fn run(self, first: Box<DeskState>) {
        let (mut page, mut made) = (*first, 0);
        loop {
            let next = page.snapshot.more.is_some().then(|| Snapshot { cards: Vec::new(), ..page.snapshot.clone() });
            let (encoder, to, view) = (Arc::clone(&self.shared.encoder), self.to.clone(), self.view);
            // Off the reactor: a page with its HTML takes milliseconds.
            let encode = move || encoder.sync(&to, &page, view, made);
            let Ok(frames) = tokio::task::spawn_blocking(encode).await else {
                return self.outbox.close(Goodbye::Internal);
            };
            made += frames.len();
            self.outbox.add_to_sync(self.place, frames, next.is_none(), self.shared.ambient.now());
            let Some(before) = next else { return };
            if !self.outbox.has_room(self.place).await {
                return;
            }
            match self.read(before).await {
                Some(snapshot) => page = DeskState { snapshot, turns: Vec::new() },
                // Without the rest the tab is of no use: it comes back and asks again.
                None => return self.outbox.close(Goodbye::Internal),
            }
        }
    }

    async fn read(&self, before: Snapshot) -> Option<Snapshot> {
        let (sender, answer) = oneshot::channel();
        let job = move |tx: &Tx| {
            let read = desk::next_page(tx, before);
            let tell: Box<dyn FnOnce() + Send> = Box::new(move || _ = sender.send(read));
            Outcome::Read(tell)
        };
        self.file.submit_read(Ticket::for_nobody(), job).ok()?;
        answer.await.ok()?.inspect_err(|error| tracing::error!("a page of a desk could not be read: {error}")).ok()
    }
}
