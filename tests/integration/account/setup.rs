use reqwest::StatusCode;

use crate::support::{PASSWORD, TestServer, location};

#[tokio::test]
async fn until_somebody_has_an_account_the_first_page_says_where_the_link_is() {
    let server = TestServer::start();
    let client = server.client();

    assert_eq!(location(&client.get("/").await), "/sign-in");
    let page = client.text("/sign-in").await;

    assert!(page.contains("terminal"), "{page}");
    assert!(!page.contains("/setup/"), "the link is not given away");
}

#[tokio::test]
async fn the_link_makes_an_admin_and_signs_them_in() {
    let server = TestServer::start();
    let client = server.client();
    assert!(client.text(&server.setup_path()).await.contains("Make the first account"));

    let answer = client.post_form(&server.setup_path(), &[("name", " Ada Lovelace "), ("password", PASSWORD)]).await;

    assert_eq!((answer.status(), location(&answer)), (StatusCode::SEE_OTHER, "/"));
    let cookie = answer.headers()["set-cookie"].to_str().unwrap();
    for part in ["stackhouse=", "HttpOnly", "SameSite=Lax", "Path=/", "Max-Age=2592000"] {
        assert!(cookie.contains(part), "{part} in {cookie}");
    }
    let me = client.json("/api/me").await;
    assert_eq!((&me["user"]["name"], &me["user"]["role"]), (&"Ada Lovelace".into(), &"admin".into()));
    assert_eq!((&me["tier"], &me["sprite"]["status"]), (&"unlimited".into(), &"pending".into()));
    assert_eq!(me["limits"], serde_json::json!({}));
}

#[tokio::test]
async fn the_link_is_gone_afterwards_and_says_why() {
    let server = TestServer::start();
    let path = server.setup_path();
    server.set_up("Ada").await;
    let late = server.client();

    let (seen, tried) =
        (late.get(&path).await, late.post_form(&path, &[("name", "Bob"), ("password", PASSWORD)]).await);

    for answer in [seen, tried] {
        assert_eq!(answer.status(), StatusCode::GONE);
        assert!(answer.text().await.unwrap().contains("This server is set up"));
    }
}

#[tokio::test]
async fn a_wrong_link_leads_nowhere() {
    let server = TestServer::start();
    let client = server.client();
    for token in ["x".to_owned(), "0".repeat(64), "..%2f..".to_owned(), "é".to_owned()] {
        let answer = client.get(&format!("/setup/{token}")).await;
        assert_eq!(answer.status(), StatusCode::GONE, "{token}");
    }
}

#[tokio::test]
async fn of_many_who_send_the_form_at_once_one_wins() {
    let server = TestServer::start();
    let path = server.setup_path();

    let racers = (0..8).map(|number| {
        let (client, path) = (server.client(), path.clone());
        async move {
            let name = format!("Racer {number}");
            client.post_form(&path, &[("name", &name), ("password", PASSWORD)]).await.status()
        }
    });
    let mut answers = futures_util::future::join_all(racers).await;
    answers.sort_unstable();

    assert_eq!(answers[0], StatusCode::SEE_OTHER);
    assert!(answers[1..].iter().all(|status| *status == StatusCode::GONE), "{answers:?}");
}

#[tokio::test]
async fn what_is_wrong_stands_beside_its_field_and_the_name_stays() {
    let server = TestServer::start();
    let client = server.client();
    let long = "x".repeat(41);
    let cases = [
        ("Ada & <b>", "x7-Q?", "at least 8 characters"),
        ("Ada", "password123", "among the first that are guessed"),
        ("Ada Lovelace", "ada lovelace", "must not be the name"),
        ("   ", PASSWORD, "Choose a name."),
        (long.as_str(), PASSWORD, "at most 40 characters"),
    ];
    for (name, password, words) in cases {
        let answer = client.post_form(&server.setup_path(), &[("name", name), ("password", password)]).await;
        assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY, "{name}");
        let page = answer.text().await.unwrap();
        assert!(page.contains(words) && page.contains("aria-invalid"), "{words} in {page}");
        assert!(!page.contains("<b>") && !page.contains(password), "{page}");
        assert!(page.contains(&name[..3]), "the name stays: {page}");
    }
}
