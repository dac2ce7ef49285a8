//! Giving a tab the desk, a page at a time: the next one is read while one is made into frames, and made into frames
//! when the tab has taken most of those.
//!
//! So a desk of any size costs a few pages of memory for each tab that is given it, a tab that reads slowly keeps
//! neither the lane nor the file waiting, and operations come between the pages.

use std::sync::Arc;

use futures_util::future::{OptionFuture, join};
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
            // Off the reactor: a page with its HTML takes milliseconds, in which the next one is read.
            let encoding = tokio::task::spawn_blocking(move || encoder.sync(&to, &page, view, made));
            let is_last = next.is_none();
            let (encoded, read) = join(encoding, OptionFuture::from(next.map(|before| self.read(before)))).await;
            let Ok(frames) = encoded else { return self.outbox.close(Goodbye::Internal) };
            made += frames.len();
            self.outbox.add_to_sync(self.place, frames, is_last, self.shared.ambient.now());
            match read {
                None => return,
                Some(Some(snapshot)) => page = DeskState { snapshot, turns: Vec::new() },
                // Without the rest the tab is of no use: it comes back and asks again.
                Some(None) => return self.outbox.close(Goodbye::Internal),
            }
            if !self.outbox.has_room(self.place).await {
                return;
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
