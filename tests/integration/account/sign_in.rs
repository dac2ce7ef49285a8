use reqwest::{Method, StatusCode};

use crate::support::{PASSWORD, TestServer, location};

#[tokio::test]
async fn a_page_for_users_leads_to_signing_in_and_back() {
    let (server, _) = TestServer::with_ada().await;
    let client = server.client();

    let refused = client.get("/settings?done=user-changed").await;
    assert_eq!(refused.status(), StatusCode::SEE_OTHER);
    assert_eq!(location(&refused), "/sign-in?next=/settings%3Fdone%3Duser-changed");
    assert!(client.text(location(&refused)).await.contains("value=\"/settings?done=user-changed\""));

    let fields = [("name", "ada"), ("password", PASSWORD), ("next", "/settings?done=user-changed")];
    let answer = client.post_form("/sign-in", &fields).await;
    assert_eq!(location(&answer), "/settings?done=user-changed");
    assert!(client.text("/settings").await.contains("Ada"));
    assert_eq!(location(&client.get("/sign-in").await), "/", "somebody who is in need not sign in");
}

#[tokio::test]
async fn nobody_is_sent_to_another_server() {
    let (server, _) = TestServer::with_ada().await;
    for next in ["https://evil.example", "//evil.example", "/\\evil.example", "/a\nb", "javascript:alert(1)", ""] {
        let fields = [("name", "Ada"), ("password", PASSWORD), ("next", next)];
        let answer = server.client().post_form("/sign-in", &fields).await;
        assert_eq!(location(&answer), "/", "{next:?}");
    }
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_name_are_told_alike() {
    let (server, _) = TestServer::with_ada().await;
    let client = server.client();
    let mut pages = Vec::new();
    for name in ["Ada", "Bob"] {
        let answer = client.post_form("/sign-in", &[("name", name), ("password", "not the right one")]).await;
        assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
        assert!(answer.headers().get("set-cookie").is_none());
        pages.push(answer.text().await.unwrap().replace(name, "NAME"));
    }
    assert_eq!(pages[0], pages[1]);
    assert!(pages[0].contains("is wrong") && pages[0].contains("value=\"NAME\""), "{}", pages[0]);
}

#[tokio::test]
async fn signing_out_ends_the_sign_in_and_not_only_the_cookie() {
    let (server, ada) = TestServer::with_ada().await;
    let other = server.client();
    other.sign_in("Ada", PASSWORD).await;
    let token = server.client().token("Ada").await;

    let answer = ada.post_form("/sign-out", &[]).await;

    assert_eq!(location(&answer), "/sign-in");
    assert!(answer.headers()["set-cookie"].to_str().unwrap().contains("Max-Age=0"));
    assert_eq!(ada.get("/api/me").await.status(), StatusCode::UNAUTHORIZED);
    assert_eq!(other.get("/api/me").await.status(), StatusCode::OK);
    let by_token = server.client().bare(Method::GET, "/api/me").bearer_auth(token);
    assert_eq!(by_token.send().await.unwrap().status(), StatusCode::OK);
    assert_eq!(ada.post_form("/sign-out", &[]).await.status(), StatusCode::SEE_OTHER, "twice changes nothing");
}

#[tokio::test]
async fn a_stolen_cookie_is_worth_nothing_after_signing_out() {
    let (server, _) = TestServer::with_ada().await;
    let client = server.client();
    let answer = client.post_form("/sign-in", &[("name", "Ada"), ("password", PASSWORD)]).await;
    let cookie = answer.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
    let with_cookie = async || {
        let request = server.client().bare(Method::GET, "/api/me").header("Cookie", &cookie);
        request.send().await.unwrap().status()
    };

    assert_eq!(with_cookie().await, StatusCode::OK);
    client.post_form("/sign-out", &[]).await;
    assert_eq!(with_cookie().await, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_sign_in_is_over_after_30_days() {
    let (server, ada) = TestServer::with_ada().await;
    let day_ms = 24 * 60 * 60 * 1_000;

    server.clock.advance_ms(30 * day_ms - 1);
    assert_eq!(ada.get("/api/me").await.status(), StatusCode::OK);
    server.clock.advance_ms(1);
    assert_eq!(ada.get("/api/me").await.status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn behind_tls_the_cookie_is_bound_to_this_very_host() {
    let server = TestServer::start_with(|config| {
        config.server.public_url = Some("https://desk.example.org".to_owned().try_into().unwrap());
    });
    let request = server.client().bare(Method::POST, &server.setup_path());
    let request = request.header("Host", "desk.example.org").header("Origin", "https://desk.example.org");

    let answer = request.form(&[("name", "Ada"), ("password", PASSWORD)]).send().await.unwrap();

    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    let cookie = answer.headers()["set-cookie"].to_str().unwrap();
    assert!(cookie.starts_with("__Host-stackhouse=") && cookie.contains("Secure"), "{cookie}");
    assert!(!cookie.contains("Domain"), "{cookie}");
}
