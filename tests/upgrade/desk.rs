//! A desk with something of everything that one can hold.

use std::{path::Path, sync::Arc};

use include_dir::{Dir, include_dir};
use serde_json::json;
use stackhouse::{
    activity::{self, By, Seq, TurnId},
    app::{
        self, Origin, Permission, Version,
        registry::{self, NewApp},
        state::State,
    },
    assistant::{self, Ending, NewTurn},
    card::{self, Card, CardId, Edit, Move, NewCard, Place, Shape, Size, block},
    chat::{self, Approval, ApprovalStatus, NewMessage, Role},
    db::{Migrations, Pool, Tx},
    desk::{self, CellEdit, Command, Context, Done, OpId, Resize, Tick},
    document::{self, NewDocument, extraction::Field},
    extract,
    kit::{Ambient, Line, simulated::ManualClock},
    memory::{self, FileName, NewLearning},
    preference,
    search::{self, Query},
    session,
    stack::{self, Allowance, Color, Decor, Icon, NewDecor, NewStack, StackId, Wallpaper},
};

use crate::{START, ambient};

pub static SCHEMA: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/migrations/sprite");

const OP_ID: &str = "made-once";

/// Turns that may wait.
const QUEUE_MAX: usize = 10;

struct Desk {
    pool: Pool,
    clock: Arc<ManualClock>,
    ambient: Ambient,
}

impl Desk {
    fn open(path: &Path, seed: u64) -> Self {
        let (clock, ambient) = ambient(seed);
        Self { pool: Pool::open(path, &Migrations::embedded(&SCHEMA)).unwrap(), clock, ambient }
    }

    fn tx<T>(&self, verb: impl FnOnce(&Tx) -> Result<T, assistant::Error>) -> T {
        self.pool.write_now(verb).unwrap()
    }

    fn run(&self, command: Command) -> Done {
        self.run_by(By::User, None, command)
    }

    fn run_by(&self, by: By, op_id: Option<&str>, command: Command) -> Done {
        self.clock.advance_ms(1_000);
        let (now, op_id) = (self.ambient.now(), op_id.map(|name| name.parse::<OpId>().unwrap()));
        let allowance = Allowance::default();
        let context = Context { by, now, allowance: &allowance, ambient: &self.ambient };
        let once = |tx: &Tx| desk::once(tx, op_id.as_ref(), now, |tx| desk::run(tx, command, &context));
        self.tx(|tx| Ok(once(tx)?.1))
    }

    fn stack(&self, name: &str) -> StackId {
        let new = NewStack { id: self.ambient.id(), name: line(name), color: None };
        self.run(Command::CreateStack(new)).receipt.stack_id.unwrap()
    }

    fn card(&self, by: By, stack: StackId, title: &str, blocks: &serde_json::Value) -> CardId {
        let new = self.new_card(stack, title, blocks);
        self.run_by(by, None, Command::CreateCard(new)).receipt.card_id.unwrap()
    }

    fn new_card(&self, stack: StackId, title: &str, blocks: &serde_json::Value) -> NewCard {
        NewCard {
            id: self.ambient.id(),
            stack,
            title: line(title),
            size: Size::Medium,
            color: None,
            blocks: block::parse(blocks).unwrap(),
            place: None,
        }
    }

    fn begin(&self, text: &str, stack: Option<StackId>) -> TurnId {
        self.clock.advance_ms(1_000);
        let new = NewTurn { id: self.ambient.id(), text: text.to_owned(), stack };
        let id = new.id;
        self.tx(|tx| assistant::begin(tx, new, QUEUE_MAX, self.ambient.now()));
        id
    }

    fn start(&self, text: &str, stack: Option<StackId>) -> TurnId {
        let id = self.begin(text, stack);
        self.tx(|tx| assistant::start(tx, id, self.ambient.now()));
        id
    }

    fn end(&self, id: TurnId, text: &str, ending: &Ending) {
        self.clock.advance_ms(1_000);
        let message = self.ambient.id();
        self.tx(|tx| assistant::end(tx, id, message, text, ending, self.ambient.now()));
    }
}

