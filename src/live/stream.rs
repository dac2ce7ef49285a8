//! What one tab is told, in its order, for as long as it listens.

use std::{collections::VecDeque, sync::Arc};

use super::{
    ClientId, Live, Message, MessageKind as Kind, Place,
    message::{Connected, Resync},
    outbox::{Outbox, Taken},
};
use crate::{account::UserId, git::ObjectId};

/// A tab that listens. Dropping it is leaving.
pub struct Stream {
    live: Live,
    place: Place,
    user: UserId,
    client: ClientId,
    id: u64,
    outbox: Arc<Outbox>,
    /// The event from which on it wants to be told, until it has been.
    since: Option<Option<u64>>,
    /// What is told before what waits.
    first: VecDeque<Arc<Message>>,
    /// The last event that it was told of, or knows.
    seq: u64,
    /// Whether messages were lost of which it was not told yet.
    is_behind: bool,
}

impl Stream {
    pub(super) fn new(
        live: Live,
        place: Place,
        user: UserId,
        client: ClientId,
        id: u64,
        outbox: Arc<Outbox>,
        since: Option<u64>,
    ) -> Self {
        Self {
            live,
            place,
            user,
            client,
            id,
            outbox,
            since: Some(since),
            first: VecDeque::new(),
            seq: 0,
            is_behind: false,
        }
    }

    /// What is to be sent next; `None` when the stream is over. May be given up at any moment.
    pub async fn next(&mut self) -> Option<Arc<Message>> {
        loop {
            if let Some(since) = self.since {
                self.begin(since).await;
                self.since = None;
            }
            if self.is_behind {
                self.start_over().await;
                self.is_behind = false;
            }
            if let Some(message) = self.first.pop_front() {
                return Some(message);
            }
            let live = self.live.clone();
            match self.outbox.take(move || live.now()).await {
                Taken::Message(message) if message.seq.is_some_and(|seq| seq <= self.seq) => {}
                Taken::Message(message) => {
                    self.seq = message.seq.unwrap_or(self.seq);
                    return Some(message);
                }
                Taken::Behind => self.is_behind = true,
                Taken::Closed => return None,
            }
        }
    }

    /// Says what there is: what has happened since, then who is here. Whatever happens meanwhile waits already.
    async fn begin(&mut self, since: Option<u64>) {
        let (seq, events, is_cut) = match self.live.events(&self.place, since.unwrap_or(u64::MAX)).await {
            Ok((events, since)) => (since.latest, events, since.is_cut),
            Err(error) => {
                tracing::warn!("what has happened on a branch can't be read: {error}");
                (since.unwrap_or_default(), Vec::new(), true)
            }
        };
        let connected = Connected { seq, head: self.head().await };
        // Whoever breaks off here comes back to what was not told yet.
        let known = since.filter(|_| !is_cut).unwrap_or(seq);
        let mut first = VecDeque::from([Message::new(Kind::Connected, Some(known), &connected)]);
        if since.is_some() && is_cut {
            first.push_back(Message::new(Kind::Resync, Some(seq), &Resync { seq }));
        }
        first.extend(events.iter().map(Message::event));
        first.push_back(self.live.everybody(&self.place));
        self.first = first.into_iter().map(Arc::new).collect();
        self.seq = seq;
    }

    /// Messages were lost: says so, and then who is here.
    async fn start_over(&mut self) {
        if let Ok((_, since)) = self.live.events(&self.place, u64::MAX).await {
            self.seq = since.latest;
        }
        let resync = Message::new(Kind::Resync, Some(self.seq), &Resync { seq: self.seq });
        self.first = [resync, self.live.everybody(&self.place)].into_iter().map(Arc::new).collect();
    }

    async fn head(&self) -> Option<ObjectId> {
        let branch = self.place.branch.clone()?;
        self.live.inner.repos.with(self.place.repository, move |git| git.find_head(&branch)).await.ok().flatten()
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        self.live.unfollow(&self.place, self.user, &self.client, self.id);
    }
}
