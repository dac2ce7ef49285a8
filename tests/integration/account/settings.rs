use reqwest::{Method, StatusCode};
use serde_json::Value;

use crate::support::{PASSWORD, TestClient, TestServer, location};

/// The ids in the addresses of forms that look like `/settings/sign-ins/{id}/end`.
fn ids(page: &str, before: &str, after: &str) -> Vec<String> {
    let id = |rest: &str| Some(rest.split_once(after)?.0.to_owned()).filter(|id| id.len() == 36);
    page.split(before).skip(1).filter_map(id).collect()
}

async fn status(client: &TestClient) -> StatusCode {
    client.get("/api/me").await.status()
}

#[tokio::test]
async fn the_page_lists_where_the_user_is_signed_in() {
    let (server, ada) = TestServer::with_ada().await;
    let agent = "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0";
    let request = server.client().request(Method::POST, "/sign-in").header("User-Agent", agent);
    request.form(&[("name", "Ada"), ("password", PASSWORD)]).send().await.unwrap();

    let page = ada.text("/settings").await;

    assert!(page.contains("Firefox on Linux") && page.contains("this one"), "{page}");
    assert_eq!(ids(&page, "/settings/sign-ins/", "/end").len(), 2);
}

#[tokio::test]
async fn one_sign_in_is_ended_from_another() {
    let (server, ada) = TestServer::with_ada().await;
    let other = server.client();
    other.sign_in("Ada", PASSWORD).await;
    let page = ada.text("/settings").await;
    let row = page.split("<tr>").find(|row| row.contains("/end\"") && !row.contains("this one")).unwrap();
    let id = &ids(row, "/settings/sign-ins/", "/end")[0];

    let answer = ada.post_form(&format!("/settings/sign-ins/{id}/end"), &[]).await;

    assert_eq!(location(&answer), "/settings?done=sign-in-ended#sign-ins");
    assert!(ada.text("/settings?done=sign-in-ended").await.contains("The sign-in has ended."));
    assert_eq!((status(&ada).await, status(&other).await), (StatusCode::OK, StatusCode::UNAUTHORIZED));
}