/// Writes the desk to `path`.
pub fn make(path: &Path) {
    let desk = Desk::open(path, 1);
    desk.tx(|tx| Ok(desk::found(tx, desk.ambient.id(), &desk.ambient)?));
    let house = desk.tx(|tx| Ok(stack::list_active(tx)?))[0].id;
    let (travel, work) = (desk.stack("Reise"), desk.stack("Work"));
    desk.run(Command::RenameStack { stack: house, name: line("Haushalt 🏡") });
    desk.run(Command::RecolorStack { stack: house, color: Some(Color::Green) });
    let decor = NewDecor { icon: Some(Icon::new("🏡")), wallpaper: Some(Some(Wallpaper::Meadow)) };
    desk.run(Command::DecorateStack { stack: house, decor });
    desk.run(Command::ReorderStacks { order: vec![work, travel, house] });
    make_cards(&desk, house, travel, work);
    make_conversation(&desk, work);
    make_document(&desk);
    desk.run(Command::ArchiveStack { stack: travel });
    desk.run(Command::ActivateStack { stack: house });
    make_memory(&desk);
    make_app(&desk);
    make_session(&desk);
}

/// The desk under a name, and what its owner prefers.
fn make_session(desk: &Desk) {
    let (id, now) = (desk.ambient.id(), desk.ambient.now());
    let make = |tx: &Tx| {
        session::save(tx, id, line("Büro"), now)?;
        Ok::<_, session::Error>(preference::set(tx, &session::AUTOSAVE_S, &300, now)?)
    };
    desk.pool.write_now(make).unwrap();
}

/// Restores what [`make_session`] wrote, once the desk is another one.
pub fn check_session(path: &Path) {
    let desk = Desk::open(path, 6);
    let work = desk.tx(|tx| Ok(stack::list_active(tx)?))[0].id;
    desk.card(By::User, work, "Later", &json!([]));
    let allowance = Allowance::default();
    let restore = |tx: &Tx| {
        let context = Context { by: By::User, now: desk.ambient.now(), allowance: &allowance, ambient: &desk.ambient };
        let saved = session::list(tx)?.remove(0);
        session::restore(tx, saved.id, desk.ambient.id(), &context)?;
        Ok::<_, session::Error>((saved, preference::get(tx, &session::AUTOSAVE_S)?))
    };
    let (saved, interval_s) = desk.pool.write_now(restore).unwrap();
    assert_eq!((saved.name.as_deref(), saved.stacks, saved.cards, interval_s), (Some("Büro"), 2, 3, 300));
    let cards = desk.tx(|tx| Ok(desk::snapshot(tx, None)?)).cards;
    assert!(cards.iter().all(|card| card.title.as_str() != "Later"));
    assert_eq!(cards.len(), 3);
}

/// A small app with data, a window, and a yes and a no.
const APP: &str = r#"{ "aiapp": 1, "id": "einkauf", "name": "Einkauf", "icon": "🛒", "category": "productivity",
    "version": "1.0.0", "author": "Anna", "description": "Was fehlt", "permissions": ["notify", "ai"],
    "ui_spec": { "view": [{ "type": "text", "props": { "value": "Hallo" } }] } }"#;

fn make_app(desk: &Desk) {
    let (now, package) = (desk.ambient.now(), serde_json::from_str(APP).unwrap());
    let consent = [Permission::Notify].into();
    let new =
        NewApp { id: desk.ambient.id(), package: &package, text: APP, origin: Origin::Own, consent: Some(&consent) };
    let make = |tx: &Tx| {
        let app = registry::save(tx, new, now)?.id;
        let kept = [("list".to_owned(), json!([{ "id": "a", "text": "Milch" }]))].into();
        app::state::save(tx, app, None, &State::new(), &kept)?;
        app::startup::choose(tx, desk::active_stack(tx)?.unwrap(), &[app].into())?;
        app::instance::open(tx, desk.ambient.id(), app, desk.ambient.id(), now)
    };
    desk.pool.write_now(make).unwrap();
}

/// Holds the app to what [`make_app`] wrote.
pub fn check_app(path: &Path) {
    let desk = Desk::open(path, 5);
    let look = |tx: &Tx| {
        let app = registry::list(tx)?.remove(0);
        let frozen = app::freeze(tx)?;
        Ok::<_, app::Error>((app::current(tx, app.id)?, app::grant::granted(tx, app.id)?, frozen, app))
    };
    let (text, granted, frozen, app) = desk.pool.write_now(look).unwrap();
    assert_eq!((text.as_str(), app.name.as_str(), app.version), (APP, "Einkauf", Version(1, 0, 0)));
    assert_eq!(granted, [Permission::Notify].into());
    assert_eq!((frozen.apps[0].rows[0].item.as_str(), frozen.apps[0].instances.len()), ("a", 1));
}

