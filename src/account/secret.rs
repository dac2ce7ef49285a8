//! Secrets that are shown once and kept as their SHA-256.
//!
//! They have 256 bits of chance, so that a fast hash without salt is enough: there is nothing to guess.

use sha2::{Digest, Sha256};

/// Hexadecimal digits of a secret.
const DIGITS: usize = 64;

/// What is kept of `secret`; `None` when `secret` can't be one of ours.
pub(super) fn hash(secret: &str) -> Option<String> {
    let is_ours = secret.len() == DIGITS && secret.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    is_ours.then(|| Sha256::digest(secret.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect())
}
