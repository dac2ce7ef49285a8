//! Finding, on a desk with a few cards.

mod anything;
mod documents;

use serde_json::json;

use super::*;
use crate::{
    activity::{By, TurnId},
    card::{Content, Edit, NewCard, Size, Title, block},
    chat::{self, NewMessage},
    db::{self, testing::Bench},
    desk::{Command, Context, Done, run},
    stack::{Allowance, NewStack},
};

pub(super) struct World {
    pub bench: Bench,
    pub stack: StackId,
}

impl World {
    pub fn new() -> Self {
        let bench = Bench::new();
        let user = bench.id();
        bench.tx(|tx| desk::found(tx, user, &bench.ambient)).unwrap();
        let stack = bench.tx(desk::active_stack).unwrap().unwrap();
        Self { bench, stack }
    }

    fn run_by(&self, by: By, command: Command) -> Done {
        self.bench.clock.advance_ms(1_000);
        let (now, allowance) = (self.bench.now(), Allowance::default());
        let context = Context { by, now, allowance: &allowance, ambient: &self.bench.ambient };
        self.bench.tx(|tx| run(tx, command, &context)).unwrap()
    }

    pub fn run(&self, command: Command) -> Done {
        self.run_by(By::User, command)
    }

    pub fn card(&self, title: &str, blocks: &serde_json::Value) -> CardId {
        self.card_by(By::User, title, blocks)
    }

    fn card_by(&self, by: By, title: &str, blocks: &serde_json::Value) -> CardId {
        let id = self.bench.id();
        let new = NewCard {
            id,
            stack: self.stack,
            title: Title::new(title).unwrap(),
            size: Size::Medium,
            color: None,
            blocks: block::parse(blocks).unwrap(),
            place: None,
        };
        self.run_by(by, Command::CreateCard(new));
        id
    }

    fn note(&self, title: &str, text: &str) -> CardId {
        self.card(title, &json!([{ "type": "text", "content": text }]))
    }

    pub fn found(&self, text: &str) -> Found {
        self.bench.tx(|tx| search(tx, &Query::parse(text), 0, 20)).unwrap()
    }

    /// The titles of what is found, the best first; a message is shown by its passage.
    fn titles(&self, text: &str) -> Vec<String> {
        let of = |hit: &Hit| plain(if hit.title.is_empty() { &hit.passage } else { &hit.title });
        self.found(text).hits.iter().map(of).collect()
    }

    fn check(&self, text: &str, expected: &[&str]) {
        assert_eq!(self.titles(text), expected, "{text}");
    }
}

fn plain(pieces: &[Piece]) -> String {
    pieces.iter().map(|piece| piece.text.as_str()).collect()
}

fn with_marks(pieces: &[Piece]) -> String {
    pieces.iter().map(|piece| if piece.is_hit { format!("[{}]", piece.text) } else { piece.text.clone() }).collect()
}

#[test]
fn everything_that_can_be_read_on_a_card_is_found() {
    let world = World::new();
    world.card(
        "Everything",
        &json!([
            { "type": "heading", "text": "Quarter", "subtitle": "Sober figures" },
            { "type": "text", "content": "Some *Markdown* here" },
            { "type": "stat", "value": "12.50", "label": "Margin" },
            { "type": "key-value", "pairs": [{ "label": "Vendor", "value": "Umbrella" }] },
            { "type": "table", "columns": ["id", "type"], "rows": [{ "id": "INV-77", "type": "credit" }] },
            { "type": "checklist", "items": [{ "text": "Call Bob", "done": true }] },
            { "type": "chart", "kind": "bar", "x": "kind", "y": ["n"], "data": [{ "kind": "sparrow", "n": 4711 }] },
            { "type": "code", "content": "fn main() {}", "lang": "rust" },
        ]),
    );
    for word in [
        "everything",
        "quarter",
        "sober",
        "markdown",
        "12.50",
        "margin",
        "vendor",
        "umbrella",
        "INV-77",
        "credit",
        "bob",
        "sparrow",
        "4711",
        "main",
    ] {
        world.check(word, &["Everything"]);
    }
    for word in ["text", "checklist", "rust", "true", "b1"] {
        world.check(word, &[]);
    }
}

#[test]
fn letter_case_and_accents_make_no_difference() {
    let world = World::new();
    world.note("Überweisung an José", "Müller zahlt");
    for text in ["uberweisung", "ÜBERWEISUNG", "jose", "JOSÉ", "muller", "Müll"] {
        world.check(text, &["Überweisung an José"]);
    }
}

#[test]
fn all_words_must_stand_there_and_phrases_in_a_row() {
    let world = World::new();
    world.note("One", "net 30 days");
    world.note("Two", "30 days net");
    world.check("net days", &["Two", "One"]);
    world.check("\"net 30\"", &["One"]);
    world.check("days -\"net 30\"", &["Two"]);
    world.check("days weeks", &[]);
}

#[test]
fn a_title_weighs_more_than_a_mention() {
    let world = World::new();
    world.note("Acme", "a vendor");
    world.note("Vendors", "among them Acme, and others that are longer to read about");
    world.check("acme", &["Acme", "Vendors"]);
}

#[test]
fn the_inside_of_a_word_is_found_after_its_beginnings() {
    let world = World::new();
    world.note("Stromrechnung", "im Mai");
    world.note("Rechnungen", "alle");
    world.check("rechnung", &["Rechnungen", "Stromrechnung"]);
    world.check("omrech", &["Stromrechnung"]);
    world.check("c++", &[]);
    world.note("C++ and C#", "languages");
    world.check("c++", &["C++ and C#"]);
}

