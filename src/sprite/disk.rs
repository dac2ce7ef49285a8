//! Whether there is room left to write.

use std::{
    path::{Path, PathBuf},
    sync::atomic::{AtomicBool, AtomicI64, Ordering},
};

use crate::kit::Timestamp;

/// Writes are refused below this much free space: the WAL of every open file must still find room.
const FREE_BYTES_MIN: u64 = 256 << 20;

/// On a disk so small that this is much of it, one part in twenty is enough.
const FREE_SHARE_MIN: u64 = 20;

/// A disk does not fill in less.
const LOOK_EVERY_MS: i64 = 1_000;

/// Watches the free space of the data folder's disk, one look a second at most.
pub(super) struct Disk {
    folder: PathBuf,
    looked_at: AtomicI64,
    is_full: AtomicBool,
}

impl Disk {
    pub fn watch(folder: &Path) -> Self {
        Self { folder: folder.to_owned(), looked_at: AtomicI64::new(0), is_full: AtomicBool::new(false) }
    }

    pub fn is_full(&self, now: Timestamp) -> bool {
        if now.since_ms(Timestamp(self.looked_at.load(Ordering::Relaxed))) >= LOOK_EVERY_MS {
            self.looked_at.store(now.0, Ordering::Relaxed);
            self.is_full.store(self.look(), Ordering::Relaxed);
        }
        self.is_full.load(Ordering::Relaxed)
    }

    /// A disk that can't be asked is not taken for a full one: the write itself will tell.
    fn look(&self) -> bool {
        let Ok(stat) = rustix::fs::statvfs(&self.folder) else { return false };
        let (free, all) = (stat.f_bavail * stat.f_frsize, stat.f_blocks * stat.f_frsize);
        free < FREE_BYTES_MIN.min(all / FREE_SHARE_MIN)
    }
}
