//! Who is let in, and how the others are told.

use reqwest::{Method, StatusCode};
use serde_json::json;
use tokio_tungstenite::tungstenite::Message;

use super::Desk;
use crate::support::{
    PASSWORD, TestServer,
    tab::{Heard, Tab},
};

async fn refused(server: &TestServer, path: &str, headers: &[(&str, &str)]) -> u16 {
    Tab::open(server, path, headers).await.map(|_| ()).expect_err("no handshake")
}

#[tokio::test]
async fn a_plain_get_is_told_to_upgrade_and_any_other_path_is_refused() {
    let (server, ada) = TestServer::with_ada().await;
    assert_eq!(ada.get("/ws").await.status(), StatusCode::UPGRADE_REQUIRED);
    assert_eq!(ada.get("/ws/anything").await.status(), StatusCode::BAD_REQUEST);
    assert_eq!(refused(&server, "/ws/0197b7a0-8c5e-7cc3-9d4f-0123456789ab", &[]).await, 400);
    assert_eq!(refused(&server, "/ws/", &[]).await, 400);
}

#[tokio::test]
async fn a_foreign_or_null_origin_is_refused_before_the_upgrade() {
    let server = TestServer::start();
    for origin in ["http://evil.example", "null", "https://127.0.0.1"] {
        assert_eq!(refused(&server, "/ws", &[("Origin", origin)]).await, 403, "{origin}");
    }
    let own = format!("http://{}", server.running.address);
    assert!(Tab::open(&server, "/ws", &[("Origin", &own)]).await.is_ok());
}

#[tokio::test]
async fn a_token_in_the_first_frame_lets_a_client_in_and_a_new_user_is_provisioned() {
    let (server, ada) = TestServer::with_ada().await;
    let token = ada.token("Ada").await;
    let mut tab = Tab::open(&server, "/ws", &[]).await.expect("a handshake");
    tab.send("auth", json!({ "token": token })).await;

    let mut events = Vec::new();
    loop {
        let frame = tab.next().await;
        if frame["type"] == "state_sync" {
            assert_eq!(frame["payload"]["full"], true);
            assert_eq!(frame["payload"]["stacks"][0]["name"], "My Stack");
            assert_eq!(frame["payload"]["active_stack_id"], frame["payload"]["stacks"][0]["id"]);
            break;
        }
        assert_eq!(frame["type"], "system");
        events.push(frame["payload"]["event"].as_str().expect("an event").to_owned());
    }
    assert_eq!(events, ["connected", "sprite_waking", "sprite_ready"]);
}

#[tokio::test]
async fn a_cookie_lets_a_browser_in_without_a_word() {
    let (server, _) = TestServer::with_ada().await;
    let browser = server.client();
    let answer = browser.post_form("/sign-in", &[("name", "Ada"), ("password", PASSWORD)]).await;
    let cookie =
        answer.headers()["set-cookie"].to_str().expect("a cookie").split(';').next().expect("a pair").to_owned();
    let mut tab = Tab::open(&server, "/ws", &[("Cookie", &cookie)]).await.expect("a handshake");
    tab.until("state_sync").await;
}

#[tokio::test]
async fn a_bad_credential_ends_with_4001() {
    let server = TestServer::start();
    for token in ["", "nonsense", "a.b.c"] {
        let mut tab = Tab::open(&server, "/ws", &[]).await.expect("a handshake");
        tab.send("auth", json!({ "token": token })).await;
        assert_eq!(tab.next().await["payload"]["code"], "not_signed_in");
        assert_eq!(tab.closing().await, 4001, "{token:?}");
    }
    let mut tab = Tab::open(&server, "/ws", &[("Cookie", "stackhouse=00ff")]).await.expect("a handshake");
    assert_eq!(tab.closing().await, 4001);
}

