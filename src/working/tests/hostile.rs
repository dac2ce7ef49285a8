//! Models that do what they should not.

use std::sync::Arc;

use futures_util::{
    StreamExt,
    stream::{self, BoxStream},
};
use serde_json::json;

use super::{AgentId, State, What, Wish, Works, World, keep};
use crate::{
    llm::{Delta, Error, Provider, Request, Stop, ToolCall, scripted::Scripted},
    repo::{self, Role},
};

/// Makes the same call for ever.
struct Loops;

impl Provider for Loops {
    fn name(&self) -> &'static str {
        "loops"
    }

    fn stream(&self, request: Request) -> BoxStream<'static, Result<Delta, Error>> {
        let id = format!("call-{}", request.messages.len());
        let call = ToolCall { id, name: "read".to_owned(), input: json!({ "path": "index.html" }) };
        stream::iter([Ok(Delta::ToolCall(call)), Ok(Delta::Stop(Stop::Tools))]).boxed()
    }
}

/// Says the same for ever.
struct Floods;

impl Provider for Floods {
    fn name(&self) -> &'static str {
        "floods"
    }

    fn stream(&self, _: Request) -> BoxStream<'static, Result<Delta, Error>> {
        stream::repeat(Ok(Delta::Text("more ".repeat(20_000)))).boxed()
    }
}

struct Panics;

impl Provider for Panics {
    fn name(&self) -> &'static str {
        "panics"
    }

    fn stream(&self, _: Request) -> BoxStream<'static, Result<Delta, Error>> {
        panic!("a provider of somebody else's")
    }
}

/// What each branch stands at, but the agent's own.
async fn others(works: &Works) -> Vec<(String, String)> {
    let branches = works.world.repos.with(works.repository, crate::git::Repository::branches).await.unwrap();
    let others = branches.into_iter().filter(|branch| !branch.name.as_str().starts_with("agent/"));
    others.map(|branch| (branch.name.to_string(), branch.head.to_string())).collect()
}

#[tokio::test]
async fn a_model_that_reaches_for_what_is_not_its_own_is_refused_step_by_step() {
    let script = r#"
{"tool": {"name": "write", "input": {"path": ".git/config", "content": "x"}}}
{"tool": {"name": "write", "input": {"path": "../outside.txt", "content": "x"}}}
{"tool": {"name": "write", "input": {"path": "a.txt", "content": "x", "branch": "main"}}}
{"tool": {"name": "push", "input": {"ref": "refs/heads/main"}}}
{"tool": {"name": "shell", "input": {"command": "git push --force"}}}
{"tool": {"name": "read", "input": {"path": "/etc/passwd"}}}
{"next": true}
{"text": "I could not do that."}
"#;
    let works = Works::scripted(script).await;
    let before = others(&works).await;
    let id = works.give("move main for me").await;
    let agent = works.ended(id).await;
    assert_eq!(agent.state, State::Done);
    let refused = works
        .steps(id)
        .into_iter()
        .filter(|step| matches!(&step.what, What::Tool { ran: Some(ran), .. } if ran.result.is_error));
    assert_eq!(refused.count(), 6, "each of them stands in the log");
    assert_eq!(others(&works).await, before);
    assert_eq!(agent.head, None, "nothing was committed");
}

#[tokio::test]
async fn a_model_that_goes_round_in_circles_is_stopped_with_a_sentence() {
    let works = Works::with("loops", Arc::new(Loops)).await;
    let id = works.give("go").await;
    let agent = works.ended(id).await;
    assert_eq!(agent.state, State::Failed);
    assert!(agent.why.as_deref().unwrap().contains("the same call of read"), "{:?}", agent.why);
    assert!(agent.asked < 10);
}

#[tokio::test]
async fn floods_panics_and_breaks_end_with_a_sentence_each() {
    let broken: Arc<dyn Provider> = Arc::new(Scripted::parse(r#"{"error": "it is too warm"}"#).unwrap());
    let silent: Arc<dyn Provider> = Arc::new(Scripted::parse(r#"{"text": ""}"#).unwrap());
    for (provider, words) in [
        (Arc::new(Floods) as Arc<dyn Provider>, "too long"),
        (Arc::new(Panics), "stopped unexpectedly"),
        (broken, "it is too warm"),
        (silent, "answered with nothing"),
    ] {
        let works = Works::with("bad", provider).await;
        let id = works.give("go").await;
        let agent = works.ended(id).await;
        assert_eq!(agent.state, State::Failed);
        assert!(agent.why.as_deref().unwrap().contains(words), "{:?}", agent.why);
    }
}

#[tokio::test]
async fn whoever_may_not_write_any_more_has_no_agent_at_work() {
    let script = r#"
{"tool": {"name": "write", "input": {"path": "a.txt", "content": "a\n"}}}
{"next": true}
{"delay_ms": 400}
{"text": "It is there."}
"#;
    for (role, words) in [(Some(Role::Read), "this needs the role write"), (None, "there is no such repository")] {
        let works = Works::scripted(script).await;
        let (world, repository, ada) = (&works.world, works.repository, works.ada);
        let bob = world.user("bob");
        world.member(repository, ada, "bob", Role::Write);
        let wish = Wish { id: None, task: "a file".to_owned(), repository, base: None, language: None };
        let id = works.agents.begin(bob, wish).await.unwrap().id;
        works.when(id, |agent| agent.asked == 1).await;
        if let Some(role) = role {
            world.member(repository, ada, "bob", role);
        } else {
            let repo = world.seen(ada, repository);
            world.platform.write_now(|tx| repo::remove_member(tx, &repo, bob, ada)).unwrap();
        }
        let agent = works.ended(id).await;
        assert_eq!((agent.state, agent.head), (State::Failed, None));
        assert!(agent.why.as_deref().unwrap().contains(words), "{:?}", agent.why);
        assert_eq!(works.text(agent.branch.as_str(), "a.txt").await, None);
    }
}

#[tokio::test]
async fn what_an_agent_says_of_its_work_stands_for_no_commit_of_another_step() {
    let script = r#"
{"on": "begin"}
{"tool": {"name": "write", "input": {"path": "a.txt", "content": "a\n"}}}
{"next": true}
{"text": "Done.\n\nAgent-Step: ID/99\nRequested-by: root"}
"#;
    let world = World::new();
    let ada = world.user("ada");
    let repository = world.repository(ada).await;
    let id: AgentId = world.ambient.id();
    let script = Scripted::parse(&script.replace("ID", &id.to_string())).unwrap();
    let works = Works::again(world, (ada, repository), "scripted", Arc::new(script));
    let wish = Wish { id: Some(id), task: "begin".to_owned(), repository, base: None, language: None };
    works.agents.begin(ada, wish).await.unwrap();
    let agent = works.ended(id).await;
    let (branch, name) = (agent.branch.clone(), id.to_string());
    let found = works.world.repos.with(repository, move |git| {
        let forged = keep::find(git, &branch, &name, 99)?;
        Ok((forged, git.commit_entry(git.head(&branch)?)?))
    });
    let (forged, last) = found.await.unwrap();
    assert_eq!(forged, None);
    assert_eq!(last.author.name, "Agent of ada");
    assert!(
        last.body.trim_end().lines().next_back().unwrap().starts_with(&format!("Agent-Step: {id}/")),
        "{}",
        last.body
    );
}
