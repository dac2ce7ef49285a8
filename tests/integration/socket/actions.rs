//! Every action: what it answers, what all tabs are told, and what it refuses.

use serde_json::{Value, json};

use super::{Desk, NOBODY};
use crate::support::{TestServer, tab::Tab};

/// A second tab that listens.
async fn listener(desk: &Desk) -> Tab {
    Tab::follow(&desk.server, &desk.token).await.0
}

async fn told(tab: &mut Tab, kind: &str) -> Value {
    tab.until(kind).await["payload"].clone()
}

#[tokio::test]
async fn stacks_are_made_renamed_recoloured_and_put_in_order_before_every_tab() {
    let mut desk = Desk::open().await;
    let mut other = listener(&desk).await;

    let ack = desk.tab.act("", "create_stack", json!({ "name": " Work ", "color": "teal" })).await;
    let work = ack["result"]["stack_id"].as_str().expect("an id").to_owned();
    let update = told(&mut other, "stack_update").await;
    assert_eq!(update["command"], "create");
    assert_eq!(update["stack"]["name"], "Work");
    assert_eq!(update["stack"]["color"], "teal");
    assert_eq!(update["seq"], ack["seq"]);

    desk.tab.act("", "rename_stack", json!({ "stack_id": work, "name": "Office" })).await;
    assert_eq!(told(&mut other, "stack_update").await["stack"]["name"], "Office");
    desk.tab.act("", "recolor_stack", json!({ "stack_id": work, "color": "pink" })).await;
    assert_eq!(told(&mut other, "stack_update").await["stack"]["color"], "pink");

    let order = json!([work, desk.stack]);
    desk.tab.act("", "reorder_stacks", json!({ "stack_ids": order })).await;
    let update = told(&mut other, "stack_update").await;
    assert_eq!((&update["command"], &update["stack_ids"]), (&json!("reorder"), &order));

    let refused = desk.tab.refused("", "reorder_stacks", json!({ "stack_ids": [work] })).await;
    assert_eq!(refused["code"], "invalid_order");
    let refused = desk.tab.refused("", "create_stack", json!({ "stack_id": work })).await;
    assert_eq!((&refused["code"], &refused["field"]), (&json!("stack_exists"), &json!("stack_id")));
    let refused = desk.tab.refused("", "rename_stack", json!({ "stack_id": NOBODY, "name": "x" })).await;
    assert_eq!(refused["code"], "stack_not_found");
}

#[tokio::test]
async fn the_last_used_stack_is_remembered_and_nobody_is_told() {
    let mut desk = Desk::open().await;
    let mut other = listener(&desk).await;
    let ack = desk.tab.act("", "create_stack", json!({})).await;
    let made = ack["result"]["stack_id"].clone();
    told(&mut other, "stack_update").await;
    let ack = desk.tab.act("", "activate_stack", json!({ "stack_id": made })).await;
    desk.tab.act("", "rename_stack", json!({ "stack_id": made, "name": "next" })).await;
    let next = other.next().await;
    assert_eq!(next["payload"]["command"], "rename", "nothing came between");
    assert_eq!(next["payload"]["seq"].as_u64(), ack["seq"].as_u64().map(|seq| seq + 1), "and no number was used up");
    let (_, sync) = Tab::follow(&desk.server, &desk.token).await;
    assert_eq!(sync["payload"]["active_stack_id"], made);
}

#[tokio::test]
async fn a_stack_takes_its_cards_to_the_drawer_and_brings_back_only_those() {
    let mut desk = Desk::open().await;
    let stack = desk.stack.clone();
    let stays = desk.tab.card(&stack, "stays with the stack", json!([])).await;
    let gone = desk.tab.card(&stack, "archived before", json!([])).await;
    desk.tab.act(&gone, "archive_card", json!({})).await;
    let mut other = listener(&desk).await;

    desk.tab.act("", "archive_stack", json!({ "stack_id": stack })).await;
    assert_eq!(told(&mut other, "stack_update").await["command"], "archive");
    let fresh = told(&mut other, "stack_update").await;
    assert_eq!((&fresh["command"], &fresh["stack"]["name"]), (&json!("create"), &json!("My Stack")));

    let refused = desk.tab.refused(&gone, "restore_card", json!({})).await;
    assert_eq!(refused["code"], "stack_archived");
    let refused = desk.tab.refused(&stays, "move", json!({ "position_x": 1, "position_y": 1 })).await;
    assert_eq!(refused["code"], "card_archived");

    desk.tab.act("", "restore_stack", json!({ "stack_id": stack })).await;
    let update = told(&mut other, "stack_update").await;
    assert_eq!(update["command"], "restore");
    let cards: Vec<&str> =
        update["cards"].as_array().expect("cards").iter().filter_map(|c| c["card_id"].as_str()).collect();
    assert_eq!(cards, [stays]);
}

