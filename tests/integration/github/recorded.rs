//! What GitHub has answered to others, recorded, is answered to the client.

use percent_encoding::percent_decode_str;
use serde_json::Value;
use stackhouse::{
    git::{BranchName, Message, TreePath},
    github::{Client, Contents, EditPull, EntryKind, Error, PullState, PutFile},
};

use super::{client, installed, json_of, repo, wire};

/// The requests and answers of one recording.
fn scenario(name: &str) -> Vec<Value> {
    let path = format!("node_modules/@octokit/fixtures/scenarios/api.github.com/{name}/normalized-fixture.json");
    json_of(&installed(&path)).as_array().expect("a list").clone()
}

/// A client of a server that answers what was recorded, to whoever asks for the same.
fn replay(name: &str) -> Client {
    let recorded = scenario(name);
    serve(move |asked| recorded.iter().find(|entry| is_asked(entry, asked)).cloned())
}

/// A client of a server that gives one recorded answer to all questions.
fn always(entry: Value) -> Client {
    serve(move |_| Some(entry.clone()))
}

fn serve(find: impl Fn(&wire::Asked) -> Option<Value> + Send + 'static) -> Client {
    client(wire::serve(move |asked| match find(&asked) {
        Some(entry) => answer(&entry, &asked),
        None => b"HTTP/1.1 599 Never Recorded\r\ncontent-length: 0\r\nconnection: close\r\n\r\n".to_vec(),
    }))
}

/// Whether the request asks what was asked then. Paths may be encoded in another way, and a body may say more.
fn is_asked(entry: &Value, asked: &wire::Asked) -> bool {
    let path = percent_decode_str(&asked.path).decode_utf8().expect("UTF-8");
    let body = asked.json();
    let mut fields = entry["body"].as_object().into_iter().flatten();
    entry["method"].as_str().expect("a method").eq_ignore_ascii_case(&asked.method)
        && entry["path"] == *path
        && fields.all(|(name, value)| body[name] == *value)
}

/// The recorded answer, as if this server were GitHub.
fn answer(entry: &Value, asked: &wire::Asked) -> Vec<u8> {
    let host = asked.head.lines().find_map(|line| line.strip_prefix("host: ")).expect("a host");
    let body = match &entry["response"] {
        Value::String(text) => text.clone(),
        json => json.to_string(),
    };
    let headers = entry["headers"].as_object().expect("headers").iter();
    let kept =
        headers.filter(|(name, _)| !matches!(name.as_str(), "content-length" | "transfer-encoding" | "connection"));
    let headers: String =
        kept.map(|(name, value)| format!("{name}: {}\r\n", value.as_str().unwrap_or_default())).collect();
    let headers = headers.replace("https://api.github.com", &format!("http://{host}"));
    let (status, length) = (&entry["status"], body.len());
    format!("HTTP/1.1 {status} Recorded\r\n{headers}content-length: {length}\r\nconnection: close\r\n\r\n{body}")
        .into_bytes()
}

#[tokio::test]
#[ignore = "needs GitHub's description and recordings: bin/test runs it"]
async fn a_repository_is_read_and_followed_when_it_was_renamed() {
    let hello = replay("get-repository").repo(&repo("octokit-fixture-org/hello-world")).await.unwrap();
    assert_eq!(hello.clone_url, "https://github.com/octokit-fixture-org/hello-world.git");
    assert!(hello.pushed_at.is_some() && !hello.is_private, "{hello:?}");

    let renamed = replay("rename-repository").repo(&repo("octokit-fixture-org/rename-repository")).await.unwrap();
    assert_eq!(renamed.name, repo("octokit-fixture-org/rename-repository-newname"));
}

#[tokio::test]
#[ignore = "needs GitHub's description and recordings: bin/test runs it"]
async fn branches_are_made_and_removed() {
    let (asked, repo, test) =
        (replay("git-refs"), repo("octokit-fixture-org/git-refs"), BranchName::new("test").unwrap());
    let commit = format!("{:040}", 2).parse().unwrap();
    asked.create_branch(&repo, &test, commit).await.unwrap();
    asked.delete_branch(&repo, &test, None).await.unwrap();
    let other = BranchName::new("other").unwrap();
    assert!(asked.delete_branch(&repo, &other, None).await.is_err(), "nobody has recorded that");
}

#[tokio::test]
#[ignore = "needs GitHub's description and recordings: bin/test runs it"]
async fn files_are_read_and_written() {
    let top =
        replay("get-content").contents(&repo("octokit-fixture-org/hello-world"), None, None, 1 << 20).await.unwrap();
    let Contents::Folder(entries) = top else { panic!("a folder") };
    assert_eq!((entries[0].name.as_str(), entries[0].kind, entries[0].size), ("README.md", EntryKind::File, 13));

    let put = PutFile {
        branch: BranchName::new("main").unwrap(),
        path: TreePath::new("test.txt").unwrap(),
        content: b"Test content".to_vec(),
        expect: None,
        message: Message::new("create test.txt").unwrap(),
        author: None,
    };
    let written = replay("create-file").put_file(&repo("octokit-fixture-org/create-file"), &put).await.unwrap();
    assert_eq!(written.blob.to_string(), "3f3f005b29247e51a4f4d6b8ce07b67646cd6074");
}

#[tokio::test]
#[ignore = "needs GitHub's description and recordings: bin/test runs it"]
async fn refusals_and_pages_are_understood() {
    let refused = scenario("errors").into_iter().find(|entry| entry["status"] == 422).expect("a refusal");
    let answer = always(refused).edit_pull(&repo("a/b"), 1, &EditPull::default()).await;
    assert_eq!(answer, Err(Error::Invalid("Validation Failed: color invalid".to_owned())));

    let missing = scenario("branch-protection").into_iter().find(|entry| entry["status"] == 404).expect("a 404");
    assert_eq!(always(missing).who().await, Err(Error::NotFound));

    let mut pages = scenario("paginate-issues").into_iter().enumerate();
    let total = pages.len();
    for (at, mut entry) in pages.by_ref() {
        // Issues are none of the client's business; how their pages are told is.
        entry["response"] = Value::Array(Vec::new());
        let number = u32::try_from(at + 1).unwrap();
        let page = always(entry).pulls(&repo("a/b"), PullState::Open, number).await.unwrap();
        assert_eq!(page.next, (at + 1 < total).then_some(number + 1), "after page {number}");
    }
}
