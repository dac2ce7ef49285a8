//! How much is in a place, while something may be at work there.

use std::io;

use rustix::fs::statvfs;

use super::{
    folder::{DEPTH_MAX, Folder, FoundKind},
    place::Place,
    run::Watch,
};

/// Of what there is too much.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Excess {
    Bytes,
    Files,
}

/// Whether there is more in a place than it may hold.
///
/// # Errors
/// When it can't be seen.
pub(super) fn look(place: &Place, watch: Watch) -> io::Result<Option<Excess>> {
    let Watch { disk_bytes: bytes_max, files: files_max, free_bytes_min, .. } = watch;
    let disk = statvfs(place.path())?;
    if disk.f_bavail.saturating_mul(disk.f_frsize) < free_bytes_min {
        return Ok(Some(Excess::Bytes));
    }
    let (mut bytes, mut files) = (0_u64, 0);
    // The folders that lead to where it looks, each with those in it that are still to be looked at.
    let mut path: Vec<(Folder, Vec<Vec<u8>>)> = Vec::new();
    let mut next = Some(Folder::open(place.path())?);
    loop {
        if let Some(folder) = next.take() {
            // What can't be read any more is gone by now.
            let (all, has_more) = folder.list(files_max).unwrap_or_default();
            files += all.len();
            bytes = all.iter().fold(bytes, |bytes, found| bytes.saturating_add(found.disk_bytes));
            if bytes > bytes_max {
                return Ok(Some(Excess::Bytes));
            }
            if has_more || files > files_max || path.len() > DEPTH_MAX {
                return Ok(Some(Excess::Files));
            }
            let inner = all.into_iter().filter(|found| found.kind == FoundKind::Folder).map(|found| found.name);
            path.push((folder, inner.collect()));
        }
        match path.last_mut() {
            None => return Ok(None),
            Some((folder, inner)) => match inner.pop() {
                Some(name) => next = folder.folder(&name).ok(),
                None => drop(path.pop()),
            },
        }
    }
}
