//! Tasks of agents from outside: given over REST and by forms, followed as they grow, kept to one branch, seen by whom.

use std::time::Duration;

use reqwest::{Method, Response, StatusCode};
use serde_json::{Value, json};
use stackhouse::config::Provider;

use crate::support::{
    TestClient, TestServer,
    git::{Git, check_whole},
    location,
    mcp::McpClient,
};

pub const SITE: &str = "/api/local/Ada/site";

/// A model that writes a file and then hangs until it is stopped.
const HANGS: &str = r#"
{"tool": {"name": "write", "input": {"path": "half.txt", "content": "half\n"}}}
{"next": true}
{"wait": "cancel"}
"#;

/// A server with a repository, on which the agent answers that needs no model.
pub async fn site() -> (TestServer, TestClient) {
    let server = TestServer::start_in_time();
    let ada = server.set_up("Ada").await;
    begin_site(&ada).await;
    (server, ada)
}

/// The same where a script answers everybody.
pub async fn scripted(script: &str) -> (TestServer, TestClient) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("script.jsonl");
    std::fs::write(&path, script).unwrap();
    let server = TestServer::start_with(|config| {
        config.assistant.provider = Provider::Scripted;
        config.assistant.script = Some(path);
        config.agents.running_per_user = 1;
    });
    let ada = server.set_up("Ada").await;
    begin_site(&ada).await;
    (server, ada)
}

async fn begin_site(ada: &TestClient) {
    assert_eq!(ada.post_json("/api/repositories", &json!({ "name": "site" })).await.status(), StatusCode::CREATED);
    let body = json!({ "branch": "main", "content": "<h1>Hello</h1>\n" });
    let saved = ada.request(Method::PUT, &format!("{SITE}/contents/index.html")).json(&body).send().await.unwrap();
    assert_eq!(saved.status(), StatusCode::OK);
}

pub async fn give(client: &TestClient, task: &str) -> Value {
    let wish = json!({ "task": task, "owner": "Ada", "repository": "site" });
    let given = client.post_json("/api/agents", &wish).await;
    assert_eq!(given.status(), StatusCode::CREATED);
    given.json().await.unwrap()
}

pub fn path(agent: &Value) -> String {
    format!("/api/agents/{}", agent["agent_id"].as_str().unwrap())
}