#[tokio::test]
async fn before_auth_broken_json_is_an_error_and_another_frame_is_the_end() {
    let server = TestServer::start();
    let mut tab = Tab::open(&server, "/ws", &[]).await.expect("a handshake");
    tab.send_text("{ not json").await;
    assert_eq!(tab.next().await["payload"]["code"], "invalid_json");
    tab.send("ping", json!({})).await;
    assert_eq!(tab.closing().await, 4001);
}

#[tokio::test]
async fn who_shows_nothing_in_time_is_sent_away() {
    let server = TestServer::start_with(|config| config.socket.auth_timeout_s = 1);
    let mut tab = Tab::open(&server, "/ws", &[]).await.expect("a handshake");
    assert_eq!(tab.closing().await, 4001);
}

#[tokio::test]
async fn ending_the_sign_in_ends_its_sockets_and_no_others() {
    let mut desk = Desk::open().await;
    let other = desk.ada.token("Ada").await;
    let (mut second, _) = Tab::follow(&desk.server, &other).await;
    let page = desk.ada.text("/settings").await;
    let ends: Vec<&str> = page.match_indices("/settings/sign-ins/").map(|(at, _)| &page[at..]).collect();
    assert!(ends.len() >= 2, "the page lists the sign-ins");

    let answer = desk.ada.request(Method::POST, "/settings/sign-ins/end-others").form(&[("", "")]).send().await;
    assert!(answer.expect("an answer").status().is_redirection());
    assert_eq!(desk.tab.closing().await, 4401);
    assert_eq!(second.closing().await, 4401);
    assert_eq!(desk.ada.get("/api/me").await.status(), StatusCode::OK, "the browser that ended them stays");
}

#[tokio::test]
async fn a_disabled_user_is_sent_away_and_not_let_in_again() {
    let desk = Desk::open().await;
    let bob = desk.server.invite(&desk.ada, "Bob", "unlimited").await;
    let token = bob.token("Bob").await;
    let (mut tab, _) = Tab::follow(&desk.server, &token).await;
    let id = bob.json("/api/me").await["user"]["id"].as_str().expect("an id").to_owned();
    desk.ada.post_form(&format!("/settings/users/{id}/disable"), &[]).await;
    assert_eq!(tab.closing().await, 4003);

    let mut again = Tab::open(&desk.server, "/ws", &[]).await.expect("a handshake");
    again.send("auth", json!({ "token": token })).await;
    assert_eq!(again.next().await["payload"]["code"], "unknown_user");
    assert_eq!(again.closing().await, 4003);
}

#[tokio::test]
async fn the_eleventh_socket_takes_the_place_of_the_oldest() {
    let mut desk = Desk::open().await;
    let mut tabs = Vec::new();
    for _ in 0..10 {
        tabs.push(Tab::follow(&desk.server, &desk.token).await.0);
    }
    assert_eq!(desk.tab.closing().await, 4008);
    let stack = desk.stack.clone();
    tabs[0].card(&stack, "still here", json!([])).await;
}

#[tokio::test]
async fn binary_frames_and_frames_that_are_too_big_end_with_their_codes() {
    let desk = Desk::open().await;
    let (mut binary, _) = Tab::follow(&desk.server, &desk.token).await;
    binary.send_message(Message::binary(vec![1, 2, 3])).await;
    assert_eq!(binary.closing().await, 1003);

    let (mut big, _) = Tab::follow(&desk.server, &desk.token).await;
    big.send_text(&"x".repeat((1 << 20) + 1)).await;
    assert_eq!(big.closing().await, 1009);
}

#[tokio::test]
async fn a_stopping_server_says_goodbye() {
    let Desk { server, mut tab, stack, .. } = Desk::open().await;
    tab.card(&stack, "kept", json!([])).await;
    let stopped = tokio::task::spawn_blocking(move || server.running.stop());
    assert_eq!(tab.heard().await, Heard::Closed(1001));
    stopped.await.expect("a thread").expect("a good end");
}
