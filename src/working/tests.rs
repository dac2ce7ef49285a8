//! Tasks from the queue to their end, with models that behave and models that don't.

mod crashes;
mod hostile;

use std::{
    path::Path,
    sync::{
        Mutex as StdMutex,
        atomic::{AtomicU32, Ordering},
    },
};

use futures_util::{FutureExt, future::BoxFuture};

use super::*;
use crate::{
    agent::{
        State,
        step::{self, Step, What},
        testing::World,
    },
    assistant::turn::Terms,
    config::Config,
    llm::{Provider, Usage, scripted::Scripted},
    sprite::Chosen,
};

/// One model for everybody, free of charge unless it has prices.
struct OneModel {
    chosen: Chosen,
    noted: StdMutex<Vec<Usage>>,
    asked: AtomicU32,
}

impl Models for OneModel {
    fn choose(&self, _: UserId) -> BoxFuture<'_, Chosen> {
        self.asked.fetch_add(1, Ordering::Relaxed);
        std::future::ready(self.chosen.clone()).boxed()
    }

    fn note<'a>(&'a self, _: UserId, _: &'a Chosen, usage: Usage) -> BoxFuture<'a, ()> {
        self.noted.lock().unwrap().push(usage);
        std::future::ready(()).boxed()
    }
}

/// A world in which agents run, and somebody who gives them tasks.
pub(super) struct Works {
    pub world: World,
    pub agents: Agents,
    pub ada: UserId,
    pub repository: RepoId,
    /// Ends it as the end of the server would.
    _stopping: watch::Sender<bool>,
}

impl Works {
    pub(super) async fn with(name: &str, provider: Arc<dyn Provider>) -> Self {
        let world = World::new();
        let ada = world.user("ada");
        let repository = world.repository(ada).await;
        Self::again(world, (ada, repository), name, provider)
    }

    pub(super) fn again(
        world: World,
        (ada, repository): (UserId, RepoId),
        name: &str,
        provider: Arc<dyn Provider>,
    ) -> Self {
        let chosen = Chosen { name: name.to_owned(), provider, terms: Terms::default() };
        let (stopping, is_stopping) = watch::channel(false);
        let means = Means {
            ambient: world.ambient.clone(),
            platform: world.platform.clone(),
            repos: world.repos.clone(),
            models: Arc::new(OneModel { chosen, noted: StdMutex::default(), asked: AtomicU32::new(0) }),
            budget: Budget::NONE,
            limits: world.limits.clone(),
            context_tokens_max: 100_000,
            shell: Shell::new(&Config::for_testing(Path::new("none")), world.platform.clone(), world.ambient.clone()),
        };
        let agents = Agents::start(means, is_stopping).unwrap();
        Self { world, agents, ada, repository, _stopping: stopping }
    }

    pub(super) async fn scripted(script: &str) -> Self {
        Self::with("scripted", Arc::new(Scripted::parse(script).unwrap())).await
    }

    pub(super) async fn give(&self, task: &str) -> AgentId {
        let wish = Wish { id: None, task: task.to_owned(), repository: self.repository, base: None, language: None };
        self.agents.begin(self.ada, wish).await.unwrap().id
    }

    /// The task, as soon as it stands there.
    pub(super) async fn when(&self, id: AgentId, is_there: impl Fn(&Agent) -> bool) -> Agent {
        let mut news = self.agents.listen();
        let (ada, platform) = (self.ada, &self.world.platform);
        let found = async {
            loop {
                let agent = platform.read(move |tx| agent::find(tx, ada, id)).await.unwrap();
                if is_there(&agent) {
                    return agent;
                }
                let _ = news.recv().await;
            }
        };
        let found = tokio::time::timeout(Duration::from_secs(20), found).await;
        found.unwrap_or_else(|_| panic!("it never came to that: {:#?}", self.steps(id)))
    }

    pub(super) async fn ended(&self, id: AgentId) -> Agent {
        self.when(id, |agent| agent.state.is_over()).await
    }

    pub(super) fn steps(&self, id: AgentId) -> Vec<Step> {
        self.world.platform.read_now(|tx| step::list(tx, id, 1, 1_000)).unwrap()
    }

    pub(super) async fn text(&self, on: &str, at: &str) -> Option<String> {
        self.world.text(self.repository, on, at).await
    }

