//! Compares a user's file, operation by operation, with what the user's tabs remember.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use rusqlite::Connection;
use serde_json::Value;

use crate::{
    model::{Card, Desk},
    worker::Worker,
};

/// What the audits of a test found.
#[derive(Default, Debug)]
pub struct Findings {
    /// Acknowledged operations that were looked for.
    pub acknowledged: usize,
    /// Operations that were done although nobody heard so: the ones that a retry must not do again.
    pub unheard: usize,
    /// Acknowledged operations that are not there, or not as they were acknowledged.
    pub lost: usize,
    pub doubled: usize,
    /// Everything that is not as it should be, in words.
    pub problems: Vec<String>,
}

impl Findings {
    pub fn add(&mut self, other: Self) {
        self.acknowledged += other.acknowledged;
        self.unheard += other.unheard;
        self.lost += other.lost;
        self.doubled += other.doubled;
        self.problems.extend(other.problems);
    }

    /// The same after `earlier` ones of the same crew. Each audit looks for everything that was ever acknowledged; what
    /// was done unheard has been heard since, and is counted by each.
    #[must_use]
    pub fn after(self, earlier: &Self) -> Self {
        Self { unheard: self.unheard + earlier.unheard, ..self }
    }

    /// The figures in one line.
    pub fn summary(&self) -> String {
        let Self { acknowledged, unheard, lost, doubled, problems } = self;
        let others = problems.len();
        format!(
            "{acknowledged} acknowledged operations audited, {lost} lost, {doubled} done twice; \
             {unheard} were done unheard and known again; {others} complaints"
        )
    }

    #[track_caller]
    pub fn assert_clean(&self) {
        let first: Vec<&String> = self.problems.iter().take(20).collect();
        assert!(self.problems.is_empty(), "{}: {first:#?}", self.summary());
    }
}

/// An operation as the file remembers it.
struct Done {
    seq: i64,
    result: Value,
}

/// Audits a copy of `file`, and of the WAL beside it, so that whoever opens the file next recovers it all the same.
///
/// `workers` are all tabs that ever worked on it.
pub fn of_user(file: &Path, workers: &[&Worker]) -> Findings {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut findings = Findings::default();
    let checked = match copy_of(file, folder.path()) {
        Some(copy) => check(&copy, workers, &mut findings),
        None => {
            nothing_there("no file", workers, &mut findings);
            Ok(())
        }
    };
    if let Err(error) = checked {
        findings.problems.push(format!("{}: the file can't be read: {error}", workers[0].name));
    }
    findings
}

/// Checks that a database is whole, on a copy.
pub fn of_file(file: &Path) -> Findings {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut findings = Findings::default();
    let checked = copy_of(file, folder.path())
        .ok_or_else(|| "it is not there".to_owned())
        .and_then(|copy| Connection::open(copy).map_err(|error| error.to_string()))
        .and_then(|connection| whole(&connection, &mut findings).map_err(|error| error.to_string()));
    if let Err(error) = checked {
        findings.problems.push(format!("{}: {error}", file.display()));
    }
    findings
}

fn copy_of(file: &Path, folder: &Path) -> Option<PathBuf> {
    let copy = folder.join("copy.db");
    fs::copy(file, &copy).ok()?;
    let wal = file.with_extension("db-wal");
    if wal.exists() {
        fs::copy(wal, folder.join("copy.db-wal")).expect("a copy of the WAL");
    }
    Some(copy)
}

fn whole(connection: &Connection, findings: &mut Findings) -> rusqlite::Result<()> {
    for pragma in ["integrity_check", "foreign_key_check"] {
        let mut statement = connection.prepare(&format!("PRAGMA {pragma}"))?;
        let told: Vec<String> = statement.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
        if !told.iter().all(|line| line == "ok") {
            findings.problems.push(format!("{pragma}: {told:?}"));
        }
    }
    Ok(())
}

fn check(copy: &Path, workers: &[&Worker], findings: &mut Findings) -> rusqlite::Result<()> {
    let connection = Connection::open(copy)?;
    whole(&connection, findings)?;
    let done = operations(&connection)?;
    let feed = feed(&connection)?;
    if done.is_empty() && feed.is_empty() {
        nothing_there("an empty desk", workers, findings);
        return Ok(());
    }
    numbers(&done, &feed, findings);
    let mut wanted = Desk::default();
    let mut known = BTreeSet::new();
    for worker in workers {
        one_tab(worker, &done, &feed, &mut wanted, findings);
        known.extend(worker.operations.iter().map(|operation| operation.op_id.as_str()));
    }
    let strangers = done.keys().filter(|op_id| !known.contains(op_id.as_str())).count();
    if strangers > 0 {
        findings.problems.push(format!("{strangers} operations that nobody sent"));
    }
    wanted.nameless.sort_unstable();
    let found = desk(&connection)?.in_the_names_of(&wanted);
    if found != wanted {
        findings.problems.push(format!("{}: the desk is {found:?}, not {wanted:?}", workers[0].name));
    }
    let versions: u32 = wanted.cards.values().map(|card| card.version - 1).sum();
    let kept: u32 = connection.query_row("SELECT count(*) FROM card_versions", [], |row| row.get(0))?;
    if kept != versions {
        findings.problems.push(format!("{kept} earlier versions are kept, not {versions}"));
    }
    Ok(())
}

