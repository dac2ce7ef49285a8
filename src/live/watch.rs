//! What goes on in the background: hearing what happens, and seeing who is gone.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use tokio::sync::broadcast::{Receiver, error::RecvError};

use super::{Live, Message, concerns, outbox::Outbox, view};
use crate::{
    account::UserId,
    git::BranchName,
    kit::Timestamp,
    repo::{Happened, RepoId},
};

/// How often those who are gone are looked for.
const SWEEP: Duration = Duration::from_millis(500);

pub(super) type Visits = BTreeMap<RepoId, Vec<(BranchName, UserId, Timestamp)>>;

impl Live {
    /// Tells of what happens, until the server stops.
    pub(super) async fn hear(self, mut heard: Receiver<Happened>) {
        let mut stopping = self.inner.stopping.clone();
        loop {
            let happened = tokio::select! {
                happened = heard.recv() => happened,
                _ = stopping.wait_for(|is_stopping| *is_stopping) => return self.close(),
            };
            match happened {
                Ok(happened) => self.tell_of(&happened).await,
                Err(RecvError::Lagged(_)) => self.each_outbox(Outbox::fall_behind),
                Err(RecvError::Closed) => return,
            }
        }
    }

    async fn tell_of(&self, happened: &Happened) {
        if !self.open().places.keys().any(|place| place.repository == happened.repository) {
            return;
        }
        let names = match self.names(happened.events.iter().filter_map(|event| event.by)).await {
            Ok(names) => names,
            Err(error) => {
                tracing::warn!("who has done something can't be read, and it is told without: {error}");
                BTreeMap::new()
            }
        };
        let told = happened.events.iter().map(|event| (event, Arc::new(Message::event(&view(event, &names)))));
        let told: Vec<_> = told.collect();
        let open = self.open();
        for (place, followed) in open.places.iter().filter(|(place, _)| place.repository == happened.repository) {
            for (_, message) in told.iter().filter(|(event, _)| concerns(event, place)) {
                followed.send(message);
            }
        }
    }

    /// Takes away who is gone, streams that nobody reads, and places where nobody is.
    pub(super) async fn sweep(self) {
        let mut stopping = self.inner.stopping.clone();
        loop {
            tokio::select! {
                () = tokio::time::sleep(SWEEP) => {}
                _ = stopping.wait_for(|is_stopping| *is_stopping) => return,
            }
            for (repository, visits) in self.sweep_now() {
                if let Err(error) = self.inner.repos.note_visits(repository, visits).await {
                    tracing::warn!(repository.id = %repository, "it can't be noted who was here: {error}");
                }
            }
        }
    }

    pub(super) fn sweep_now(&self) -> Visits {
        let now = self.now();
        let mut visits = Visits::new();
        let mut open = self.open();
        open.places.retain(|_, followed| !followed.is_empty() || followed.is_telling);
        for (place, followed) in &mut open.places {
            let gone = followed.hub.sweep(now);
            if let Some(branch) = &place.branch
                && !gone.is_empty()
            {
                let of_branch = gone.into_iter().map(|(user, at)| (branch.clone(), user, at));
                visits.entry(place.repository).or_default().extend(of_branch);
            }
            self.tell_later(place, followed);
            followed.followers.iter().filter(|follower| follower.outbox.is_stalled(now)).for_each(|follower| {
                tracing::info!(user.id = %follower.who.user, "a stream that nobody reads is cut off");
                follower.outbox.close(None);
                (follower.cut)();
            });
        }
        visits
    }

    /// Ends all streams: they would never end by themselves.
    fn close(&self) {
        self.each_outbox(|outbox| outbox.close(None));
    }

    fn each_outbox(&self, act: impl Fn(&Outbox)) {
        let open = self.open();
        open.places.values().flat_map(|followed| &followed.followers).for_each(|follower| act(&follower.outbox));
    }
}
