//! Fetching from another server, and pushing to it.

use std::{path::Path, process::Stdio};

use rustix::process::{Pid, Resource, Rlimit, Signal, prlimit};
use tokio::process::{Child, Command};

use super::{
    super::{BranchName, Error, ObjectId, Result, Step, push::bytes_in},
    Program,
};
use crate::kit::Secret;

/// What older tools have written, as in [`super::TOLERATED`].
const TOLERATED: [&str; 3] = ["zeroPaddedFilemode", "badTimezone", "missingSpaceBeforeDate"];

/// Tags stand here as they stand there: nobody makes any in a mirror.
const TAGS: &str = "+refs/tags/*:refs/tags/*";

/// What the names of files begin with that it has not finished.
const LEFT: [&str; 3] = ["tmp_pack_", "tmp_idx_", "tmp_obj_"];

/// Seconds in which less than a byte a second may come, before the connection is given up.
const SILENCE_S: &str = "30";

/// A repository on another server.
#[derive(Clone, Debug)]
pub struct Remote {
    /// Where git reaches it.
    pub url: String,
    /// What opens it, beside any name. It is handed over in the environment, and only ever sent to that address.
    pub token: Option<Secret>,
}

/// What the other server has said to a push.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Pushed {
    Moved,
    /// The branch does not stand there where it was thought to.
    Stale,
    /// What that server has against it, in its own words.
    Refused(String),
}

impl Program {
    /// Has it bring what a repository on another server has: its branches stand below `refs/remotes/origin` afterwards
    /// and its tags where tags are, those that are gone there no more. With `only`, it brings that branch alone. Every object is looked at, and no file
    /// grows beyond what the repository may still take of `bytes_max`. Why not comes on standard error. The process ends with
    /// what holds it.
    ///
    /// # Errors
    /// [`Error::TooLarge`] when the repository has grown so large already; [`Error::Unavailable`] when it can't be started.
    pub fn fetch(
        &self,
        repository: &Path,
        remote: &Remote,
        only: Option<&BranchName>,
        bytes_max: u64,
    ) -> Result<Child> {
        let room = bytes_max.saturating_sub(bytes_in(repository));
        if room == 0 {
            return Err(Error::TooLarge { max: bytes_max });
        }
        let mut command = self.command_with(repository, &settings(remote)?);
        command.args(["fetch", "--quiet", "--no-tags", "--no-write-fetch-head", "--no-auto-maintenance"]);
        match only {
            Some(branch) => command.arg(&remote.url).arg(format!("+refs/heads/{branch}:refs/remotes/origin/{branch}")),
            None => command.arg("--prune").arg(&remote.url).args(["+refs/heads/*:refs/remotes/origin/*", TAGS]),
        };
        let child = begun(command, Stdio::null())?;
        // Whatever it starts inherits that.
        if let Some(pid) = child.id().and_then(|id| Pid::from_raw(i32::try_from(id).ok()?)) {
            let limit = Rlimit { current: Some(room), maximum: Some(room) };
            let set = prlimit(Some(pid), Resource::Fsize, limit);
            set.map_err(|error| Error::Unavailable(format!("git can't be held to its bounds: {error}")))?;
        }
        Ok(child)
    }

    /// Whether what it has said of a fetch means that there was no room for it.
    #[must_use]
    pub fn had_no_room(complaint: &str) -> bool {
        complaint.contains(&format!("died of signal {}", Signal::XFSZ.as_raw())) || complaint.contains("File too large")
    }

    /// Removes what a fetch that was ended has left of what it had begun to write.
    pub fn clear_up(repository: &Path) {
        let Ok(folders) = std::fs::read_dir(repository.join("objects")) else { return };
        let files = folders.flatten().filter_map(|folder| std::fs::read_dir(folder.path()).ok()).flatten().flatten();
        for file in files {
            let name = file.file_name();
            let is_left = name.to_str().is_some_and(|name| LEFT.iter().any(|begin| name.starts_with(begin)));
            if is_left && let Err(error) = std::fs::remove_file(file.path()) {
                tracing::warn!("what a fetch has left behind could not be removed: {error}");
            }
        }
    }

    /// Has it take a step on another server, if the branch stands there where the step begins. What that server says
    /// comes on standard output, for [`Pushed::read`]. The process ends with what holds it.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when it can't be started.
    pub fn push(&self, repository: &Path, remote: &Remote, step: &Step) -> Result<Child> {
        let id = |id: Option<ObjectId>| id.map(|id| id.to_string()).unwrap_or_default();
        let name = step.branch.as_ref_name();
        let mut command = self.command_with(repository, &settings(remote)?);
        command.args(["push", "--porcelain", "--no-verify"]);
        command.arg(format!("--force-with-lease={name}:{}", id(step.from)));
        command.arg(&remote.url).arg(format!("{}:{name}", id(step.to)));
        begun(command, Stdio::piped())
    }
}

