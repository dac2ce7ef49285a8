use reqwest::{Method, StatusCode};

use crate::support::TestServer;

const PATHS: [&str; 7] =
    ["/livez", "/api/me", "/nothing", "/static/nothing.css", "/sign-in", "/settings", "/api/nothing"];

#[tokio::test]
async fn every_answer_has_the_headers_that_keep_a_browser_on_our_side() {
    let server = TestServer::start();
    let client = server.client();

    for path in PATHS {
        for method in [Method::GET, Method::POST, Method::HEAD, Method::DELETE] {
            let answer = client.request(method.clone(), path).send().await.unwrap();
            let header = |name: &str| {
                let value = answer.headers().get(name).unwrap_or_else(|| panic!("{method} {path} without {name}"));
                value.to_str().unwrap().to_owned()
            };
            let policy = header("content-security-policy");
            for part in ["default-src 'self'", "frame-ancestors 'none'", "base-uri 'none'", "object-src 'none'"] {
                assert!(policy.contains(part), "{part} in {policy}");
            }
            assert!(!policy.contains("unsafe"));
            assert_eq!(header("x-content-type-options"), "nosniff");
            assert_eq!(header("referrer-policy"), "same-origin");
            assert_eq!(header("cross-origin-opener-policy"), "same-origin");
            assert!(header("permissions-policy").contains("camera=()"));
            assert_eq!(header("cache-control"), "no-store");
            assert_eq!(header("x-request-id").len(), 36);
        }
    }
}

#[tokio::test]
async fn a_foreign_host_is_refused() {
    let server = TestServer::start_with(|config| config.server.allowed_hosts = vec!["desk.lan".to_owned()]);
    let client = server.client();
    let status =
        async |host: &str| client.bare(Method::GET, "/livez").header("Host", host).send().await.unwrap().status();

    for host in ["localhost", "localhost:4810", "127.0.0.1", "[::1]:80", "LOCALHOST", "desk.lan:8080"] {
        assert_eq!(status(host).await, StatusCode::OK, "{host}");
    }
    for host in ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "10.0.0.7", "desk.lan.evil"] {
        assert_eq!(status(host).await, StatusCode::MISDIRECTED_REQUEST, "{host}");
    }
}

#[tokio::test]
async fn what_changes_something_must_come_from_a_page_of_ours() {
    let server = TestServer::start();
    let client = server.client();
    let status = async |headers: &[(&str, &str)]| {
        let mut request = client.bare(Method::POST, "/api/auth/token").body("{}");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request.send().await.unwrap().status()
    };
    let own = format!("http://{}", server.running.address);
    let other_port = "http://127.0.0.1:1".to_owned();

    for foreign in ["https://evil.example", "null", &other_port, "http://localhost"] {
        assert_eq!(status(&[("Origin", foreign)]).await, StatusCode::FORBIDDEN, "{foreign}");
    }
    for site in ["cross-site", "same-site", "nonsense"] {
        assert_eq!(status(&[("Sec-Fetch-Site", site)]).await, StatusCode::FORBIDDEN, "{site}");
        assert_eq!(status(&[("Sec-Fetch-Site", site), ("Origin", &own)]).await, StatusCode::FORBIDDEN, "{site}");
    }
    assert_eq!(status(&[("Cookie", "stackhouse=x")]).await, StatusCode::FORBIDDEN, "a cookie without a page");

    let through = StatusCode::UNSUPPORTED_MEDIA_TYPE;
    assert_eq!(status(&[]).await, through, "a program");
    assert_eq!(status(&[("Origin", &own)]).await, through);
    assert_eq!(status(&[("Sec-Fetch-Site", "same-origin")]).await, through);
    assert_eq!(status(&[("Sec-Fetch-Site", "none")]).await, through);
    assert_eq!(status(&[("Cookie", "stackhouse=x"), ("Origin", &own)]).await, through);
}

#[tokio::test]
async fn a_head_is_answered_like_a_get_without_its_body() {
    let server = TestServer::start();
    let client = server.client();

    let answer = client.request(Method::HEAD, "/livez").send().await.unwrap();

    assert_eq!((answer.status(), &answer.headers()["content-length"]), (StatusCode::OK, &"3".parse().unwrap()));
    assert_eq!(answer.text().await.unwrap(), "");
    assert_eq!(client.request(Method::HEAD, "/settings").send().await.unwrap().status(), StatusCode::SEE_OTHER);
}
