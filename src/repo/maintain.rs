//! Keeping repositories quick: what many small saves and pushes leave is packed anew from time to time.
//!
//! Git's own program does it, one repository at a time; whoever wants something of that one waits, mostly for less than
//! a second, because large packs are left as they are. Nothing is thrown away.

#[cfg(test)]
mod tests;

use std::{fs, io, path::Path, time::Duration};

use tokio::{io::AsyncReadExt, sync::watch, time::timeout};

use super::{RepoId, Repos};
use crate::git::Program;

/// How often repositories are looked at.
const EVERY: Duration = Duration::from_hours(1);

/// How long one run may take.
const LONGEST: Duration = Duration::from_mins(2);

/// Bytes of what git says that are written to the log.
const COMPLAINT_BYTES_MAX: u64 = 2 << 10;

/// How untidy a repository may be.
#[derive(Clone, Copy, Debug)]
pub struct Untidy {
    /// Objects in files of their own; a folder of some thousands makes every look-up slower.
    pub loose_max: usize,
    /// Packs, each of which every look-up goes through.
    pub packs_max: usize,
}

impl Default for Untidy {
    /// A fourth of what git itself would wait for: many people work here at once.
    fn default() -> Self {
        Self { loose_max: 2_000, packs_max: 20 }
    }
}

impl Repos {
    /// All repositories that lie here.
    ///
    /// # Errors
    /// When the folder can't be read.
    pub fn ids(&self) -> std::io::Result<Vec<RepoId>> {
        let mut ids = Vec::new();
        for entry in std::fs::read_dir(&self.folder)? {
            let name = entry?.file_name();
            ids.extend(name.to_str().and_then(|name| name.strip_suffix(".git")?.parse::<RepoId>().ok()));
        }
        ids.sort_unstable();
        Ok(ids)
    }

    /// Packs those that are more untidy than `allowed`, one after the other. Answers which ones.
    pub async fn maintain(&self, allowed: Untidy) -> Vec<RepoId> {
        let Some(program) = self.program() else { return Vec::new() };
        let mut packed = Vec::new();
        for id in self.ids().unwrap_or_default() {
            let path = self.path(id);
            if !is_untidy(&path, allowed).unwrap_or(false) {
                continue;
            }
            let _closed = self.close(id).await;
            match timeout(LONGEST, run(program, &path)).await {
                Ok(Ok(())) => packed.push(id),
                Ok(Err(why)) => tracing::warn!(repository.id = %id, "a repository could not be packed: {why}"),
                Err(_) => tracing::warn!(repository.id = %id, "packing a repository took too long and was ended"),
            }
        }
        packed
    }

    /// Packs what has become untidy, every hour, until the server stops.
    pub async fn maintain_until(self, mut stopping: watch::Receiver<bool>) {
        loop {
            tokio::select! {
                _ = stopping.changed() => return,
                () = tokio::time::sleep(EVERY) => {}
            }
            tokio::select! {
                _ = stopping.changed() => return,
                packed = self.maintain(Untidy::default()) => {
                    if !packed.is_empty() {
                        tracing::info!("packed {} repositories", packed.len());
                    }
                }
            }
        }
    }
}

async fn run(program: &Program, path: &Path) -> io::Result<()> {
    let mut child = program.repack(path).map_err(io::Error::other)?;
    let mut said = Vec::new();
    if let Some(complaints) = child.stderr.take() {
        complaints.take(COMPLAINT_BYTES_MAX).read_to_end(&mut said).await?;
    }
    if child.wait().await?.success() {
        return Ok(());
    }
    Err(io::Error::other(String::from_utf8_lossy(&said).trim().to_owned()))
}

fn is_untidy(path: &Path, allowed: Untidy) -> io::Result<bool> {
    let objects = path.join("objects");
    let ends_in_pack = |name: &str| name.rsplit_once('.').is_some_and(|(_, ending)| ending == "pack");
    let packs = names(&objects.join("pack"))?.iter().filter(|name| ends_in_pack(name)).count();
    let mut loose = 0;
    for folder in names(&objects)?.iter().filter(|name| name.len() == 2) {
        loose += names(&objects.join(folder))?.len();
    }
    Ok(packs > allowed.packs_max || loose > allowed.loose_max)
}

fn names(folder: &Path) -> io::Result<Vec<String>> {
    match fs::read_dir(folder) {
        Ok(entries) => entries.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned())).collect(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(error),
    }
}
