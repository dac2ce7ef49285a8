//! Which commit each line of a file comes from, also across renames.

use std::{collections::HashMap, path::Path};

use super::{Error, HistoryEntry, ObjectId, Repository, Result, TreePath};

/// Bytes of a file whose lines are asked about.
const FILE_BYTES_MAX: u64 = 1 << 20;

/// Commits that are looked at. What is older than that stays with the oldest one that was.
const LOOKED_AT_MAX: usize = 20_000;

/// Commits that have changed the file: each one costs a comparison.
const CHANGES_MAX: usize = 2_000;

/// Lines one after another that come from the same commit.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Lines {
    /// From 1.
    pub from: usize,
    pub count: usize,
    pub commit: ObjectId,
}

/// A file's lines and where they come from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Blame {
    pub lines: Vec<Lines>,
    /// The commits that these name, each once.
    pub commits: Vec<HistoryEntry>,
    /// Whether the search ended before the beginning of the file: its oldest lines may be older than it says.
    pub is_cut: bool,
}

/// What of a file is still to be asked about at one commit.
struct Asked {
    path: String,
    blob: git2::Oid,
    /// Line there, line in the file that was asked about; both from 0.
    lines: Vec<(usize, usize)>,
}

impl Repository {
    /// Says of each line which commit it comes from. Stops early when `is_over` says so.
    ///
    /// # Errors
    /// [`Error::NotFound`], also for what is no file; [`Error::TooLarge`]; [`Error::Invalid`] for what is no text.
    pub fn blame(&self, commit: ObjectId, path: &TreePath, is_over: impl Fn() -> bool) -> Result<Blame> {
        let content = self.read(commit, path, Some(0..FILE_BYTES_MAX))?;
        if content.bytes > FILE_BYTES_MAX {
            return Err(Error::TooLarge { max: FILE_BYTES_MAX });
        }
        if content.is_binary {
            return Err(Error::Invalid("this is no text".to_owned()));
        }
        let mut from: Vec<Option<ObjectId>> = vec![None; line_count(&content.data)];
        let lines = (0..from.len()).map(|line| (line, line)).collect();
        let first = Asked { path: path.to_string(), blob: content.id.oid(), lines };
        let mut asked = HashMap::from([(commit.oid(), first)]);
        let mut walk = self.git.revwalk()?;
        walk.set_sorting(git2::Sort::TOPOLOGICAL | git2::Sort::TIME)?;
        walk.push(commit.oid())?;
        let (mut oldest, mut changes, mut is_cut) = (commit, 0, false);
        for (looked_at, id) in walk.enumerate() {
            let id = id?;
            if asked.is_empty() {
                break;
            }
            if looked_at == LOOKED_AT_MAX || changes == CHANGES_MAX || is_over() {
                is_cut = true;
                break;
            }
            let Some(mine) = asked.remove(&id) else { continue };
            oldest = ObjectId::new(id);
            let own = self.pass_on(&self.git.find_commit(id)?, mine, &mut asked)?;
            changes += usize::from(!own.is_empty());
            for (_, line) in own {
                from[line] = Some(oldest);
            }
        }
        let from: Vec<ObjectId> = from.into_iter().map(|commit| commit.unwrap_or(oldest)).collect();
        self.told(&from, is_cut)
    }

