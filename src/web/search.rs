//! The page of a search: everything that cards, stacks, documents and the conversation say, the Drawer included.

use actix_web::{HttpResponse, web::Query as Asked};
use askama::Template;
use serde::Deserialize;

use super::{
    answer::html,
    card::view::color_name,
    error::Result,
    extract::Desk,
    page::Page,
    words::{When, Words},
};
use crate::{
    chat::Role,
    kit::Timestamp,
    search::{self, Found, Hit, Kind, Piece, Place, Query, Subject},
    stack::Status,
};

/// Results on one page.
const SHOWN: usize = 20;

/// Pages that can be asked for: more than a search counts.
const PAGE_NUMBER_MAX: usize = 500;

#[derive(Template)]
#[template(path = "search/index.html")]
pub(super) struct SearchPage {
    pub page: Page,
    pub query: String,
    pub kinds: Vec<Choice>,
    pub places: Vec<Choice>,
    pub results: ResultsView,
}

/// What is found, for htmx to put in while its reader types.
#[derive(Template)]
#[template(path = "search/_results.html")]
pub(super) struct Results {
    pub page: Page,
    pub results: ResultsView,
}

/// One value of a select.
pub(super) struct Choice {
    pub value: &'static str,
    pub name: String,
    pub is_chosen: bool,
}

/// What is found: a sentence about it, and a page of it.
pub(super) struct ResultsView {
    pub summary: String,
    pub lines: Vec<Line>,
    /// The addresses of the pages before and after, or nothing.
    pub before: String,
    pub after: String,
}

/// One result.
pub(super) struct Line {
    pub href: String,
    pub kind: &'static str,
    pub color: &'static str,
    pub title: Vec<Piece>,
    pub passage: Vec<Piece>,
    pub note: String,
    pub at: When,
    /// Where to restore it, or nothing.
    pub restore: String,
    pub restore_label: String,
}

/// What is asked for. `type` and `place` say what a filter in `q` would.
#[derive(Deserialize, Default)]
pub struct Asking {
    #[serde(default)]
    q: String,
    #[serde(default, rename = "type")]
    kind: String,
    #[serde(default)]
    place: String,
    #[serde(default)]
    page: usize,
}

/// `GET /search?q=&type=&place=&page=`: what is found, the best first.
///
/// # Errors
/// Whatever the Sprite answers.
pub async fn show(desk: Desk, page: Page, Asked(mut asking): Asked<Asking>) -> Result<HttpResponse> {
    asking.page = asking.page.clamp(1, PAGE_NUMBER_MAX);
    let query = asking.query();
    let has_asked = !query.is_empty();
    let offset = (asking.page - 1) * SHOWN;
    let found = desk.read(move |tx| search::search(tx, &query, offset, SHOWN)).await?;

    let results = ResultsView::new(&found, &asking, has_asked, page.words, desk.now());
    if page.is_fragment {
        return html(&Results { page, results });
    }
    let choice = |value, name: &str, chosen: &str| Choice { value, name: page.say(name), is_chosen: value == chosen };
    let kinds = [
        ("", "search-all"),
        ("card", "cards"),
        ("chat", "rail-chat"),
        ("stack", "stacks"),
        ("document", "rail-documents"),
    ];
    let places = [("", "search-everywhere"), ("desk", "search-on-desk"), ("drawer", "search-in-drawer")];
    let kinds = kinds.map(|(value, name)| choice(value, name, &asking.kind)).into();
    let places = places.map(|(value, name)| choice(value, name, &asking.place)).into();
    html(&SearchPage { page, query: asking.q, kinds, places, results })
}

impl Asking {
    fn query(&self) -> Query {
        let mut query = Query::parse(&self.q);
        if query.is_empty() {
            return query;
        }
        query.filters.kind = Kind::ALL.into_iter().find(|kind| kind.as_str() == self.kind).or(query.filters.kind);
        query.filters.status = match self.place.as_str() {
            "desk" => Some(Status::Active),
            "drawer" => Some(Status::Archived),
            _ => query.filters.status,
        };
        query
    }

    fn address(&self, page: usize) -> String {
        let encoded = |text: &str| text.bytes().map(percent).collect::<String>();
        let (q, kind, place) = (encoded(&self.q), encoded(&self.kind), encoded(&self.place));
        format!("/search?q={q}&type={kind}&place={place}&page={page}")
    }
}

impl ResultsView {
    fn new(found: &Found, asking: &Asking, has_asked: bool, words: Words, now: Timestamp) -> Self {
        let summary = if !has_asked {
            words.say("search-lead")
        } else if found.total == 0 {
            words.say("search-nothing")
        } else {
            let key = if found.is_capped { "search-found-many" } else { "search-found" };
            words.say_with(key, &[("count", found.total.to_string())])
        };
        let is_last = asking.page * SHOWN >= found.total;
        Self {
            summary,
            lines: found.hits.iter().map(|hit| Line::new(hit, words, now)).collect(),
            before: if asking.page > 1 { asking.address(asking.page - 1) } else { String::new() },
            after: if is_last { String::new() } else { asking.address(asking.page + 1) },
        }
    }
}

