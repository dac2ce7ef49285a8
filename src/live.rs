//! Who is at work on which branch at this moment, and telling them what happens there.
//!
//! A branch that somebody has open has a [`Hub`] in memory, with the people there and the streams that follow it; when
//! the last one leaves, it is gone. What happens comes from the repositories' journals, and from there alone. Whoever is
//! let in is the doors' to decide; whoever may not follow any longer is found here, and their streams end.

mod access;
mod hub;
mod message;
mod outbox;
mod stream;
#[cfg(test)]
mod tests;
mod watch;

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::sync::watch as signal;

use crate::{
    account::{self, Name, SignInId, UserId},
    assistant::Status,
    db::Pool,
    git::BranchName,
    kit::{Ambient, Timestamp},
    livechat::{About, TurnId},
    repo::{self, Event, RepoId, Repos, Since},
};

pub use hub::{BadClient, ClientId, NotShown, PersonView, Spot, colour_of};
pub use message::{EventView, Message, MessageKind, Reason};
pub use stream::Stream;

use hub::Hub;
use message::{ChatNews, Everybody, MessageKind as Kind};
use outbox::Outbox;

/// Bytes of a cursor, as JSON: a selection of some hundred things.
pub const CURSOR_BYTES_MAX: usize = 2 << 10;

/// Events that a stream, or whoever asks, is told at once. Whoever has missed more looks at the branch itself.
pub const EVENTS_MAX: u64 = 1_000;

/// Streams of one user: their tabs on all machines.
const STREAMS_OF_USER_MAX: usize = 64;

/// Streams in all: each is a connection and a queue.
const STREAMS_MAX: usize = 4_000;

/// Branches with people in all.
const HUBS_MAX: usize = 10_000;

/// How long changes are gathered before others are told.
const GATHER: Duration = Duration::from_millis(50);

/// What is followed: a branch, or what happens to all branches of a repository.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Place {
    pub repository: RepoId,
    pub branch: Option<BranchName>,
}

/// Who follows, and by which sign-in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Who {
    pub user: UserId,
    pub name: Name,
    pub sign_in: SignInId,
}

/// Why somebody was not let in.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum TooMany {
    #[error("you follow branches in {STREAMS_OF_USER_MAX} tabs already: close one of them")]
    OfUser,
    #[error("this server has as many people at work as it can tell of each other: try again later")]
    OfServer,
    #[error(transparent)]
    Here(#[from] NotShown),
}

/// The people at work on this server. Cheap to clone.
#[derive(Clone)]
pub struct Live {
    inner: Arc<Inner>,
}

struct Inner {
    ambient: Ambient,
    platform: Pool,
    repos: Repos,
    stopping: signal::Receiver<bool>,
    open: Mutex<Open>,
}

/// What is open at this moment.
#[derive(Default)]
struct Open {
    places: HashMap<Place, Followed>,
    /// Streams of each user.
    streams: BTreeMap<UserId, usize>,
    streams_count: usize,
    next_stream: u64,
}

#[derive(Default)]
struct Followed {
    hub: Hub,
    followers: Vec<Follower>,
    is_telling: bool,
}

/// A stream, as far as others know it.
struct Follower {
    id: u64,
    who: Who,
    outbox: Arc<Outbox>,
    /// Ends the connection of a reader that has stopped reading.
    cut: Box<dyn Fn() + Send>,
}

impl Live {
    /// Begins to hear what happens in `repos`. Must be called on a reactor; ends when `stopping` says so.
    #[must_use]
    pub fn start(ambient: Ambient, platform: Pool, repos: Repos, stopping: signal::Receiver<bool>) -> Self {
        let heard = repos.listen();
        let live = Self { inner: Arc::new(Inner { ambient, platform, repos, stopping, open: Mutex::default() }) };
        tokio::spawn(live.clone().hear(heard));
        tokio::spawn(live.clone().sweep());
        tokio::spawn(live.clone().watch_access());
        live
    }

