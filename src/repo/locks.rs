//! What a killed server leaves of the locks of refs: files beside them, which nobody else would ever take away.
//!
//! Whoever moves a branch holds such a file for a moment. One that is there when a server starts belongs to nobody who still
//! is, and its branch could not be moved again.

use std::{fs, io, path::Path};

/// What a lock is called, after the name of what it locks. No branch is called so.
const ENDING: &str = ".lock";

/// Files beside the refs that are locked in the same way.
const BESIDE: [&str; 3] = ["HEAD.lock", "packed-refs.lock", "config.lock"];

/// Takes away the locks of all repositories in a folder. Nobody may be at work in them.
///
/// # Errors
/// When one can't be taken away.
pub(super) fn remove_all(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.extension().is_some_and(|ending| ending == "git") && path.is_dir() {
            remove(&path)?;
        }
    }
    Ok(())
}

fn remove(repository: &Path) -> io::Result<()> {
    for name in BESIDE {
        match fs::remove_file(repository.join(name)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            Ok(()) | Err(_) => {}
        }
    }
    let mut folders = vec![repository.join("refs")];
    while let Some(folder) = folders.pop() {
        let entries = match fs::read_dir(&folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            entries => entries?,
        };
        for entry in entries {
            let entry = entry?;
            if entry.file_type()?.is_dir() {
                folders.push(entry.path());
            } else if entry.file_name().as_encoded_bytes().ends_with(ENDING.as_bytes()) {
                tracing::info!("a lock that was left behind is taken away: {}", entry.path().display());
                fs::remove_file(entry.path())?;
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::git::{BranchName, Repository};

    #[test]
    fn a_branch_that_a_killed_server_had_locked_can_be_moved_again() {
        let folder = tempfile::TempDir::new().unwrap();
        let (path, main): (_, BranchName) = (folder.path().join("it.git"), "main".parse().unwrap());
        Repository::create(&path, &main).unwrap();
        fs::create_dir_all(path.join("refs/heads/agent")).unwrap();
        let locks = ["refs/heads/main.lock", "refs/heads/agent/a-1.lock", "packed-refs.lock", "HEAD.lock"];
        for lock in locks {
            fs::write(path.join(lock), "").unwrap();
        }
        fs::write(path.join("refs/heads/locked"), "").unwrap();
        remove_all(folder.path()).unwrap();
        assert!(locks.iter().all(|lock| !path.join(lock).exists()));
        assert!(path.join("refs/heads/locked").exists());
        remove_all(folder.path()).unwrap();
    }
}
