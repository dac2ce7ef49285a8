//! What is not as it should be.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::with_editor;
use crate::support::mcp::McpClient;

#[tokio::test]
async fn what_is_no_message_is_refused_and_the_next_one_answered() {
    let (_server, _, editor) = with_editor().await;
    let post = async |body: String| {
        let request = editor.request(Method::POST, "/mcp").header("Content-Type", "application/json").body(body);
        let answer = request.send().await.unwrap();
        (answer.status(), answer.json::<Value>().await.unwrap()["error"]["code"].clone())
    };
    for body in ["", "{", "nonsense", &"[".repeat(200_000), "\u{0}"] {
        assert_eq!(post(body.to_owned()).await, (StatusCode::BAD_REQUEST, json!(-32_700)));
    }
    for body in ["7", "null", "{}", "[]", r#"{"jsonrpc":"2.0","id":null,"method":"ping"}"#] {
        assert_eq!(post(body.to_owned()).await, (StatusCode::BAD_REQUEST, json!(-32_600)), "{body}");
    }
    let huge = format!("{{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"{}\"}}", "x".repeat(3 << 20));
    assert_eq!(post(huge).await, (StatusCode::PAYLOAD_TOO_LARGE, json!("too_large")));
    let form = editor.request(Method::POST, "/mcp").form(&[("a", "b")]).send().await.unwrap();
    assert_eq!(form.status(), StatusCode::UNSUPPORTED_MEDIA_TYPE);
    assert_eq!(editor.ask("ping", json!({})).await["result"], json!({}));
}

#[tokio::test]
async fn what_there_is_not_is_told_so() {
    let (_server, _, editor) = with_editor().await;
    let code = async |method: &str, params: Value| editor.ask(method, params).await["error"]["code"].clone();
    assert_eq!(code("make_tea", json!({})).await, -32_601);
    assert_eq!(code("initialize", json!({})).await, -32_602);
    assert_eq!(code("tools/call", json!({})).await, -32_602);
    assert_eq!(code("tools/call", json!({ "name": "format_disk" })).await, -32_602);
    assert_eq!(code("tools/call", json!({ "name": "find", "arguments": [1] })).await, -32_602);
    assert_eq!(code("resources/list", json!({ "cursor": "'; DROP TABLE cards" })).await, -32_602);
    let nobody = "0197b7a0-0000-7000-8000-000000000099";
    for uri in ["", "file:///etc/passwd", "stackhouse://cards/../..", &format!("stackhouse://cards/{nobody}")] {
        assert_eq!(code("resources/read", json!({ "uri": uri })).await, -32_002, "{uri}");
    }
}

#[tokio::test]
async fn bad_arguments_change_nothing_and_say_what_is_wrong() {
    let (_server, ada, editor) = with_editor().await;
    for (arguments, words) in [
        (json!({}), "missing field `title`"),
        (json!({ "title": 7 }), "title"),
        (json!({ "title": "a", "html": "<b>" }), "unknown field `html`"),
        (json!({ "title": "a", "blocks": [{ "type": "script" }] }), "blocks"),
        (json!({ "title": "a", "stack_id": "0197b7a0-0000-7000-8000-000000000099" }), "there is no such stack"),
        (json!({ "title": "x".repeat(1_500_000) }), "use less content"),
    ] {
        let reason = editor.refusal("create_card", arguments).await;
        assert!(reason.contains(words), "{reason}");
    }
    assert_eq!(editor.call("list_cards", json!({})).await["cards"], json!([]));
    assert_eq!(ada.json("/api/activity").await["activity"].as_array().unwrap().len(), 1, "the first stack and no more");
}

#[tokio::test]
async fn nobody_reaches_what_is_somebody_else_s() {
    let (server, ada, editor) = with_editor().await;
    let card = editor.call("create_card", json!({ "title": "Secret plan" })).await;
    let bob = server.invite(&ada, "Bob", "free").await;
    let stranger = McpClient::of(&bob, "read write").await;

    for tool in ["read_card", "close_card"] {
        let reason = stranger.refusal(tool, json!({ "card_id": card["card_id"] })).await;
        assert!(reason.contains("there is no such card"), "{reason}");
    }
    let reason = stranger.refusal("create_card", json!({ "title": "a", "stack_id": card["stack_id"] })).await;
    assert!(reason.contains("there is no such stack"), "{reason}");
    let uri = format!("stackhouse://cards/{}", card["card_id"].as_str().unwrap());
    assert_eq!(stranger.ask("resources/read", json!({ "uri": uri })).await["error"]["code"], -32_002);
    assert_eq!(stranger.call("find", json!({ "text": "secret" })).await["cards"], json!([]));
    assert_eq!(editor.call("read_card", json!({ "card_id": card["card_id"] })).await["archived"], false);
}

#[tokio::test]
async fn pages_of_other_sites_are_kept_out() {
    let (server, ada, editor) = with_editor().await;
    let ping = json!({ "jsonrpc": "2.0", "id": 1, "method": "ping" });
    for (name, value) in [
        ("Origin", "https://evil.example"),
        ("Origin", "null"),
        ("Sec-Fetch-Site", "cross-site"),
        ("Host", "evil.example"),
    ] {
        let answer = editor.request(Method::POST, "/mcp").header(name, value).json(&ping).send().await.unwrap();
        assert!(answer.status().is_client_error(), "{name}: {value}");
    }
    let own = format!("http://{}", server.running.address);
    let answer = editor.request(Method::POST, "/mcp").header("Origin", own).json(&ping).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    // A browser that is signed in is no program.
    assert_eq!(ada.post_json("/mcp", &ping).await.status(), StatusCode::UNAUTHORIZED);
    let bare = server.client().bare(Method::POST, "/mcp").json(&ping).send().await.unwrap();
    assert_eq!(
        (bare.status(), bare.headers()["www-authenticate"].to_str().unwrap()),
        (StatusCode::UNAUTHORIZED, "Bearer")
    );
    let old = editor.request(Method::POST, "/mcp").header("MCP-Protocol-Version", "1999-01-01").json(&ping);
    assert_eq!(old.send().await.unwrap().status(), StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_flood_is_slowed_down() {
    let (server, ada, editor) = with_editor().await;
    let ping = json!({ "jsonrpc": "2.0", "id": 1, "method": "ping" });
    let mut slowed = None;
    for _ in 0..1_300 {
        let answer = editor.send(&ping).await;
        if answer.status() == StatusCode::TOO_MANY_REQUESTS {
            slowed = Some(answer);
            break;
        }
    }
    assert!(slowed.expect("a limit").headers().contains_key("retry-after"));
    let other = McpClient::of(&ada, "read").await;
    assert_eq!(other.ask("ping", json!({})).await["result"], json!({}), "another program goes on");
    server.clock.advance_ms(60_000);
    assert_eq!(editor.ask("ping", json!({})).await["result"], json!({}));
}
