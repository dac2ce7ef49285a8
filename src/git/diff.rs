//! What differs between two commits, file by file and line by line.

use super::{ObjectId, Repository, Result, TreePath, tree::is_binary};

/// Files of one difference that are told of. Further ones are counted alone.
const FILES_MAX: usize = 300;

/// Lines of one difference that are shown, of all files together: a page of them can be read.
const LINES_MAX: usize = 5_000;

/// Characters of one line that are shown.
const LINE_CHARS_MAX: usize = 1_000;

/// Bytes of a file beyond which its lines are not compared.
const FILE_BYTES_MAX: i64 = 1 << 20;

/// What has become of a file.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Delta {
    Added,
    Deleted,
    Changed,
    Renamed,
}

/// How a line stands in both versions.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LineKind {
    Kept,
    Added,
    Removed,
}

/// A line of a difference, with its numbers in both versions, from 1.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Line {
    pub kind: LineKind,
    pub old: Option<u32>,
    pub new: Option<u32>,
    pub text: String,
}

/// What differs in one file.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FileDiff {
    pub path: String,
    /// Where it was before, if it has moved.
    pub old_path: Option<String>,
    pub delta: Delta,
    pub is_binary: bool,
    pub added: usize,
    pub removed: usize,
    /// Stretches of lines that belong together, with some that are the same round them.
    pub hunks: Vec<Vec<Line>>,
    /// Whether there is more than what is shown.
    pub is_cut: bool,
}

/// What differs between two commits.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Diff {
    pub files: Vec<FileDiff>,
    /// Of all files, shown or not.
    pub file_count: usize,
    pub added: usize,
    pub removed: usize,
}

/// How two commits stand to each other.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Comparison {
    /// The last commit that both come from; `None` when they have nothing in common.
    pub base: Option<ObjectId>,
    /// Commits that the second one has and the first one has not.
    pub ahead: usize,
    pub behind: usize,
    /// What the second one has changed since the base.
    pub diff: Diff,
}

impl Repository {
    /// What a commit has changed, beside its first parent.
    ///
    /// # Errors
    /// [`super::Error::NotFound`].
    pub fn commit_diff(&self, commit: ObjectId) -> Result<Diff> {
        let commit = self.git.find_commit(commit.oid())?;
        let parent = commit.parent_id(0).ok().map(ObjectId::new);
        self.diff(parent, ObjectId::new(commit.id()))
    }

    /// What merging `from` into `into` would bring.
    ///
    /// # Errors
    /// [`super::Error::NotFound`].
    pub fn compare(&self, into: ObjectId, from: ObjectId) -> Result<Comparison> {
        let base = self.merge_base(into, from)?;
        let (ahead, behind) = self.git.graph_ahead_behind(from.oid(), into.oid())?;
        Ok(Comparison { base, ahead, behind, diff: self.diff(base, from)? })
    }

    /// Whether all that leads to `commit` leads to `tip` as well.
    ///
    /// # Errors
    /// [`super::Error::NotFound`].
    pub fn contains(&self, tip: ObjectId, commit: ObjectId) -> Result<bool> {
        Ok(tip == commit || self.git.graph_descendant_of(tip.oid(), commit.oid())?)
    }