impl Pushed {
    /// Reads what git says of the one branch that was pushed (git's documentation, git-push, "--porcelain"); `None` when
    /// it says nothing of any.
    #[must_use]
    pub fn read(said: &str) -> Option<Self> {
        let line = said.lines().find(|line| line.contains("\trefs/") || line.contains(":refs/"))?;
        let mut parts = line.split('\t');
        let flag = parts.next()?.trim();
        let summary = parts.nth(1).unwrap_or_default();
        if flag != "!" {
            return Some(Self::Moved);
        }
        let reason = summary.rsplit_once('(').map_or(summary, |(_, reason)| reason.trim_end_matches(')'));
        let is_stale = matches!(reason, "stale info" | "fetch first" | "non-fast-forward" | "already exists")
            || reason.contains("cannot lock ref")
            || reason.contains("failed to update ref");
        if is_stale {
            return Some(Self::Stale);
        }
        Some(Self::Refused(reason.chars().filter(|c| !c.is_control()).take(300).collect()))
    }
}

/// What holds for one conversation with another server: it leads nowhere else, and the token goes to that address alone.
fn settings(remote: &Remote) -> Result<Vec<(String, String)>> {
    let Some((scheme @ ("https" | "http"), _)) = remote.url.split_once("://") else {
        return Err(Error::Unavailable("a repository on another server is reached over HTTPS".to_owned()));
    };
    let mut settings = vec![
        (format!("protocol.{scheme}.allow"), "always".to_owned()),
        ("http.followRedirects".to_owned(), "false".to_owned()),
        ("http.proxy".to_owned(), String::new()),
        ("http.lowSpeedLimit".to_owned(), "1".to_owned()),
        ("http.lowSpeedTime".to_owned(), SILENCE_S.to_owned()),
        ("credential.helper".to_owned(), String::new()),
        ("fetch.fsckObjects".to_owned(), "true".to_owned()),
        ("fetch.recurseSubmodules".to_owned(), "false".to_owned()),
        ("push.recurseSubmodules".to_owned(), "no".to_owned()),
    ];
    settings.extend(TOLERATED.map(|fault| (format!("fetch.fsck.{fault}"), "warn".to_owned())));
    if let Some(token) = &remote.token {
        let header = format!("Authorization: {}", token.as_basic().expose());
        settings.push((format!("http.{}.extraHeader", remote.url), header));
    }
    Ok(settings)
}

fn begun(mut command: Command, output: Stdio) -> Result<Child> {
    command.stdin(Stdio::null()).stdout(output).stderr(Stdio::piped()).kill_on_drop(true);
    command.spawn().map_err(|error| Error::Unavailable(format!("git can't be run: {error}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_git_says_of_a_push_is_read() {
        let said = |line: &str| Pushed::read(&format!("To http://127.0.0.1/x.git\n{line}\nDone\n"));
        assert_eq!(said(" \tabc:refs/heads/main\t1..2"), Some(Pushed::Moved));
        assert_eq!(said("*\tabc:refs/heads/new\t[new branch]"), Some(Pushed::Moved));
        assert_eq!(said("-\t:refs/heads/old\t[deleted]"), Some(Pushed::Moved));
        assert_eq!(said("=\tabc:refs/heads/main\t[up to date]"), Some(Pushed::Moved));
        assert_eq!(said("!\tabc:refs/heads/main\t[rejected] (stale info)"), Some(Pushed::Stale));
        assert_eq!(
            said("!\tabc:refs/heads/main\t[remote rejected] (protected branch hook declined)"),
            Some(Pushed::Refused("protected branch hook declined".to_owned()))
        );
        assert_eq!(Pushed::read("fatal: unable to access"), None);
    }

    #[test]
    fn another_server_is_reached_over_http_alone() {
        for url in ["ssh://git@example.org/a.git", "file:///etc", "/etc", "ext::sh"] {
            assert!(settings(&Remote { url: url.to_owned(), token: None }).is_err(), "{url}");
        }
        let settings = settings(&Remote { url: "https://a.example/b.git".to_owned(), token: Some(Secret::new("t")) });
        let settings = settings.unwrap();
        assert!(settings.iter().any(|(key, _)| key == "http.https://a.example/b.git.extraHeader"));
    }
}
