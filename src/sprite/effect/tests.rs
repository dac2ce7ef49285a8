//! Turns on a user's file, with a script or worse for a model, and a list in place of the tabs.

mod course;
mod endings;
mod outside;
mod resume;
mod review;

use std::sync::{Arc, Mutex};

use futures_util::{FutureExt, future::BoxFuture};
use serde_json::{Value, json};
use tokio::sync::watch;

use super::{Chosen, Drive, Error, Limits, Link, Models, OutsideTool, Shop, Toolbox, link};
use crate::{
    account::UserId,
    activity::{By, TurnId},
    app::catalogue::Offer,
    assistant::{
        self, NewTurn, Status, Turn, TurnEvent,
        builtin::Builtin,
        turn::{Budget, Terms},
    },
    card::{self, Card},
    chat::{self, Message},
    db::testing::Bench,
    desk::{self, Done},
    llm::{Provider, Usage, scripted::Scripted},
    sprite::Answer,
    stack::Allowance,
};

pub(super) const LIMITS: Limits =
    Limits { steps_max: 5, minutes_max: 1, answer_chars_max: 2_000, context_tokens_max: 10_000, budget: Budget::NONE };

/// Tools of another server that can be called; what they answer is what they are asked.
#[derive(Default)]
pub(super) struct Tools(pub Mutex<Vec<OutsideTool>>);

impl Toolbox for Tools {
    fn offered(&self) -> BoxFuture<'_, Vec<OutsideTool>> {
        async { self.0.lock().unwrap().clone() }.boxed()
    }

    fn call<'a>(&'a self, _: &'a OutsideTool, input: &'a Value) -> BoxFuture<'a, Result<Value, Value>> {
        async move { if input["wait"] == true { std::future::pending().await } else { Ok(input.clone()) } }.boxed()
    }
}

/// A shop with nothing in it, which knows whose apps have changed.
#[derive(Default)]
pub(super) struct Shelf(pub Mutex<Vec<UserId>>);

impl Shop for Shelf {
    fn added(&self) -> BoxFuture<'_, Vec<Offer>> {
        async { Vec::new() }.boxed()
    }

    fn changed(&self, user: UserId) -> BoxFuture<'_, ()> {
        async move { self.0.lock().unwrap().push(user) }.boxed()
    }
}

