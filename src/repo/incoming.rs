//! A file on its way into a repository.
//!
//! It is written beside the repositories while it comes in, so that nobody waits for the repository meanwhile and
//! nothing large is held in memory; one that breaks off is gone.

use std::{
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
};

/// A file that is still coming in. Dropped, it is gone.
pub struct Incoming {
    path: PathBuf,
    file: File,
    bytes: u64,
}

impl Incoming {
    pub(super) fn begin(path: PathBuf) -> io::Result<Self> {
        let file = File::create_new(&path)?;
        Ok(Self { path, file, bytes: 0 })
    }

    /// Adds what has come.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn write(&mut self, chunk: &[u8]) -> io::Result<()> {
        self.file.write_all(chunk)?;
        self.bytes += chunk.len() as u64;
        Ok(())
    }

    /// Bytes that have come so far.
    #[must_use]
    pub const fn bytes(&self) -> u64 {
        self.bytes
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Incoming {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_file(&self.path) {
            tracing::warn!(path = %self.path.display(), "a file that came in stays until the next start: {error}");
        }
    }
}
