//! The server that plays GitHub in other tests is held to GitHub's description, too: it answers no field that GitHub
//! does not, and no status.

use std::sync::{Arc, Mutex};

use serde_json::Value;
use stackhouse::{
    git::{BranchName, Message, ObjectId, TreePath},
    github::{DeleteFile, EditPull, How, MergePull, OpenPull, PullState, PutFile},
    kit::Secret,
};

use super::{app, client, description::Description, repo, wire};
use crate::support::github::FakeGitHub;

/// Somebody between a client and the server at `port`, who looks at the answers.
fn watch(port: u16) -> (u16, Arc<Mutex<Vec<String>>>) {
    let (complaints, description) = (Arc::<Mutex<Vec<String>>>::default(), Description::read());
    let complain = Arc::clone(&complaints);
    let watched = wire::serve(move |asked| {
        let inner = wire::Asked { path: format!("/api/v3{}", asked.path), ..asked.clone() };
        let answer = wire::pass_on(&inner, port, "");
        let text = String::from_utf8_lossy(&answer);
        let (head, body) = text.split_once("\r\n\r\n").expect("a head");
        let status = head.split(' ').nth(1).expect("a status");
        let body = serde_json::from_str(body).unwrap_or(Value::Null);
        complain.lock().unwrap().extend(description.unknown_in_answer(&asked, status, &body));
        answer
    });
    (watched, complaints)
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs GitHub's description and recordings: bin/test runs it"]
async fn what_plays_github_answers_as_described() {
    let (hub, engine) = (FakeGitHub::start(), repo("ada/engine"));
    hub.add_token("ghp_tell_nobody", "ada");
    hub.add_repo("ada", "engine");
    hub.commit("ada/engine", "main", "notes/README.md", "one\n");
    let (port, complaints) = watch(hub.port());
    let ada = client(port);
    let branch = |name: &str| BranchName::new(name).unwrap();
    let (message, path) = (Message::new("Say so").unwrap(), TreePath::new("a.txt").unwrap());
    let head = |name: &str| hub.head("ada/engine", name).unwrap().parse::<ObjectId>().unwrap();

    ada.who().await.unwrap();
    ada.repos(1).await.unwrap();
    ada.repo(&engine).await.unwrap();
    ada.create_branch(&engine, &branch("x"), head("main")).await.unwrap();
    ada.create_branch(&engine, &branch("x"), head("main")).await.unwrap_err();
    ada.branches(&engine, 1).await.unwrap();
    ada.branch(&engine, &branch("none")).await.unwrap_err();
    let put = PutFile {
        branch: branch("x"),
        path: path.clone(),
        content: b"a".to_vec(),
        expect: None,
        message: message.clone(),
        author: None,
    };
    let written = ada.put_file(&engine, &put).await.unwrap();
    ada.put_file(&engine, &put).await.unwrap_err();
    ada.contents(&engine, Some("x"), Some(&path), 100).await.unwrap();
    ada.contents(&engine, None, None, 0).await.unwrap();
    let open = OpenPull {
        title: "A".to_owned(),
        body: String::new(),
        head: branch("x"),
        base: branch("main"),
        is_draft: false,
    };
    ada.open_pull(&engine, &open).await.unwrap();
    ada.open_pull(&engine, &open).await.unwrap_err();
    ada.edit_pull(&engine, 1, &EditPull { is_open: Some(true), ..EditPull::default() }).await.unwrap();
    ada.pulls(&engine, PullState::Open, 1).await.unwrap();
    let merge = MergePull { head: head("main"), how: How::Squash, title: None, message: None };
    ada.merge_pull(&engine, 1, &merge).await.unwrap_err();
    ada.merge_pull(&engine, 1, &MergePull { head: head("x"), ..merge }).await.unwrap();
    ada.pull(&engine, 1).await.unwrap();
    let delete = DeleteFile { branch: branch("x"), path, expect: written.blob, message, author: None };
    ada.delete_file(&engine, &delete).await.unwrap();
    ada.delete_branch(&engine, &branch("x"), None).await.unwrap();
    hub.add_app("Iv1.8a61f9b3a7aba766", "hush", "http://desk.example.org/back");
    let token = Secret::new("ghp_tell_nobody");
    app(port).revoke(&token).await.unwrap();
    app(port).revoke(&token).await.unwrap();
    assert_eq!(*complaints.lock().unwrap(), Vec::<String>::new());
}
