//! The server ends between any two steps, and the work is done once.

use super::*;
use crate::agent::step::Made;

const SCRIPT: &str = r#"
{"tool": {"name": "write", "input": {"path": "one.txt", "content": "one\n"}}}
{"tool": {"name": "edit", "input": {"path": "index.html", "old": "Hello", "new": "Hello again"}}}
{"next": true}
{"tool": {"name": "move", "input": {"from": "one.txt", "to": "two.txt"}}}
{"next": true}
{"tool": {"name": "finish", "input": {"summary": "moved"}}}
"#;

/// Runs a task until it has `count` steps, and drops everything there; answers whether it came so far.
fn begin_and_drop(folder: &Arc<tempfile::TempDir>, who: (UserId, RepoId), task: Option<&str>, count: usize) -> bool {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let folder = Arc::clone(folder);
    let came = runtime.block_on(async move {
        let works = Works::again(World::within(folder), who, "scripted", Arc::new(Scripted::parse(SCRIPT).unwrap()));
        let id = match task {
            Some(task) => works.give(task).await,
            None => only(&works),
        };
        let agent = works.when(id, |agent| agent.state.is_over() || works.steps(agent.id).len() >= count).await;
        !agent.state.is_over()
    });
    // What has begun to write ends: a server that is killed does not write after the next one has started.
    runtime.shutdown_timeout(Duration::from_secs(10));
    came
}

fn only(works: &Works) -> AgentId {
    let ada = works.ada;
    works.world.platform.read_now(|tx| agent::list(tx, ada, &agent::Filter::default())).unwrap()[0].agent.id
}

#[test]
fn whenever_the_server_ends_no_step_is_done_twice_and_no_commit_is_half() {
    for count in 1.. {
        let folder = Arc::new(tempfile::TempDir::new().unwrap());
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let who = runtime.block_on(async {
            let world = World::within(Arc::clone(&folder));
            let ada = world.user("ada");
            (ada, world.repository(ada).await)
        });
        let came = begin_and_drop(&folder, who, Some("move it"), count);
        begin_and_drop(&folder, who, None, usize::MAX);
        runtime.block_on(async {
            let works = Works::again(
                World::within(Arc::clone(&folder)),
                who,
                "scripted",
                Arc::new(Scripted::parse("").unwrap()),
            );
            let (id, steps) = (only(&works), works.steps(only(&works)));
            let agent = works.ended(id).await;
            assert_eq!(agent.state, State::Done, "cut off at {count}: {steps:#?}");
            assert_eq!(works.text(agent.branch.as_str(), "two.txt").await.as_deref(), Some("one\n"));
            assert_eq!(works.text(agent.branch.as_str(), "one.txt").await, None);
            let index = works.text(agent.branch.as_str(), "index.html").await;
            assert_eq!(index.as_deref(), Some("<h1>Hello again</h1>\n"), "cut off at {count}");
            assert!(steps.iter().all(|step| step.ended_at.is_some()));
            let commits =
                steps.iter().filter(|step| matches!(&step.what, What::Commit { made: Some(Made::Commit(_)), .. }));
            assert_eq!(works.history(agent.branch.as_str()).await.len(), 1 + commits.count(), "cut off at {count}");
        });
        if !came {
            return;
        }
    }
}