    /// Gives the lines that a commit's parents have already to them; answers those that are its own.
    fn pass_on(
        &self,
        commit: &git2::Commit<'_>,
        mine: Asked,
        asked: &mut HashMap<git2::Oid, Asked>,
    ) -> Result<Vec<(usize, usize)>> {
        let mut left = mine.lines;
        for parent in commit.parents() {
            let Some((path, blob)) = self.before(commit, &parent, &mine.path)? else { continue };
            let kept = if blob == mine.blob { None } else { Some(self.kept_lines(blob, mine.blob)?) };
            let (mut passed, mut own) = (Vec::new(), Vec::new());
            for (there, line) in left {
                match kept.as_ref().map_or(Some(there), |kept| kept.get(&there).copied()) {
                    Some(before) => passed.push((there, before, line)),
                    None => own.push((there, line)),
                }
            }
            left = own;
            if !passed.is_empty() {
                let waiting = asked.entry(parent.id()).or_insert_with(|| Asked { path, blob, lines: Vec::new() });
                // Two ways to one commit under two names: the first one counts, and what came by the other stays here.
                if waiting.blob == blob {
                    waiting.lines.extend(passed.into_iter().map(|(_, before, line)| (before, line)));
                } else {
                    left.extend(passed.into_iter().map(|(there, _, line)| (there, line)));
                }
            }
            if left.is_empty() {
                break;
            }
        }
        Ok(left)
    }

    /// What a file was in a parent: at the same path, or at the one that it was renamed from.
    pub(super) fn before(
        &self,
        commit: &git2::Commit<'_>,
        parent: &git2::Commit<'_>,
        path: &str,
    ) -> Result<Option<(String, git2::Oid)>> {
        let (tree, old) = (commit.tree()?, parent.tree()?);
        if let Ok(entry) = old.get_path(Path::new(path)) {
            return Ok((entry.kind() == Some(git2::ObjectType::Blob)).then(|| (path.to_owned(), entry.id())));
        }
        let mut diff = self.git.diff_tree_to_tree(Some(&old), Some(&tree), None)?;
        diff.find_similar(Some(git2::DiffFindOptions::new().renames(true).rename_limit(200)))?;
        let renamed = diff
            .deltas()
            .find(|delta| delta.status() == git2::Delta::Renamed && delta.new_file().path() == Some(Path::new(path)));
        Ok(renamed.and_then(|delta| Some((delta.old_file().path()?.to_str()?.to_owned(), delta.old_file().id()))))
    }

    /// For each line of the newer text that the older one has too, where it stands there.
    fn kept_lines(&self, older: git2::Oid, newer: git2::Oid) -> Result<HashMap<usize, usize>> {
        let (older, newer) = (self.git.find_blob(older)?, self.git.find_blob(newer)?);
        let mut options = git2::DiffOptions::new();
        options.context_lines(0).force_text(true);
        let patch = git2::Patch::from_blobs(&older, None, &newer, None, Some(&mut options))?;
        let mut kept = HashMap::new();
        let (mut old, mut new) = (0, 0);
        for hunk in 0..patch.num_hunks() {
            let (hunk, _) = patch.hunk(hunk)?;
            // A side without lines names the line before.
            let start = |start: u32, lines: u32| start as usize - usize::from(lines > 0 && start > 0);
            let until = start(hunk.new_start(), hunk.new_lines());
            while new < until {
                kept.insert(new, old);
                (old, new) = (old + 1, new + 1);
            }
            old += hunk.old_lines() as usize;
            new += hunk.new_lines() as usize;
        }
        let end = line_count(newer.content());
        kept.extend((new..end).zip(old..));
        Ok(kept)
    }

    fn told(&self, from: &[ObjectId], is_cut: bool) -> Result<Blame> {
        let mut lines: Vec<Lines> = Vec::new();
        for (at, commit) in from.iter().enumerate() {
            match lines.last_mut().filter(|last| last.commit == *commit) {
                Some(last) => last.count += 1,
                None => lines.push(Lines { from: at + 1, count: 1, commit: *commit }),
            }
        }
        let mut named: Vec<ObjectId> = lines.iter().map(|lines| lines.commit).collect();
        named.sort();
        named.dedup();
        let commits = named.into_iter().map(|commit| self.commit_entry(commit)).collect::<Result<Vec<_>>>()?;
        Ok(Blame { lines, commits, is_cut })
    }
}

fn line_count(data: &[u8]) -> usize {
    let ends_a_line = data.is_empty() || data.ends_with(b"\n");
    data.split(|byte| *byte == b'\n').count() - usize::from(ends_a_line)
}
