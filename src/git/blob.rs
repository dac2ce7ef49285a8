//! Contents that come into a repository before any commit names them.

use std::path::Path;

use super::{Error, ObjectId, Repository, Result, push::bytes_in, tree::FILE_BYTES_MAX};

impl Repository {
    /// Keeps what stands in a file of this machine as a content, to be named by a commit. The whole repository may take
    /// `repository_bytes_max` on disk.
    ///
    /// A content that no commit ever names is swept away one day.
    ///
    /// # Errors
    /// [`Error::TooLarge`], and whatever the disk refuses.
    pub fn keep(&self, file: &Path, repository_bytes_max: u64) -> Result<ObjectId> {
        let bytes = std::fs::metadata(file).map_err(|error| Error::Unavailable(error.to_string()))?.len();
        if bytes > FILE_BYTES_MAX {
            return Err(Error::TooLarge { max: FILE_BYTES_MAX });
        }
        if bytes_in(self.folder()).saturating_add(bytes) > repository_bytes_max {
            return Err(Error::TooLarge { max: repository_bytes_max });
        }
        Ok(ObjectId::new(self.git.blob_path(file)?))
    }

    /// The same for contents in memory, all of them or none.
    ///
    /// # Errors
    /// [`Error::TooLarge`], and whatever the disk refuses.
    pub fn keep_all(&self, contents: &[&[u8]], repository_bytes_max: u64) -> Result<Vec<ObjectId>> {
        let bytes: u64 = contents.iter().map(|content| content.len() as u64).sum();
        if contents.iter().any(|content| content.len() as u64 > FILE_BYTES_MAX) {
            return Err(Error::TooLarge { max: FILE_BYTES_MAX });
        }
        if bytes > 0 && bytes_in(self.folder()).saturating_add(bytes) > repository_bytes_max {
            return Err(Error::TooLarge { max: repository_bytes_max });
        }
        contents.iter().map(|content| Ok(ObjectId::new(self.git.blob(content)?))).collect()
    }
}