impl Line {
    pub(super) fn new(hit: &Hit, words: Words, now: Timestamp) -> Self {
        let whole: String = hit.title.iter().map(|piece| piece.text.as_str()).collect();
        let (href, note, restore) = match &hit.subject {
            Subject::Card { id, stack_name, can_restore, .. } => {
                let key = match (hit.is_archived, can_restore) {
                    (false, _) => "search-on",
                    (true, true) => "search-archived-on",
                    (true, false) => "search-archived-with",
                };
                let note = words.say_with(key, &[("stack", stack_name.clone())]);
                let can_restore = hit.is_archived && *can_restore;
                (format!("/cards/{id}"), note, can_restore.then(|| format!("/cards/{id}/restore")))
            }
            Subject::Stack { id } if hit.is_archived => {
                ("/drawer".to_owned(), words.say("search-stack-archived"), Some(format!("/stacks/{id}/restore")))
            }
            Subject::Stack { id } => (format!("/stacks/{id}"), words.say("search-stack"), None),
            Subject::Document { id, place } => {
                let restore = hit.is_archived.then(|| format!("/documents/{id}/restore"));
                (format!("/documents/{id}{}", part(place)), document_note(place, hit.is_archived, words), restore)
            }
            Subject::Message { id, role, .. } => {
                let who = match role {
                    Role::User => "who-you",
                    Role::Agent => "who-assistant",
                    Role::System => "who-system",
                };
                let note = words.say_with("search-said", &[("who", words.say(who))]);
                (format!("/chat?upto={id}#message-{id}"), note, None)
            }
        };
        let is_message = hit.subject.kind() == Kind::Message;
        let said = || vec![Piece { text: words.say("search-message"), is_hit: false }];
        Self {
            href,
            kind: hit.subject.kind().as_str(),
            color: color_name(hit.color),
            title: if is_message { said() } else { hit.title.clone() },
            passage: hit.passage.clone(),
            note,
            at: When::new(hit.at, now, words),
            restore: restore.unwrap_or_default(),
            restore_label: words.say_with("restore-of", &[("name", whole)]),
        }
    }
}

/// The part of a document's page that shows what was found.
fn part(place: &Place) -> String {
    match place {
        Place::Whole => String::new(),
        Place::Page { number, .. } => format!("?page={number}"),
        Place::Sheet { number, row, .. } => format!("?sheet={number}&row={row}"),
    }
}

/// `Document · page 3 · put away`.
fn document_note(place: &Place, is_archived: bool, words: Words) -> String {
    let mut parts = vec![words.say("search-document")];
    match place {
        Place::Page { number, count } if *count > 1 => {
            parts.push(words.say_with("search-document-page", &[("number", number.to_string())]));
        }
        Place::Whole | Place::Page { .. } => {}
        Place::Sheet { name, row, .. } => {
            parts.extend((!name.is_empty()).then(|| name.clone()));
            parts.push(words.say_with("search-document-row", &[("row", row.to_string())]));
        }
    }
    parts.extend(is_archived.then(|| words.say("search-document-away")));
    parts.join(" · ")
}

/// A byte as it stands in an address (RFC 3986, section 2.3).
fn percent(byte: u8) -> String {
    match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    }
}

#[cfg(test)]
mod samples {
    use askama::Template;

    use super::*;
    use crate::{
        kit::Ambient,
        web::samples::{EVIL, check_fragment, check_page, for_each_language},
    };

    #[test]
    fn results_are_shown_whole_and_clean() {
        for_each_language(|page, desk| {
            let pieces =
                || vec![Piece { text: EVIL.to_owned(), is_hit: false }, Piece { text: EVIL.to_owned(), is_hit: true }];
            let (card, stack) = (&desk.cards[0], &desk.stack);
            let subjects = [
                Subject::Card { id: card.id, stack: stack.id, stack_name: EVIL.to_owned(), can_restore: true },
                Subject::Stack { id: stack.id },
                Subject::Message { id: desk.messages[0].id, role: Role::User, turn: None },
                Subject::Document { id: Ambient::system().id(), place: Place::Page { number: 2, count: 3 } },
                Subject::Document {
                    id: Ambient::system().id(),
                    place: Place::Sheet { number: 1, name: EVIL.to_owned(), row: 7 },
                },
            ];
            let hits = [false, true].into_iter().flat_map(|is_archived| {
                subjects.clone().map(|subject| Hit {
                    subject,
                    title: pieces(),
                    passage: pieces(),
                    is_archived,
                    color: None,
                    at: Timestamp(0),
                })
            });
            let found = Found { hits: hits.collect(), total: 60, is_capped: true };
            let asking = Asking { q: EVIL.to_owned(), page: 2, ..Asking::default() };
            let results = || ResultsView::new(&found, &asking, true, page.words, Timestamp(1));
            assert!(results().after.contains("q=%3Cimg"), "{}", results().after);
            check_fragment(&Results { page: page.clone(), results: results() }.render().unwrap());
            let choice = || vec![Choice { value: "card", name: EVIL.to_owned(), is_chosen: true }];
            let (query, kinds, places) = (EVIL.to_owned(), choice(), choice());
            let html = SearchPage { page: page.clone(), query, kinds, places, results: results() }.render().unwrap();
            check_page(&html);
            assert_eq!(html.matches("<mark>").count(), 18, "all passages, and all titles but of messages");
        });
    }
}
