//! Repositories of GitHub that are not here, looked into over its REST API.

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::{TestClient, TestServer, github::FakeGitHub, location};

const THERE: &str = "grace/site";
const PAGE: &str = "/workspace/github/grace/site";
const API: &str = "/api/github/grace/site";
const TOKEN: &str = "ghp_0123456789abcdefghij";

async fn start() -> (FakeGitHub, TestServer, TestClient) {
    let there = FakeGitHub::start();
    there.add_token(TOKEN, "grace");
    there.add_repo("grace", "site");
    there.commit(THERE, "main", "a.txt", "one\ntwo\n");
    there.commit(THERE, "main", "src/b <b>.txt", "bee\n");
    let (api, git) = (there.api_base(), there.git_base());
    let server = TestServer::start_with(|config| {
        config.github.enabled = true;
        config.github.api_url = api;
        config.github.git_url = git;
    });
    let ada = server.set_up("Ada").await;
    let connected = ada.request(Method::PUT, "/api/github/account").json(&json!({ "token": TOKEN })).send().await;
    assert_eq!(connected.unwrap().status(), StatusCode::OK);
    (there, server, ada)
}

/// What a hidden field of the page holds.
fn field(page: &str, name: &str) -> String {
    let (_, rest) = page.split_once(&format!("name=\"{name}\" value=\"")).unwrap_or_else(|| panic!("{name}: {page}"));
    rest.split('"').next().unwrap().to_owned()
}

