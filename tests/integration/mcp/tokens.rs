//! API tokens: made, shown once, used as far as their scopes go, revoked.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::with_editor;
use crate::support::{TestServer, mcp::McpClient, tab::Tab};

#[tokio::test]
async fn a_token_is_shown_once_and_listed_without_its_text() {
    let (_server, ada, editor) = with_editor().await;
    let page = ada.text("/settings").await;
    assert!(page.contains("Editor") && page.contains("read and change") && page.contains("never"), "{page}");
    assert!(!page.contains(&editor.token));

    editor.ask("ping", json!({})).await;
    let page = ada.text("/settings").await;
    let tokens = &page[page.find("id=\"api-tokens\"").unwrap()..];
    assert!(!tokens.contains("never"), "the last use is shown: {tokens}");
}

#[tokio::test]
async fn a_revoked_token_opens_nothing() {
    let (server, ada, editor) = with_editor().await;
    let (mut tab, _) = Tab::follow(&server, &editor.token).await;
    let page = ada.text("/settings").await;
    let start = page.find("/settings/api-tokens/").unwrap();
    let path: String = page[start..].chars().take_while(|c| *c != '"').collect();
    let bob = server.invite(&ada, "Bob", "free").await;
    assert_eq!(bob.post_form(&path, &[]).await.status(), StatusCode::NOT_FOUND);
    assert_eq!(editor.ask("ping", json!({})).await["result"], json!({}));

    assert_eq!(ada.post_form(&path, &[]).await.status(), StatusCode::SEE_OTHER);

    let ping = json!({ "jsonrpc": "2.0", "id": 1, "method": "ping" });
    assert_eq!(editor.send(&ping).await.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(tab.closing().await, 4401, "its socket ends, too");
    assert!(!ada.text("/settings").await.contains("Editor"));
}

#[tokio::test]
async fn a_reader_changes_nothing_anywhere() {
    let (server, ada, editor) = with_editor().await;
    let card = editor.call("create_card", json!({ "title": "Kept" })).await["card_id"].clone();
    let reader = McpClient::of(&ada, "read").await;

    assert_eq!(reader.call("read_card", json!({ "card_id": card })).await["title"], "Kept");
    let reason = reader.refusal("close_card", json!({ "card_id": card })).await;
    assert!(reason.contains("may only read"), "{reason}");

    let path = format!("/api/cards/{}", card.as_str().unwrap());
    assert_eq!(reader.request(Method::GET, &path).send().await.unwrap().status(), StatusCode::OK);
    let archive = reader.request(Method::POST, &format!("{path}/archive")).json(&json!({})).send().await.unwrap();
    assert_eq!(archive.status(), StatusCode::FORBIDDEN);
    assert_eq!(archive.json::<Value>().await.unwrap()["error"]["code"], "missing_scope");

    let (mut tab, _) = Tab::follow(&server, &reader.token).await;
    let refused = tab.refused(card.as_str().unwrap(), "archive_card", json!({})).await;
    assert_eq!(refused["code"], "missing_scope");
    assert_eq!(editor.call("read_card", json!({ "card_id": card })).await["archived"], false);
}

#[tokio::test]
async fn a_token_opens_no_pages() {
    let (_server, _, editor) = with_editor().await;
    for path in ["/", "/settings", "/drawer"] {
        assert_eq!(editor.request(Method::GET, path).send().await.unwrap().status(), StatusCode::FORBIDDEN, "{path}");
    }
    let form = [("name", "Another"), ("scopes", "read write"), ("days", "365")];
    let more = editor.request(Method::POST, "/settings/api-tokens").form(&form).send().await.unwrap();
    assert_eq!(more.status(), StatusCode::FORBIDDEN, "a token makes no tokens");
    let me = editor.request(Method::GET, "/api/me").send().await.unwrap();
    assert_eq!(me.status(), StatusCode::OK);
}

#[tokio::test]
async fn what_is_wrong_with_a_token_to_be_is_told() {
    let (_server, ada) = TestServer::with_ada().await;
    let make = async |name: &str, scopes: &str, days: &str| {
        ada.post_form("/settings/api-tokens", &[("name", name), ("scopes", scopes), ("days", days)]).await.status()
    };
    assert_eq!(make(" ", "read", "30").await, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(make(&"x".repeat(61), "read", "30").await, StatusCode::UNPROCESSABLE_ENTITY);
    for (scopes, days) in [("admin", "30"), ("write", "30"), ("read", "36500"), ("read", "-1")] {
        assert_eq!(make("a", scopes, days).await, StatusCode::BAD_REQUEST, "{scopes} {days}");
    }
    for _ in 0..50 {
        assert_eq!(make("a", "read", "30").await, StatusCode::CREATED);
    }
    assert_eq!(make("a", "read", "30").await, StatusCode::UNPROCESSABLE_ENTITY);
}
