//! Live chats from outside: what is said changes the branch, privately and once.

use std::{path::Path, time::Duration};

use reqwest::{Method, StatusCode};
use rustix::process::Signal;
use serde_json::{Value, json};

use crate::support::{
    PASSWORD, TestClient, TestServer,
    model::{ModelServer, WIRES},
    password_file,
    process::{Process, new_data},
};

const SITE: &str = "/api/local/Ada/site";
const CHAT: &str = "/api/live-chat/Ada/site/main";
const TRY: &str = "/api/live-chat/Ada/site/try%2Fit/messages";
const PAGE: &str = "/local/Ada/site/main/chat";

async fn site(server: &TestServer) -> TestClient {
    let ada = server.set_up("Ada").await;
    fill(&ada).await;
    ada
}

async fn fill(ada: &TestClient) {
    assert_eq!(ada.post_json("/api/repositories", &json!({ "name": "site" })).await.status(), StatusCode::CREATED);
    save(ada, "index.html", "<h1>Hello</h1>\n").await;
}

async fn save(client: &TestClient, path: &str, content: &str) {
    let body = json!({ "branch": "main", "content": content });
    let answer = client.request(Method::PUT, &format!("{SITE}/contents/{path}")).json(&body).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
}

async fn text(client: &TestClient, path: &str) -> Option<String> {
    let file = client.json(&format!("{SITE}/contents/{path}")).await;
    file["content"].as_str().map(str::to_owned)
}

async fn head(client: &TestClient) -> Value {
    client.json(&format!("{SITE}/history")).await["commits"][0].clone()
}

async fn messages(client: &TestClient) -> Vec<Value> {
    client.json(&format!("{CHAT}/messages")).await["messages"].as_array().expect("messages").clone()
}

/// Sends something to be executed and hears it to its end: the events by their names.
async fn execute(client: &TestClient, body: &Value) -> Vec<(String, Value)> {
    let answer = client.post_json(&format!("{CHAT}/execute"), body).await;
    assert_eq!(answer.status(), StatusCode::OK, "{body}");
    assert_eq!(answer.headers()["content-type"], "text/event-stream");
    let heard = tokio::time::timeout(Duration::from_secs(20), answer.text()).await;
    events(&heard.expect("an end within twenty seconds").unwrap())
}

fn events(text: &str) -> Vec<(String, Value)> {
    let event = |block: &str| {
        let field = |name: &str| block.lines().find_map(|line| line.strip_prefix(name));
        Some((field("event: ")?.to_owned(), serde_json::from_str(field("data: ")?).unwrap()))
    };
    text.split("\n\n").filter_map(event).collect()
}

fn done(events: &[(String, Value)]) -> &Value {
    let (name, data) = events.last().expect("events");
    assert_eq!(name, "done", "{events:?}");
    data
}

/// All that was said, put together.
fn said(events: &[(String, Value)]) -> String {
    events.iter().filter(|(name, _)| name == "text").filter_map(|(_, data)| data["delta"].as_str()).collect()
}

async fn say(client: &TestClient, text: &str) -> Vec<(String, Value)> {
    execute(client, &json!({ "text": text })).await
}

