//! Requests to bring a branch into another one, and what both have changed.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::{
    TestClient, TestServer,
    git::{Git, check_whole},
    location,
    mcp::McpClient,
};

const SITE: &str = "/api/local/Ada/site";

/// A repository whose branch `login` has a commit that `main` has not.
async fn site() -> (TestServer, TestClient) {
    let (server, ada) = TestServer::with_ada().await;
    ada.post_json("/api/repositories", &json!({ "name": "site" })).await;
    save(&ada, "main", "a.txt", "one\ntwo\nthree\n").await;
    ada.post_json(&format!("{SITE}/branches"), &json!({ "name": "login" })).await;
    save(&ada, "login", "a.txt", "one\nlogin\nthree\n").await;
    (server, ada)
}

async fn save(client: &TestClient, branch: &str, path: &str, content: &str) -> String {
    let body = json!({ "branch": branch, "content": content });
    let answer = client.request(Method::PUT, &format!("{SITE}/contents/{path}")).json(&body).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    answer.json::<Value>().await.unwrap()["commit"].as_str().unwrap().to_owned()
}

async fn open(client: &TestClient, from: &str, into: &str) -> (StatusCode, Value) {
    let new = json!({ "title": "A login", "body": "so **that** people come in", "from": from, "into": into });
    let answer = client.post_json(&format!("{SITE}/pulls"), &new).await;
    (answer.status(), answer.json().await.unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_is_opened_read_and_merged() {
    let (server, ada) = site().await;
    let (status, pull) = open(&ada, "login", "main").await;
    assert_eq!((status, &pull["number"]), (StatusCode::CREATED, &json!(1)), "{pull}");
    assert_eq!(open(&ada, "login", "main").await.0, StatusCode::CONFLICT);
    assert_eq!(open(&ada, "main", "login").await.1["error"]["code"], "nothing_to_merge");
    assert_eq!(open(&ada, "none", "main").await.0, StatusCode::NOT_FOUND);

    let page = ada.text("/local/Ada/site/-/pulls/1").await;
    assert!(page.contains("<strong>that</strong>") && page.contains("login"), "{page}");
    assert!(ada.text("/local/Ada/site/-/pulls").await.contains("A login #1"));
    let field = |name: &str| {
        let (_, rest) = page.split_once(&format!("name=\"{name}\" value=\"")).unwrap();
        rest.split('"').next().unwrap().to_owned()
    };
    let fields = ["into", "from", "expect_into", "expect_from", "pull"].map(|name| (name, field(name)));
    let mut form: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    form.push(("kind", "squash"));
    let merged = ada.post_form("/local/Ada/site/-/merge", &form).await;
    assert_eq!(location(&merged), "/local/Ada/site/-/pulls/1?done=saved");
    let now = ada.json(&format!("{SITE}/pulls/1")).await;
    assert_eq!((&now["state"], &now["closed_by"]), (&json!("merged"), &json!("Ada")));
    assert_eq!(ada.json(&format!("{SITE}/pulls")).await["pulls"], json!([]));
    assert_eq!(ada.json(&format!("{SITE}/pulls?state=closed")).await["pulls"].as_array().unwrap().len(), 1);
    check_whole(&server.data());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_merge_that_is_pushed_is_found() {
    let (_server, ada) = site().await;
    open(&ada, "login", "main").await;
    let git = Git::new();
    let url = Git::url(&ada, &McpClient::of(&ada, "read write").await.token, "Ada/site");
    git.ok("", &["clone", "-q", &url, "site"]);
    git.ok("site", &["merge", "-q", "--no-ff", "-m", "Bring it", "origin/login"]);
    git.ok("site", &["push", "-q", "origin", "main"]);
    let now = ada.json(&format!("{SITE}/pulls/1")).await;
    assert_eq!((&now["state"], &now["closed_by"]), (&json!("merged"), &Value::Null));
    assert_eq!(now["merged_commit"], git.ok("site", &["rev-parse", "main"]).as_str());
}

#[tokio::test(flavor = "multi_thread")]
async fn others_do_what_their_role_allows() {
    let (server, ada) = site().await;
    open(&ada, "login", "main").await;
    let bob = server.invite(&ada, "Bob", "free").await;
    let change = |client: &TestClient, change: Value| {
        let request = client.request(Method::PATCH, &format!("{SITE}/pulls/1")).json(&change);
        async move { request.send().await.unwrap().status() }
    };
    assert_eq!(change(&bob, json!({ "state": "closed" })).await, StatusCode::NOT_FOUND);
    assert_eq!(bob.get("/local/Ada/site/-/pulls").await.status(), StatusCode::NOT_FOUND);
    for (role, status) in [("read", StatusCode::FORBIDDEN), ("write", StatusCode::OK)] {
        let body = json!({ "role": role });
        ada.request(Method::PUT, &format!("{SITE}/members/Bob")).json(&body).send().await.unwrap();
        assert_eq!(change(&bob, json!({ "state": "closed" })).await, status, "{role}");
        assert_eq!(bob.get("/local/Ada/site/-/pulls/1").await.status(), StatusCode::OK);
    }
    assert_eq!(ada.json(&format!("{SITE}/pulls/1")).await["closed_by"], "Bob");
    assert_eq!(change(&ada, json!({ "state": "open", "title": "Another" })).await, StatusCode::OK);
    let now = ada.json(&format!("{SITE}/pulls/1")).await;
    assert_eq!((&now["state"], &now["title"]), (&json!("open"), &json!("Another")));
    assert_eq!(change(&ada, json!({ "title": "" })).await, StatusCode::BAD_REQUEST);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_both_have_changed_is_settled_on_a_page() {
    let (server, ada) = site().await;
    save(&ada, "login", "gone.txt", "kept by login\n").await;
    let into = save(&ada, "main", "a.txt", "one\nmain\nthree\n").await;
    let from = ada.json(&format!("{SITE}/branches")).await["branches"]
        .as_array()
        .unwrap()
        .iter()
        .find(|branch| branch["name"] == "login")
        .unwrap()["commit"]
        .as_str()
        .unwrap()
        .to_owned();
    let base = [("into", "main"), ("from", "login"), ("expect_into", &into), ("expect_from", &from), ("kind", "merge")];
    let asked = ada.post_form("/local/Ada/site/-/merge", &base).await;
    assert_eq!(asked.status(), StatusCode::CONFLICT);
    let page = asked.text().await.unwrap();
    assert!(page.contains("path.0") && page.contains("&#60;&#60;&#60;&#60;&#60;&#60;&#60; main"), "{page}");
    assert_eq!(ada.json(&format!("{SITE}/contents/a.txt")).await["content"], "one\nmain\nthree\n");

    let with = |rest: &[(&'static str, &'static str)]| {
        let fields: Vec<(&str, &str)> = base.iter().copied().chain(rest.iter().copied()).collect();
        let fields: Vec<(String, String)> =
            fields.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        let ada = ada.clone();
        async move {
            let fields: Vec<(&str, &str)> =
                fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            ada.post_form("/local/Ada/site/-/merge", &fields).await.status()
        }
    };
    assert_eq!(with(&[("path.0", "a.txt"), ("keep.0", "text")]).await, StatusCode::BAD_REQUEST);
    assert_eq!(with(&[("path.0", "../a"), ("keep.0", "into")]).await, StatusCode::BAD_REQUEST);
    assert_eq!(with(&[("path.0", "b.txt"), ("keep.0", "into")]).await, StatusCode::CONFLICT);
    let both = [("path.0", "a.txt"), ("keep.0", "text"), ("text.0", "one\r\nboth\r\nthree\r\n")];
    assert_eq!(with(&both).await, StatusCode::SEE_OTHER);
    assert_eq!(ada.json(&format!("{SITE}/contents/a.txt")).await["content"], "one\nboth\nthree\n");
    assert_eq!(ada.json(&format!("{SITE}/contents/gone.txt")).await["content"], "kept by login\n");
    let history = ada.json(&format!("{SITE}/history?limit=1")).await;
    assert_eq!(history["commits"][0]["parents"], json!([into, from]));
    check_whole(&server.data());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_settles_with_what_it_keeps() {
    let (server, ada) = site().await;
    save(&ada, "main", "a.txt", "one\nmain\nthree\n").await;
    let merge = |settled: Value| {
        let body = json!({ "into": "main", "from": "login", "kind": "squash", "settled": settled });
        let ada = ada.clone();
        async move { ada.post_json(&format!("{SITE}/merge"), &body).await.status() }
    };
    assert_eq!(merge(json!([])).await, StatusCode::CONFLICT);
    assert_eq!(merge(json!([{ "path": "a.txt", "keep": "text" }])).await, StatusCode::BAD_REQUEST);
    assert_eq!(merge(json!([{ "path": "a.txt", "keep": "from" }])).await, StatusCode::OK);
    assert_eq!(ada.json(&format!("{SITE}/contents/a.txt")).await["content"], "one\nlogin\nthree\n");

    // One deletes what the other changes.
    ada.post_json(&format!("{SITE}/branches"), &json!({ "name": "drop" })).await;
    let changes = json!([{ "path": "a.txt", "delete": true }]);
    ada.post_json(&format!("{SITE}/commit"), &json!({ "branch": "drop", "message": "Drop", "changes": changes })).await;
    save(&ada, "main", "a.txt", "changed\n").await;
    let body = |keep: &str| json!({ "into": "main", "from": "drop", "kind": "merge", "settled": [{ "path": "a.txt", "keep": keep }] });
    let done = ada.post_json(&format!("{SITE}/merge"), &body("from")).await;
    assert_eq!(done.status(), StatusCode::OK);
    assert_eq!(ada.get(&format!("{SITE}/contents/a.txt")).await.status(), StatusCode::NOT_FOUND);
    check_whole(&server.data());
}
