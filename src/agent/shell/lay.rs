//! Writing the files of an overlay out.

use std::{collections::BTreeMap, io};

use super::{LAID_BYTES_MAX, LAID_FILES_MAX, Laid, Standing, folder_of, refused};
use crate::{
    agent::overlay::{Error, Overlay, Result},
    git::{FileKind, ObjectId, Repository, TreePath},
    sandbox::Folder,
};

/// Has the folder hold what the overlay holds, but for links and other repositories. `laid` is what stands there already;
/// what nobody has laid, such as what a build has left, stays unless it is in the way.
///
/// # Errors
/// [`Error::Refused`] for too much, and when the disk refuses.
pub fn lay(repository: &Repository, overlay: &Overlay, tree: &Folder, laid: &Laid) -> Result<Laid> {
    let wanted = wanted(repository, overlay)?;
    let failed = |error: io::Error| refused("the files could not be written out for a command", &error);
    for gone in laid.files.keys().filter(|path| !wanted.contains_key(*path)) {
        if let Some((folder, name)) = folder_of(tree, gone, false).map_err(failed)? {
            folder.remove(name).map_err(failed)?;
        }
    }
    let mut now = Laid::default();
    for (path, (content, is_executable)) in wanted {
        let there =
            laid.files.get(&path).filter(|there| there.content == content && there.is_executable == is_executable);
        let standing = match there {
            Some(there) => *there,
            None => {
                let bytes = overlay.read(repository, &path, LAID_BYTES_MAX)?;
                let written = folder_of(tree, &path, true).and_then(|found| match found {
                    Some((folder, name)) => folder.write(name, &bytes, is_executable),
                    None => Err(io::ErrorKind::NotFound.into()),
                });
                Standing { content, is_executable, sign: written.map_err(failed)? }
            }
        };
        now.files.insert(path, standing);
    }
    Ok(now)
}

/// The files of the overlay that can stand in a folder.
fn wanted(repository: &Repository, overlay: &Overlay) -> Result<BTreeMap<TreePath, (ObjectId, bool)>> {
    let (mut files, is_cut) = overlay.files(repository)?;
    files.retain(|file| file.kind.is_file());
    let too_much = |what: String| {
        Err(Error::Refused(format!(
            "this repository has more than {what}, too much for running commands: use the other tools"
        )))
    };
    if is_cut || files.len() > LAID_FILES_MAX {
        return too_much(format!("{LAID_FILES_MAX} files"));
    }
    repository.measure(&mut files).map_err(Error::Broken)?;
    if files.iter().filter_map(|file| file.bytes).sum::<u64>() > LAID_BYTES_MAX {
        return too_much(format!("{} MiB", LAID_BYTES_MAX >> 20));
    }
    // A name that nobody may write is one that nobody can have here.
    let file =
        |file: crate::git::Entry| Some((TreePath::new(&file.path).ok()?, (file.id, file.kind == FileKind::Executable)));
    Ok(files.into_iter().filter_map(file).collect())
}
