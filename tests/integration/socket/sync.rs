//! What a tab is given when it comes, and when it comes back.

use serde_json::{Value, json};

use super::Desk;
use crate::support::{TestServer, tab::Tab};

fn moment(sync: &Value) -> String {
    format!("{}.{}", sync["payload"]["epoch"].as_str().expect("an epoch"), sync["payload"]["seq"])
}

#[tokio::test]
async fn two_tabs_that_race_on_a_new_account_get_one_sprite_with_one_stack() {
    let (server, ada) = TestServer::with_ada().await;
    let token = ada.token("Ada").await;
    let races = (0..6).map(|_| Tab::follow(&server, &token));
    let tabs = futures_util::future::join_all(races).await;
    let first = tabs[0].1["payload"]["stacks"].clone();
    assert_eq!(first.as_array().map(Vec::len), Some(1));
    for (_, sync) in &tabs {
        assert_eq!(sync["payload"]["stacks"], first);
        assert_eq!(sync["payload"]["epoch"], tabs[0].1["payload"]["epoch"]);
    }
}

#[tokio::test]
async fn a_tab_that_was_away_gets_what_changed_since() {
    let mut desk = Desk::open().await;
    let stack = desk.stack.clone();
    let (away, sync) = Tab::follow(&desk.server, &desk.token).await;
    let since = moment(&sync);
    away.close().await;

    let closed = desk.tab.card(&stack, "closed meanwhile", json!([])).await;
    desk.tab.act(&closed, "archive_card", json!({})).await;
    let made = desk.tab.card(&stack, "made meanwhile", json!([])).await;

    let (_, gap) = Tab::follow_at(&desk.server, &desk.token, &format!("/ws?since={since}")).await;
    assert_eq!(gap["payload"]["full"], false);
    assert_eq!(gap["payload"]["stacks"], json!([]));
    let cards: Vec<(&str, &str)> = gap["payload"]["cards"]
        .as_array()
        .expect("cards")
        .iter()
        .map(|card| (card["card_id"].as_str().expect("an id"), card["status"].as_str().expect("a status")))
        .collect();
    assert_eq!(cards, [(closed.as_str(), "archived"), (made.as_str(), "active")]);

    for stranger in ["0197b7a0-8c5e-7cc3-9d4f-0123456789ab.1", "nonsense", ""] {
        let (_, all) = Tab::follow_at(&desk.server, &desk.token, &format!("/ws?since={stranger}")).await;
        assert_eq!(all["payload"]["full"], true, "{stranger}");
    }
}

#[tokio::test]
async fn a_large_desk_comes_in_parts_and_a_large_card_shortened() {
    let mut desk = Desk::open().await;
    let stack = desk.stack.clone();
    let text = "word ".repeat(8_000);
    for number in 0..20 {
        desk.tab.card(&stack, &format!("Card {number}"), json!([{ "type": "text", "content": text }])).await;
    }
    let long = "long ".repeat(18_000);
    let big = desk.tab.card(&stack, "Big", json!([{ "type": "text", "content": long }])).await;

    let mut tab = Tab::open(&desk.server, "/ws", &[]).await.expect("a handshake");
    tab.send("auth", json!({ "token": desk.token })).await;
    let mut cards = Vec::new();
    let mut part = 0;
    loop {
        let sync = tab.until("state_sync").await;
        part += 1;
        assert_eq!(sync["payload"]["part"], part);
        assert!(sync["payload"]["parts"].as_u64() >= Some(part), "until the last one, more is announced");
        assert!(sync.to_string().len() <= 256 * 1024, "a part is bounded");
        cards.extend(sync["payload"]["cards"].as_array().expect("cards").clone());
        if sync["payload"]["parts"] == part {
            break;
        }
    }
    assert!(part > 1);
    assert_eq!(cards.len(), 21);
    let shortened = cards.iter().find(|card| card["card_id"] == big.as_str()).expect("the big one");
    assert_eq!(shortened["truncated"], true);
    assert!(shortened["blocks"].to_string().len() <= 64 * 1024);
}

#[tokio::test]
async fn a_desk_that_changes_while_it_is_given_page_by_page_ends_as_it_is() {
    let mut desk = Desk::open().await;
    let stack = desk.stack.clone();
    let text = "word ".repeat(8_000);
    let mut cards = Vec::new();
    for number in 0..40 {
        let blocks = json!([{ "type": "text", "content": text }]);
        cards.push(desk.tab.card(&stack, &format!("Card {number}"), blocks).await);
    }

    // The new tab takes nothing, so that only the first pages are made; then the desk changes under them.
    let mut tab = Tab::open(&desk.server, "/ws", &[]).await.expect("a handshake");
    tab.send("auth", json!({ "token": desk.token })).await;
    let first = tab.until("state_sync").await;
    let gone = cards.pop().expect("many are left");
    desk.tab.act(&gone, "archive_card", json!({})).await;
    desk.tab.act(&cards[0], "move", json!({ "position_x": 8, "position_y": 4_000 })).await;
    cards.push(desk.tab.card(&stack, "new", json!([])).await);

    let mut seen = std::collections::BTreeSet::new();
    let mut take = |frame: &serde_json::Value| {
        let payload = &frame["payload"];
        let id = |card: &serde_json::Value| card["card_id"].as_str().expect("a card").to_owned();
        match (frame["type"].as_str(), payload["command"].as_str()) {
            (Some("state_sync"), _) => seen.extend(payload["cards"].as_array().expect("cards").iter().map(id)),
            (_, Some("create_card")) => _ = seen.insert(id(payload)),
            (_, Some("close_card")) => _ = seen.remove(&id(payload)),
            _ => {}
        }
        payload["command"] == "create_card"
    };
    assert!(first["payload"]["parts"].as_u64() > first["payload"]["part"].as_u64(), "more is to come");
    take(&first);
    while !take(&tab.next().await) {}
    assert_eq!(seen, cards.into_iter().collect());
}

#[tokio::test]
async fn a_state_sync_request_is_answered_to_that_tab_alone() {
    let mut desk = Desk::open().await;
    let (mut other, _) = Tab::follow(&desk.server, &desk.token).await;
    let id = desk.tab.send("state_sync_request", json!({})).await;
    let sync = desk.tab.answer_to(&id).await;
    assert_eq!((&sync["type"], &sync["payload"]["full"]), (&json!("state_sync"), &json!(true)));
    let ping = other.send("ping", json!({})).await;
    assert_eq!(other.next().await["request_id"], ping, "the other tab heard nothing");
}

#[tokio::test]
async fn a_sprite_sleeps_when_nobody_needs_it_and_wakes_with_everything() {
    let (server, ada) = TestServer::with_ada().await;
    let token = ada.token("Ada").await;
    let (mut tab, sync) = Tab::follow(&server, &token).await;
    let card = tab.card(&Tab::first_stack(&sync), "kept", json!([])).await;
    tab.close().await;

    let asleep = async {
        while ada.json("/api/me").await["sprite"]["status"] != "asleep" {
            server.clock.advance_ms(61_000);
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(10), asleep).await.expect("it falls asleep");

    let (_, again) = Tab::follow(&server, &token).await;
    assert_eq!(again["payload"]["epoch"], sync["payload"]["epoch"]);
    assert_eq!(again["payload"]["cards"][0]["card_id"], card.as_str());
}
