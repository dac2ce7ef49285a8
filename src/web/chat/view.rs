//! The conversation as templates show it.

use crate::{
    activity::TurnId,
    assistant::{Status, Turn},
    chat::{Approval, ApprovalStatus, Message, Role},
    kit::Timestamp,
    web::{
        markdown,
        words::{When, Words},
    },
};

/// A message of the user above this many lines or characters is shown in a window that scrolls.
const LONG_LINES: usize = 12;
const LONG_CHARS: usize = 1_200;

/// One message.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MessageView {
    pub id: String,
    pub role: &'static str,
    pub who: String,
    pub at: When,
    /// The turn that it belongs to, or nothing.
    pub turn: String,
    /// Markdown that has been rendered and cleaned.
    pub html: String,
    /// A pasted table is shown in a window of its own, so that the answer to it stays in sight.
    pub is_long: bool,
    /// How to try again the turn that it belongs to, when that has failed.
    pub retry: Option<String>,
    pub cards: Vec<CardLink>,
    pub approval: Option<ApprovalView>,
}

/// What a message asks to be approved, or what became of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ApprovalView {
    pub state: String,
    /// What the buttons say, while there is something to decide.
    pub buttons: Option<(String, String)>,
    pub outcome: String,
}

impl ApprovalView {
    fn new(approval: &Approval, words: Words) -> Self {
        let server = || [("server", approval.server.clone())];
        let state = match approval.status {
            ApprovalStatus::Waiting => words.say_with("approval-waiting", &server()),
            ApprovalStatus::Approved => words.say("approval-approved"),
            ApprovalStatus::Done => words.say_with("approval-done", &server()),
            ApprovalStatus::Failed => words.say("approval-failed"),
            ApprovalStatus::Denied => words.say("approval-denied"),
        };
        let waits = approval.status == ApprovalStatus::Waiting;
        let buttons = waits.then(|| (words.say("approval-approve"), words.say("approval-deny")));
        Self { state, buttons, outcome: approval.outcome.clone() }
    }
}

/// The way from a message to a card that it made.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CardLink {
    pub id: String,
    pub label: String,
}

impl MessageView {
    #[must_use]
    pub fn new(message: &Message, words: Words, now: Timestamp) -> Self {
        let label = |number: usize| match message.cards.len() {
            1 => words.say("message-card"),
            _ => words.say_with("message-card-number", &[("number", number.to_string())]),
        };
        let cards = (1..).zip(&message.cards).map(|(at, id)| CardLink { id: id.to_string(), label: label(at) });
        Self {
            id: message.id.to_string(),
            role: message.role.as_str(),
            who: match message.role {
                Role::User => words.say("who-you"),
                Role::Agent => words.say("who-assistant"),
                Role::System => words.say("who-system"),
            },
            at: When::new(message.at, now, words),
            turn: message.turn.map(|turn| turn.to_string()).unwrap_or_default(),
            html: markdown::render(&message.content),
            is_long: message.role == Role::User && is_long(&message.content),
            retry: None,
            cards: cards.collect(),
            approval: message.approval.as_ref().map(|approval| ApprovalView::new(approval, words)),
        }
    }
}

/// A turn that is waiting, speaking or interrupted.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TurnView {
    /// Empty in the blank that scripts copy.
    pub id: String,
    pub status: &'static str,
    pub who: String,
    pub state: String,
    /// What has been said so far.
    pub partial: String,
    pub can_continue: bool,
}

impl TurnView {
    #[must_use]
    pub fn new(turn: &Turn, words: Words) -> Self {
        Self {
            id: turn.id.to_string(),
            status: turn.status.as_str(),
            state: match turn.status {
                Status::Queued => words.say("turn-queued"),
                Status::Interrupted => words.say("turn-interrupted"),
                Status::Running | Status::Completed | Status::Failed | Status::Cancelled => words.say("turn-running"),
            },
            partial: turn.partial.clone(),
            can_continue: turn.status == Status::Interrupted,
            ..Self::blank(words)
        }
    }

    /// What a script fills in when a turn begins.
    #[must_use]
    pub fn blank(words: Words) -> Self {
        Self {
            id: String::new(),
            status: Status::Queued.as_str(),
            who: words.say("who-assistant"),
            state: String::new(),
            partial: String::new(),
            can_continue: false,
        }
    }
}

/// Something that can be asked with one click.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Chip {
    pub label: String,
    pub text: String,
}

/// The conversation: messages, open turns and the composer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ChatView {
    /// The id of the first message, when there are earlier ones.
    pub older: Option<String>,
    pub messages: Vec<MessageView>,
    pub turns: Vec<TurnView>,
    pub chips: Vec<Chip>,
    /// The stack that a message written here is about.
    pub stack: String,
    pub blank_turn: TurnView,
}

impl ChatView {
    /// Shows `messages`, the oldest first. When they are `page` many there may be earlier ones.
    #[must_use]
    pub fn new(messages: &[Message], page: usize, turns: &[Turn], stack: String, words: Words, now: Timestamp) -> Self {
        let has_older = messages.len() >= page;
        Self {
            older: messages.first().filter(|_| has_older).map(|message| message.id.to_string()),
            messages: messages.iter().map(|message| MessageView::new(message, words, now)).collect(),
            turns: turns.iter().map(|turn| TurnView::new(turn, words)).collect(),
            chips: chips(words),
            stack,
            blank_turn: TurnView::blank(words),
        }
    }

    /// Offers to try the turn again, below what it said.
    #[must_use]
    pub fn offering_retry_of(mut self, failed: Option<TurnId>, words: Words) -> Self {
        let turn = failed.map(|turn| turn.to_string());
        let said = self.messages.iter_mut().rfind(|message| message.role == Role::Agent.as_str());
        if let Some(said) = said.filter(|said| Some(&said.turn) == turn.as_ref()) {
            said.retry = Some(words.say("turn-retry"));
        }
        self
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.messages.is_empty() && self.turns.is_empty()
    }
}

fn is_long(text: &str) -> bool {
    text.lines().nth(LONG_LINES).is_some() || text.chars().nth(LONG_CHARS).is_some()
}

fn chips(words: Words) -> Vec<Chip> {
    let chip = |label: String, text: String| Chip { label, text };
    vec![
        chip(words.say("chip-help"), words.say("chip-help-text")),
        chip(words.say("chip-note"), words.say("chip-note-text")),
        chip(words.say("chip-list"), words.say("chip-list-text")),
        chip(words.say("chip-remember"), words.say("chip-remember-text")),
        chip(words.say("chip-table"), words.say("chip-table-text")),
    ]
}
