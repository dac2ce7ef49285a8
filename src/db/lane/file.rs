//! One open file on its lane: groups of jobs in, commits out.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    path::PathBuf,
};

use rusqlite::Connection;

use super::{
    super::{Error, Migrations, Opened, Result, Tx},
    Flushed, JobPanicked, Run, Sink, Verdict,
};

/// A user's file and who is told what comes of it.
pub(super) struct OpenFile<T, O> {
    pub connection: Connection,
    pub path: PathBuf,
    pub sink: Sink<T, O>,
}

impl<T, O> OpenFile<T, O> {
    /// Runs the jobs in one transaction and hands the outcomes to the sink once they are durable.
    pub fn flush(&mut self, jobs: Vec<(T, Run<O>)>, migrations: &Migrations) {
        let mut outcomes = Vec::with_capacity(jobs.len());
        let committed = self.commit_group(jobs, &mut outcomes);
        if let Err(error) = &committed {
            tracing::error!(path = %self.path.display(), "could not commit, reopening the file: {error}");
            self.reopen(migrations);
        }
        // A sink that panics is its own user's trouble: the lane goes on for all others.
        let told = catch_unwind(AssertUnwindSafe(|| (self.sink)(Flushed { outcomes, committed })));
        if let Err(panic) = told {
            tracing::error!(path = %self.path.display(), "nobody took the outcomes: {}", panic_text(panic.as_ref()));
        }
    }

    fn commit_group(
        &self,
        jobs: Vec<(T, Run<O>)>,
        outcomes: &mut Vec<(T, std::result::Result<O, JobPanicked>)>,
    ) -> Result<()> {
        let begun = self.statement("BEGIN IMMEDIATE");
        for (tag, run) in jobs {
            let outcome = if self.is_in_transaction() {
                self.run_in_savepoint(run)
            } else {
                Err(JobPanicked("not run".to_owned()))
            };
            outcomes.push((tag, outcome));
        }
        begun?;
        self.statement("COMMIT").inspect_err(|_| {
            let _ = self.statement("ROLLBACK");
        })
    }

    fn run_in_savepoint(&self, run: Run<O>) -> std::result::Result<O, JobPanicked> {
        let failed = |error: Error| JobPanicked(error.to_string());
        self.statement("SAVEPOINT job").map_err(failed)?;
        let outcome = catch_unwind(AssertUnwindSafe(|| run(&Tx::new(&self.connection))));
        let keep = matches!(&outcome, Ok((Verdict::Keep, _)));
        if !keep {
            self.statement("ROLLBACK TO job").map_err(failed)?;
        }
        self.statement("RELEASE job").map_err(failed)?;
        match outcome {
            Ok((_, outcome)) => Ok(outcome),
            Err(panic) => Err(JobPanicked(panic_text(panic.as_ref()))),
        }
    }

    /// SQLite gives up a whole transaction by itself when the disk fails or is full. A savepoint outside of one
    /// would be committed on its own, although its job is then told that nothing was saved.
    fn is_in_transaction(&self) -> bool {
        !self.connection.is_autocommit()
    }

    fn statement(&self, sql: &str) -> Result<()> {
        self.connection.prepare_cached(sql)?.execute([])?;
        Ok(())
    }

    fn reopen(&mut self, migrations: &Migrations) {
        match Opened::existing(&self.path, migrations) {
            Ok(connection) => self.connection = connection,
            Err(error) => tracing::error!(path = %self.path.display(), "could not reopen the file: {error}"),
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

fn panic_text(panic: &(dyn std::any::Any + Send)) -> String {
    panic
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "a panic without a message".to_owned())
}
