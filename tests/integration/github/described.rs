//! Every request is held to GitHub's description by a mock that answers with the examples of that description.

use std::{
    net::{TcpListener, TcpStream},
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex},
    thread,
    time::Duration,
};

use serde_json::Value;
use stackhouse::{
    git::{Author, BranchName, Message, ObjectId, TreePath},
    github::{
        Client, Contents, DeleteFile, EditPull, EntryKind, Error, How, MergePull, OpenPull, PullState, PutFile, gather,
    },
    kit::Secret,
};

use super::{app, client, description::Description, installed, repo, wire};

/// Times that the mock is looked for, and how long each of them waits: it starts in two seconds.
const LOOKS: u32 = 600;
const LOOK: Duration = Duration::from_millis(100);

/// A mock of GitHub that knows its description, and somebody in between who looks at what goes by.
struct Mock {
    program: Child,
    /// Where the client asks.
    port: u16,
    /// Which of the described answers is wanted, such as `code=404`.
    wanted: Arc<Mutex<String>>,
    complaints: Arc<Mutex<Vec<String>>>,
}

impl Mock {
    fn start() -> Self {
        let free = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a port").port();
        let mut command = Command::new("node");
        command.arg(installed("node_modules/.bin/prism")).args(["mock", "--multiprocess=false"]);
        command.args(["--host", "127.0.0.1", "--port", &free.to_string()]).arg(installed("api.json"));
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let mut program = command.spawn().expect("node starts");
        for _ in 0..LOOKS {
            if TcpStream::connect(("127.0.0.1", free)).is_ok() {
                break;
            }
            assert_eq!(program.try_wait().expect("a state"), None, "the mock has ended");
            thread::sleep(LOOK);
        }
        let (wanted, complaints) = (Arc::<Mutex<String>>::default(), Arc::<Mutex<Vec<String>>>::default());
        let (want, complain, description) = (Arc::clone(&wanted), Arc::clone(&complaints), Description::read());
        let port = wire::serve(move |asked| {
            let want = want.lock().unwrap().clone();
            let header = if want.is_empty() { String::new() } else { format!("prefer: {want}\r\n") };
            let answer = wire::pass_on(&asked, free, &header);
            let mut complaints = complain.lock().unwrap();
            complaints.extend(violations(&answer).map(|what| format!("{} {}: {what}", asked.method, asked.path)));
            complaints.extend(description.unknown_in(&asked).into_iter().map(|what| format!("not described: {what}")));
            answer
        });
        Self { program, port, wanted, complaints }
    }

    /// The client, for a question that is to be answered with the described answer `want`.
    fn wanting(&self, want: &str) -> Client {
        *self.wanted.lock().unwrap() = want.to_owned();
        client(self.port)
    }

    fn client(&self) -> Client {
        self.wanting("")
    }

    /// Nothing that was asked or answered was other than described.
    fn assert_content(&self) {
        assert_eq!(*self.complaints.lock().unwrap(), Vec::<String>::new());
    }
}

impl Drop for Mock {
    fn drop(&mut self) {
        let _ = self.program.kill();
        let _ = self.program.wait();
    }
}

/// What the mock found in the request that this answers. Of its own answers, too, it finds some other than described.
fn violations(answer: &[u8]) -> impl Iterator<Item = Value> {
    let text = String::from_utf8_lossy(answer);
    let head = text.split("\r\n\r\n").next().unwrap_or_default();
    let found = head.lines().find_map(|line| line.strip_prefix("sl-violations: "));
    let found: Vec<Value> = found.map_or_else(Vec::new, |list| serde_json::from_str(list).expect("a list"));
    found.into_iter().filter(|violation| violation["location"][0] == "request")
}

fn branch(name: &str) -> BranchName {
    BranchName::new(name).unwrap()
}

fn path() -> TreePath {
    TreePath::new("notes/hello world.md").unwrap()
}

fn message() -> Message {
    Message::new("Say hello").unwrap()
}

fn commit() -> ObjectId {
    "95b966ae1c166bd92f8ae7d1c313e738c731dfc3".parse().unwrap()
}

fn put_file(expect: Option<ObjectId>) -> PutFile {
    let author = Some(Author { name: "Ada".to_owned(), email: "ada@example.org".to_owned() });
    PutFile {
        branch: branch("feature/x"),
        path: path(),
        content: b"hello".to_vec(),
        expect,
        message: message(),
        author,
    }
}

fn merge_pull(how: How) -> MergePull {
    MergePull { head: commit(), how, title: Some("Merge".to_owned()), message: Some("All of it".to_owned()) }
}

