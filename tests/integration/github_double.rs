//! The client of GitHub and the program git, both against a server on this machine that plays GitHub: what one of them
//! writes, the other one reads.

use stackhouse::{
    fetch::{Fetch, Reach, Site},
    git::{BranchName, Message, ObjectId, TreePath},
    github::{
        Cache, Client, Contents, DeleteFile, EditPull, Error, How, MergePull, OpenPull, PullState, PutFile, RepoName,
    },
    kit::{Ambient, Secret},
};

use crate::support::{
    git::Git,
    github::{Access, FakeGitHub},
};

const REPO: &str = "ada/engine";
const TOKEN: &str = "ghp_ada";

/// A server with one repository of Ada's, in which there is one file.
fn started() -> FakeGitHub {
    let hub = FakeGitHub::start();
    hub.add_token(TOKEN, "ada");
    hub.add_repo("ada", "engine");
    hub.commit(REPO, "main", "README.md", "one\ntwo\nthree\n");
    hub
}

fn client(hub: &FakeGitHub, token: &str) -> Client {
    let site = Site::new(&hub.api_base(), Reach::Private).expect("a site");
    Client::new(Fetch::default(), site, Secret::new(token), Cache::default(), Ambient::system())
}

fn repo() -> RepoName {
    REPO.parse().unwrap()
}

fn branch(name: &str) -> BranchName {
    BranchName::new(name).unwrap()
}

fn url(hub: &FakeGitHub, token: &str) -> String {
    format!("{}/{REPO}.git", hub.git_base().replacen("http://", &format!("http://x:{token}@"), 1))
}

fn head(hub: &FakeGitHub, name: &str) -> ObjectId {
    hub.head(REPO, name).expect("a branch").parse().unwrap()
}

