//! A founded desk that is saved, changed, and made what it was.

mod apps;
mod autosave;
mod restore;
mod thinning;
mod undo;

use serde_json::json;

use super::*;
use crate::{
    activity::By,
    card::{self, Card, CardId, Edit, Move, NewCard, Place, Size, Title, block},
    db::testing::Bench,
    desk::{self, Command, Context, Done},
    stack::{self, Allowance, Color, Decor, Icon, NewDecor, NewStack, StackId, Wallpaper},
};

struct World {
    bench: Bench,
    allowance: Allowance,
}

/// What a user sees: the tabs in their order and which one is shown, and the cards with all that shows of them.
#[derive(PartialEq, Debug)]
struct Seen {
    tabs: Vec<(StackId, stack::Name, Option<Color>, Decor)>,
    active: Option<StackId>,
    cards: Vec<Card>,
}

impl World {
    fn new() -> Self {
        let bench = Bench::new();
        let user = bench.id();
        bench.tx(|tx| desk::found(tx, user, &bench.ambient)).unwrap();
        Self { bench, allowance: Allowance::default() }
    }

    fn context(&self) -> Context<'_> {
        Context { by: By::User, now: self.bench.now(), allowance: &self.allowance, ambient: &self.bench.ambient }
    }

    fn tx<T>(&self, verb: impl FnOnce(&Tx) -> super::Result<T>) -> super::Result<T> {
        self.bench.tx(verb)
    }

    fn did(&self, command: Command) -> Done {
        self.bench.clock.advance_ms(1);
        self.tx(|tx| Ok(desk::run(tx, command, &self.context())?)).unwrap()
    }

    fn stack(&self, name: &str) -> StackId {
        let new = NewStack { id: self.bench.id(), name: Name::new(name).unwrap(), color: None };
        self.did(Command::CreateStack(new)).receipt.stack_id.unwrap()
    }

    fn card(&self, stack: StackId, title: &str) -> CardId {
        let new = NewCard {
            id: self.bench.id(),
            stack,
            title: Title::new(title).unwrap(),
            size: Size::Medium,
            color: None,
            blocks: block::parse(&json!([{ "id": "note", "type": "text", "content": "hello" }])).unwrap(),
            place: None,
        };
        self.did(Command::CreateCard(new)).receipt.card_id.unwrap()
    }

    fn save(&self, name: &str) -> SessionId {
        let (id, name) = (self.bench.id(), Name::new(name).unwrap());
        self.tx(|tx| save(tx, id, name, self.bench.now())).unwrap().id
    }

    /// Restores the session and answers what leads back.
    fn restore(&self, id: SessionId) -> (SessionId, Done) {
        self.bench.clock.advance_ms(1);
        let point = self.bench.id();
        (point, self.tx(|tx| restore(tx, id, point, &self.context())).unwrap())
    }

    fn refused(&self, id: SessionId) -> &'static str {
        let (before, latest, sessions) = (self.seen(), self.seq(), self.sessions());
        let point = self.bench.id();
        let error = self.tx(|tx| restore(tx, id, point, &self.context())).unwrap_err();
        assert_eq!((self.seen(), self.seq(), self.sessions()), (before, latest, sessions), "nothing changed");
        error.code()
    }

    fn undo(&self) -> Done {
        self.tx(|tx| undo(tx, &self.context())).unwrap()
    }

    fn sessions(&self) -> Vec<Session> {
        self.bench.tx(list).unwrap()
    }

    fn find(&self, card: CardId) -> Card {
        self.bench.tx(|tx| card::find(tx, card)).unwrap()
    }

    fn seq(&self) -> Seq {
        self.bench.tx(activity::latest).unwrap()
    }

    fn default(&self) -> StackId {
        self.bench.tx(stack::list_active).unwrap()[0].id
    }

    /// What shows, without the numbers that every change moves on.
    fn seen(&self) -> Seen {
        let tabs = self.bench.tx(stack::list_active).unwrap();
        let (cards, _) = self.bench.tx(|tx| card::page_of_active(tx, card::Made::default(), usize::MAX)).unwrap();
        let still = |card: Card| Card { seq: Seq(0), version: 0, updated_at: Timestamp(0), by: By::User, ..card };
        Seen {
            tabs: tabs.into_iter().map(|stack| (stack.id, stack.name, stack.color, stack.decor)).collect(),
            active: self.bench.tx(desk::active_stack).unwrap(),
            cards: cards.into_iter().map(still).collect(),
        }
    }
}

