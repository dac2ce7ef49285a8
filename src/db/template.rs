//! A migrated, empty file to copy from.

use std::{fs, path::Path};

use super::{Error, Migrations, Opened, Result, sync_folder};

/// Makes sure that `path` is an empty file with the newest schema, complete in itself (no WAL beside it). One that is
/// damaged is made anew: there is nothing in it to lose, and every new user's file would be damaged like it.
///
/// # Errors
/// When the file can't be written.
pub fn make_template(path: &Path, migrations: &Migrations) -> Result<()> {
    if path.exists() {
        match Opened::inspect(path, migrations) {
            Ok(()) => return Ok(()),
            Err(error) => tracing::warn!(path = %path.display(), "the template is made anew: {error}"),
        }
    }
    let fresh = path.with_extension("new");
    let io = |source| Error::File { path: fresh.clone(), source };
    if fresh.exists() {
        fs::remove_file(&fresh).map_err(io)?;
    }
    let connection = Opened::or_create(&fresh, migrations)?;
    connection.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)")?;
    connection.close().map_err(|(_, error)| error)?;
    fs::File::open(&fresh).and_then(|file| file.sync_all()).map_err(io)?;
    fs::rename(&fresh, path).map_err(io)?;
    if let Some(folder) = path.parent() {
        sync_folder(folder).map_err(io)?;
    }
    Ok(())
}