#[tokio::test]
async fn a_tier_limits_active_stacks_however_many_tabs_race() {
    let (server, ada) = TestServer::with_ada().await;
    let bob = server.invite(&ada, "Bob", "free").await;
    let token = bob.token("Bob").await;
    let mut tabs = Vec::new();
    for _ in 0..5 {
        tabs.push(Tab::follow(&server, &token).await.0);
    }
    let tries = tabs.iter_mut().map(|tab| tab.ask("", "create_stack", json!({})));
    let answers = futures_util::future::join_all(tries).await;
    let made = answers.iter().filter(|answer| answer["type"] == "ack").count();
    assert_eq!(made, 2, "one stack was there and the tier allows three");
    let refused = answers.iter().find(|answer| answer["type"] == "system").expect("a refusal");
    assert_eq!(refused["payload"]["code"], "tier_limit");
    assert!(refused["payload"]["message"].as_str().expect("a sentence").contains("free"));
}

#[tokio::test]
async fn cards_are_made_moved_resized_and_edited_before_every_tab() {
    let mut desk = Desk::open().await;
    let mut other = listener(&desk).await;
    let stack = desk.stack.clone();
    let blocks = json!([{ "type": "text", "content": "hello" }, { "id": "t", "type": "table", "columns": ["a"], "rows": [{ "a": 1 }] }]);
    let card = desk.tab.card(&stack, "First", blocks).await;
    let made = told(&mut other, "canvas_update").await;
    assert_eq!(
        (&made["command"], &made["card_id"], &made["by"]),
        (&json!("create_card"), &json!(card), &json!("user"))
    );
    assert_eq!((&made["blocks"][0]["id"], &made["version"]), (&json!("b1"), &json!(1)));

    let again = desk.tab.refused(&card, "create_card", json!({ "stack_id": stack, "title": "Twin" })).await;
    assert_eq!((&again["code"], &again["field"]), (&json!("card_exists"), &json!("card_id")));
    let bad = desk.tab.refused(&card, "update_card", json!({ "patch": { "b1": { "content": 7 } } })).await;
    assert_eq!(bad["code"], "invalid_block");

    desk.tab.act(&card, "move", json!({ "position_x": 0, "position_y": 0 })).await;
    let moved = told(&mut other, "canvas_update").await;
    assert_eq!((&moved["command"], &moved["position"]), (&json!("move_card"), &json!({ "x": 0.0, "y": 0.0 })));
    desk.tab.act(&card, "move", json!({ "position_x": 1e12, "position_y": -4.5 })).await;
    assert_eq!(told(&mut other, "canvas_update").await["position"], json!({ "x": 100_000.0, "y": -4.5 }));
    desk.tab.act(&card, "move", json!({ "position_x": null, "position_y": null })).await;
    assert_eq!(told(&mut other, "canvas_update").await["position"], json!({ "x": 24.0, "y": 24.0 }));

    desk.tab.act(&card, "resize", json!({ "width": 500, "height": 300.4 })).await;
    let sized = told(&mut other, "canvas_update").await;
    assert_eq!(
        (&sized["command"], &sized["width"], &sized["height"]),
        (&json!("update_card"), &json!(500), &json!(300))
    );
    desk.tab.act(&card, "resize", json!({ "size": "full" })).await;
    let sized = told(&mut other, "canvas_update").await;
    assert_eq!((&sized["size"], &sized["width"]), (&json!("full"), &Value::Null));
    for folded in [json!(true), Value::Null] {
        desk.tab.act(&card, "resize", json!({ "folded": folded == true })).await;
        let sized = told(&mut other, "canvas_update").await;
        assert_eq!((&sized["size"], &sized["folded"]), (&json!("full"), &folded));
    }
    let both = desk.tab.refused(&card, "resize", json!({ "size": "small", "folded": true })).await;
    assert_eq!((&both["code"], &both["field"]), (&json!("invalid_payload"), &json!("payload.data.size")));

    desk.tab
        .act(
            &card,
            "update_card",
            json!({ "title": "Second", "color": "red", "patch": { "b1": { "content": "bye" } } }),
        )
        .await;
    let edited = told(&mut other, "canvas_update").await;
    assert_eq!(
        (&edited["title"], &edited["blocks"][0]["content"], &edited["version"]),
        (&json!("Second"), &json!("bye"), &json!(2))
    );

    let edit = json!({ "card_id": card, "action": "edit_cell", "block_id": "t", "data": { "row": 0, "column": "a", "value": 7 } });
    assert_eq!(desk.tab.interact(edit).await["type"], "ack");
    assert_eq!(told(&mut other, "canvas_update").await["blocks"][1]["rows"][0]["a"], 7);
    let refused =
        desk.tab.refused(&card, "edit_cell", json!({ "block_id": "t", "row": 3, "column": "a", "value": 1 })).await;
    assert_eq!((&refused["code"], &refused["field"]), (&json!("invalid_edit"), &json!("row")));

    desk.tab.act(&card, "restore_version", json!({ "version": 1 })).await;
    let back = told(&mut other, "canvas_update").await;
    assert_eq!((&back["title"], &back["version"], &back["color"]), (&json!("First"), &json!(4), &Value::Null));
    assert_eq!(desk.tab.refused(&card, "restore_version", json!({ "version": 99 })).await["code"], "version_not_found");

    desk.tab.act(&card, "archive_card", json!({})).await;
    let closed = told(&mut other, "canvas_update").await;
    assert_eq!((&closed["command"], &closed["stack_id"]), (&json!("close_card"), &json!(stack)));
    desk.tab.act(&card, "restore_card", json!({})).await;
    assert_eq!(told(&mut other, "canvas_update").await["command"], "restore_card");
}

