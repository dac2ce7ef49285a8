//! The page of a branch's chat.

use askama::Template;

use super::{
    super::{
        place::{Tab, encode},
        step,
    },
    Head, Notice,
    compare::commit_address,
};
use crate::{
    assistant::Status,
    kit::Timestamp,
    talking::{Shown, Told},
    web::{markdown, page::Page, words::When},
};

/// What has been said about a branch, and the way to say more.
#[derive(Template)]
#[template(path = "workspace/chat.html")]
pub(in crate::web::workspace) struct ChatPage {
    page: Page,
    head: Head,
    notice: Option<Notice>,
    turns: Vec<TurnView>,
    /// The page of what came before.
    older: Option<String>,
    /// What stands in the form.
    text: String,
    examples: Vec<Example>,
    /// Where scripts say something, and what stands behind that.
    api: String,
    query: &'static str,
}

/// Something that can be said, and the page with it in the form.
struct Example {
    href: String,
    text: String,
}

struct TurnView {
    id: String,
    status: &'static str,
    text: String,
    at: When,
    /// How it stands, unless it is over and all is said.
    state: Option<String>,
    is_running: bool,
    steps: Vec<StepLine>,
    steps_title: String,
    /// Markdown that has been rendered and cleaned.
    html: String,
    /// The same as it came in, while it does.
    partial: String,
    error: Option<String>,
    /// The commit that it made: its address, and its first digits.
    commit: Option<(String, String)>,
    can_stop: bool,
    can_continue: bool,
}

struct StepLine {
    text: String,
    is_error: bool,
}

impl ChatPage {
    pub(in crate::web::workspace) fn new(
        page: Page,
        head: Head,
        told: Vec<Told>,
        text: String,
        notice: Option<Notice>,
        now: Timestamp,
    ) -> Self {
        let here = head.at(Tab::Chat, "");
        let first = told.first().map(|told| told.turn.number).filter(|number| *number > 1);
        let keys: &[&str] = if head.can_write {
            &["live-example-list", "live-example-find", "live-example-replace", "live-example-add"]
        } else {
            &["live-example-list", "live-example-find"]
        };
        let example = |key: &&str| {
            let text = page.say(key);
            Example { href: format!("{here}?say={}#say", encode(&text)), text }
        };
        Self {
            turns: told.into_iter().map(|told| TurnView::new(told, &page, &head, now)).collect(),
            older: first.map(|number| format!("{here}?before={number}")),
            examples: keys.iter().map(example).collect(),
            api: format!("/api/live-chat/{}/{}/{}", encode(&head.owner), encode(&head.name), encode(&head.branch)),
            query: if head.base.starts_with("/github/") { "?provider=github" } else { "" },
            text,
            notice,
            head,
            page,
        }
    }
}

impl TurnView {
    fn new(told: Told, page: &Page, head: &Head, now: Timestamp) -> Self {
        let Told { turn, steps } = told;
        let state = match turn.status {
            Status::Queued => Some(page.say("live-queued")),
            Status::Running => Some(page.say("live-running")),
            Status::Interrupted => Some(page.say("live-interrupted")),
            Status::Cancelled => Some(page.say("live-cancelled")),
            Status::Completed | Status::Failed => None,
        };
        let commit = turn.made.map(|commit| (commit_address(&head.base, &commit.to_string()), commit.short()));
        let is_running = matches!(turn.status, Status::Queued | Status::Running);
        Self {
            id: turn.id.to_string(),
            status: turn.status.as_str(),
            at: When::new(turn.created_at, now, page.words),
            state,
            is_running,
            steps_title: page.say_with("live-steps", &[("count", steps.len().to_string())]),
            steps: steps.iter().map(|shown| StepLine::new(shown, page)).collect(),
            html: if is_running { String::new() } else { markdown::render(&turn.answer) },
            partial: if is_running { turn.answer } else { String::new() },
            text: turn.text,
            error: turn.error,
            commit,
            can_stop: turn.status.is_open(),
            can_continue: turn.status == Status::Interrupted,
        }
    }
}

impl StepLine {
    fn new(shown: &Shown, page: &Page) -> Self {
        Self { text: step::in_words(shown, page.words), is_error: shown.is_error }
    }
}
