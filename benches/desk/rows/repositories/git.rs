//! Clones and pushes with git's own client: over HTTP from ours, and from git's own daemon beside it.

use std::{path::Path, process::Command, time::Instant};

use super::FILES;
use crate::{
    figures::{Pairs, ms},
    floor,
    rows::Plan,
    table::{Reach::Nothing, Row},
};

/// Clones `url`, and the repository in the folder `beside`, and pushes to both.
pub fn measure(plan: &Plan, scratch: &Path, (url, token): (&str, &str), beside: &Path) -> Vec<Row> {
    let daemon = floor::GitDaemon::start(beside);
    let (mut clones, mut pushes) = (Pairs::default(), Pairs::default());
    for _ in 0..plan.rounds {
        clones.ours(clone(scratch, token, url));
        clones.floor(clone(scratch, token, &daemon.url));
    }
    let (ours, theirs) = (Checkout::of(scratch, token, url), Checkout::of(scratch, token, &daemon.url));
    for round in 0..plan.rounds {
        pushes.ours(ours.push(round));
        pushes.floor(theirs.push(round));
    }
    vec![
        clones.row(format!("clone of {FILES} files; floor: git daemon"), crate::table::Unit::Milliseconds, Nothing),
        pushes.row("push of a commit; floor: git daemon".to_owned(), crate::table::Unit::Milliseconds, Nothing),
    ]
}

fn clone(scratch: &Path, token: &str, from: &str) -> f64 {
    let into = tempfile::tempdir_in(scratch).expect("a folder");
    let began = Instant::now();
    run(git(token).args(["clone", "-q", "--bare", from]).arg(into.path().join("it.git")));
    ms(began.elapsed())
}

/// A clone with its files.
struct Checkout {
    folder: tempfile::TempDir,
    token: String,
}

impl Checkout {
    fn of(scratch: &Path, token: &str, from: &str) -> Self {
        let folder = tempfile::tempdir_in(scratch).expect("a folder");
        run(git(token).args(["clone", "-q", from]).arg(folder.path()));
        Self { folder, token: token.to_owned() }
    }

    /// Commits a file and pushes it: how long the push takes.
    fn push(&self, round: usize) -> f64 {
        std::fs::write(self.folder.path().join("pushed.txt"), format!("round {round}")).expect("a file");
        run(self.git().args(["add", "pushed.txt"]));
        run(self.git().args(["commit", "-q", "-m", "Push"]));
        let began = Instant::now();
        run(self.git().args(["push", "-q", "origin", "HEAD"]));
        ms(began.elapsed())
    }

    fn git(&self) -> Command {
        let mut git = git(&self.token);
        git.current_dir(self.folder.path());
        git
    }
}

fn git(token: &str) -> Command {
    let mut git = Command::new("git");
    git.args(["-c", &format!("http.extraHeader=Authorization: Bearer {token}")]);
    git.args(["-c", "user.name=Keeper", "-c", "user.email=keeper@example.org"]);
    git.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_TERMINAL_PROMPT", "0");
    git
}

fn run(git: &mut Command) {
    assert!(git.status().expect("git runs").success(), "{git:?}");
}
