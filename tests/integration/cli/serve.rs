use std::{net::TcpListener, os::unix::fs::PermissionsExt};

use reqwest::StatusCode;
use rustix::process::Signal;

use crate::support::process::{Process, command, new_data, refused};
use crate::support::{PASSWORD, password_file};

#[tokio::test]
async fn it_says_where_it_listens_and_then_where_the_first_account_is_made() {
    let (_folder, data) = new_data();
    let mut process = Process::serve(&data, &[]);

    assert!(process.base.starts_with("http://127.0.0.1:"), "{}", process.base);
    let line = process.lines.next().unwrap().unwrap();
    let path = line.split_once(&process.base).expect("a link to this server").1;

    let client = process.client();
    assert_eq!(client.get("/livez").await.status(), StatusCode::OK);
    let answer = client.post_form(path, &[("name", "Ada"), ("password", PASSWORD)]).await;
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    assert_eq!(std::fs::metadata(&data).unwrap().permissions().mode() & 0o777, 0o700);
}

#[tokio::test]
async fn what_was_made_is_there_after_a_restart() {
    let (folder, data) = new_data();
    let file = password_file(folder.path(), PASSWORD);
    let environment = [("STACKHOUSE_ADMIN_NAME", "Ada"), ("STACKHOUSE_ADMIN_PASSWORD_FILE", file.to_str().unwrap())];
    let first = Process::serve(&data, &environment);
    let token = first.client().token("Ada").await;
    assert!(first.end(Signal::KILL).code().is_none());

    let mut second = Process::serve(&data, &environment);
    let client = second.client();
    client.sign_in("Ada", PASSWORD).await;
    let request = client.bare(reqwest::Method::GET, "/api/me").bearer_auth(token);
    assert_eq!(request.send().await.unwrap().status(), StatusCode::OK, "the key outlives the process");

    let base = second.base.clone();
    rustix::process::kill_process(second.pid(), Signal::TERM).unwrap();
    assert!(second.lines.next().is_none(), "no set-up link with {base}");
}

#[tokio::test]
async fn it_drains_and_ends_well_on_a_signal() {
    for signal in [Signal::TERM, Signal::INT] {
        let (_folder, data) = new_data();
        let process = Process::serve(&data, &[]);
        let client = process.client();
        assert_eq!(client.get("/livez").await.status(), StatusCode::OK);

        let status = process.end(signal);

        assert_eq!(status.code(), Some(0), "{signal:?}");
    }
}

#[test]
fn a_second_server_on_the_same_data_is_refused() {
    let (_folder, data) = new_data();
    let _first = Process::serve(&data, &[]);

    let sentence = refused(&mut command(&["serve", "--data", data.to_str().unwrap()]));

    assert!(sentence.contains(data.to_str().unwrap()) && sentence.contains("another Stackhouse"), "{sentence}");
}

#[test]
fn a_taken_port_is_named() {
    let (_folder, data) = new_data();
    let other = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = other.local_addr().unwrap().to_string();

    let sentence = refused(&mut command(&["--data", data.to_str().unwrap(), "--listen", &address]));

    assert!(sentence.contains(&address) && sentence.contains("--listen"), "{sentence}");
}

#[test]
fn a_folder_that_can_t_be_used_is_named() {
    let (folder, _) = new_data();
    let file = folder.path().join("file");
    std::fs::write(&file, "").unwrap();
    let data = file.join("data");

    let sentence = refused(&mut command(&["serve", "--data", data.to_str().unwrap()]));

    assert!(sentence.contains(data.to_str().unwrap()) && sentence.contains("--data"), "{sentence}");
}

#[test]
fn newer_data_is_refused_and_left_alone() {
    let (_folder, data) = new_data();
    assert_eq!(Process::serve(&data, &[]).end(Signal::TERM).code(), Some(0));
    let path = data.join("platform.db");
    rusqlite::Connection::open(&path).unwrap().pragma_update(None, "user_version", 4_000).unwrap();

    let sentence = refused(&mut command(&["serve", "--data", data.to_str().unwrap()]));

    assert!(sentence.contains(data.to_str().unwrap()) && sentence.contains("newer"), "{sentence}");
    let version: i64 =
        rusqlite::Connection::open(&path).unwrap().pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
    assert_eq!(version, 4_000);
}

#[test]
fn settings_that_can_t_be_used_are_named() {
    let (folder, data) = new_data();
    let data = data.to_str().unwrap();
    let file = folder.path().join("settings.toml");
    std::fs::write(&file, "[sprite]\nlaens = 4\n").unwrap();

    let sentence = refused(&mut command(&["serve", "--data", data, "--config", file.to_str().unwrap()]));
    assert!(sentence.contains("settings.toml") && sentence.contains("laens"), "{sentence}");
    let sentence = refused(command(&["serve", "--data", data]).env("STACKHOUSE_SERVER__PORT", "1"));
    assert!(sentence.contains("STACKHOUSE_SERVER__PORT"), "{sentence}");
    let sentence = refused(&mut command(&["serve", "--data", data, "--config", "/nowhere/settings.toml"]));
    assert!(sentence.contains("/nowhere/settings.toml"), "{sentence}");
}

#[test]
fn a_first_admin_that_can_t_be_made_is_refused() {
    let (folder, data) = new_data();
    let file = password_file(folder.path(), "12345678");
    let mut command = command(&["serve", "--data", data.to_str().unwrap()]);
    command.env("STACKHOUSE_ADMIN_NAME", "Ada").env("STACKHOUSE_ADMIN_PASSWORD_FILE", file);

    let sentence = refused(&mut command);

    assert!(sentence.contains("STACKHOUSE_ADMIN_PASSWORD_FILE") && sentence.contains("guessed"), "{sentence}");
}
