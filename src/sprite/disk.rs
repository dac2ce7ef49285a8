//! Whether there is room left to write.

use std::{
    path::{Path, PathBuf},
    sync::atomic::{AtomicBool, AtomicI64, Ordering},
};

use crate::kit::Timestamp;

/// On a disk so small that the reserve is much of it, one part in twenty is enough.
const SHARE_OF_DISK: u64 = 20;

/// A disk does not fill in less.
const LOOK_EVERY_MS: i64 = 1_000;

/// Watches the free space of the data folder's disk, one look a second at most. Writes are refused while less than
/// the reserve is free: the WAL of every open file must still find room, and files must still open.
pub(super) struct Disk {
    folder: PathBuf,
    reserve_bytes: u64,
    looked_at: AtomicI64,
    is_full: AtomicBool,
}

impl Disk {
    pub fn watch(folder: &Path, reserve_mib: u64) -> Self {
        let reserve_bytes = reserve_mib.saturating_mul(1 << 20);
        Self { folder: folder.to_owned(), reserve_bytes, looked_at: AtomicI64::new(0), is_full: AtomicBool::new(false) }
    }

    pub fn is_full(&self, now: Timestamp) -> bool {
        if now.since_ms(Timestamp(self.looked_at.load(Ordering::Relaxed))) >= LOOK_EVERY_MS {
            return self.is_full_now(now);
        }
        self.is_full.load(Ordering::Relaxed)
    }

    /// Looks whether the disk is full now, for whoever wants to know why something failed.
    pub fn is_full_now(&self, now: Timestamp) -> bool {
        self.looked_at.store(now.0, Ordering::Relaxed);
        self.is_full.store(self.look(), Ordering::Relaxed);
        self.is_full.load(Ordering::Relaxed)
    }

    /// A disk that can't be asked is not taken for a full one: the write itself will tell.
    fn look(&self) -> bool {
        let Ok(stat) = rustix::fs::statvfs(&self.folder) else { return false };
        let (free, all) = (stat.f_bavail * stat.f_frsize, stat.f_blocks * stat.f_frsize);
        // Where the size is unknown, the write itself will tell, too.
        all > 0 && free <= self.reserve_bytes.min(all / SHARE_OF_DISK)
    }
}
