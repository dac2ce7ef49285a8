//! Where two sides of a merge have changed the same places, and what is to stand there.

use super::{
    super::{Error, ObjectId, Repository, Result, TreePath},
    How, MergedText, Resolve,
};

/// Files of one merge that can be settled here; whoever has more does it with git.
const CONFLICTS_MAX: usize = 100;

/// The bits of an entry's flags that say which side of a conflict it is (git's documentation, gitformat-index).
const STAGE_BITS: u16 = 0x3000;

/// A file that both sides have changed in the same places, or that one has changed and the other has deleted.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Conflict {
    pub path: TreePath,
    /// What stands there on the branch that is merged into; `None` when it was deleted there.
    pub ours: Option<ObjectId>,
    /// The same of the branch that is merged.
    pub theirs: Option<ObjectId>,
    /// Both as one text, with marks round what differs; `None` when one of them is no text, or not there.
    pub text: Option<MergedText>,
}

/// What is to stand at a path of a conflict.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Settled {
    Ours,
    Theirs,
    Text(String),
}

impl Repository {
    /// What keeps `from` from being merged into `into`, in the order of the paths, of which `resolve` knows nothing.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Invalid`] when there is more than can be settled here.
    pub fn conflicts(
        &self,
        into: ObjectId,
        from: ObjectId,
        labels: (&str, &str),
        resolve: Resolve<'_>,
    ) -> Result<Vec<Conflict>> {
        let (ours, theirs) = (self.git.find_commit(into.oid())?, self.git.find_commit(from.oid())?);
        let index = self.git.merge_commits(&ours, &theirs, None)?;
        let mut found = Vec::new();
        for sides in sides(&index)? {
            let Some(path) = sides.path() else { continue };
            if self.resolved(&sides, resolve).is_some() {
                continue;
            }
            let text = self.both_texts(&sides, labels)?;
            let id = |entry: &Option<git2::IndexEntry>| entry.as_ref().map(|entry| ObjectId::new(entry.id));
            found.push(Conflict { path, ours: id(&sides.ours), theirs: id(&sides.theirs), text });
        }
        if found.len() > CONFLICTS_MAX {
            return Err(Error::Invalid(format!("more than {CONFLICTS_MAX} files differ: merge them with git")));
        }
        found.sort_by(|one, other| one.path.cmp(&other.path));
        Ok(found)
    }

    fn both_texts(&self, sides: &Sides, labels: (&str, &str)) -> Result<Option<MergedText>> {
        let (Some(ours), Some(theirs)) = (&sides.ours, &sides.theirs) else { return Ok(None) };
        let Ok(blob) = self.git.find_blob(ours.id) else { return Ok(None) };
        let Ok(text) = std::str::from_utf8(blob.content()) else { return Ok(None) };
        let base = match &sides.before {
            Some(before) => ObjectId::new(before.id),
            // Both have made the file: there was nothing before.
            None => ObjectId::new(self.git.blob(b"")?),
        };
        self.merge_text(base, (text, labels.0), (ObjectId::new(theirs.id), labels.1))
    }

    /// What becomes of a file that both sides have changed, as far as `resolve` knows.
    fn resolved(&self, sides: &Sides, resolve: Resolve<'_>) -> Option<Vec<u8>> {
        let (before, ours, theirs) = (sides.before.as_ref()?, sides.ours.as_ref()?, sides.theirs.as_ref()?);
        if before.path != ours.path || ours.path != theirs.path {
            return None;
        }
        let [before, ours, theirs] = [before, ours, theirs].map(|side| self.git.find_blob(side.id).ok());
        resolve(&sides.path()?, [before?.content(), ours?.content(), theirs?.content()])
    }

    /// Puts what was settled, or can be, in the place of the conflicts of `index`.
    ///
    /// # Errors
    /// [`Error::Conflict`] with the paths for which nothing was said.
    pub(super) fn settle(&self, index: &mut git2::Index, how: &How<'_>) -> Result<()> {
        let mut open = Vec::new();
        for sides in sides(index)? {
            let Some(path) = sides.path() else { continue };
            let said = how.settled.iter().find(|(settled, _)| *settled == path);
            let known = || self.resolved(&sides, how.resolve).map(Place::Bytes);
            let Some(place) = said.map(|(_, choice)| Place::Said(choice)).or_else(known) else {
                open.push(path);
                continue;
            };
            for entry in [&sides.before, &sides.ours, &sides.theirs].into_iter().flatten() {
                // A file that was renamed on one side stands at more than one path.
                let at = String::from_utf8_lossy(&entry.path).into_owned();
                let _ = index.conflict_remove(std::path::Path::new(&at));
            }
            let content = match &place {
                Place::Said(Settled::Ours | Settled::Theirs) => None,
                Place::Said(Settled::Text(text)) => Some(text.as_bytes()),
                Place::Bytes(bytes) => Some(bytes.as_slice()),
            };
            let entry = match (content, &place) {
                (Some(content), _) => {
                    let id = self.git.blob(content)?;
                    sides.ours.or(sides.theirs).map(|entry| git2::IndexEntry { id, ..entry })
                }
                (None, Place::Said(Settled::Theirs)) => sides.theirs,
                (None, _) => sides.ours,
            };
            if let Some(mut entry) = entry {
                entry.flags &= !STAGE_BITS;
                entry.path = path.as_str().as_bytes().to_vec();
                index.add(&entry)?;
            }
        }
        open.sort();
        if open.is_empty() { Ok(()) } else { Err(Error::Conflict { paths: open }) }
    }
}

/// What is put in the place of a conflict.
enum Place<'p> {
    Said(&'p Settled),
    Bytes(Vec<u8>),
}

/// A conflict as an index has it.
struct Sides {
    before: Option<git2::IndexEntry>,
    ours: Option<git2::IndexEntry>,
    theirs: Option<git2::IndexEntry>,
}

impl Sides {
    fn path(&self) -> Option<TreePath> {
        let side = self.ours.as_ref().or(self.theirs.as_ref()).or(self.before.as_ref())?;
        TreePath::new(std::str::from_utf8(&side.path).ok()?).ok()
    }
}

fn sides(index: &git2::Index) -> Result<Vec<Sides>> {
    let mut all = Vec::new();
    if index.has_conflicts() {
        for conflict in index.conflicts()? {
            let conflict = conflict?;
            all.push(Sides { before: conflict.ancestor, ours: conflict.our, theirs: conflict.their });
        }
    }
    Ok(all)
}
