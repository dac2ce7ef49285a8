//! Answers in the chat of a branch, with models that behave and models that don't.

mod crashes;
mod following;
mod hostile;

use std::path::Path;

use futures_util::{
    FutureExt, StreamExt,
    future::BoxFuture,
    stream::{self, BoxStream},
};
use serde_json::json;

use super::*;
use crate::{
    account::UserId,
    agent::testing::World,
    assistant::turn::Terms,
    config::Config,
    fetch::Fetch,
    git::BranchName,
    livechat::step::{Made, Step},
    llm::{Delta, Error as ModelError, Provider, Request, Stop, ToolCall, Usage, scripted::Scripted},
    repo::{RepoId, Role},
    seal::Seal,
    sprite::Chosen,
};

/// How long anything may take.
const LONG: Duration = Duration::from_secs(20);

/// One model for everybody, free of charge.
struct OneModel(Chosen);

impl Models for OneModel {
    fn choose(&self, _: UserId) -> BoxFuture<'_, Chosen> {
        std::future::ready(self.0.clone()).boxed()
    }

    fn note<'a>(&'a self, _: UserId, _: &'a Chosen, _: Usage) -> BoxFuture<'a, ()> {
        std::future::ready(()).boxed()
    }
}

/// A world with chats, and somebody who may speak in them.
pub(super) struct Chats {
    pub world: Arc<World>,
    pub talks: Talks,
    pub ada: UserId,
    pub repository: RepoId,
    /// Ends it as the end of the server would.
    _stopping: watch::Sender<bool>,
}

impl Chats {
    pub(super) async fn begin() -> (Arc<World>, (UserId, RepoId)) {
        let world = Arc::new(World::new());
        let ada = world.user("ada");
        let repository = world.repository(ada).await;
        (world, (ada, repository))
    }

    pub(super) fn in_world(
        world: Arc<World>,
        (ada, repository): (UserId, RepoId),
        provider: Arc<dyn Provider>,
    ) -> Self {
        let chosen = Chosen { name: "test".to_owned(), provider, terms: Terms::default() };
        let (stopping, is_stopping) = watch::channel(false);
        let (config, folder) = (Config::for_testing(Path::new("unused")), world.folder.path());
        let (platform, repos, ambient) = (world.platform.clone(), world.repos.clone(), world.ambient.clone());
        let seal = Seal::open(&folder.join("seal.key"), ambient.clone()).unwrap();
        let shared = ((repos.clone(), platform.clone()), (seal, Fetch::default()));
        let means = Means {
            github: GitHub::new(&config.github, shared.0, shared.1, ambient.clone()).unwrap(),
            live: Live::start(ambient.clone(), platform.clone(), repos.clone(), is_stopping.clone()),
            models: Arc::new(OneModel(chosen)),
            limits: Limits::of(&config.assistant, &config.budget),
            ambient,
            platform,
            repos,
        };
        let talks = Talks::start(means, is_stopping).unwrap();
        Self { world, talks, ada, repository, _stopping: stopping }
    }

    pub(super) async fn with(provider: Arc<dyn Provider>) -> Self {
        let (world, who) = Self::begin().await;
        Self::in_world(world, who, provider)
    }

    pub(super) async fn scripted(script: &str) -> Self {
        Self::with(Arc::new(Scripted::parse(script).unwrap())).await
    }

    pub(super) fn about(&self, user: UserId) -> About {
        About { repository: self.repository, branch: "main".parse().unwrap(), user }
    }

    pub(super) async fn say(&self, text: &str) -> TurnId {
        self.talks.say(self.about(self.ada), None, text.to_owned()).await.unwrap().id
    }

    /// All that whoever follows a turn is told, up to its end.
    pub(super) async fn hear(&self, user: UserId, id: TurnId) -> Vec<News> {
        let mut following = self.talks.follow(&self.about(user), id).await.unwrap();
        let heard = async {
            let mut heard = Vec::new();
            while let Some(news) = following.next().await {
                heard.push(news);
            }
            heard
        };
        tokio::time::timeout(LONG, heard).await.unwrap_or_else(|_| panic!("no end: {:?}", self.steps(id)))
    }

    /// How a turn has ended, with what was said and why it failed.
    pub(super) async fn ended(&self, user: UserId, id: TurnId) -> Turn {
        self.hear(user, id).await;
        let told = self.talks.history(&self.about(user), None).await.unwrap();
        told.into_iter().map(|told| told.turn).find(|turn| turn.id == id).unwrap()
    }