/// The fault came before the first commit, or everything is lost.
fn nothing_there(what: &str, workers: &[&Worker], findings: &mut Findings) {
    let acknowledged: usize = workers.iter().map(|worker| worker.acknowledged().count()).sum();
    (findings.acknowledged, findings.lost) = (acknowledged, acknowledged);
    if acknowledged > 0 {
        findings.problems.push(format!("{}: {what}, and {acknowledged} acknowledged", workers[0].name));
    }
}

/// The numbers of what happened have no gap, and each belongs to one operation; the first is the founding of the desk.
fn numbers(done: &BTreeMap<String, Done>, feed: &[(i64, String, String)], findings: &mut Findings) {
    for (at, (seq, _, _)) in feed.iter().enumerate() {
        if usize::try_from(*seq).ok() != Some(at + 1) {
            findings.problems.push(format!("number {} is missing: there is {seq}", at + 1));
            break;
        }
    }
    let distinct: BTreeSet<i64> = done.values().map(|done| done.seq).collect();
    let twice = feed.len().saturating_sub(1).abs_diff(distinct.len()).max(done.len() - distinct.len());
    if twice > 0 {
        findings.doubled += twice;
        let (changes, operations) = (feed.len(), done.len());
        findings.problems.push(format!("{changes} changes came of {operations} operations and the founding"));
    }
}

/// Everything that was acknowledged to the tab is there as it was acknowledged, and what else was done is the beginning
/// of what it sent: nothing overtakes.
fn one_tab(
    worker: &Worker,
    done: &BTreeMap<String, Done>,
    feed: &[(i64, String, String)],
    wanted: &mut Desk,
    findings: &mut Findings,
) {
    let mut is_over = false;
    for operation in &worker.operations {
        let op_id = &operation.op_id;
        findings.acknowledged += usize::from(operation.ack.is_some());
        let Some(done) = done.get(op_id) else {
            is_over = true;
            if let Some(ack) = &operation.ack {
                findings.lost += 1;
                findings.problems.push(format!("{op_id} was acknowledged and is lost: {ack}"));
            }
            continue;
        };
        if is_over {
            findings.problems.push(format!("{op_id} was done, and one before it was not"));
        }
        wanted.apply(&worker.stack, &operation.what);
        let happened = usize::try_from(done.seq - 1).ok().and_then(|at| feed.get(at));
        let (verb, subject) = (operation.what.verb(), operation.what.subject(&worker.stack));
        if happened.is_none_or(|(_, found, of)| found != verb || subject.is_some_and(|subject| subject != of)) {
            findings.problems.push(format!("{op_id} is number {}, which is {happened:?}, not {verb}", done.seq));
        }
        match &operation.ack {
            None => findings.unheard += 1,
            Some(ack) if ack["seq"] != done.seq || ack.get("result").unwrap_or(&Value::Null) != &done.result => {
                findings.lost += 1;
                findings.problems.push(format!("{op_id}: {ack} was acknowledged, and {} is stored", done.result));
            }
            Some(_) => {}
        }
    }
}

fn operations(connection: &Connection) -> rusqlite::Result<BTreeMap<String, Done>> {
    let mut statement = connection.prepare("SELECT op_id, seq, result FROM operations ORDER BY op_id")?;
    let rows = statement.query_map([], |row| {
        let result: Option<String> = row.get(2)?;
        let result = result.map_or(Value::Null, |text| serde_json::from_str(&text).expect("JSON"));
        Ok((row.get(0)?, Done { seq: row.get(1)?, result }))
    })?;
    rows.collect()
}

/// What happened: its number, what it was and to what.
fn feed(connection: &Connection) -> rusqlite::Result<Vec<(i64, String, String)>> {
    let mut statement = connection.prepare("SELECT seq, verb, subject FROM activity ORDER BY seq")?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
    rows.collect()
}

/// The desk as it lies in the file.
fn desk(connection: &Connection) -> rusqlite::Result<Desk> {
    let mut statement = connection.prepare("SELECT id, name FROM stacks ORDER BY id")?;
    let stacks = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<rusqlite::Result<_>>()?;
    let mut statement =
        connection.prepare("SELECT id, stack_id, title, x, y, version, status = 'archived' FROM cards ORDER BY id")?;
    let read = |row: &rusqlite::Row<'_>| {
        let card = Card {
            stack: row.get(1)?,
            title: row.get(2)?,
            x: row.get(3)?,
            y: row.get(4)?,
            version: row.get(5)?,
            is_archived: row.get(6)?,
        };
        Ok((row.get(0)?, card))
    };
    let cards = statement.query_map([], read)?.collect::<rusqlite::Result<_>>()?;
    Ok(Desk { stacks, cards, nameless: Vec::new() })
}
