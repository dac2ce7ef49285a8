//! From a task to its merge: what an agent has done is read, remarked on and taken over.

use std::time::Duration;

use reqwest::{Method, Response, StatusCode};
use serde_json::{Value, json};

use crate::support::{TestClient, TestServer, git::check_whole, location};

const SITE: &str = "/api/local/Ada/site";

/// A repository, and a task in it that is done.
struct Task {
    server: TestServer,
    ada: TestClient,
    id: String,
    branch: String,
}

impl Task {
    async fn done(task: &str) -> Self {
        let (server, ada) = TestServer::with_ada().await;
        assert_eq!(ada.post_json("/api/repositories", &json!({ "name": "site" })).await.status(), StatusCode::CREATED);
        save(&ada, "main", "a.txt", "one\ntwo\nthree\n").await;
        save(&ada, "main", "b.txt", "bee\n").await;
        Self::given(server, ada, task).await
    }

    async fn given(server: TestServer, ada: TestClient, task: &str) -> Self {
        let new = json!({ "owner": "Ada", "repository": "site", "task": task });
        let made: Value = ada.post_json("/api/agents", &new).await.json().await.unwrap();
        let text = |name: &str| made[name].as_str().unwrap_or_else(|| panic!("{name} in {made}")).to_owned();
        let (id, branch) = (text("agent_id"), text("branch"));
        let task = Self { server, ada, id, branch };
        task.until("done").await;
        task
    }

