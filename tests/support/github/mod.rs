//! A server on this machine that plays GitHub: its REST API, as far as it is asked, and git over HTTP with a token.
//!
//! Repositories are bare ones in a folder of its own, served by `git http-backend`; requests, tokens and limits are
//! kept in memory. Shapes and refusals are those of GitHub; tests hold it to GitHub's description.

mod bare;
mod http;
mod oauth;
mod rest;
mod smart;

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    net::TcpListener,
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard},
    thread,
};

use tempfile::TempDir;

use bare::Bare;
use http::{Request, Response};

/// Where the API lies below its host, as on a server of one's own.
const API: &str = "/api/v3/";

/// The server. It ends with the test that it is for.
pub struct FakeGitHub {
    port: u16,
    shared: Arc<Shared>,
    /// Dropped last.
    _folder: TempDir,
}

/// What somebody may do in a repository that is not theirs.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Access {
    Read,
    Write,
    Admin,
}

struct Shared {
    port: u16,
    folder: PathBuf,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// By token: whose it is, and its scopes.
    tokens: HashMap<String, (String, String)>,
    /// By full name.
    repos: BTreeMap<String, Repo>,
    pulls: Vec<Pull>,
    app: oauth::App,
    /// Methods and paths, in the order in which they were asked.
    asked: Vec<String>,
    retry_after_s: Option<u64>,
    /// Whether the next file that is written comes too late for somebody else's.
    is_raced: bool,
    is_down: bool,
}

struct Repo {
    id: u64,
    is_private: bool,
    is_archived: bool,
    access: HashMap<String, Access>,
    protected: BTreeSet<String>,
    bare: Bare,
}

struct Pull {
    repo: String,
    number: u64,
    title: String,
    body: String,
    is_open: bool,
    is_draft: bool,
    author: String,
    head: String,
    base: String,
    /// Where both stood when it was closed.
    closed_at: Option<(String, String)>,
    merge_commit: Option<String>,
}

impl FakeGitHub {
    /// A server without anything on it.
    pub fn start() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let shared = Arc::new(Shared { port, folder: folder.path().to_owned(), state: Mutex::default() });
        let answering = Arc::clone(&shared);
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let answering = Arc::clone(&answering);
                thread::spawn(move || http::talk(stream, |request| answering.answer(request)));
            }
        });
        Self { port, shared, _folder: folder }
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    /// Where its API is.
    pub fn api_base(&self) -> String {
        format!("http://127.0.0.1:{}{}", self.port, API.trim_end_matches('/'))
    }

    /// What stands before `/owner/name.git`.
    pub fn git_base(&self) -> String {
        self.shared.git_base()
    }

    /// Gives `login` a token.
    pub fn add_token(&self, token: &str, login: &str) {
        self.state().tokens.insert(token.to_owned(), (login.to_owned(), "repo, workflow".to_owned()));
    }

    /// Takes a token back.
    pub fn revoke(&self, token: &str) {
        self.state().tokens.remove(token);
    }

    /// Makes a private repository without a commit, whose first branch will be `main`. Answers its folder.
    pub fn add_repo(&self, owner: &str, name: &str) -> PathBuf {
        let path = self.shared.folder.join(owner).join(format!("{name}.git"));
        let bare = Bare::make(&path);
        let mut state = self.state();
        let (id, access) = (state.repos.len() as u64 + 1, HashMap::from([(owner.to_owned(), Access::Admin)]));
        let repo = Repo { id, is_private: true, is_archived: false, access, protected: BTreeSet::new(), bare };
        state.repos.insert(format!("{owner}/{name}"), repo);
        path
    }

    /// Lets `login` into a repository.
    pub fn grant(&self, repo: &str, login: &str, access: Access) {
        self.with(repo, |repo| repo.access.insert(login.to_owned(), access));
    }

    /// Shows a repository to everybody, or hides it.
    pub fn set_private(&self, repo: &str, is_private: bool) {
        self.with(repo, |repo| repo.is_private = is_private);
    }

    pub fn set_archived(&self, repo: &str, is_archived: bool) {
        self.with(repo, |repo| repo.is_archived = is_archived);
    }

    /// Keeps a branch from being removed and from being written other than by a request.
    pub fn protect(&self, repo: &str, branch: &str) {
        self.with(repo, |repo| repo.protected.insert(branch.to_owned()));
    }

    /// Commits one file on a branch, as somebody else on GitHub would, and answers the commit.
    pub fn commit(&self, repo: &str, branch: &str, path: &str, content: &str) -> String {
        self.with(repo, |repo| repo.bare.commit_file(branch, path, Some(content.as_bytes()), "Elsewhere"))
    }

    /// Where a branch stands.
    pub fn head(&self, repo: &str, branch: &str) -> Option<String> {
        self.with(repo, |repo| repo.bare.head(branch))
    }

    /// What a file holds on a branch.
    pub fn file(&self, repo: &str, branch: &str, path: &str) -> Option<String> {
        let name = format!("{branch}:{path}");
        let held = self.with(repo, |repo| repo.bare.ask(&["cat-file", "blob", &name], &[]));
        held.map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
    }

    /// What was done on a branch, the last first.
    pub fn log(&self, repo: &str, branch: &str) -> String {
        self.with(repo, |repo| repo.bare.text(&["log", "--format=%s", branch]).unwrap_or_default())
    }

    /// Has somebody else commit something else while the next file is written.
    pub fn race_next_write(&self) {
        self.state().is_raced = true;
    }

    /// Wants to be left alone from now on, or not any more.
    pub fn limit(&self, retry_after_s: Option<u64>) {
        self.state().retry_after_s = retry_after_s;
    }

    /// Answers nothing but 503 from now on, or answers again.
    pub fn set_down(&self, is_down: bool) {
        self.state().is_down = is_down;
    }

    /// What was asked so far, such as `GET /api/v3/user`, queries left out.
    pub fn asked(&self) -> Vec<String> {
        self.state().asked.clone()
    }

    fn with<T>(&self, repo: &str, change: impl FnOnce(&mut Repo) -> T) -> T {
        change(self.state().repos.get_mut(repo).expect("a repository that was added"))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.shared.state()
    }
}

impl Shared {
    fn answer(&self, request: &Request) -> Response {
        {
            let mut state = self.state();
            state.asked.push(format!("{} {}", request.method, request.path));
            if state.is_down {
                return Response::message(503, "Service unavailable");
            }
        }
        match request.path.strip_prefix(API) {
            Some(path) => rest::answer(self, request, path),
            None => oauth::answer(self, request).unwrap_or_else(|| smart::answer(self, request)),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    fn git_base(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}

impl Repo {
    /// What `login` may do; nothing means that it does not exist for them.
    fn access_of(&self, login: Option<&str>) -> Option<Access> {
        let own = login.and_then(|login| self.access.get(login).copied());
        own.or((!self.is_private).then_some(Access::Read))
    }
}
