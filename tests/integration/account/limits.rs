use reqwest::{Response, StatusCode};
use serde_json::json;

use crate::support::{PASSWORD, TestServer};

async fn server() -> TestServer {
    let server = TestServer::start_with(|config| config.sign_in.attempts_per_minute = 5);
    server.set_up("Ada").await;
    server
}

async fn sign_in(server: &TestServer, name: &str, password: &str) -> Response {
    server.client().post_form("/sign-in", &[("name", name), ("password", password)]).await
}

#[tokio::test]
async fn guessing_a_password_is_slowed() {
    let server = server().await;
    for _ in 0..5 {
        assert_eq!(sign_in(&server, "Ada", "a wrong guess").await.status(), StatusCode::UNAUTHORIZED);
    }

    let refused = sign_in(&server, " ADA", PASSWORD).await;
    assert_eq!(refused.status(), StatusCode::TOO_MANY_REQUESTS);
    let wait_s: i64 = refused.headers()["retry-after"].to_str().unwrap().parse().unwrap();
    assert!((1..=60).contains(&wait_s), "{wait_s}");
    assert!(refused.text().await.unwrap().contains("Too many tries"));
    let body = json!({ "name": "Ada", "password": PASSWORD });
    let token = server.client().post_json("/api/auth/token", &body).await;
    assert_eq!(token.status(), StatusCode::TOO_MANY_REQUESTS);
    assert!(token.headers().contains_key("retry-after"));

    assert_eq!(sign_in(&server, "Bob", PASSWORD).await.status(), StatusCode::UNAUTHORIZED, "others may try");
    server.clock.advance_ms(wait_s * 1_000);
    assert_eq!(sign_in(&server, "Ada", PASSWORD).await.status(), StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn one_password_can_t_be_tried_on_everybody() {
    let server = server().await;
    let mut refused = 0;
    for number in 0..30 {
        let answer = sign_in(&server, &format!("Name {number}"), "letmein in please").await;
        refused += usize::from(answer.status() == StatusCode::TOO_MANY_REQUESTS);
    }
    assert!(refused >= 5, "{refused} of 30");
}

#[tokio::test]
async fn guessing_links_is_slowed() {
    let server = server().await;
    let client = server.client();
    let mut last = StatusCode::OK;
    for number in 0..30 {
        let path = format!("/invitations/{number:064x}");
        last = client.post_form(&path, &[("name", "Eve"), ("password", PASSWORD)]).await.status();
    }
    assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn a_header_does_not_make_a_stranger_somebody_else() {
    let server = server().await;
    let mut last = StatusCode::OK;
    for number in 0..8 {
        let request = server.client().request(reqwest::Method::POST, "/sign-in");
        let request = request.header("X-Forwarded-For", format!("10.0.0.{number}"));
        last = request.form(&[("name", "Ada"), ("password", "a wrong guess")]).send().await.unwrap().status();
    }
    assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
}
