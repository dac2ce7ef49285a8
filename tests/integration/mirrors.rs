//! Repositories of GitHub: a server that plays it, and one of ours that works on what is there.

use std::{
    fs::Permissions,
    os::unix::fs::PermissionsExt,
    path::PathBuf,
    process::{Command, Stdio},
    time::Duration,
};

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::{
    TestClient, TestServer,
    git::{Git, check_whole},
    github::FakeGitHub,
    location,
    mcp::McpClient,
};

/// The repository as it is here, and there.
const HERE: &str = "/api/github/grace/site";
const THERE: &str = "grace/site";

const TOKEN: &str = "ghp_0123456789abcdefghij";

/// How often something is looked at that goes on by itself.
const PATIENCE: u32 = 200;

/// GitHub, where grace has a site, and a server whose Ada works on it with a token of grace's.
struct Both {
    there: FakeGitHub,
    folder: PathBuf,
    server: TestServer,
    ada: TestClient,
}

impl Both {
    async fn start() -> Self {
        Self::start_with(|_| ()).await
    }

    async fn start_with(change: impl FnOnce(&mut stackhouse::config::Config)) -> Self {
        let there = FakeGitHub::start();
        there.add_token(TOKEN, "grace");
        let folder = there.add_repo("grace", "site");
        there.commit(THERE, "main", "a.txt", "one\ntwo\nthree\n");
        let (api, git) = (there.api_base(), there.git_base());
        let server = TestServer::start_with(|config| {
            config.github.enabled = true;
            config.github.api_url = api;
            config.github.git_url = git;
            change(config);
        });
        let ada = server.set_up("Ada").await;
        let connected = ada.request(Method::PUT, "/api/github/account").json(&json!({ "token": TOKEN })).send().await;
        assert_eq!(connected.unwrap().json::<Value>().await.unwrap()["login"], "grace");
        let both = Self { there, folder, server, ada };
        both.open("grace/site").await;
        both
    }

