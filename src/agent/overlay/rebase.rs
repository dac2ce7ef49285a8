//! Putting an overlay over another commit, after its changes were committed or others have changed something.

use super::{Error, File, Held, Overlay, Pending, Result, TEXT_BYTES_MAX, found};
use crate::git::{Entry, ObjectId, Repository, TreePath};

/// A change that could not be kept, because somebody else has changed the same.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Clash {
    pub path: TreePath,
    /// What the file was to hold; `None` when it was to go.
    pub wanted: Option<Vec<u8>>,
}

impl Overlay {
    /// Puts what is pending over another commit. What stands there already is pending no more, texts that were changed
    /// in other places are merged, and what clashes is left out and answered.
    ///
    /// # Errors
    /// [`Error::Broken`], and then nothing has changed.
    pub fn rebase(&mut self, repository: &Repository, onto: ObjectId) -> Result<Vec<Clash>> {
        let (mut moved, mut clashes) = (Self::new(onto), Vec::new());
        for (path, pending) in &self.pending {
            let kept = match moved.check_place(repository, path) {
                Err(Error::Broken(error)) => return Err(Error::Broken(error)),
                Err(Error::Refused(_)) => None,
                Ok(()) => carried(repository, path, pending, found(repository, onto, path)?)?,
            };
            let is_kept = match kept {
                None => false,
                Some(now) => match moved.set(repository, path, now) {
                    Ok(()) => true,
                    Err(Error::Refused(_)) => false,
                    Err(error) => return Err(error),
                },
            };
            if !is_kept {
                clashes.push(Clash { path: path.clone(), wanted: self.wanted(repository, path) });
            }
        }
        *self = moved;
        Ok(clashes)
    }

    fn wanted(&self, repository: &Repository, path: &TreePath) -> Option<Vec<u8>> {
        self.read(repository, path, TEXT_BYTES_MAX).ok()
    }
}

/// What becomes of one change over what stands at its path now; `None` when they clash.
fn carried(
    repository: &Repository,
    path: &TreePath,
    pending: &Pending,
    there: Option<Entry>,
) -> Result<Option<Option<File>>> {
    let there_id = there.as_ref().map(|entry| entry.id);
    let now_id = pending.now.as_ref().and_then(|now| now.content.id());
    if there_id == pending.was || there_id == now_id {
        return Ok(Some(pending.now.clone()));
    }
    let (Some(was), Some(now), Some(there)) = (pending.was, &pending.now, there) else { return Ok(None) };
    let Held::Here(ours) = &now.content else { return Ok(None) };
    let Ok(ours) = std::str::from_utf8(ours) else { return Ok(None) };
    if there.bytes.is_some_and(|bytes| bytes > TEXT_BYTES_MAX) {
        return Ok(None);
    }
    let merged = repository.merge_text(was, (ours, path.as_str()), (there.id, path.as_str())).map_err(Error::Broken)?;
    let merged = merged.filter(|merged| !merged.has_conflicts);
    Ok(merged
        .map(|merged| Some(File { content: Held::Here(merged.text.into_bytes()), is_executable: now.is_executable })))
}
