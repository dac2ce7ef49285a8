//! What the assistant keeps in mind: told in the conversation, edited in the settings, read over REST.

use std::time::Duration;

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::{
    TestClient, TestServer, location,
    model::{ModelServer, Wire},
    tab::Tab,
};

/// How long the model may take to look back.
const PATIENCE: Duration = Duration::from_secs(20);
const FILE: &str = "/settings/memory/files/user.md";

async fn put(client: &TestClient, name: &str, text: &str, version: u32) -> (StatusCode, Value) {
    let body = json!({ "text": text, "version": version });
    let put = client.request(Method::PUT, &format!("/api/memory/{name}")).json(&body);
    let answer = put.send().await.expect("an answer");
    (answer.status(), answer.json().await.expect("JSON"))
}

#[tokio::test]
async fn what_was_told_is_known_edited_forgotten_and_brought_back() {
    let (server, ada) = TestServer::with_ada().await;
    let said = Tab::converse(&server, "remember that invoices are due in 14 days").await;
    assert!(said.starts_with("I'll remember: **invoices are due in 14 days**"), "{said}");
    assert!(Tab::converse(&server, "what do you know about me").await.contains("- invoices are due in 14 days"));

    let learnt = ada.json("/api/memory/learnings").await["learnings"][0].clone();
    let (id, turn) = (learnt["learning_id"].as_str().unwrap(), learnt["mission_id"].as_str().unwrap());
    let page = ada.text("/settings/memory").await;
    assert!(page.contains(&format!("/chat?upto={turn}#message-{turn}")), "{page}");
    assert!(ada.text(&format!("/chat?upto={turn}")).await.contains(&format!("id=\"message-{turn}\"")));

    let form = format!("/settings/memory/learnings/{id}");
    let saved = ada.post_form(&form, &[("text", "invoices are due in 30 days")]).await;
    assert_eq!(location(&saved), "/settings/memory?done=learning-saved#learnings");
    let refused = ada.post_form(&form, &[("text", " ")]).await;
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let forgot = Tab::converse(&server, "forget the invoices").await;
    assert!(forgot.starts_with("Forgotten: **invoices are due in 30 days**"), "{forgot}");
    assert!(Tab::converse(&server, "what do you know about me").await.starts_with("I know nothing about you yet"));
    ada.post_form(&format!("{form}/restore"), &[]).await;
    assert!(Tab::converse(&server, "was weißt du über mich?").await.contains("- invoices are due in 30 days"));
}

