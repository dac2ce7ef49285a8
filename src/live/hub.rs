//! Who is at work on one branch: a plain struct that is told the time.
//!
//! Somebody is here with each tab of theirs. What a tab says of its cursor is kept as it comes and told at most ten
//! times a second, the latest alone, so that nobody who types fast is ever refused.

#[cfg(test)]
mod tests;

use std::{borrow::Cow, collections::BTreeMap, fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

use crate::{
    account::{Name, UserId},
    kit::Timestamp,
};

/// How often at most others hear of one tab.
const TOLD_MS: i64 = 100;

/// Without a sign of work for this long, somebody is idle.
const IDLE_MS: i64 = 60_000;

/// Without a sign of life for this long, a tab is gone. Tabs give one every ten seconds.
const OFFLINE_MS: i64 = 30_000;

/// How long a tab that has left is still shown: one that is loaded again is back by then.
const GRACE_MS: i64 = 3_000;

/// Tabs on one branch: more faces than a page can show, and few enough to be told of in one message.
const TABS_MAX: usize = 200;

/// Tabs of one user on one branch. A further one takes the place of the one that was quiet for longest.
const OWN_TABS_MAX: usize = 20;

/// Characters of the name of a tab.
const CLIENT_CHARS_MAX: usize = 64;

/// Colours that people are told apart by: those of the house, which can be read on light and on dark.
const COLOURS: [&str; 8] = ["red", "orange", "amber", "green", "teal", "blue", "violet", "pink"];

/// What a tab calls itself: 8 to 64 letters, digits, `-` and `_`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize)]
#[serde(transparent)]
pub struct ClientId(String);

/// A text that names no tab.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("a tab is named by 8 to {CLIENT_CHARS_MAX} letters, digits, hyphens and underlines")]
pub struct BadClient;

impl FromStr for ClientId {
    type Err = BadClient;

    fn from_str(text: &str) -> Result<Self, BadClient> {
        let is_spelt = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
        let is_long = (8..=CLIENT_CHARS_MAX).contains(&text.len());
        if is_spelt && is_long { Ok(Self(text.to_owned())) } else { Err(BadClient) }
    }
}

impl fmt::Display for ClientId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for ClientId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Cow::<str>::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

impl schemars::JsonSchema for ClientId {
    fn schema_name() -> Cow<'static, str> {
        "ClientId".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "pattern": "^[A-Za-z0-9_-]{8,64}$" })
    }
}

/// Where in a branch somebody is, in the words of the page that shows it.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Spot {
    pub page: String,
    pub path: Option<String>,
    pub cursor: Option<Value>,
}

/// Somebody who is here, as others see them.
#[derive(Clone, PartialEq, Debug, Serialize, schemars::JsonSchema)]
pub struct PersonView {
    pub client: ClientId,
    pub user: UserId,
    pub name: Name,
    /// The name of one of the house's colours, the same for a user everywhere.
    pub colour: &'static str,
    /// Which page they look at: `code`, `history`, …
    pub page: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cursor: Option<Value>,
    /// Whether they have done nothing for a minute.
    pub idle: bool,
}

/// What has changed since others were last told.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Diff {
    pub put: Vec<PersonView>,
    pub gone: Vec<ClientId>,
}

/// Why a tab is not shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum NotShown {
    #[error("there are {TABS_MAX} tabs open on this branch already: further ones are not shown to others")]
    Full,
    /// Others know tabs by their names alone, so that nobody may stand in for somebody else.
    #[error("this is the name of somebody else's tab: choose another")]
    Taken,
}

struct Person {
    name: Name,
    spot: Spot,
    seen_at: Timestamp,
    active_at: Timestamp,
    told_at: Option<Timestamp>,
    leaves_at: Option<Timestamp>,
    is_idle: bool,
    /// Whether others are to be told.
    is_news: bool,
}

type Key = (UserId, ClientId);

/// The people of one branch.
#[derive(Default)]
pub struct Hub {
    people: BTreeMap<Key, Person>,
    gone: Vec<ClientId>,
}

impl Hub {
    /// Shows a tab, or where it has got to. `is_active` says that somebody is at work there also when nothing of it
    /// can be seen.
    ///
    /// # Errors
    /// [`NotShown`].
    pub fn put(
        &mut self,
        (user, name): (UserId, &Name),
        client: &ClientId,
        spot: Spot,
        is_active: bool,
        now: Timestamp,
    ) -> Result<(), NotShown> {
        let key = (user, client.clone());
        if !self.people.contains_key(&key) {
            if self.people.keys().any(|(_, other)| other == client) {
                return Err(NotShown::Taken);
            }
            self.make_room(user)?;
            self.gone.retain(|gone| gone != client);
        }
        let person = self.people.entry(key).or_insert_with(|| Person {
            name: name.clone(),
            spot: Spot::default(),
            seen_at: now,
            active_at: now,
            told_at: None,
            leaves_at: None,
            is_idle: false,
            is_news: true,
        });
        let has_moved = person.spot != spot;
        person.is_news |= has_moved || person.leaves_at.is_some() || person.name != *name;
        person.name.clone_from(name);
        (person.seen_at, person.leaves_at, person.spot) = (now, None, spot);
        if has_moved || is_active {
            person.active_at = now;
            person.is_news |= std::mem::take(&mut person.is_idle);
        }
        Ok(())
    }

