//! Where the bytes of documents lie, and which are still to be read.
//!
//! `users/<id>/documents/<hash>`, and `<hash>.small` for a small picture of it: the server makes these names, and nothing of what a user calls a file becomes part
//! of a path. A file comes into being in `incoming/` and is moved into place when it is whole and on the disk. A file
//! in `unread/` names a document that is being read, so that a server that was killed takes the work up again.

use std::{
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
};

use super::DocumentId;
use crate::{
    account::UserId,
    db::sync_folder,
    kit::{Ambient, Id},
};

/// The folders that hold all documents of a server.
#[derive(Clone, Debug)]
pub struct Shelf {
    data: PathBuf,
}

/// A file that is still coming in. Dropped, it is gone.
pub struct Incoming {
    path: PathBuf,
    file: File,
    hasher: blake3::Hasher,
    bytes: u64,
}

/// A document that is to be read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Marker {
    pub user: UserId,
    pub document: DocumentId,
}

impl Shelf {
    /// Makes the folders, and clears away what was coming in when the server ended.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn prepare(data: &Path) -> io::Result<Self> {
        let shelf = Self { data: data.to_owned() };
        fs::create_dir_all(shelf.incoming())?;
        fs::create_dir_all(shelf.unread())?;
        for left in fs::read_dir(shelf.incoming())? {
            fs::remove_file(left?.path())?;
        }
        Ok(shelf)
    }

    /// Where the file with this hash lies.
    #[must_use]
    pub fn file(&self, user: UserId, hash: &str) -> PathBuf {
        self.folder(user).join(hash)
    }

    /// Where a small picture of the file with this hash lies, when there is one.
    #[must_use]
    pub fn small(&self, user: UserId, hash: &str) -> PathBuf {
        self.folder(user).join(format!("{hash}.small"))
    }

    /// Keeps a small picture of a file. It can be made again, so that nothing waits for the disk.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn keep_small(&self, user: UserId, hash: &str, bytes: &[u8]) -> io::Result<()> {
        let (place, coming) = (self.small(user, hash), self.folder(user).join(format!("{hash}.coming")));
        fs::write(&coming, bytes)?;
        fs::rename(coming, place)
    }

    /// Begins to take a file in.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn begin(&self, ambient: &Ambient) -> io::Result<Incoming> {
        let id: Id<super::DocumentKind> = ambient.id();
        let path = self.incoming().join(id.to_string());
        let file = File::create_new(&path)?;
        Ok(Incoming { path, file, hasher: blake3::Hasher::new(), bytes: 0 })
    }

    /// Moves a file into its place and answers its hash and how many bytes it has.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn keep(&self, user: UserId, incoming: &Incoming) -> io::Result<(String, u64)> {
        let hash = incoming.hash();
        let (folder, place) = (self.folder(user), self.file(user, &hash));
        fs::create_dir_all(&folder)?;
        incoming.file.sync_all()?;
        fs::rename(&incoming.path, &place)?;
        sync_folder(&folder)?;
        Ok((hash, incoming.bytes))
    }

    /// Notes that the document is to be read.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn mark(&self, marker: Marker) -> io::Result<()> {
        File::create(self.place(marker))?;
        sync_folder(&self.unread())
    }

    /// Notes that the document needs no more reading.
    pub fn unmark(&self, marker: Marker) {
        if let Err(error) = fs::remove_file(self.place(marker)) {
            tracing::warn!(document.id = %marker.document, "a document is looked at again at the next start: {error}");
        }
    }

    /// The documents that were being read when the server ended.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn marked(&self) -> io::Result<Vec<Marker>> {
        let mut markers = Vec::new();
        for entry in fs::read_dir(self.unread())? {
            let name = entry?.file_name();
            let ids = name.to_str().and_then(|name| name.split_once('_'));
            markers.extend(ids.and_then(|(user, document)| {
                Some(Marker { user: user.parse().ok()?, document: document.parse().ok()? })
            }));
        }
        Ok(markers)
    }

    fn folder(&self, user: UserId) -> PathBuf {
        self.data.join("users").join(user.to_string()).join("documents")
    }

    fn incoming(&self) -> PathBuf {
        self.data.join("incoming")
    }

    fn unread(&self) -> PathBuf {
        self.data.join("unread")
    }

    fn place(&self, marker: Marker) -> PathBuf {
        self.unread().join(format!("{}_{}", marker.user, marker.document))
    }
}

impl Incoming {
    /// Takes the next bytes.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.file.write_all(bytes)?;
        self.hasher.update(bytes);
        self.bytes += bytes.len() as u64;
        Ok(())
    }

    /// How many bytes have come.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// The hash of what has come.
    #[must_use]
    pub fn hash(&self) -> String {
        self.hasher.finalize().to_hex().to_string()
    }

    /// Where it lies until it is kept.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Incoming {
    fn drop(&mut self) {
        // One that was kept is not here any more.
        let _ = fs::remove_file(&self.path);
    }
}
