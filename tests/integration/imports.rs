//! Repositories that are brought here: bundles, archives of files, and other servers.

use std::{
    io::{Cursor, Write},
    time::Duration,
};

use reqwest::{Method, Response, StatusCode};
use serde_json::Value;
use zip::{ZipWriter, write::SimpleFileOptions};

use crate::support::{
    TestClient, TestServer,
    git::{Git, check_whole},
    mcp::McpClient,
};

const EDGE: &str = "edge-of-a-form";

/// What the helper below makes a link of.
const LINK: u32 = 0;

/// A form with fields and perhaps a file.
async fn send(client: &TestClient, path: &str, fields: &[(&str, &str)], file: Option<(&str, &[u8])>) -> Response {
    let mut body = Vec::new();
    for (name, value) in fields {
        write!(body, "--{EDGE}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").unwrap();
    }
    if let Some((name, bytes)) = file {
        let head = format!("Content-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n");
        write!(body, "--{EDGE}\r\n{head}Content-Type: application/octet-stream\r\n\r\n").unwrap();
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n");
    }
    write!(body, "--{EDGE}--\r\n").unwrap();
    let request = client.request(Method::POST, path);
    let kind = format!("multipart/form-data; boundary={EDGE}");
    request.header("content-type", kind).body(body).send().await.unwrap()
}

