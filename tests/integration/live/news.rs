//! What is told beside what the branches do: requests, and what becomes of the repository itself.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use super::{PLACE, SITE, Stream, let_in, save, site};
use crate::support::{TestClient, TestServer, git::Git, mcp::McpClient};

const ALL: &str = "owner=Ada&repository=site";

async fn send(client: &TestClient, method: Method, path: &str, body: &Value) -> Value {
    let answer = client.request(method, path).json(body).send().await.unwrap();
    assert!(answer.status().is_success(), "{}", answer.status());
    answer.json().await.unwrap()
}

async fn branch(ada: &TestClient, name: &str) {
    send(ada, Method::POST, &format!("{SITE}/branches"), &json!({ "name": name })).await;
    let body = json!({ "branch": name, "content": name });
    send(ada, Method::PUT, &format!("{SITE}/contents/{name}.txt"), &body).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_becomes_of_a_request_is_told_to_all_who_follow() {
    let server = TestServer::start();
    let ada = site(&server).await;
    branch(&ada, "login").await;
    let (mut all, mut main) = (Stream::open(&ada, ALL, None).await, Stream::open(&ada, PLACE, None).await);
    main.find("presence_update").await;
    all.find("connected").await;

    let new = json!({ "title": "A login", "from": "login", "into": "main" });
    send(&ada, Method::POST, &format!("{SITE}/pulls"), &new).await;
    let one = format!("{SITE}/pulls/1");
    send(&ada, Method::PATCH, &one, &json!({ "title": "A way in" })).await;
    // What changes nothing is no news.
    send(&ada, Method::PATCH, &one, &json!({ "title": "A way in" })).await;
    send(&ada, Method::PATCH, &one, &json!({ "state": "closed" })).await;
    send(&ada, Method::PATCH, &one, &json!({ "state": "open" })).await;
    for stream in [&mut all, &mut main] {
        for kind in ["pull.opened", "pull.updated", "pull.closed", "pull.opened"] {
            let (_, event) = stream.find("workspace_event").await;
            assert_eq!((&event["kind"], &event["pull"]), (&json!(kind), &json!(1)), "{event}");
            assert_eq!((&event["branch"], &event["into"]), (&json!("login"), &json!("main")), "{event}");
            assert_eq!(event["by_name"], "Ada");
        }
    }

    send(&ada, Method::POST, &format!("{SITE}/merge"), &json!({ "into": "main", "from": "login", "kind": "merge" }))
        .await;
    let event = main.event("pull.merged").await;
    assert_eq!((&event["pull"], &event["by_name"]), (&json!(1), &json!("Ada")));

    // Who has missed it all is told it once, numbered without gaps.
    let events = ada.json(&format!("/api/workspace/events?{ALL}&since=0")).await;
    let events = events["events"].as_array().unwrap();
    let numbers: Vec<u64> = events.iter().map(|event| event["seq"].as_u64().unwrap()).collect();
    assert!(numbers.is_sorted(), "{numbers:?}");
    assert_eq!(events.iter().filter(|event| event["kind"] == "pull.merged").count(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_that_a_push_has_merged_is_told_once_and_without_a_name() {
    let server = TestServer::start();
    let ada = site(&server).await;
    branch(&ada, "login").await;
    send(&ada, Method::POST, &format!("{SITE}/pulls"), &json!({ "title": "A login", "from": "login", "into": "main" }))
        .await;
    let git = Git::new();
    git.ok("", &["clone", "-q", &Git::url(&ada, &McpClient::of(&ada, "read write").await.token, "Ada/site"), "site"]);
    git.ok("site", &["merge", "-q", "origin/login"]);
    git.ok("site", &["push", "-q", "origin", "main"]);
    let mut main = Stream::open(&ada, PLACE, None).await;
    main.find("presence_update").await;
    for _ in 0..2 {
        assert_eq!(ada.json(&format!("{SITE}/pulls/1")).await["state"], "merged");
    }
    let event = main.event("pull.merged").await;
    assert!(event.get("by").is_none(), "{event}");
    save(&ada, "after.txt", "after").await;
    assert_eq!(main.find("workspace_event").await.1["kind"], "branch.moved", "it was told once");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repository_that_is_put_away_or_renamed_tells_its_pages() {
    let server = TestServer::start();
    let ada = site(&server).await;
    let bob = server.invite(&ada, "Bob", "free").await;
    let_in(&ada, "Bob", "write").await;
    let mut stream = Stream::open(&bob, PLACE, None).await;
    stream.find("presence_update").await;

    send(&ada, Method::POST, &format!("{SITE}/archive"), &json!({})).await;
    let event = stream.event("repository.archived").await;
    assert_eq!(event["by_name"], "Ada");
    assert!(event.get("branch").is_none(), "{event}");
    // Archiving it again is no news.
    send(&ada, Method::POST, &format!("{SITE}/archive"), &json!({})).await;
    let refused = bob.request(Method::PUT, &format!("{SITE}/contents/a.txt"));
    let refused = refused.json(&json!({ "branch": "main", "content": "late" })).send().await.unwrap();
    assert_eq!(refused.status(), StatusCode::CONFLICT);
    send(&ada, Method::POST, &format!("{SITE}/restore"), &json!({})).await;
    assert_eq!(stream.find("workspace_event").await.1["kind"], "repository.restored");

    send(&ada, Method::PATCH, SITE, &json!({ "name": "page" })).await;
    let event = stream.event("repository.renamed").await;
    assert_eq!(event["name"], "page");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_stream_of_an_account_that_is_closed_ends() {
    let server = TestServer::start_in_time();
    let ada = site(&server).await;
    let bob = server.invite(&ada, "Bob", "free").await;
    let_in(&ada, "Bob", "write").await;
    let mut stream = Stream::open(&bob, PLACE, None).await;
    stream.find("presence_update").await;

    let page = ada.text("/settings").await;
    let (before, _) = page.split_once("/disable\"").expect("a button that closes Bob's account");
    let (_, id) = before.rsplit_once("/settings/users/").unwrap();
    assert_eq!(ada.post_form(&format!("/settings/users/{id}/disable"), &[]).await.status(), StatusCode::SEE_OTHER);
    assert_eq!(stream.find("gone").await.1, json!({ "reason": "signed_out" }));
    assert!(stream.next().await.is_none());
}