#[tokio::test]
#[ignore = "needs GitHub's description and recordings: bin/test runs it"]
async fn repositories_and_branches_are_as_described() {
    let (mock, hello) = (Mock::start(), repo("octocat/Hello-World"));
    let login = mock.client().who().await.unwrap();
    assert_eq!((login.login.as_str(), login.id), ("octocat", 1));
    let page = mock.client().repos(2).await.unwrap();
    assert_eq!(page.items[0].name, hello);
    let one = mock.client().repo(&hello).await.unwrap();
    assert_eq!((one.clone_url.as_str(), one.is_private), ("https://github.com/octocat/Hello-World.git", false));
    assert!(one.permissions.pull && one.pushed_at.is_some() && one.default_branch.is_some(), "{one:?}");

    let asked = mock.client();
    let all = gather(10, async |page| asked.branches(&hello, page).await).await.unwrap();
    assert!(all.items[0].is_protected && !all.is_cut, "{all:?}");
    assert_eq!(mock.client().branch(&hello, &branch("feature/x")).await.unwrap().name, branch("main"));
    mock.client().create_branch(&hello, &branch("feature/x"), commit()).await.unwrap();
    mock.client().delete_branch(&hello, &branch("feature/x"), None).await.unwrap();
    mock.assert_content();

    assert_eq!(mock.wanting("code=401").who().await, Err(Error::KeyRefused));
    assert!(matches!(mock.wanting("code=403").repo(&hello).await, Err(Error::NotAllowed(_))));
    assert_eq!(mock.wanting("code=404").branch(&hello, &branch("x")).await, Err(Error::NotFound));
    let refused = mock.wanting("code=422").create_branch(&hello, &branch("x"), commit()).await;
    assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
    mock.assert_content();
}

#[tokio::test]
#[ignore = "needs GitHub's description and recordings: bin/test runs it"]
async fn files_are_as_described() {
    let (mock, hello) = (Mock::start(), repo("octocat/Hello-World"));
    let read = async |example: &str| {
        let asked = mock.wanting(&format!("example=response-if-content-is-a-{example}"));
        asked.contents(&hello, Some("feature/x"), Some(&path()), 1 << 20).await.unwrap()
    };
    assert!(matches!(read("file").await, Contents::File { bytes, .. } if !bytes.is_empty()));
    assert!(matches!(read("directory").await, Contents::Folder(entries) if entries[0].kind == EntryKind::File));
    assert_eq!(read("symlink").await, Contents::Other(EntryKind::Symlink));
    assert_eq!(read("submodule").await, Contents::Other(EntryKind::Submodule));

    mock.client().put_file(&hello, &put_file(None)).await.unwrap();
    mock.wanting("code=201").put_file(&hello, &put_file(None)).await.unwrap();
    mock.client().put_file(&hello, &put_file(Some(commit()))).await.unwrap();
    let delete =
        DeleteFile { branch: branch("main"), path: path(), expect: commit(), message: message(), author: None };
    mock.client().delete_file(&hello, &delete).await.unwrap();
    assert_eq!(mock.wanting("code=409").put_file(&hello, &put_file(Some(commit()))).await, Err(Error::Stale));
    assert_eq!(mock.wanting("code=404").delete_file(&hello, &delete).await, Err(Error::NotFound));
    assert!(matches!(mock.wanting("code=503").delete_file(&hello, &delete).await, Err(Error::Away(_))));
    mock.assert_content();
}

#[tokio::test]
#[ignore = "needs GitHub's description and recordings: bin/test runs it"]
async fn pull_requests_and_merges_are_as_described() {
    let (mock, hello) = (Mock::start(), repo("octocat/Hello-World"));
    let pulls = mock.client().pulls(&hello, PullState::All, 1).await.unwrap();
    assert_eq!((pulls.items[0].number, pulls.items[0].head.repo.clone()), (1347, Some(hello.clone())));
    let pull = mock.client().pull(&hello, 1347).await.unwrap();
    assert!(pull.is_open && pull.is_mergeable.is_some(), "{pull:?}");
    let open = OpenPull {
        title: "Amazing".to_owned(),
        body: String::new(),
        head: branch("feature/x"),
        base: branch("main"),
        is_draft: true,
    };
    mock.client().open_pull(&hello, &open).await.unwrap();
    let edit = EditPull { title: Some("More".to_owned()), body: Some("So".to_owned()), is_open: Some(false) };
    mock.client().edit_pull(&hello, 1347, &edit).await.unwrap();
    for how in [How::Merge, How::Squash, How::Rebase] {
        mock.client().merge_pull(&hello, 1347, &merge_pull(how)).await.unwrap();
    }
    let stale = mock.wanting("code=409").merge_pull(&hello, 1347, &merge_pull(How::Merge)).await;
    assert_eq!(stale, Err(Error::Stale));
    let clash = mock.wanting("code=405").merge_pull(&hello, 1347, &merge_pull(How::Merge)).await;
    assert_eq!(clash, Err(Error::Conflict), "the example is one that is not mergeable");

    mock.assert_content();
}

#[tokio::test]
#[ignore = "needs GitHub's description and recordings: bin/test runs it"]
async fn a_token_is_taken_back_as_described() {
    let mock = Mock::start();
    let token = Secret::new("e72e16c7e42f292c6912e7710c838347ae178b4a");
    app(mock.port).revoke(&token).await.unwrap();
    *mock.wanted.lock().unwrap() = "code=422".to_owned();
    app(mock.port).revoke(&token).await.unwrap();
    mock.assert_content();
}

#[tokio::test]
#[ignore = "needs GitHub's description and recordings: bin/test runs it"]
async fn the_mock_complains_of_what_is_not_described() {
    let mock = Mock::start();
    let body = br#"{"ref":1,"x":2}"#.to_vec();
    let head = format!(
        "POST x HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    let path = "/repos/octocat/Hello-World/git/refs?colour=red".to_owned();
    let asked = wire::Asked { method: "POST".to_owned(), path, head, body };
    wire::pass_on(&asked, mock.port, "");
    let complaints = mock.complaints.lock().unwrap().join("\n");
    for expected in ["required property 'sha'", "ref must be string", "refs?colour", "refs x"] {
        assert!(complaints.contains(expected), "{expected} in {complaints}");
    }
}