fn make_memory(desk: &Desk) {
    let (now, name) = (desk.ambient.now(), FileName::user());
    desk.pool.write_now(|tx| memory::write(tx, &name, "Trinkt Tee", 0, By::User, now)).unwrap();
    desk.pool.write_now(|tx| memory::write(tx, &name, "Trinkt Kaffee", 1, By::User, now)).unwrap();
    let by = By::Agent(desk.ambient.id());
    for text in ["Rechnungen sind in 14 Tagen fällig", "Vergessen"] {
        let new = NewLearning { id: desk.ambient.id(), file: FileName::context(), text: text.to_owned(), by };
        let learning = desk.pool.write_now(|tx| memory::learn(tx, new, now)).unwrap();
        if text == "Vergessen" {
            desk.pool.write_now(|tx| memory::forget(tx, learning.id, now)).unwrap();
        }
    }
}

fn make_cards(desk: &Desk, house: StackId, travel: StackId, work: StackId) {
    let invoices = desk.new_card(work, "Invoices", &invoices());
    let invoices = desk.run_by(By::User, Some(OP_ID), Command::CreateCard(invoices)).receipt.card_id.unwrap();
    let cell = CellEdit { block: "sums".to_owned(), row: 1, column: "amount".to_owned(), value: json!(99.95) };
    desk.run(Command::EditCell { card: invoices, cell });
    let edit = Edit { title: Some(line("Rechnungen")), color: Some(Some(Color::Amber)), ..Edit::default() };
    desk.run(Command::UpdateCard { card: invoices, edit });
    desk.run(Command::ResizeCard { card: invoices, to: Resize::Pulled { width: 640.0, height: 480.0 } });
    desk.run(Command::MoveCard { card: invoices, to: Move { place: Place::new(-12.5, 0.0), z: Some(7), stack: None } });

    let shopping = desk.card(By::User, house, "Shopping", &every_kind());
    let tick = Tick { block: "todo".to_owned(), item: "one".to_owned(), done: true };
    desk.run(Command::Tick { card: shopping, tick });
    let gone = desk.card(By::User, house, "Gone by itself", &json!([]));
    desk.run(Command::ArchiveCard { card: gone });
    desk.card(By::User, travel, "Gone with its stack", &json!([]));

    let edit = Edit { title: Some(line("A mistake")), ..Edit::default() };
    desk.run(Command::UpdateCard { card: shopping, edit });
    desk.run(Command::Undo);
}

fn make_conversation(desk: &Desk, work: StackId) {
    let answered = desk.start("Add a note", Some(work));
    desk.card(By::Agent(answered), work, "Note", &json!([{ "type": "text", "content": "**Here** it is." }]));
    desk.end(answered, "I added a note.", &Ending::Completed);
    let failed = desk.start("Do the impossible", None);
    desk.end(failed, "", &Ending::Failed { error: "That is impossible.".to_owned() });
    let cancelled = desk.begin("Never mind", None);
    desk.end(cancelled, "", &Ending::Cancelled);
    let interrupted = desk.start("Tell me a story", None);
    desk.tx(|tx| assistant::save_partial(tx, interrupted, "Once upon a time"));
    desk.tx(|tx| Ok(assistant::recover(tx)?));
    desk.begin("And then?", None);
    make_approvals(desk);
}

/// What waits for a click, and what was denied.
fn make_approvals(desk: &Desk) {
    for (text, next) in [("May I send it?", None), ("May I delete it?", Some(ApprovalStatus::Denied))] {
        let (id, now) = (desk.ambient.id(), desk.ambient.now());
        let new = NewMessage { id, role: Role::System, content: text.to_owned(), turn: None, cards: Vec::new() };
        let approval = Approval {
            server: "Post".to_owned(),
            tool: "send".to_owned(),
            input: json!({ "an": "Müller & Söhne" }),
            status: ApprovalStatus::Waiting,
            outcome: String::new(),
        };
        desk.tx(|tx| Ok(chat::ask(tx, new, approval, By::User, now)?));
        if let Some(next) = next {
            desk.tx(|tx| Ok(chat::decide(tx, id, next, "", now)?));
        }
    }
}