fn retitle(card: CardId, title: &str) -> Command {
    Command::UpdateCard { card, edit: Edit { title: Some(Title::new(title).unwrap()), ..Edit::default() } }
}

fn move_to(card: CardId, x: f64, y: f64) -> Command {
    Command::MoveCard { card, to: Move { place: Place::new(x, y), z: None, stack: None } }
}

#[test]
fn a_session_says_what_it_holds() {
    let world = World::new();
    let work = world.stack("Work");
    world.card(work, "one");
    world.card(world.default(), "two");
    let id = world.save("  Monday  ");
    let [session] = <[Session; 1]>::try_from(world.sessions()).unwrap();
    assert_eq!((session.id, session.origin, session.name.as_deref()), (id, Origin::Named, Some("Monday")));
    assert_eq!((session.stacks, session.cards, session.instances, session.seq), (2, 2, 0, world.seq()));
    let (_, body) = world.tx(|tx| open(tx, id)).unwrap();
    let exported = serde_json::to_value(&body).unwrap();
    assert_eq!((&exported["format"], &exported["cards"][0]["title"]), (&json!(1), &json!("one")));
    assert_eq!(exported["cards"][0]["blocks"][0]["content"], "hello", "blocks are JSON, not text that holds JSON");
}

#[test]
fn sessions_are_renamed_put_away_and_brought_back() {
    let world = World::new();
    let id = world.save("Work");
    world.tx(|tx| rename(tx, id, Name::new("<b>'; DROP TABLE sessions; --").unwrap())).unwrap();
    assert_eq!(world.sessions()[0].name.as_deref(), Some("<b>'; DROP TABLE sessions; --"));
    for _ in 0..2 {
        world.tx(|tx| archive(tx, id, world.bench.now())).unwrap();
        assert_eq!(world.sessions(), []);
        assert_eq!(world.bench.tx(list_archived).unwrap()[0].id, id);
    }
    for _ in 0..2 {
        world.tx(|tx| unarchive(tx, id)).unwrap();
        assert_eq!(world.sessions().len(), 1);
    }
    let nobody = world.bench.id();
    let name = || Name::new("x").unwrap();
    for code in [
        world.tx(|tx| rename(tx, nobody, name())).unwrap_err().code(),
        world.tx(|tx| archive(tx, nobody, Timestamp(0))).unwrap_err().code(),
        world.tx(|tx| unarchive(tx, nobody)).unwrap_err().code(),
        world.tx(|tx| open(tx, nobody)).unwrap_err().code(),
        world.refused(nobody),
    ] {
        assert_eq!(code, "session_not_found");
    }
}

#[test]
fn there_are_so_many_named_sessions_and_no_more() {
    let world = World::new();
    let ids: Vec<SessionId> = (0..NAMED_MAX).map(|number| world.save(&format!("{number}"))).collect();
    let one_more = || world.tx(|tx| save(tx, world.bench.id(), Name::new("one more").unwrap(), Timestamp(0)));
    assert_eq!(one_more().unwrap_err().code(), "too_many_sessions");
    world.tx(|tx| archive(tx, ids[0], world.bench.now())).unwrap();
    one_more().unwrap();
    assert_eq!(world.tx(|tx| unarchive(tx, ids[0])).unwrap_err().code(), "too_many_sessions");
    world.tx(|tx| rename(tx, ids[0], Name::new("away").unwrap())).unwrap();
}

#[test]
fn a_desk_that_is_too_large_is_not_saved() {
    let world = World::new();
    let stack = world.default();
    let long = "0123456789".repeat(9_999);
    let blocks: Vec<_> = (0..5).map(|_| json!({ "type": "text", "content": long })).collect();
    for _ in 0..34 {
        let card = world.card(stack, "long");
        let edit =
            Edit { content: Some(card::Content::Replace(block::parse(&json!(blocks)).unwrap())), ..Edit::default() };
        world.did(Command::UpdateCard { card, edit });
    }
    let (id, name) = (world.bench.id(), Name::new("all of it").unwrap());
    let error = world.tx(|tx| save(tx, id, name, Timestamp(0))).unwrap_err();
    assert_eq!((error.code(), error.to_string().contains("16 MiB")), ("desk_too_large", true));
    assert_eq!(world.sessions(), []);
}
