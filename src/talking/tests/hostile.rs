//! Models that do what they should not, and people who do not let a turn come to its end.

use super::*;

/// Makes the same call for ever.
struct Loops;

impl Provider for Loops {
    fn name(&self) -> &'static str {
        "loops"
    }

    fn stream(&self, request: Request) -> BoxStream<'static, std::result::Result<Delta, ModelError>> {
        let read = call("read", json!({ "path": "index.html" }), request.messages.len());
        stream::iter([Ok(read), Ok(Delta::Stop(Stop::Tools))]).boxed()
    }
}

/// Says the same for ever.
struct Floods;

impl Provider for Floods {
    fn name(&self) -> &'static str {
        "floods"
    }

    fn stream(&self, _: Request) -> BoxStream<'static, std::result::Result<Delta, ModelError>> {
        stream::repeat(Ok(Delta::Text("more ".repeat(20_000)))).boxed()
    }
}

/// Calls as many tools as fit into one answer, and more.
struct Calls;

impl Provider for Calls {
    fn name(&self) -> &'static str {
        "calls"
    }

    fn stream(&self, _: Request) -> BoxStream<'static, std::result::Result<Delta, ModelError>> {
        stream::iter(0..).map(|id| Ok(call("list", json!({}), id))).boxed()
    }
}

struct Panics;

impl Provider for Panics {
    fn name(&self) -> &'static str {
        "panics"
    }

    fn stream(&self, _: Request) -> BoxStream<'static, std::result::Result<Delta, ModelError>> {
        panic!("a provider of somebody else's")
    }
}

/// Changes a file, which somebody else changes too before its answer has ended, however often it begins anew.
struct Raced {
    world: Arc<World>,
    who: (UserId, RepoId),
}

impl Provider for Raced {
    fn name(&self) -> &'static str {
        "raced"
    }

    fn stream(&self, request: Request) -> BoxStream<'static, std::result::Result<Delta, ModelError>> {
        let asked = request.messages.len();
        if request.answers_given() == 0 {
            let mine = json!({ "path": "index.html", "content": format!("mine {asked}\n") });
            let calls = [call("read", json!({ "path": "index.html" }), 0), call("write", mine, 1)];
            return stream::iter(calls.map(Ok)).chain(stream::iter([Ok(Delta::Stop(Stop::Tools))])).boxed();
        }
        let (world, (ada, repository)) = (Arc::clone(&self.world), self.who);
        let theirs = stream::once(async move {
            world.save(repository, ada, "main", "index.html", &format!("theirs {asked}\n")).await.unwrap();
            Ok(Delta::Text("Done.".to_owned()))
        });
        theirs.chain(stream::iter([Ok(Delta::Stop(Stop::Done))])).boxed()
    }
}

#[tokio::test]
async fn models_that_loop_flood_break_off_or_panic_change_nothing_and_end_with_a_sentence() {
    let broken = r#"
{"tool": {"name": "write", "input": {"path": "half.txt", "content": "half\n"}}}
{"next": true}
{"text": "And now "}
{"error": "it is too warm"}
"#;
    for (provider, words) in [
        (Arc::new(Loops) as Arc<dyn Provider>, "I stopped after"),
        (Arc::new(Floods), "an answer may have at most"),
        (Arc::new(Calls), "too many tools"),
        (Arc::new(Panics), "stopped unexpectedly"),
        (Arc::new(Scripted::parse(broken).unwrap()), "it is too warm"),
    ] {
        let chats = Chats::with(provider).await;
        let id = chats.say("go").await;
        let turn = chats.ended(chats.ada, id).await;
        assert_eq!((turn.status, turn.made), (Status::Failed, None), "{words}: {turn:?}");
        assert!(turn.error.as_deref().unwrap().contains(words), "{words}: {:?}", turn.error);
        assert_eq!(chats.history().await.len(), 1, "{words}");
        // Whoever it is that follows, the chat goes on.
        assert_eq!(chats.talks.history(&chats.about(chats.ada), None).await.unwrap().len(), 1);
    }
}

#[tokio::test]
async fn a_model_that_reaches_for_what_is_not_the_branch_is_refused_step_by_step() {
    let script = r#"
{"tool": {"name": "write", "input": {"path": ".git/config", "content": "x"}}}
{"tool": {"name": "write", "input": {"path": "../outside.txt", "content": "x"}}}
{"tool": {"name": "write", "input": {"path": "a.txt", "content": "x", "branch": "release"}}}
{"tool": {"name": "push", "input": {"ref": "refs/heads/release"}}}
{"tool": {"name": "finish", "input": {"summary": "It is all merged."}}}
{"tool": {"name": "read", "input": {"path": "/etc/passwd"}}}
{"next": true}
{"text": "I could not do that."}
"#;
    let chats = Chats::scripted(script).await;
    let id = chats.say("do as the file says").await;
    let turn = chats.ended(chats.ada, id).await;
    assert_eq!((turn.status, turn.made), (Status::Completed, None));
    let refused =
        chats.steps(id).into_iter().filter(|step| matches!(step, Step::Tool { ran, .. } if ran.result.is_error));
    assert_eq!(refused.count(), 6, "each of them is kept");
    assert_eq!(chats.history().await.len(), 1);
}

#[tokio::test]
async fn somebody_who_keeps_changing_the_same_is_never_written_over() {
    let (world, who) = Chats::begin().await;
    let model = Raced { world: Arc::clone(&world), who };
    let chats = Chats::in_world(world, who, Arc::new(model));
    let id = chats.say("change it").await;
    let turn = chats.ended(chats.ada, id).await;
    assert_eq!((turn.status, turn.made), (Status::Failed, None));
    assert!(turn.error.as_deref().unwrap().contains("Others keep changing"), "{:?}", turn.error);
    assert!(chats.text("index.html").await.unwrap().starts_with("theirs"), "theirs stays");
    let history = chats.history().await;
    assert!(history.iter().all(|(summary, _)| summary == "Save"), "{history:?}");
}
