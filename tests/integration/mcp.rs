//! The desk over MCP, for programs with an API token.

mod clients;
mod hostile;
mod tokens;

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::{TestClient, TestServer, mcp::McpClient, tab::Tab};

async fn with_editor() -> (TestServer, TestClient, McpClient) {
    let (server, ada) = TestServer::with_ada().await;
    let editor = McpClient::of(&ada, "read write").await;
    (server, ada, editor)
}

#[tokio::test]
async fn a_program_is_told_what_this_is() {
    let (_server, _, editor) = with_editor().await;
    for version in ["2025-03-26", "2025-06-18", "2025-11-25"] {
        let params = json!({ "protocolVersion": version, "capabilities": {}, "clientInfo": { "name": "t" } });
        let answer = editor.ask("initialize", params).await;
        assert_eq!(answer["result"]["protocolVersion"], version);
        assert_eq!(answer["result"]["serverInfo"]["name"], "stackhouse");
        assert!(answer["result"]["capabilities"]["tools"].is_object());
    }
    let told = editor.send(&json!({ "jsonrpc": "2.0", "method": "notifications/initialized" })).await;
    assert_eq!((told.status(), told.content_length()), (StatusCode::ACCEPTED, Some(0)));
    assert_eq!(editor.ask("ping", json!({})).await["result"], json!({}));
}

#[tokio::test]
async fn what_a_program_makes_shows_in_open_tabs() {
    let (server, ada, editor) = with_editor().await;
    let (mut tab, _) = Tab::follow(&server, &ada.token("Ada").await).await;

    let blocks = json!([{ "type": "checklist", "items": [{ "text": "water the heron" }] }]);
    let made = editor.call("create_card", json!({ "title": "From my editor", "blocks": blocks })).await;

    let frame = tab.until("canvas_update").await;
    assert_eq!(frame["payload"]["card_id"], made["card_id"]);
    assert_eq!((&frame["payload"]["command"], &frame["payload"]["by"]), (&json!("create_card"), &json!("user")));
    let card = ada.json(&format!("/api/cards/{}", made["card_id"].as_str().unwrap())).await;
    assert_eq!(card["blocks"][0]["items"][0]["text"], "water the heron");
    editor.call("update_card", json!({ "card_id": made["card_id"], "title": "Another name" })).await;
    let undone = ada.post_json("/api/undo", &json!({})).await;
    assert_eq!(undone.status(), StatusCode::OK, "what a program did can be taken back as what its user did");
}

#[tokio::test]
async fn a_program_reads_finds_and_changes_cards() {
    let (_server, _, editor) = with_editor().await;
    let stack = editor.call("list_stacks", json!({})).await["stacks"][0]["stack_id"].clone();
    let text = json!([{ "type": "text", "content": "notice: three months" }]);
    let card = json!({ "title": "Acme", "stack_id": stack, "blocks": text });
    let id = editor.call("create_card", card).await["card_id"].clone();

    assert_eq!(editor.call("list_cards", json!({ "stack_id": stack })).await["cards"][0]["card_id"], id);
    assert_eq!(editor.call("find", json!({ "text": "notice" })).await["cards"][0]["card_id"], id);
    editor.call("update_card", json!({ "card_id": id, "title": "Acme Ltd" })).await;
    editor.call("close_card", json!({ "card_id": id })).await;
    let read = editor.call("read_card", json!({ "card_id": id })).await;
    assert_eq!((&read["title"], &read["archived"]), (&json!("Acme Ltd"), &json!(true)));
    editor.call("restore_card", json!({ "card_id": id })).await;
    assert_eq!(editor.call("list_cards", json!({})).await["cards"][0]["title"], "Acme Ltd");
}

#[tokio::test]
async fn every_tool_says_what_it_takes_and_whether_it_changes_anything() {
    let (_server, ada, editor) = with_editor().await;
    let reader = McpClient::of(&ada, "read").await;
    let names = |answer: &Value| -> Vec<(String, bool)> {
        let tools = answer["result"]["tools"].as_array().expect("tools").clone();
        for tool in &tools {
            assert_eq!(tool["inputSchema"]["type"], "object", "{tool}");
            assert_eq!(tool["annotations"]["destructiveHint"], false, "{tool}");
        }
        let is_read = |tool: &Value| tool["annotations"]["readOnlyHint"] == true;
        tools.iter().map(|tool| (tool["name"].as_str().unwrap().to_owned(), is_read(tool))).collect()
    };
    let all = names(&editor.ask("tools/list", json!({})).await);
    for wanted in ["list_stacks", "list_cards", "read_card", "find", "create_card", "update_card"] {
        assert!(all.iter().any(|(name, _)| name == wanted), "{wanted} is missing");
    }
    let to_read: Vec<_> = all.into_iter().filter(|(_, is_read)| *is_read).collect();
    assert_eq!(names(&reader.ask("tools/list", json!({})).await), to_read, "a reader is offered what it may use");
}