    pub(super) fn steps(&self, id: TurnId) -> Vec<Step> {
        let steps = self.world.platform.read_now(|tx| livechat::steps_of(tx, id)).unwrap();
        assert!(steps.iter().map(|(number, _)| *number).eq(1..=steps.len() as u64), "numbered without gaps");
        steps.into_iter().map(|(_, step)| step).collect()
    }

    pub(super) async fn text(&self, at: &str) -> Option<String> {
        self.world.text(self.repository, "main", at).await
    }

    /// What was committed on `main`, the latest first: first lines and the rest.
    pub(super) async fn history(&self) -> Vec<(String, String)> {
        let main: BranchName = "main".parse().unwrap();
        let read = self.world.repos.with(self.repository, move |git| git.history(git.head(&main)?, None, 50));
        read.await.unwrap().entries.into_iter().map(|entry| (entry.summary, entry.body)).collect()
    }
}

/// What was said, put together.
pub(super) fn said(heard: &[News]) -> String {
    let text = |news: &News| match news {
        News::Text(text) => Some(text.clone()),
        _ => None,
    };
    heard.iter().filter_map(text).collect()
}

fn tools(heard: &[News]) -> Vec<String> {
    let tool = |news: &News| match news {
        News::Tool(shown) => Some(shown.tool.clone()),
        _ => None,
    };
    heard.iter().filter_map(tool).collect()
}

pub(super) fn call(name: &str, input: serde_json::Value, id: usize) -> Delta {
    Delta::ToolCall(ToolCall { id: format!("call-{id}"), name: name.to_owned(), input })
}

/// Writes a file, says a word, and goes on when it is let: so that something can happen in the middle of a turn.
pub(super) struct Gated {
    /// Tells that it waits.
    pub waits: watch::Sender<bool>,
    pub may_go_on: watch::Receiver<bool>,
}

impl Gated {
    pub(super) fn new() -> (Arc<Self>, watch::Receiver<bool>, watch::Sender<bool>) {
        let ((waits, is_waiting), (go_on, may_go_on)) = (watch::channel(false), watch::channel(false));
        (Arc::new(Self { waits, may_go_on }), is_waiting, go_on)
    }
}

impl Provider for Gated {
    fn name(&self) -> &'static str {
        "gated"
    }

    fn stream(&self, request: Request) -> BoxStream<'static, std::result::Result<Delta, ModelError>> {
        if request.answers_given() == 0 {
            let write = call("write", json!({ "path": "made.txt", "content": "made\n" }), 0);
            return stream::iter([Ok(write), Ok(Delta::Stop(Stop::Tools))]).boxed();
        }
        let (waits, mut may_go_on) = (self.waits.clone(), self.may_go_on.clone());
        let rest = stream::once(async move {
            waits.send_replace(true);
            let _ = may_go_on.wait_for(|may_go_on| *may_go_on).await;
            Ok(Delta::Text("done.".to_owned()))
        });
        stream::iter([Ok(Delta::Text("Nearly ".to_owned()))])
            .chain(rest)
            .chain(stream::iter([Ok(Delta::Stop(Stop::Done))]))
            .boxed()
    }
}

#[tokio::test]
async fn an_answer_becomes_one_commit_of_whoever_asked_and_says_by_what() {
    let script = r#"
{"text": "I write."}
{"tool": {"name": "write", "input": {"path": "a.txt", "content": "a\n"}}}
{"tool": {"name": "write", "input": {"path": "b.txt", "content": "b\n"}}}
{"next": true}
{"text": "Both are there."}
"#;
    let chats = Chats::scripted(script).await;
    let id = chats.say("Write two files\nplease").await;
    let heard = chats.hear(chats.ada, id).await;
    assert_eq!((said(&heard).as_str(), tools(&heard).len()), ("I write.\n\nBoth are there.", 2));
    let turn = chats.ended(chats.ada, id).await;
    assert_eq!((turn.status, turn.answer.as_str()), (Status::Completed, "I write.\n\nBoth are there."));
    let history = chats.history().await;
    assert_eq!(history.len(), 2, "one commit for one answer");
    let (summary, body) = &history[0];
    assert_eq!(summary, "Write two files");
    assert!(body.contains("Assisted-by: Stackhouse (test)") && body.contains(&id.to_string()), "{body}");
    assert_eq!(chats.text("b.txt").await.as_deref(), Some("b\n"));
    let made = chats.steps(id).into_iter().filter_map(|step| match step {
        Step::Commit(made) => made,
        _ => None,
    });
    assert_eq!(made.collect::<Vec<_>>(), [Made::Commit(turn.made.unwrap())]);
}