    /// Shows a tab to the others at a place, or where it has got to.
    ///
    /// # Errors
    /// [`TooMany`].
    pub fn put(&self, place: &Place, who: &Who, client: &ClientId, spot: Spot, is_active: bool) -> Result<(), TooMany> {
        let now = self.now();
        let mut open = self.open();
        if !open.places.contains_key(place) && open.places.len() >= HUBS_MAX {
            return Err(TooMany::OfServer);
        }
        let followed = open.places.entry(place.clone()).or_default();
        followed.hub.put((who.user, &who.name), client, spot, is_active, now)?;
        self.tell_later(place, followed);
        Ok(())
    }

    /// A tab is closed, or loaded again: it stays for a moment.
    pub fn leave(&self, place: &Place, user: UserId, client: &ClientId) {
        let now = self.now();
        if let Some(followed) = self.open().places.get_mut(place) {
            followed.hub.leave(user, client, now);
        }
    }

    /// Everybody who is at a place.
    #[must_use]
    pub fn people(&self, place: &Place) -> Vec<PersonView> {
        self.open().places.get(place).map(|followed| followed.hub.people()).unwrap_or_default()
    }

    /// Whether anybody is at a place, or follows it.
    #[must_use]
    pub fn is_open(&self, place: &Place) -> bool {
        self.open().places.contains_key(place)
    }

    /// What has happened at a place after the event `seq`.
    ///
    /// # Errors
    /// When the repository can't be read.
    pub async fn events(&self, place: &Place, seq: u64) -> repo::Result<(Vec<EventView>, Since)> {
        let since = self.inner.repos.events(place.repository, seq, EVENTS_MAX).await?;
        let wanted: Vec<&Event> = since.events.iter().filter(|event| concerns(event, place)).collect();
        let names = self.names(wanted.iter().filter_map(|event| event.by)).await?;
        let views = wanted.into_iter().map(|event| view(event, &names)).collect();
        Ok((views, since))
    }

    /// Who was at work at a place before, and when last, the latest first.
    ///
    /// # Errors
    /// When the repository can't be read.
    pub async fn visits(&self, place: &Place) -> repo::Result<Vec<(Name, Timestamp)>> {
        let Some(branch) = place.branch.clone() else { return Ok(Vec::new()) };
        let visits = self.inner.repos.visits(place.repository, branch).await?;
        let names = self.names(visits.iter().map(|(user, _)| *user)).await?;
        Ok(visits.into_iter().filter_map(|(user, at)| Some((names.get(&user)?.clone(), at))).collect())
    }

    /// Follows a place from the event `since` on, or from now on. `cut` ends the connection of a reader who has stopped
    /// reading.
    ///
    /// # Errors
    /// [`TooMany`].
    pub fn follow(
        &self,
        place: Place,
        who: Who,
        client: ClientId,
        since: Option<u64>,
        cut: Box<dyn Fn() + Send>,
    ) -> Result<Stream, TooMany> {
        let now = self.now();
        let mut open = self.open();
        if open.streams_count >= STREAMS_MAX {
            return Err(TooMany::OfServer);
        }
        let own = open.streams.entry(who.user).or_default();
        if *own >= STREAMS_OF_USER_MAX {
            return Err(TooMany::OfUser);
        }
        *own += 1;
        open.streams_count += 1;
        open.next_stream += 1;
        let (id, outbox) = (open.next_stream, Arc::new(Outbox::new(now)));
        let followed = open.places.entry(place.clone()).or_default();
        followed.hub.beat(who.user, &client, now);
        let user = who.user;
        followed.followers.push(Follower { id, who, outbox: Arc::clone(&outbox), cut });
        drop(open);
        Ok(Stream::new(self.clone(), place, user, client, id, outbox, since))
    }

    /// Tells a user's own tabs how a turn of their live chat stands now. Nobody else hears of it.
    pub fn tell_chat(&self, about: &About, turn: TurnId, status: Status) {
        self.tell_own(about, &ChatNews { turn: Some(turn), status: Some(status.as_str()) });
    }

