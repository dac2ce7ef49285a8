//! The journal of one repository: from branches that have moved to events in its own file.
//!
//! [`Journal::catch_up`] compares where branches stand with where they were last seen, and writes what happened since,
//! both in one transaction. It may be called by anybody at any time. Whatever a process that was killed has left out is
//! written by the first call of the next one; a branch that somebody has moved on the disk is found the same way.

#[cfg(test)]
mod tests;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use include_dir::{Dir, include_dir};

use super::{
    RepoId, Result,
    event::{self, Event, EventKind, Since, store},
    news::Detail,
    trail::{Leg, Trail, way},
};
use crate::{
    account::UserId,
    db::{self, Migrations, Solo},
    git::{self, BranchName, Delta, ObjectId, Repository, Step, Watch},
    kit::Timestamp,
};

static MIGRATIONS: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/migrations/repository");

/// Files of one move that are told of one by one. Whoever moves more is told of by the branch alone.
const FILES_MAX: usize = 1_000;

/// How long a comparison of all branches is good enough for whoever asks what has happened.
const COMPARED_MS: i64 = 1_000;

/// People of a branch whose last visit is told.
const VISITS_MAX: u64 = 20;

/// What has happened in one repository.
pub struct Journal {
    pub(super) id: RepoId,
    path: PathBuf,
    trail: Mutex<Trail>,
    /// The open file. Whoever holds it is the only one who writes events.
    file: Mutex<File>,
    /// Whether somebody is about to catch up.
    is_due: AtomicBool,
}

#[derive(Default)]
struct File {
    solo: Option<Solo>,
    /// When all branches were last compared, since the start.
    compared_at: Option<Timestamp>,
}

/// Notes what a repository's branches do, and by whom.
struct Noting {
    journal: Arc<Journal>,
    by: Option<UserId>,
}

/// A branch, the moves that are to be told of it, and where it was last seen then.
struct Found {
    branch: BranchName,
    legs: Vec<Leg>,
    seen: Option<ObjectId>,
    told: usize,
}

impl Watch for Noting {
    fn begins(&self, step: &Step) {
        self.journal.trail().begin(step, self.by);
    }

    fn ended(&self, step: &Step, has_moved: bool) {
        self.journal.trail().end(step, has_moved);
    }
}

impl Journal {
    pub(super) fn new(id: RepoId, path: PathBuf) -> Self {
        Self { id, path, trail: Mutex::default(), file: Mutex::default(), is_due: AtomicBool::new(false) }
    }

    /// Who hears of the moves that `by` makes.
    pub(super) fn watch(self: &Arc<Self>, by: Option<UserId>) -> Arc<dyn Watch> {
        Arc::new(Noting { journal: Arc::clone(self), by })
    }

    /// Whether branches have moved of which no event tells yet, or were never compared, and nobody is about to catch up.
    /// Whoever is told so is to do it.
    pub(super) fn wants_to_catch_up(&self) -> bool {
        let trail = self.trail();
        let is_compared = self.file.try_lock().is_ok_and(|file| file.compared_at.is_some());
        let is_behind = !is_compared || trail.is_broken || !trail.branches().is_empty();
        is_behind && !self.is_due.swap(true, Ordering::AcqRel)
    }

    /// Whoever was to catch up is about to, or has given up: what moves from now on is for somebody else.
    pub(super) fn is_no_longer_due(&self) {
        self.is_due.store(false, Ordering::Release);
    }

    /// Writes what has happened since the last call, and hands it to `tell`, in the order of all calls. With `all`, or
    /// after the start, every branch is compared; else those that have moved here.
    ///
    /// # Errors
    /// When the repository or the file can't be used. The next call does it all.
    pub(super) fn catch_up(
        &self,
        git: &Repository,
        all: bool,
        now: Timestamp,
        tell: impl FnOnce(Vec<Event>),
    ) -> Result<()> {
        let mut file = lock(&self.file);
        let is_fresh = file.compared_at.is_some_and(|at| now.since_ms(at) < COMPARED_MS && at <= now);
        let was_broken = std::mem::take(&mut self.trail().is_broken);
        let is_all = was_broken || file.compared_at.is_none() || (all && !is_fresh);
        match self.write_events(git, &mut file, is_all, now) {
            Ok(events) => {
                if is_all {
                    file.compared_at = Some(now);
                }
                tell(events);
                Ok(())
            }
            Err(error) => {
                *file = File::default();
                Err(error)
            }
        }
    }

