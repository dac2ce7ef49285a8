//! Pictures, sounds and files of any kind on a branch: sent as they are, and shown so that nothing in them runs.

use std::{
    io::{Read, Write},
    net::TcpStream,
};

use reqwest::{
    Method, Response, StatusCode,
    header::{CONTENT_TYPE, ETAG, IF_NONE_MATCH, RANGE},
};
use serde_json::{Value, json};

use crate::support::{TestClient, TestServer};

const SITE: &str = "/api/local/Ada/site";
const FILE: &str = "/local/Ada/site/main/file";
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n and then some";

async fn site() -> (TestServer, TestClient) {
    let (server, ada) = TestServer::with_ada().await;
    let made = ada.post_json("/api/repositories", &json!({ "name": "site" })).await;
    assert_eq!(made.status(), StatusCode::CREATED);
    (server, ada)
}

async fn send(client: &TestClient, bytes: Vec<u8>) -> Response {
    let request = client.request(Method::POST, &format!("{SITE}/blobs"));
    request.header(CONTENT_TYPE, "application/octet-stream").body(bytes).send().await.unwrap()
}

/// Sends files and commits them.
async fn add(client: &TestClient, files: &[(&str, &[u8])]) {
    let mut changes = Vec::new();
    for (path, bytes) in files {
        let sent = send(client, bytes.to_vec()).await;
        assert_eq!(sent.status(), StatusCode::CREATED, "{path}");
        let sent: Value = sent.json().await.unwrap();
        assert_eq!(sent["bytes"], bytes.len());
        changes.push(json!({ "path": path, "blob": sent["blob"], "expect_blob": null }));
    }
    let body = json!({ "branch": "main", "message": "Add", "changes": changes });
    let made = client.post_json(&format!("{SITE}/commit"), &body).await;
    assert_eq!(made.status(), StatusCode::OK, "{:?}", made.text().await);
}

