//! How much memory everything in here has in use. A limit of the system's holds for one process alone.

use std::fs;

/// The most that there may be.
pub(super) struct Memory {
    pages_max: u64,
}

impl Memory {
    pub fn new(bytes_max: u64) -> Self {
        Self { pages_max: bytes_max / rustix::param::page_size() as u64 }
    }

    /// Whether more is in use. What several processes share counts for each of them.
    pub fn is_up(&self) -> bool {
        let Ok(processes) = fs::read_dir("/proc") else { return false };
        let pages = |name: &str| -> Option<u64> {
            let first: u32 = name.parse().ok()?;
            let text = fs::read_to_string(format!("/proc/{first}/statm")).ok()?;
            text.split(' ').nth(1)?.parse().ok()
        };
        let used: u64 = processes.filter_map(|entry| pages(entry.ok()?.file_name().to_str()?)).sum();
        used > self.pages_max
    }
}
