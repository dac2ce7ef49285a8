//! The data folder: made, kept private, and used by one server at a time.

use std::{
    fs::{self, DirBuilder, File, Permissions},
    io,
    os::unix::fs::{DirBuilderExt, PermissionsExt},
    path::Path,
};

use rustix::fs::{FlockOperation, flock};

use super::Error;

/// Held open and locked while a server runs. The lock goes with the process, however it ends.
const LOCK_NAME: &str = "stackhouse.lock";

/// The folder and what is in it belong to the server's own account alone.
const FOLDER_MODE: u32 = 0o700;

/// Holds the data folder for one server.
pub(super) struct Lock(#[expect(dead_code, reason = "it is open for the sake of its lock")] File);

/// Makes the data folder when it is missing, and closes it to everybody else.
///
/// # Errors
/// [`Error::Folder`].
pub fn prepare(path: &Path) -> Result<(), Error> {
    let refuse = |source| Error::Folder { path: path.to_owned(), source };
    DirBuilder::new().recursive(true).mode(FOLDER_MODE).create(path).map_err(refuse)?;
    let mode = fs::metadata(path).map_err(refuse)?.permissions().mode();
    if mode & 0o777 != FOLDER_MODE {
        fs::set_permissions(path, Permissions::from_mode(FOLDER_MODE)).map_err(refuse)?;
    }
    Ok(())
}

/// Takes the data folder for this process.
pub(super) fn lock(path: &Path) -> Result<Lock, Error> {
    let refuse = |source| Error::Folder { path: path.to_owned(), source };
    let mut options = File::options();
    let file = options.create(true).truncate(false).write(true).open(path.join(LOCK_NAME)).map_err(refuse)?;
    match flock(&file, FlockOperation::NonBlockingLockExclusive) {
        Ok(()) => Ok(Lock(file)),
        Err(error) if io::Error::from(error).kind() == io::ErrorKind::WouldBlock => {
            Err(Error::Locked { path: path.to_owned() })
        }
        Err(error) => Err(refuse(error.into())),
    }
}