    async fn open(&self, name: &str) {
        let coming = self.ada.post_json("/api/github/repositories", &json!({ "name": name })).await;
        assert_eq!(coming.status(), StatusCode::ACCEPTED);
        let coming: Value = coming.json().await.unwrap();
        let path = format!("/api/imports/{}", coming["import_id"].as_str().unwrap());
        for _ in 0..PATIENCE {
            let now = self.ada.json(&path).await;
            if now["stage"] == "done" {
                return;
            }
            assert_ne!(now["stage"], "failed", "{now}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("it never came");
    }

    /// What is known here of GitHub grows old.
    fn let_time_pass(&self) {
        self.server.clock.advance_ms(60_000);
    }

    async fn put(&self, branch: &str, path: &str, content: &str) -> (StatusCode, Value) {
        self.put_where(path, &json!({ "branch": branch, "content": content })).await
    }

    async fn put_where(&self, path: &str, body: &Value) -> (StatusCode, Value) {
        let put = self.ada.request(Method::PUT, &format!("{HERE}/contents/{path}")).json(body).send().await.unwrap();
        (put.status(), put.json().await.unwrap())
    }

    async fn text(&self, path: &str) -> Option<String> {
        self.ada.json(&format!("{HERE}/contents/{path}")).await["content"].as_str().map(str::to_owned)
    }

    async fn branches(&self) -> Vec<Value> {
        self.ada.json(&format!("{HERE}/branches")).await["branches"].as_array().unwrap().clone()
    }

    /// The tags of the mirror.
    fn tags(&self) -> Vec<String> {
        let folders = std::fs::read_dir(self.server.data().join("repositories")).unwrap().flatten();
        let mirror = folders.map(|entry| entry.path()).find(|path| path.extension().is_some_and(|end| end == "git"));
        let mut git = Command::new("git");
        git.current_dir(mirror.expect("the mirror")).arg("tag").env("GIT_CONFIG_GLOBAL", "/dev/null");
        let listed = git.env("GIT_CONFIG_COUNT", "0").stdin(Stdio::null()).output().unwrap();
        String::from_utf8(listed.stdout).unwrap().lines().map(str::to_owned).collect()
    }

    /// A task of an agent, once nothing more happens to it.
    async fn ended(&self, path: &str) -> Value {
        for _ in 0..PATIENCE {
            let now = self.ada.json(path).await;
            if ["done", "failed", "cancelled"].contains(&now["state"].as_str().unwrap()) {
                return now;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("it never ended");
    }

    /// Runs git in the repository there.
    fn git(&self, arguments: &[&str]) -> String {
        let mut git = Command::new("git");
        git.current_dir(&self.folder).args(arguments).env("GIT_CONFIG_GLOBAL", "/dev/null").stdin(Stdio::null());
        let output = git.output().unwrap();
        assert!(output.status.success(), "git {arguments:?}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// Has the repository there run a line of shell before it takes a push.
    fn on_push(&self, line: &str) {
        let hook = self.folder.join("hooks/pre-receive");
        std::fs::create_dir_all(hook.parent().unwrap()).unwrap();
        std::fs::write(&hook, format!("#!/bin/sh\n{line}\n")).unwrap();
        std::fs::set_permissions(&hook, Permissions::from_mode(0o755)).unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_saved_here_stands_there_first_and_what_is_done_there_is_seen_here() {
    let both = Both::start().await;
    assert_eq!(both.text("a.txt").await.unwrap(), "one\ntwo\nthree\n");
    let page = both.ada.text("/github/grace/site/main/code").await;
    assert!(page.contains("a.txt") && page.contains("/github/grace/site/main/code/a.txt"), "{page}");

    let (status, saved) = both.put("main", "b.txt", "from here").await;
    assert_eq!(status, StatusCode::OK, "{saved}");
    assert_eq!(both.git(&["show", "main:b.txt"]), "from here");
    assert_eq!(both.branches().await[0]["commit"], both.there.head(THERE, "main").unwrap().as_str());

    both.there.commit(THERE, "main", "c.txt", "from there");
    both.git(&["branch", "login/form", "main"]);
    both.let_time_pass();
    assert_eq!(both.text("c.txt").await.unwrap(), "from there");
    assert_eq!(both.branches().await.len(), 2);
    let events = "/api/workspace/events?provider=github&owner=grace&repository=site&branch=main&since=0";
    assert!(both.ada.json(events).await.to_string().contains("c.txt"));

    // Tags that are made later come as well.
    both.git(&["tag", "v1", "main"]);
    both.let_time_pass();
    both.branches().await;
    assert_eq!(both.tags(), ["v1"]);

    // What goes away there goes away here, and the other way round.
    both.git(&["branch", "-D", "login/form"]);
    both.git(&["tag", "-d", "v1"]);
    both.let_time_pass();
    assert_eq!(both.branches().await.len(), 1);
    assert_eq!(both.tags(), Vec::<String>::new());
    both.ada.post_json(&format!("{HERE}/branches"), &json!({ "name": "mine" })).await;
    assert!(both.there.head(THERE, "mine").is_some());
    let gone = both.ada.request(Method::DELETE, &format!("{HERE}/branches/mine")).send().await.unwrap();
    assert_eq!(gone.status(), StatusCode::NO_CONTENT);
    assert!(both.there.head(THERE, "mine").is_none());
    check_whole(&both.server.data());
    both.git(&["fsck", "--strict"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_comes_too_late_for_github_is_told_what_is_there() {
    let both = Both::start().await;
    let blob = both.ada.json(&format!("{HERE}/contents/a.txt")).await["blob"].clone();
    both.there.commit(THERE, "main", "a.txt", "theirs");
    // The mirror does not know yet: GitHub itself says so.
    let late = json!({ "branch": "main", "content": "mine", "expect_blob": blob });
    let (status, answer) = both.put_where("a.txt", &late).await;
    assert_eq!((status, &answer["error"]["code"]), (StatusCode::CONFLICT, &json!("stale")), "{answer}");
    assert_eq!(answer["error"]["details"]["content"], "theirs", "{answer}");
    assert_eq!(both.git(&["show", "main:a.txt"]), "theirs");

    // What others have done to other files meanwhile stays.
    both.there.commit(THERE, "main", "other.txt", "x");
    let (status, answer) = both.put("main", "b.txt", "y").await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    assert_eq!(both.git(&["show", "main:b.txt"]), "y");
    assert_eq!(both.text("other.txt").await.unwrap(), "x");

    // A branch of the same name that somebody has made there.
    both.git(&["branch", "same", "main~1"]);
    let taken = both.ada.post_json(&format!("{HERE}/branches"), &json!({ "name": "same" })).await;
    assert_eq!(taken.status(), StatusCode::CONFLICT);
    // A branch that is gone there: nothing brings it back.
    both.git(&["branch", "-D", "same"]);
    let (status, answer) = both.put("same", "z.txt", "z").await;
    assert_eq!((status, &answer["error"]["code"]), (StatusCode::CONFLICT, &json!("stale")), "{answer}");
    // What GitHub has rules against.
    both.on_push("exit 1");
    let (status, answer) = both.put("main", "b.txt", "z").await;
    assert_eq!(status, StatusCode::FORBIDDEN, "{answer}");
    assert_eq!(both.git(&["show", "main:b.txt"]), "y");
    check_whole(&both.server.data());
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_saves_while_github_takes_its_time_waits_for_their_turn() {
    let both = Both::start().await;
    both.on_push("sleep 2");
    // Whoever reads meanwhile has somebody look, too.
    both.let_time_pass();
    let (one, two, read) =
        tokio::join!(both.put("main", "b.txt", "b"), both.put("main", "c.txt", "c"), both.branches());
    assert_eq!((one.0, two.0, read.len()), (StatusCode::OK, StatusCode::OK, 1), "{} {}", one.1, two.1);
    let head = both.there.head(THERE, "main").unwrap();
    assert_eq!(both.branches().await[0]["commit"], head.as_str());
    assert_eq!(both.git(&["show", "main:b.txt", "main:c.txt"]), "bc");
    check_whole(&both.server.data());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_is_opened_and_merged_on_github() {
    let both = Both::start().await;
    both.ada.post_json(&format!("{HERE}/branches"), &json!({ "name": "login" })).await;
    both.put("login", "login.txt", "in").await;
    let new = json!({ "title": "A login", "body": "", "from": "login", "into": "main" });
    let opened = both.ada.post_json(&format!("{HERE}/pulls"), &new).await;
    assert_eq!(opened.status(), StatusCode::CREATED);
    let number = opened.json::<Value>().await.unwrap()["number"].as_u64().unwrap();
    let again = both.ada.post_json(&format!("{HERE}/pulls"), &new).await.json::<Value>().await.unwrap();
    assert_eq!(again["error"]["code"], "pull_exists", "{again}");
    assert!(both.ada.text("/github/grace/site/-/pulls").await.contains("A login"));
    assert!(both.ada.text(&format!("/github/grace/site/-/pulls/{number}")).await.contains("login.txt"));

    let merge = json!({ "into": "main", "from": "login", "kind": "merge", "message": "Bring in the login" });
    assert_eq!(both.ada.post_json(&format!("{HERE}/merge"), &merge).await.status(), StatusCode::OK);
    let put = format!("pulls/{number}/merge");
    assert!(both.there.asked().iter().any(|asked| asked.starts_with("PUT") && asked.ends_with(&put)));
    assert_eq!(both.text("login.txt").await.unwrap(), "in");
    assert_eq!(both.ada.json(&format!("{HERE}/pulls/{number}")).await["state"], "merged");

    // Both change the same line: what is settled is made here and pushed.
    both.ada.post_json(&format!("{HERE}/branches"), &json!({ "name": "both" })).await;
    both.put("both", "a.txt", "one\nours\nthree\n").await;
    both.there.commit(THERE, "main", "a.txt", "one\ntheirs\nthree\n");
    both.let_time_pass();
    both.branches().await;
    let new = json!({ "title": "Both", "body": "", "from": "both", "into": "main" });
    both.ada.post_json(&format!("{HERE}/pulls"), &new).await;
    let mut merge = json!({ "into": "main", "from": "both", "kind": "merge" });
    let refused = both.ada.post_json(&format!("{HERE}/merge"), &merge).await.json::<Value>().await.unwrap();
    assert_eq!(refused["error"]["code"], "conflict", "{refused}");
    merge["settled"] = json!([{ "path": "a.txt", "keep": "from" }]);
    assert_eq!(both.ada.post_json(&format!("{HERE}/merge"), &merge).await.status(), StatusCode::OK);
    assert_eq!(both.git(&["show", "main:a.txt"]), "one\nours\nthree\n");
    check_whole(&both.server.data());
}

#[tokio::test(flavor = "multi_thread")]
async fn without_github_what_is_here_can_be_read_and_is_not_written() {
    let both = Both::start().await;
    both.there.limit(Some(600));
    let limited = both.ada.get("/api/github/repositories").await;
    assert_eq!(limited.status(), StatusCode::TOO_MANY_REQUESTS);
    assert!(limited.headers().contains_key("retry-after"));
    let asked = both.there.asked().len();
    assert_eq!(both.ada.get("/api/github/repositories").await.status(), StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(both.there.asked().len(), asked, "GitHub is left alone");

    both.there.limit(None);
    both.there.set_down(true);
    both.let_time_pass();
    let page = both.ada.text("/github/grace/site/main/code/a.txt").await;
    assert!(page.contains("two") && page.contains("notice warning"), "{page}");
    let (status, answer) = both.put("main", "b.txt", "x").await;
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE, "{answer}");
    assert!(!answer.to_string().contains(TOKEN), "no token is in it");
    let tree = both.ada.json(&format!("{HERE}/tree")).await;
    assert_eq!(tree["entries"].as_array().unwrap().len(), 1, "nothing stands here alone");

    both.there.set_down(false);
    both.ada.request(Method::DELETE, "/api/github/account").send().await.unwrap();
    let (status, answer) = both.put("main", "b.txt", "x").await;
    assert_eq!((status, &answer["error"]["code"]), (StatusCode::FORBIDDEN, &json!("forge_not_allowed")), "{answer}");
    both.there.revoke(TOKEN);
    // The wait that GitHub has asked for is over.
    both.server.clock.advance_ms(700_000);
    let wrong = both.ada.request(Method::PUT, "/api/github/account").json(&json!({ "token": TOKEN })).send().await;
    assert_eq!(wrong.unwrap().status(), StatusCode::FORBIDDEN);
    assert_eq!(both.text("a.txt").await.unwrap(), "one\ntwo\nthree\n");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mirror_is_its_users_alone() {
    let both = Both::start().await;
    let (ada, bob) = (&both.ada, both.server.invite(&both.ada, "Bob", "free").await);
    let tree = format!("{HERE}/tree");
    for path in ["/github/grace/site/main/code", HERE, &tree, "/local/Ada/site", "/api/local/Ada/site"] {
        assert_eq!(bob.get(path).await.status(), StatusCode::NOT_FOUND, "{path}");
    }
    assert_eq!(ada.get("/api/local/Ada/site").await.status(), StatusCode::NOT_FOUND, "it is not one of this server's");
    let presence = "/api/workspace/presence?provider=github&owner=grace&repository=site&branch=main";
    assert_eq!(bob.get(presence).await.status(), StatusCode::NOT_FOUND);
    assert_eq!(ada.get(presence).await.status(), StatusCode::OK);
    let invite = ada.request(Method::PUT, &format!("{HERE}/members/Bob")).json(&json!({ "role": "write" }));
    assert_eq!(invite.send().await.unwrap().status(), StatusCode::CONFLICT, "GitHub says who may see it");
    let opened = bob.post_json("/api/github/repositories", &json!({ "name": "grace/site" })).await;
    assert_eq!(opened.status(), StatusCode::FORBIDDEN, "without a token of one's own there is nothing");
    let (git, token) = (Git::new(), McpClient::of(ada, "read").await.token);
    for place in ["Ada/site", "grace/site"] {
        git.refused("", &["clone", "-q", &Git::url(ada, &token, place), "x"]);
    }

    // One of this server that is called the same is another repository.
    let made = ada.post_json("/api/repositories", &json!({ "name": "site" })).await;
    assert_eq!(made.status(), StatusCode::CREATED);
    let all = ada.json("/api/repositories").await;
    assert_eq!(all["repositories"].as_array().unwrap().len(), 2, "{all}");
    let (_server, grace) = TestServer::with_ada().await;
    for path in ["/workspace/github", "/api/github/account"] {
        assert_eq!(grace.get(path).await.status(), StatusCode::NOT_FOUND, "{path}: it is not offered by default");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repository_without_a_commit_begins_with_one_that_is_made_here() {
    let both = Both::start().await;
    let (there, ada) = (&both.there, &both.ada);
    let open = async |name: &str| {
        there.add_repo("grace", name);
        let opened = ada.post_json("/api/github/repositories", &json!({ "name": format!("grace/{name}") })).await;
        assert_eq!(opened.status(), StatusCode::OK, "there is nothing to wait for");
    };
    let put = async |name: &str| {
        let put = ada.request(Method::PUT, &format!("/api/github/grace/{name}/contents/a.txt"));
        put.json(&json!({ "branch": "main", "content": "mine" })).send().await.unwrap().status()
    };
    open("fresh").await;
    assert!(ada.text("/github/grace/fresh").await.contains("grace/fresh"));
    assert!(ada.text("/workspace/github/grace/fresh").await.contains("no commit yet"));
    assert_eq!(put("fresh").await, StatusCode::OK);
    let head = there.head("grace/fresh", "main").expect("the first branch");
    let branches = ada.json("/api/github/grace/fresh/branches").await;
    assert_eq!((&branches["branches"][0]["commit"], &branches["default_branch"]), (&json!(head), &json!("main")));

    // Somebody else makes the first commit at the same moment: both are there.
    open("both").await;
    there.commit("grace/both", "main", "theirs.txt", "theirs");
    assert_eq!(put("both").await, StatusCode::OK);
    let tree = ada.json("/api/github/grace/both/tree").await;
    assert_eq!(tree["entries"].as_array().unwrap().len(), 2, "{tree}");
    assert!(there.log("grace/both", "main").contains("Elsewhere"));
    check_whole(&both.server.data());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_agent_has_done_is_merged_with_one_button_while_the_base_moves_there() {
    let both = Both::start().await;
    let ada = &both.ada;
    let done = async |task: &str| {
        let new = json!({ "provider": "github", "owner": "grace", "repository": "site", "task": task });
        let made: Value = ada.post_json("/api/agents", &new).await.json().await.unwrap();
        let text = |name: &str| made[name].as_str().unwrap_or_else(|| panic!("{name} in {made}")).to_owned();
        let (id, branch) = (text("agent_id"), text("branch"));
        assert_eq!(both.ended(&format!("/api/agents/{id}")).await["state"], "done");
        let page = ada.text(&format!("/agents/{id}/review")).await;
        let (_, rest) = page.split_once("name=\"expect_from\" value=\"").unwrap_or_else(|| panic!("{page}"));
        (id, branch, rest.split('"').next().unwrap().to_owned())
    };
    let finish = async |id: &str, head: &str| {
        ada.post_form(&format!("/agents/{id}/finish"), &[("expect_from", head), ("kind", "merge")]).await
    };

    let (id, branch, head) = done("replace \"two\" with \"2\" in a.txt").await;
    assert_eq!(both.there.head(THERE, &branch).as_deref(), Some(head.as_str()), "the agent's branch is there, too");
    // The mirror does not know yet: GitHub says so while it is merged.
    both.there.commit(THERE, "main", "other.txt", "theirs");
    let merged = finish(&id, &head).await;
    assert_eq!(location(&merged), format!("/agents/{id}/review?done=merged"));
    assert_eq!(both.git(&["show", "main:a.txt"]), "one\n2\nthree\n");
    assert_eq!(both.git(&["show", "main:other.txt"]), "theirs");
    assert_eq!(both.there.head(THERE, &branch), None, "and is cleared up there");
    let after = both.there.head(THERE, "main");
    assert_eq!(location(&finish(&id, &head).await), format!("/agents/{id}/review?done=merged"), "a second click");
    assert_eq!(both.there.head(THERE, "main"), after);

    // Both have changed the same line: nothing is merged, and whoever clicked is asked.
    let (id, branch, head) = done("replace \"three\" with \"3\" in a.txt").await;
    let theirs = both.there.commit(THERE, "main", "a.txt", "one\n2\nTHREE\n");
    let asked = finish(&id, &head).await;
    let page = asked.text().await.unwrap();
    assert!(page.contains("a.txt") && page.contains("THREE"), "{page}");
    assert_eq!(both.there.head(THERE, "main"), Some(theirs));
    assert_eq!(both.there.head(THERE, &branch), Some(head));
    check_whole(&both.server.data());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mirror_does_not_grow_beyond_what_a_repository_may_have() {
    let both = Both::start_with(|config| config.repositories.repository_mib_max = 1).await;
    let (there, ada) = (&both.there, &both.ada);
    let noise = |seed: u64| -> String {
        let mut state = seed;
        let mut next = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            char::from(b'!' + u8::try_from(state >> 58).unwrap())
        };
        (0..2_000_000).map(|_| next()).collect()
    };
    there.commit(THERE, "main", "large.txt", &noise(1));
    both.let_time_pass();
    let page = ada.text("/github/grace/site/main/code/a.txt").await;
    assert!(page.contains("larger than the 1 MiB") && page.contains("two"), "{page}");
    let (status, answer) = both.put("main", "b.txt", "x").await;
    assert_eq!(status, StatusCode::SERVICE_UNAVAILABLE, "{answer}");
    assert!(answer["error"]["message"].as_str().unwrap().contains("larger than the 1 MiB"), "{answer}");
    let left = std::fs::read_dir(both.server.data().join("repositories")).unwrap().flatten();
    let files = left.flat_map(|entry| files_below(&entry.path()));
    assert!(files.filter(|path| path.to_string_lossy().contains("tmp_")).count() == 0, "nothing is left of it");

    // When it goes away there, all goes on.
    both.git(&["update-ref", "refs/heads/main", "main~1"]);
    both.let_time_pass();
    let (status, answer) = both.put("main", "b.txt", "x").await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    check_whole(&both.server.data());
}

fn files_below(folder: &std::path::Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    entries.flat_map(|path| if path.is_dir() { files_below(&path) } else { vec![path] }).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_task_says_what_github_has_against_its_work_and_goes_on_when_that_is_mended() {
    let both = Both::start().await;
    let task = r#"replace "two" with "zwei" in a.txt"#;
    let wish = json!({ "task": task, "provider": "github", "owner": "grace", "repository": "site" });
    // Branches may be made there, and nothing be committed to them.
    both.on_push("while read old new ref; do case $old in *[!0]*) exit 1;; esac; done");
    let given: Value = both.ada.post_json("/api/agents", &wish).await.json().await.unwrap();
    let path = format!("/api/agents/{}", given["agent_id"].as_str().unwrap());
    let failed = both.ended(&path).await;
    assert_eq!(failed["state"], "failed", "{failed}");
    assert!(failed["why"].as_str().unwrap().contains("could not be put on the branch"), "{failed}");
    let branch = failed["branch"].as_str().unwrap().to_owned();
    assert_eq!(both.there.head(THERE, &branch), both.there.head(THERE, "main"));

    both.on_push("exit 0");
    let again = both.ada.post_json(&format!("{path}/retry"), &json!({})).await;
    assert_eq!(again.status(), StatusCode::OK);
    let done = both.ended(&path).await;
    assert_eq!(done["state"], "done", "{done}");
    assert_eq!(both.git(&["show", &format!("{branch}:a.txt")]), "one\nzwei\nthree\n");
    check_whole(&both.server.data());
}
