//! What has become of tasks is told to whoever gave them: on every page, as it happens, and in their language.

use std::time::Duration;

use reqwest::{Method, Response, StatusCode};
use serde_json::{Value, json};

use crate::{
    agents::{SITE, ended, give, path, read_until, site, when},
    support::{TestClient, location},
};

const DONE: &str = "replace \"Hello\" with \"Hi\" in index.html";

/// What the rail of a page says to the ear; nothing where it says nothing.
async fn badge(client: &TestClient, path: &str) -> Option<String> {
    let page = client.text(path).await;
    let rail = page.split("data-place=\"agents\"").nth(1).expect("a rail with agents").split("</a>").next().unwrap();
    let (head, words) = rail.split_once("data-news").expect("a badge").1.split_once("<i class=\"hidden\">").unwrap();
    (!head.contains(" hidden>")).then(|| words.split('<').next().unwrap().to_owned())
}

async fn count(client: &TestClient) -> Value {
    client.json("/api/agents/news").await["count"].clone()
}

async fn say(client: &TestClient, agent: &Value, text: &str) {
    let said = client.post_json(&format!("{}/messages", path(agent)), &json!({ "text": text })).await;
    assert_eq!(said.status(), StatusCode::OK);
}

fn page(agent: &Value) -> String {
    path(agent).replacen("/api", "", 1)
}

#[tokio::test(flavor = "multi_thread")]
async fn tasks_that_want_somebody_are_counted_on_every_page_until_they_are_looked_at() {
    let (server, ada) = site().await;
    let bob = server.invite(&ada, "Bob", "unlimited").await;
    ada.request(Method::PUT, &format!("{SITE}/members/Bob")).json(&json!({ "role": "admin" })).send().await.unwrap();
    assert_eq!(badge(&ada, "/documents").await, None);
    let agent = give(&ada, "ask Which name?").await;
    when(&ada, &agent, |now| now["state"] == "waiting").await;
    let one = Some("Tasks for you to look at: 1".to_owned());
    for place in ["/", "/documents", "/drawer", "/workspace", "/local/Ada/site/main/code"] {
        assert_eq!(badge(&ada, place).await, one, "{place}");
    }
    // What waits for an answer wants one, however often it is looked at.
    assert_eq!(badge(&ada, &page(&agent)).await, one);
    assert_eq!((count(&ada).await, count(&bob).await), (json!(1), json!(0)));

    say(&ada, &agent, "add file name.txt with \"night\"").await;
    let done = ended(&ada, &agent).await;
    assert_eq!((&done["state"], &done["is_new"]), (&json!("done"), &json!(true)));
    assert_eq!(bob.json(&path(&agent)).await["is_new"], false, "it is not Bob's news");
    assert_eq!(badge(&bob, &page(&agent)).await, None);
    assert_eq!(badge(&ada, "/documents").await, one, "neither a program nor somebody else has looked for Ada");
    assert!(ada.text("/agents").await.contains(">new</span>"), "the list says which one it is");
    assert_eq!(badge(&ada, "/agents").await, one);
    assert_eq!(badge(&ada, &page(&agent)).await, None, "the page itself counts as a look");
    assert_eq!(badge(&ada, "/documents").await, None);
    assert!(!ada.text("/agents").await.contains(">new</span>"));

    // The review is a look as well, and all can be looked at together.
    let tasks = [give(&ada, DONE).await, give(&ada, DONE).await, give(&ada, DONE).await];
    for task in &tasks {
        ended(&ada, task).await;
    }
    assert_eq!(count(&ada).await, 3);
    ada.text(&format!("{}/review", page(&tasks[0]))).await;
    assert_eq!(count(&ada).await, 2);
    let seen = ada.post_form("/agents/seen", &[]).await;
    assert_eq!((location(&seen), count(&ada).await), ("/agents", json!(0)));

    // What goes on is no news any more, and what was taken away from Ada does not want her for ever.
    let agent = give(&bob, "ask What?").await;
    when(&bob, &agent, |now| now["state"] == "waiting").await;
    assert_eq!(count(&bob).await, 1);
    let gone = ada.request(Method::DELETE, &format!("{SITE}/members/Bob")).send().await.unwrap();
    assert!(gone.status().is_success());
    assert_eq!((count(&bob).await, badge(&bob, "/documents").await), (json!(0), None));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_count_is_followed_as_it_changes() {
    let (server, ada) = site().await;
    let bob = server.invite(&ada, "Bob", "unlimited").await;
    let follow = |client: &TestClient| {
        let request = client.request(Method::GET, "/api/agents/news").header("accept", "text/event-stream");
        async move { request.send().await.unwrap() }
    };
    let (mut own, mut other) = (follow(&ada).await, follow(&bob).await);
    assert_eq!(own.headers()["content-type"], "text/event-stream");
    read_until(&mut own, "{\"count\":0}").await;
    read_until(&mut other, "{\"count\":0}").await;
    let agent = give(&ada, DONE).await;
    let heard = read_until(&mut own, "{\"count\":1}").await;
    assert!(heard.len() < 4, "it is not told for every step: {heard:?}");
    ended(&ada, &agent).await;
    ada.text(&page(&agent)).await;
    read_until(&mut own, "{\"count\":0}").await;
    assert!(is_quiet(&mut other).await, "nobody else hears of it");

    // Whoever has signed out is told nothing further.
    ada.post_form("/sign-out", &[]).await;
    ada.sign_in("Ada", crate::support::PASSWORD).await;
    give(&ada, "ask What?").await;
    let end = tokio::time::timeout(Duration::from_secs(10), own.text()).await.expect("an end").unwrap();
    assert!(!end.contains("count"), "{end}");
    let nobody = server.client();
    assert_eq!(nobody.get("/api/agents/news").await.status(), StatusCode::UNAUTHORIZED);
}

async fn is_quiet(stream: &mut Response) -> bool {
    tokio::time::timeout(Duration::from_millis(500), stream.chunk()).await.is_err()
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_gave_a_task_is_told_of_it_in_their_language() {
    let (_server, ada) = site().await;
    // Nothing is chosen: the language of the request that gave the task.
    let wish = json!({ "task": DONE, "owner": "Ada", "repository": "site" });
    let give = |language: &'static str| {
        ada.request(Method::POST, "/api/agents").header("accept-language", language).json(&wish).send()
    };
    let told = |words: &'static str| {
        let ada = ada.clone();
        async move {
            let told = async {
                while !ada.json("/api/chat").await["messages"].to_string().contains(words) {
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
            };
            tokio::time::timeout(Duration::from_secs(20), told).await.unwrap_or_else(|_| panic!("{words} is told"));
        }
    };
    assert_eq!(give("de").await.unwrap().status(), StatusCode::CREATED);
    told("Ein Agent ist mit [").await;
    // What is chosen goes before what a browser asks for.
    let chosen =
        ada.request(Method::PATCH, "/api/preferences").json(&json!({ "language": "en" })).send().await.unwrap();
    assert!(chosen.status().is_success(), "{}", chosen.status());
    assert_eq!(give("de").await.unwrap().status(), StatusCode::CREATED);
    told("An agent is done with [").await;
    let form = [("task", "ask Which?"), ("repo", "Ada/site"), ("base", "")];
    assert_eq!(ada.post_form("/agents", &form).await.status(), StatusCode::SEE_OTHER);
    told("An agent asks you something").await;
}
