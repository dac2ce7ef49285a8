use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::{PASSWORD, TestServer};

async fn with_token(server: &TestServer, header: &str) -> (StatusCode, Value) {
    let request = server.client().bare(Method::GET, "/api/me").header("Authorization", header);
    let answer = request.send().await.unwrap();
    (answer.status(), answer.json().await.unwrap())
}

async fn ask(server: &TestServer, body: Value) -> (StatusCode, Value) {
    let answer = server.client().post_json("/api/auth/token", &body).await;
    (answer.status(), answer.json().await.unwrap())
}

#[tokio::test]
async fn a_token_is_given_for_a_name_and_a_password() {
    let (server, _) = TestServer::with_ada().await;

    let (status, body) = ask(&server, json!({ "name": "ada", "password": PASSWORD, "totp": "123456" })).await;

    assert_eq!(status, StatusCode::OK);
    assert_eq!(body["expires_at"], 1_800_000_000_000_i64 + 3_600_000);
    let token = body["token"].as_str().unwrap();
    for scheme in ["Bearer", "bearer"] {
        let (status, me) = with_token(&server, &format!("{scheme} {token}")).await;
        assert_eq!((status, &me["user"]["name"]), (StatusCode::OK, &json!("Ada")));
    }
}

#[tokio::test]
async fn a_wrong_password_gets_no_token() {
    let (server, _) = TestServer::with_ada().await;
    for body in [
        json!({ "name": "Ada", "password": "something else" }),
        json!({ "name": "Bob", "password": PASSWORD }),
        json!({ "name": "", "password": "" }),
    ] {
        let (status, answer) = ask(&server, body).await;
        assert_eq!((status, &answer["error"]["code"]), (StatusCode::UNAUTHORIZED, &json!("wrong_credentials")));
    }
}

#[tokio::test]
async fn what_is_no_good_token_is_401() {
    let (server, _) = TestServer::with_ada().await;
    let good = server.client().token("Ada").await;
    let (head, rest) = good.split_once('.').unwrap();
    let (claims, _) = rest.split_once('.').unwrap();
    let headers = [
        "Bearer".to_owned(),
        "Bearer ".to_owned(),
        "Bearer nonsense".to_owned(),
        format!("Basic {good}"),
        format!("Bearer {good}x"),
        format!("Bearer {head}.{claims}."),
        format!("Bearer eyJhbGciOiJub25lIn0.{claims}."),
        format!("Bearer eyJhbGciOiJub25lIn0.{rest}"),
    ];
    for header in headers {
        let (status, body) = with_token(&server, &header).await;
        assert_eq!((status, &body["error"]["code"]), (StatusCode::UNAUTHORIZED, &json!("not_signed_in")), "{header}");
    }
}

#[tokio::test]
async fn a_token_ends_with_its_time_and_with_its_sign_in() {
    let (server, ada) = TestServer::with_ada().await;
    let (first, second) = (server.client().token("Ada").await, server.client().token("Ada").await);
    let status = async |token: &str| with_token(&server, &format!("Bearer {token}")).await.0;
    assert_eq!(status(&first).await, StatusCode::OK);

    ada.post_form("/settings/sign-ins/end-others", &[]).await;
    assert_eq!(status(&first).await, StatusCode::UNAUTHORIZED);
    assert_eq!(status(&second).await, StatusCode::UNAUTHORIZED);

    let third = server.client().token("Ada").await;
    server.clock.advance_ms(3_600_000 - 1);
    assert_eq!(status(&third).await, StatusCode::OK);
    server.clock.advance_ms(1);
    assert_eq!(status(&third).await, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_token_of_a_disabled_user_is_403() {
    let (server, ada) = TestServer::with_ada().await;
    let bob = server.invite(&ada, "Bob", "free").await;
    let token = bob.token("Bob").await;
    let me = bob.json("/api/me").await;
    ada.post_form(&format!("/settings/users/{}/disable", me["user"]["id"].as_str().unwrap()), &[]).await;

    let (status, body) = with_token(&server, &format!("Bearer {token}")).await;

    assert_eq!((status, &body["error"]["code"]), (StatusCode::FORBIDDEN, &json!("disabled")));
    let (status, body) = ask(&server, json!({ "name": "Bob", "password": PASSWORD })).await;
    assert_eq!((status, &body["error"]["code"]), (StatusCode::FORBIDDEN, &json!("disabled")));
}

#[tokio::test]
async fn a_program_without_cookie_needs_no_origin() {
    let (server, ada) = TestServer::with_ada().await;
    let token = ada.token("Ada").await;

    let request = server.client().bare(Method::POST, "/settings/sign-ins/end-others").bearer_auth(token);

    assert_eq!(request.send().await.unwrap().status(), StatusCode::SEE_OTHER);
}
