//! The list of tasks, and the form for a new one.

use askama::Template;
use serde::Deserialize;

use super::{
    shell::ShellNote,
    view::{Notice, state_word},
};
use crate::{
    account::Name,
    agent::{Filter, Listed, State, TASK_CHARS_MAX},
    assistant::turn::Budget,
    git::{self, Branch},
    kit::Timestamp,
    repo::{Address, Repo, Role},
    web::{page::Page, state, words::When},
};

/// Which tasks are shown.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug, Deserialize)]
pub struct Shown {
    #[serde(default)]
    state: Group,
}

#[derive(Clone, Copy, Default, PartialEq, Eq, Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Group {
    #[default]
    All,
    /// At work, or about to be.
    Work,
    /// Somebody has to say something.
    Waiting,
    Over,
}

impl Group {
    const ALL: [Self; 4] = [Self::All, Self::Work, Self::Waiting, Self::Over];

    const fn word(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Work => "work",
            Self::Waiting => "waiting",
            Self::Over => "over",
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::All => "agents-all",
            Self::Work => "agents-work",
            Self::Waiting => "agents-waiting",
            Self::Over => "agents-over",
        }
    }

    const fn has(self, state: State) -> bool {
        match self {
            Self::All => true,
            Self::Work => state.is_at_work() || state.wants_place(),
            Self::Waiting => matches!(state, State::Waiting | State::Paused),
            Self::Over => state.is_over(),
        }
    }
}

impl Shown {
    pub(super) fn filter(self) -> Filter {
        let states = State::ALL.into_iter().filter(|state| self.state.has(*state)).collect();
        Filter { states, ..Filter::default() }
    }
}

/// A task as the form has it.
#[derive(Clone, Default, Deserialize)]
pub struct NewFields {
    #[serde(default)]
    pub(super) task: String,
    /// `owner/name`.
    #[serde(default)]
    pub(super) repo: String,
    #[serde(default)]
    pub(super) base: String,
}

/// What the page is made of.
pub(super) struct Found {
    pub agents: Vec<Listed>,
    pub repos: Vec<Repo>,
    pub branches: Vec<Branch>,
    pub user: Name,
    pub shell: Option<ShellNote>,
}

/// `/agents`.
#[derive(Template)]
#[template(path = "agents/index.html")]
pub(super) struct AgentsPage {
    page: Page,
    notice: Option<Notice>,
    groups: Vec<GroupLink>,
    agents: Vec<AgentLine>,
    is_all: bool,
    /// Whether something may change by itself.
    is_moving: bool,
    repos: Vec<RepoChoice>,
    branches: Vec<String>,
    task: String,
    base: String,
    task_chars_max: usize,
    is_asking: bool,
    shell: Option<ShellNote>,
}

struct GroupLink {
    href: String,
    name: String,
    is_here: bool,
}

struct AgentLine {
    href: String,
    title: String,
    note: String,
    state: String,
    word: &'static str,
    /// Whether the reader has not looked since it came to this.
    is_new: bool,
    cost: Option<String>,
    at: When,
}

struct RepoChoice {
    name: String,
    is_chosen: bool,
}

impl AgentsPage {
    pub(super) fn new(
        page: Page,
        found: &Found,
        shown: Shown,
        fields: NewFields,
        (budget, notice): (&Budget, Option<Notice>),
        now: Timestamp,
    ) -> Self {
        let link = |group: Group| GroupLink {
            href: if group == Group::All { "/agents".to_owned() } else { format!("/agents?state={}", group.word()) },
            name: page.say(group.name()),
            is_here: group == shown.state,
        };
        let writable = writable(&found.repos);
        let choice = |repo: &&Repo| {
            let name = named(repo);
            RepoChoice { is_chosen: name == fields.repo, name }
        };
        Self {
            groups: Group::ALL.into_iter().map(link).collect(),
            agents: found.agents.iter().map(|agent| AgentLine::new(&page, agent, &found.user, budget, now)).collect(),
            is_all: shown.state == Group::All,
            is_moving: found.agents.iter().any(|listed| !listed.agent.state.is_over()),
            repos: writable.iter().map(choice).collect(),
            branches: found.branches.iter().map(|branch| branch.name.to_string()).collect(),
            is_asking: notice.is_some() || !fields.repo.is_empty() || found.agents.is_empty(),
            task: fields.task,
            base: fields.base,
            task_chars_max: TASK_CHARS_MAX,
            shell: found.shell.clone(),
            notice,
            page,
        }
    }
}

impl AgentsPage {
    /// Whether something is new to the reader.
    fn has_news(&self) -> bool {
        self.agents.iter().any(|agent| agent.is_new)
    }
}

impl AgentLine {
    fn new(page: &Page, listed: &Listed, reader: &Name, budget: &Budget, now: Timestamp) -> Self {
        let agent = &listed.agent;
        let mut note = format!("{} / {}", agent.address.owner, agent.address.name);
        if agent.requester_name != *reader {
            note = format!("{note} · {}", page.say_with("agent-by", &[("who", agent.requester_name.to_string())]));
        }
        if let Some(question) = &agent.question {
            note = format!("{note} · {}", question.lines().next().unwrap_or_default());
        }
        Self {
            href: super::place(agent.id),
            title: agent.title(),
            note,
            state: state_word(page, agent.state, listed.place),
            word: agent.state.as_str(),
            is_new: agent.unseen.is_some(),
            cost: cost(page, agent.spent, budget),
            at: When::new(agent.ended_at.unwrap_or(agent.created_at), now, page.words),
        }
    }
}

/// What was spent, where something was.
pub(super) fn cost(page: &Page, spent: crate::model::Spent, budget: &Budget) -> Option<String> {
    if spent.tokens == 0 {
        return None;
    }
    let tokens = page.say_with("agent-tokens", &[("count", spent.tokens.to_string())]);
    let money = (spent.cost_micros > 0).then(|| budget.money(spent.cost_micros));
    Some(money.map_or(tokens.clone(), |money| format!("{tokens}, {money}")))
}

/// The branches of the repository that is chosen, or of the first one.
pub(super) async fn branches(state: &state::State, repos: &[Repo], chosen: &str) -> Vec<Branch> {
    let writable = writable(repos);
    let chosen = writable.iter().find(|repo| named(repo) == chosen).or(writable.first());
    let Some(repo) = chosen else { return Vec::new() };
    // Without them a name can be typed all the same.
    state.repos.with(repo.id, git::Repository::branches).await.unwrap_or_default()
}

fn writable(repos: &[Repo]) -> Vec<&Repo> {
    repos.iter().filter(|repo| repo.require(Role::Write).is_ok()).collect()
}

fn named(repo: &Repo) -> String {
    Address::of(repo).to_string()
}
