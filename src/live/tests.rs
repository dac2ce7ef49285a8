//! Streams: what they are told, from where on, and what becomes of those that nobody reads.

use tempfile::TempDir;

use super::*;
use crate::{
    config::Config,
    git::{Author, Change, Edit, Expect, Message as CommitMessage, Put},
    kit::simulated::{ManualClock, SeededChance},
};

const NOW: Timestamp = Timestamp(1_800_000_000_000);

struct World {
    live: Live,
    clock: Arc<ManualClock>,
    repository: RepoId,
    ada: Who,
    _stop: signal::Sender<bool>,
    _folder: TempDir,
}

impl World {
    async fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let clock = Arc::new(ManualClock::at(NOW));
        let ambient = Ambient::new(clock.clone(), Arc::new(SeededChance::new(3)));
        let config = Config::for_testing(folder.path());
        let repos = Repos::prepare(folder.path(), &config.repositories, ambient.clone()).unwrap();
        let repository = ambient.id();
        repos.create(repository, branch("main")).await.unwrap();
        let (stop, stopping) = signal::channel(false);
        let live = Live {
            inner: Arc::new(Inner {
                platform: account::open(folder.path()).unwrap(),
                ambient: ambient.clone(),
                repos: repos.clone(),
                stopping,
                open: Mutex::default(),
            }),
        };
        tokio::spawn(live.clone().hear(repos.listen()));
        let ada = Who { user: ambient.id(), name: Name::new("Ada").unwrap(), sign_in: ambient.id() };
        Self { live, clock, repository, ada, _stop: stop, _folder: folder }
    }

    fn main(&self) -> Place {
        Place { repository: self.repository, branch: Some(branch("main")) }
    }

    fn follow(&self, since: Option<u64>) -> Stream {
        self.live.follow(self.main(), self.ada.clone(), client("follower"), since, Box::new(|| ())).unwrap()
    }

    /// Saves a file; its event is written when this returns.
    async fn save(&self, text: &str) {
        let edit = Edit::Put(Put { content: text.as_bytes().to_vec(), is_executable: None });
        let change = Change { path: "a.txt".parse().unwrap(), edit, expect: Expect::Anything };
        let author = Author { name: "Ada".to_owned(), email: "ada@localhost".to_owned() };
        let message = CommitMessage::new("A change").unwrap();
        let saved = self.live.inner.repos.write(self.repository, self.ada.user, move |git| {
            git.commit(&branch("main"), None, &[change], &author, &message, NOW)
        });
        saved.await.unwrap();
        self.live.inner.repos.events(self.repository, 0, 1).await.unwrap();
    }
}

fn branch(name: &str) -> BranchName {
    name.parse().unwrap()
}

fn client(name: &str) -> ClientId {
    name.parse().unwrap()
}

/// The next messages in short: `presence_update`, `workspace_event 3`.
async fn told(stream: &mut Stream, count: usize) -> Vec<String> {
    let mut told = Vec::new();
    while told.len() < count {
        let next = tokio::time::timeout(Duration::from_secs(10), stream.next()).await;
        let message = next.expect("a message within ten seconds").expect("a stream that goes on");
        let seq = message.seq.map(|seq| format!(" {seq}")).unwrap_or_default();
        told.push(format!("{}{seq}", message.kind.as_str()));
    }
    told
}

#[tokio::test]
async fn a_stream_begins_with_who_is_here_and_goes_on_with_what_happens() {
    let world = World::new().await;
    world.save("one").await;
    let mut stream = world.follow(None);
    assert_eq!(told(&mut stream, 2).await, ["connected 1", "presence_update"]);
    world.save("two").await;
    assert_eq!(told(&mut stream, 2).await, ["workspace_event 2", "workspace_event 3"]);
    world.live.put(&world.main(), &world.ada, &client("another1"), Spot::default(), true).unwrap();
    assert_eq!(told(&mut stream, 1).await, ["presence_diff"]);
    drop(stream);
    world.clock.advance_ms(60_000);
    drop(world.live.sweep_now());
    world.live.tell_now(&world.main());
    drop(world.live.sweep_now());
    assert!(!world.live.is_open(&world.main()), "where nobody is, nothing is kept");
    assert_eq!(world.live.open().streams_count, 0);
    assert!(world.live.open().streams.is_empty());
}

#[tokio::test]
async fn whoever_comes_back_is_told_what_they_have_missed() {
    let world = World::new().await;
    world.save("one").await;
    world.save("two").await;
    let mut stream = world.follow(Some(1));
    assert_eq!(
        told(&mut stream, 4).await,
        ["connected 1", "workspace_event 2", "workspace_event 3", "presence_update"]
    );
    // What they know is of another time, or nobody knows any more what came after it.
    let mut stream = world.follow(Some(1_000_000));
    assert_eq!(told(&mut stream, 3).await, ["connected 3", "resync 3", "presence_update"]);
}

#[tokio::test]
async fn who_does_not_read_starts_over_and_holds_up_nobody() {
    let world = World::new().await;
    world.save("one").await;
    let (mut stalled, mut other) = (world.follow(None), world.follow(None));
    assert_eq!(told(&mut stalled, 2).await, ["connected 1", "presence_update"]);
    told(&mut other, 2).await;
    let message = Arc::new(Message::new(Kind::PresenceDiff, None, &"x".repeat(1_000)));
    for round in 0..2_000 {
        world.live.open().places[&world.main()].send(&message);
        if round % 100 == 0 {
            told(&mut other, 100.min(round + 1)).await;
        }
        if round == 150 {
            assert!(!world.live.open().places[&world.main()].followers[0].outbox.is_stalled(world.live.now()));
        }
    }
    world.clock.advance_ms(61_000);
    assert!(world.live.open().places[&world.main()].followers[0].outbox.is_stalled(world.live.now()));
    assert_eq!(told(&mut stalled, 2).await, ["resync 1", "presence_update"]);
}

#[tokio::test]
async fn one_has_so_many_streams_and_each_that_ends_makes_room() {
    let world = World::new().await;
    let streams: Vec<Stream> = (0..STREAMS_OF_USER_MAX).map(|_| world.follow(None)).collect();
    let refused = world.live.follow(world.main(), world.ada.clone(), client("one-more"), None, Box::new(|| ()));
    assert_eq!(refused.err(), Some(TooMany::OfUser));
    drop(streams);
    world.follow(None);
}
