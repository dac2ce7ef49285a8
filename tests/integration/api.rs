//! REST: the same verbs as the socket, in requests and answers.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::{TestClient, TestServer, tab::Tab};

const NOBODY: &str = "0197b7a0-8c5e-7cc3-9d4f-0123456789ab";

async fn send(client: &TestClient, method: Method, path: &str, body: &Value) -> (StatusCode, Value) {
    let answer = client.request(method, path).json(body).send().await.expect("an answer");
    let status = answer.status();
    (status, answer.json().await.expect("JSON"))
}

async fn post(client: &TestClient, path: &str, body: Value) -> (StatusCode, Value) {
    send(client, Method::POST, path, &body).await
}

async fn first_stack(client: &TestClient) -> String {
    client.json("/api/stacks").await["stacks"][0]["id"].as_str().expect("a stack").to_owned()
}

/// A card on Ada's first stack.
async fn card(client: &TestClient, blocks: Value) -> String {
    let stack = first_stack(client).await;
    let (status, card) =
        post(client, "/api/cards", json!({ "stack_id": stack, "title": "Card", "blocks": blocks })).await;
    assert_eq!(status, StatusCode::CREATED, "{card}");
    card["card_id"].as_str().expect("an id").to_owned()
}

#[tokio::test]
async fn stacks_can_be_made_changed_archived_and_restored_and_a_tab_sees_it() {
    let (server, ada) = TestServer::with_ada().await;
    let (mut tab, _) = Tab::follow(&server, &ada.token("Ada").await).await;
    let (status, made) = post(&ada, "/api/stacks", json!({ "name": "Work" })).await;
    assert_eq!((status, &made["name"]), (StatusCode::CREATED, &json!("Work")));
    assert_eq!(tab.until("stack_update").await["payload"]["stack"]["id"], made["id"]);

    let path = format!("/api/stacks/{}", made["id"].as_str().expect("an id"));
    let (status, changed) = send(&ada, Method::PATCH, &path, &json!({ "name": "Office", "color": "teal" })).await;
    assert_eq!((status, &changed["name"], &changed["color"]), (StatusCode::OK, &json!("Office"), &json!("teal")));
    let (_, changed) = send(&ada, Method::PATCH, &path, &json!({ "color": null })).await;
    assert_eq!(changed["color"], Value::Null);
    let (_, archived) = post(&ada, &format!("{path}/archive"), json!({})).await;
    assert_eq!(archived["status"], "archived");
    assert_eq!(ada.json("/api/stacks?status=archived&q=off").await["stacks"][0]["id"], made["id"]);
    let (_, back) = post(&ada, &format!("{path}/restore"), json!({})).await;
    assert_eq!(back["status"], "active");
    let order = json!([made["id"], first_stack(&ada).await]);
    let (_, ordered) = post(&ada, "/api/stacks/reorder", json!({ "stack_ids": order })).await;
    assert_eq!(ordered["stacks"][0]["id"], made["id"]);
}

#[tokio::test]
async fn cards_can_be_made_changed_moved_and_brought_back() {
    let (_server, ada) = TestServer::with_ada().await;
    let id =
        card(&ada, json!([{ "id": "t", "type": "table", "columns": ["a", "b"], "rows": [{ "a": "=1+1", "b": -2 }] }]))
            .await;
    let path = format!("/api/cards/{id}");
    let (_, changed) = send(&ada, Method::PATCH, &path, &json!({ "title": "New", "size": "large" })).await;
    assert_eq!((&changed["title"], &changed["version"]), (&json!("New"), &json!(2)));
    let (_, moved) = post(&ada, &format!("{path}/move"), json!({ "position_x": 40, "position_y": 48 })).await;
    assert_eq!(moved["position"], json!({ "x": 40.0, "y": 48.0 }));
    let (_, sized) = post(&ada, &format!("{path}/resize"), json!({ "width": 333, "height": 222 })).await;
    assert_eq!((&sized["width"], &sized["height"]), (&json!(333), &json!(222)));
    let (_, cell) =
        post(&ada, &format!("{path}/cells"), json!({ "block_id": "t", "row": 0, "column": "b", "value": 9 })).await;
    assert_eq!(cell["blocks"][0]["rows"][0]["b"], 9);
    let versions = ada.json(&format!("{path}/versions")).await;
    assert_eq!(versions["versions"].as_array().map(Vec::len), Some(2));
    let (_, restored) = post(&ada, &format!("{path}/versions/restore"), json!({ "version": 1 })).await;
    assert_eq!((&restored["title"], &restored["version"]), (&json!("Card"), &json!(4)));
    let (_, archived) = post(&ada, &format!("{path}/archive"), json!({})).await;
    assert_eq!(archived["status"], "archived");
    assert_eq!(ada.json("/api/cards?status=archived").await["cards"][0]["card_id"], id);
    let (_, undone) = post(&ada, "/api/undo", json!({})).await;
    assert_eq!(undone["result"]["card_id"], id);
    let stack = first_stack(&ada).await;
    assert_eq!(ada.json(&format!("/api/cards?stack_id={stack}")).await["cards"][0]["status"], "active");
    let feed = ada.json("/api/activity?after=2").await;
    assert_eq!(feed["activity"][0]["verb"], "card_updated");
}