/// Waits until an import is over, and answers what came of it.
async fn over(client: &TestClient, begun: Response) -> Value {
    let status = begun.status();
    let begun: Value = begun.json().await.unwrap();
    assert_eq!(status, StatusCode::ACCEPTED, "{begun}");
    for _ in 0..600 {
        let now = client.json(&format!("/api/imports/{}", begun["import_id"].as_str().unwrap())).await;
        if matches!(now["stage"].as_str(), Some("done" | "failed")) {
            return now;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the import does not end");
}

async fn bring(client: &TestClient, fields: &[(&str, &str)], file: Option<(&str, &[u8])>) -> Value {
    over(client, send(client, "/api/imports", fields, file).await).await
}

fn archive(entries: &[(&str, u32, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, mode, content) in entries {
        if *mode == LINK {
            zip.add_symlink(*name, String::from_utf8_lossy(content), SimpleFileOptions::default()).unwrap();
            continue;
        }
        zip.start_file(*name, SimpleFileOptions::default().unix_permissions(*mode)).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A repository with two branches, a tag and a history, as git makes it.
fn made_with_git() -> Git {
    let git = Git::new();
    git.ok("", &["init", "-q", "-b", "trunk", "site"]);
    git.write("site/index.html", "<h1>Hello</h1>\n");
    git.write("site/bin/run", "#!/bin/sh\n");
    git.commit("site", "Begin");
    git.ok("site", &["tag", "-a", "v1", "-m", "First"]);
    git.ok("site", &["branch", "feature/login"]);
    git.write("site/index.html", "<h1>Hello, you</h1>\n");
    git.commit("site", "Greet");
    git
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bundle_comes_with_its_branches_tags_and_history() {
    let (server, ada) = TestServer::with_ada().await;
    let git = made_with_git();
    git.ok("site", &["bundle", "create", "-q", "../site.bundle", "--all"]);
    let bundle = std::fs::read(git.path("site.bundle")).unwrap();
    let brought = bring(&ada, &[("visibility", "server")], Some(("site.bundle", &bundle))).await;
    assert_eq!((&brought["stage"], &brought["owner"]), (&"done".into(), &"Ada".into()), "{brought}");

    let branches = ada.json("/api/local/Ada/site/branches").await;
    assert_eq!(branches["default_branch"], "trunk");
    assert_eq!(branches["branches"].as_array().unwrap().len(), 2);
    assert_eq!(ada.json("/api/local/Ada/site").await["visibility"], "server");
    let history = ada.json("/api/local/Ada/site/history").await;
    assert_eq!(history["commits"].as_array().unwrap().len(), 2);
    let url = Git::url(&ada, &McpClient::of(&ada, "read write").await.token, "Ada/site");
    git.ok("", &["clone", "-q", &url, "clone"]);
    assert_eq!(git.ok("clone", &["rev-parse", "v1^{}"]), git.ok("site", &["rev-parse", "trunk~1"]));
    check_whole(&server.data());

    // The name is taken now; one that is told another one may come again.
    let again = bring(&ada, &[], Some(("site.bundle", &bundle))).await;
    assert_eq!(again["stage"], "failed");
    let other = bring(&ada, &[("name", "other")], Some(("site.bundle", &bundle))).await;
    assert_eq!(other["stage"], "done");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bundle_that_is_not_whole_makes_nothing() {
    let (server, ada) = TestServer::with_ada().await;
    let git = made_with_git();
    git.ok("site", &["bundle", "create", "-q", "../whole.bundle", "--all"]);
    git.ok("site", &["bundle", "create", "-q", "../new.bundle", "trunk~1..trunk"]);
    let whole = std::fs::read(git.path("whole.bundle")).unwrap();
    let half = whole[..whole.len() / 2].to_vec();
    let mut bent = whole.clone();
    let at = bent.len() - 40;
    bent[at] ^= 0x55;
    let new = std::fs::read(git.path("new.bundle")).unwrap();
    // A head that leads into nothing, and names that mean something else here.
    let text = String::from_utf8_lossy(&whole).into_owned();
    let first_line = text.lines().next().unwrap();
    let missing = format!("{first_line}\n{} refs/heads/x\n\n", "1".repeat(40));
    for (name, bytes) in
        [("half", half), ("bent", bent), ("new", new), ("missing", missing.into_bytes()), ("text", b"hello".to_vec())]
    {
        let failed = bring(&ada, &[("name", name)], Some(("x.bundle", &bytes))).await;
        assert_eq!(failed["stage"], "failed", "{name}: {failed}");
        assert!(!failed["message"].as_str().unwrap().contains(server.data().to_str().unwrap()), "{failed}");
    }
    assert_eq!(ada.json("/api/repositories").await["repositories"].as_array().unwrap().len(), 0);
    nothing_is_left(&server);
}

fn nothing_is_left(server: &TestServer) {
    let folder = server.data().join("repositories");
    let names = |at: &std::path::Path| {
        let entries = std::fs::read_dir(at).unwrap();
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect::<Vec<_>>()
    };
    assert_eq!(names(&folder), ["staging"]);
    assert_eq!(names(&folder.join("staging")), Vec::<String>::new());
    assert_eq!(names(&server.data().join("incoming")), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_archive_becomes_a_first_commit() {
    let (server, ada) = TestServer::with_ada().await;
    let zip = archive(&[
        ("site-main/index.html", 0o644, b"<h1>Hello</h1>\n"),
        ("site-main/bin/run", 0o755, b"#!/bin/sh\n"),
        ("site-main/u\u{308}ber.txt", 0o644, "über\n".as_bytes()),
        ("site-main/.git/config", 0o644, b"[core]\n"),
        ("site-main/link", LINK, b"/etc/passwd"),
        ("__MACOSX/site-main/._index.html", 0o644, b"x"),
    ]);
    let brought = bring(&ada, &[("name", "site")], Some(("site.zip", &zip))).await;
    assert_eq!(brought["stage"], "done", "{brought}");
    let mut left_out: Vec<&str> = brought["left_out"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    left_out.sort_unstable();
    assert_eq!(left_out, [".git", "link"]);
    let tree = ada.json("/api/local/Ada/site/tree").await;
    let names: Vec<&str> = tree["entries"].as_array().unwrap().iter().map(|e| e["path"].as_str().unwrap()).collect();
    assert_eq!(names, ["bin", "index.html", "\u{fc}ber.txt"]);
    let run = ada.json("/api/local/Ada/site/tree?path=bin").await;
    assert_eq!(run["entries"][0]["kind"], "executable");
    check_whole(&server.data());
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_archives_are_refused_whole() {
    let (server, ada) = TestServer::with_ada().await;
    let noise: Vec<u8> = (0..20_000_u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 13).to_le_bytes()[0]).collect();
    let cases: [(&str, Vec<u8>); 9] = [
        ("around", archive(&[("../a", 0o644, b"1"), ("../b", 0o644, b"2")])),
        ("up", archive(&[("a", 0o644, b"1"), ("../x", 0o644, b"2")])),
        ("absolute", archive(&[("/etc/passwd", 0o644, b"2"), ("a", 0o644, b"1")])),
        ("backslash", archive(&[("a\\..\\x", 0o644, b"2"), ("b", 0o644, b"1")])),
        ("disguise", archive(&[("a", 0o644, b"1"), ("b/.GIT/config", 0o644, b"2")])),
        ("short", archive(&[("a", 0o644, b"1"), ("GIT~1/config", 0o644, b"2")])),
        ("both", archive(&[("a", 0o644, b"1"), ("a/b", 0o644, b"2")])),
        ("empty", archive(&[])),
        ("cut", archive(&[("a", 0o644, &noise)])[..1_000].to_vec()),
    ];
    for (name, bytes) in cases {
        let failed = bring(&ada, &[("name", name)], Some(("x.zip", &bytes))).await;
        assert_eq!(failed["stage"], "failed", "{name}: {failed}");
    }
    nothing_is_left(&server);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_archive_that_swells_is_stopped() {
    let server = TestServer::start_with(|config| config.repositories.repository_mib_max = 1);
    let ada = server.set_up("Ada").await;
    let bomb = archive(&[("a", 0o644, &vec![0; 900_000]), ("b", 0o644, &vec![0; 900_000])]);
    assert!(bomb.len() < 10_000);
    let failed = bring(&ada, &[("name", "bomb")], Some(("x.zip", &bomb))).await;
    assert_eq!(failed["stage"], "failed", "{failed}");
    nothing_is_left(&server);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repository_comes_from_an_allowed_server_alone() {
    let (theirs, grace) = TestServer::with_ada().await;
    let git = made_with_git();
    git.ok("site", &["bundle", "create", "-q", "../site.bundle", "--all"]);
    let bundle = std::fs::read(git.path("site.bundle")).unwrap();
    bring(&grace, &[], Some(("site.bundle", &bundle))).await;
    let token = McpClient::of(&grace, "read").await.token;

    let allowed = format!("{}/git/Ada", grace.base());
    let ours = TestServer::start_with(|config| config.repositories.import_from = vec![allowed.clone()]);
    let ada = ours.set_up("Ada").await;
    let address = format!("{allowed}/site.git");
    let brought = bring(&ada, &[("address", &address), ("token", &token)], None).await;
    assert_eq!(brought["stage"], "done", "{brought}");
    let branches = ada.json("/api/local/Ada/site/branches").await;
    assert_eq!((&branches["default_branch"], branches["branches"].as_array().unwrap().len()), (&"trunk".into(), 2));
    check_whole(&ours.data());

    // Without a token, with a wrong one, and for what is not there, the other server says the same.
    for (name, address, token) in
        [("a", address.as_str(), ""), ("b", &address, "x"), ("c", &format!("{allowed}/none.git"), token.as_str())]
    {
        let failed = bring(&ada, &[("name", name), ("address", address), ("token", token)], None).await;
        assert_eq!(failed["stage"], "failed", "{failed}");
    }
    for elsewhere in [
        format!("{}/git/Grace/site.git", grace.base()),
        format!("{allowed}/../Grace/site.git"),
        format!("{}/git/Adalbert/site.git", grace.base()),
        "http://127.0.0.1:1/git/Ada/site.git".to_owned(),
        "https://169.254.169.254/git/Ada/x.git".to_owned(),
        "file:///etc/passwd".to_owned(),
        "ssh://x/y".to_owned(),
        allowed.replace("http://", "http://name:word@") + "/site.git",
    ] {
        let refused = send(&ada, "/api/imports", &[("name", "x"), ("address", &elsewhere)], None).await;
        assert_eq!(refused.status(), StatusCode::BAD_REQUEST, "{elsewhere}");
    }
    drop(theirs);
    let failed = bring(&ada, &[("name", "late"), ("address", &address), ("token", &token)], None).await;
    assert_eq!(failed["stage"], "failed");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_sees_or_ends_the_imports_of_others() {
    let (server, ada) = TestServer::with_ada().await;
    let zip = archive(&[("a", 0o644, b"1")]);
    let brought = bring(&ada, &[("name", "mine")], Some(("x.zip", &zip))).await;
    let path = format!("/api/imports/{}", brought["import_id"].as_str().unwrap());
    let grace = server.invite(&ada, "Grace", "free").await;
    for method in [Method::GET, Method::DELETE] {
        assert_eq!(grace.request(method, &path).send().await.unwrap().status(), StatusCode::NOT_FOUND);
    }
    assert_eq!(grace.json("/api/imports").await["imports"].as_array().unwrap().len(), 0);
    let stranger = server.client();
    assert_eq!(stranger.bare(Method::GET, &path).send().await.unwrap().status(), StatusCode::UNAUTHORIZED);
    assert_eq!(ada.json("/api/imports").await["imports"].as_array().unwrap().len(), 1);
    assert_eq!(ada.request(Method::DELETE, &path).send().await.unwrap().status(), StatusCode::NO_CONTENT);
    assert_eq!(ada.json("/api/imports").await["imports"].as_array().unwrap().len(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_pages_bring_a_repository_without_a_script() {
    let (_server, ada) = TestServer::with_ada().await;
    let begun = send(&ada, "/workspace/import", &[], Some(("my site.zip", &archive(&[("a", 0o644, b"1")])))).await;
    assert_eq!(begun.status(), StatusCode::SEE_OTHER);
    let place = begun.headers()["location"].to_str().unwrap().to_owned();
    for _ in 0..200 {
        let page = ada.request(Method::GET, &place).send().await.unwrap().text().await.unwrap();
        if page.contains("/local/Ada/my-site") {
            assert!(!page.contains("every 1s"));
            return;
        }
        assert!(page.contains("every 1s"), "{page}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the import does not end");
}
