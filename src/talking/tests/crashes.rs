//! The server ends between any two steps, and the work is done once.

use tempfile::TempDir;

use super::*;

const SCRIPT: &str = r#"
{"text": "I write."}
{"tool": {"name": "write", "input": {"path": "log.txt", "content": "one\n", "how": "append"}}}
{"tool": {"name": "edit", "input": {"path": "index.html", "old": "Hello", "new": "Hello again"}}}
{"next": true}
{"tool": {"name": "move", "input": {"from": "log.txt", "to": "moved.txt"}}}
{"next": true}
{"text": "All is done."}
"#;

/// The rows of a turn that were begun and ended: two for each that has ended.
fn mark(chats: &Chats, id: TurnId) -> usize {
    let ended = |step: &Step| !matches!(step, Step::Model(None) | Step::Commit(None));
    chats.steps(id).iter().map(|step| 1 + usize::from(ended(step))).sum()
}

/// Runs something in a process of its own, as it were: nothing that it has begun goes on afterwards.
fn alone<T>(work: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let done = runtime.block_on(work);
    runtime.shutdown_timeout(Duration::from_secs(10));
    done
}

fn script() -> Arc<dyn Provider> {
    Arc::new(Scripted::parse(SCRIPT).unwrap())
}

/// Runs a turn until its rows are so far, and drops everything there.
fn begin_and_drop(folder: &Arc<TempDir>, who: (UserId, RepoId), until: usize) -> TurnId {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let folder = Arc::clone(folder);
    let (id, chats) = runtime.block_on(async move {
        let chats = Chats::in_world(Arc::new(World::within(folder)), who, script());
        let id = chats.say("log it").await;
        let about = chats.about(who.0);
        let far = async {
            while mark(&chats, id) < until {
                let told = chats.talks.history(&about, None).await.unwrap();
                if !told[0].turn.status.is_open() {
                    return;
                }
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(LONG, far).await.expect("it comes so far");
        (id, chats)
    });
    // What has begun to write ends: a server that is killed does not write after the next one has started. Nobody is told
    // to stop.
    runtime.shutdown_timeout(Duration::from_secs(10));
    drop(chats);
    id
}

/// Starts anew, goes on with whatever was interrupted, and looks at what came of it.
async fn go_on_and_audit(world: Arc<World>, who: (UserId, RepoId), id: TurnId, until: usize) {
    let chats = Chats::in_world(world, who, script());
    let about = chats.about(who.0);
    let told = chats.talks.history(&about, None).await.unwrap();
    if told[0].turn.status == Status::Interrupted {
        chats.talks.resume(&about, id).await.unwrap();
    }
    let heard = chats.hear(who.0, id).await;
    let turn = chats.ended(who.0, id).await;
    let steps = chats.steps(id);
    assert_eq!(turn.status, Status::Completed, "cut off at {until}: {turn:?} {steps:#?}");
    assert_eq!(turn.answer, "I write.\n\nAll is done.", "cut off at {until}");
    assert_eq!(said(&heard), turn.answer, "cut off at {until}");
    assert_eq!(tools(&heard), ["write", "edit", "move"], "cut off at {until}");
    assert!(!steps.iter().any(|step| matches!(step, Step::Commit(None))), "cut off at {until}: {steps:#?}");
    let made = |step: &&Step| matches!(step, Step::Commit(Some(Made::Commit(_))));
    assert_eq!(steps.iter().filter(made).count(), 1, "cut off at {until}: {steps:#?}");
    assert_eq!(chats.history().await.len(), 2, "cut off at {until}");
    assert_eq!(chats.text("moved.txt").await.as_deref(), Some("one\n"), "cut off at {until}");
    assert_eq!(chats.text("log.txt").await, None, "cut off at {until}");
    assert_eq!(chats.text("index.html").await.as_deref(), Some("<h1>Hello again</h1>\n"), "cut off at {until}");
}

#[test]
fn whenever_the_server_ends_no_step_is_done_twice_and_no_commit_is_half() {
    // Three answers, three tools and a commit, each begun and ended.
    for until in 0..=14 {
        let folder = Arc::new(TempDir::new().unwrap());
        let who = alone(async {
            let world = World::within(Arc::clone(&folder));
            let ada = world.user("ada");
            (ada, world.repository(ada).await)
        });
        let id = begin_and_drop(&folder, who, until);
        alone(async { go_on_and_audit(Arc::new(World::within(folder)), who, id, until).await });
    }
}

#[tokio::test]
async fn a_commit_that_nobody_saw_the_end_of_is_found_and_not_made_again() {
    let (world, who) = Chats::begin().await;
    let chats = Chats::in_world(Arc::clone(&world), who, script());
    let id = chats.say("log it").await;
    let made = chats.ended(who.0, id).await.made.unwrap();
    // As a server leaves it that is killed after the branch has moved, and before the row says so.
    let undone = |tx: &crate::db::Tx| -> Result<()> {
        tx.execute("UPDATE live_chat_steps SET output = NULL, ended_at = NULL WHERE kind = 'commit'", [])?;
        tx.execute(
            "UPDATE live_chat_turns SET status = 'running', answer = '', made_commit = NULL, ended_at = NULL",
            [],
        )?;
        Ok(())
    };
    world.platform.write_now(undone).unwrap();
    // Others have gone on since.
    world.save(who.1, who.0, "main", "more.txt", "more\n").await.unwrap();
    drop(chats);
    let chats = Chats::in_world(world, who, script());
    chats.talks.resume(&chats.about(who.0), id).await.unwrap();
    let turn = chats.ended(who.0, id).await;
    assert_eq!((turn.status, turn.made), (Status::Completed, Some(made)));
    assert_eq!(turn.answer, "I write.\n\nAll is done.");
    assert_eq!(chats.history().await.len(), 3, "the first one, this one, and the one of somebody else");
}
