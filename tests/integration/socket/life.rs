//! Files that are not as they should be: healed where a crash left them half made, never mistaken for new.

use std::{fs, path::PathBuf, time::Duration};

use reqwest::StatusCode;
use serde_json::json;
use stackhouse::account::{self, SpriteStatus};

use crate::support::{TestClient, TestServer, tab::Tab};

/// The folder of the user behind `client`, whether it is there or not.
async fn home(server: &TestServer, client: &TestClient) -> PathBuf {
    let id = client.json("/api/me").await["user"]["id"].as_str().expect("an id").to_owned();
    server.data().join("users").join(id)
}

async fn set_status(server: &TestServer, client: &TestClient, status: SpriteStatus) {
    let id = client.json("/api/me").await["user"]["id"].as_str().expect("an id").parse().expect("an id");
    let pool = account::open(&server.data()).expect("the accounts");
    pool.write_now(|tx| account::set_sprite_status(tx, id, status)).expect("a status");
}

/// Makes a card of Ada's and waits until her Sprite sleeps.
pub(super) async fn asleep() -> (TestServer, TestClient, PathBuf) {
    let (server, ada) = TestServer::with_ada().await;
    let (mut tab, sync) = Tab::follow(&server, &ada.token("Ada").await).await;
    tab.card(&Tab::first_stack(&sync), "kept", json!([])).await;
    tab.close().await;
    let sleep = async {
        while ada.json("/api/me").await["sprite"]["status"] != "asleep" {
            server.clock.advance_ms(61_000);
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(10), sleep).await.expect("it falls asleep");
    let home = home(&server, &ada).await;
    (server, ada, home)
}

/// Ada is told so, again and again, and Bob notices nothing.
async fn check_unavailable(server: &TestServer, ada: &TestClient) {
    for _ in 0..2 {
        let answer = ada.get("/api/stacks").await;
        assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE);
        let body: serde_json::Value = answer.json().await.expect("JSON");
        assert_eq!(body["error"]["code"], "sprite_unavailable");
    }
    assert_eq!(ada.get("/").await.status(), StatusCode::SERVICE_UNAVAILABLE);
    let mut tab = Tab::open(server, "/ws", &[]).await.expect("a handshake");
    tab.send("auth", json!({ "token": ada.token("Ada").await })).await;
    assert_eq!(tab.closing().await, 1013);
    assert_eq!(ada.json("/api/me").await["sprite"]["status"], "failed");

    let bob = server.invite(ada, "Bob", "unlimited").await;
    assert_eq!(bob.get("/api/stacks").await.status(), StatusCode::OK);
}

#[tokio::test]
async fn a_crash_in_the_middle_of_provisioning_heals_at_the_next_visit() {
    let (server, ada) = TestServer::with_ada().await;
    let home = home(&server, &ada).await;
    fs::create_dir_all(&home).expect("a folder");
    fs::write(home.join("sprite.db.new"), b"half a file").expect("a file");
    fs::write(home.join("sprite.db"), b"").expect("an empty file");
    set_status(&server, &ada, SpriteStatus::Provisioning).await;
    assert_eq!(ada.json("/api/stacks").await["stacks"].as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn a_crash_between_the_file_and_its_first_stack_heals_too() {
    let (server, ada) = TestServer::with_ada().await;
    let home = home(&server, &ada).await;
    fs::create_dir_all(&home).expect("a folder");
    let is_template = |name: &str| name.starts_with("template-") && name.ends_with(".db");
    let names = fs::read_dir(server.data()).expect("a folder").map(|entry| entry.expect("an entry").file_name());
    let template = names.filter_map(|name| name.into_string().ok()).find(|name| is_template(name)).expect("a template");
    fs::copy(server.data().join(template), home.join("sprite.db")).expect("a copy");
    set_status(&server, &ada, SpriteStatus::Provisioning).await;
    assert_eq!(ada.json("/api/stacks").await["stacks"].as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn a_missing_file_of_a_known_user_is_never_taken_for_a_new_user() {
    let (server, ada, home) = asleep().await;
    fs::remove_file(home.join("sprite.db")).expect("the file was there");
    check_unavailable(&server, &ada).await;
    assert!(!home.join("sprite.db").exists());
}

#[tokio::test]
async fn an_empty_or_unreadable_file_is_set_aside_and_comes_back_when_it_is_put_back() {
    for rubbish in [&b""[..], &[0x55; 8192][..]] {
        let (server, ada, home) = asleep().await;
        let good = fs::read(home.join("sprite.db")).expect("the file");
        fs::write(home.join("sprite.db"), rubbish).expect("a damaged file");
        check_unavailable(&server, &ada).await;
        let entries: Vec<String> = fs::read_dir(&home)
            .expect("a folder")
            .filter_map(|entry| entry.expect("an entry").file_name().into_string().ok())
            .collect();
        assert!(entries.iter().any(|name| name.starts_with("damaged-")), "{entries:?}");

        fs::write(home.join("sprite.db"), good).expect("the good file");
        let stack = ada.json("/api/stacks").await["stacks"][0]["id"].as_str().expect("a stack").to_owned();
        assert_eq!(ada.json(&format!("/api/cards?stack_id={stack}")).await["cards"][0]["title"], "kept");
    }
}