fn put_file(on: &str, path: &str, content: &[u8], expect: Option<ObjectId>) -> PutFile {
    PutFile {
        branch: branch(on),
        path: TreePath::new(path).unwrap(),
        content: content.to_vec(),
        expect,
        message: Message::new("Write it down").unwrap(),
        author: None,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_git_pushes_the_client_reads_and_the_other_way_round() {
    let (hub, git, repo) = (started(), Git::new(), repo());
    let ada = client(&hub, TOKEN);
    let listed = ada.repos(1).await.unwrap().items;
    assert_eq!((listed.len(), listed[0].permissions.push), (1, true));
    assert_eq!(listed[0].clone_url, format!("{}/{REPO}.git", hub.git_base()));

    git.ok("", &["clone", "--quiet", &url(&hub, TOKEN), "mine"]);
    git.ok("mine", &["switch", "--quiet", "--create", "feature/x"]);
    // More than a megabyte is pushed in pieces.
    let large: String = (0..600_000_u64).map(|line| format!("{}\n", line * 7_919 % 1_000_003)).collect();
    std::fs::write(git.path("mine/large.txt"), &large).unwrap();
    git.ok("mine", &["add", "."]);
    git.ok("mine", &["commit", "--quiet", "--message", "Large"]);
    git.ok("mine", &["push", "--quiet", "origin", "feature/x"]);
    let pushed = git.ok("mine", &["rev-parse", "HEAD"]);
    assert_eq!(ada.branch(&repo, &branch("feature/x")).await.unwrap().commit.to_string(), pushed);
    let path = TreePath::new("large.txt").unwrap();
    let read = ada.contents(&repo, Some("feature/x"), Some(&path), 10 << 20).await.unwrap();
    assert!(matches!(read, Contents::File { bytes, .. } if bytes == large.as_bytes()));

    let put = ada.put_file(&repo, &put_file("feature/x", "a b/ü.txt", b"hello", None)).await.unwrap();
    git.ok("mine", &["pull", "--quiet", "origin", "feature/x"]);
    assert_eq!(git.ok("mine", &["rev-parse", "HEAD"]), put.commit.to_string());
    assert_eq!(std::fs::read(git.path("mine/a b/ü.txt")).unwrap(), b"hello");

    let again = ada.put_file(&repo, &put_file("feature/x", "a b/ü.txt", b"hi", None)).await;
    assert_eq!(again, Err(Error::Stale), "it is there");
    ada.put_file(&repo, &put_file("feature/x", "a b/ü.txt", b"hi", Some(put.blob))).await.unwrap();
    let delete = DeleteFile {
        branch: branch("feature/x"),
        path: TreePath::new("a b/ü.txt").unwrap(),
        expect: put.blob,
        message: Message::new("Gone").unwrap(),
        author: None,
    };
    assert_eq!(ada.delete_file(&repo, &delete).await, Err(Error::Stale), "it holds something else");
}

#[tokio::test(flavor = "multi_thread")]
async fn branches_are_made_removed_and_protected() {
    let (hub, repo) = (started(), repo());
    let (ada, at) = (client(&hub, TOKEN), head(&hub, "main"));
    ada.create_branch(&repo, &branch("one/two"), at).await.unwrap();
    assert!(matches!(ada.create_branch(&repo, &branch("one/two"), at).await, Err(Error::Exists(_))));
    let names: Vec<_> = ada.branches(&repo, 1).await.unwrap().items.into_iter().map(|it| it.name).collect();
    assert_eq!(names, [branch("main"), branch("one/two")]);
    ada.delete_branch(&repo, &branch("one/two"), Some(at)).await.unwrap();
    assert_eq!(ada.delete_branch(&repo, &branch("one/two"), None).await, Err(Error::NotFound));

    hub.protect(REPO, "main");
    assert!(matches!(ada.delete_branch(&repo, &branch("main"), None).await, Err(Error::NotAllowed(_))));
    let put = ada.put_file(&repo, &put_file("main", "x", b"x", None)).await;
    assert!(matches!(put, Err(Error::NotAllowed(_))), "{put:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_are_opened_and_merged_where_they_stand() {
    let (hub, repo) = (started(), repo());
    let ada = client(&hub, TOKEN);
    ada.create_branch(&repo, &branch("x"), head(&hub, "main")).await.unwrap();
    let open = OpenPull {
        title: "More".to_owned(),
        body: "of it".to_owned(),
        head: branch("x"),
        base: branch("main"),
        is_draft: false,
    };
    let nothing = ada.open_pull(&repo, &open).await;
    assert!(matches!(nothing, Err(Error::Invalid(_))), "{nothing:?}");

    hub.commit(REPO, "x", "new.txt", "new");
    let pull = ada.open_pull(&repo, &open).await.unwrap();
    assert!(matches!(ada.open_pull(&repo, &open).await, Err(Error::Exists(_))));
    assert_eq!((pull.number, pull.is_mergeable, pull.head.commit), (1, Some(true), head(&hub, "x")));
    let edit = EditPull { title: Some("Less".to_owned()), ..EditPull::default() };
    assert_eq!(ada.edit_pull(&repo, 1, &edit).await.unwrap().title, "Less");

    let merge = MergePull { head: pull.head.commit, how: How::Merge, title: None, message: None };
    hub.commit(REPO, "x", "newer.txt", "newer");
    assert_eq!(ada.merge_pull(&repo, 1, &merge).await, Err(Error::Stale), "the branch has moved");
    let merge = MergePull { head: head(&hub, "x"), ..merge };
    let merged = ada.merge_pull(&repo, 1, &merge).await.unwrap();
    assert_eq!(merged, head(&hub, "main"));
    let pull = ada.pull(&repo, 1).await.unwrap();
    assert_eq!((pull.is_open, pull.merge_commit, pull.merged_at.is_some()), (false, Some(merged), true));
    assert_eq!(ada.pulls(&repo, PullState::Open, 1).await.unwrap().items, []);
    assert_eq!(ada.pulls(&repo, PullState::Closed, 1).await.unwrap().items.len(), 1);

    hub.commit(REPO, "x", "README.md", "mine\n");
    hub.commit(REPO, "main", "README.md", "yours\n");
    let pull = ada.open_pull(&repo, &open).await.unwrap();
    assert_eq!(pull.is_mergeable, Some(false));
    let merge = MergePull { head: pull.head.commit, ..merge };
    assert_eq!(ada.merge_pull(&repo, 2, &merge).await, Err(Error::Conflict));
}

#[tokio::test(flavor = "multi_thread")]
async fn tokens_open_what_they_may_and_nothing_else() {
    let (hub, git, repo) = (started(), Git::new(), repo());
    hub.add_token("ghp_eve", "eve");
    let eve = client(&hub, "ghp_eve");
    assert_eq!(eve.repo(&repo).await.unwrap_err(), Error::NotFound);
    assert!(git.refused("", &["clone", &url(&hub, "ghp_eve"), "eves"]).contains("not found"));
    assert!(git.refused("", &["clone", &url(&hub, "ghp_nobody"), "eves"]).contains("Authentication failed"));

    hub.grant(REPO, "eve", Access::Read);
    assert!(!eve.repo(&repo).await.unwrap().permissions.push);
    let made = eve.create_branch(&repo, &branch("eves"), head(&hub, "main")).await;
    assert!(matches!(made, Err(Error::NotAllowed(_))), "{made:?}");
    git.ok("", &["clone", "--quiet", &url(&hub, "ghp_eve"), "eves"]);
    assert!(git.refused("eves", &["push", "origin", "HEAD:refs/heads/eves"]).contains("403"));
    hub.grant(REPO, "eve", Access::Write);
    git.ok("eves", &["push", "--quiet", "origin", "HEAD:refs/heads/eves"]);

    hub.revoke("ghp_eve");
    assert_eq!(eve.who().await, Err(Error::KeyRefused));
    assert!(git.refused("eves", &["fetch"]).contains("Authentication failed"));
}

#[tokio::test(flavor = "multi_thread")]
async fn limits_and_breakdowns_are_told() {
    let (hub, repo) = (started(), repo());
    let ada = client(&hub, TOKEN);
    ada.branches(&repo, 1).await.unwrap();
    hub.set_down(true);
    assert!(matches!(ada.branches(&repo, 1).await, Err(Error::Away(_))));
    hub.set_down(false);
    hub.limit(Some(120));
    let limited = ada.branches(&repo, 1).await;
    assert!(matches!(limited, Err(Error::RateLimited { wait_s: 119..=120, .. })), "{limited:?}");
    hub.limit(None);
    let asked = hub.asked().len();
    assert!(matches!(ada.branches(&repo, 1).await, Err(Error::RateLimited { .. })), "it was told to wait");
    assert_eq!(hub.asked().len(), asked);
}
