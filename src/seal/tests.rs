use std::{fs, os::unix::fs::PermissionsExt};

use super::{Error, Seal};
use crate::kit::{Ambient, Secret};

#[test]
fn a_secret_opens_for_its_purpose_and_with_its_key_alone() {
    let folder = tempfile::tempdir().unwrap();
    let open = |name: &str| Seal::open(&folder.path().join(name), Ambient::system()).unwrap();
    let (seal, other) = (open("a.key"), open("b.key"));
    let secret = Secret::new("sk-hush");
    let sealed = seal.seal(&secret, "model 1").unwrap();

    assert!(!sealed.windows(4).any(|part| part == b"hush"));
    assert_ne!(seal.seal(&secret, "model 1").unwrap(), sealed, "each time another");
    assert_eq!(open("a.key").unseal(&sealed, "model 1"), Some(secret), "after a restart");
    assert_eq!(seal.unseal(&sealed, "model 2"), None);
    assert_eq!(other.unseal(&sealed, "model 1"), None);
    for cut in 0..sealed.len() {
        assert_eq!(seal.unseal(&sealed[..cut], "model 1"), None);
        let mut changed = sealed.clone();
        changed[cut] ^= 1;
        assert_eq!(seal.unseal(&changed, "model 1"), None, "byte {cut}");
    }
}

#[test]
fn the_key_file_is_private_and_is_never_written_over() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("seal.key");
    Seal::open(&path, Ambient::system()).unwrap();
    let mode = || fs::metadata(&path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(), 0o600);
    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
    Seal::open(&path, Ambient::system()).unwrap();
    assert_eq!(mode(), 0o600);

    fs::write(&path, "short").unwrap();
    assert!(matches!(Seal::open(&path, Ambient::system()), Err(Error::NoKey { .. })));
    assert_eq!(fs::read(&path).unwrap(), b"short");
    assert!(matches!(Seal::open(folder.path(), Ambient::system()), Err(Error::File { .. })));
}
