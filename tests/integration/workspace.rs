//! The way to a branch: `/workspace/new`, and where somebody was.

use reqwest::{Method, StatusCode};
use serde_json::json;

use crate::support::{TestClient, TestServer, location};

const SITE: &str = "/api/local/Ada/site";

async fn site() -> (TestServer, TestClient) {
    let (server, ada) = TestServer::with_ada().await;
    ada.post_json("/api/repositories", &json!({ "name": "site" })).await;
    let body = json!({ "branch": "main", "content": "1" });
    let saved = ada.request(Method::PUT, &format!("{SITE}/contents/a.txt")).json(&body).send().await.unwrap();
    assert_eq!(saved.status(), StatusCode::OK);
    (server, ada)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_branch_is_opened_made_up_or_made() {
    let (_server, ada) = site().await;
    let go = |fields: &'static [(&'static str, &'static str)]| {
        let ada = ada.clone();
        async move {
            let answer = ada.post_form("/workspace/new", fields).await;
            assert_eq!(answer.status(), StatusCode::SEE_OTHER, "{fields:?}");
            location(&answer).to_owned()
        }
    };
    let existing = go(&[("repository", "Ada/site"), ("how", "existing"), ("branch", "main")]).await;
    assert_eq!(existing, "/local/Ada/site/main/code");
    let named = go(&[("repository", "Ada/site"), ("how", "named"), ("prefix", "feature"), ("name", "login")]).await;
    assert_eq!(named, "/local/Ada/site/feature%2Flogin/code");
    let generated = go(&[("repository", "Ada/site"), ("how", "generated"), ("from", "feature/login")]).await;
    assert!(generated.starts_with("/local/Ada/site/ada-"), "{generated}");
    let branches = ada.json(&format!("{SITE}/branches")).await;
    assert_eq!(branches["branches"].as_array().unwrap().len(), 3);

    for bad in [
        [("repository", "Ada/site"), ("how", "named"), ("name", "")],
        [("repository", "Ada/site"), ("how", "named"), ("name", "a..b")],
        [("repository", "Ada/site"), ("how", "named"), ("name", "feature")],
    ] {
        let answer = ada.post_form("/workspace/new", &bad).await;
        assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY, "{bad:?}");
        assert!(answer.text().await.unwrap().contains("notice danger"));
    }
    let nowhere = ada.post_form("/workspace/new", &[("repository", "Ada/none"), ("how", "existing")]).await;
    assert_eq!(nowhere.status(), StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn where_somebody_was_is_theirs_and_goes_with_the_branch() {
    let (server, ada) = site().await;
    ada.post_json(&format!("{SITE}/branches"), &json!({ "name": "feature/login" })).await;
    let page = ada.get("/local/Ada/site/feature%2Flogin/code").await;
    assert_eq!(page.status(), StatusCode::OK);
    assert!(ada.text("/workspace").await.contains("/local/Ada/site/feature%2Flogin/code"));
    let bob = server.invite(&ada, "Bob", "free").await;
    assert!(!bob.text("/workspace").await.contains("feature"));
    let gone = ada.request(Method::DELETE, &format!("{SITE}/branches/feature%2Flogin")).send().await.unwrap();
    assert_eq!(gone.status(), StatusCode::NO_CONTENT);
    assert!(!ada.text("/workspace").await.contains("feature"));
}