    fn write_events(&self, git: &Repository, file: &mut File, all: bool, now: Timestamp) -> Result<Vec<Event>> {
        let found = self.find(git, file, all)?;
        let mut events = Vec::new();
        for each in &found {
            for leg in &each.legs {
                add(git, &each.branch, leg, now, &mut events)?;
            }
        }
        if !found.is_empty() {
            self.open(file)?.write(|tx| {
                event::record(tx, &mut events)?;
                found.iter().try_for_each(|each| store::set_seen(tx, &each.branch, each.seen))
            })?;
        }
        let mut trail = self.trail();
        for each in &found {
            trail.told(&each.branch, each.told);
        }
        Ok(events)
    }

    /// What has moved, and how it got where it is.
    fn find(&self, git: &Repository, file: &mut File, all: bool) -> Result<Vec<Found>> {
        let mut branches: BTreeSet<BranchName> = self.trail().branches().into_iter().collect();
        // Where the branches stand is read before what is known of their moves: that then leads at least as far.
        let (heads, seen) = if all {
            let heads: BTreeMap<_, _> = git.branches()?.into_iter().map(|each| (each.name, each.head)).collect();
            let seen = self.open(file)?.read(store::seen)?;
            branches.extend(heads.keys().chain(seen.keys()).cloned());
            (heads, seen)
        } else {
            let (mut heads, mut seen) = (BTreeMap::new(), BTreeMap::new());
            for branch in &branches {
                heads.extend(git.find_head(branch)?.map(|head| (branch.clone(), head)));
                let last = self.open(file)?.read(|tx| store::seen_at(tx, branch))?;
                seen.extend(last.map(|head| (branch.clone(), head)));
            }
            (heads, seen)
        };
        let trail = self.trail();
        let found = branches.into_iter().filter_map(|branch| {
            let done = trail.done(&branch);
            let (last, head) = (seen.get(&branch).copied(), heads.get(&branch).copied());
            let (legs, at) = way(last, head, &done, trail.is_moving(&branch));
            let is_news = !legs.is_empty() || at != last || !done.is_empty();
            is_news.then_some(Found { branch, legs, seen: at, told: done.len() })
        });
        Ok(found.collect())
    }

    /// Writes what has happened beside what the branches do, and hands it to `tell`, in the order of all events.
    ///
    /// # Errors
    /// When the file can't be used.
    pub(super) fn record(&self, events: &mut [Event], tell: impl FnOnce(Vec<Event>)) -> Result<()> {
        let mut file = lock(&self.file);
        self.open(&mut file)?.write(|tx| event::record(tx, events))?;
        tell(events.to_vec());
        Ok(())
    }

    /// The events after `seq`, at most `max` of them.
    ///
    /// # Errors
    /// When the file can't be used.
    pub(super) fn since(&self, seq: u64, max: u64) -> Result<Since> {
        let mut file = lock(&self.file);
        Ok(self.open(&mut file)?.read(|tx| event::since(tx, seq, max))?)
    }

    /// Notes that people were at work on branches.
    ///
    /// # Errors
    /// When the file can't be used.
    pub(super) fn note_visits(&self, visits: &[(BranchName, UserId, Timestamp)]) -> Result<()> {
        let mut file = lock(&self.file);
        let note =
            |tx: &db::Tx| visits.iter().try_for_each(|(branch, user, at)| store::put_visit(tx, branch, *user, *at));
        Ok(self.open(&mut file)?.write(note)?)
    }

    /// Who was last at work on a branch, the latest first.
    ///
    /// # Errors
    /// When the file can't be used.
    pub(super) fn visits(&self, branch: &BranchName) -> Result<Vec<(UserId, Timestamp)>> {
        let mut file = lock(&self.file);
        Ok(self.open(&mut file)?.read(|tx| store::visits(tx, branch, VISITS_MAX))?)
    }

