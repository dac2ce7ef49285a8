//! The page of a task: where it stands, what it has done, and what can be said to it.

use askama::Template;

use super::{
    list::cost,
    shell::ShellNote,
    steps::{StepLine, lines},
};
use crate::{
    agent::{
        Agent, State, TASK_CHARS_MAX,
        machine::{Order, Outcome, Wanted},
        step::Step,
    },
    assistant::turn::Budget,
    kit::Timestamp,
    web::{
        error::{Error, Result},
        markdown,
        page::Page,
        words::When,
        workspace::place::{Tab, address, base},
    },
};

/// A sentence above everything.
pub(super) struct Notice {
    pub kind: &'static str,
    pub text: String,
}

impl Notice {
    /// What its reader can do about a refusal; the error itself for what no form of a page asks for.
    pub(super) fn about(error: Error, page: &Page) -> Result<Self> {
        let text = match (error.code, error.field.as_deref()) {
            ("invalid", Some("task")) => page.say("agent-error-task"),
            ("too_many_agents", _) => page.say("agent-error-many"),
            ("agent_state", _) => page.say("agent-error-state"),
            ("not_yours", _) => page.say("agent-error-yours"),
            ("no_base", _) => page.say("agent-error-base"),
            ("too_much_said", _) => page.say("agent-error-said"),
            ("role_needed", _) => page.say("repo-error-role"),
            ("repository_archived", _) => page.say("repo-error-archived"),
            ("not_found", _) => page.say("agent-error-branch"),
            _ => return Err(error),
        };
        Ok(Self { kind: "danger", text })
    }
}

/// What the page is made of.
pub(super) struct Found {
    pub agent: Agent,
    pub place: Option<u64>,
    pub steps: Vec<Step>,
    /// What was said and is not taken yet, and by whom.
    pub waiting: Vec<(String, String)>,
    pub shell: Option<ShellNote>,
}

/// `/agents/{id}`.
#[derive(Template)]
#[template(path = "agents/show.html")]
pub(super) struct AgentPage {
    page: Page,
    notice: Option<Notice>,
    id: String,
    title: String,
    task: String,
    state: String,
    word: &'static str,
    /// What it is about to do because somebody wants it.
    wanted: Option<String>,
    why: Option<String>,
    why_html: Option<String>,
    question_html: Option<String>,
    facts: Vec<Fact>,
    review_href: Option<String>,
    code_href: Option<String>,
    ways: Vec<Way>,
    may_steer: bool,
    is_over: bool,
    steps: Vec<StepLine>,
    waiting: Vec<(String, String)>,
    /// The last step that was shown whole.
    seen: u64,
    text_chars_max: usize,
    shell: Option<ShellNote>,
}

/// What can become of a task.
struct Way {
    action: &'static str,
    name: String,
    tone: &'static str,
}

/// A line about a task.
struct Fact {
    name: String,
    text: String,
    href: Option<String>,
}

impl AgentPage {
    pub(super) fn new(page: Page, found: Found, budget: &Budget, notice: Option<Notice>, now: Timestamp) -> Self {
        let agent = &found.agent;
        let base = base(&agent.address);
        let has_branch = agent.started_at.is_some();
        let whole = found.steps.iter().take_while(|step| step.ended_at.is_some()).last();
        Self {
            notice,
            id: agent.id.to_string(),
            title: agent.title(),
            task: agent.task.clone(),
            state: state_word(&page, agent.state, found.place),
            word: agent.state.as_str(),
            wanted: agent.wanted.map(|wanted| page.say(wanted_key(wanted))),
            why: agent.why.clone().filter(|_| matches!(agent.state, State::Failed | State::Cancelled)),
            why_html: agent.why.as_deref().filter(|_| agent.state == State::Done).map(markdown::render),
            question_html: agent.question.as_deref().map(markdown::render),
            facts: facts(&page, agent, &base, budget, now),
            review_href: has_branch.then(|| format!("/agents/{}/review", agent.id)),
            code_href: has_branch.then(|| address(&base, agent.branch.as_str(), Tab::Code, "")),
            ways: ways(&page, agent),
            may_steer: agent.may_steer,
            is_over: agent.state.is_over(),
            seen: whole.map_or(0, |step| step.number),
            steps: lines(&page, &found.steps, &base, now),
            waiting: found.waiting,
            shell: found.shell,
            text_chars_max: TASK_CHARS_MAX,
            page,
        }
    }
}

fn ways(page: &Page, agent: &Agent) -> Vec<Way> {
    let can = |order| {
        agent.may_steer && matches!(agent.state.obey(order, agent.wanted), Outcome::Becomes(_) | Outcome::Wants(_))
    };
    let all = [
        (Order::Pause, "pause", "agent-pause", ""),
        (Order::Resume, "resume", "agent-resume", "primary"),
        (Order::Cancel, "cancel", "agent-cancel", "danger"),
        (Order::Retry, "retry", "agent-retry", ""),
        (Order::Retry, "fresh", "agent-fresh", ""),
    ];
    let way = |(_, action, key, tone)| Way { action, name: page.say(key), tone };
    all.into_iter().filter(|(order, ..)| can(*order)).map(way).collect()
}

fn facts(page: &Page, agent: &Agent, base: &str, budget: &Budget, now: Timestamp) -> Vec<Fact> {
    let fact = |key: &str, text: String| Fact { name: page.say(key), text, href: None };
    let repository = format!("{} / {}", agent.address.owner, agent.address.name);
    let mut facts = vec![
        Fact { href: Some(base.to_owned()), ..fact("agent-repository", repository) },
        fact("agent-base", agent.base_branch.to_string()),
        fact("agent-branch", agent.branch.to_string()),
        fact("agent-requester", agent.requester_name.to_string()),
        fact("agent-given", When::new(agent.created_at, now, page.words).text),
    ];
    facts.extend(agent.model.clone().map(|model| fact("agent-model", model)));
    if agent.asked > 0 {
        facts.push(fact("agent-asked", agent.asked.to_string()));
    }
    facts.extend(cost(page, agent.spent, budget).map(|cost| fact("agent-cost", cost)));
    if agent.worked_ms >= 1_000 {
        let (minutes, seconds) = (agent.worked_ms / 60_000, agent.worked_ms / 1_000 % 60);
        facts.push(fact("agent-worked", format!("{minutes}:{seconds:02}")));
    }
    facts
}

/// Where a task stands, in the reader's words.
pub(super) fn state_word(page: &Page, state: State, place: Option<u64>) -> String {
    if let (State::Queued, Some(place)) = (state, place) {
        return page.say_with("agent-state-queued-at", &[("place", place.to_string())]);
    }
    page.say(state_key(state))
}

pub(in crate::web) const fn state_key(state: State) -> &'static str {
    match state {
        State::Queued => "agent-state-queued",
        State::Preparing => "agent-state-preparing",
        State::Running => "agent-state-running",
        State::Waiting => "agent-state-waiting",
        State::Finalizing => "agent-state-finalizing",
        State::Done => "agent-state-done",
        State::Failed => "agent-state-failed",
        State::Cancelled => "agent-state-cancelled",
        State::Paused => "agent-state-paused",
        State::Interrupted => "agent-state-interrupted",
    }
}

const fn wanted_key(wanted: Wanted) -> &'static str {
    match wanted {
        Wanted::Cancel => "agent-wanted-cancel",
        Wanted::Pause => "agent-wanted-pause",
    }
}
