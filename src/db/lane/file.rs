//! One open file on its lane: groups of jobs in, commits out.

use std::{
    fs,
    os::unix::fs::MetadataExt,
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
};

use rusqlite::Connection;

use super::{
    super::{Error, Migrations, Opened, Result, Tx},
    Flushed, JobPanicked, Run, Sink, Verdict,
};

/// A user's file and who is told what comes of it.
pub(super) struct OpenFile<T, O> {
    connection: Connection,
    path: PathBuf,
    identity: Identity,
    sink: Sink<T, O>,
}

/// Which file it is that stands at a path: the device and the number on it.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Identity(u64, u64);

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Writes,
    Reads,
}

/// What waits for one file.
pub(super) struct Jobs<T, O> {
    pub writes: Vec<(T, Run<O>)>,
    pub reads: Vec<(T, Run<O>)>,
}

impl<T, O> Default for Jobs<T, O> {
    fn default() -> Self {
        Self { writes: Vec::new(), reads: Vec::new() }
    }
}

impl<T, O> OpenFile<T, O> {
    /// # Errors
    /// When there is no such file.
    pub fn new(connection: Connection, path: PathBuf, sink: Sink<T, O>) -> Result<Self> {
        let identity = Identity::of(&path)?;
        Ok(Self { connection, path, identity, sink })
    }

    /// Runs the writes in one transaction and then the reads in another, so that a commit that fails takes no read
    /// with it. The outcomes go to the sink once they are durable. Answers whether the file can still be used.
    #[must_use]
    pub fn flush(&mut self, jobs: Jobs<T, O>, migrations: &Migrations) -> bool {
        let Jobs { writes, reads } = jobs;
        let is_usable = writes.is_empty() || self.run_group(Kind::Writes, writes, migrations);
        if reads.is_empty() {
            return is_usable;
        }
        if is_usable {
            return self.run_group(Kind::Reads, reads, migrations);
        }
        let outcomes = reads.into_iter().map(|(tag, _)| (tag, not_run())).collect();
        let committed = Err(Error::Unavailable("the file had to be closed".to_owned()));
        self.tell(Flushed { outcomes, committed, is_damaged: false });
        false
    }

    fn run_group(&mut self, kind: Kind, jobs: Vec<(T, Run<O>)>, migrations: &Migrations) -> bool {
        let mut flushed = Flushed { outcomes: Vec::with_capacity(jobs.len()), committed: Ok(()), is_damaged: false };
        flushed.committed = self.commit_group(kind, jobs, &mut flushed);
        flushed.is_damaged |= flushed.committed.as_ref().is_err_and(Error::is_damage);
        let is_usable = match &flushed.committed {
            _ if flushed.is_damaged => {
                tracing::error!(path = %self.path.display(), "the file is damaged or was moved, closing it");
                false
            }
            Ok(()) => true,
            Err(error) => self.get_over(error, migrations),
        };
        self.tell(flushed);
        is_usable
    }

    fn commit_group(&self, kind: Kind, jobs: Vec<(T, Run<O>)>, flushed: &mut Flushed<T, O>) -> Result<()> {
        let mut group = self.statement(if kind == Kind::Writes { "BEGIN IMMEDIATE" } else { "BEGIN" });
        for (tag, run) in jobs {
            let mut outcome = not_run();
            if group.is_ok() {
                let tx = Tx::new(&self.connection);
                group = self.run_in_savepoint(&tx, run).map(|ran| outcome = ran);
                flushed.is_damaged |= tx.has_met_damage();
                // SQLite gives up a whole transaction by itself when the disk fails or is full. That the savepoint
                // is gone then is not the reason.
                group = tx.take_loss().and(group);
            }
            flushed.outcomes.push((tag, outcome));
        }
        group.and_then(|()| self.statement("COMMIT")).inspect_err(|_| {
            let _ = self.statement("ROLLBACK");
        })?;
        // What was written to a file that was moved away, or replaced by a backup, is saved for nobody.
        if kind == Kind::Writes { self.check_place() } else { Ok(()) }
    }

    fn check_place(&self) -> Result<()> {
        if Identity::of(&self.path).is_ok_and(|found| found == self.identity) {
            return Ok(());
        }
        let reason = "another file, or none, has taken its place while it was open".to_owned();
        Err(Error::Damaged { path: self.path.clone(), reason })
    }

    /// An error means that the whole transaction is lost: what the job wrote could be neither kept nor taken back.
    fn run_in_savepoint(&self, tx: &Tx, run: Run<O>) -> Result<std::result::Result<O, JobPanicked>> {
        self.statement("SAVEPOINT job")?;
        let outcome = catch_unwind(AssertUnwindSafe(|| run(tx)));
        if !matches!(&outcome, Ok((Verdict::Keep, _))) {
            self.statement("ROLLBACK TO job")?;
        }
        self.statement("RELEASE job")?;
        Ok(match outcome {
            Ok((_, outcome)) => Ok(outcome),
            Err(panic) => Err(JobPanicked(panic_text(panic.as_ref()))),
        })
    }

    fn statement(&self, sql: &str) -> Result<()> {
        self.connection.prepare_cached(sql)?.execute([])?;
        Ok(())
    }

    /// After a commit that failed: a full disk leaves the connection as it was, anything else makes it suspect.
    fn get_over(&mut self, error: &Error, migrations: &Migrations) -> bool {
        if error.is_full() && self.connection.is_autocommit() {
            tracing::error!(path = %self.path.display(), "could not commit, the disk is full: {error}");
            return true;
        }
        tracing::error!(path = %self.path.display(), "could not commit, reopening the file: {error}");
        match self.check_place().and_then(|()| Opened::existing(&self.path, migrations)) {
            Ok(connection) => {
                self.connection = connection;
                true
            }
            Err(error) => {
                tracing::error!(path = %self.path.display(), "could not reopen the file, closing it: {error}");
                false
            }
        }
    }

    fn tell(&mut self, flushed: Flushed<T, O>) {
        // A sink that panics is its own user's trouble: the lane goes on for all others.
        let told = catch_unwind(AssertUnwindSafe(|| (self.sink)(flushed)));
        if let Err(panic) = told {
            tracing::error!(path = %self.path.display(), "nobody took the outcomes: {}", panic_text(panic.as_ref()));
        }
    }

    pub fn close(self) {
        if let Err(error) = self.connection.execute_batch("PRAGMA wal_checkpoint(TRUNCATE)") {
            tracing::debug!(path = %self.path.display(), "the last checkpoint was not complete: {error}");
        }
        if let Err((_, error)) = self.connection.close() {
            tracing::warn!(path = %self.path.display(), "the file did not close cleanly: {error}");
        }
    }
}

impl Identity {
    fn of(path: &Path) -> Result<Self> {
        let metadata = fs::metadata(path).map_err(|source| Error::File { path: path.to_owned(), source })?;
        Ok(Self(metadata.dev(), metadata.ino()))
    }
}

/// Stands for what was to come in a transaction that is lost. Nobody is told: the commit has failed.
fn not_run<O>() -> std::result::Result<O, JobPanicked> {
    Err(JobPanicked("not run".to_owned()))
}

fn panic_text(panic: &(dyn std::any::Any + Send)) -> String {
    panic
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "a panic without a message".to_owned())
}
