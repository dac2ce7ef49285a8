//! How many users' files may be open at once, given how many descriptors this process may have.

use rustix::process::{Resource, getrlimit};

/// What one open file takes: the database, its WAL, and the index that is shared between them.
const DESCRIPTORS_OF_A_FILE: u64 = 3;

/// The server's own: its threads, the accounts, the socket that it listens on.
const OWN: u64 = 48;

/// One part in so many of what is left is for users' files; the rest is for connections.
const SHARE: u64 = 2;

/// `wanted`, or as many as there are descriptors for.
pub(super) fn awake_max(wanted: usize) -> usize {
    let Some(descriptors) = getrlimit(Resource::Nofile).current else { return wanted };
    let allowed =
        usize::try_from(descriptors.saturating_sub(OWN) / SHARE / DESCRIPTORS_OF_A_FILE).unwrap_or(usize::MAX).max(1);
    if allowed < wanted {
        tracing::warn!("{descriptors} open files are allowed: {allowed} users, not {wanted}, may be awake at once");
    }
    allowed.min(wanted)
}
