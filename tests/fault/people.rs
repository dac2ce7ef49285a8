//! Users, each with a tab.

use std::path::Path;

use serde_json::{Value, json};

use crate::support::{
    PASSWORD, password_file,
    process::{Process, run},
    tab::Tab,
};

/// One user with one tab, who makes cards.
pub struct Person {
    pub token: String,
    pub stack: String,
    pub tab: Tab,
}

/// Makes accounts with these names.
pub fn add<S: AsRef<str>>(data: &Path, names: &[S]) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = password_file(folder.path(), PASSWORD);
    let path = |path: &Path| path.to_str().expect("a path").to_owned();
    for name in names {
        let added = run(&["user", "add", name.as_ref(), "--password-file", &path(&file), "--data", &path(data)]);
        assert!(added.status.success(), "{}", String::from_utf8_lossy(&added.stderr));
    }
}

impl Person {
    pub async fn come(process: &Process, name: &str) -> Self {
        Self::come_with(process, process.client().token(name).await).await
    }

    pub async fn come_with(process: &Process, token: String) -> Self {
        let mut tab = Tab::open_at(process.address(), "/ws", &[]).await.expect("a handshake");
        let stack = Tab::first_stack(&tab.show(&token).await);
        Self { token, stack, tab }
    }

    /// Makes a card under the name `op_id`, with `bytes` of text in it, and answers the frame that answers it.
    pub async fn make(&mut self, op_id: &str, bytes: usize) -> Value {
        self.tab.interact(card(&self.stack, op_id, bytes)).await
    }
}

/// What is sent to make a card on a stack: its title is the operation's name, and it holds `bytes` of text.
pub fn card(stack: &str, op_id: &str, bytes: usize) -> Value {
    let blocks = json!([{ "type": "text", "content": "x".repeat(bytes) }]);
    let data = json!({ "stack_id": stack, "title": op_id, "position": { "x": 0, "y": 0 }, "blocks": blocks });
    json!({ "action": "create_card", "op_id": op_id, "data": data })
}

/// The titles of all cards on a user's first stack, sorted.
pub async fn titles(process: &Process, token: &str) -> Vec<String> {
    let client = process.client();
    let get = async |path: &str| -> Value {
        let answer = client.bare(reqwest::Method::GET, path).bearer_auth(token).send().await.expect("an answer");
        assert_eq!(answer.status(), reqwest::StatusCode::OK, "GET {path}");
        answer.json().await.expect("JSON")
    };
    let stacks = get("/api/stacks").await;
    let stack = stacks["stacks"][0]["id"].as_str().expect("a stack").to_owned();
    let cards = get(&format!("/api/cards?stack_id={stack}")).await;
    let title = |card: &Value| card["title"].as_str().expect("a title").to_owned();
    let mut titles: Vec<String> = cards["cards"].as_array().expect("cards").iter().map(title).collect();
    titles.sort_unstable();
    titles
}