/// A turn that runs, and what cancels it.
type Running = (BoxFuture<'static, ()>, watch::Sender<bool>);

/// A founded desk, and what its tabs were told.
pub(super) struct World {
    pub bench: Bench,
    told: Mutex<Vec<TurnEvent>>,
    /// What the turns have cost.
    pub till: Arc<Till>,
    pub toolbox: Arc<Tools>,
    pub shop: Arc<Shelf>,
    /// Writes that are still let through, when the server is to be killed after them.
    writes_left: Mutex<Option<usize>>,
}

impl World {
    pub fn new() -> Arc<Self> {
        let bench = Bench::new();
        let user = bench.id();
        bench.tx(|tx| desk::found(tx, user, &bench.ambient)).unwrap();
        Arc::new(Self {
            bench,
            told: Mutex::default(),
            till: Arc::default(),
            toolbox: Arc::default(),
            shop: Arc::default(),
            writes_left: Mutex::new(None),
        })
    }

    /// Stores what the user says and queues the turn.
    pub fn say(&self, text: &str) -> TurnId {
        let id = self.bench.id();
        let new = NewTurn { id, text: text.to_owned(), stack: None };
        self.bench.tx(|tx| assistant::begin(tx, new, 10, self.bench.now())).unwrap();
        id
    }

    /// Runs the turn with a way to cancel it.
    pub fn run(self: &Arc<Self>, turn: TurnId, provider: Arc<dyn Provider>) -> Running {
        self.run_within(LIMITS, turn, provider)
    }

    pub fn run_within(self: &Arc<Self>, limits: Limits, turn: TurnId, provider: Arc<dyn Provider>) -> Running {
        let (sender, cancel) = watch::channel(false);
        let chosen = Chosen { name: "test".to_owned(), provider, terms: Terms::default() };
        let models = Arc::clone(&self.till) as Arc<dyn Models>;
        let user = self.bench.id();
        let toolbox = Arc::clone(&self.toolbox) as Arc<dyn Toolbox>;
        let outside = self.toolbox.0.lock().unwrap().clone();
        let shop = Arc::clone(&self.shop) as Arc<dyn Shop>;
        let drive =
            Drive { link: Arc::clone(self), models, toolbox, shop, outside, user, chosen, limits, turn, cancel };
        (drive.finish_turn().boxed(), sender)
    }

    /// Says `text` and runs the turn to its end with the script.
    pub async fn play(self: &Arc<Self>, text: &str, script: &str) -> Turn {
        let turn = self.say(text);
        let (run, _cancel) = self.run(turn, scripted(script));
        run.await;
        self.turn(turn)
    }

    /// Says `text` and runs the turn to its end with the built-in assistant; answers what that says.
    pub async fn ask(self: &Arc<Self>, text: &str) -> String {
        let turn = self.say(text);
        let (run, _cancel) = self.run(turn, Arc::new(Builtin));
        run.await;
        assert_eq!(self.turn(turn).status, Status::Completed, "{text}");
        self.messages().pop().unwrap().content
    }

    /// Lets `writes` more writes through, then none, as if the server had been killed.
    pub fn kill_after(&self, writes: usize) {
        *self.writes_left.lock().unwrap() = Some(writes);
    }

    /// Starts the server again: the turns that ran are interrupted, and the last of them is continued.
    pub fn restart(&self) {
        *self.writes_left.lock().unwrap() = None;
        self.told.lock().unwrap().clear();
        self.bench.tx(assistant::recover).unwrap();
        let open = self.bench.tx(assistant::open).unwrap();
        for turn in open.iter().filter(|turn| turn.status == Status::Interrupted) {
            self.bench.tx(|tx| assistant::resume(tx, turn.id)).unwrap();
        }
    }

    pub fn turn(&self, id: TurnId) -> Turn {
        self.bench.tx(|tx| assistant::find(tx, id)).unwrap()
    }

    pub fn messages(&self) -> Vec<Message> {
        self.bench.tx(|tx| chat::last(tx, 50)).unwrap()
    }

    /// The titles of the cards, in the order in which they were made.
    pub fn titles(&self) -> Vec<String> {
        self.cards().into_iter().map(|card| card.title.to_string()).collect()
    }

    pub fn cards(&self) -> Vec<Card> {
        let (mut cards, more) =
            self.bench.tx(|tx| card::page_of_active(tx, card::Made::default(), usize::MAX)).unwrap();
        assert_eq!(more, None);
        cards.sort_by_key(|card| card.id);
        cards
    }

    pub fn blocks(&self, title: &str) -> Value {
        let card = self.cards().into_iter().find(|card| card.title.as_str() == title);
        serde_json::from_str(&card.unwrap_or_else(|| panic!("no card {title}")).blocks_json).unwrap()
    }

    pub fn told(&self) -> Vec<TurnEvent> {
        self.told.lock().unwrap().clone()
    }

    /// All text that the tabs were told.
    pub fn heard(&self) -> String {
        let text = |event| if let TurnEvent::Text { delta } = event { Some(delta) } else { None };
        self.told().into_iter().filter_map(text).collect()
    }
}

/// Takes note of what is spent.
#[derive(Default)]
pub(super) struct Till(pub Mutex<Vec<Usage>>);

impl Models for Till {
    fn choose(&self, _: UserId) -> BoxFuture<'_, Chosen> {
        panic!("the tests choose by themselves")
    }

    fn note<'a>(&'a self, _: UserId, _: &'a Chosen, usage: Usage) -> BoxFuture<'a, ()> {
        self.0.lock().unwrap().push(usage);
        async {}.boxed()
    }
}

impl Link for Arc<World> {
    fn write(&self, turn: TurnId, job: link::Job) -> BoxFuture<'_, Answer> {
        let work = move || {
            if let Some(left) = self.writes_left.lock().unwrap().as_mut() {
                *left = left.checked_sub(1).ok_or(Error::ShuttingDown)?;
            }
            let (allowance, ambient) = (Allowance::default(), &self.bench.ambient);
            let context = desk::Context { by: By::Agent(turn), now: self.bench.now(), allowance: &allowance, ambient };
            self.bench.clock.advance_ms(1);
            desk_write(self, job, &context)
        };
        async move { work() }.boxed()
    }

    fn read(&self, look: link::Look) -> BoxFuture<'_, Result<(), Error>> {
        async move {
            self.bench.tx(|tx| -> Result<(), Error> {
                look(tx);
                Ok(())
            })
        }
        .boxed()
    }

    fn tell(&self, _: TurnId, event: TurnEvent) {
        self.told.lock().unwrap().push(event);
    }
}

fn desk_write(world: &World, job: link::Job, context: &desk::Context<'_>) -> Answer {
    let done: Done = world.bench.tx(|tx| job(tx, context))?;
    let seq = world.bench.tx(crate::activity::latest)?;
    Ok((seq, done))
}

pub(super) fn scripted(lines: &str) -> Arc<dyn Provider> {
    Arc::new(Scripted::parse(lines).unwrap())
}

/// The line of a script that makes a card.
pub(super) fn makes(title: &str) -> String {
    json!({ "tool": { "name": "create_card", "input": { "title": title } } }).to_string()
}
