//! What the page of sessions shows.

use askama::Template;
use serde::Deserialize;

use crate::{
    desk,
    kit::Timestamp,
    session::{self, Origin, Session},
    sprite, stack,
    web::{page::Page, words::When},
};

/// How often the desk can be kept without being asked, in seconds; 0 is never.
pub const INTERVALS_S: [u32; 5] = [30, 60, 300, 900, 0];

/// What a form has done, said on the page that it leads back to.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Done {
    Saved,
    Renamed,
    Archived,
    Unarchived,
    /// The desk was already as it was to be.
    Same,
    IntervalChosen,
}

impl Done {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Saved => "saved",
            Self::Renamed => "renamed",
            Self::Archived => "archived",
            Self::Unarchived => "unarchived",
            Self::Same => "same",
            Self::IntervalChosen => "interval-chosen",
        }
    }

    pub(super) fn notice(self, page: &Page) -> Notice {
        let text = match self {
            Self::Saved => page.say("sessions-saved"),
            Self::Renamed => page.say("sessions-renamed"),
            Self::Archived => page.say("sessions-archived"),
            Self::Unarchived => page.say("sessions-unarchived"),
            Self::Same => page.say("sessions-same"),
            Self::IntervalChosen => page.say("sessions-interval-chosen"),
        };
        Notice { kind: "ok", text }
    }
}

/// A sentence above everything.
pub(super) struct Notice {
    kind: &'static str,
    text: String,
}

impl Notice {
    /// What its owner can do about a refusal; nothing for what no form of the page can ask for.
    pub(super) fn about(error: &sprite::Error, page: &Page) -> Option<Self> {
        let text = match error {
            sprite::Error::Session(error) => match error {
                session::Error::TooMany => {
                    page.say_with("sessions-error-many", &[("max", session::NAMED_MAX.to_string())])
                }
                session::Error::NoRoom => page.say("sessions-error-room"),
                session::Error::TooLarge => page.say("sessions-error-large"),
                session::Error::Newer => page.say("sessions-error-newer"),
                session::Error::NotFound | session::Error::Desk(_) | session::Error::App(_) | session::Error::Db(_) => {
                    return None;
                }
            },
            sprite::Error::Desk(desk::Error::Stack(stack::Error::TierLimit { max, .. })) => {
                page.say_with("sessions-error-tier", &[("max", max.to_string())])
            }
            sprite::Error::Desk(error) if !error.is_internal() => page.say("sessions-error-whole"),
            _ => return None,
        };
        Some(Self { kind: "danger", text })
    }

    pub(super) fn about_name(page: &Page) -> Self {
        Self { kind: "danger", text: page.say("sessions-error-name") }
    }
}

/// What is kept, as it was read.
pub(super) struct Found {
    pub sessions: Vec<Session>,
    pub archived: Vec<Session>,
    pub interval_s: u32,
}

/// `/desk/sessions`.
#[derive(Template)]
#[template(path = "sessions/index.html")]
pub(super) struct SessionsPage {
    page: Page,
    notice: Option<Notice>,
    groups: Vec<Group>,
    archived: Vec<SessionLine>,
    archived_title: String,
    intervals: Vec<Interval>,
}

/// The sessions that one thing has made.
struct Group {
    title: String,
    lines: Vec<SessionLine>,
}

struct SessionLine {
    id: String,
    title: String,
    /// What stands in the field for its name.
    name: String,
    holds: String,
    at: When,
    restore_label: String,
    more_label: String,
    unarchive_label: String,
    ask_title: String,
}

struct Interval {
    seconds: u32,
    name: String,
    is_chosen: bool,
}

impl SessionsPage {
    pub(super) fn new(page: Page, found: &Found, notice: Option<Notice>, now: Timestamp) -> Self {
        let lines = |sessions: &[Session], origin: Option<Origin>| {
            let of_kind = sessions.iter().filter(|session| origin.is_none_or(|origin| session.origin == origin));
            of_kind.map(|session| SessionLine::new(&page, session, now)).collect::<Vec<_>>()
        };
        let group = |origin| Group { title: page.say(title(origin)), lines: lines(&found.sessions, Some(origin)) };
        let groups = Origin::ALL.into_iter().map(group).filter(|group| !group.lines.is_empty()).collect();
        let count = found.archived.len().to_string();
        Self {
            notice,
            groups,
            archived: lines(&found.archived, None),
            archived_title: page.say_with("sessions-archived-title", &[("count", count)]),
            intervals: INTERVALS_S.into_iter().map(|each| Interval::new(&page, each, found.interval_s)).collect(),
            page,
        }
    }
}

