//! Every template, rendered from samples in every language: those of the desk here, the others beside their pages.

use std::collections::BTreeSet;

use askama::Template;

use super::{
    card::{self, CardPage, History, view::CardView},
    chat::{self, ChatPage, Older},
    desk::{DeskPage, PlaneFragment, PlaneView, Read},
    drawer::{CardLine, DrawerPage, Results, StackLine},
    fragment,
    page::Page,
    stack::EditPage,
    words::{Lang, Words},
};
use crate::{
    activity::{By, Seq},
    app::{self, App, AppId, Category, Origin, PackageId},
    assistant::{Status as TurnStatus, Turn},
    card::{Card, Place, Shape, Size, Title, Version, block},
    chat::{Approval, ApprovalStatus, Message, Role},
    kit::{
        Ambient, Timestamp,
        simulated::{ManualClock, SeededChance},
    },
    stack::{Color, Decor, Icon, Name, Stack, Status, Wallpaper},
};

/// 21 November 2026, 14:02 in UTC.
const NOW: Timestamp = Timestamp(1_795_269_720_000);

/// What no template may let through.
pub(super) const EVIL: &str = "<img src=x onerror=alert(1)>\"'&";

#[test]
fn the_desk_is_whole_and_clean() {
    for_each_language(|page, desk| {
        let html = DeskPage::new(page.clone(), desk, NOW).render().unwrap();
        check_page(&html);
        for card in &desk.cards {
            assert_eq!(html.matches(&format!("id=\"card-{}\"", card.id)).count(), 1);
        }
        assert!(html.contains(r#"aria-current="page""#));
        assert!(html.contains("data-epoch="), "the socket starts from here");
    });
}

#[test]
fn cards_stand_in_reading_order() {
    let desk = sample();
    let html = DeskPage::new(Page::default(), &desk, NOW).render().unwrap();
    let places: Vec<_> = desk.cards.iter().map(|card| html.find(&format!("id=\"card-{}\"", card.id))).collect();
    assert!(places.is_sorted(), "{places:?}");
}

#[test]
fn an_empty_stack_says_one_sentence_and_offers_one_button() {
    let desk = Read { cards: Vec::new(), messages: Vec::new(), turns: Vec::new(), ..sample() };
    let page = Page::default();
    let plane = PlaneView::new(&desk, &page, NOW);
    let html = PlaneFragment { page, plane }.render().unwrap();
    assert_eq!(html.matches("<button").count(), 1, "{html}");
    check_fragment(&html);
}

#[test]
fn a_frame_carries_the_partial_that_the_page_shows() {
    let desk = sample();
    let words = Words::new(Lang::En);
    let page = DeskPage::new(Page::in_language(Lang::En), &desk, NOW).render().unwrap();
    for part in desk.cards.iter().map(|card| fragment::card(card, words, NOW)) {
        assert!(page.contains(part.trim()), "{part}");
    }
    for part in desk.messages.iter().map(|message| fragment::message(message, words, NOW)) {
        assert!(page.contains(part.trim()), "{part}");
    }
    // The page marks the tab that it shows; a frame goes to tabs that show different ones.
    let tab = fragment::tab(&desk.stacks[1], words);
    assert!(page.contains(tab.trim()), "{tab}");
}

#[test]
fn a_card_has_a_page_of_its_own() {
    for_each_language(|page, desk| {
        for status in [Status::Active, Status::Archived] {
            let card = Card { status, ..desk.cards[0].clone() };
            let html =
                CardPage::new(page.clone(), &card, &versions(&card), &desk.stacks, &desk.stack, NOW).render().unwrap();
            check_page(&html);
            assert_eq!(html.contains(&format!("/cards/{}/edit", card.id)), status == Status::Active);
            assert_eq!(html.contains(&format!("action=\"/cards/{}/restore\"", card.id)), status == Status::Archived);
        }
    });
}

#[test]
fn the_history_of_a_card_stands_alone_beside_the_desk() {
    for_each_language(|page, desk| {
        let card = &desk.cards[0];
        let versions = card::versions(card, &versions(card), page, NOW);
        let card = CardView::on_desk(card, page.words, NOW);
        let html = History { page: page.clone(), card, can_edit: true, versions }.render().unwrap();
        check_fragment(&html);
    });
}

#[test]
fn the_conversation_has_a_page_of_its_own() {
    for_each_language(|page, desk| {
        for is_latest in [true, false] {
            let chat = || chat::view::ChatView::new(&desk.messages, 2, &desk.turns, String::new(), page.words, NOW);
            check_page(&ChatPage { page: page.clone(), chat: chat(), is_latest }.render().unwrap());
            check_fragment(&Older { page: page.clone(), chat: chat() }.render().unwrap());
        }
    });
}

#[test]
fn an_interrupted_turn_can_be_continued_and_a_running_one_stopped() {
    let html = DeskPage::new(Page::in_language(Lang::En), &sample(), NOW).render().unwrap();
    let turns = sample().turns;
    assert!(html.contains(&format!("action=\"/turns/{}/continue\"", turns[0].id)), "interrupted");
    assert!(!html.contains(&format!("action=\"/turns/{}/continue\"", turns[1].id)), "running");
    assert!(html.contains(&format!("action=\"/turns/{}/cancel\"", turns[1].id)), "running");
}

#[test]
fn the_drawer_shows_what_was_archived() {
    for_each_language(|page, desk| {
        let stacks = || desk.stacks.iter().map(|stack| StackLine::new(stack, page.words, NOW)).collect::<Vec<_>>();
        let lines = || desk.cards.iter().map(|card| CardLine::new(card, &desk.stack, page.words, NOW));
        let (page, nothing, has_more) = (page.clone(), String::new(), true);
        let cards = lines().collect();
        let results = Results { page: page.clone(), nothing: nothing.clone(), stacks: stacks(), cards, has_more }
            .render()
            .unwrap();
        check_fragment(&results);
        let (query, cards) = (EVIL.to_owned(), lines().collect());
        check_page(&DrawerPage { page, query, nothing, stacks: stacks(), cards, has_more }.render().unwrap());
    });
}

#[test]
fn a_stack_has_a_page_for_its_name_and_colour() {
    for_each_language(|page, desk| {
        check_page(
            &EditPage::new(page.clone(), &desk.stack, &[], vec![("app:1".to_owned(), EVIL.to_owned(), true)])
                .render()
                .unwrap(),
        );
    });
}

#[test]
fn every_action_that_a_template_names_is_in_the_registry() {
    let registry = include_str!("../../static/js/actions.js");
    let known: BTreeSet<_> = registry.split("id: \"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let desk = DeskPage::new(Page::default(), &sample(), NOW).render().unwrap();
    for attribute in ["data-do=\"", "data-keys=\""] {
        let named = desk.split(attribute).skip(1).filter_map(|rest| rest.split('"').next());
        for action in named {
            assert!(known.contains(action), "{action} is not in static/js/actions.js");
        }
    }
}

#[test]
fn no_two_actions_of_the_registry_share_an_id_or_a_key() {
    let registry = include_str!("../../static/js/actions.js");
    let mut seen = BTreeSet::new();
    for line in registry.lines().filter_map(|line| line.trim_start().strip_prefix("{ id: \"")) {
        let id = line.split('"').next().unwrap();
        assert!(seen.insert(id.to_owned()), "{id} is there twice");
        let scope = line.split("scope: \"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or_default();
        let keys = line.split("keys: [").nth(1).and_then(|rest| rest.split("],").next()).unwrap_or_default();
        for key in keys.split('"').skip(1).step_by(2) {
            assert!(seen.insert(format!("{scope} {key}")), "{key} does two things in {scope}");
        }
    }
    assert!(seen.len() > 40, "the table can be read");
}

pub(super) fn for_each_language(check: impl Fn(&Page, &Read)) {
    for lang in Lang::ALL {
        check(&Page::in_language(lang), &sample());
    }
}

pub(super) fn check_page(html: &str) {
    assert_eq!(html.matches("<main").count(), 1);
    assert_eq!(html.matches("<h1").count(), 1, "one heading names the page");
    assert!(html.starts_with("<!doctype html>"), "{}", &html[..80]);
    check_fragment(html);
}

pub(super) fn check_fragment(html: &str) {
    assert!(!html.contains("<img src=x"), "what a user wrote is escaped");
    for banned in [" style=", "<style", " onclick=", " onerror=alert(1)>\"", "=\"javascript:"] {
        assert!(!html.contains(banned), "{banned}");
    }
    for label in ["aria-label=\"\"", "title=\"\"", "placeholder=\"\""] {
        assert!(!html.contains(label), "{label}");
    }
    let mut ids: Vec<_> = html.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    let count = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), count, "ids are unique");
}

/// Each tag with its name, and that all are closed in their order; no attribute acts or styles by itself.
pub(super) fn each_tag(html: &str, mut look: impl FnMut(&str, &str)) {
    const VOID: [&str; 4] = ["input", "br", "hr", "img"];
    let mut open = Vec::new();
    let mut rest = html;
    while let Some((_, after)) = rest.split_once('<') {
        let (tag, after) = after.split_once('>').expect("a tag ends");
        rest = after;
        let name: String = tag.trim_start_matches('/').chars().take_while(char::is_ascii_alphanumeric).collect();
        if tag.starts_with('/') {
            assert_eq!(open.pop(), Some(name), "</{tag}> in {html}");
            continue;
        }
        let outside_values: String = tag.split('"').step_by(2).collect();
        assert!(!outside_values.contains(" on") && !outside_values.contains(" style"), "<{tag}>");
        assert!(!["script", "style", "iframe", "object"].contains(&name.as_str()), "<{tag}>");
        look(&name, tag);
        if !tag.ends_with('/') && !VOID.contains(&name.as_str()) {
            open.push(name);
        }
    }
    assert_eq!(open, Vec::<String>::new(), "left open in {html}");
}

/// A desk with one of everything, and with evil in every text.
fn sample() -> Read {
    let ambient = Ambient::new(std::sync::Arc::new(ManualClock::at(NOW)), std::sync::Arc::new(SeededChance::new(7)));
    let stacks: Vec<_> = [("Invoices", Some(Color::Teal)), (EVIL, None)]
        .into_iter()
        .map(|(name, color)| Stack {
            id: ambient.id(),
            name: Name::new(name).unwrap(),
            color,
            decor: Decor { icon: Icon::new("🏡"), wallpaper: Some(Wallpaper::Picture(ambient.id())) },
            sort_order: 1,
            status: Status::Active,
            archived_at: None,
            created_at: NOW,
            seq: Seq(1),
        })
        .collect();
    let cards = vec![card(&ambient, &stacks[0], "Totals by vendor", 24.0), card(&ambient, &stacks[0], EVIL, 300.0)];
    let message = |role, content: &str, cards| Message {
        id: ambient.id(),
        role,
        content: content.to_owned(),
        turn: Some(ambient.id()),
        cards,
        approval: Some(approval()),
        at: NOW,
        seq: Seq(3),
    };
    let messages = vec![
        message(Role::User, EVIL, vec![]),
        message(Role::Agent, "Here is **the table**.", vec![cards[0].id, cards[1].id]),
        message(Role::System, "A note", vec![]),
    ];
    let turn = |status, partial: &str| Turn {
        id: ambient.id(),
        number: 1,
        stack: None,
        text: EVIL.to_owned(),
        status,
        partial: partial.to_owned(),
        error: None,
        created_at: NOW,
    };
    let turns =
        vec![turn(TurnStatus::Interrupted, "I was"), turn(TurnStatus::Running, EVIL), turn(TurnStatus::Queued, "")];
    Read {
        single_keys: false,
        epoch: ambient.id(),
        seq: Seq(9),
        stack: stacks[0].clone(),
        stacks,
        cards,
        failed: messages.get(1).and_then(|message| message.turn),
        messages,
        turns,
        dock: vec![installed_app()],
    }
}

/// An installed app.
pub(super) fn installed_app() -> App {
    let id: AppId = "0197b7a0-8c5e-7cc3-9d4f-0123456789ab".parse().unwrap();
    App {
        id,
        package: PackageId::new("tea").unwrap(),
        name: EVIL.to_owned(),
        icon: "<b>".to_owned(),
        category: Category::Creative,
        author: EVIL.to_owned(),
        description: EVIL.to_owned(),
        tags: vec![EVIL.to_owned()],
        origin: Origin::Catalogue,
        number: 2,
        version: app::Version(1, 2, 3),
        has_auto_update: true,
        is_favourite: true,
        pin_order: Some(0),
        last_used_at: Some(NOW),
        epoch: 0,
        installed_at: NOW,
        updated_at: NOW,
        archived_at: None,
    }
}

fn card(ambient: &Ambient, stack: &Stack, title: &str, y: f64) -> Card {
    let blocks = serde_json::json!([
        { "type": "heading", "text": EVIL },
        { "type": "text", "content": "*Paid* by [us](javascript:alert(1))" },
        { "type": "table", "columns": ["Vendor", "Amount"], "rows": [{ "Vendor": EVIL, "Amount": 12.5 }] },
        { "type": "checklist", "items": [{ "text": EVIL, "done": true }] },
    ]);
    Card {
        id: ambient.id(),
        stack: stack.id,
        title: Title::new(title).unwrap(),
        blocks_json: serde_json::to_string(&block::parse(&blocks).unwrap()).unwrap(),
        shape: Shape::named(Size::Large),
        color: Some(Color::Amber),
        place: Place { x: 24.0, y },
        z: 2,
        status: Status::Active,
        archived_at: None,
        archived_by: None,
        version: 3,
        by: By::Agent(ambient.id()),
        created_at: NOW,
        updated_at: NOW,
        seq: Seq(2),
    }
}

fn versions(card: &Card) -> Vec<Version> {
    let version = |number, by: &str| Version {
        version: number,
        title: card.title.clone(),
        size: Size::Small,
        color: None,
        blocks_json: card.blocks_json.clone(),
        by: by.to_owned(),
        at: NOW,
    };
    vec![version(2, "agent"), version(1, "user")]
}

/// A view without a sample shows its first mistake to a user. Fragments of frames are rendered through [`fragment`].
#[test]
fn every_view_is_rendered_here_or_in_samples_of_its_own() {
    let here = include_str!("samples.rs");
    let mut pending = vec![std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/web")];
    let mut views = 0;
    while let Some(path) = pending.pop() {
        if path.is_dir() {
            pending.extend(std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()));
            continue;
        }
        let source = std::fs::read_to_string(&path).unwrap();
        let has_own =
            source.contains("mod samples {") || source.contains("mod tests;") || path.ends_with("fragment.rs");
        let beside = std::fs::read_to_string(path.with_file_name("samples.rs")).unwrap_or_default();
        for template in source.split("#[template(path = ").skip(1) {
            let Some(name) = template.split("struct ").nth(1).and_then(|rest| rest.split([' ', '<', '{']).next())
            else {
                continue;
            };
            views += 1;
            let made = format!("{name}::new(");
            let is_here = here.contains(&format!("{name} {{")) || here.contains(&made) || beside.contains(&made);
            assert!(has_own || is_here, "render a sample of {name} of {}", path.display());
        }
    }
    assert!(views > 12, "the sources can be read");
}

fn approval() -> Approval {
    let (server, tool, outcome) = (EVIL.to_owned(), EVIL.to_owned(), EVIL.to_owned());
    Approval { server, tool, input: serde_json::json!({ "a": EVIL }), status: ApprovalStatus::Waiting, outcome }
}
