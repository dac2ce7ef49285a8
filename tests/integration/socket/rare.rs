//! What is rarely met: limits that nobody reaches by hand, a file that can't be read, a server that is about to end.

use rusqlite::Connection;
use serde_json::{Value, json};

use super::{Desk, life};
use crate::support::{
    TestServer,
    tab::{Heard, Tab},
};

/// Writes into the file of a Sprite that sleeps, and answers the moment from which a tab can catch up without being
/// given what was written.
fn write(home: &std::path::Path, sql: &str) -> String {
    let file = Connection::open(home.join("sprite.db")).expect("the file");
    file.execute_batch(sql).expect("it is written");
    let moment = "SELECT epoch || '.' || (SELECT max(seq) FROM activity) FROM sprite";
    file.query_row(moment, [], |row| row.get(0)).expect("a moment")
}

/// A tab that is not given what it could not show.
async fn tab_since(server: &TestServer, token: &str, moment: &str) -> Tab {
    let (tab, sync) = Tab::follow_at(server, token, &format!("/ws?since={moment}")).await;
    assert_eq!(sync["payload"]["full"], false);
    tab
}

#[track_caller]
fn check_code(refused: &Value, code: &str) {
    assert_eq!(refused["code"], code, "{refused}");
}

#[tokio::test]
async fn a_full_stack_takes_no_card_from_anywhere() {
    let (server, ada, home) = life::asleep().await;
    // One less than the stack holds, and the one that is there.
    let moment = write(
        &home,
        "INSERT INTO cards (id, stack_id, title, blocks, size, x, y, z, status, version, by, created_at, updated_at, seq)
         WITH RECURSIVE many (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM many WHERE n < 199998)
         SELECT printf('0197b7a0-8c5e-7cc3-9d4f-%012x', n), (SELECT id FROM stacks), 'one of many', '[]', 'small',
                0, 0, n, 'active', 1, 'user', 0, 0, 1
         FROM many",
    );
    let mut tab = tab_since(&server, &ada.token("Ada").await, &moment).await;
    let full = ada.json("/api/stacks").await["stacks"][0]["id"].as_str().expect("a stack").to_owned();

    let last = tab.card(&full, "the last that fits", json!([])).await;
    let new = json!({ "stack_id": full, "title": "one too many" });
    check_code(&tab.refused("", "create_card", new.clone()).await, "too_many_cards");

    tab.act(&last, "archive_card", json!({})).await;
    tab.act("", "create_card", json!({ "stack_id": full, "title": "in its place", "position": { "x": 0, "y": 0 } }))
        .await;
    check_code(&tab.refused(&last, "restore_card", json!({})).await, "too_many_cards");
    check_code(&tab.refused("", "undo", json!({})).await, "too_many_cards");

    let ack = tab.act("", "create_stack", json!({ "name": "another" })).await;
    let another = ack["result"]["stack_id"].as_str().expect("a stack").to_owned();
    let card = tab.card(&another, "from elsewhere", json!([])).await;
    let to = json!({ "position_x": 0, "position_y": 0, "stack_id": full });
    check_code(&tab.refused(&card, "move", to).await, "too_many_cards");
    let answer = ada.post_json("/api/cards", &new).await;
    assert_eq!(answer.status(), reqwest::StatusCode::CONFLICT);
    check_code(&answer.json::<Value>().await.expect("JSON")["error"], "too_many_cards");
}

#[tokio::test]
async fn a_desk_holds_ten_thousand_stacks_the_drawer_included() {
    let (server, ada, home) = life::asleep().await;
    let moment = write(
        &home,
        "INSERT INTO stacks (id, name, sort_order, status, archived_at, created_at, seq)
         WITH RECURSIVE many (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM many WHERE n < 9998)
         SELECT printf('0197b7a0-8c5e-7cc3-9d4f-%012x', n), 'one of many', n, 'archived', 0, 0, 1 FROM many",
    );
    let mut tab = tab_since(&server, &ada.token("Ada").await, &moment).await;
    tab.act("", "create_stack", json!({ "name": "the last one" })).await;
    check_code(&tab.refused("", "create_stack", json!({ "name": "one too many" })).await, "too_many_stacks");
}

#[tokio::test]
async fn a_tab_whose_desk_can_not_be_read_is_closed_with_1011() {
    let (server, ada, home) = life::asleep().await;
    write(&home, "UPDATE cards SET title = ''");
    let mut tab = Tab::open(&server, "/ws", &[]).await.expect("a handshake");
    tab.send("auth", json!({ "token": ada.token("Ada").await })).await;
    assert_eq!(tab.closing().await, 1011);
    // What can be read goes on.
    assert_eq!(ada.json("/api/stacks").await["stacks"].as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn who_signs_in_while_the_server_ends_is_told_so() {
    let Desk { server, token, mut tab, .. } = Desk::open().await;
    let mut late = Tab::open(&server, "/ws", &[]).await.expect("a handshake");
    let TestServer { running, .. } = server;
    let ended = tokio::task::spawn_blocking(move || running.stop());
    assert_eq!(tab.closing().await, 1001);

    late.send("auth", json!({ "token": token })).await;
    let connected = late.next().await;
    assert_eq!(connected["payload"]["event"], "connected");
    let waking = late.next().await;
    let refused = if waking["payload"]["event"] == "sprite_waking" { late.next().await } else { waking };
    check_code(&refused["payload"], "shutting_down");
    assert_eq!(late.heard().await, Heard::Closed(1001));
    ended.await.expect("a thread").expect("a good end");
}