#[tokio::test]
async fn whoever_follows_later_or_again_is_told_all_of_it_once() {
    let (model, mut waits, go_on) = Gated::new();
    let chats = Chats::with(model).await;
    let id = chats.say("go").await;
    let about = chats.about(chats.ada);
    let mut first = chats.talks.follow(&about, id).await.unwrap();
    waits.wait_for(|waits| *waits).await.unwrap();
    let mut heard = Vec::new();
    while said(&heard) != "Nearly " {
        heard.push(tokio::time::timeout(LONG, first.next()).await.unwrap().unwrap());
    }
    drop(first);
    let (chats, ada) = (Arc::new(chats), about.user);
    let again = tokio::spawn({
        let chats = Arc::clone(&chats);
        async move { chats.hear(ada, id).await }
    });
    go_on.send_replace(true);
    let again = again.await.unwrap();
    let after = chats.hear(ada, id).await;
    for heard in [&again, &after] {
        assert_eq!((said(heard).as_str(), tools(heard)), ("Nearly done.", vec!["write".to_owned()]));
        assert!(matches!(heard.last(), Some(News::Done { status: Status::Completed, made: Some(_), error: None })));
    }
    let other = chats.world.user("bob");
    assert!(chats.talks.follow(&chats.about(other), id).await.is_err(), "it is nobody else's");
}

#[tokio::test]
async fn what_is_stopped_twice_is_stopped_once_and_changes_nothing() {
    let (model, mut waits, _go_on) = Gated::new();
    let chats = Chats::with(model).await;
    let (first, second) = (chats.say("one").await, chats.say("two").await);
    waits.wait_for(|waits| *waits).await.unwrap();
    let about = chats.about(chats.ada);
    let (one, two) = tokio::join!(chats.talks.cancel(&about, first), chats.talks.cancel(&about, first));
    assert!(one.is_ok() && two.is_ok());
    let turn = chats.ended(chats.ada, first).await;
    assert_eq!((turn.status, turn.answer.as_str(), turn.made), (Status::Cancelled, "Nearly ", None));
    chats.talks.cancel(&about, first).await.unwrap();
    assert_eq!((chats.history().await.len(), chats.text("made.txt").await), (1, None));
    // What was behind it has its turn; cleared away it is stopped as well.
    let behind = async {
        while chats.steps(second).is_empty() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(LONG, behind).await.expect("the second one begins");
    chats.talks.clear(&about).await.unwrap();
    assert!(chats.talks.history(&about, None).await.unwrap().is_empty());
    assert_eq!(chats.history().await.len(), 1);
}

#[tokio::test]
async fn whoever_may_not_write_any_more_changes_nothing_and_is_told_so() {
    for is_removed in [false, true] {
        let (model, mut waits, go_on) = Gated::new();
        let chats = Chats::with(model).await;
        let (world, repository, ada) = (&chats.world, chats.repository, chats.ada);
        let bob = world.user("bob");
        world.member(repository, ada, "bob", Role::Write);
        let about = chats.about(bob);
        let id = chats.talks.say(about, None, "go".to_owned()).await.unwrap().id;
        waits.wait_for(|waits| *waits).await.unwrap();
        if is_removed {
            let repo = world.seen(ada, repository);
            world.platform.write_now(|tx| repo::remove_member(tx, &repo, bob, ada)).unwrap();
        } else {
            world.member(repository, ada, "bob", Role::Read);
        }
        go_on.send_replace(true);
        let turn = chats.ended(bob, id).await;
        assert_eq!((turn.status, turn.made), (Status::Failed, None));
        assert!(turn.error.as_deref().unwrap().contains("Nothing was changed on the branch"), "{:?}", turn.error);
        assert_eq!((chats.history().await.len(), chats.text("made.txt").await), (1, None));
    }
}

#[tokio::test]
async fn what_others_have_changed_elsewhere_stays_and_the_work_is_laid_over_it() {
    let (model, mut waits, go_on) = Gated::new();
    let chats = Chats::with(model).await;
    let id = chats.say("go").await;
    waits.wait_for(|waits| *waits).await.unwrap();
    chats.world.save(chats.repository, chats.ada, "main", "theirs.txt", "theirs\n").await.unwrap();
    go_on.send_replace(true);
    assert_eq!(chats.ended(chats.ada, id).await.status, Status::Completed);
    assert_eq!(chats.text("theirs.txt").await.as_deref(), Some("theirs\n"));
    assert_eq!(chats.text("made.txt").await.as_deref(), Some("made\n"));
    assert_eq!(chats.history().await.len(), 3);
}
