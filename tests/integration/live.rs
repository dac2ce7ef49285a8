//! Presence and events from outside: who may follow, what they are told and how soon, and what ends it.

mod news;

use std::time::Duration;

use reqwest::{Method, Response, StatusCode};
use serde_json::{Value, json};

use crate::support::{TestClient, TestServer, git::Git, mcp::McpClient};

const SITE: &str = "/api/local/Ada/site";
const PLACE: &str = "owner=Ada&repository=site&branch=main";

/// A stream of events, read message by message.
struct Stream {
    answer: Response,
    text: String,
}

impl Stream {
    async fn open(client: &TestClient, query: &str, last: Option<u64>) -> Self {
        let path = format!("/api/workspace/events/stream?client=tab-of-tests&{query}");
        let mut request = client.request(Method::GET, &path);
        if let Some(last) = last {
            request = request.header("last-event-id", last.to_string());
        }
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK);
        assert_eq!(answer.headers()["content-type"], "text/event-stream");
        Self { answer, text: String::new() }
    }

    /// The next message: its name, its number and its data. `None` at the end.
    async fn next(&mut self) -> Option<(String, Option<u64>, Value)> {
        loop {
            while let Some((block, rest)) = self.text.split_once("\n\n") {
                let (block, rest) = (block.to_owned(), rest.to_owned());
                self.text = rest;
                let field = |name: &str| block.lines().find_map(|line| line.strip_prefix(name)).map(str::to_owned);
                if let Some(event) = field("event: ") {
                    let data = serde_json::from_str(&field("data: ").unwrap()).unwrap();
                    return Some((event, field("id: ").map(|id| id.parse().unwrap()), data));
                }
            }
            let chunk = tokio::time::timeout(Duration::from_secs(10), self.answer.chunk()).await;
            self.text.push_str(std::str::from_utf8(&chunk.expect("news within ten seconds").ok()??).unwrap());
        }
    }

    /// The next message of this name.
    async fn find(&mut self, name: &str) -> (Option<u64>, Value) {
        loop {
            let (event, seq, data) = self.next().await.expect("a stream that goes on");
            if event == name {
                return (seq, data);
            }
        }
    }

    /// The next event of this kind.
    async fn event(&mut self, kind: &str) -> Value {
        loop {
            let (seq, data) = self.find("workspace_event").await;
            assert_eq!(data["seq"].as_u64(), seq);
            if data["kind"] == kind {
                return data;
            }
        }
    }
}

async fn site(server: &TestServer) -> TestClient {
    let ada = server.set_up("Ada").await;
    assert_eq!(ada.post_json("/api/repositories", &json!({ "name": "site" })).await.status(), StatusCode::CREATED);
    save(&ada, "index.html", "<h1>Hello</h1>").await;
    ada
}

async fn save(client: &TestClient, path: &str, content: &str) -> Value {
    let body = json!({ "branch": "main", "content": content });
    let answer = client.request(Method::PUT, &format!("{SITE}/contents/{path}")).json(&body).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    answer.json().await.unwrap()
}

async fn let_in(ada: &TestClient, name: &str, role: &str) {
    let path = format!("{SITE}/members/{name}");
    let answer = ada.request(Method::PUT, &path).json(&json!({ "role": role })).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
}

fn tab(client: &str, more: Value) -> Value {
    let mut tab = json!({ "owner": "Ada", "repository": "site", "branch": "main", "client": client, "page": "code" });
    tab.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    tab
}

async fn show(client: &TestClient, tab: &Value) -> StatusCode {
    client.request(Method::PUT, "/api/workspace/presence").json(tab).send().await.unwrap().status()
}