#[tokio::test]
async fn a_file_is_written_over_only_by_who_has_seen_it_and_each_version_comes_back() {
    let (server, ada) = TestServer::with_ada().await;
    let saved = ada.post_form(FILE, &[("text", "Likes tea\r\nLives in Kiel"), ("version", "0")]).await;
    assert_eq!(location(&saved), format!("{FILE}?done=file-saved"));
    assert!(Tab::converse(&server, "what do you know about Kiel").await.contains("- Lives in Kiel"));

    let late = ada.post_form(FILE, &[("text", "Likes coffee"), ("version", "0")]).await;
    assert_eq!(late.status(), StatusCode::CONFLICT);
    let page = late.text().await.expect("a page");
    assert!(page.contains("Likes coffee</textarea>") && page.contains("Likes tea\nLives in Kiel</pre>"), "{page}");
    assert!(page.contains("name=\"version\" value=\"1\""), "who has seen both may save");

    ada.post_form(FILE, &[("text", "Likes coffee"), ("version", "1")]).await;
    let back = ada.post_form(&format!("{FILE}/versions/1/restore"), &[("version", "2")]).await;
    assert_eq!(location(&back), format!("{FILE}?done=version-restored"));
    let file = ada.json("/api/memory/user.md").await;
    assert_eq!((&file["text"], &file["version"]), (&json!("Likes tea\nLives in Kiel"), &json!(3)));
    let long = "x".repeat(33_000);
    let refused = ada.post_form(FILE, &[("text", &long), ("version", "3")]).await;
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text().await.expect("a page").contains(&long), "what was written is not lost");
    assert_eq!(ada.get("/settings/memory/files/passwd").await.status(), StatusCode::NOT_FOUND);
    assert_eq!(
        ada.post_form(&format!("{FILE}/versions/9/restore"), &[("version", "3")]).await.status(),
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn programs_read_and_write_the_memory() {
    let (server, ada) = TestServer::with_ada().await;
    let (status, file) = put(&ada, "soul.md", "Be brief.", 0).await;
    assert_eq!((status, &file["version"], &file["bytes_max"]), (StatusCode::OK, &json!(1), &json!(16384)));
    let (status, error) = put(&ada, "soul.md", "Be long.", 0).await;
    assert_eq!((status, &error["error"]["code"]), (StatusCode::CONFLICT, &json!("memory_changed")));
    assert_eq!(put(&ada, "soul.md", &"x".repeat(17_000), 1).await.0, StatusCode::BAD_REQUEST);
    assert_eq!(put(&ada, "journal%2F2026-11-21.md", "A quiet day.", 0).await.0, StatusCode::OK);
    for name in ["2026-11-31.md", "..%2Fsoul.md", "soul", "x"] {
        let (status, error) = put(&ada, name, "", 0).await;
        assert_eq!(
            (status, &error["error"]["code"]),
            (StatusCode::NOT_FOUND, &json!("memory_file_not_found")),
            "{name}"
        );
    }
    let files = ada.json("/api/memory").await["files"].clone();
    let names: Vec<_> = files.as_array().unwrap().iter().map(|file| file["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["soul.md", "user.md", "context.md", "journal/2026-11-21.md"]);
    put(&ada, "soul.md", "Be kind.", 1).await;
    assert_eq!(ada.json("/api/memory/soul.md/versions").await["versions"][0]["text"], "Be brief.");
    ada.post_json("/api/memory/soul.md/versions/restore", &json!({ "version": 1 })).await;
    assert_eq!(ada.json("/api/memory/soul.md").await["text"], "Be brief.");

    Tab::converse(&server, "remember that tea is good").await;
    let id = ada.json("/api/memory/learnings").await["learnings"][0]["learning_id"].as_str().unwrap().to_owned();
    let path = format!("/api/memory/learnings/{id}");
    let reworded = ada.request(Method::PATCH, &path).json(&json!({ "text": "tea is best" })).send().await.unwrap();
    assert_eq!(reworded.json::<Value>().await.unwrap()["text"], "tea is best");
    let gone = ada.request(Method::DELETE, &path).send().await.unwrap();
    assert_eq!(gone.json::<Value>().await.unwrap()["forgotten"], true);
    assert_eq!(ada.json("/api/memory/learnings").await["forgotten"][0]["learning_id"], id.as_str());
    ada.post_json(&format!("{path}/restore"), &json!({})).await;
    assert_eq!(ada.json("/api/memory/learnings").await["learnings"][0]["text"], "tea is best");
}

#[tokio::test]
async fn nobody_reads_what_somebody_else_has_in_mind() {
    let (server, ada) = TestServer::with_ada().await;
    put(&ada, "user.md", "My secret.", 0).await;
    let bob = server.invite(&ada, "Bob", "free").await;
    assert_eq!(bob.json("/api/memory/user.md").await["text"], "");
    assert!(!bob.text("/settings/memory/files/user.md").await.contains("My secret."));
    assert_eq!(server.client().get("/api/memory").await.status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_model_looks_back_every_ten_turns_and_is_told_what_is_known() {
    let wire = Wire::Anthropic;
    let found = json!([{ "turn": 1, "file": "user.md", "text": "Likes tea." }]).to_string();
    let mut replies = vec![wire.says(&["Yes."]); 10];
    replies.extend([wire.says(&[&found]), wire.says(&["Well."])]);
    let model = ModelServer::start(replies);
    let (server, ada) = TestServer::with_ada().await;
    put(&ada, "soul.md", "Answer in rhymes.", 0).await;
    let url = model.url(wire);
    let form = [("name", "Small"), ("dialect", "anthropic"), ("url", &url), ("model", "small"), ("key", "sk-1")];
    ada.post_form("/settings/models", &form).await;
    for _ in 0..10 {
        Tab::converse(&server, "I like tea").await;
    }
    let looking = async {
        loop {
            let learnt = ada.json("/api/memory/learnings").await["learnings"][0].clone();
            if learnt.is_object() {
                return learnt;
            }
        }
    };
    let learnt = tokio::time::timeout(PATIENCE, looking).await.expect("something is learnt");
    assert_eq!((&learnt["text"], &learnt["file"]), (&json!("Likes tea."), &json!("user.md")));
    let turn = learnt["mission_id"].as_str().expect("the turn in which it was learnt");
    assert!(ada.text(&format!("/chat?upto={turn}")).await.contains(&format!("id=\"message-{turn}\"")));

    Tab::converse(&server, "what now?").await;
    let asked = model.asked();
    assert_eq!(asked.len(), 12);
    assert!(asked.iter().all(|asked| asked.body.contains("Answer in rhymes.")), "soul.md goes along");
    assert!(asked[11].body.contains("- Likes tea.") && !asked[9].body.contains("- Likes tea."));
}