    async fn until(&self, state: &str) {
        let mut seen = Value::Null;
        for _ in 0..400 {
            seen = self.ada.json(&format!("/api/agents/{}", self.id)).await;
            if seen["state"] == state {
                return;
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        panic!("waited in vain for {state}: {seen}");
    }

    fn at(&self, rest: &str) -> String {
        format!("/agents/{}{rest}", self.id)
    }

    async fn review(&self) -> String {
        self.ada.text(&self.at("/review")).await
    }

    async fn finish(&self, expect_from: &str, kind: &str) -> Response {
        self.ada.post_form(&self.at("/finish"), &[("expect_from", expect_from), ("kind", kind)]).await
    }

    async fn file(&self, branch: &str, path: &str) -> String {
        let read = self.ada.json(&format!("{SITE}/contents/{path}?at={}", branch.replace('/', "%2F"))).await;
        read["content"].as_str().unwrap_or_default().to_owned()
    }

    /// A further task in the same repository.
    async fn next(self, task: &str) -> Self {
        Self::given(self.server, self.ada, task).await
    }

    /// The commits of `main`, the latest first: their first lines.
    async fn history(&self) -> Vec<String> {
        let past = self.ada.json(&format!("{SITE}/history?at=main&limit=100")).await;
        let summary = |commit: &Value| commit["summary"].as_str().unwrap().to_owned();
        past["commits"].as_array().unwrap().iter().map(summary).collect()
    }

    async fn branches(&self) -> Vec<String> {
        let listed = self.ada.json(&format!("{SITE}/branches")).await;
        let name = |branch: &Value| branch["name"].as_str().unwrap().to_owned();
        listed["branches"].as_array().unwrap().iter().map(name).collect()
    }
}

async fn save(client: &TestClient, branch: &str, path: &str, content: &str) {
    let body = json!({ "branch": branch, "content": content });
    let answer = client.request(Method::PUT, &format!("{SITE}/contents/{path}")).json(&body).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
}

/// What a hidden field of the page holds.
fn field(page: &str, name: &str) -> String {
    let (_, rest) = page.split_once(&format!("name=\"{name}\" value=\"")).unwrap_or_else(|| panic!("{name}: {page}"));
    rest.split('"').next().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_task_is_read_remarked_on_and_merged_with_one_button() {
    let task = Task::done("replace \"two\" with \"2\" in a.txt").await;
    let page = task.review().await;
    assert!(page.contains("a.txt") && page.contains("two") && !page.contains("bee"), "{page}");

    // A remark on a line is told to the agent, which goes on from where it was.
    let remark = [("path", "a.txt"), ("line", "3"), ("text", "replace \"three\" with \"3\"")];
    let sent = task.ada.post_form(&task.at("/remarks"), &remark).await;
    assert_eq!(location(&sent), task.at("#log"));
    task.until("done").await;
    let page = task.review().await;
    assert_eq!(task.file(&task.branch, "a.txt").await, "one\n2\n3\n");

    // Meanwhile the base has moved; it is brought in on the way.
    save(&task.ada, "main", "b.txt", "bees\n").await;
    let head = field(&page, "expect_from");
    let merged = task.finish(&head, "squash").await;
    assert_eq!(location(&merged), task.at("/review?done=merged"));
    assert_eq!(task.file("main", "a.txt").await, "one\n2\n3\n");
    assert_eq!(task.file("main", "b.txt").await, "bees\n");
    assert_eq!(task.branches().await, ["main"]);
    assert!(task.review().await.contains("not there any more"));

    // Once more, as a second click or another tab would: nothing happens.
    let before = task.ada.json(&format!("{SITE}/branches")).await;
    assert_eq!(location(&task.finish(&head, "squash").await), task.at("/review?done=merged"));
    assert_eq!(task.ada.json(&format!("{SITE}/branches")).await, before);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_merges_what_has_moved_is_shown_it_anew() {
    let task = Task::done("replace \"two\" with \"2\" in a.txt").await;
    let page = task.review().await;
    let fields = ["agent", "into", "from", "expect_into", "expect_from"].map(|name| (name, field(&page, name)));
    let mut form: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    form.push(("kind", "merge"));

    // The base has moved under a plain merge, which names where it stood.
    save(&task.ada, "main", "b.txt", "bees\n").await;
    let late = task.ada.post_form("/local/Ada/site/-/merge", &form).await;
    assert_eq!(late.status(), StatusCode::CONFLICT);
    let fresh = late.text().await.unwrap();
    assert!(fresh.contains("a.txt") && field(&fresh, "expect_into") != field(&page, "expect_into"), "{fresh}");

    // The agent's branch has moved under the one button: what would be merged is not what was read.
    save(&task.ada, &task.branch, "more.txt", "unread\n").await;
    let late = task.finish(&field(&page, "expect_from"), "merge").await;
    assert_eq!(late.status(), StatusCode::CONFLICT);
    let fresh = late.text().await.unwrap();
    assert!(fresh.contains("unread"), "{fresh}");
    assert_eq!(task.file("main", "a.txt").await, "one\ntwo\nthree\n");

    let mut form: Vec<(&str, String)> = form.iter().map(|(name, _)| (*name, String::new())).collect();
    for (name, value) in &mut form {
        *value = if *name == "kind" { "merge".to_owned() } else { field(&fresh, name) };
    }
    let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let merged = task.ada.post_form("/local/Ada/site/-/merge", &form).await;
    assert_eq!(location(&merged), task.at("/review?done=saved"));
    assert_eq!(task.file("main", "more.txt").await, "unread\n");
}

#[tokio::test(flavor = "multi_thread")]
async fn where_both_have_changed_the_same_places_somebody_says_what_is_to_stand() {
    let task = Task::done("replace \"two\" with \"2\" in a.txt").await;
    save(&task.ada, "main", "a.txt", "one\nzwei\nthree\n").await;
    let head = field(&task.review().await, "expect_from");
    let asked = task.finish(&head, "merge").await;
    assert_eq!(asked.status(), StatusCode::CONFLICT);
    let page = asked.text().await.unwrap();
    let names = ["into", "from", "expect_into", "expect_from", "kind", "agent", "path.0"];
    let fields = names.map(|name| (name, field(&page, name)));
    let mut form: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    form.extend([("keep.0", "text"), ("text.0", "one\n2 (zwei)\nthree\n")]);
    let settled = task.ada.post_form("/local/Ada/site/-/merge", &form).await;
    assert_eq!(location(&settled), task.at("/review?done=saved"));

    // The base is in the agent's branch now; the same button does the rest.
    let head = field(&task.review().await, "expect_from");
    assert_eq!(location(&task.finish(&head, "fast_forward").await), task.at("/review?done=merged"));
    assert_eq!(task.file("main", "a.txt").await, "one\n2 (zwei)\nthree\n");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_people_who_press_the_button_together_take_the_work_over_once() {
    let mut task = Task::done("add file first.txt with \"x\"").await;
    let bob = task.server.invite(&task.ada, "Bob", "free").await;
    let admin = json!({ "role": "admin" });
    let member = task.ada.request(Method::PUT, &format!("{SITE}/members/Bob")).json(&admin).send().await.unwrap();
    assert_eq!(member.status(), StatusCode::OK);
    // What a merge adds to the history: the agent's commit and its own, one commit, or the agent's commit.
    for (kind, added) in [("merge", 2), ("squash", 1), ("fast_forward", 1)] {
        for round in 0..4 {
            let name = format!("{kind}-{round}.txt");
            task = task.next(&format!("add file {name} with \"{name}\"")).await;
            let before = task.history().await.len();
            let (head, place) = (field(&task.review().await, "expect_from"), task.at("/finish"));
            let form = [("expect_from", head.as_str()), ("kind", kind)];
            let presses = [&task.ada, &bob, &task.ada, &bob].map(|client| client.post_form(&place, &form));
            for answer in futures_util::future::join_all(presses).await {
                assert_eq!(answer.status(), StatusCode::SEE_OTHER, "{name}: {}", answer.text().await.unwrap());
            }
            let history = task.history().await;
            assert_eq!(history.len(), before + added, "{name}: {history:?}");
            assert!(task.file("main", &name).await.contains(&name), "{name}");
            assert!(!task.branches().await.contains(&task.branch), "{name}: the branch is cleared away");
        }
    }
    check_whole(&task.server.data());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_base_that_moves_while_the_button_works_loses_nothing() {
    let task = Task::done("replace \"two\" with \"2\" in a.txt").await;
    let head = field(&task.review().await, "expect_from");
    let saving = async {
        for number in 0..40 {
            save(&task.ada, "main", &format!("more/{number}.txt"), "more\n").await;
        }
    };
    let pressing = async {
        // Who is told that the base moves too fast presses again, with the work as the page shows it then.
        let mut head = head.clone();
        loop {
            let answer = task.finish(&head, "merge").await;
            if answer.status() == StatusCode::SEE_OTHER {
                return;
            }
            assert_eq!(answer.status(), StatusCode::CONFLICT);
            head = field(&answer.text().await.unwrap(), "expect_from");
        }
    };
    tokio::time::timeout(Duration::from_secs(30), async { tokio::join!(saving, pressing) }).await.expect("an end");
    assert_eq!(task.file("main", "a.txt").await, "one\n2\nthree\n");
    for number in 0..40 {
        assert_eq!(task.file("main", &format!("more/{number}.txt")).await, "more\n", "{number}");
    }
    let taken_over = format!("Merge {} into main", task.branch);
    assert_eq!(task.history().await.iter().filter(|summary| **summary == taken_over).count(), 1);
    check_whole(&task.server.data());
}

#[tokio::test(flavor = "multi_thread")]
async fn strangers_see_no_review_and_bad_remarks_are_refused() {
    let task = Task::done("replace \"two\" with \"2\" in a.txt").await;
    let eve = task.server.invite(&task.ada, "Eve", "free").await;
    assert_eq!(eve.get(&task.at("/review")).await.status(), StatusCode::NOT_FOUND);
    let head = field(&task.review().await, "expect_from");
    let tried = eve.post_form(&task.at("/finish"), &[("expect_from", &head), ("kind", "merge")]).await;
    assert_eq!(tried.status(), StatusCode::NOT_FOUND);
    for (path, line, text) in [("a.txt", "99", "x"), ("a.txt", "", "  "), ("gone.txt", "1", "x")] {
        let form = [("path", path), ("line", line), ("text", text)];
        let refused = task.ada.post_form(&task.at("/remarks"), &form).await;
        assert!(refused.status().is_client_error(), "{path}:{line}: {}", refused.status());
    }
    let outside = task.ada.post_form(&task.at("/remarks"), &[("path", "../x"), ("text", "x")]).await;
    assert!(outside.status().is_client_error());
    assert_eq!(task.branches().await.len(), 2, "nothing has moved");
}