    /// Tells a user's own tabs that their live chat was cleared.
    pub fn tell_chat_cleared(&self, about: &About) {
        self.tell_own(about, &ChatNews { turn: None, status: None });
    }

    fn tell_own(&self, about: &About, news: &ChatNews) {
        let place = Place { repository: about.repository, branch: Some(about.branch.clone()) };
        let message = Arc::new(Message::new(Kind::ChatMessage, None, news));
        if let Some(followed) = self.open().places.get(&place) {
            let own = followed.followers.iter().filter(|follower| follower.who.user == about.user);
            own.for_each(|follower| follower.outbox.push(&message));
        }
    }

    /// A stream has ended, whyever: its tab may come back at once.
    fn unfollow(&self, place: &Place, user: UserId, client: &ClientId, id: u64) {
        let now = self.now();
        let mut open = self.open();
        open.streams_count = open.streams_count.saturating_sub(1);
        if let Some(own) = open.streams.get_mut(&user) {
            *own = own.saturating_sub(1);
            if *own == 0 {
                open.streams.remove(&user);
            }
        }
        if let Some(followed) = open.places.get_mut(place) {
            followed.followers.retain(|follower| follower.id != id);
            followed.hub.leave(user, client, now);
        }
    }

    /// Tells those who follow a place what has changed there, in a moment, together with whatever else changes until
    /// then.
    fn tell_later(&self, place: &Place, followed: &mut Followed) {
        if !followed.hub.has_news() || std::mem::replace(&mut followed.is_telling, true) {
            return;
        }
        let (live, place) = (self.clone(), place.clone());
        tokio::spawn(async move {
            loop {
                tokio::time::sleep(GATHER).await;
                if !live.tell_now(&place) {
                    return;
                }
            }
        });
    }

    /// Tells it; answers whether more is to be told soon.
    fn tell_now(&self, place: &Place) -> bool {
        let now = self.now();
        let mut open = self.open();
        let Some(followed) = open.places.get_mut(place) else { return false };
        if let Some(diff) = followed.hub.diff(now) {
            followed.send(&Arc::new(Message::new(Kind::PresenceDiff, None, &diff)));
        }
        followed.is_telling = followed.hub.has_news();
        followed.is_telling
    }

    fn everybody(&self, place: &Place) -> Message {
        Message::new(Kind::PresenceUpdate, None, &Everybody { people: self.people(place) })
    }

    /// The names of users, for those who read what they have done.
    async fn names(&self, users: impl Iterator<Item = UserId>) -> repo::Result<BTreeMap<UserId, Name>> {
        let users: std::collections::BTreeSet<UserId> = users.collect();
        if users.is_empty() {
            return Ok(BTreeMap::new());
        }
        let read = move |tx: &crate::db::Tx| -> Result<_, account::Error> {
            Ok(users.into_iter().filter_map(|id| account::find(tx, id).ok()).map(|user| (user.id, user.name)).collect())
        };
        Ok(self.inner.platform.read(read).await?)
    }

    fn now(&self) -> Timestamp {
        self.inner.ambient.now()
    }

    fn open(&self) -> MutexGuard<'_, Open> {
        self.inner.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Followed {
    fn send(&self, message: &Arc<Message>) {
        self.followers.iter().for_each(|follower| follower.outbox.push(message));
    }

    fn is_empty(&self) -> bool {
        self.hub.is_empty() && !self.hub.has_news() && self.followers.is_empty()
    }
}

/// Whether those at a place are told of an event: of files, those on the branch; of everything else, all of the repository.
fn concerns(event: &Event, place: &Place) -> bool {
    !event.kind.is_of_file() || place.branch == event.branch
}

fn view(event: &Event, names: &BTreeMap<UserId, Name>) -> EventView {
    EventView::new(event, event.by.and_then(|by| names.get(&by).cloned()))
}