/// Holds what waits for its user to what [`make_approvals`] wrote.
pub fn check_approvals(path: &Path) {
    let desk = Desk::open(path, 7);
    let asked: Vec<Approval> =
        desk.tx(|tx| Ok(chat::last(tx, 50)?)).into_iter().filter_map(|message| message.approval).collect();
    let states: Vec<_> = asked.iter().map(|approval| (approval.status, &*approval.server)).collect();
    assert_eq!(states, [(ApprovalStatus::Waiting, "Post"), (ApprovalStatus::Denied, "Post")]);
    assert_eq!(asked[0].input["an"], "Müller & Söhne");
    assert_eq!(desk.tx(|tx| Ok(chat::count_waiting(tx)?)), 1);
}

fn make_document(desk: &Desk) {
    let new = NewDocument {
        id: desk.ambient.id(),
        name: line("Mietvertrag.pdf"),
        kind: extract::Kind::Pdf,
        hash: "0".repeat(64),
        bytes: 4_711,
        card: desk.ambient.id(),
        quota_bytes: 1 << 20,
    };
    let cells = vec![vec![extract::Cell::text("Kaution"), extract::Cell::number(1_500.0)]];
    let columns = vec!["Posten".to_owned(), "Betrag".to_owned()];
    let mut found = document::Found::default();
    found.add(extract::Piece::Page { number: 1, text: "Zwischen den Parteien".to_owned() });
    found.add(extract::Piece::Page { number: 2, text: "Kündigungsfrist: drei Monate".to_owned() });
    found.add(extract::Piece::Sheet { number: 1, name: "Kosten".to_owned(), page: Some(2), columns });
    found.add(extract::Piece::Rows { sheet: 1, rows: cells });
    let store = |tx: &Tx| -> Result<(), desk::Error> {
        document::add(tx, &new, desk.ambient.now())?;
        document::take_in(tx, new.id, &found)?;
        document::extraction::correct(tx, new.id, Field::Vendor, None, desk.ambient.now())?;
        Ok(document::set_status(tx, new.id, document::Status::Completed, None, &[])?)
    };
    desk.tx(|tx| Ok(store(tx)?));
}

/// Holds the document to what [`make_document`] wrote, and finds it by what it says.
pub fn check_document(path: &Path) {
    let desk = Desk::open(path, 3);
    let all = desk.tx(|tx| Ok(document::list(tx, document::Which::Active, "", 10).map_err(desk::Error::from)?));
    assert_eq!(
        all.iter().map(|document| (&*document.name, document.pages, document.sheets)).collect::<Vec<_>>(),
        [("Mietvertrag.pdf", 2, 1)]
    );
    for text in ["type:document mietvertrag", "kundigungsfrist monate", "kaution", "posten", "type:document igungsfri"]
    {
        let found = desk.tx(|tx| Ok(search::search(tx, &Query::parse(text), 0, 10)?));
        assert_eq!(found.total, 1, "{text}: {found:?}");
    }
}

/// Holds what was said about the document to what [`make_document`] wrote.
pub fn check_facts(path: &Path) {
    let desk = Desk::open(path, 4);
    let facts = |tx: &Tx| -> Result<_, desk::Error> {
        let id = document::list(tx, document::Which::Active, "", 1)?[0].id;
        Ok(document::extraction::list(tx, id)?)
    };
    let facts = desk.tx(|tx| Ok(facts(tx)?));
    assert_eq!(facts.iter().map(|fact| (fact.field, fact.value())).collect::<Vec<_>>(), [(Field::Vendor, "")]);
}

/// Holds the desk at `path` to what [`make`] wrote.
pub fn check(path: &Path) {
    // Another seed, so that new ids differ from those in the file.
    let desk = Desk::open(path, 2);
    let owner = desk.tx(|tx| Ok(desk::owner(tx)?));
    assert_eq!(owner, Some(ambient(1).1.id()));
    stacks_are_there(&desk);
    cards_are_there(&desk);
    versions_are_there(&desk);
    the_conversation_is_there(&desk);
    everything_is_found(&desk);
    numbers_go_on(&desk);
    what_was_left_can_be_taken_up(&desk);
}

/// Holds the memory of the desk at `path` to what [`make`] wrote.
pub fn check_memory(path: &Path) {
    let desk = Desk::open(path, 2);
    let name = FileName::user();
    let read = |tx: &Tx| Ok((memory::read(tx, &name)?, memory::earlier(tx, &name)?));
    let (file, earlier) = desk.tx(read);
    assert_eq!((file.text.as_str(), file.version, earlier[0].text.as_str()), ("Trinkt Kaffee", 2, "Trinkt Tee"));
    let (known, forgotten) = desk.tx(|tx| Ok((memory::learnings(tx)?, memory::forgotten(tx)?)));
    assert_eq!((known.len(), known[0].text.as_str()), (1, "Rechnungen sind in 14 Tagen fällig"));
    assert!(known[0].turn.is_some());
    assert_eq!(forgotten[0].text, "Vergessen");
}

