//! Secrets at rest: sealed with a key that lies in a file of its own, beside the data and not in it.
//!
//! A secret is sealed for one purpose, which has to be named again to open it: moved elsewhere in the data, it stays
//! shut. Whoever has the data and not the file has nothing. AES-256-GCM (NIST SP 800-38D), each time with a fresh nonce.

#[cfg(test)]
mod tests;

use std::{
    fs::{self, File, OpenOptions, Permissions},
    io::{self, Write},
    os::unix::fs::{OpenOptionsExt, PermissionsExt},
    path::{Path, PathBuf},
    sync::Arc,
};

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};

use crate::kit::{Ambient, Secret};

const KEY_BYTES: usize = 32;

/// The file is for the server's own account alone.
const FILE_MODE: u32 = 0o600;

/// Seals and opens secrets. Cheap to clone.
#[derive(Clone)]
pub struct Seal {
    key: Arc<LessSafeKey>,
    ambient: Ambient,
}

/// Why there is no key to seal with.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("the key file {path} can't be used: {source}")]
    File { path: PathBuf, source: io::Error },
    #[error(
        "the key file {path} does not hold a key: put the right one back, or move it away and enter all keys again"
    )]
    NoKey { path: PathBuf },
}

impl Seal {
    /// The key in the file `path`, which is made when it is missing.
    ///
    /// # Errors
    /// [`Error`], which names the file.
    pub fn open(path: &Path, ambient: Ambient) -> Result<Self, Error> {
        let file_error = |source| Error::File { path: path.to_owned(), source };
        let key = match fs::read(path) {
            Ok(key) => key,
            Err(error) if error.kind() == io::ErrorKind::NotFound => make(path, &ambient).map_err(file_error)?,
            Err(error) => return Err(file_error(error)),
        };
        let mode = fs::metadata(path).map_err(file_error)?.permissions().mode();
        if mode & 0o777 != FILE_MODE {
            fs::set_permissions(path, Permissions::from_mode(FILE_MODE)).map_err(file_error)?;
        }
        let key = UnboundKey::new(&AES_256_GCM, &key).map_err(|_| Error::NoKey { path: path.to_owned() })?;
        Ok(Self { key: Arc::new(LessSafeKey::new(key)), ambient })
    }

    /// The secret, sealed for `purpose`; `None` if the cipher fails, which it does for no secret of a key's length.
    #[must_use]
    pub fn seal(&self, secret: &Secret, purpose: &str) -> Option<Vec<u8>> {
        let mut nonce = [0; NONCE_LEN];
        self.ambient.fill(&mut nonce);
        let mut sealed = secret.expose().as_bytes().to_vec();
        let aad = Aad::from(purpose.as_bytes());
        self.key.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), aad, &mut sealed).ok()?;
        Some([&nonce[..], &sealed].concat())
    }

    /// The secret that was sealed for `purpose`; `None` when it was not, or with another key.
    #[must_use]
    pub fn unseal(&self, sealed: &[u8], purpose: &str) -> Option<Secret> {
        let (nonce, sealed) = sealed.split_first_chunk::<NONCE_LEN>()?;
        let mut secret = sealed.to_vec();
        let nonce = Nonce::assume_unique_for_key(*nonce);
        let opened = self.key.open_in_place(nonce, Aad::from(purpose.as_bytes()), &mut secret).ok()?;
        Some(Secret::new(std::str::from_utf8(opened).ok()?))
    }
}

/// Writes a new key; a crash leaves the whole file or none.
fn make(path: &Path, ambient: &Ambient) -> io::Result<Vec<u8>> {
    let mut key = vec![0; KEY_BYTES];
    ambient.fill(&mut key);
    let fresh = path.with_extension("new");
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(FILE_MODE).open(&fresh)?;
    file.write_all(&key)?;
    file.sync_all()?;
    fs::rename(&fresh, path)?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder)?.sync_all()?;
    Ok(key)
}