    pub(super) fn merge_base(&self, one: ObjectId, other: ObjectId) -> Result<Option<ObjectId>> {
        match self.git.merge_base(one.oid(), other.oid()) {
            Ok(base) => Ok(Some(ObjectId::new(base))),
            Err(error) if error.code() == git2::ErrorCode::NotFound => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    fn diff(&self, old: Option<ObjectId>, new: ObjectId) -> Result<Diff> {
        let tree = |commit: ObjectId| self.git.find_commit(commit.oid())?.tree();
        let (old, new) = (old.map(tree).transpose()?, tree(new)?);
        let mut options = git2::DiffOptions::new();
        options.max_size(FILE_BYTES_MAX).context_lines(3);
        let mut found = self.git.diff_tree_to_tree(old.as_ref(), Some(&new), Some(&mut options))?;
        found.find_similar(None)?;
        let mut diff = Diff { files: Vec::new(), file_count: found.deltas().len(), added: 0, removed: 0 };
        let mut room = LINES_MAX;
        for number in 0..diff.file_count.min(FILES_MAX) {
            let file = read_file(&found, number, &mut room)?;
            (diff.added, diff.removed) = (diff.added + file.added, diff.removed + file.removed);
            diff.files.push(file);
        }
        Ok(diff)
    }
}

impl FileDiff {
    /// What differs between two contents of a file, which need not stand in any commit; `None` where there is none.
    ///
    /// # Errors
    /// When they can't be compared.
    pub fn between(path: &TreePath, old: Option<&[u8]>, new: Option<&[u8]>) -> Result<Self> {
        let delta = match (old, new) {
            (None, _) => Delta::Added,
            (Some(_), None) => Delta::Deleted,
            (Some(_), Some(_)) => Delta::Changed,
        };
        let (old, new) = (old.unwrap_or_default(), new.unwrap_or_default());
        let mut file = Self {
            path: path.to_string(),
            old_path: None,
            delta,
            is_binary: is_binary(old) || is_binary(new),
            added: 0,
            removed: 0,
            hunks: Vec::new(),
            is_cut: false,
        };
        if !file.is_binary {
            let mut options = git2::DiffOptions::new();
            options.context_lines(3);
            let patch = git2::Patch::from_buffers(old, None, new, None, Some(&mut options))?;
            let mut room = LINES_MAX;
            read_lines(&patch, &mut file, &mut room)?;
        }
        Ok(file)
    }
}

fn read_file(diff: &git2::Diff<'_>, number: usize, room: &mut usize) -> Result<FileDiff> {
    let patch = git2::Patch::from_diff(diff, number)?;
    let delta = diff.get_delta(number).ok_or(super::Error::NotFound)?;
    let path = |file: git2::DiffFile<'_>| String::from_utf8_lossy(file.path_bytes().unwrap_or_default()).into_owned();
    let (old, new) = (path(delta.old_file()), path(delta.new_file()));
    let kind = match delta.status() {
        git2::Delta::Added => Delta::Added,
        git2::Delta::Deleted => Delta::Deleted,
        git2::Delta::Renamed | git2::Delta::Copied => Delta::Renamed,
        _ => Delta::Changed,
    };
    let mut file = FileDiff {
        old_path: (old != new && kind == Delta::Renamed).then_some(old),
        path: new,
        delta: kind,
        is_binary: patch.is_none() || delta.flags().contains(git2::DiffFlags::BINARY),
        added: 0,
        removed: 0,
        hunks: Vec::new(),
        is_cut: false,
    };
    if let Some(patch) = patch {
        read_lines(&patch, &mut file, room)?;
    }
    Ok(file)
}

/// The lines of a file's difference, as far as there is room for them.
fn read_lines(patch: &git2::Patch<'_>, file: &mut FileDiff, room: &mut usize) -> Result<()> {
    (_, file.added, file.removed) = patch.line_stats()?;
    for hunk in 0..patch.num_hunks() {
        let mut lines = Vec::new();
        for line in 0..patch.num_lines_in_hunk(hunk)? {
            if *room == 0 {
                file.is_cut = true;
                break;
            }
            if let Some(line) = read_line(&patch.line_in_hunk(hunk, line)?) {
                *room -= 1;
                lines.push(line);
            }
        }
        if !lines.is_empty() {
            file.hunks.push(lines);
        }
    }
    Ok(())
}

/// A line; notes such as that the last one has no line break are none.
fn read_line(line: &git2::DiffLine<'_>) -> Option<Line> {
    let kind = match line.origin() {
        ' ' => LineKind::Kept,
        '+' => LineKind::Added,
        '-' => LineKind::Removed,
        _ => return None,
    };
    let text = String::from_utf8_lossy(line.content());
    let text = text.trim_end_matches(['\n', '\r']).chars().take(LINE_CHARS_MAX).collect();
    Some(Line { kind, old: line.old_lineno(), new: line.new_lineno(), text })
}
