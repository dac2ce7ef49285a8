//! A turn whose runner panics, and a Sprite that panics while turns run and wait: each turn runs once.

use std::{
    future::poll_fn,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering::SeqCst},
    },
    time::Duration,
};

use bytestring::ByteString;
use futures_util::{FutureExt, future::BoxFuture};
use stackhouse::{
    account::{self, NewUser, Password, Passwords, Role, UserId},
    activity::{By, Seq, TurnId},
    assistant::{self, Ending, NewTurn, Status, TurnEvent},
    config::Config,
    desk::{Change, Command, Done, Receipt},
    kit::{Ambient, Line, SystemChance, Timestamp, simulated::ManualClock},
    sprite::{
        Credit, DeskState, Directory, Encoder, Error, Event, Followed, Following, Next, Outbox, ReplyTo, Runner,
        SpriteHandle, Start, View,
    },
    stack::NewStack,
};
use tokio::sync::{Semaphore, watch};

use crate::support::PASSWORD;

/// What is done in a test takes milliseconds.
const PATIENCE: Duration = Duration::from_secs(10);

/// The name of a stack at which making a frame panics, once for every time that somebody is told of it.
const POISON: &str = "poison";

/// Frames in words.
#[derive(Clone, Default)]
struct Words {
    /// Whether telling of the next turn that is queued panics.
    is_poisoned: Arc<AtomicBool>,
}

impl Encoder for Words {
    fn event(&self, event: &Event, _: View) -> Option<ByteString> {
        match event {
            Event::Change(Change::Stack(change)) if &*change.stack.name == POISON => panic!("{POISON}"),
            Event::Change(_) => Some("change".into()),
            Event::App(_) => None,
            Event::Turn { event, .. } => {
                let is_poisoned = matches!(event, TurnEvent::Queued { .. }) && self.is_poisoned.swap(false, SeqCst);
                assert!(!is_poisoned, "{POISON}");
                Some(format!("{event:?}").into())
            }
        }
    }

    fn ack(&self, _: &ReplyTo, _: Seq, _: &Receipt) -> ByteString {
        "ack".into()
    }

    fn refusal(&self, _: &ReplyTo, error: &Error) -> ByteString {
        error.code().into()
    }

    fn sync(&self, _: &ReplyTo, page: &DeskState, _: View, _: usize) -> Vec<ByteString> {
        let turns: Vec<String> = page.turns.iter().map(|turn| format!("{} {:?}", turn.text, turn.status)).collect();
        vec![format!("desk: {}", turns.join(", ")).into()]
    }
}

/// Runs turns that end when they are let, and panics in those that say so.
#[derive(Clone)]
struct Runs {
    begun: Arc<Mutex<Vec<String>>>,
    may_end: Arc<Semaphore>,
}

impl Runner for Runs {
    fn run(&self, turn: TurnId, sprite: SpriteHandle, _: watch::Receiver<bool>) -> BoxFuture<'static, ()> {
        let Self { begun, may_end } = self.clone();
        async move {
            let text = sprite.look(move |tx| Ok(assistant::find(tx, turn)?.text)).await.expect("a turn");
            begun.lock().unwrap().push(text.clone());
            let start = sprite.write(By::Agent(turn), move |tx, context| {
                assistant::start(tx, turn, context.now)?;
                Ok(Done::default())
            });
            start.await.expect("a turn can start");
            assert_ne!(text, POISON, "this turn panics");
            may_end.acquire().await.expect("an open gate").forget();
            let end = sprite.write(By::Agent(turn), move |tx, context| {
                Ok(assistant::end(tx, turn, context.ambient.id(), "done", &Ending::Completed, context.now)?)
            });
            end.await.expect("a turn can end");
            sprite.tell(turn, TurnEvent::Complete { message: None });
        }
        .boxed()
    }
}

/// One user, awake, with one tab.
struct World {
    directory: Directory,
    sprite: SpriteHandle,
    words: Words,
    runs: Runs,
    outbox: Arc<Outbox>,
    followed: Followed,
    ambient: Ambient,
    clock: Arc<ManualClock>,
    _folder: tempfile::TempDir,
}

impl World {
    async fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let config = Config::for_testing(folder.path());
        let clock = Arc::new(ManualClock::at(Timestamp(1_800_000_000_000)));
        let ambient = Ambient::new(clock.clone(), Arc::new(SystemChance));
        let platform = account::open(folder.path()).expect("accounts");
        let words = Words::default();
        let runs = Runs { begun: Arc::default(), may_end: Arc::new(Semaphore::new(0)) };
        let directory = Directory::start(Start {
            config: &config,
            ambient: ambient.clone(),
            platform: platform.clone(),
            encoder: Arc::new(words.clone()),
            runner: Arc::new(runs.clone()),
        })
        .expect("a directory");

        let passwords = Passwords::new(&config.password, ambient.clone()).expect("passwords");
        let password = passwords.hash(Password::new(PASSWORD, "Ada").expect("long enough")).await.expect("a hash");
        let user: UserId = ambient.id();
        let (name, tier) = (Line::new("Ada").expect("a name"), "unlimited".to_owned());
        let new = NewUser { id: user, name, password, role: Role::Admin, tier };
        let now = ambient.now();
        platform.write(move |tx| account::create(tx, new, now)).await.expect("an account");

