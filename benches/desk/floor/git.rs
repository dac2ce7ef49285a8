//! Repositories without a server: one edit with the library alone, and git's own daemon.

use std::{
    net::{TcpListener, TcpStream},
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};

use git2::{FileMode, Repository, Signature, Time, build::TreeUpdateBuilder};

/// A repository that stays open, as no server could keep it for everybody.
pub struct GitEdits(Repository);

impl GitEdits {
    pub fn open(path: &Path) -> Self {
        Self(Repository::open_bare(path).expect("a repository"))
    }

    /// One changed file, one commit, one moved branch.
    pub fn edit(&self, path: &str, text: &str) {
        let git = &self.0;
        let head = git.find_reference("refs/heads/main").and_then(|head| head.peel_to_commit()).expect("a branch");
        let blob = git.blob(text.as_bytes()).expect("a blob");
        let mut update = TreeUpdateBuilder::new();
        update.upsert(path, blob, FileMode::Blob);
        let tree = update.create_updated(git, &head.tree().expect("a tree")).expect("a tree");
        let tree = git.find_tree(tree).expect("a tree");
        let by = Signature::new("x", "x@localhost", &Time::new(0, 0)).expect("a signature");
        git.commit(Some("refs/heads/main"), &by, &by, "Change", &tree, &[&head]).expect("a commit");
    }
}

/// Git's own server, ended when it is dropped.
pub struct GitDaemon {
    child: Child,
    pub url: String,
}

impl GitDaemon {
    pub fn start(repository: &Path) -> Self {
        let free = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a free port");
        let folder = repository.parent().expect("a folder");
        let name = repository.file_name().and_then(|name| name.to_str()).expect("a name");
        let child = Command::new("git")
            .args(["daemon", "--export-all", "--enable=receive-pack", "--reuseaddr", "--listen=127.0.0.1"])
            .arg(format!("--port={}", free.port()))
            .arg(format!("--base-path={}", folder.display()))
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("git has a daemon");
        for _ in 0..100 {
            if TcpStream::connect(free).is_ok() {
                break;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        Self { child, url: format!("git://{free}/{name}") }
    }
}

impl Drop for GitDaemon {
    fn drop(&mut self) {
        // `git daemon` is a program that `git` waits for: the signal has to reach both.
        let _ =
            rustix::process::kill_process(rustix::process::Pid::from_child(&self.child), rustix::process::Signal::TERM);
        let _ = self.child.wait();
    }
}