    /// The first lines of what was committed on a branch, the latest first.
    pub(super) async fn history(&self, on: &str) -> Vec<String> {
        let on: BranchName = on.parse().unwrap();
        let past =
            self.world.repos.with(self.repository, move |git| git.history(git.head(&on)?, None, 50)).await.unwrap();
        past.entries.into_iter().map(|entry| entry.summary).collect()
    }
}

pub(super) fn states(steps: &[Step]) -> Vec<State> {
    let state = |step: &Step| match &step.what {
        What::State(stood) => Some(stood.state),
        _ => None,
    };
    steps.iter().filter_map(state).collect()
}

const WRITE_AND_FINISH: &str = r#"
{"tool": {"name": "write", "input": {"path": "dark.css", "content": "body { background: black }\n"}}}
{"next": true}
{"tool": {"name": "finish", "input": {"summary": "There is a dark theme now."}}}
"#;

const WRITE_AND_HANG: &str = r#"
{"tool": {"name": "write", "input": {"path": "half.txt", "content": "half\n"}}}
{"next": true}
{"wait": "cancel"}
"#;

#[tokio::test]
async fn a_task_is_done_on_a_branch_of_its_own_and_committed_for_its_requester() {
    let works = Works::scripted(WRITE_AND_FINISH).await;
    let id = works.give("Add a dark theme to the site").await;
    let agent = works.ended(id).await;
    assert_eq!((agent.state, agent.why.as_deref()), (State::Done, Some("There is a dark theme now.")));
    let on = agent.branch.as_str();
    assert_eq!(works.text(on, "dark.css").await.as_deref(), Some("body { background: black }\n"));
    assert_eq!(works.text("main", "dark.css").await, None, "nothing else has moved");
    assert_eq!(works.history(on).await, ["Add a dark theme to the site", "Save"]);
    let branch = agent.branch.clone();
    let last = works.world.repos.with(works.repository, move |git| git.commit_entry(git.head(&branch)?)).await.unwrap();
    assert_eq!(last.author.name, "Agent of ada");
    assert!(
        last.body.contains("There is a dark theme now.") && last.body.contains("Requested-by: ada"),
        "{}",
        last.body
    );
    let steps = works.steps(id);
    let words: Vec<&str> = states(&steps).into_iter().map(State::as_str).collect();
    assert_eq!(words, ["queued", "preparing", "running", "finalizing", "done"]);
    assert!(steps.iter().map(|step| step.number).eq(1..=steps.len() as u64));
    assert!(steps.iter().all(|step| step.ended_at.is_some()));
}

