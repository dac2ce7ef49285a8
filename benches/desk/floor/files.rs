//! Files of our own format, opened with the settings that make a commit durable.

use std::path::{Path, PathBuf};

use crate::house::Resident;

/// A file, opened as the server opens it.
pub fn open(path: &Path) -> rusqlite::Connection {
    let connection = rusqlite::Connection::open(path).expect("a file that SQLite can open");
    let settings = "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;
                    PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0;
                    PRAGMA cache_size = -128;";
    connection.execute_batch(settings).expect("settings that SQLite knows");
    connection
}

/// A copy of the resident's file, for the floor to use while the server has the original.
pub fn copy(resident: &Resident, folder: &Path, name: &str) -> PathBuf {
    // Only the file is copied: nothing may be left in the log beside it. The answer is a row that nobody needs.
    let original = open(&resident.file);
    original.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).expect("nobody else has it open");
    let path = folder.join(name).with_extension("db");
    std::fs::copy(&resident.file, &path).expect("room for a copy");
    path
}
