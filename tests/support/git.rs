//! The unmodified git client, as a script runs it, with nothing of this machine's own settings.

use std::{
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use tempfile::TempDir;

use super::TestClient;

/// A person's folder with git in it.
pub struct Git {
    folder: TempDir,
}

impl Git {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let git = Self { folder };
        let version = git.command(Path::new("/")).arg("--version").output();
        assert!(version.is_ok(), "the tests of repositories need the program git: bin/test installs it");
        git
    }

    /// Where a repository is reached, with the token as the password.
    pub fn url(client: &TestClient, token: &str, place: &str) -> String {
        format!("{}/git/{place}.git", client.base().replacen("http://", &format!("http://x:{token}@"), 1))
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn command(&self, at: &Path) -> Command {
        let mut command = Command::new("git");
        command.current_dir(at).stdin(Stdio::null());
        for (key, value) in [
            ("GIT_CONFIG_GLOBAL", "/dev/null"),
            ("GIT_CONFIG_NOSYSTEM", "1"),
            ("GIT_TERMINAL_PROMPT", "0"),
            ("GIT_AUTHOR_NAME", "Grace"),
            ("GIT_AUTHOR_EMAIL", "grace@example.org"),
            ("GIT_COMMITTER_NAME", "Grace"),
            ("GIT_COMMITTER_EMAIL", "grace@example.org"),
            ("no_proxy", "*"),
            ("LC_ALL", "C"),
        ] {
            command.env(key, value);
        }
        command.env("HOME", self.folder.path());
        command
    }

    /// Runs git in the folder `at` of this person, and answers what came of it.
    pub fn run(&self, at: &str, arguments: &[&str]) -> Output {
        self.command(&self.path(at)).args(arguments).output().expect("git runs")
    }

    /// The same, and expects it to go well; answers what it printed.
    pub fn ok(&self, at: &str, arguments: &[&str]) -> String {
        let output = self.run(at, arguments);
        assert!(output.status.success(), "git {arguments:?}: {}", said(&output));
        String::from_utf8(output.stdout).expect("a text").trim().to_owned()
    }

    /// The same, and expects it to be refused; answers what it said.
    pub fn refused(&self, at: &str, arguments: &[&str]) -> String {
        let output = self.run(at, arguments);
        assert!(!output.status.success(), "git {arguments:?} went well: {}", said(&output));
        said(&output)
    }

    /// Runs git with `input`.
    pub fn fed(&self, at: &str, arguments: &[&str], input: &[u8]) -> String {
        use std::io::Write;
        let mut child =
            self.command(&self.path(at)).args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
        let child = child.as_mut().expect("git runs");
        child.stdin.take().expect("a pipe").write_all(input).expect("git reads");
        let mut text = String::new();
        std::io::Read::read_to_string(&mut child.stdout.take().expect("a pipe"), &mut text).expect("a text");
        assert!(child.wait().expect("git ends").success(), "git {arguments:?}");
        text.trim().to_owned()
    }

    pub fn write(&self, path: &str, content: impl AsRef<[u8]>) {
        let path = self.path(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, content).expect("a file");
    }

    pub fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.path(path)).expect("a file")
    }

    /// Adds everything and commits it.
    pub fn commit(&self, at: &str, message: &str) {
        self.ok(at, &["add", "-A"]);
        self.ok(at, &["commit", "-qm", message]);
    }
}

/// Makes sure that a bare repository of the server is whole.
pub fn check_whole(data: &Path) {
    let folder = data.join("repositories");
    for entry in std::fs::read_dir(&folder).expect("the repositories") {
        let path = entry.expect("an entry").path();
        if path.extension().is_some_and(|ending| ending == "git") {
            let mut command = Command::new("git");
            command
                .arg("--git-dir")
                .arg(&path)
                .args(["fsck", "--full", "--strict"])
                .env("GIT_CONFIG_GLOBAL", "/dev/null");
            let output = command.output().expect("git runs");
            let text = said(&output);
            assert!(output.status.success() && !text.contains("error"), "{text}");
        }
    }
    let staging = std::fs::read_dir(folder.join("staging")).expect("the staging folder").count();
    assert_eq!(staging, 0, "a push was left behind");
}

fn said(output: &Output) -> String {
    let text = [output.stdout.as_slice(), output.stderr.as_slice()].concat();
    String::from_utf8_lossy(&text).into_owned()
}