/// A server whose assistant plays a script.
fn scripted(folder: &Path, script: &str) -> TestServer {
    let path = folder.join("script.jsonl");
    std::fs::write(&path, script).expect("a script");
    TestServer::start_with(|config| {
        config.assistant.provider = stackhouse::config::Provider::Scripted;
        config.assistant.script = Some(path);
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_said_without_a_model_becomes_one_commit_of_whoever_said_it() {
    let server = TestServer::start();
    let ada = site(&server).await;
    let heard = say(&ada, "replace \"Hello\" with \"Hi\" in index.html\nadd about.html: <p>Us</p>").await;
    let tools: Vec<&Value> = heard.iter().filter(|(name, _)| name == "tool").map(|(_, data)| data).collect();
    assert_eq!(tools.len(), 2, "{heard:?}");
    let edited = json!({ "tool": "edit", "about": "index.html", "is_error": false, "text": "Edited index.html" });
    assert_eq!(tools[0], &edited);
    assert_eq!(done(&heard)["status"], "completed", "{heard:?}");
    assert!(said(&heard).contains("Replaced `Hello` with `Hi`"), "{heard:?}");

    assert_eq!(text(&ada, "index.html").await.unwrap(), "<h1>Hi</h1>\n");
    let commit = head(&ada).await;
    assert_eq!((&commit["author"], &commit["commit"]), (&json!("Ada"), &done(&heard)["commit"]));
    assert_eq!(commit["summary"], "replace \"Hello\" with \"Hi\" in index.html");
    assert!(commit["body"].as_str().unwrap().contains("Assisted-by: Stackhouse (builtin)"), "{commit}");
    let compared = ada.json(&format!("{SITE}/history")).await;
    assert_eq!(compared["commits"].as_array().unwrap().len(), 2, "one commit for one answer");

    let kept = messages(&ada).await;
    assert_eq!(kept.len(), 2);
    assert_eq!(
        (&kept[0]["role"], &kept[1]["role"], &kept[1]["status"]),
        (&json!("user"), &json!("agent"), &json!("completed"))
    );
    assert_eq!((&kept[1]["commit"], &kept[1]["steps"][1]["tool"]), (&commit["commit"], &json!("write")));

    // A step reads the same while it is followed and on the page, in the reader's language.
    let follow = json!({ "turn": kept[1]["turn"] });
    let in_german = |request: reqwest::RequestBuilder| request.header("accept-language", "de");
    let answer = in_german(ada.request(Method::POST, &format!("{CHAT}/execute"))).json(&follow).send().await.unwrap();
    let page = in_german(ada.request(Method::GET, PAGE)).send().await.unwrap();
    for said in [answer.text().await.unwrap(), page.text().await.unwrap()] {
        assert!(said.contains("index.html bearbeitet"), "{said}");
    }

    // What only asks makes no commit, and nothing of what was said before is done again.
    let heard = say(&ada, "read about.html").await;
    assert!(said(&heard).contains("<p>Us</p>") && done(&heard)["commit"].is_null(), "{heard:?}");
    assert_eq!(head(&ada).await, commit);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_chat_is_its_users_alone_and_others_see_what_it_did_to_the_files() {
    let server = TestServer::start();
    let ada = site(&server).await;
    let bob = server.invite(&ada, "Bob", "free").await;
    let eve = server.invite(&ada, "Eve", "free").await;
    let member = |role: &str| json!({ "role": role });
    let let_in = |role: &str| ada.request(Method::PUT, &format!("{SITE}/members/Bob")).json(&member(role)).send();
    assert_eq!(let_in("write").await.unwrap().status(), StatusCode::OK);

    let place = "owner=Ada&repository=site&branch=main";
    let stream = |client: &TestClient, name: &str| {
        let path = format!("/api/workspace/events/stream?client={name}&{place}");
        client.request(Method::GET, &path).send()
    };
    let (mut own, mut others) = (stream(&ada, "tab-of-ada").await.unwrap(), stream(&bob, "tab-of-bob").await.unwrap());
    say(&ada, "add secret-plan.txt: x").await;
    let (mut of_ada, mut of_bob) = (String::new(), String::new());
    while !of_ada.contains("\"completed\"") {
        of_ada.push_str(std::str::from_utf8(&own.chunk().await.unwrap().unwrap()).unwrap());
    }
    while !of_bob.contains("file.created") {
        of_bob.push_str(std::str::from_utf8(&others.chunk().await.unwrap().unwrap()).unwrap());
    }
    assert!(of_ada.contains("event: chat_message"), "{of_ada}");
    assert!(!of_bob.contains("chat_message"), "{of_bob}");
    assert_eq!((messages(&bob).await.len(), messages(&ada).await.len()), (0, 2));

    // Another user's turn is no turn of one's own.
    let turn = messages(&ada).await[0]["turn"].clone();
    for order in ["follow", "cancel", "continue"] {
        let answer = bob.post_json(&format!("{CHAT}/execute"), &json!({ "turn": turn, "order": order })).await;
        assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{order}");
    }

    // Strangers and those who are signed out find nothing.
    for (client, status) in [(&eve, StatusCode::NOT_FOUND), (&server.client(), StatusCode::UNAUTHORIZED)] {
        let text = json!({ "text": "list files" });
        let got = client.get(&format!("{CHAT}/messages")).await.status();
        let put = client.post_json(&format!("{CHAT}/messages"), &text).await.status();
        let ran = client.post_json(&format!("{CHAT}/execute"), &text).await.status();
        let gone = client.request(Method::DELETE, &format!("{CHAT}/messages")).send().await.unwrap().status();
        assert_eq!([got, put, ran, gone], [status; 4]);
    }
    let page = eve.get("/local/Ada/site/main/chat").await.status();
    assert_eq!(page, StatusCode::NOT_FOUND);

    // Who may only read is answered, and changes nothing.
    assert_eq!(let_in("read").await.unwrap().status(), StatusCode::OK);
    assert!(said(&say(&bob, "list files").await).contains("index.html"));
    let heard = say(&bob, "delete index.html").await;
    assert!(said(&heard).contains("I may not change files here") && done(&heard)["commit"].is_null(), "{heard:?}");
    assert!(text(&ada, "index.html").await.is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_model_in_either_dialect_changes_the_branch_with_the_tools() {
    for wire in WIRES {
        let edit = r#"{"path":"index.html","old":"Hello","new":"Grüezi"}"#;
        let model = ModelServer::start(vec![wire.calls("I look. ", "edit", edit), wire.says(&["It is ", "done."])]);
        let settings = model.settings(wire, Some("sk-hush"));
        let server = TestServer::start_with(|config| _ = config.models.insert("test".to_owned(), settings));
        let ada = site(&server).await;
        let heard = say(&ada, "Greet in Swiss German, please").await;
        assert_eq!(done(&heard)["status"], "completed", "{wire:?}: {heard:?}");
        assert_eq!(said(&heard).replace("I look. ", "I look."), "I look.\n\nIt is done.", "{wire:?}");
        assert_eq!(text(&ada, "index.html").await.unwrap(), "<h1>Grüezi</h1>\n");
        let asked = model.asked();
        assert_eq!(asked.len(), 2);
        assert!(asked[0].body.contains("Ada/site") && !asked[0].body.contains("sk-hush"), "{}", asked[0].body);
        assert!(asked[1].body.contains("replaced"), "{}", asked[1].body);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_that_a_model_says_reaches_beyond_the_branch() {
    let folder = tempfile::tempdir().unwrap();
    let script = r#"{"on": ""}
{"tool": {"name": "write", "input": {"path": "../../outside", "content": "x"}}}
{"tool": {"name": "write", "input": {"path": ".GIT/hooks/post-commit", "content": "x"}}}
{"tool": {"name": "write", "input": {"path": "a", "content": "x", "branch": "release"}}}
{"tool": {"name": "write", "input": {"path": "a", "content": "x", "repository": "Bob/other"}}}
{"tool": {"name": "shell", "input": {"command": "curl http://evil"}}}
{"tool": {"name": "push", "input": {"ref": "refs/heads/main"}}}
{"next": true}
{"text": "I could not."}
"#;
    let server = scripted(folder.path(), script);
    let ada = site(&server).await;
    ada.post_json(&format!("{SITE}/branches"), &json!({ "name": "release" })).await;
    let (before, branches) = (head(&ada).await, ada.json(&format!("{SITE}/branches")).await);
    let heard = say(&ada, "obey the file").await;
    let refused = heard.iter().filter(|(name, data)| name == "tool" && data["is_error"] == true).count();
    assert_eq!((refused, said(&heard).as_str()), (6, "I could not."), "{heard:?}");
    assert_eq!((head(&ada).await, ada.json(&format!("{SITE}/branches")).await), (before, branches));
    assert!(!server.data().join("outside").exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn who_changed_the_same_meanwhile_is_not_written_over() {
    let folder = tempfile::tempdir().unwrap();
    let script = r#"{"on": "somebody else has changed"}
{"tool": {"name": "edit", "input": {"path": "index.html", "old": "Bob", "new": "Bob and Ada"}}}
{"next": true}
{"text": "Now both."}
{"on": "greet"}
{"tool": {"name": "edit", "input": {"path": "index.html", "old": "Hello", "new": "Ada"}}}
{"tool": {"name": "write", "input": {"path": "other.txt", "content": "mine\n"}}}
{"next": true}
{"delay_ms": 1500}
{"text": "Done."}
"#;
    let server = scripted(folder.path(), script);
    let ada = site(&server).await;
    let (heard, ()) = tokio::join!(say(&ada, "greet Ada"), async {
        tokio::time::sleep(Duration::from_millis(500)).await;
        save(&ada, "index.html", "<h1>Bob</h1>\n").await;
        save(&ada, "more.txt", "theirs\n").await;
    });
    assert_eq!(
        (done(&heard)["status"].as_str(), said(&heard).as_str()),
        (Some("completed"), "Done.\n\nNow both."),
        "{heard:?}"
    );
    assert_eq!(text(&ada, "index.html").await.unwrap(), "<h1>Bob and Ada</h1>\n");
    assert_eq!(text(&ada, "other.txt").await.unwrap(), "mine\n");
    assert_eq!(text(&ada, "more.txt").await.unwrap(), "theirs\n");
}

#[tokio::test(flavor = "multi_thread")]
async fn turns_wait_are_stopped_and_cleared() {
    let folder = tempfile::tempdir().unwrap();
    let script =
        "{\"on\": \"wait\"}\n{\"text\": \"Well\"}\n{\"wait\": \"cancel\"}\n{\"on\": \"\"}\n{\"text\": \"Yes.\"}\n";
    let server = scripted(folder.path(), script);
    let ada = site(&server).await;
    let post = |text: &str| {
        let (ada, body) = (ada.clone(), json!({ "text": text }));
        async move { ada.post_json(&format!("{CHAT}/messages"), &body).await }
    };
    let first: Value = post("wait").await.json().await.unwrap();
    let second: Value = post("next").await.json().await.unwrap();
    for _ in 0..4 {
        assert_eq!(post("more").await.status(), StatusCode::ACCEPTED);
    }
    let refusal: Value = post("too much").await.json().await.unwrap();
    assert_eq!(refusal["error"]["code"], "too_many_waiting");
    for (text, code) in [(" ".to_owned(), "invalid"), ("x".repeat(20_001), "invalid")] {
        let refusal: Value = post(&text).await.json().await.unwrap();
        assert_eq!(refusal["error"]["code"], code);
    }
    // One out of the queue, and the one that runs: what it said is kept.
    let heard = execute(&ada, &json!({ "turn": second["turn"], "order": "cancel" })).await;
    assert_eq!(done(&heard)["status"], "cancelled");
    let heard = execute(&ada, &json!({ "turn": first["turn"], "order": "cancel" })).await;
    assert_eq!((done(&heard)["status"].as_str(), said(&heard).as_str()), (Some("cancelled"), "Well"));
    // Twice is once, and those behind it go on.
    let heard = execute(&ada, &json!({ "turn": first["turn"], "order": "cancel" })).await;
    assert_eq!(done(&heard)["status"], "cancelled");
    let last = messages(&ada).await.last().unwrap()["turn"].clone();
    assert_eq!(said(&execute(&ada, &json!({ "turn": last })).await), "Yes.");
    let again = json!({ "text": "once", "id": "0197b7a0-8c5e-4cc3-9d4f-0123456789ab" });
    for _ in 0..2 {
        assert_eq!(said(&execute(&ada, &again).await), "Yes.");
    }
    assert_eq!(messages(&ada).await.iter().filter(|message| message["text"] == "once").count(), 1);

    let cleared = ada.request(Method::DELETE, &format!("{CHAT}/messages")).send().await.unwrap();
    assert_eq!((cleared.status(), messages(&ada).await.len()), (StatusCode::NO_CONTENT, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_branch_of_the_same_name_begins_with_an_empty_chat() {
    let server = TestServer::start();
    let ada = site(&server).await;
    let make = || async { ada.post_json(&format!("{SITE}/branches"), &json!({ "name": "try/it" })).await.status() };
    assert_eq!(make().await, StatusCode::CREATED);
    assert_eq!(ada.post_json(TRY, &json!({ "text": "list files" })).await.status(), StatusCode::ACCEPTED);
    assert_eq!(ada.json(TRY).await["messages"].as_array().unwrap().len(), 2);
    let gone = ada.request(Method::DELETE, &format!("{SITE}/branches/try%2Fit")).send().await.unwrap();
    assert!(gone.status().is_success());
    assert_eq!(ada.get(TRY).await.status(), StatusCode::NOT_FOUND);
    assert_eq!(make().await, StatusCode::CREATED);
    assert_eq!(ada.json(TRY).await["messages"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_works_with_plain_forms() {
    let server = TestServer::start();
    let ada = site(&server).await;
    assert!(ada.text(PAGE).await.contains("Only you see this chat"));
    assert!(ada.text(&format!("{PAGE}?say=list%20files")).await.contains("\nlist files</textarea>"));
    let fields = |order: &'static str, text: &'static str| [("branch", "main"), ("order", order), ("text", text)];
    let answer = ada.post_form("/local/Ada/site/-/chat", &fields("say", "add a.txt: <b>x</b>")).await;
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    let turn = messages(&ada).await[0]["turn"].clone();
    execute(&ada, &json!({ "turn": turn })).await;
    let page = ada.text(PAGE).await;
    assert!(page.contains("add a.txt: &lt;b&gt;x&lt;/b&gt;") || page.contains("add a.txt: &#60;b&#62;x"), "{page}");
    assert!(page.contains("/local/Ada/site/-/commit/") && page.contains("Wrote a.txt"), "{page}");
    let answer = ada.post_form("/local/Ada/site/-/chat", &fields("say", " ")).await;
    assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let answer = ada.post_form("/local/Ada/site/-/chat", &fields("clear", "")).await;
    assert_eq!((answer.status(), messages(&ada).await.len()), (StatusCode::SEE_OTHER, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_server_leaves_a_turn_that_can_be_continued_and_nothing_is_done_twice() {
    let (folder, data) = new_data();
    let script = folder.path().join("live.jsonl");
    let begin = "{\"tool\": {\"name\": \"write\", \"input\": {\"path\": \"log.txt\", \"content\": \"x\", \"how\": \"append\"}}}\n{\"next\": true}\n{\"text\": \"Nearly\"}\n";
    std::fs::write(&script, format!("{begin}{{\"wait\": \"cancel\"}}\n")).unwrap();
    let password = password_file(folder.path(), PASSWORD);
    let environment = [
        ("STACKHOUSE_ADMIN_NAME", "Ada"),
        ("STACKHOUSE_ADMIN_PASSWORD_FILE", password.to_str().unwrap()),
        ("STACKHOUSE_ASSISTANT__PROVIDER", "scripted"),
        ("STACKHOUSE_ASSISTANT__SCRIPT", script.to_str().unwrap()),
    ];
    let server = Process::serve(&data, &environment);
    let ada = server.client();
    ada.sign_in("Ada", PASSWORD).await;
    fill(&ada).await;
    let turn: Value =
        ada.post_json(&format!("{CHAT}/messages"), &json!({ "text": "log it" })).await.json().await.unwrap();
    let mut following = ada.post_json(&format!("{CHAT}/execute"), &json!({ "turn": turn["turn"] })).await;
    let mut heard = String::new();
    while !heard.contains("Nearly") {
        heard.push_str(std::str::from_utf8(&following.chunk().await.unwrap().unwrap()).unwrap());
    }
    server.end(Signal::KILL);

    std::fs::write(&script, begin).unwrap();
    let server = Process::serve(&data, &environment);
    let ada = server.client();
    ada.sign_in("Ada", PASSWORD).await;
    let kept = messages(&ada).await;
    assert_eq!((&kept[1]["status"], kept[1]["steps"].as_array().unwrap().len()), (&json!("interrupted"), 1));
    assert_eq!(text(&ada, "log.txt").await, None);
    assert!(ada.text("/local/Ada/site/main/chat").await.contains("value=\"continue\""));
    let heard = execute(&ada, &json!({ "turn": turn["turn"], "order": "continue" })).await;
    assert_eq!(done(&heard)["status"], "completed", "{heard:?}");
    assert_eq!(text(&ada, "log.txt").await.unwrap(), "x");
    let refusal =
        ada.post_json(&format!("{CHAT}/execute"), &json!({ "turn": turn["turn"], "order": "continue" })).await;
    let refusal: Value = refusal.json().await.unwrap();
    assert_eq!(refusal["error"]["code"], "not_interrupted");
    assert_eq!(messages(&ada).await[1]["steps"].as_array().unwrap().len(), 1, "no step twice");
}
