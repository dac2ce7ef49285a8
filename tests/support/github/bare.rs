//! A bare repository, changed by the program git.

use std::{
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

#[derive(Clone)]
pub struct Bare(PathBuf);

/// Why two branches did not come together.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NoMerge {
    Conflict,
    Nothing,
}

/// The command git in `folder`, with nothing of this machine's own settings.
pub fn git(folder: &Path) -> Command {
    let mut command = Command::new("git");
    command.current_dir(folder);
    for (key, value) in [
        ("GIT_CONFIG_GLOBAL", "/dev/null"),
        ("GIT_CONFIG_NOSYSTEM", "1"),
        ("GIT_AUTHOR_NAME", "Octo Cat"),
        ("GIT_AUTHOR_EMAIL", "octo@example.org"),
        ("GIT_COMMITTER_NAME", "GitHub"),
        ("GIT_COMMITTER_EMAIL", "noreply@example.org"),
        ("LC_ALL", "C"),
    ] {
        command.env(key, value);
    }
    command
}

impl Bare {
    pub fn make(path: &Path) -> Self {
        std::fs::create_dir_all(path).expect("a folder");
        let bare = Self(path.to_owned());
        bare.ok(&["init", "--quiet", "--bare", "--initial-branch=main", "."], &[]);
        bare
    }

    /// What `arguments` print; nothing when git refuses.
    pub fn ask(&self, arguments: &[&str], input: &[u8]) -> Option<Vec<u8>> {
        let mut command = git(&self.0);
        command.args(arguments).env("GIT_INDEX_FILE", self.0.join("index-of-the-fake"));
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut child = command.spawn().expect("git runs");
        let mut stdin = child.stdin.take().expect("a pipe");
        let _ = stdin.write_all(input);
        drop(stdin);
        let output = child.wait_with_output().expect("git ends");
        output.status.success().then_some(output.stdout)
    }

    pub fn text(&self, arguments: &[&str]) -> Option<String> {
        Some(String::from_utf8_lossy(&self.ask(arguments, &[])?).trim().to_owned())
    }

    fn ok(&self, arguments: &[&str], input: &[u8]) -> String {
        let printed = self.ask(arguments, input).unwrap_or_else(|| panic!("git refuses {arguments:?}"));
        String::from_utf8_lossy(&printed).trim().to_owned()
    }

    /// The commit that a branch or a commit's name stands for.
    pub fn commit(&self, name: &str) -> Option<String> {
        self.head(name).or_else(|| self.text(&["rev-parse", "--verify", "--quiet", &format!("{name}^{{commit}}")]))
    }

    pub fn head(&self, branch: &str) -> Option<String> {
        self.text(&["rev-parse", "--verify", "--quiet", &format!("refs/heads/{branch}^{{commit}}")])
    }

    pub fn default_branch(&self) -> String {
        self.ok(&["symbolic-ref", "--short", "HEAD"], &[])
    }

    /// Names and commits, in the order of the names.
    pub fn branches(&self) -> Vec<(String, String)> {
        let lines = self.ok(&["for-each-ref", "--format=%(refname:lstrip=2) %(objectname)", "refs/heads/"], &[]);
        lines.lines().filter_map(|line| line.split_once(' ')).map(|(a, b)| (a.to_owned(), b.to_owned())).collect()
    }

    /// Moves a branch from where it stands, or makes it, or removes it.
    pub fn set(&self, branch: &str, to: Option<&str>) -> bool {
        let name = format!("refs/heads/{branch}");
        match to {
            Some(to) => self.ask(&["update-ref", &name, to], &[]).is_some(),
            None => self.ask(&["update-ref", "-d", &name], &[]).is_some(),
        }
    }

    /// The name of the file at a path in a commit.
    pub fn blob(&self, at: &str, path: &str) -> Option<String> {
        self.text(&["rev-parse", "--verify", "--quiet", &format!("{at}:{path}")])
    }

    /// Writes or removes one file, as a commit on a branch, and answers that.
    pub fn commit_file(&self, branch: &str, path: &str, content: Option<&[u8]>, message: &str) -> String {
        let head = self.head(branch);
        match &head {
            Some(head) => self.ok(&["read-tree", head], &[]),
            None => self.ok(&["read-tree", "--empty"], &[]),
        };
        match content {
            Some(content) => {
                let blob = self.ok(&["hash-object", "-w", "--stdin"], content);
                self.ok(&["update-index", "--add", "--cacheinfo", &format!("100644,{blob},{path}")], &[])
            }
            None => self.ok(&["rm", "--quiet", "--cached", "--", path], &[]),
        };
        let tree = self.ok(&["write-tree"], &[]);
        let parents: Vec<&str> = head.iter().map(String::as_str).collect();
        let commit = self.commit_tree(&tree, &parents, message);
        self.set(branch, Some(&commit));
        commit
    }

    /// Brings the commit `from` into a branch, with both as parents or with one.
    pub fn merge(&self, into: &str, from: &str, message: &str, is_squash: bool) -> Result<String, NoMerge> {
        let head = self.head(into).expect("a branch");
        if self.ask(&["merge-base", "--is-ancestor", from, &head], &[]).is_some() {
            return Err(NoMerge::Nothing);
        }
        let tree = self.text(&["merge-tree", "--write-tree", &head, from]).ok_or(NoMerge::Conflict)?;
        let parents = if is_squash { vec![head.as_str()] } else { vec![head.as_str(), from] };
        let commit = self.commit_tree(&tree, &parents, message);
        self.set(into, Some(&commit));
        Ok(commit)
    }

    /// Whether two commits come together by themselves.
    pub fn fits(&self, into: &str, from: &str) -> bool {
        self.ask(&["merge-tree", "--write-tree", into, from], &[]).is_some()
    }

    fn commit_tree(&self, tree: &str, parents: &[&str], message: &str) -> String {
        let mut arguments = vec!["commit-tree", tree];
        arguments.extend(parents.iter().flat_map(|parent| ["-p", parent]));
        self.ok(&arguments, message.as_bytes())
    }
}
