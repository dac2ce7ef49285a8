//! Models in the settings: added, tried, chosen, with keys that nobody sees again.

use std::os::unix::fs::PermissionsExt;

use reqwest::StatusCode;
use serde_json::json;

use crate::support::{
    TestClient, TestServer, location,
    model::{ModelServer, Wire},
    tab::Tab,
};

const KEY: &str = "sk-server-0123456789";
const OWN: &str = "sk-own-9876543210";

/// A model as the form gives it, with some fields changed.
fn form<'f>(url: &'f str, more: &[(&'f str, &'f str)]) -> Vec<(&'f str, &'f str)> {
    let mut fields = vec![("name", "Small"), ("dialect", "openai"), ("url", url), ("model", "small"), ("key", KEY)];
    for (name, value) in more {
        fields.retain(|(field, _)| field != name);
        fields.push((name, value));
    }
    fields
}

/// What the assistant says to this user.
async fn ask(server: &TestServer, name: &str) -> String {
    let token = server.client().token(name).await;
    let (mut tab, _) = Tab::follow(server, &token).await;
    tab.send("mission", json!({ "text": "hello" })).await;
    loop {
        let message = tab.until("chat_message").await["payload"]["message"].clone();
        if message["role"] == "agent" {
            return message["content"].as_str().expect("a text").to_owned();
        }
    }
}

/// Where the model that was added is edited.
async fn edit_path(admin: &TestClient) -> String {
    let page = admin.text("/settings").await;
    let at = page.match_indices("/settings/models/").map(|(at, _)| &page[at + "/settings/models/".len()..]);
    let id = at.map(|rest| &rest[..36.min(rest.len())]).find(|id| id.matches('-').count() == 4).expect("a model");
    format!("/settings/models/{id}")
}

#[tokio::test]
async fn a_model_is_added_tried_and_answers_without_a_restart() {
    let wire = Wire::OpenAi;
    let model = ModelServer::start(vec![wire.says(&["Hello."])]);
    let (server, ada) = TestServer::with_ada().await;
    assert!(ask(&server, "Ada").await.contains("/help"), "the built-in assistant says what it can do");

    let url = model.url(wire);
    let added = ada.post_form("/settings/models", &form(&url, &[])).await;
    assert_eq!((added.status(), location(&added)), (StatusCode::SEE_OTHER, "/settings?done=model-saved#models"));
    let tried = ada.post_form("/settings/models/try", &[("model", "Small")]).await.text().await.expect("a page");
    assert!(tried.contains("Small answered in") && tried.contains("“Hello.”"), "{tried}");
    assert_eq!(ask(&server, "Ada").await, "Hello.");
    let asked = model.asked();
    assert!(asked.iter().all(|asked| asked.head.contains(&format!("authorization: bearer {KEY}"))));

    let page = ada.text("/settings").await;
    assert!(page.contains("120 tokens"), "what the turn has used is shown; a trial is on the house");
    ada.post_form("/settings/assistant", &[("model", "builtin")]).await;
    assert!(ask(&server, "Ada").await.contains("/help"));
    ada.post_form("/settings/assistant", &[("model", "")]).await;
    assert_eq!(ask(&server, "Ada").await, "Hello.");
    let archive = format!("{}/archive", edit_path(&ada).await);
    assert_eq!(ada.post_form(&archive, &[]).await.status(), StatusCode::SEE_OTHER);
    assert!(ask(&server, "Ada").await.contains("/help"));
}

#[tokio::test]
async fn what_went_wrong_with_a_trial_is_shown_without_the_key() {
    let wire = Wire::Anthropic;
    let model = ModelServer::start(vec![wire.refuses(400, &format!("the key {KEY} is for another model"))]);
    let (_server, ada) = {
        let (server, ada) = TestServer::with_ada().await;
        (server, ada)
    };
    let url = model.url(wire);
    ada.post_form("/settings/models", &form(&url, &[("dialect", "anthropic")])).await;
    let tried = ada.post_form("/settings/models/try", &[("model", "Small")]).await.text().await.expect("a page");
    assert!(tried.contains("did not answer: the model refused: the key (the key) is for another model."), "{tried}");
    assert!(!tried.contains(KEY));
}

