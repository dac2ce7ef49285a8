//! Cards: made, read, changed, moved, archived, found, restored.

use serde_json::json;

use super::World;
use crate::{
    document::{self, NewDocument},
    extract,
};

#[test]
fn a_card_goes_to_the_stack_that_the_user_looks_at() {
    let world = World::new();
    let made = world.did("create_card", json!({ "title": "Note", "blocks": [{ "type": "text", "content": "hello" }] }));
    assert_eq!(made["stack_id"], json!(world.stack));
    assert_eq!(made["stack"], "My Stack");
    assert_eq!(world.blocks(&made["card_id"]), json!([{ "id": "b1", "type": "text", "content": "hello" }]));

    let other = world.did("create_stack", json!({ "name": "Other" }))["stack_id"].clone();
    let made =
        world.did("create_card", json!({ "title": "Empty", "stack_id": other, "size": "large", "color": "red" }));
    assert_eq!(made["stack"], "Other");
}

#[test]
fn bad_blocks_are_refused_by_name() {
    let world = World::new();
    let blocks = json!([{ "type": "text", "content": "a" }, { "type": "iframe" }]);
    world.refuses("create_card", json!({ "title": "a", "blocks": blocks }), "blocks[1].type: must be heading");
    world.refuses("create_card", json!({ "title": "a", "size": "huge" }), "size: unknown variant `huge`");
    world.refuses("create_card", json!({ "title": "a", "color": "#fff" }), "color: unknown variant");
}

#[test]
fn an_update_replaces_or_patches() {
    let world = World::new();
    let made = world.did("create_card", json!({ "title": "a", "blocks": [{ "type": "text", "content": "a" }] }));
    let card = &made["card_id"];

    world.did("update_card", json!({ "card_id": card, "patch": { "b1": { "content": "b" } } }));
    assert_eq!(world.blocks(card)[0]["content"], "b");
    let changed =
        world.did("update_card", json!({ "card_id": card, "title": "B", "blocks": [{ "type": "separator" }] }));
    assert_eq!(changed["title"], "B");
    assert_eq!(world.blocks(card)[0]["type"], "separator");

    world.refuses("update_card", json!({ "card_id": card, "blocks": [], "patch": {} }), "either blocks or patch");
    world.refuses("update_card", json!({ "card_id": card, "patch": { "b9": null } }), "no such block");
}

#[test]
fn a_card_moves_to_a_place_or_to_a_stack() {
    let world = World::new();
    let card = world.did("create_card", json!({ "title": "a" }))["card_id"].clone();
    let other = world.did("create_stack", json!({ "name": "Other" }))["stack_id"].clone();
    assert_eq!(world.did("move_card", json!({ "card_id": card, "stack_id": other }))["stack"], "Other");
    world.did("move_card", json!({ "card_id": card, "x": 10, "y": 20.5 }));
    world.refuses("move_card", json!({ "card_id": card, "x": 10 }), "both x and y");
}

#[test]
fn what_is_archived_is_found_and_restored() {
    let world = World::new();
    let card = world.did("create_card", json!({ "title": "Acme deal" }))["card_id"].clone();
    world.did("create_card", json!({ "title": "Acme notes" }));
    assert_eq!(world.did("close_card", json!({ "card_id": card }))["archived"], true);
    world.refuses("update_card", json!({ "card_id": card, "title": "b" }), "restore it first, with restore_card");

    let found = |input| world.did("find", input)["cards"].as_array().unwrap().len();
    assert_eq!(found(json!({ "text": "acme" })), 2);
    assert_eq!(found(json!({ "text": "DEAL acme" })), 1);
    assert_eq!(found(json!({ "text": "acme", "archived": true })), 1);
    assert_eq!(found(json!({ "text": "acme", "archived": false })), 1);
    assert_eq!(found(json!({ "text": "acm% \" ' -- _" })), 2, "signs are no words");
    assert_eq!(found(json!({ "text": "acn% \" ' -- _" })), 0);
    world.refuses("find", json!({ "text": "  " }), "text is empty");

    assert_eq!(world.did("restore_card", json!({ "card_id": card }))["archived"], false);
    assert_eq!(found(json!({ "text": "acme", "archived": true })), 0);
}

#[test]
fn what_a_document_says_is_found_with_its_page() {
    let world = World::new();
    let new = NewDocument {
        id: world.bench.id(),
        name: document::Name::new("lease.pdf").unwrap(),
        kind: extract::Kind::Pdf,
        hash: "h".to_owned(),
        bytes: 1,
        card: world.bench.id(),
        quota_bytes: 10,
    };
    let mut pages = document::Found::default();
    pages.add(extract::Piece::Page { number: 7, text: "Notice: three months".to_owned() });
    let now = world.bench.now();
    world.bench.tx(|tx| document::add(tx, &new, now).and_then(|_| document::take_in(tx, new.id, &pages))).unwrap();
    let found = world.did("find", json!({ "text": "notice" }));
    let passage = "Notice: three months";
    let wanted =
        json!({ "document_id": new.id, "name": "lease.pdf", "archived": false, "page": 7, "passage": passage });
    assert_eq!(found["documents"], json!([wanted]));
}

#[test]
fn a_long_card_is_read_shortened() {
    let world = World::new();
    let rows: Vec<_> = (0..4_000).map(|number| json!([number, "some words to fill the row"])).collect();
    let card = world.table(json!(["a", "b"]), json!(rows));
    let read = world.did("read_card", json!({ "card_id": card }));
    assert_eq!(read["truncated"], true);
    assert!(read.to_string().len() < 34_000);
}