#[tokio::test]
async fn stacks_and_cards_are_resources() {
    let (_server, _, editor) = with_editor().await;
    let made = editor
        .call("create_card", json!({ "title": "Tea", "blocks": [{ "type": "text", "content": "**Assam**" }] }))
        .await;
    let (card, stack) = (made["card_id"].as_str().unwrap(), made["stack_id"].as_str().unwrap());

    let listed = editor.ask("resources/list", json!({})).await["result"].clone();
    let uris: Vec<_> = listed["resources"].as_array().unwrap().iter().map(|one| one["uri"].clone()).collect();
    let (card, stack) = (format!("stackhouse://cards/{card}"), format!("stackhouse://stacks/{stack}"));
    assert_eq!(uris, [json!(stack), json!(card)]);
    assert_eq!(listed.get("nextCursor"), None);
    let templates = editor.ask("resources/templates/list", json!({})).await;
    assert_eq!(templates["result"]["resourceTemplates"][1]["uriTemplate"], "stackhouse://cards/{card_id}");

    let read =
        async |uri: &str| editor.ask("resources/read", json!({ "uri": uri })).await["result"]["contents"][0].clone();
    let shown = read(&card).await;
    assert_eq!((&shown["uri"], &shown["mimeType"]), (&json!(card), &json!("text/markdown")));
    assert!(shown["text"].as_str().unwrap().contains("**Assam**"), "{shown}");
    let shown: Value = serde_json::from_str(read(&stack).await["text"].as_str().unwrap()).unwrap();
    assert_eq!((&shown["cards_total"], &shown["cards"][0]["uri"]), (&json!(1), &json!(card)));
}

#[tokio::test]
async fn many_cards_are_listed_a_page_at_a_time() {
    let (_server, _, editor) = with_editor().await;
    for number in 0..201 {
        editor.call("create_card", json!({ "title": format!("Card {number}") })).await;
    }
    let first = editor.ask("resources/list", json!({})).await["result"].clone();
    assert_eq!(first["resources"].as_array().unwrap().len(), 201, "a stack and a page of cards");
    let next = editor.ask("resources/list", json!({ "cursor": first["nextCursor"] })).await["result"].clone();
    assert_eq!(next["resources"].as_array().unwrap().len(), 1);
    assert_eq!(next.get("nextCursor"), None);
    let cards = editor.call("list_cards", json!({})).await;
    assert_eq!((cards["cards"].as_array().unwrap().len(), &cards["more"]), (100, &json!(true)));
    let after = cards["cards"][99]["card_id"].clone();
    assert_eq!(editor.call("list_cards", json!({ "after": after })).await["cards"][0]["title"], "Card 100");
}

#[tokio::test]
async fn the_answer_comes_in_the_shape_that_was_asked_for() {
    let (_server, _, editor) = with_editor().await;
    let ping = json!({ "jsonrpc": "2.0", "id": "a", "method": "ping" });
    let request = || editor.request(Method::POST, "/mcp").json(&ping);
    let answer = request().header("Accept", "text/event-stream").send().await.unwrap();
    assert_eq!(answer.headers()["content-type"], "text/event-stream");
    let text = answer.text().await.unwrap();
    let data = text.strip_prefix("event: message\ndata: ").and_then(|rest| rest.strip_suffix("\n\n")).expect(&text);
    assert_eq!(serde_json::from_str::<Value>(data).unwrap(), json!({ "jsonrpc": "2.0", "id": "a", "result": {} }));
    assert_eq!(request().header("Accept", "text/html").send().await.unwrap().status(), StatusCode::NOT_ACCEPTABLE);
    for method in [Method::GET, Method::DELETE] {
        let answer = editor.request(method, "/mcp").send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::METHOD_NOT_ALLOWED);
    }
}

#[tokio::test]
async fn the_first_version_takes_several_messages_at_once() {
    let (_server, _, editor) = with_editor().await;
    let batch = json!([
        { "jsonrpc": "2.0", "id": 1, "method": "ping" },
        { "jsonrpc": "2.0", "method": "notifications/cancelled", "params": { "requestId": 9 } },
        { "jsonrpc": "2.0", "id": 2, "method": "make_tea" },
        7,
    ]);
    let answers: Value = editor.send(&batch).await.json().await.unwrap();
    let codes: Vec<_> = answers.as_array().unwrap().iter().map(|one| (&one["id"], &one["error"]["code"])).collect();
    assert_eq!(codes, [(&json!(1), &Value::Null), (&json!(2), &json!(-32_601)), (&Value::Null, &json!(-32_600))]);
    let newer = editor.request(Method::POST, "/mcp").header("MCP-Protocol-Version", "2025-06-18").json(&batch);
    assert_eq!(newer.send().await.unwrap().status(), StatusCode::BAD_REQUEST);
}