#[tokio::test]
async fn a_table_is_exported_without_formulas() {
    let (_server, ada) = TestServer::with_ada().await;
    let id = card(&ada, json!([{ "type": "table", "columns": ["a", "b"], "rows": [{ "a": "=1+1", "b": -2 }] }])).await;
    let csv = ada.get(&format!("/api/cards/{id}/export?format=csv")).await;
    let disposition = csv.headers()["content-disposition"].to_str().expect("a text").to_owned();
    assert!(disposition.starts_with("attachment; filename=\"card.csv\""), "{disposition}");
    assert_eq!(csv.text().await.expect("a text"), "a,b\r\n'=1+1,-2\r\n");
    let json = ada.text(&format!("/api/cards/{id}/export?format=json")).await;
    assert!(json.contains("=1+1"));
    let plain = card(&ada, json!([{ "type": "text", "content": "no table" }])).await;
    let none = ada.get(&format!("/api/cards/{plain}/export?format=csv")).await;
    assert_eq!(none.status(), StatusCode::CONFLICT);
    assert!(ada.text(&format!("/api/cards/{plain}/export?format=md")).await.contains("no table"));
}

#[tokio::test]
async fn the_same_key_does_an_operation_once() {
    let (_server, ada) = TestServer::with_ada().await;
    let stack = first_stack(&ada).await;
    let body = json!({ "stack_id": stack, "title": "Once" });
    let mut ids = Vec::new();
    for _ in 0..2 {
        let request = ada.request(Method::POST, "/api/cards").header("Idempotency-Key", "k1").json(&body);
        let card: Value = request.send().await.expect("an answer").json().await.expect("JSON");
        ids.push(card["card_id"].clone());
    }
    assert_eq!(ids[0], ids[1]);
    assert_eq!(ada.json(&format!("/api/cards?stack_id={stack}")).await["cards"].as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn what_is_wrong_is_said_with_its_field_and_nothing_changes() {
    let (_server, ada) = TestServer::with_ada().await;
    let stack = first_stack(&ada).await;
    let id = card(&ada, json!([])).await;
    let cases = [
        ("/api/stacks".to_owned(), json!({ "name": "" }), 400, "name"),
        ("/api/stacks".to_owned(), json!({ "title": "x" }), 400, "title"),
        ("/api/cards".to_owned(), json!({ "stack_id": stack }), 400, "title"),
        ("/api/cards".to_owned(), json!({ "stack_id": NOBODY, "title": "x" }), 404, "stack_id"),
        (
            "/api/cards".to_owned(),
            json!({ "stack_id": stack, "title": "x", "blocks": [{ "type": "nope" }] }),
            400,
            "blocks[0].type",
        ),
        (format!("/api/cards/{id}/move"), json!({ "position_x": 1 }), 400, "position_y"),
        (format!("/api/cards/{NOBODY}/archive"), json!({}), 404, "card_id"),
        ("/api/chat".to_owned(), json!({ "text": " " }), 400, "text"),
    ];
    for (path, body, status, field) in cases {
        let (got, error) = post(&ada, &path, body.clone()).await;
        assert_eq!((got.as_u16(), error["error"]["field"].as_str()), (status, Some(field)), "{path} {body}: {error}");
        assert!(error["error"]["request_id"].is_string());
    }
    let feed = ada.json("/api/activity").await;
    assert_eq!(feed["activity"].as_array().map(Vec::len), Some(2), "a stack and a card");
}

#[tokio::test]
async fn what_belongs_to_others_is_not_found_and_strangers_are_sent_away() {
    let (server, ada) = TestServer::with_ada().await;
    let id = card(&ada, json!([])).await;
    let stack = first_stack(&ada).await;
    let bob = server.invite(&ada, "Bob", "unlimited").await;
    let stranger = server.client();
    for path in [
        format!("/api/cards/{id}"),
        format!("/api/cards/{id}/versions"),
        format!("/api/cards/{id}/export?format=md"),
        format!("/api/stacks/{stack}"),
    ] {
        assert_eq!(bob.get(&path).await.status(), StatusCode::NOT_FOUND, "{path}");
        assert_eq!(stranger.get(&path).await.status(), StatusCode::UNAUTHORIZED, "{path}");
        assert_eq!(ada.get(&path).await.status(), StatusCode::OK, "{path}");
    }
}

/// Every route of the document answers to a stranger as itself: refused, but neither unknown nor of another method.
#[tokio::test]
async fn the_openapi_document_lists_only_what_is_there() {
    let (server, _) = TestServer::with_ada().await;
    let stranger = server.client();
    let document: Value = stranger.json("/api/openapi.json").await;
    let paths = document["paths"].as_object().expect("paths");
    assert!(paths.len() > 20);
    for (path, operations) in paths {
        for method in operations.as_object().expect("operations").keys() {
            let method: Method = method.to_uppercase().parse().expect("a method");
            let address = path.replace("{id}", NOBODY);
            let answer = stranger.request(method.clone(), &address).json(&json!({})).send().await.expect("an answer");
            let status = answer.status().as_u16();
            assert!([200, 400, 401].contains(&status), "{method} {path}: {status}");
        }
    }
    let schema: Value = stranger.json("/api/protocol.schema.json").await;
    assert!(schema["actions"].as_array().expect("actions").contains(&json!("restore_version")));
}