fn header<'r>(answer: &'r Response, name: &str) -> &'r str {
    answer.headers().get(name).map_or("", |value| value.to_str().unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_a_file_holds_nothing_in_it_runs() {
    let (_server, ada) = site().await;
    let svg = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>";
    add(
        &ada,
        &[
            ("a.png", PNG),
            ("a.svg", svg),
            ("evil.png", b"<!doctype html><script>alert(1)</script>"),
            ("evil.js", b"alert(1)"),
            ("a.wav", b"RIFF\x04\0\0\0WAVEfmt "),
            ("empty.png", b""),
        ],
    )
    .await;
    for (path, kind) in [
        ("a.png", "image/png"),
        ("a.svg", "image/svg+xml"),
        ("evil.png", "application/octet-stream"),
        ("evil.js", "application/octet-stream"),
        ("a.wav", "audio/wav"),
        ("empty.png", "application/octet-stream"),
    ] {
        let answer = ada.get(&format!("{FILE}/{path}")).await;
        assert_eq!((answer.status(), header(&answer, "content-type")), (StatusCode::OK, kind), "{path}");
        assert_eq!(header(&answer, "x-content-type-options"), "nosniff");
        let policy = header(&answer, "content-security-policy");
        assert!(policy.starts_with("default-src 'none'") && policy.contains("; sandbox;"), "{policy}");
        assert_eq!(header(&answer, "cache-control"), "private, no-cache");
        assert_eq!(header(&answer, "cross-origin-resource-policy"), "same-origin");
        assert_eq!(header(&answer, "referrer-policy"), "no-referrer");
    }
    // Pages keep their own policy.
    let page = ada.get("/local/Ada/site/main/images").await;
    assert!(header(&page, "content-security-policy").starts_with("default-src 'self'"));
    for gone in ["no.png", "", "a.png/b", "..%2Fa.png", "%00"] {
        assert!(ada.get(&format!("{FILE}/{gone}")).await.status().is_client_error(), "{gone}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sound_is_read_in_parts_and_a_picture_once() {
    let (_server, ada) = site().await;
    let bytes: Vec<u8> = b"RIFF....WAVE".iter().copied().chain((0..251_u8).cycle().take(5_000)).collect();
    add(&ada, &[("a.wav", &bytes)]).await;
    let part = |range: &'static str| ada.request(Method::GET, &format!("{FILE}/a.wav")).header(RANGE, range).send();
    let middle = part("bytes=100-199").await.unwrap();
    assert_eq!(
        (middle.status(), header(&middle, "content-range")),
        (StatusCode::PARTIAL_CONTENT, "bytes 100-199/5012")
    );
    assert_eq!(header(&middle, "content-type"), "audio/wav");
    assert_eq!(middle.bytes().await.unwrap(), bytes[100..200]);
    let end = part("bytes=-12").await.unwrap();
    assert_eq!(end.bytes().await.unwrap(), bytes[5_000..]);
    assert_eq!(part("bytes=5012-").await.unwrap().status(), StatusCode::RANGE_NOT_SATISFIABLE);
    let all = part("bytes=0-1,4-5").await.unwrap();
    assert_eq!((all.status(), header(&all, "accept-ranges").to_owned()), (StatusCode::OK, "bytes".to_owned()));
    let etag = all.headers()[ETAG].clone();
    assert_eq!(all.bytes().await.unwrap(), bytes);
    let again = ada.request(Method::GET, &format!("{FILE}/a.wav")).header(IF_NONE_MATCH, etag).send().await.unwrap();
    assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
}

#[tokio::test(flavor = "multi_thread")]
async fn strangers_see_nothing_and_readers_send_nothing() {
    let (server, ada) = site().await;
    add(&ada, &[("img/a.png", PNG)]).await;
    let eve = server.invite(&ada, "Eve", "unlimited").await;
    let pages = ["images", "images/img", "images/img/a.png", "sounds", "file/img/a.png"];
    for page in pages {
        let page = format!("/local/Ada/site/main/{page}");
        assert_eq!(ada.get(&page).await.status(), StatusCode::OK, "{page}");
        assert_eq!(eve.get(&page).await.status(), StatusCode::NOT_FOUND, "{page}");
    }
    assert_eq!(send(&eve, PNG.to_vec()).await.status(), StatusCode::NOT_FOUND);
    let members = format!("{SITE}/members/Eve");
    ada.request(Method::PUT, &members).json(&json!({ "role": "read" })).send().await.unwrap();
    for page in pages {
        let page = format!("/local/Ada/site/main/{page}");
        assert_eq!(eve.get(&page).await.status(), StatusCode::OK, "{page}");
    }
    assert_eq!(send(&eve, PNG.to_vec()).await.status(), StatusCode::FORBIDDEN);
    assert_eq!(eve.get("/local/Ada/site/main/images?new=1").await.status(), StatusCode::FORBIDDEN);
    assert!(!eve.text("/local/Ada/site/main/images").await.contains("data-send"));
    ada.request(Method::DELETE, &members).send().await.unwrap();
    assert_eq!(eve.get("/local/Ada/site/main/file/img/a.png").await.status(), StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_sent_must_be_here_before_a_commit_names_it() {
    let (_server, ada) = site().await;
    add(&ada, &[("a.png", PNG)]).await;
    let commit = |change: Value| {
        let body = json!({ "branch": "main", "message": "Add", "changes": [change] });
        let ada = ada.clone();
        async move { ada.post_json(&format!("{SITE}/commit"), &body).await.status() }
    };
    let head = ada.json(&format!("{SITE}/branches")).await["branches"][0]["commit"].clone();
    let sent: Value = send(&ada, b"new".to_vec()).await.json().await.unwrap();
    let blob = &sent["blob"];
    for (bad, status) in [
        (json!({ "path": "b", "blob": "0123456789012345678901234567890123456789" }), StatusCode::BAD_REQUEST),
        (json!({ "path": "b", "blob": head }), StatusCode::BAD_REQUEST),
        (json!({ "path": "b", "blob": blob, "content": "x" }), StatusCode::BAD_REQUEST),
        (json!({ "path": ".git/b", "blob": blob }), StatusCode::BAD_REQUEST),
        (json!({ "path": "../b", "blob": blob }), StatusCode::BAD_REQUEST),
        (json!({ "path": "a.png", "blob": blob, "expect_blob": null }), StatusCode::CONFLICT),
        (json!({ "path": "a.png", "blob": blob, "expect_blob": blob }), StatusCode::CONFLICT),
    ] {
        assert_eq!(commit(bad.clone()).await, status, "{bad}");
    }
    let wrong = ada.request(Method::POST, &format!("{SITE}/blobs")).json(&json!({})).send().await.unwrap();
    assert_eq!(wrong.status(), StatusCode::UNSUPPORTED_MEDIA_TYPE);
    assert_eq!(commit(json!({ "path": "b", "blob": blob })).await, StatusCode::OK);
    assert_eq!(ada.json(&format!("{SITE}/contents/b")).await["content"], "new");
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_megabytes_come_whole_and_a_hundred_and_one_are_refused_at_once() {
    let (server, ada) = site().await;
    let large: Vec<u8> = (0..251_u8).cycle().take(50 << 20).collect();
    add(&ada, &[("large.bin", &large)]).await;
    assert_eq!(ada.get(&format!("{FILE}/large.bin")).await.bytes().await.unwrap(), large);

    // The answer comes although nothing of the body has.
    let token = ada.token("Ada").await;
    let address = ada.base().strip_prefix("http://").unwrap().to_owned();
    let too_large = (101_u64 << 20).to_string();
    let refused = tokio::task::spawn_blocking(move || {
        let mut connection = TcpStream::connect(&address).unwrap();
        write!(
            connection,
            "POST {SITE}/blobs HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {token}\r\n\
             Content-Type: application/octet-stream\r\nContent-Length: {too_large}\r\n\r\n"
        )
        .unwrap();
        let mut answer = vec![0; 4_096];
        let read = connection.read(&mut answer).unwrap();
        String::from_utf8_lossy(&answer[..read]).into_owned()
    });
    let refused = refused.await.unwrap();
    assert!(refused.starts_with("HTTP/1.1 413") && refused.contains("at most 100 MiB"), "{refused}");

    // What says nothing of its length is counted, and what broke off leaves nothing behind.
    let staging = server.data().join("repositories/staging");
    assert_eq!(std::fs::read_dir(staging).unwrap().count(), 0);
}

/// The address of the frame on the preview page of a branch.
async fn preview(client: &TestClient, path: &str) -> String {
    let page = client.text(&format!("/local/Ada/site/main/preview/{path}")).await;
    let frame = page.split("<iframe src=\"").nth(1).expect("a frame");
    assert!(frame.contains("sandbox=\"allow-scripts allow-forms allow-pointer-lock\""), "{frame}");
    frame.split('"').next().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_preview_serves_the_pages_of_a_branch_and_can_reach_nothing_else() {
    let (_server, ada) = site().await;
    let files: [(&str, &[u8]); 5] = [
        ("index.html", b"<!doctype html><script type=module src=app.js></script>"),
        ("app.js", b"export {}"),
        ("docs/a b.txt", b"text"),
        ("sub/index.html", b"sub"),
        ("x.xyz", b"?"),
    ];
    add(&ada, &files).await;
    let top = preview(&ada, "").await;
    // Nobody's cookie is needed: the address is what opens it.
    let nobody = TestClient::new(ada.base());
    let get = |path: String| {
        let nobody = nobody.clone();
        async move { nobody.bare(Method::GET, &path).header("Origin", "null").send().await.unwrap() }
    };
    for (path, kind, body) in [
        ("", "text/html; charset=utf-8", "<!doctype html><script type=module src=app.js></script>"),
        ("app.js", "text/javascript; charset=utf-8", "export {}"),
        ("docs/a%20b.txt", "text/plain; charset=utf-8", "text"),
        ("sub/", "text/html; charset=utf-8", "sub"),
        ("x.xyz", "application/octet-stream", "?"),
    ] {
        let answer = get(format!("{top}{path}")).await;
        assert_eq!((answer.status(), header(&answer, "content-type")), (StatusCode::OK, kind), "{path}");
        let policy = header(&answer, "content-security-policy").to_owned();
        let place = format!("{}{top}", ada.base());
        assert!(policy.starts_with("sandbox allow-scripts allow-forms allow-pointer-lock; "), "{policy}");
        assert!(policy.contains(&format!("default-src {place} data: blob:")), "{policy}");
        assert!(!policy.contains("'self'") && !policy.contains("allow-same-origin"), "{policy}");
        assert_eq!(header(&answer, "access-control-allow-origin"), "*");
        assert_eq!(header(&answer, "access-control-allow-credentials"), "");
        assert_eq!(header(&answer, "cache-control"), "no-store");
        assert_eq!(header(&answer, "x-content-type-options"), "nosniff");
        assert_eq!(header(&answer, "cross-origin-opener-policy"), "");
        assert_eq!(header(&answer, "referrer-policy"), "no-referrer");
        assert_eq!(answer.text().await.unwrap(), body, "{path}");
    }
    let listing = get(format!("{top}docs/")).await.text().await.unwrap();
    assert!(listing.contains("href=\"./a%20b.txt\"") && listing.contains("href=\"../\""), "{listing}");
    let aside = get(format!("{top}sub")).await;
    assert_eq!((aside.status(), header(&aside, "location")), (StatusCode::FOUND, "./sub/"));
    for gone in ["no.html", "app.js/", "docs/..%2Findex.html", "%00", ".git/config"] {
        let answer = get(format!("{top}{gone}")).await;
        assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{gone}");
        assert!(header(&answer, "content-security-policy").starts_with("sandbox "), "{gone}");
    }
    assert_eq!(get(format!("/preview/{}/", "0".repeat(64))).await.status(), StatusCode::NOT_FOUND);
    // The pass opens files alone.
    let post = nobody.bare(Method::POST, &top).send().await.unwrap();
    assert_eq!(post.status(), StatusCode::METHOD_NOT_ALLOWED);
    let pass = top.trim_start_matches("/preview/").trim_end_matches('/').to_owned();
    let api = nobody.bare(Method::GET, &format!("{SITE}/tree")).bearer_auth(pass).send().await.unwrap();
    assert_eq!(api.status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_preview_ends_with_whoever_looks_at_it() {
    let (server, ada) = site().await;
    add(&ada, &[("index.html", b"hello")]).await;
    let eve = server.invite(&ada, "Eve", "unlimited").await;
    assert_eq!(eve.get("/local/Ada/site/main/preview").await.status(), StatusCode::NOT_FOUND);
    let members = format!("{SITE}/members/Eve");
    ada.request(Method::PUT, &members).json(&json!({ "role": "read" })).send().await.unwrap();
    let (hers, own) = (preview(&eve, "").await, preview(&ada, "").await);
    assert_ne!(hers, own);
    assert_eq!(eve.get(&hers).await.status(), StatusCode::OK);
    ada.request(Method::DELETE, &members).send().await.unwrap();
    assert_eq!(eve.get(&hers).await.status(), StatusCode::NOT_FOUND);
    assert_eq!(ada.get(&own).await.status(), StatusCode::OK);
    ada.post_form("/sign-out", &[]).await;
    assert_eq!(ada.get(&own).await.status(), StatusCode::NOT_FOUND);
}