    /// Whether the branch was deleted after the event `seq`, as far as is known.
    ///
    /// # Errors
    /// When the file can't be used.
    pub(super) fn was_deleted_since(&self, branch: &BranchName, seq: u64) -> Result<bool> {
        let mut file = lock(&self.file);
        Ok(self.open(&mut file)?.read(|tx| store::was_deleted_since(tx, branch, seq))?)
    }

    /// Closes the file, unless it is in use.
    pub(super) fn close(&self) {
        if let Ok(mut file) = self.file.try_lock() {
            file.solo = None;
        }
    }

    fn trail(&self) -> MutexGuard<'_, Trail> {
        lock(&self.trail)
    }

    /// The open file. One that is broken is put aside, and made anew from where the branches stand.
    fn open<'f>(&self, file: &'f mut File) -> Result<&'f mut Solo> {
        if file.solo.is_none() {
            let migrations = Migrations::embedded(&MIGRATIONS);
            let opened = match Solo::open(&self.path, &migrations) {
                Err(error) if error.is_damage() => {
                    tracing::error!(repository.id = %self.id, "the events of a repository are damaged and begin anew: {error}");
                    put_aside(&self.path).map_err(|error| git::Error::Unavailable(error.to_string()))?;
                    Solo::open(&self.path, &migrations)
                }
                other => other,
            };
            file.solo = Some(opened?);
        }
        file.solo.as_mut().ok_or_else(|| git::Error::Unavailable("the events can't be opened".to_owned()).into())
    }
}

/// Adds what a move means: one event of the branch, and one or two of each file.
fn add(git: &Repository, branch: &BranchName, leg: &Leg, at: Timestamp, events: &mut Vec<Event>) -> Result<()> {
    let kind = match (leg.from, leg.to) {
        (from, to) if from == to => return Ok(()),
        (None, _) => EventKind::BranchCreated,
        (_, None) => EventKind::BranchDeleted,
        _ => EventKind::BranchMoved,
    };
    let changed = match (leg.from, leg.to) {
        (Some(from), Some(to)) => match git.changed_files(from, to, FILES_MAX) {
            Ok(changed) => Some(changed),
            // What a branch was moved away from may be gone by now.
            Err(git::Error::NotFound) => None,
            Err(error) => return Err(error.into()),
        },
        _ => None,
    };
    let event = Event {
        seq: 0,
        kind,
        branch: Some(branch.clone()),
        path: None,
        old_path: None,
        old_head: leg.from,
        head: leg.to,
        blob: None,
        file_count: None,
        detail: Detail::default(),
        by: leg.by,
        at,
    };
    events.push(Event { file_count: changed.as_ref().map(|changed| changed.count as u64), ..event.clone() });
    for file in changed.into_iter().flat_map(|changed| changed.files) {
        let kind = match file.delta {
            Delta::Added => EventKind::FileCreated,
            Delta::Deleted => EventKind::FileDeleted,
            Delta::Changed => EventKind::FileEdited,
            Delta::Renamed => EventKind::FileRenamed,
        };
        let is_new = matches!(file.delta, Delta::Added | Delta::Changed);
        let beside = EventKind::beside(&file.path).filter(|_| is_new);
        let of_file = Event { kind, path: Some(file.path), old_path: file.old_path, blob: file.blob, ..event.clone() };
        let of_asset = beside.map(|kind| Event { kind, ..of_file.clone() });
        events.push(of_file);
        events.extend(of_asset);
    }
    Ok(())
}

/// Renames a broken file, over an earlier one.
fn put_aside(path: &Path) -> std::io::Result<()> {
    let beside = |ending: &str| {
        let mut name = path.as_os_str().to_owned();
        name.push(ending);
        PathBuf::from(name)
    };
    fs::rename(path, beside(".damaged"))?;
    for ending in ["-wal", "-shm"] {
        match fs::remove_file(beside(ending)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
