use reqwest::StatusCode;

use crate::support::{PASSWORD, TestClient, TestServer, invitation_path};

async fn invite(admin: &TestClient, tier: &str) -> String {
    let answer = admin.post_form("/settings/invitations", &[("tier", tier)]).await;
    assert_eq!(answer.status(), StatusCode::CREATED);
    invitation_path(&answer.text().await.unwrap())
}

async fn join(server: &TestServer, path: &str, name: &str) -> StatusCode {
    server.client().post_form(path, &[("name", name), ("password", PASSWORD)]).await.status()
}

#[tokio::test]
async fn an_invitation_makes_one_account_of_its_tier() {
    let (server, ada) = TestServer::with_ada().await;
    let path = invite(&ada, "free").await;
    assert!(server.client().text(&path).await.contains("You are invited"));

    let bob = server.client();
    let answer = bob.post_form(&path, &[("name", "Bob"), ("password", PASSWORD)]).await;

    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    let me = bob.json("/api/me").await;
    assert_eq!((&me["tier"], &me["user"]["role"]), (&"free".into(), &"user".into()));
    assert_eq!(join(&server, &path, "Eve").await, StatusCode::GONE);
    assert_eq!(bob.get(&path).await.status(), StatusCode::GONE);
    assert!(ada.text("/settings").await.contains("Used by Bob"));
}

#[tokio::test]
async fn the_link_is_shown_once() {
    let (_server, ada) = TestServer::with_ada().await;
    let path = invite(&ada, "free").await;

    assert!(!ada.text("/settings").await.contains(&path[path.len() - 64..]));
}

#[tokio::test]
async fn a_taken_name_can_be_changed_with_the_same_link() {
    let (server, ada) = TestServer::with_ada().await;
    let path = invite(&ada, "free").await;

    assert_eq!(join(&server, &path, "ADA").await, StatusCode::CONFLICT);
    assert_eq!(join(&server, &path, "Bob").await, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn a_withdrawn_or_expired_invitation_is_worth_nothing() {
    let (server, ada) = TestServer::with_ada().await;
    let withdrawn = invite(&ada, "free").await;
    let page = ada.text("/settings").await;
    let id = &page[page.find("/settings/invitations/").unwrap()..]["/settings/invitations/".len()..][..36];
    ada.post_form(&format!("/settings/invitations/{id}/withdraw"), &[]).await;
    assert_eq!(join(&server, &withdrawn, "Bob").await, StatusCode::GONE);

    let expired = invite(&ada, "free").await;
    server.clock.advance_ms(7 * 24 * 60 * 60 * 1_000);
    assert_eq!(join(&server, &expired, "Bob").await, StatusCode::GONE);
    assert!(ada.text("/settings").await.contains("Expired"));
}

#[tokio::test]
async fn there_is_no_invitation_to_an_unknown_tier() {
    let (_server, ada) = TestServer::with_ada().await;
    assert_eq!(ada.post_form("/settings/invitations", &[("tier", "gold")]).await.status(), StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn of_many_who_take_one_invitation_at_once_one_wins() {
    let (server, ada) = TestServer::with_ada().await;
    let path = invite(&ada, "free").await;

    let racers = ["Bob", "Eve", "Kim", "Lou"].map(|name| join(&server, &path, name));
    let mut answers = futures_util::future::join_all(racers).await;
    answers.sort_unstable();

    assert_eq!(answers[0], StatusCode::SEE_OTHER);
    assert!(answers[1..].iter().all(|status| *status == StatusCode::GONE), "{answers:?}");
}