#[test]
fn the_index_follows_every_change() {
    let world = World::new();
    let card = world.note("Draft", "about Acme");
    let content = |text: &str| Content::Replace(block::parse(&json!([{ "type": "text", "content": text }])).unwrap());
    let edit = |text: &str| Edit { content: Some(content(text)), ..Edit::default() };
    world.run(Command::UpdateCard { card, edit: edit("about Umbrella") });
    world.check("acme", &[]);
    world.check("umbrella", &["Draft"]);

    world
        .run(Command::UpdateCard { card, edit: Edit { title: Some(Title::new("Final").unwrap()), ..Edit::default() } });
    world.check("draft", &[]);
    world.check("umbrella final", &["Final"]);

    world.run(Command::RestoreVersion { card, version: 1 });
    world.check("acme", &["Draft"]);
}

#[test]
fn what_is_taken_back_is_not_found() {
    let world = World::new();
    let new = |id| NewStack { id, name: crate::stack::Name::new("Vanished").unwrap(), color: None };
    let taken_back: Result<(), desk::Error> = world.bench.tx(|tx| {
        stack::create(tx, new(world.bench.id()), &Allowance::default(), By::User, world.bench.now())?;
        assert_eq!(search(tx, &Query::parse("vanished"), 0, 9)?.total, 1);
        Err(desk::Error::from(db::Error::Unavailable("for the test".to_owned())))
    });
    assert!(taken_back.is_err());
    world.check("vanished", &[]);
}

#[test]
fn the_drawer_is_searched_too_and_said() {
    let world = World::new();
    let card = world.note("Acme contract", "notice: three months");
    world.run(Command::ArchiveCard { card });
    let found = world.found("notice");
    assert!(found.hits[0].is_archived);
    assert!(matches!(found.hits[0].subject, Subject::Card { can_restore: true, .. }));
    world.check("acme archived:yes", &["Acme contract"]);
    world.check("acme archived:no", &[]);
}

#[test]
fn the_conversation_and_stacks_are_found() {
    let world = World::new();
    let id = world.bench.id();
    world.run(Command::CreateStack(NewStack { id, name: crate::stack::Name::new("Taxes").unwrap(), color: None }));
    let new = NewMessage {
        id: world.bench.id(),
        role: chat::Role::User,
        content: "when are the taxes due?".to_owned(),
        turn: None,
        cards: Vec::new(),
    };
    world.run(Command::Say(new));
    world.check("taxes", &["Taxes", "when are the taxes due?"]);
    world.run(Command::RenameStack { stack: id, name: crate::stack::Name::new("Duties").unwrap() });
    world.check("taxes", &["when are the taxes due?"]);
    world.check("type:stack duties", &["Duties"]);
    world.check("type:chat duties", &[]);
}

#[test]
fn filters_narrow_what_is_found() {
    let world = World::new();
    let turn: TurnId = world.bench.id();
    world.card_by(By::Agent(turn), "Made", &json!([{ "type": "text", "content": "plan" }]));
    world.note("Written", "plan");
    world.check("plan by:agent", &["Made"]);
    world.check("plan by:me", &["Written"]);
    world.check("plan in:\"my stack\" type:card", &["Written", "Made"]);
    world.check("plan in:elsewhere", &[]);
    world.check("plan after:2027-01-15 before:2027-01-16", &["Written", "Made"]);
    world.check("plan before:2027-01-15", &[]);
    world.check("plan before:2027", &[]);
    world.check("type:card", &["Written", "Made"]);
    world.check("by:agent", &["Made"]);
    world.check("typ:karte von:assistent", &["Made"]);
}

#[test]
fn what_is_no_filter_is_a_word() {
    let world = World::new();
    world.note("Links", "see https://example.org and note type:banana");
    world.check("https://example.org", &["Links"]);
    world.check("type:banana", &["Links"]);
    world.check("", &[]);
    world.check("   ", &[]);
}

#[test]
fn passages_show_and_mark_what_was_sought() {
    let world = World::new();
    let text = format!("{} The Acmé contract <b>ends</b> in May. {}", "before ".repeat(40), "after ".repeat(60));
    world.note("Long", &text);
    let found = world.found("acme ends");
    let passage = with_marks(&found.hits[0].passage);
    assert!(passage.starts_with('…') && passage.ends_with('…'), "{passage}");
    assert!(passage.contains("The [Acmé] contract <b>[ends]</b> in May"), "{passage}");
    assert!(passage.chars().count() < 200, "{passage}");
}

#[test]
fn pages_follow_each_other() {
    let world = World::new();
    for number in 0..25 {
        world.note(&format!("Note {number}"), "same");
    }
    let page = |offset| world.bench.tx(|tx| search(tx, &Query::parse("same"), offset, 10)).unwrap();
    let mut titles: Vec<String> =
        [0, 10, 20].into_iter().flat_map(|at| page(at).hits).map(|hit| plain(&hit.title)).collect();
    assert_eq!(page(0).total, 25);
    titles.sort();
    titles.dedup();
    assert_eq!(titles.len(), 25);
    assert_eq!(page(usize::MAX).hits.len(), 0);
}

#[test]
fn a_word_that_stands_everywhere_is_counted_so_far() {
    let world = World::new();
    let card = |number: usize| format!("Note {number}");
    for number in 0..=RANKED_MAX {
        world.card(&card(number), &json!([]));
    }
    let found = world.found("note");
    assert!(found.is_capped);
    assert_eq!(found.total, RANKED_MAX);
}