        let sprite = directory.wake(user).await.expect("a Sprite");
        let outbox = Arc::new(Outbox::new(Credit { frames_max: 256, bytes_max: 1 << 20 }));
        let followed = sprite.follow(Following {
            tab: ambient.id(),
            outbox: Arc::clone(&outbox),
            view: View(0),
            sign_in: ambient.id(),
            since: None,
            cut: Arc::new(|| ()),
        });
        let world = Self { directory, sprite, words, runs, outbox, followed, ambient, clock, _folder: folder };
        assert_eq!(world.next().await, "desk: ");
        world
    }

    /// The next frame of the tab, which asks for the desk when it is told to start over.
    async fn next(&self) -> String {
        let next = poll_fn(|task| self.outbox.poll_next(task, self.ambient.now()));
        match tokio::time::timeout(PATIENCE, next).await.expect("something in time") {
            Next::Write(frame) => frame.to_string(),
            Next::Resync => {
                self.followed.sync();
                "resync".to_owned()
            }
            Next::Close(goodbye) => format!("{goodbye:?}"),
        }
    }

    async fn until(&self, wanted: &str) {
        while self.next().await != wanted {}
    }

    async fn say(&self, text: &str) {
        let new = NewTurn { id: self.ambient.id(), text: text.to_owned(), stack: None };
        self.sprite.start_turn(None, new).await.expect("a turn");
    }

    /// Makes the Sprite panic as it tells the tab of a change.
    async fn poison(&self) {
        let (id, name) = (self.ambient.id(), Line::new(POISON).expect("a name"));
        let made = self.sprite.run(None, Command::CreateStack(NewStack { id, name, color: None })).await;
        assert!(made.is_ok(), "it was committed, and is answered");
    }

    /// Lets one turn end, and waits until the tab has heard of it.
    async fn let_one_end(&self) {
        self.runs.may_end.add_permits(1);
        self.until("Complete { message: None }").await;
    }

    /// Waits until that turn runs, as the file has it.
    async fn until_runs(&self, text: &str) {
        while !self.statuses().await.contains(&(text.to_owned(), Status::Running)) {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }

    fn begun(&self) -> Vec<String> {
        self.runs.begun.lock().unwrap().clone()
    }

    async fn statuses(&self) -> Vec<(String, Status)> {
        let open = self.sprite.look(|tx| Ok(assistant::open(tx)?)).await.expect("turns");
        open.into_iter().map(|turn| (turn.text, turn.status)).collect()
    }

    /// The user's file is closed before its folder goes.
    async fn end(self) {
        self.directory.close().await;
    }
}

fn in_a_system(story: impl Future<Output = ()>) {
    actix_web::rt::System::new().block_on(story);
}

#[test]
fn a_turn_that_panics_ends_with_a_sentence_and_the_next_one_runs() {
    in_a_system(async {
        let world = World::new().await;
        world.say(POISON).await;
        world.say("a").await;
        world.until("resync").await;
        world.until_runs("a").await;
        world.let_one_end().await;
        assert_eq!(world.begun(), [POISON, "a"]);
        assert!(world.statuses().await.is_empty());
        world.end().await;
    });
}

#[test]
fn a_sprite_that_panics_neither_loses_a_turn_nor_runs_one_twice() {
    in_a_system(async {
        let world = World::new().await;
        for text in ["a", "b", "c"] {
            world.say(text).await;
        }
        world.until_runs("a").await;
        for _ in 0..3 {
            world.poison().await;
            world.until("resync").await;
            world.until("desk: a Running, b Queued, c Queued").await;
        }
        world.say("d").await;
        for _ in 0..3 {
            world.let_one_end().await;
        }
        world.clock.advance_ms(10_000);
        world.until_runs("d").await;
        world.poison().await;
        world.until("desk: d Running").await;
        world.let_one_end().await;
        assert_eq!(world.begun(), ["a", "b", "c", "d"]);
        world.end().await;
    });
}

#[test]
fn a_sprite_that_can_only_be_read_begins_no_turn_and_keeps_those_that_wait() {
    in_a_system(async {
        let world = World::new().await;
        for text in ["a", "b"] {
            world.say(text).await;
        }
        world.until_runs("a").await;
        for _ in 0..3 {
            world.poison().await;
            world.until("resync").await;
            world.until("desk: a Running, b Queued").await;
        }
        world.poison().await;
        world.until("read_only").await;
        assert!(world.sprite.is_read_only());
        assert_eq!(world.begun(), ["a"]);
        assert_eq!(world.statuses().await.last(), Some(&("b".to_owned(), Status::Queued)));
        world.end().await;
    });
}

#[test]
fn a_turn_that_was_queued_while_the_sprite_panicked_runs_once() {
    in_a_system(async {
        let world = World::new().await;
        for text in ["a", "b"] {
            world.words.is_poisoned.store(true, SeqCst);
            world.say(text).await;
            world.until("resync").await;
            while !world.next().await.starts_with("desk: a ") {}
        }
        for _ in 0..2 {
            world.let_one_end().await;
        }
        assert_eq!(world.begun(), ["a", "b"]);
        world.end().await;
    });
}