#[tokio::test]
async fn unknown_cards_and_those_of_others_are_not_found_and_nothing_changes() {
    let mut desk = Desk::open().await;
    let bob = desk.server.invite(&desk.ada, "Bob", "unlimited").await;
    let (mut bobs, sync) = Tab::follow(&desk.server, &bob.token("Bob").await).await;
    let stack = Tab::first_stack(&sync);
    let card = bobs.card(&stack, "Bob's", json!([])).await;

    for id in [card.as_str(), NOBODY] {
        for (action, data) in [
            ("move", json!({ "position_x": 1, "position_y": 1 })),
            ("resize", json!({ "size": "small" })),
            ("update_card", json!({ "title": "mine" })),
            ("edit_cell", json!({ "block_id": "t", "row": 0, "column": "a", "value": 1 })),
            ("archive_card", json!({})),
            ("restore_card", json!({})),
            ("restore_version", json!({ "version": 1 })),
        ] {
            assert_eq!(desk.tab.refused(id, action, data).await["code"], "card_not_found", "{action}");
        }
    }
    let refused = desk.tab.refused("", "create_card", json!({ "stack_id": stack, "title": "mine" })).await;
    assert_eq!(refused["code"], "stack_not_found");
    let (_, sync) = Tab::follow(&desk.server, &bob.token("Bob").await).await;
    assert_eq!(sync["payload"]["seq"], 2, "a stack and a card, and nothing since");
    assert_eq!(sync["payload"]["cards"][0]["title"], "Bob's");
}

#[tokio::test]
async fn undo_takes_back_the_last_change_and_then_the_one_before() {
    let mut desk = Desk::open().await;
    let stack = desk.stack.clone();
    assert_eq!(desk.tab.refused("", "undo", json!({})).await["code"], "nothing_to_undo");
    let card = desk.tab.card(&stack, "One", json!([])).await;
    desk.tab.act(&card, "move", json!({ "position_x": 8, "position_y": 16 })).await;
    desk.tab.act(&card, "archive_card", json!({})).await;
    let mut other = listener(&desk).await;
    desk.tab.act("", "undo", json!({})).await;
    assert_eq!(told(&mut other, "canvas_update").await["command"], "restore_card");
    desk.tab.act("", "undo", json!({})).await;
    assert_eq!(told(&mut other, "canvas_update").await["position"], json!({ "x": 24.0, "y": 24.0 }));
    assert_eq!(desk.tab.refused("", "undo", json!({})).await["code"], "nothing_to_undo");
}

#[tokio::test]
async fn an_operation_is_done_once_however_often_it_is_sent_and_the_answer_survives_a_sleep() {
    let mut desk = Desk::open().await;
    let stack = desk.stack.clone();
    let payload = json!({ "action": "create_card", "op_id": "op-1", "data": { "stack_id": stack, "title": "Once" } });
    let first = desk.tab.interact(payload.clone()).await;
    let again = desk.tab.interact(payload.clone()).await;
    assert_eq!(first["payload"], again["payload"]);
    assert_eq!(first["payload"]["op_id"], "op-1");

    let (mut other, _) = Tab::follow(&desk.server, &desk.token).await;
    assert_eq!(other.interact(payload).await["payload"], first["payload"]);
    let (_, sync) = Tab::follow(&desk.server, &desk.token).await;
    assert_eq!(sync["payload"]["cards"].as_array().map(Vec::len), Some(1));
}
