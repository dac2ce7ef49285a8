//! The engine on files in a folder of each test's own, with a schema of one small table.

mod lane;
mod lane_faults;
mod migrate;
mod pool;
mod template;
mod wal;

use std::{path::PathBuf, sync::Arc};

use include_dir::{Dir, DirEntry, File as Embedded};
use rusqlite::Connection;

use super::{Migrations, Opened, Result, Tx};

const NOTES: DirEntry<'static> = DirEntry::File(Embedded::new(
    "0001_notes.sql",
    b"CREATE TABLE notes (number INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE) STRICT;",
));
const STARS: DirEntry<'static> =
    DirEntry::File(Embedded::new("0002_stars.sql", b"ALTER TABLE notes ADD COLUMN stars INTEGER NOT NULL DEFAULT 0;"));
const BROKEN: DirEntry<'static> =
    DirEntry::File(Embedded::new("0002_broken.sql", b"ALTER TABLE missing ADD COLUMN x;"));

/// The schema of an older version, of this one, and of one that was shipped broken.
static FIRST: Dir<'static> = Dir::new("", &[NOTES]);
static SECOND: Dir<'static> = Dir::new("", &[STARS, NOTES]);
static FAULTY: Dir<'static> = Dir::new("", &[NOTES, BROKEN]);

struct Folder {
    folder: tempfile::TempDir,
}

impl Folder {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A file with the first schema and these notes.
    fn with_notes(&self, name: &str, notes: &[&str]) -> PathBuf {
        let path = self.file(name);
        let connection = Opened::or_create(&path, &first()).unwrap();
        for note in notes {
            write(&Tx::new(&connection), note).unwrap();
        }
        path
    }

    /// The names in the folder, sorted, without SQLite's own side files.
    fn names(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.folder.path()).unwrap();
        let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.retain(|name| !name.ends_with("-wal") && !name.ends_with("-shm"));
        names.sort();
        names
    }
}

fn first() -> Migrations {
    Migrations::embedded(&FIRST)
}

fn second() -> Migrations {
    Migrations::embedded(&SECOND)
}

fn shared() -> Arc<Migrations> {
    Arc::new(first())
}

fn write(tx: &Tx, text: &str) -> Result<usize> {
    tx.execute("INSERT INTO notes (text) VALUES (?1)", [text])
}

fn read(tx: &Tx) -> Result<Vec<String>> {
    tx.all("SELECT text FROM notes ORDER BY number", [], |row| row.get(0))
}

/// What a reader of its own finds in the file.
fn notes_in(path: &std::path::Path) -> Vec<String> {
    read(&Tx::new(&Connection::open(path).unwrap())).unwrap()
}
