//! Repositories from outside: REST, and the unmodified git client.

use std::io::Write;

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::{
    TestClient, TestServer,
    git::{Git, check_whole},
    mcp::McpClient,
};

const SITE: &str = "/api/local/Ada/site";

async fn site() -> (TestServer, TestClient) {
    let (server, ada) = TestServer::with_ada().await;
    let made = ada.post_json("/api/repositories", &json!({ "name": "site" })).await;
    assert_eq!(made.status(), StatusCode::CREATED);
    (server, ada)
}

async fn put(client: &TestClient, path: &str, body: &Value) -> (StatusCode, Value) {
    let answer = client.request(Method::PUT, &format!("{SITE}/contents/{path}")).json(body).send().await.unwrap();
    (answer.status(), answer.json().await.unwrap())
}

async fn token(client: &TestClient, scopes: &str) -> String {
    McpClient::of(client, scopes).await.token
}

/// The text of a file on `main`; `None` when it is not there.
async fn text(client: &TestClient, path: &str) -> Option<String> {
    let file = client.json(&format!("{SITE}/contents/{path}")).await;
    file["content"].as_str().map(str::to_owned)
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_saved_here_is_cloned_and_what_is_pushed_is_seen_here() {
    let (server, ada) = site().await;
    let (status, saved) = put(&ada, "index.html", &json!({ "branch": "main", "content": "<h1>Hello</h1>\n" })).await;
    assert_eq!(status, StatusCode::OK, "{saved}");
    let git = Git::new();
    let url = Git::url(&ada, &token(&ada, "read write").await, "Ada/site");
    let cloned = git.run("", &["clone", &url, "site"]);
    assert!(!String::from_utf8_lossy(&cloned.stderr).contains("warning"), "{cloned:?}");
    assert_eq!(git.read("site/index.html"), "<h1>Hello</h1>\n");
    assert_eq!(git.ok("site", &["log", "--format=%an %s"]), "Ada Change index.html");

    git.write("site/index.html", "<h1>Hello, you</h1>\n");
    git.write("site/src/bin/run.sh", "#!/bin/sh\n");
    git.commit("site", "Greet");
    git.ok("site", &["push", "-q", "origin", "main"]);
    assert_eq!(text(&ada, "index.html").await.unwrap(), "<h1>Hello, you</h1>\n");
    let history = ada.json(&format!("{SITE}/history")).await;
    assert_eq!(history["commits"][0]["author"], "Grace");
    assert_eq!(history["commits"].as_array().unwrap().len(), 2);

    // A save that started from what was there before the push is told what is there now.
    let stale = json!({ "branch": "main", "content": "mine", "expect_blob": saved["blobs"][0]["blob"] });
    let (status, refusal) = put(&ada, "index.html", &stale).await;
    assert_eq!((status, &refusal["error"]["code"]), (StatusCode::CONFLICT, &json!("stale")));
    assert_eq!(refusal["error"]["details"]["content"], "<h1>Hello, you</h1>\n");

    // Whoever pulls has it all.
    put(&ada, "index.html", &json!({ "branch": "main", "content": "<h1>Hi</h1>\n" })).await;
    git.ok("site", &["pull", "-q"]);
    assert_eq!(git.read("site/index.html"), "<h1>Hi</h1>\n");
    check_whole(&server.data());
}

#[tokio::test(flavor = "multi_thread")]
async fn several_changes_are_one_commit() {
    let (_server, ada) = site().await;
    let commit = |changes: Value| {
        let body = json!({ "branch": "main", "message": "Set up", "changes": changes });
        let ada = ada.clone();
        async move { ada.post_json(&format!("{SITE}/commit"), &body).await }
    };
    let first = json!([
        { "path": "a/run", "content": "#!/bin/sh\n", "is_executable": true },
        { "path": "b.bin", "content_base64": "AAEC" },
    ]);
    assert_eq!(commit(first).await.status(), StatusCode::OK);
    let second = json!([{ "path": "c/run", "move_from": "a/run" }, { "path": "b.bin", "delete": true }]);
    assert_eq!(commit(second).await.status(), StatusCode::OK);
    let tree = ada.json(&format!("{SITE}/tree?path=c")).await;
    assert_eq!(
        tree["entries"],
        json!([{ "path": "c/run", "kind": "executable", "object": tree["entries"][0]["object"], "bytes": 10 }])
    );
    assert_eq!(text(&ada, "b.bin").await, None);
    for (bad, status) in [
        (json!([{ "path": "x", "content": "1", "delete": true }]), StatusCode::BAD_REQUEST),
        (json!([{ "path": "x" }]), StatusCode::BAD_REQUEST),
        (json!([{ "path": ".git/config", "content": "x" }]), StatusCode::BAD_REQUEST),
        (json!([{ "path": "../x", "content": "x" }]), StatusCode::BAD_REQUEST),
        (json!([{ "path": "c/run/x", "content": "x" }]), StatusCode::BAD_REQUEST),
        (json!([{ "path": "gone", "delete": true }]), StatusCode::NOT_FOUND),
        (json!([{ "path": "c/run", "content": "x", "expect_blob": null }]), StatusCode::CONFLICT),
    ] {
        assert_eq!(commit(bad.clone()).await.status(), status, "{bad}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn branches_with_slashes_come_and_go() {
    let (_server, ada) = site().await;
    put(&ada, "a", &json!({ "branch": "main", "content": "1" })).await;
    let make = |name: &str| json!({ "name": name });
    let branches = format!("{SITE}/branches");
    assert_eq!(ada.post_json(&branches, &make("feature/login")).await.status(), StatusCode::CREATED);
    assert_eq!(ada.post_json(&branches, &make("feature")).await.status(), StatusCode::CONFLICT);
    for bad in ["HEAD", "-x", "refs/heads/x", "a..b", ""] {
        assert_eq!(ada.post_json(&branches, &make(bad)).await.status(), StatusCode::BAD_REQUEST, "{bad}");
    }
    let page = ada.json(&format!("{branches}?limit=1")).await;
    assert_eq!((&page["branches"][0]["name"], &page["next"]), (&json!("feature/login"), &json!("feature/login")));
    let page = ada.json(&format!("{branches}?limit=1&after=feature%2Flogin")).await;
    assert_eq!((&page["branches"][0]["name"], &page["next"]), (&json!("main"), &json!(null)));
    let saved = put(&ada, "a", &json!({ "branch": "feature/login", "content": "2" })).await;
    assert_eq!(saved.0, StatusCode::OK);
    assert_eq!(text(&ada, "a?at=feature%2Flogin").await.unwrap(), "2");
    assert_eq!(text(&ada, "a").await.unwrap(), "1");
    let delete = |name: &str| ada.request(Method::DELETE, &format!("{branches}/{name}")).send();
    assert_eq!(delete("main").await.unwrap().status(), StatusCode::FORBIDDEN);
    assert_eq!(delete("feature%2Flogin").await.unwrap().status(), StatusCode::NO_CONTENT);
    // Whoever still had it open keeps their text and is told.
    let blob = saved.1["blobs"][0]["blob"].clone();
    let late = put(&ada, "a", &json!({ "branch": "feature/login", "content": "3", "expect_blob": blob })).await;
    assert_eq!(late.0, StatusCode::CONFLICT);
    let new = put(&ada, "b", &json!({ "branch": "feature/login", "content": "4", "expect_blob": null })).await;
    assert_eq!(
        (new.0, &new.1["error"]["code"]),
        (StatusCode::CONFLICT, &json!("stale")),
        "a new file brings no branch back"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_push_can_not_lose_what_is_protected() {
    let (server, ada) = site().await;
    put(&ada, "a", &json!({ "branch": "main", "content": "1" })).await;
    put(&ada, "a", &json!({ "branch": "main", "content": "2" })).await;
    let git = Git::new();
    let url = Git::url(&ada, &token(&ada, "read write").await, "Ada/site");
    git.ok("", &["clone", "-q", &url, "site"]);
    git.ok("site", &["reset", "-q", "--hard", "HEAD~1"]);
    git.write("site/a", "3");
    git.commit("site", "Other");
    assert!(git.refused("site", &["push", "origin", "main"]).contains("rejected"));
    let said = git.refused("site", &["push", "-f", "origin", "main"]);
    assert!(said.contains("main is protected"), "{said}");
    let said = git.refused("site", &["push", "origin", ":main"]);
    assert!(said.contains("main is protected"), "{said}");
    assert_eq!(text(&ada, "a").await.unwrap(), "2");
    // One's own branch may be rewritten and removed.
    git.ok("site", &["push", "-q", "origin", "main:mine"]);
    git.ok("site", &["commit", "-q", "--amend", "-m", "Again"]);
    git.ok("site", &["push", "-q", "-f", "origin", "main:mine"]);
    git.ok("site", &["push", "-q", "origin", ":mine"]);
    // All or nothing, where that was asked for.
    let said = git.refused("site", &["push", "-f", "--atomic", "origin", "main:main", "main:other"]);
    assert!(said.contains("another ref"), "{said}");
    let branches = ada.json(&format!("{SITE}/branches")).await;
    assert_eq!(branches["branches"].as_array().unwrap().len(), 1, "{branches}");
    assert!(branches["next"].is_null(), "{branches}");
    check_whole(&server.data());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_dangerous_to_others_is_not_let_in() {
    let (server, ada) = site().await;
    put(&ada, "a", &json!({ "branch": "main", "content": "1" })).await;
    let git = Git::new();
    let url = Git::url(&ada, &token(&ada, "read write").await, "Ada/site");
    git.ok("", &["clone", "-q", &url, "site"]);
    let blob = git.fed("site", &["hash-object", "-w", "--stdin"], b"x");
    let main = git.ok("site", &["rev-parse", "HEAD"]);
    for name in ["back\\slash", "git~1", ".GIT", "e\u{301}", "tab\u{1}", "..", ".git\u{200c}"] {
        let entry = format!("100644 blob {blob}\t{name}\0");
        let tree = git.fed("site", &["mktree", "-z"], entry.as_bytes());
        let commit = git.ok("site", &["commit-tree", "-m", "Bad", "-p", &main, &tree]);
        // Deeper in the history counts as much: whoever clones has it.
        let clean = git.ok("site", &["commit-tree", "-m", "Gone again", "-p", &commit, &format!("{main}^{{tree}}")]);
        for tip in [&commit, &clean] {
            let said = git.refused("site", &["push", "origin", &format!("{tip}:refs/heads/bad")]);
            assert!(said.contains("rejected"), "{name:?}: {said}");
        }
    }
    let said = git.refused("site", &["push", "origin", "HEAD:refs/notes/x"]);
    assert!(said.contains("only branches and tags"), "{said}");
    git.refused("site", &["push", "origin", "HEAD:refs/heads/HEAD"]);
    git.ok("site", &["tag", "v1"]);
    git.ok("site", &["push", "-q", "origin", "v1"]);
    assert_eq!(ada.json(&format!("{SITE}/branches")).await["branches"].as_array().unwrap().len(), 1);
    check_whole(&server.data());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_is_shown_and_never_followed() {
    let (_server, ada) = site().await;
    put(&ada, "a", &json!({ "branch": "main", "content": "1" })).await;
    let git = Git::new();
    let url = Git::url(&ada, &token(&ada, "read write").await, "Ada/site");
    git.ok("", &["clone", "-q", &url, "site"]);
    std::os::unix::fs::symlink("/etc", git.path("site/etc")).unwrap();
    git.commit("site", "Link");
    git.ok("site", &["push", "-q", "origin", "main"]);
    let tree = ada.json(&format!("{SITE}/tree")).await;
    assert!(tree["entries"].as_array().unwrap().iter().any(|entry| entry["kind"] == "link"), "{tree}");
    for path in ["etc", "etc/passwd"] {
        assert_eq!(ada.get(&format!("{SITE}/contents/{path}")).await.status(), StatusCode::NOT_FOUND);
        let (status, _) = put(&ada, path, &json!({ "branch": "main", "content": "x" })).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn large_pushes_are_streamed_and_bounded() {
    let server = TestServer::start_with(|config| config.repositories.push_mib_max = 6);
    let ada = server.set_up("Ada").await;
    ada.post_json("/api/repositories", &json!({ "name": "site" })).await;
    let git = Git::new();
    let url = Git::url(&ada, &token(&ada, "read write").await, "Ada/site");
    git.ok("", &["clone", "-q", &url, "site"]);
    git.ok("site", &["checkout", "-q", "-b", "main"]);
    // Bytes that no compression makes fewer.
    let noise = |mib: usize, seed: u64| {
        let mut state = seed;
        let mut bytes = Vec::with_capacity(mib << 20);
        while bytes.len() < mib << 20 {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            bytes.extend_from_slice(&state.to_le_bytes());
        }
        bytes
    };
    git.write("site/big", noise(5, 7));
    git.commit("site", "Big");
    git.ok("site", &["push", "-q", "origin", "main"]);
    git.ok("", &["clone", "-q", &url, "again"]);
    assert_eq!(std::fs::read(git.path("again/big")).unwrap().len(), 5 << 20);
    git.write("site/bigger", noise(8, 9));
    git.commit("site", "Bigger");
    git.refused("site", &["push", "-q", "origin", "main"]);
    assert_eq!(ada.json(&format!("{SITE}/history")).await["commits"].as_array().unwrap().len(), 1);
    check_whole(&server.data());
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_not_is_told_no_more_than_needed() {
    let (server, ada) = site().await;
    put(&ada, "a", &json!({ "branch": "main", "content": "1" })).await;
    let (bob, eve) = (server.invite(&ada, "Bob", "unlimited").await, server.invite(&ada, "Eve", "unlimited").await);
    let set =
        |role: &str| ada.request(Method::PUT, &format!("{SITE}/members/Bob")).json(&json!({ "role": role })).send();
    assert_eq!(set("read").await.unwrap().status(), StatusCode::OK);
    let git = Git::new();

    // A stranger sees nothing, not even that there is something.
    let url = Git::url(&ada, &token(&eve, "read write").await, "Ada/site");
    assert!(git.refused("", &["clone", &url, "eve"]).contains("not found"));
    for path in ["", "/tree", "/branches", "/history", "/members", "/contents/a"] {
        for place in [SITE, "/api/local/Ada/none", "/api/local/Nobody/site"] {
            let answer = eve.get(&format!("{place}{path}")).await;
            assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{place}{path}");
        }
    }
    assert_eq!(eve.json("/api/repositories").await["repositories"], json!([]));
    let nobody = Git::url(&ada, "stackhouse_wrong", "Ada/site");
    assert!(git.refused("", &["clone", &nobody, "nobody"]).contains("Authentication failed"));

    // Who may read can't write, and a token that may only read can't either.
    let url = Git::url(&ada, &token(&bob, "read write").await, "Ada/site");
    git.ok("", &["clone", "-q", &url, "bob"]);
    git.write("bob/a", "2");
    git.commit("bob", "Bob's");
    assert!(git.refused("bob", &["push", "origin", "main"]).contains("403"));
    let (status, _) = put(&bob, "a", &json!({ "branch": "main", "content": "2" })).await;
    assert_eq!(status, StatusCode::FORBIDDEN);
    assert_eq!(set("write").await.unwrap().status(), StatusCode::OK);
    let reading = Git::url(&ada, &token(&bob, "read").await, "Ada/site");
    assert!(git.refused("bob", &["push", &reading, "main"]).contains("403"));
    git.ok("bob", &["push", "-q", "origin", "main"]);
    assert_eq!(text(&ada, "a").await.unwrap(), "2");

    // Nothing changes in an archived one.
    assert_eq!(bob.post_json(&format!("{SITE}/archive"), &json!({})).await.status(), StatusCode::FORBIDDEN);
    assert_eq!(ada.post_json(&format!("{SITE}/archive"), &json!({})).await.status(), StatusCode::OK);
    git.write("bob/a", "3");
    git.commit("bob", "Late");
    git.refused("bob", &["push", "origin", "main"]);
    assert_eq!(put(&ada, "a", &json!({ "branch": "main", "content": "x" })).await.0, StatusCode::CONFLICT);
    assert_eq!(text(&ada, "a").await.unwrap(), "2");
}

#[tokio::test(flavor = "multi_thread")]
async fn saves_and_pushes_at_once_lose_nothing() {
    const ROUNDS: usize = 4;
    let (server, ada) = site().await;
    put(&ada, "a", &json!({ "branch": "main", "content": "1" })).await;
    let url = Git::url(&ada, &token(&ada, "read write").await, "Ada/site");
    let pusher = std::thread::spawn(move || {
        let git = Git::new();
        git.ok("", &["clone", "-q", &url, "site"]);
        for round in 0..ROUNDS {
            git.write(&format!("site/pushed/{round}"), "x");
            git.commit("site", &format!("pushed {round}"));
            // Whoever is too late takes in what came before, and tries again.
            while !git.run("site", &["push", "-q", "origin", "main"]).status.success() {
                git.ok("site", &["pull", "-q", "--rebase"]);
            }
        }
    });
    let mut saved = 0;
    while !pusher.is_finished() && saved < 60 {
        let (status, body) = put(&ada, &format!("saved/{saved}"), &json!({ "branch": "main", "content": "x" })).await;
        assert_eq!(status, StatusCode::OK, "{body}");
        saved += 1;
        tokio::time::sleep(std::time::Duration::from_millis(150)).await;
    }
    pusher.join().unwrap();
    let history = ada.json(&format!("{SITE}/history?limit=500")).await;
    let summaries: Vec<&str> =
        history["commits"].as_array().unwrap().iter().map(|commit| commit["summary"].as_str().unwrap()).collect();
    assert_eq!(summaries.len(), 1 + saved + ROUNDS);
    for number in 0..saved {
        assert!(summaries.contains(&format!("Change saved/{number}").as_str()), "{number}");
    }
    check_whole(&server.data());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_dies_in_the_middle_of_a_push_leaves_nothing_behind() {
    let (server, ada) = site().await;
    put(&ada, "a", &json!({ "branch": "main", "content": "1" })).await;
    let token = token(&ada, "read write").await;
    let main = ada.json(&format!("{SITE}/branches")).await["branches"][0]["commit"].as_str().unwrap().to_owned();
    let line = format!("{main} {} refs/heads/main\0 report-status", "1".repeat(40));
    let commands = format!("{:04x}{line}0000PACK", line.len() + 4);
    for cut in [10, commands.len() - 4, commands.len()] {
        let mut socket = std::net::TcpStream::connect(server.running.address).unwrap();
        let head = format!(
            "POST /git/Ada/site.git/git-receive-pack HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {token}\r\n\
             Content-Type: application/x-git-receive-pack-request\r\nContent-Length: 100000\r\n\r\n",
            server.running.address
        );
        socket.write_all(head.as_bytes()).unwrap();
        socket.write_all(&commands.as_bytes()[..cut]).unwrap();
        socket.flush().unwrap();
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
        drop(socket);
    }
    let staging = server.data().join("repositories/staging");
    for _ in 0..100 {
        if std::fs::read_dir(&staging).unwrap().count() == 0 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    check_whole(&server.data());
    assert_eq!(text(&ada, "a").await.unwrap(), "1");
}

#[tokio::test(flavor = "multi_thread")]
async fn names_of_repositories_are_addresses() {
    let (_server, ada) = site().await;
    for bad in ["", "..", ".git", "a/b", "a b", "x.git", "../../etc/passwd"] {
        let made = ada.post_json("/api/repositories", &json!({ "name": bad })).await;
        assert_eq!(made.status(), StatusCode::BAD_REQUEST, "{bad}");
    }
    let made = ada.post_json("/api/repositories", &json!({ "name": "SITE" })).await;
    assert_eq!(made.status(), StatusCode::CONFLICT);
    let change = ada.request(Method::PATCH, SITE).json(&json!({ "name": "home", "visibility": "server" })).send().await;
    assert_eq!(change.unwrap().status(), StatusCode::OK);
    assert_eq!(ada.get(SITE).await.status(), StatusCode::NOT_FOUND);
    assert_eq!(ada.json("/api/local/ada/HOME").await["visibility"], "server");
}

#[tokio::test(flavor = "multi_thread")]
async fn branches_are_compared_and_merged() {
    let (server, ada) = site().await;
    put(&ada, "a", &json!({ "branch": "main", "content": "1\n" })).await;
    ada.post_json(&format!("{SITE}/branches"), &json!({ "name": "side/x" })).await;
    put(&ada, "b", &json!({ "branch": "side/x", "content": "2\n" })).await;
    let compared = ada.json(&format!("{SITE}/compare?into=main&from=side%2Fx")).await;
    assert_eq!((&compared["ahead"], &compared["behind"]), (&json!(1), &json!(0)), "{compared}");
    assert_eq!(compared["files"], json!([{ "path": "b", "change": "added", "added": 1, "removed": 0 }]));
    let page = ada.text("/local/Ada/site/-/compare?from=side%2Fx").await;
    assert!(page.contains("fast_forward"), "{page}");

    let merge = |kind: &str| json!({ "into": "main", "from": "side/x", "kind": kind });
    put(&ada, "a", &json!({ "branch": "main", "content": "3\n" })).await;
    let refused = ada.post_json(&format!("{SITE}/merge"), &merge("fast_forward")).await;
    assert_eq!(refused.status(), StatusCode::CONFLICT);
    let merged = ada.post_json(&format!("{SITE}/merge"), &merge("merge")).await;
    assert_eq!(merged.status(), StatusCode::OK);
    assert_eq!(text(&ada, "b").await.unwrap(), "2\n");
    let history = ada.json(&format!("{SITE}/history")).await;
    assert_eq!(history["commits"][0]["summary"], "Merge side/x into main");
    let commit = history["commits"][0]["commit"].as_str().unwrap();
    assert!(ada.text(&format!("/local/Ada/site/-/commit/{commit}")).await.contains("+1 −0"));

    put(&ada, "a", &json!({ "branch": "main", "content": "mine\n" })).await;
    put(&ada, "a", &json!({ "branch": "side/x", "content": "theirs\n" })).await;
    let conflict = ada.post_json(&format!("{SITE}/merge"), &merge("merge")).await;
    assert_eq!(conflict.status(), StatusCode::CONFLICT);
    let said: Value = conflict.json().await.unwrap();
    assert_eq!(said["error"]["code"], "conflict");
    assert!(said["error"]["message"].as_str().unwrap().ends_with(": a"), "{said}");
    assert_eq!(text(&ada, "a").await.unwrap(), "mine\n");
    for path in ["/-/commit/zzz", "/-/commit/1111111111111111111111111111111111111111", "/-/compare?from=none"] {
        assert_eq!(ada.get(&format!("/local/Ada/site{path}")).await.status(), StatusCode::NOT_FOUND, "{path}");
    }
    check_whole(&server.data());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_is_found_its_lines_know_their_commits_and_two_of_it_are_made_one() {
    let (server, ada) = site().await;
    let (_, first) = put(&ada, "src/a.txt", &json!({ "branch": "main", "content": "one\ntwo\nthree\n" })).await;
    let (_, second) = put(&ada, "src/a.txt", &json!({ "branch": "main", "content": "one\ntwo\nthree\nfour\n" })).await;
    assert_eq!(ada.json(&format!("{SITE}/files")).await["paths"], json!(["src/a.txt"]));

    let found = ada.json(&format!("{SITE}/search?q=T%5Cw%2B&regex=true&path=src/*.txt")).await;
    let lines: Vec<_> =
        found["places"].as_array().unwrap().iter().map(|place| (&place["line"], &place["text"])).collect();
    assert_eq!(lines, [(&json!(2), &json!("two")), (&json!(3), &json!("three"))]);
    assert_eq!(ada.json(&format!("{SITE}/search?q=T&case=true")).await["places"], json!([]));
    let refused = ada.get(&format!("{SITE}/search?q=(&regex=true")).await;
    assert_eq!(refused.status(), StatusCode::BAD_REQUEST);

    let blame = ada.json(&format!("{SITE}/blame?path=src/a.txt")).await;
    let commit = |saved: &Value| saved["commit"].clone();
    assert_eq!(
        blame["lines"],
        json!([{ "from": 1, "count": 3, "commit": commit(&first) }, { "from": 4, "count": 1, "commit": commit(&second) }])
    );
    assert_eq!(blame["commits"][commit(&first).as_str().unwrap()]["author"], "Ada");
    assert_eq!(ada.get(&format!("{SITE}/blame?path=src")).await.status(), StatusCode::NOT_FOUND);

    let texts = |content: &str| json!({ "base": first["blobs"][0]["blob"], "content": content, "theirs": second["blobs"][0]["blob"] });
    let merged = ada.post_json(&format!("{SITE}/merge-text"), &texts("zero\none\ntwo\nthree\n")).await;
    let merged: Value = merged.json().await.unwrap();
    assert_eq!(merged, json!({ "content": "zero\none\ntwo\nthree\nfour\n", "has_conflicts": false }));
    let merged: Value =
        ada.post_json(&format!("{SITE}/merge-text"), &texts("one\ntwo\nthree\n5\n")).await.json().await.unwrap();
    assert_eq!(merged["has_conflicts"], true);
    assert!(
        merged["content"].as_str().unwrap().contains("<<<<<<< yours\n5\n=======\nfour\n>>>>>>> what is there now"),
        "{merged}"
    );

    // What a stranger can't see can't be searched either.
    let grace = server.invite(&ada, "Grace", "unlimited").await;
    for path in ["files", "search?q=one", "blame?path=src/a.txt"] {
        assert_eq!(grace.get(&format!("{SITE}/{path}")).await.status(), StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_commit_takes_several_large_texts() {
    let (_server, ada) = site().await;
    let large = "0123456789abcde\n".repeat(60_000);
    let changes: Vec<Value> = (0..4).map(|at| json!({ "path": format!("{at}.txt"), "content": large })).collect();
    let answer = ada
        .post_json(&format!("{SITE}/commit"), &json!({ "branch": "main", "message": "Large", "changes": changes }))
        .await;
    assert_eq!(answer.status(), StatusCode::OK);
    let file = ada.json(&format!("{SITE}/contents/3.txt")).await;
    assert_eq!(file["bytes"], 960_000);
}