/// Also what was written before there was an index.
fn everything_is_found(desk: &Desk) {
    for (text, expected) in [("rechnungen", 1), ("gone itself archived:yes", 1), ("haushalt", 1), ("type:chat", 2)] {
        let found = desk.tx(|tx| Ok(search::search(tx, &Query::parse(text), 0, 10)?));
        assert!(found.total >= expected, "{text}: {found:?}");
    }
}

fn stacks_are_there(desk: &Desk) {
    let stacks = desk.tx(|tx| Ok(stack::list_active(tx)?));
    let tabs: Vec<_> = stacks.iter().map(|stack| (stack.name.as_str(), stack.color)).collect();
    assert_eq!(tabs, [("Work", None), ("Haushalt 🏡", Some(Color::Green))]);
    assert_eq!(stacks[1].created_at, START);
    // Older files know of no icon and no wallpaper.
    let decor = Decor { icon: Icon::new("🏡"), wallpaper: Some(Wallpaper::Meadow) };
    assert!([Decor::default(), decor].contains(&stacks[1].decor));
    assert_eq!(desk.tx(|tx| Ok(desk::active_stack(tx)?)), Some(stacks[1].id));

    let drawer = desk.tx(|tx| Ok(stack::list_archived(tx, "", 10)?));
    assert_eq!(drawer.iter().map(|stack| stack.name.as_str()).collect::<Vec<_>>(), ["Reise"]);
    assert!(drawer[0].archived_at.is_some_and(|at| at > START));
}

fn cards_are_there(desk: &Desk) {
    let cards = desk.tx(|tx| Ok(desk::snapshot(tx, None)?)).cards;
    let mut titles: Vec<_> = cards.iter().map(|card| card.title.as_str()).collect();
    titles.sort_unstable();
    assert_eq!(titles, ["Note", "Rechnungen", "Shopping"]);

    let invoices = named(&cards, "Rechnungen");
    assert_eq!(Some(invoices.place), Place::new(-12.5, 0.0));
    assert_eq!(invoices.shape, Shape { size: Size::Medium, width: Some(640), height: Some(480), is_folded: false });
    assert_eq!((invoices.z, invoices.version, invoices.color, invoices.by), (7, 3, Some(Color::Amber), By::User));
    let mut wanted = invoices_with(&json!(99.95));
    assert_eq!(content(invoices), wanted);

    wanted = every_kind();
    wanted[3]["items"][0]["done"] = json!(true);
    assert_eq!(content(named(&cards, "Shopping")), wanted);
    assert!(matches!(named(&cards, "Note").by, By::Agent(_)));
    let drawer = desk.tx(|tx| Ok(card::list_archived(tx, "", 10)?));
    assert_eq!(drawer.iter().map(|card| card.title.as_str()).collect::<Vec<_>>(), ["Gone by itself"]);
}

fn versions_are_there(desk: &Desk) {
    let cards = desk.tx(|tx| Ok(desk::snapshot(tx, None)?)).cards;
    let id = named(&cards, "Rechnungen").id;
    let versions = desk.tx(|tx| Ok(card::versions(tx, id).map_err(desk::Error::from)?));
    let kept: Vec<_> = versions.iter().map(|version| (version.version, version.title.as_str())).collect();
    assert_eq!(kept, [(2, "Invoices"), (1, "Invoices")]);
    let first = block::from_json(&versions[1].blocks_json).unwrap();
    assert_eq!(serde_json::to_value(first).unwrap(), invoices_with(&json!(120)));
}