#[tokio::test]
async fn no_page_and_no_file_holds_a_key_that_was_entered() {
    let (server, ada) = TestServer::with_ada().await;
    let added = ada.post_form("/settings/models", &form("http://127.0.0.1:1/v1", &[])).await;
    assert_eq!(added.status(), StatusCode::SEE_OTHER);
    ada.post_form("/settings/assistant/key", &[("model", "Small"), ("key", OWN)]).await;
    let edit = edit_path(&ada).await;
    let again = form("http://127.0.0.1:1/v1", &[("name", "")]);
    let refused = ada.post_form(&edit, &again).await;
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
    for page in [ada.text("/settings").await, ada.text(&edit).await, refused.text().await.expect("a page")] {
        assert!(!page.contains(KEY) && !page.contains(OWN));
    }
    let mut files = vec![server.data()];
    while let Some(path) = files.pop() {
        if path.is_dir() {
            files.extend(std::fs::read_dir(&path).expect("a folder").map(|entry| entry.expect("an entry").path()));
            continue;
        }
        let bytes = std::fs::read(&path).expect("a file");
        for key in [KEY, OWN] {
            let holds = bytes.windows(key.len()).any(|part| part == key.as_bytes());
            assert!(!holds, "{} holds a key", path.display());
        }
    }
    let mode = std::fs::metadata(server.data().join("seal.key")).expect("the key file").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[tokio::test]
async fn an_own_key_is_used_for_its_owner_alone() {
    let wire = Wire::OpenAi;
    let model = ModelServer::start(vec![wire.says(&["Hello."])]);
    let (server, ada) = TestServer::with_ada().await;
    let bob = server.invite(&ada, "Bob", "unlimited").await;
    let url = model.url(wire);
    ada.post_form("/settings/models", &form(&url, &[])).await;
    let kept = bob.post_form("/settings/assistant/key", &[("model", "Small"), ("key", OWN)]).await;
    assert_eq!(location(&kept), "/settings?done=key-kept#assistant");
    ask(&server, "Bob").await;
    ask(&server, "Ada").await;
    bob.post_form("/settings/assistant/forget-key", &[("model", "Small")]).await;
    ask(&server, "Bob").await;
    let asked = model.asked();
    let keys: Vec<_> = asked.iter().filter_map(|asked| asked.head.split("bearer ").nth(1)?.lines().next()).collect();
    assert_eq!(keys, [OWN, KEY, KEY]);
    let refused = bob.post_form("/settings/assistant/key", &[("model", "Small"), ("key", "two words")]).await;
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_key_is_entered_again_for_another_address() {
    let (_server, ada) = TestServer::with_ada().await;
    ada.post_form("/settings/models", &form("http://127.0.0.1:1/v1", &[])).await;
    let edit = edit_path(&ada).await;
    let elsewhere = form("http://127.0.0.1:2/v1", &[("key", "")]);
    let refused = ada.post_form(&edit, &elsewhere).await;
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text().await.expect("a page").contains("enter the key again"));
    let again = form("http://127.0.0.1:2/v1", &[]);
    assert_eq!(ada.post_form(&edit, &again).await.status(), StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn only_admins_look_after_models_and_see_those_that_are_theirs() {
    let (server, ada) = TestServer::with_ada().await;
    let bob = server.invite(&ada, "Bob", "unlimited").await;
    let url = "http://127.0.0.1:1/v1";
    ada.post_form("/settings/models", &form(url, &[("admins_only", "yes")])).await;
    let edit = edit_path(&ada).await;
    for path in ["/settings/models", "/settings/models/try", "/settings/models/usual", &edit] {
        let fields = form(url, &[]);
        assert_eq!(bob.post_form(path, &fields).await.status(), StatusCode::FORBIDDEN, "{path}");
    }
    for path in ["/settings/models/new", &edit] {
        assert_eq!(bob.get(path).await.status(), StatusCode::FORBIDDEN, "{path}");
    }
    assert!(ada.text("/settings").await.contains(">Small<"));
    assert!(!bob.text("/settings").await.contains(">Small<"));
    let chosen = bob.post_form("/settings/assistant", &[("model", "Small")]).await;
    assert_eq!(chosen.status(), StatusCode::NOT_FOUND);
    let usual = ada.post_form("/settings/models/usual", &[("model", "Small")]).await;
    assert_eq!(usual.status(), StatusCode::NOT_FOUND, "it can't answer everybody");
}
