use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::support::TestServer;

/// The error that `body` of the content type `media_type` gets from `POST /api/auth/token`.
async fn refused(server: &TestServer, media_type: &str, body: impl Into<reqwest::Body>) -> (StatusCode, Value) {
    let request = server.client().request(Method::POST, "/api/auth/token").header("Content-Type", media_type);
    let answer = request.body(body).send().await.unwrap();
    let (status, id) = (answer.status(), answer.headers()["x-request-id"].clone());
    let body: Value = answer.json().await.unwrap();
    assert_eq!(body["error"]["request_id"], id.to_str().unwrap(), "{body}");
    assert!(!body["error"]["message"].as_str().unwrap().is_empty(), "{body}");
    (status, body["error"].clone())
}

#[tokio::test]
async fn an_unknown_address_is_told_to_programs_and_people_in_their_own_shape() {
    let server = TestServer::start();
    let client = server.client();

    let program = client.get("/api/nothing").await;
    assert_eq!(program.status(), StatusCode::NOT_FOUND);
    assert_eq!(program.json::<Value>().await.unwrap()["error"]["code"], "not_found");

    let accepting = client.request(Method::GET, "/nothing").header("Accept", "application/json");
    assert_eq!(accepting.send().await.unwrap().json::<Value>().await.unwrap()["error"]["code"], "not_found");

    let person = client.get("/nothing").await;
    let id = person.headers()["x-request-id"].to_str().unwrap().to_owned();
    assert_eq!(person.status(), StatusCode::NOT_FOUND);
    assert_eq!(person.headers()["content-type"], "text/html; charset=utf-8");
    let page = person.text().await.unwrap();
    assert!(page.contains("Nothing is here") && page.contains(&id), "{page}");

    let german = client.request(Method::GET, "/nothing").header("Accept-Language", "de");
    assert!(german.send().await.unwrap().text().await.unwrap().contains("Hier ist nichts"));
}

#[tokio::test]
async fn another_method_is_refused_with_those_that_are_not() {
    let server = TestServer::start();

    let answer = server.client().request(Method::DELETE, "/api/auth/token").send().await.unwrap();

    assert_eq!(answer.status(), StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(answer.json::<Value>().await.unwrap()["error"]["code"], "method_not_allowed");
}

#[tokio::test]
async fn a_body_of_another_type_is_415() {
    let server = TestServer::start();
    for media_type in ["text/plain", "application/x-www-form-urlencoded", "application/jsonp", ""] {
        let (status, error) = refused(&server, media_type, "{}").await;
        assert_eq!(
            (status, &error["code"]),
            (StatusCode::UNSUPPORTED_MEDIA_TYPE, &json!("unsupported_media_type")),
            "{media_type}"
        );
    }
}

#[tokio::test]
async fn broken_json_is_400() {
    let server = TestServer::start();
    let deep = "[".repeat(100_000);
    for body in ["", "{", "nonsense", "{\"name\":\"a\"} x", "\u{feff}{}", &deep] {
        let (status, error) = refused(&server, "application/json", body.to_owned()).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{error}");
    }
}

#[tokio::test]
async fn a_wrong_field_is_named() {
    let server = TestServer::start();
    let cases = [
        (json!({ "name": "Ada", "password": "x", "nmae": 1 }), "nmae"),
        (json!({ "name": "Ada" }), "password"),
        (json!({ "name": 7, "password": "x" }), "name"),
    ];
    for (body, field) in cases {
        let (status, error) = refused(&server, "application/json; charset=utf-8", body.to_string()).await;
        assert_eq!((status, &error["field"]), (StatusCode::BAD_REQUEST, &json!(field)), "{body}");
    }
}

#[tokio::test]
async fn a_body_beyond_its_limit_is_413() {
    let server = TestServer::start();
    let body = json!({ "name": "Ada", "password": "x".repeat(2 << 20) }).to_string();
    let (status, error) = refused(&server, "application/json", body).await;
    assert_eq!((status, &error["code"]), (StatusCode::PAYLOAD_TOO_LARGE, &json!("too_large")));
}