async fn send(who: &TestClient, method: Method, path: &str, body: &Value) -> (StatusCode, Value) {
    let answer = who.request(method, &format!("{API}/contents/{path}")).json(body).send().await.unwrap();
    (answer.status(), answer.json().await.unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_repository_is_looked_into_and_a_text_changed_without_bringing_it() {
    let (there, server, ada) = start().await;
    assert!(ada.text("/workspace/github").await.contains(&format!("href=\"{PAGE}\"")));
    let page = ada.text(PAGE).await;
    assert!(page.contains("a.txt") && page.contains("path=src"), "{page}");
    let folder = ada.text(&format!("{PAGE}?branch=main&path=src")).await;
    assert!(folder.contains("b &#60;b&#62;.txt") && folder.contains("path=src%2Fb%20%3Cb%3E.txt"), "{folder}");
    assert!(ada.text(&format!("{PAGE}?path=src%2Fb%20%3Cb%3E.txt")).await.contains("bee"));
    there.commit(THERE, "main", "large.txt", &"x".repeat((1 << 20) + 1));
    there.commit(THERE, "main", "zero.bin", "a\0b");
    assert!(ada.text(&format!("{PAGE}?path=large.txt")).await.contains("larger than the"));
    assert!(ada.text(&format!("{PAGE}?path=zero.bin")).await.contains("no text"));
    for gone in ["?path=none.txt", "?branch=none", "?path=..%2Fx", "?branch=..", "-none"] {
        assert_eq!(ada.get(&format!("{PAGE}{gone}")).await.status(), StatusCode::NOT_FOUND, "{gone}");
    }

    let form = ada.text(&format!("{PAGE}?path=a.txt&edit=yes")).await;
    let expect = field(&form, "expect");
    let save = async |expect: &str, content: &str| {
        let fields = [("branch", "main"), ("path", "a.txt"), ("expect", expect), ("content", content)];
        ada.post_form(PAGE, &fields).await
    };
    let saved = save(&expect, "one\r\n2\r\n").await;
    assert_eq!(location(&saved), format!("{PAGE}?branch=main&path=a.txt&done=saved"));
    assert!(ada.text(location(&saved)).await.contains("one\n2\n"));
    assert!(there.log(THERE, "main").contains("Change a.txt"), "{}", there.log(THERE, "main"));

    // Lines end as they ended before.
    there.commit(THERE, "main", "windows.txt", "one\r\ntwo\r\n");
    let form = ada.text(&format!("{PAGE}?path=windows.txt&edit=yes")).await;
    let (blob, had) = (field(&form, "expect"), field(&form, "has_carriage_returns"));
    let fields = [("branch", "main"), ("path", "windows.txt"), ("expect", &*blob), ("has_carriage_returns", &*had)];
    let fields = [&fields[..], &[("content", "one\r\n2\r\n")]].concat();
    assert_eq!(ada.post_form(PAGE, &fields).await.status(), StatusCode::SEE_OTHER);
    let kept = ada.json(&format!("/api/github/{THERE}/contents/windows.txt")).await;
    assert_eq!(kept["content"], "one\r\n2\r\n");

    // Somebody was faster: both texts are there, and the next save is of what was shown.
    there.commit(THERE, "main", "a.txt", "theirs\n");
    let late = save(&expect, "mine\n").await;
    assert_eq!(late.status(), StatusCode::CONFLICT);
    let late = late.text().await.unwrap();
    assert!(late.contains("mine") && late.contains("theirs"), "{late}");
    assert_eq!(save(&field(&late, "expect"), "both\n").await.status(), StatusCode::SEE_OTHER);
    assert!(ada.text(&format!("{PAGE}?path=a.txt")).await.contains("both"));

    // Somebody else's commit to something else at that moment is in nobody's way.
    let expect = field(&ada.text(&format!("{PAGE}?path=a.txt&edit=yes")).await, "expect");
    there.race_next_write();
    assert_eq!(save(&expect, "raced\n").await.status(), StatusCode::SEE_OTHER);
    // What GitHub has against it stands above the text.
    there.protect(THERE, "main");
    let expect = field(&ada.text(&format!("{PAGE}?path=a.txt&edit=yes")).await, "expect");
    let refused = save(&expect, "not allowed\n").await;
    assert_eq!(refused.status(), StatusCode::FORBIDDEN);
    let refused = refused.text().await.unwrap();
    assert!(refused.contains("through a pull request") && refused.contains("not allowed"), "{refused}");

    // A branch of its own is the way round, and goes again when nothing comes to it.
    let apart = async |expect: &str, to: &str| {
        let fields = [("branch", "main"), ("path", "a.txt"), ("expect", expect), ("content", "apart\n"), ("to", to)];
        ada.post_form(PAGE, &fields).await
    };
    assert_eq!(
        location(&apart(&expect, "ada/apart").await),
        format!("{PAGE}?branch=ada%2Fapart&path=a.txt&done=saved")
    );
    assert!(there.head(THERE, "ada/apart").is_some());
    assert_eq!(apart(&expect, "ada/apart").await.status(), StatusCode::CONFLICT, "it is there already");
    assert_eq!(apart(&"0".repeat(40), "ada/late").await.status(), StatusCode::CONFLICT);
    assert_eq!(there.head(THERE, "ada/late"), None);

    there.limit(Some(30));
    assert_eq!(ada.get(PAGE).await.status(), StatusCode::TOO_MANY_REQUESTS);
    let bob = server.invite(&ada, "Bob", "free").await;
    assert_eq!(bob.get(PAGE).await.status(), StatusCode::FORBIDDEN, "without a connection there is nothing to see");
    assert_eq!(ada.json("/api/repositories").await["repositories"], json!([]), "nothing was brought here");
}

#[tokio::test(flavor = "multi_thread")]
async fn programs_read_and_write_files_without_a_mirror() {
    let (there, server, ada) = start().await;
    let head = there.head(THERE, "main").unwrap();
    let tree = ada.json(&format!("{API}/tree?path=src")).await;
    assert_eq!((&tree["commit"], &tree["entries"][0]["path"]), (&json!(head), &json!("src/b <b>.txt")), "{tree}");
    let read = ada.json(&format!("{API}/contents/a.txt?ref=main")).await;
    assert_eq!((&read["content"], &read["commit"]), (&json!("one\ntwo\n"), &json!(head)), "{read}");
    assert_eq!(ada.json(&format!("{API}/contents/a.txt?at={head}&from=4")).await["content"], "two\n");
    for gone in ["contents/none", "contents/src", "contents/a.txt?ref=none", "tree?path=a.txt", "contents/%2e%2e/x"] {
        let status = ada.get(&format!("{API}/{gone}")).await.status();
        assert!(matches!(status, StatusCode::NOT_FOUND | StatusCode::BAD_REQUEST), "{gone}: {status}");
    }

    let put = |content: &str, expect: &Value| json!({ "branch": "main", "content": content, "expect_blob": expect });
    let unsaid = json!({ "branch": "main", "content": "x" });
    assert_eq!(send(&ada, Method::PUT, "new.txt", &unsaid).await.1["error"]["field"], "expect_blob");
    let (status, made) = send(&ada, Method::PUT, "new.txt", &put("new", &Value::Null)).await;
    assert_eq!(status, StatusCode::OK, "{made}");
    assert_eq!(made["commit"], there.head(THERE, "main").unwrap().as_str());
    let blob = made["blobs"][0]["blob"].clone();
    let (status, late) = send(&ada, Method::PUT, "new.txt", &put("again", &Value::Null)).await;
    assert_eq!((status, &late["error"]["code"]), (StatusCode::CONFLICT, &json!("stale")), "{late}");
    assert_eq!(
        (&late["error"]["details"]["content"], &late["error"]["details"]["blob"]),
        (&json!("new"), &blob),
        "{late}"
    );

    let gone = json!({ "branch": "main", "expect_blob": read["blob"] });
    let (status, late) = send(&ada, Method::DELETE, "new.txt", &gone).await;
    assert_eq!((status, &late["error"]["details"]["blob"]), (StatusCode::CONFLICT, &blob), "{late}");
    assert_eq!(send(&ada, Method::DELETE, "a.txt", &gone).await.0, StatusCode::OK);
    assert_eq!(ada.get(&format!("{API}/contents/a.txt")).await.status(), StatusCode::NOT_FOUND);

    there.limit(Some(30));
    let limited = ada.get(&format!("{API}/contents/new.txt")).await;
    assert_eq!(limited.status(), StatusCode::TOO_MANY_REQUESTS);
    assert!(limited.headers().contains_key("retry-after"));
    let bob = server.invite(&ada, "Bob", "free").await;
    for path in ["contents/new.txt", "tree"] {
        assert_eq!(bob.get(&format!("{API}/{path}")).await.status(), StatusCode::NOT_FOUND, "{path}");
    }
}