#[tokio::test]
async fn the_agent_that_needs_no_model_does_a_task_in_plain_words() {
    let works = Works::with(crate::model::BUILTIN, Arc::new(Scripted::parse("").unwrap())).await;
    let id = works.give(r#"replace "Hello" with "Good day" in index.html"#).await;
    let agent = works.ended(id).await;
    assert_eq!(agent.state, State::Done, "{:?}", agent.why);
    assert_eq!(works.text(agent.branch.as_str(), "index.html").await.as_deref(), Some("<h1>Good day</h1>\n"));
}

#[tokio::test]
async fn cancelling_takes_less_than_two_seconds_and_keeps_the_work() {
    let works = Works::scripted(WRITE_AND_HANG).await;
    let id = works.give("half a thing").await;
    works.when(id, |agent| agent.asked == 1).await;
    let begun = works.world.ambient.now();
    let agent = works.agents.order(works.ada, id, Order::Cancel).await.unwrap();
    assert_eq!(agent.state, State::Cancelled);
    assert!(works.world.ambient.now().since_ms(begun) < 2_000);
    let twice = works.agents.order(works.ada, id, Order::Cancel).await.unwrap();
    assert_eq!(twice.state, State::Cancelled);
    assert_eq!(works.history(agent.branch.as_str()).await[0], "wip: half a thing");
    assert_eq!(works.text(agent.branch.as_str(), "half.txt").await.as_deref(), Some("half\n"));
}

#[tokio::test]
async fn a_task_that_is_paused_goes_on_where_it_was() {
    let works = Works::scripted(WRITE_AND_HANG).await;
    let id = works.give("half a thing").await;
    works.when(id, |agent| agent.asked == 1).await;
    let paused = works.agents.order(works.ada, id, Order::Pause).await.unwrap();
    assert_eq!(paused.state, State::Paused);
    works.agents.order(works.ada, id, Order::Resume).await.unwrap();
    works.when(id, |agent| agent.state == State::Running).await;
    let cancelled = works.agents.order(works.ada, id, Order::Cancel).await.unwrap();
    assert_eq!(cancelled.state, State::Cancelled);
    assert_eq!(works.history(cancelled.branch.as_str()).await.len(), 2, "one commit and no second one");
}

#[tokio::test]
async fn a_question_waits_for_its_answer_without_a_place_and_the_work_goes_on() {
    let script = r#"
{"on": "which"}
{"tool": {"name": "ask", "input": {"question": "Which colour?"}}}
{"on": "black"}
{"tool": {"name": "write", "input": {"path": "colour.txt", "content": "black\n"}}}
{"next": true}
{"text": "It is black now."}
"#;
    let works = Works::scripted(script).await;
    let id = works.give("which colour it is").await;
    let waiting = works.when(id, |agent| agent.state == State::Waiting).await;
    assert_eq!(waiting.question.as_deref(), Some("Which colour?"));
    let answered = works.agents.say(works.ada, id, "black".to_owned()).await.unwrap();
    assert_eq!(answered.question, None);
    let agent = works.ended(id).await;
    assert_eq!((agent.state, agent.why.as_deref()), (State::Done, Some("It is black now.")));
    assert_eq!(works.text(agent.branch.as_str(), "colour.txt").await.as_deref(), Some("black\n"));
}

#[tokio::test]
async fn whoever_says_more_to_a_task_that_is_done_has_it_go_on() {
    let works = Works::scripted(&format!(
        "{{\"on\": \"theme\"}}{WRITE_AND_FINISH}{{\"on\": \"more\"}}\n{{\"text\": \"Nothing more is needed.\"}}"
    ))
    .await;
    let id = works.give("a theme").await;
    works.ended(id).await;
    works.agents.say(works.ada, id, "more, please".to_owned()).await.unwrap();
    let agent = works.when(id, |agent| agent.why.as_deref() == Some("Nothing more is needed.")).await;
    assert_eq!(agent.state, State::Done);
    assert!(
        works.steps(id).iter().any(|step| matches!(&step.what, What::Message(said) if said.text == "more, please"))
    );
}

#[tokio::test]
async fn further_tasks_wait_until_there_is_a_place() {
    let mut world = World::new();
    world.limits.running_per_user = 1;
    let ada = world.user("ada");
    let repository = world.repository(ada).await;
    let provider = Arc::new(Scripted::parse(WRITE_AND_HANG).unwrap());
    let works = Works::again(world, (ada, repository), "scripted", provider);
    let first = works.give("one").await;
    works.when(first, |agent| agent.asked == 1).await;
    let second = works.give("two").await;
    assert_eq!(works.when(second, |_| true).await.state, State::Queued);
    works.agents.order(ada, first, Order::Cancel).await.unwrap();
    works.when(second, |agent| agent.state == State::Running).await;
}

#[tokio::test]
async fn somebody_elses_change_on_the_branch_is_kept_and_the_agent_told() {
    let script = r#"
{"on": "hello"}
{"tool": {"name": "read", "input": {"path": "index.html"}}}
{"tool": {"name": "write", "input": {"path": "index.html", "content": "the agent's\n"}}}
{"next": true}
{"delay_ms": 600}
{"tool": {"name": "finish", "input": {"summary": "done"}}}
{"on": "somebody else"}
{"text": "I leave theirs."}
"#;
    let works = Works::scripted(script).await;
    let id = works.give("say hello").await;
    let agent = works.when(id, |agent| agent.asked == 1).await;
    works.world.save(works.repository, works.ada, agent.branch.as_str(), "index.html", "ada's\n").await.unwrap();
    let agent = works.ended(id).await;
    assert_eq!((agent.state, agent.why.as_deref()), (State::Done, Some("I leave theirs.")));
    assert_eq!(works.text(agent.branch.as_str(), "index.html").await.as_deref(), Some("ada's\n"));
}
