//! A small repository to try agents on.

use serde_json::Value;
use tempfile::TempDir;

use super::{
    overlay::Overlay,
    tools::{self, Offer, Ran},
};
use crate::{
    git::{Author, BranchName, Change, Edit, Expect, FileKind, Message, ObjectId, Put, Repository, TreePath},
    kit::Timestamp,
    llm::ToolCall,
};

pub(super) const NOW: Timestamp = Timestamp(1_800_000_000_000);

pub(super) struct Trial {
    _folder: TempDir,
    pub repository: Repository,
    pub overlay: Overlay,
}

impl Trial {
    /// A repository with these files, and an overlay over its first commit.
    pub fn new(files: &[(&str, &str)]) -> Self {
        let folder = TempDir::new().unwrap();
        let repository = Repository::create(&folder.path().join("it.git"), &main()).unwrap();
        let changes: Vec<Change> = files.iter().map(|(at, text)| put(at, text)).collect();
        let first = commit(&repository, &changes);
        Self { _folder: folder, repository, overlay: Overlay::new(first) }
    }

    /// Runs a tool; answers what it did, right or wrong.
    pub fn run(&mut self, name: &str, input: Value) -> Ran {
        let call = ToolCall { id: "call".to_owned(), name: name.to_owned(), input };
        tools::run(&self.repository, &mut self.overlay, Offer::Task, &call).unwrap()
    }

    /// Runs a tool that works.
    pub fn done(&mut self, name: &str, input: Value) -> Value {
        let ran = self.run(name, input.clone());
        assert!(!ran.result.is_error, "{name} {input}: {}", ran.result.output);
        ran.result.output
    }

    /// Runs a tool that refuses, which changes nothing; answers why.
    pub fn refused(&mut self, name: &str, input: Value) -> String {
        let before = self.overlay.clone();
        let ran = self.run(name, input.clone());
        assert!(ran.result.is_error && ran.then.is_none(), "{name} {input}: {}", ran.result.output);
        assert_eq!(self.overlay, before, "{name} {input}");
        ran.result.output.as_str().unwrap().to_owned()
    }

    /// Commits what is pending and works on from there.
    pub fn commit(&mut self) -> ObjectId {
        let made = commit(&self.repository, &self.overlay.changes());
        assert_eq!(self.overlay.rebase(&self.repository, made).unwrap(), []);
        assert!(self.overlay.is_empty());
        made
    }

    /// The text of a file as the agent sees it.
    pub fn text(&self, at: &str) -> Option<String> {
        let content = self.overlay.read(&self.repository, &path(at), u64::MAX).ok()?;
        Some(String::from_utf8(content).unwrap())
    }

    pub fn kind(&self, at: &str) -> Option<FileKind> {
        self.overlay.kind(&self.repository, &path(at)).unwrap()
    }
}

pub(super) fn commit(repository: &Repository, changes: &[Change]) -> ObjectId {
    let author = Author { name: "Ada".to_owned(), email: "ada@localhost".to_owned() };
    repository.commit(&main(), None, changes, &author, &Message::new("A change").unwrap(), NOW).unwrap().commit
}

pub(super) fn put(at: &str, text: &str) -> Change {
    let edit = Edit::Put(Put { content: text.as_bytes().to_vec(), is_executable: None });
    Change { path: path(at), edit, expect: Expect::Anything }
}

pub(super) fn path(text: &str) -> TreePath {
    text.parse().unwrap()
}

fn main() -> BranchName {
    "main".parse().unwrap()
}
