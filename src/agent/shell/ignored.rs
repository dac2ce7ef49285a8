//! What a repository does not want to keep, as its `.gitignore` files say.

use ignore::{
    Match,
    gitignore::{Gitignore, GitignoreBuilder},
};

use crate::{git::TreePath, sandbox::Folder};

/// The name of such a file, and bytes and lines of one that are read.
const NAME: &[u8] = b".gitignore";
const BYTES_MAX: u64 = 64 << 10;
const LINES_MAX: usize = 1_000;

/// The rules that hold in a folder: its own, and those of the folders that it stands in.
#[derive(Default)]
pub(super) struct Rules {
    of_folders: Vec<Gitignore>,
}

impl Rules {
    /// Takes in the rules of a folder; how many there were before leads out of it again.
    pub fn enter(&mut self, folder: &Folder, path: Option<&TreePath>) -> usize {
        let before = self.of_folders.len();
        self.of_folders.extend(read(folder, path));
        before
    }

    pub fn leave(&mut self, before: usize) {
        self.of_folders.truncate(before);
    }

    /// Whether something in the folder is not wanted. The rule that stands nearest decides.
    pub fn has(&self, path: &TreePath, is_folder: bool) -> bool {
        let path = format!("/{path}");
        let said = self.of_folders.iter().rev().map(|rules| rules.matched(&path, is_folder));
        said.into_iter().find(|said| !said.is_none()).is_some_and(|said| matches!(said, Match::Ignore(_)))
    }
}

/// The rules that stand in a folder. A line that makes no sense is none, as git has it.
fn read(folder: &Folder, path: Option<&TreePath>) -> Option<Gitignore> {
    folder.find(NAME).ok().flatten()?;
    let content = folder.read(NAME, BYTES_MAX).ok().flatten()?;
    let text = String::from_utf8_lossy(&content);
    let mut rules = GitignoreBuilder::new(path.map_or_else(|| "/".to_owned(), |path| format!("/{path}")));
    for line in text.lines().take(LINES_MAX) {
        let _ = rules.add_line(None, line);
    }
    rules.build().ok()
}