#[tokio::test]
async fn all_others_are_ended_at_once() {
    let (server, ada) = TestServer::with_ada().await;
    let other = server.client();
    other.sign_in("Ada", PASSWORD).await;
    let token = other.token("Ada").await;

    ada.post_form("/settings/sign-ins/end-others", &[]).await;

    assert_eq!((status(&ada).await, status(&other).await), (StatusCode::OK, StatusCode::UNAUTHORIZED));
    let by_token = server.client().bare(Method::GET, "/api/me").bearer_auth(token);
    assert_eq!(by_token.send().await.unwrap().status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn somebody_else_s_sign_in_is_not_found() {
    let (server, ada) = TestServer::with_ada().await;
    let bob = server.invite(&ada, "Bob", "free").await;
    let id = &ids(&ada.text("/settings").await, "/settings/sign-ins/", "/end")[0];

    for id in [id.as_str(), "00000000-0000-0000-0000-000000000000", "nonsense", "1"] {
        let answer = bob.post_form(&format!("/settings/sign-ins/{id}/end"), &[]).await;
        assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{id}");
    }
    assert_eq!(status(&ada).await, StatusCode::OK);
}

#[tokio::test]
async fn a_new_password_needs_the_present_one_and_ends_other_sign_ins() {
    let (server, ada) = TestServer::with_ada().await;
    let other = server.client();
    other.sign_in("Ada", PASSWORD).await;
    let new = "an otter in the reeds";

    let wrong = ada.post_form("/settings/password", &[("current", "not it at all"), ("password", new)]).await;
    assert_eq!(wrong.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text().await.unwrap().contains("That is not your present password."));
    let common = ada.post_form("/settings/password", &[("current", PASSWORD), ("password", "12345678")]).await;
    assert!(common.text().await.unwrap().contains("among the first"));

    let answer = ada.post_form("/settings/password", &[("current", PASSWORD), ("password", new)]).await;
    assert_eq!(location(&answer), "/settings?done=password-changed#password");
    assert_eq!((status(&ada).await, status(&other).await), (StatusCode::OK, StatusCode::UNAUTHORIZED));
    let old = other.post_form("/sign-in", &[("name", "Ada"), ("password", PASSWORD)]).await;
    assert_eq!(old.status(), StatusCode::UNAUTHORIZED);
    other.sign_in("Ada", new).await;
}

#[tokio::test]
async fn an_admin_changes_tiers_and_keeps_users_out() {
    let (server, ada) = TestServer::with_ada().await;
    let bob = server.invite(&ada, "Bob", "unlimited").await;
    let me: Value = bob.json("/api/me").await;
    let bob_id = me["user"]["id"].as_str().unwrap();

    ada.post_form(&format!("/settings/users/{bob_id}/tier"), &[("tier", "free")]).await;
    let me: Value = bob.json("/api/me").await;
    assert_eq!((&me["tier"], &me["limits"]["stacks_max"]), (&"free".into(), &3.into()));

    ada.post_form(&format!("/settings/users/{bob_id}/disable"), &[]).await;
    assert_eq!(status(&bob).await, StatusCode::UNAUTHORIZED);
    let answer = bob.post_form("/sign-in", &[("name", "Bob"), ("password", PASSWORD)]).await;
    assert_eq!(answer.status(), StatusCode::FORBIDDEN);
    assert!(answer.text().await.unwrap().contains("This account is disabled."));

    ada.post_form(&format!("/settings/users/{bob_id}/enable"), &[]).await;
    bob.sign_in("Bob", PASSWORD).await;
}

#[tokio::test]
async fn the_last_admin_can_t_be_locked_out() {
    let (_server, ada) = TestServer::with_ada().await;
    let me: Value = ada.json("/api/me").await;

    let path = format!("/settings/users/{}/disable", me["user"]["id"].as_str().unwrap());
    let answer = ada.post_form(&path, &[]).await;

    assert_eq!(location(&answer), "/settings?done=last-admin#users");
    assert_eq!(status(&ada).await, StatusCode::OK);
}

#[tokio::test]
async fn a_user_sees_and_does_nothing_of_an_admin_s() {
    let (server, ada) = TestServer::with_ada().await;
    let bob = server.invite(&ada, "Bob", "free").await;
    let me: Value = ada.json("/api/me").await;
    let ada_id = me["user"]["id"].as_str().unwrap();

    let page = bob.text("/settings").await;
    assert!(!page.contains("/settings/users/") && !page.contains("/settings/invitations"), "{page}");
    for path in [
        "/settings/invitations".to_owned(),
        format!("/settings/invitations/{ada_id}/withdraw"),
        format!("/settings/users/{ada_id}/tier"),
        format!("/settings/users/{ada_id}/disable"),
        format!("/settings/users/{ada_id}/enable"),
    ] {
        let answer = bob.post_form(&path, &[("tier", "free")]).await;
        assert_eq!(answer.status(), StatusCode::FORBIDDEN, "{path}");
        let stranger = server.client().post_form(&path, &[("tier", "free")]).await;
        assert_eq!(location(&stranger), "/sign-in", "{path}");
    }
}

#[tokio::test]
async fn theme_and_language_are_kept_in_the_browser() {
    let (_server, ada) = TestServer::with_ada().await;

    let request = ada.request(Method::POST, "/settings/theme").header("Referer", "http://localhost/drawer?q=1");
    let answer = request.form(&[("theme", "dark")]).send().await.unwrap();
    assert_eq!(location(&answer), "/drawer?q=1");
    ada.post_form("/settings/language", &[("language", "de")]).await;

    let page = ada.text("/settings").await;
    assert!(page.contains("data-theme=\"dark\"") && page.contains("Einstellungen"), "{page}");
    let wrong = ada.post_form("/settings/theme", &[("theme", "plaid")]).await;
    assert_eq!(wrong.status(), StatusCode::BAD_REQUEST);
}