fn the_conversation_is_there(desk: &Desk) {
    let messages = desk.tx(|tx| Ok(chat::last(tx, 50)?));
    let plain = messages.iter().filter(|message| message.approval.is_none());
    let said: Vec<_> = plain.map(|message| (message.role, message.content.as_str())).collect();
    let wanted = [
        (Role::User, "Add a note"),
        (Role::Agent, "I added a note."),
        (Role::User, "Do the impossible"),
        (Role::Agent, "That is impossible."),
        (Role::User, "Never mind"),
        (Role::User, "Tell me a story"),
        (Role::User, "And then?"),
    ];
    assert_eq!(said, wanted);
    let note = desk.tx(|tx| Ok(desk::snapshot(tx, None)?)).cards.into_iter().find(|card| card.title.as_str() == "Note");
    assert_eq!(messages[1].cards, [note.unwrap().id]);
    assert_eq!(messages[1].turn, messages[0].turn);

    let open = desk.tx(|tx| Ok(assistant::open(tx)?));
    let turns: Vec<_> = open.iter().map(|turn| (turn.text.as_str(), turn.status, turn.partial.as_str())).collect();
    let interrupted = ("Tell me a story", assistant::Status::Interrupted, "Once upon a time");
    assert_eq!(turns, [interrupted, ("And then?", assistant::Status::Queued, "")]);
}

fn numbers_go_on(desk: &Desk) {
    let happened = desk.tx(|tx| Ok(activity::since(tx, Seq(0), u32::MAX)?));
    let numbers: Vec<u64> = happened.iter().map(|happened| happened.seq.0).collect();
    assert_eq!(numbers, (1..=happened.len() as u64).collect::<Vec<_>>());
    let done = desk.run(Command::CreateStack(NewStack { id: desk.ambient.id(), name: line("New"), color: None }));
    assert_eq!(done.changes[0].seq(), Seq(happened.len() as u64 + 1));
}

fn what_was_left_can_be_taken_up(desk: &Desk) {
    let cards = |desk: &Desk| desk.tx(|tx| Ok(desk::snapshot(tx, None)?)).cards;
    let retried = desk.run_by(By::User, Some(OP_ID), Command::Undo);
    assert_eq!(retried.changes, []);
    assert_eq!(retried.receipt.card_id, Some(named(&cards(desk), "Rechnungen").id));

    // The last change that can be taken back is that a stack went, with its card.
    desk.run(Command::Undo);
    assert!(named(&cards(desk), "Gone with its stack").archived_at.is_none());
    let invoices = named(&cards(desk), "Rechnungen").id;
    desk.run(Command::RestoreVersion { card: invoices, version: 1 });
    assert_eq!(named(&cards(desk), "Invoices").id, invoices);
    let story = desk.tx(|tx| Ok(assistant::open(tx)?))[0].id;
    desk.tx(|tx| assistant::resume(tx, story));
}

fn named<'c>(cards: &'c [Card], title: &str) -> &'c Card {
    cards.iter().find(|card| card.title.as_str() == title).unwrap_or_else(|| panic!("{title} is missing"))
}

fn content(card: &Card) -> serde_json::Value {
    serde_json::to_value(card.blocks().unwrap()).unwrap()
}

fn line<const MAX: usize>(text: &str) -> Line<MAX> {
    Line::new(text).unwrap()
}

fn invoices() -> serde_json::Value {
    invoices_with(&json!(120))
}

fn invoices_with(amount: &serde_json::Value) -> serde_json::Value {
    json!([{
        "id": "sums", "type": "table", "columns": ["vendor", "amount"],
        "rows": [{ "vendor": "Müller & Söhne", "amount": 0.1 }, { "vendor": "Acme", "amount": amount }],
    }])
}

/// A block of each kind that needs no uploaded file.
fn every_kind() -> serde_json::Value {
    json!([
        { "id": "top", "type": "heading", "text": "List", "subtitle": "for Saturday" },
        { "id": "note", "type": "text", "content": "Tea, *not* coffee.\n\n- 茶" },
        { "id": "sum", "type": "stat", "value": "12,50 €", "label": "Total", "trend": "+3 %" },
        { "id": "todo", "type": "checklist", "items": [{ "id": "one", "text": "Tea", "done": false }] },
        { "id": "who", "type": "key-value", "pairs": [{ "label": "For", "value": "Ada" }] },
        { "id": "state", "type": "badge", "text": "open", "variant": "warning" },
        { "id": "done", "type": "progress", "value": 33.3, "label": "bought" },
        {
            "id": "chart", "type": "chart", "kind": "bar", "x": "month", "y": ["sum"],
            "data": [{ "month": "May", "sum": 10 }, { "month": "June", "sum": 12.5 }],
        },
        { "id": "code", "type": "code", "content": "let tea = 2;", "lang": "rust" },
        { "id": "end", "type": "separator" },
    ])
}
