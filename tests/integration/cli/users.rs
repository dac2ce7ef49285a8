use std::path::Path;

use reqwest::StatusCode;

use crate::support::process::{Process, command, new_data, refused, run};
use crate::support::{PASSWORD, password_file};

/// Runs `stackhouse user …` on `data`, which must work, and answers what it prints.
#[track_caller]
fn user(data: &Path, arguments: &[&str]) -> String {
    let arguments = [&["user"], arguments, &["--data", data.to_str().unwrap()]].concat();
    let output = run(&arguments);
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[track_caller]
fn refusal(data: &Path, arguments: &[&str]) -> String {
    refused(&mut command(&[&["user"], arguments, &["--data", data.to_str().unwrap()]].concat()))
}

#[tokio::test]
async fn users_are_looked_after_while_nothing_runs() {
    let (folder, data) = new_data();
    let file = password_file(folder.path(), PASSWORD);
    let file = file.to_str().unwrap();

    user(&data, &["add", "Ada", "--password-file", file, "--admin"]);
    user(&data, &["add", "Bob Ross", "--password-file", file, "--tier", "free"]);
    user(&data, &["disable", "bob ross"]);

    let list = user(&data, &["list"]);
    let lines: Vec<Vec<&str>> = list.lines().map(|line| line.split("  ").map(str::trim).collect()).collect();
    assert_eq!(lines.len(), 2, "{list}");
    assert!(list.contains("Ada") && list.contains("admin") && list.contains("unlimited"), "{list}");
    assert!(list.contains("Bob Ross") && list.contains("free") && list.contains("disabled"), "{list}");

    let mut process = Process::serve(&data, &[]);
    process.client().sign_in("Ada", PASSWORD).await;
    rustix::process::kill_process(process.pid(), rustix::process::Signal::TERM).unwrap();
    assert!(process.lines.next().is_none(), "there is no set-up link when there are users");
}

#[tokio::test]
async fn users_are_looked_after_while_the_server_runs() {
    let (folder, data) = new_data();
    let file = password_file(folder.path(), PASSWORD);
    let file = file.to_str().unwrap();
    let process = Process::serve(&data, &[]);
    let client = process.client();
    let status = async || client.get("/api/me").await.status();

    user(&data, &["add", "Ada", "--password-file", file, "--tier", "free"]);
    client.sign_in("Ada", PASSWORD).await;
    assert_eq!(client.json("/api/me").await["limits"]["stacks_max"], 3);

    user(&data, &["tier", "Ada", "unlimited"]);
    assert_eq!(client.json("/api/me").await["tier"], "unlimited");

    let new = "an otter in the reeds";
    user(&data, &["reset-password", "ada", "--password-file", password_file(folder.path(), new).to_str().unwrap()]);
    assert_eq!(status().await, StatusCode::UNAUTHORIZED, "signed out everywhere");
    client.sign_in("Ada", new).await;

    user(&data, &["disable", "Ada"]);
    assert_eq!(status().await, StatusCode::UNAUTHORIZED);
    user(&data, &["enable", "Ada"]);
    client.sign_in("Ada", new).await;
}

#[test]
fn what_can_t_be_done_is_said_in_one_sentence() {
    let (folder, data) = new_data();
    let file = password_file(folder.path(), PASSWORD);
    let file = file.to_str().unwrap();
    assert!(refusal(&data, &["list"]).contains(data.to_str().unwrap()), "nothing is there yet");
    assert!(!data.exists(), "asking makes nothing");
    user(&data, &["add", "Ada", "--password-file", file, "--admin"]);

    let check = |arguments: &[&str], words: &str| {
        let sentence = refusal(&data, arguments);
        assert!(sentence.contains(words), "{sentence}");
    };
    check(&["add", "ADA", "--password-file", file], "taken");
    check(&["add", " ", "--password-file", file], "empty");
    check(&["add", "Bob", "--password-file", file, "--tier", "gold"], "gold");
    check(&["add", "Bob", "--password-file", "/nowhere/password"], "/nowhere/password");
    check(&["add", "Bob"], "--password-file");
    check(&["tier", "Ada", "gold"], "gold");
    check(&["tier", "Bob", "free"], "no such user");
    check(&["disable", "Ada"], "only admin");
    let common = password_file(folder.path(), "password123");
    check(&["reset-password", "Ada", "--password-file", common.to_str().unwrap()], "guessed");
}

#[test]
fn a_password_is_no_argument() {
    let output = run(&["user", "add", "Ada", "--password", PASSWORD]);
    assert_eq!(output.status.code(), Some(2));
}