/// The task, as soon as it stands there.
pub async fn when(client: &TestClient, agent: &Value, is_there: impl Fn(&Value) -> bool) -> Value {
    let path = path(agent);
    let found = async {
        loop {
            let now = client.json(&path).await;
            if is_there(&now) {
                return now;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    let found = tokio::time::timeout(Duration::from_secs(20), found).await;
    found.expect("it comes to that within twenty seconds")
}

pub async fn ended(client: &TestClient, agent: &Value) -> Value {
    when(client, agent, |now| ["done", "failed", "cancelled"].contains(&now["state"].as_str().unwrap())).await
}

pub async fn file(client: &TestClient, at: &str, path: &str) -> Option<String> {
    let answer = client.get(&format!("{SITE}/contents/{path}?at={}", at.replace('/', "%2F"))).await;
    if answer.status() == StatusCode::NOT_FOUND {
        return None;
    }
    answer.json::<Value>().await.unwrap()["content"].as_str().map(str::to_owned)
}

pub async fn order(client: &TestClient, agent: &Value, what: &str) -> (StatusCode, Value) {
    let answer = client.post_json(&format!("{}/{what}", path(agent)), &json!({})).await;
    (answer.status(), answer.json().await.unwrap())
}

/// Reads a stream until it has said `until`, and answers the blocks of it.
pub async fn read_until(answer: &mut Response, until: &str) -> Vec<String> {
    let mut text = String::new();
    while !text.contains(until) {
        let chunk = tokio::time::timeout(Duration::from_secs(10), answer.chunk()).await.expect("news in time").unwrap();
        text.push_str(std::str::from_utf8(&chunk.expect("a stream that goes on")).unwrap());
    }
    text.split("\n\n").map(str::to_owned).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_task_in_plain_words_is_done_asked_about_and_read_afterwards() {
    let (server, ada) = site().await;
    let before = ada.json(&format!("{SITE}/branches")).await;
    let task = "add file dark.css with \"body { color: white }\"\nreplace \"Hello\" with \"Good day\" in index.html\nrename dark.css to night.css\nask Which name?";
    let agent = give(&ada, task).await;
    assert_eq!((&agent["state"], &agent["requested_by"]), (&json!("queued"), &json!("Ada")));
    let waiting = when(&ada, &agent, |now| now["state"] == "waiting").await;
    assert!(waiting["question"].as_str().unwrap().contains("Which name"), "{waiting}");
    let page = ada.text(&format!("/agents/{}", agent["agent_id"].as_str().unwrap())).await;
    assert!(page.contains("Which name") && page.contains("id=\"answer\""), "{page}");
    let said = ada
        .post_form(
            &format!("/agents/{}/messages", agent["agent_id"].as_str().unwrap()),
            &[("text", "add file name.txt with \"night\"")],
        )
        .await;
    assert_eq!(said.status(), StatusCode::SEE_OTHER);

    let done = ended(&ada, &agent).await;
    assert_eq!(done["state"], "done", "{done}");
    let on = done["branch"].as_str().unwrap();
    assert!(on.starts_with("agent/"));
    assert!(file(&ada, on, "index.html").await.unwrap().contains("Good day"));
    assert!(file(&ada, on, "night.css").await.is_some() && file(&ada, on, "dark.css").await.is_none());
    let main =
        |branches: &Value| branches["branches"].as_array().unwrap().iter().find(|b| b["name"] == "main").cloned();
    assert_eq!(main(&before), main(&ada.json(&format!("{SITE}/branches")).await), "nothing else has moved");

    let log = ada.json(&format!("{}/steps", path(&agent))).await;
    let numbers: Vec<u64> =
        log["steps"].as_array().unwrap().iter().map(|step| step["number"].as_u64().unwrap()).collect();
    assert!(numbers.iter().copied().eq(1..=numbers.len() as u64));
    assert!(log["steps"].as_array().unwrap().iter().any(|step| step["kind"] == "commit" && step["commit"].is_string()));
    let told = ada.json("/api/workspace/events?owner=Ada&repository=site&since=0").await;
    let is_it = |event: &Value| {
        event["kind"] == "agent.state" && event["agent"] == agent["agent_id"] && event["state"] == "waiting"
    };
    assert!(told["events"].as_array().unwrap().iter().any(is_it), "{told}");
    let list = ada.text("/agents?state=over").await;
    assert!(list.contains("add file dark.css"), "{list}");
    assert!(ada.text("/agents?state=waiting").await.contains("No task stands here"));
    check_whole(&server.data());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_is_followed_and_taken_up_where_it_was_left() {
    let (_server, ada) = site().await;
    let agent = give(&ada, "replace \"Hello\" with \"Hi\" in index.html").await;
    let follow = |last: Option<u64>| {
        let mut request =
            ada.request(Method::GET, &format!("{}/steps", path(&agent))).header("accept", "text/event-stream");
        if let Some(last) = last {
            request = request.header("last-event-id", last.to_string());
        }
        async move { request.send().await.unwrap() }
    };
    let mut stream = follow(None).await;
    assert_eq!(stream.headers()["content-type"], "text/event-stream");
    let said = read_until(&mut stream, "\"state\":\"done\"").await;
    let ids = |blocks: &[String]| -> Vec<u64> {
        let id = |block: &String| block.lines().find_map(|line| line.strip_prefix("id: "))?.parse().ok();
        blocks.iter().filter_map(id).collect()
    };
    let whole = ids(&said);
    assert!(whole.iter().copied().eq(1..=whole.len() as u64), "each step once, in its order: {whole:?}");
    drop(stream);
    let mut again = follow(Some(2)).await;
    let said = read_until(&mut again, "\"state\":\"done\"").await;
    assert_eq!(ids(&said).first(), Some(&3), "what was told is not told again");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_runs_is_cancelled_in_time_and_what_waits_gets_its_place() {
    let (server, ada) = scripted(HANGS).await;
    let first = give(&ada, "half a thing").await;
    when(&ada, &first, |now| now["asked"] == 1).await;
    let second = give(&ada, "another one").await;
    let third = give(&ada, "a third one").await;
    assert_eq!(ada.json(&path(&third)).await["place"], 2, "the second waits before it");
    assert_eq!(order(&ada, &second, "pause").await.1["state"], "paused");
    assert_eq!(ada.json(&path(&third)).await["place"], 1);

    #[expect(clippy::disallowed_methods, reason = "a test measures with the machine's clock")]
    let begun = std::time::Instant::now();
    let (status, cancelled) = order(&ada, &first, "cancel").await;
    assert!(begun.elapsed() < Duration::from_secs(2));
    assert_eq!((status, &cancelled["state"]), (StatusCode::OK, &json!("cancelled")));
    assert_eq!(order(&ada, &first, "cancel").await.0, StatusCode::OK, "twice is as once");
    assert_eq!(file(&ada, cancelled["branch"].as_str().unwrap(), "half.txt").await.as_deref(), Some("half\n"));
    when(&ada, &third, |now| now["state"] == "running").await;
    assert_eq!(order(&ada, &first, "pause").await.1["error"]["code"], "agent_state");
    assert_eq!(order(&ada, &second, "resume").await.1["state"], "queued");
    for each in [&second, &third] {
        assert_eq!(order(&ada, each, "cancel").await.1["state"], "cancelled");
    }
    let fresh = ada.post_json(&format!("{}/retry?fresh=true", path(&first)), &json!({})).await;
    assert_eq!(fresh.status(), StatusCode::CREATED);
    let fresh: Value = fresh.json().await.unwrap();
    assert_ne!(fresh["branch"], first["branch"]);
    order(&ada, &fresh, "cancel").await;
    check_whole(&server.data());
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_may_read_sees_a_task_and_only_its_requester_steers_it() {
    let (server, ada) = scripted(HANGS).await;
    let bob = server.invite(&ada, "Bob", "unlimited").await;
    let eve = server.invite(&ada, "Eve", "unlimited").await;
    let joe = server.invite(&ada, "Joe", "unlimited").await;
    for (name, role) in [("Bob", "write"), ("Joe", "read")] {
        let body = json!({ "role": role });
        ada.request(Method::PUT, &format!("{SITE}/members/{name}")).json(&body).send().await.unwrap();
    }
    let agent = give(&bob, "bob's own").await;
    when(&bob, &agent, |now| now["asked"] == 1).await;
    let page = format!("/agents/{}", agent["agent_id"].as_str().unwrap());
    let orders = ["cancel", "pause", "resume", "retry"];

    let nobody = TestClient::new(ada.base());
    assert_eq!(nobody.get(&path(&agent)).await.status(), StatusCode::UNAUTHORIZED);
    for (client, sees) in [(&ada, true), (&bob, true), (&joe, true), (&eve, false)] {
        let status = if sees { StatusCode::OK } else { StatusCode::NOT_FOUND };
        for path in [path(&agent), format!("{}/steps", path(&agent)), page.clone()] {
            assert_eq!(client.get(&path).await.status(), status, "{path}");
        }
        assert_eq!(client.json("/api/agents").await["agents"].as_array().unwrap().len(), usize::from(sees));
    }
    for what in orders {
        assert_eq!(order(&joe, &agent, what).await.1["error"]["code"], "not_yours", "{what}");
        assert_eq!(order(&eve, &agent, what).await.0, StatusCode::NOT_FOUND, "{what}");
    }
    let wish = json!({ "task": "x", "owner": "Ada", "repository": "site" });
    assert_eq!(joe.post_json("/api/agents", &wish).await.status(), StatusCode::FORBIDDEN);
    assert_eq!(eve.post_json("/api/agents", &wish).await.status(), StatusCode::NOT_FOUND);
    assert_eq!(order(&ada, &agent, "cancel").await.1["state"], "cancelled", "who owns the repository may as well");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_agents_branch_is_moved_by_nobody_else_whatever_the_way() {
    let (server, ada) = site().await;
    let bob = server.invite(&ada, "Bob", "unlimited").await;
    ada.request(Method::PUT, &format!("{SITE}/members/Bob")).json(&json!({ "role": "write" })).send().await.unwrap();
    let agent = give(&ada, "replace \"Hello\" with \"Hi\" in index.html").await;
    let on = ended(&ada, &agent).await["branch"].as_str().unwrap().to_owned();
    let save = |client: &TestClient| {
        let body = json!({ "branch": on, "content": "mine\n" });
        let request = client.request(Method::PUT, &format!("{SITE}/contents/mine.txt")).json(&body);
        async move { request.send().await.unwrap() }
    };
    let refused = save(&bob).await;
    assert_eq!(refused.status(), StatusCode::FORBIDDEN);
    assert_eq!(refused.json::<Value>().await.unwrap()["error"]["code"], "protected");
    let encoded = on.replace('/', "%2F");
    let deleted = bob.request(Method::DELETE, &format!("{SITE}/branches/{encoded}")).send().await.unwrap();
    assert_eq!(deleted.status(), StatusCode::FORBIDDEN);

    let git = Git::new();
    let url = Git::url(&bob, &McpClient::of(&bob, "read write").await.token, "Ada/site");
    git.ok("", &["clone", "-q", &url, "site"]);
    git.ok("site", &["checkout", "-q", &on]);
    git.write("site/mine.txt", "mine\n");
    git.commit("site", "Mine");
    assert!(git.refused("site", &["push", "-q", "origin", &on]).contains("protected"));
    assert!(git.refused("site", &["push", "-q", "origin", "HEAD:agent/another"]).contains("protected"));
    git.ok("site", &["push", "-q", "origin", "HEAD:bobs"]);

    assert_eq!(save(&ada).await.status(), StatusCode::OK, "its requester may");
    check_whole(&server.data());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_task_is_given_by_a_form_that_says_what_is_wrong() {
    let (_server, ada) = site().await;
    let empty = ada.text("/agents").await;
    assert!(empty.contains("No tasks yet") && empty.contains("Ada/site"), "{empty}");
    let wrong = ada.post_form("/agents", &[("task", "x"), ("repo", "Ada/site"), ("base", "none")]).await;
    assert_eq!(wrong.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text().await.unwrap().contains("There is no such branch"));
    let given = ada
        .post_form(
            "/agents",
            &[("task", "replace \"Hello\" with \"Hi\" in index.html"), ("repo", "Ada/site"), ("base", "")],
        )
        .await;
    let place = location(&given).to_owned();
    let id = place.rsplit('/').next().unwrap().to_owned();
    let nobody = TestClient::new(ada.base());
    for (before, now) in [(format!("/sessions/{id}"), place.as_str()), ("/sessions".to_owned(), "/agents")] {
        let answer = nobody.get(&before).await;
        assert_eq!(answer.status(), StatusCode::PERMANENT_REDIRECT, "an older address leads there");
        assert_eq!(location(&answer), now);
    }
    let old_form = ada.post_form("/sessions", &[("name", "Work")]).await;
    assert_eq!(old_form.status(), StatusCode::METHOD_NOT_ALLOWED, "no form is led astray");
    let agent = json!({ "agent_id": id });
    assert_eq!(ended(&ada, &agent).await["state"], "done");
    let page = ada.text(&place).await;
    assert!(page.contains(&format!("/agents/{id}/review")), "{page}");
    assert!(page.contains("value=\"retry\""));
    let compare = ada.text("/local/Ada/site/main/code").await;
    assert!(compare.contains("/agents?repo=Ada%2Fsite&#38;base=main#new"), "a branch leads to a new task");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_assistant_gives_a_task_and_its_user_is_told_of_the_end() {
    let script = r#"
{"on": "hand it on"}
{"tool": {"name": "start_agent", "input": {"task": "write it down", "repository": "Ada/site"}}}
{"tool": {"name": "start_agent", "input": {"task": "write it down", "repository": "Eve/secret"}}}
{"next": true}
{"text": "An agent does it."}
{"on": "write it down"}
{"tool": {"name": "write", "input": {"path": "it.txt", "content": "down\n"}}}
{"next": true}
{"text": "It is written down."}
"#;
    let (_server, ada) = scripted(script).await;
    ada.post_json("/api/chat", &json!({ "text": "hand it on" })).await;
    let told = async {
        loop {
            let chat = ada.json("/api/chat").await;
            let said: Vec<String> = chat["messages"]
                .as_array()
                .unwrap()
                .iter()
                .map(|message| message["content"].as_str().unwrap().to_owned())
                .collect();
            if let Some(told) = said.iter().find(|said| said.contains("is done with")) {
                return told.clone();
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    let told = tokio::time::timeout(Duration::from_secs(20), told).await.expect("it is told");
    assert!(told.contains("[write it down](/agents/") && told.contains("It is written down."), "{told}");
    let agents = ada.json("/api/agents").await;
    let agents = agents["agents"].as_array().unwrap();
    assert_eq!(agents.len(), 1, "one was given, and the other one refused");
    assert_eq!((&agents[0]["state"], &agents[0]["requested_by"]), (&json!("done"), &json!("Ada")));
}
