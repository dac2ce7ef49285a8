//! Searching, over REST and as a page.

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::support::{TestClient, TestServer};

async fn card(client: &TestClient, title: &str, text: &str) -> String {
    let stack = client.json("/api/stacks").await["stacks"][0]["id"].clone();
    let blocks = json!([{ "type": "text", "content": text }]);
    let body = json!({ "stack_id": stack, "title": title, "blocks": blocks });
    let made: Value = client.post_json("/api/cards", &body).await.json().await.expect("JSON");
    made["card_id"].as_str().expect("an id").to_owned()
}

#[tokio::test]
async fn what_was_written_is_found_in_the_drawer_too() {
    let (_server, ada) = TestServer::with_ada().await;
    let id = card(&ada, "Acme contract", "notice: three months").await;
    ada.post_json(&format!("/api/cards/{id}/archive"), &json!({})).await;

    let found = ada.json("/api/search?q=notice&archived=true").await;
    assert_eq!(found["total"], 1);
    assert_eq!(found["results"][0]["card_id"], id.as_str());
    assert_eq!(found["results"][0]["archived"], true);
    assert_eq!(found["results"][0]["snippet"][0], json!({ "text": "notice", "hit": true }));
    assert_eq!(ada.json("/api/search?q=notice&archived=false").await["total"], 0);
    assert_eq!(ada.json("/api/search?q=acme&type=stack").await["total"], 0);

    let page = ada.text("/search?q=notice").await;
    assert!(page.contains("<mark>notice</mark>: three months"), "{page}");
    assert!(page.contains(&format!("action=\"/cards/{id}/restore\"")), "{page}");
}

#[tokio::test]
async fn questions_are_data() {
    let (_server, ada) = TestServer::with_ada().await;
    for q in ["%22", "*", "-", "AND", "%00", "NEAR(", "title%3A", "a%22b%22%22", "%F0%9F%92%A9", ""] {
        for path in [format!("/api/search?q={q}"), format!("/search?q={q}&type=x&place=y&page=0")] {
            assert_eq!(ada.get(&path).await.status(), StatusCode::OK, "{path}");
        }
    }
}

#[tokio::test]
async fn nobody_finds_what_is_somebody_else_s() {
    let (server, ada) = TestServer::with_ada().await;
    card(&ada, "Secret plan", "nobody knows").await;
    let bob = server.invite(&ada, "Bob", "free").await;
    assert_eq!(bob.json("/api/search?q=secret").await["total"], 0);
    assert_eq!(server.client().get("/api/search?q=secret").await.status(), StatusCode::UNAUTHORIZED);
}
