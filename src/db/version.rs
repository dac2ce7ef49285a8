//! Which SQLite the binary carries.

use super::{Error, Result};

/// 3.51.3. Earlier ones can corrupt a file in WAL mode when a checkpoint and a writer meet
/// (<https://sqlite.org/wal.html>, "the WAL-reset bug").
const OLDEST: i32 = 3_051_003;

/// Refuses a SQLite that can damage files.
///
/// # Errors
/// [`Error::Unavailable`] with both versions.
pub fn check_version() -> Result<()> {
    if rusqlite::version_number() >= OLDEST {
        return Ok(());
    }
    let found = rusqlite::version();
    Err(Error::Unavailable(format!("this binary carries SQLite {found}, which can damage files: build it with 3.51.3")))
}