impl SessionLine {
    fn new(page: &Page, session: &Session, now: Timestamp) -> Self {
        let at = When::new(session.saved_at, now, page.words);
        let name = session.name.as_ref().map(ToString::to_string);
        let title = match (session.origin, &name) {
            (Origin::Named, Some(name)) => name.clone(),
            (Origin::BeforeRestore, Some(name)) => page.say_with("session-before", &[("name", name.clone())]),
            (Origin::BeforeRestore, None) => page.say("session-before-unnamed"),
            (Origin::Auto | Origin::Named, _) => page.say("session-auto"),
        };
        let named = [("name", title.clone()), ("when", at.text.clone())];
        Self {
            id: session.id.to_string(),
            holds: holds(page, session),
            restore_label: page.say_with("session-restore-of", &named),
            more_label: page.say_with("session-more-of", &named),
            unarchive_label: page.say_with("session-unarchive-of", &named),
            ask_title: page.say_with(if name.is_some() { "session-ask" } else { "session-ask-unnamed" }, &named),
            name: name.filter(|_| session.origin == Origin::Named).unwrap_or_default(),
            title,
            at,
        }
    }
}

/// Every interval that can be chosen, by its seconds, with whether it is.
pub(in crate::web) fn intervals(page: &Page, chosen: u32) -> Vec<(u32, String, bool)> {
    let own = Some(chosen).filter(|chosen| !INTERVALS_S.contains(chosen));
    let all = INTERVALS_S.into_iter().chain(own).map(|seconds| Interval::new(page, seconds, chosen));
    all.map(|each| (each.seconds, each.name, each.is_chosen)).collect()
}

impl Interval {
    fn new(page: &Page, seconds: u32, chosen: u32) -> Self {
        let name = match seconds {
            0 => page.say("sessions-never"),
            seconds if seconds % 60 != 0 => page.say_with("sessions-seconds", &[("count", seconds.to_string())]),
            seconds => page.say_with("sessions-minutes", &[("count", (seconds / 60).to_string())]),
        };
        Self { seconds, name, is_chosen: seconds == chosen }
    }
}

/// What a desk that was just restored says, with the way back.
#[derive(Debug)]
pub(in crate::web) struct RestoredNote {
    pub text: String,
    /// The session that leads back.
    pub point: String,
}

impl RestoredNote {
    pub fn new(page: &Page, point: &Session) -> Self {
        let text = match &point.name {
            Some(name) => page.say_with("session-restored", &[("name", name.to_string())]),
            None => page.say("session-restored-unnamed"),
        };
        Self { text, point: point.id.to_string() }
    }
}

/// What the form that led to the desk has done.
#[derive(Default, Deserialize)]
pub struct Restored {
    pub restored: Option<session::SessionId>,
}

fn title(origin: Origin) -> &'static str {
    match origin {
        Origin::Named => "sessions-named",
        Origin::Auto => "sessions-auto",
        Origin::BeforeRestore => "sessions-before",
    }
}

fn holds(page: &Page, session: &Session) -> String {
    let part = |key, count: u64| page.say_with(key, &[("count", count.to_string())]);
    let mut parts = vec![part("session-stacks", session.stacks), part("session-cards", session.cards)];
    if session.instances > 0 {
        parts.push(part("session-apps", session.instances));
    }
    parts.join(", ")
}

#[cfg(test)]
mod samples {
    use askama::Template;

    use super::*;
    use crate::{
        activity::Seq,
        kit::Line,
        web::samples::{EVIL, check_page, for_each_language},
    };

    #[test]
    fn sessions_are_shown_by_what_has_made_them_whole_and_clean() {
        for_each_language(|page, desk| {
            let session = |number: usize, origin, name: Option<&str>| Session {
                id: desk.cards[number % 2].id.cast(),
                origin,
                name: name.map(|name| Line::new(name).unwrap()),
                saved_at: Timestamp(0),
                same_until: Timestamp(0),
                seq: Seq(1),
                digest: Vec::new(),
                stacks: 1,
                cards: 2,
                instances: number as u64,
                archived_at: None,
            };
            let found = |sessions, archived| Found { sessions, archived, interval_s: 0 };
            for sessions in [
                vec![session(0, Origin::Named, Some(EVIL)), session(1, Origin::BeforeRestore, Some(EVIL))],
                vec![session(0, Origin::Auto, None), session(1, Origin::BeforeRestore, None)],
            ] {
                let notice = Notice::about(&session::Error::TooMany.into(), page);
                let html = SessionsPage::new(page.clone(), &found(sessions, Vec::new()), notice, Timestamp(1));
                check_page(&html.render().unwrap());
            }
            let archived = found(Vec::new(), vec![session(0, Origin::Named, Some(EVIL))]);
            check_page(&SessionsPage::new(page.clone(), &archived, None, Timestamp(1)).render().unwrap());
        });
    }
}