#[tokio::test(flavor = "multi_thread")]
#[expect(clippy::disallowed_methods, reason = "how soon news come is time that passes")]
async fn a_save_and_a_push_are_told_to_whoever_follows_within_a_second() {
    let server = TestServer::start_in_time();
    let ada = site(&server).await;
    let mut stream = Stream::open(&ada, PLACE, None).await;
    let (_, begin) = stream.find("connected").await;
    assert_eq!(begin["seq"], 1);
    assert_eq!(stream.find("presence_update").await.1, json!({ "people": [] }));

    let saved = save(&ada, "logo.png", "no picture").await;
    let moved = stream.event("branch.moved").await;
    assert_eq!((&moved["head"], &moved["old_head"], &moved["files"]), (&saved["commit"], &begin["head"], &json!(1)));
    assert_eq!((&moved["by_name"], &moved["branch"]), (&json!("Ada"), &json!("main")));
    let created = stream.event("file.created").await;
    assert_eq!((&created["path"], &created["blob"]), (&json!("logo.png"), &saved["blobs"][0]["blob"]));
    assert_eq!(stream.event("asset.uploaded").await["path"], "logo.png");

    let git = Git::new();
    let url = Git::url(&ada, &McpClient::of(&ada, "read write").await.token, "Ada/site");
    git.ok("", &["clone", "-q", &url, "site"]);
    git.ok("site", &["mv", "index.html", "start.html"]);
    git.commit("site", "Rename");
    git.ok("site", &["push", "-q", "origin", "main", "main:refs/heads/side"]);
    let pushed = std::time::Instant::now();
    assert_eq!(stream.event("branch.moved").await["head"], git.ok("site", &["rev-parse", "HEAD"]));
    let renamed = stream.event("file.renamed").await;
    assert_eq!((&renamed["path"], &renamed["old_path"]), (&json!("start.html"), &json!("index.html")));
    assert_eq!(stream.event("branch.created").await["branch"], "side");
    assert!(pushed.elapsed() < Duration::from_secs(1), "{:?}", pushed.elapsed());

    git.ok("site", &["push", "-q", "origin", ":side"]);
    assert_eq!(stream.event("branch.deleted").await["branch"], "side");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_comes_back_is_told_what_they_have_missed_and_no_more() {
    let server = TestServer::start();
    let ada = site(&server).await;
    save(&ada, "a.txt", "1").await;
    save(&ada, "a.txt", "2").await;
    let listed = ada.json(&format!("/api/workspace/events?{PLACE}&since=1")).await;
    let seqs: Vec<u64> =
        listed["events"].as_array().unwrap().iter().map(|event| event["seq"].as_u64().unwrap()).collect();
    assert_eq!((seqs, &listed["seq"], &listed["is_cut"]), (vec![2, 3, 4, 5], &json!(5), &json!(false)));

    let mut stream = Stream::open(&ada, PLACE, Some(3)).await;
    assert_eq!(stream.find("workspace_event").await.0, Some(4));
    assert_eq!(stream.find("workspace_event").await.0, Some(5));
    save(&ada, "a.txt", "3").await;
    assert_eq!(stream.find("workspace_event").await.0, Some(6));
    let mut stream = Stream::open(&ada, PLACE, Some(999)).await;
    assert_eq!(stream.find("resync").await, (Some(7), json!({ "seq": 7 })));

    // Who asks again and again is told only when there is something new.
    let asked = ada.get(&format!("/api/workspace/events?{PLACE}&since=7")).await;
    let tag = asked.headers()["etag"].to_str().unwrap().to_owned();
    let again = |tag: String| {
        let request = ada.request(Method::GET, &format!("/api/workspace/events?{PLACE}&since=7"));
        request.header("if-none-match", tag).send()
    };
    assert_eq!(again(tag.clone()).await.unwrap().status(), StatusCode::NOT_MODIFIED);
    save(&ada, "a.txt", "4").await;
    assert_eq!(again(tag).await.unwrap().status(), StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn those_on_a_branch_see_each_other_come_move_and_go() {
    let server = TestServer::start_in_time();
    let ada = site(&server).await;
    let bob = server.invite(&ada, "Bob", "free").await;
    let_in(&ada, "Bob", "read").await;
    let mut stream = Stream::open(&ada, PLACE, None).await;
    stream.find("presence_update").await;
    assert_eq!(show(&bob, &tab("tab-of-bob", json!({ "path": "index.html", "active": true }))).await, 204);
    let (_, diff) = stream.find("presence_diff").await;
    let person = &diff["put"][0];
    assert_eq!(
        (&person["name"], &person["path"], &person["idle"]),
        (&json!("Bob"), &json!("index.html"), &json!(false))
    );
    for at in 0..20 {
        show(&bob, &tab("tab-of-bob", json!({ "cursor": { "anchor": at, "head": at } }))).await;
    }
    let last = loop {
        let (_, diff) = stream.find("presence_diff").await;
        if diff["put"][0]["cursor"]["head"] == 19 {
            break diff;
        }
    };
    assert_eq!(last["put"].as_array().unwrap().len(), 1);
    let listed = ada.json(&format!("/api/workspace/presence?{PLACE}")).await;
    assert_eq!(listed["people"][0]["client"], "tab-of-bob");

    let left = json!({ "owner": "Ada", "repository": "site", "branch": "main", "client": "tab-of-bob", "kind": "presence.left" });
    assert_eq!(bob.post_json("/api/workspace/events", &left).await.status(), StatusCode::NO_CONTENT);
    assert_eq!(stream.find("presence_diff").await.1["gone"], json!(["tab-of-bob"]));
    let mut visits = Value::Null;
    for _ in 0..50 {
        visits = ada.json(&format!("/api/workspace/presence?{PLACE}")).await["visits"].clone();
        if visits != json!([]) {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(visits[0]["name"], "Bob", "who was here is noted");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_says_what_has_happened_and_nothing_is_too_large() {
    let server = TestServer::start();
    let ada = site(&server).await;
    for kind in ["branch.moved", "file.edited", "", "presence.joined"] {
        let said =
            json!({ "owner": "Ada", "repository": "site", "branch": "main", "client": "tab-of-ada", "kind": kind });
        assert_eq!(ada.post_json("/api/workspace/events", &said).await.status(), StatusCode::BAD_REQUEST, "{kind}");
    }
    for bad in [
        json!({ "cursor": "x".repeat(3_000) }),
        json!({ "page": "x".repeat(41) }),
        json!({ "path": "../x" }),
        json!({ "client": "x" }),
        json!({ "colour": "red" }),
    ] {
        assert_eq!(show(&ada, &tab("tab-of-ada", bad.clone())).await, StatusCode::BAD_REQUEST, "{bad}");
    }
    assert_eq!(show(&ada, &tab("tab-of-ada", json!({ "branch": "gone" }))).await, StatusCode::NOT_FOUND);
    assert_eq!(show(&ada, &tab("tab-of-ada", json!({ "cursor": "x".repeat(2_000) }))).await, StatusCode::NO_CONTENT);
}

#[tokio::test(flavor = "multi_thread")]
async fn strangers_find_nothing_and_members_all() {
    let server = TestServer::start();
    let ada = site(&server).await;
    let eve = server.invite(&ada, "Eve", "free").await;
    let paths = [
        format!("/api/workspace/presence?{PLACE}"),
        format!("/api/workspace/events?{PLACE}&since=0"),
        format!("/api/workspace/events/stream?{PLACE}&client=tab-of-eve"),
    ];
    let left = json!({ "owner": "Ada", "repository": "site", "branch": "main", "client": "tab-of-eve", "kind": "presence.left" });
    let nobody = server.client();
    for path in &paths {
        assert_eq!(eve.get(path).await.status(), StatusCode::NOT_FOUND, "{path}");
        let other = path.replace("repository=site", "repository=none");
        assert_eq!(ada.get(&other).await.status(), StatusCode::NOT_FOUND, "{other}");
        let answer = nobody.request(Method::GET, path).header("accept", "application/json").send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::UNAUTHORIZED, "{path}");
    }
    assert_eq!(show(&eve, &tab("tab-of-eve", json!({}))).await, StatusCode::NOT_FOUND);
    assert_eq!(eve.post_json("/api/workspace/events", &left).await.status(), StatusCode::NOT_FOUND);
    for role in ["read", "write", "admin"] {
        let_in(&ada, "Eve", role).await;
        for path in &paths {
            assert_eq!(eve.get(path).await.status(), StatusCode::OK, "{role} {path}");
        }
        assert_eq!(show(&eve, &tab("tab-of-eve", json!({}))).await, StatusCode::NO_CONTENT);
    }
    // A token that may only read follows, and shows nobody.
    let token = McpClient::of(&eve, "read").await.token;
    let by_token = |method, path: &str| nobody.bare(method, path).bearer_auth(&token);
    assert_eq!(by_token(Method::GET, &paths[2]).send().await.unwrap().status(), StatusCode::OK);
    let shown =
        by_token(Method::PUT, "/api/workspace/presence").json(&tab("tab-of-eve", json!({}))).send().await.unwrap();
    assert_eq!(shown.status(), StatusCode::FORBIDDEN);
    // From a page elsewhere nothing is shown either.
    let elsewhere = eve.bare(Method::PUT, "/api/workspace/presence").header("origin", "https://evil.example");
    let answer = elsewhere.json(&tab("tab-of-eve", json!({}))).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::FORBIDDEN);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_may_not_follow_any_more_is_told_and_hears_nothing_further() {
    let server = TestServer::start_in_time();
    let ada = site(&server).await;
    let mut people = Vec::new();
    for name in ["Bob", "Cleo", "Dan"] {
        let client = server.invite(&ada, name, "free").await;
        let_in(&ada, name, "write").await;
        let mut stream = Stream::open(&client, PLACE, None).await;
        stream.find("presence_update").await;
        show(&client, &tab(&format!("tab-of-{name}"), json!({}))).await;
        people.push((client, stream));
    }
    let mut own = Stream::open(&ada, PLACE, None).await;
    own.find("presence_update").await;

    // Shown out; signed out; and a repository that is seen by all, and then by its members alone.
    let out = ada.request(Method::DELETE, &format!("{SITE}/members/Bob")).send().await.unwrap();
    assert_eq!(out.status(), StatusCode::NO_CONTENT);
    assert_eq!(people[0].1.find("gone").await.1, json!({ "reason": "access" }));
    assert!(people[0].1.next().await.is_none(), "the stream is over");
    // What Dan did just before may still be told first.
    let mut gone = json!([]);
    while gone == json!([]) {
        gone = own.find("presence_diff").await.1["gone"].clone();
    }
    assert_eq!(gone, json!(["tab-of-Bob"]));

    assert_eq!(people[1].0.post_form("/sign-out", &[]).await.status(), StatusCode::SEE_OTHER);
    assert_eq!(people[1].1.find("gone").await.1, json!({ "reason": "signed_out" }));

    let see = |visibility: &str| ada.request(Method::PATCH, SITE).json(&json!({ "visibility": visibility })).send();
    see("server").await.unwrap();
    ada.request(Method::DELETE, &format!("{SITE}/members/Dan")).send().await.unwrap();
    save(&ada, "still.txt", "told").await;
    assert_eq!(people[2].1.event("file.created").await["path"], "still.txt", "everybody here may read it");
    see("private").await.unwrap();
    assert_eq!(people[2].1.find("gone").await.1, json!({ "reason": "access" }));
    save(&ada, "secret.txt", "not told").await;
    assert!(people[2].1.next().await.is_none());
}

#[tokio::test(flavor = "multi_thread")]
#[expect(clippy::disallowed_methods, reason = "how soon a server stops is time that passes")]
async fn a_server_that_stops_waits_for_no_stream() {
    let server = TestServer::start();
    let ada = site(&server).await;
    let mut stream = Stream::open(&ada, PLACE, None).await;
    stream.find("presence_update").await;
    let stopping = tokio::task::spawn_blocking(move || {
        let begun = std::time::Instant::now();
        drop(server);
        begun.elapsed()
    });
    while stream.next().await.is_some() {}
    assert!(stopping.await.unwrap() < Duration::from_secs(4));
}