    /// A sign of life of a tab that is here.
    pub fn beat(&mut self, user: UserId, client: &ClientId, now: Timestamp) {
        if let Some(person) = self.people.get_mut(&(user, client.clone())) {
            (person.seen_at, person.leaves_at) = (now, None);
        }
    }

    /// A tab is closed, or loaded again.
    pub fn leave(&mut self, user: UserId, client: &ClientId, now: Timestamp) {
        if let Some(person) = self.people.get_mut(&(user, client.clone())) {
            person.leaves_at.get_or_insert(now.plus_ms(GRACE_MS));
        }
    }

    /// Takes away all tabs of a user.
    pub fn expel(&mut self, user: UserId) {
        let clients: Vec<Key> = self.people.keys().filter(|(own, _)| *own == user).cloned().collect();
        for key in &clients {
            self.remove(key);
        }
    }

    /// Takes away who is gone, and sees who is idle; answers who was there until when.
    pub fn sweep(&mut self, now: Timestamp) -> Vec<(UserId, Timestamp)> {
        let is_gone = |person: &Person| {
            person.leaves_at.is_some_and(|at| at <= now) || now.since_ms(person.seen_at) >= OFFLINE_MS
        };
        let gone: Vec<(Key, Timestamp)> = self
            .people
            .iter()
            .filter(|(_, person)| is_gone(person))
            .map(|(key, person)| (key.clone(), person.seen_at))
            .collect();
        for (key, _) in &gone {
            self.remove(key);
        }
        for person in self.people.values_mut() {
            let is_idle = now.since_ms(person.active_at) >= IDLE_MS;
            person.is_news |= is_idle != person.is_idle;
            person.is_idle = is_idle;
        }
        gone.into_iter().map(|((user, _), seen_at)| (user, seen_at)).collect()
    }

    /// What others are to be told now; `None` when there is nothing.
    pub fn diff(&mut self, now: Timestamp) -> Option<Diff> {
        let mut put = Vec::new();
        for (key, person) in &mut self.people {
            if person.is_news && person.told_at.is_none_or(|at| now.since_ms(at) >= TOLD_MS || at > now) {
                (person.is_news, person.told_at) = (false, Some(now));
                put.push(view(key, person));
            }
        }
        let gone = std::mem::take(&mut self.gone);
        let is_news = !put.is_empty() || !gone.is_empty();
        is_news.then_some(Diff { put, gone })
    }

    /// Whether somebody is still to be told something.
    #[must_use]
    pub fn has_news(&self) -> bool {
        !self.gone.is_empty() || self.people.values().any(|person| person.is_news)
    }

    /// Everybody who is here.
    #[must_use]
    pub fn people(&self) -> Vec<PersonView> {
        self.people.iter().map(|(key, person)| view(key, person)).collect()
    }

    /// The users who are here.
    pub fn users(&self) -> impl Iterator<Item = UserId> {
        self.people.keys().map(|(user, _)| *user)
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.people.is_empty()
    }

    fn make_room(&mut self, user: UserId) -> Result<(), NotShown> {
        let own = self.people.iter().filter(|((other, _), _)| *other == user);
        if own.clone().count() >= OWN_TABS_MAX
            && let Some(quietest) = own.min_by_key(|(_, person)| person.seen_at).map(|(key, _)| key.clone())
        {
            self.remove(&quietest);
        }
        if self.people.len() >= TABS_MAX { Err(NotShown::Full) } else { Ok(()) }
    }

    fn remove(&mut self, key: &Key) {
        if self.people.remove(key).is_some() {
            self.gone.push(key.1.clone());
        }
    }
}

/// The colour of a user, the same everywhere and for good.
#[must_use]
pub fn colour_of(user: UserId) -> &'static str {
    COLOURS[usize::try_from(user.spread() % COLOURS.len() as u64).unwrap_or_default()]
}

fn view((user, client): &Key, person: &Person) -> PersonView {
    PersonView {
        client: client.clone(),
        user: *user,
        name: person.name.clone(),
        colour: colour_of(*user),
        page: person.spot.page.clone(),
        path: person.spot.path.clone(),
        cursor: person.spot.cursor.clone(),
        idle: person.is_idle,
    }
}
