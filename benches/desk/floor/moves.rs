//! The floors of moving cards: bare commits, by as many threads as the server has lanes.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use rusqlite::{Connection, Row, ToSql, params};

use super::files::{copy, open};
use crate::house::Resident;

/// Threads of the bare loop, as many as the server has lanes.
const THREADS: usize = 8;

/// What one move amounts to.
#[derive(Clone, Copy)]
pub enum Work {
    /// The statements of a move: read the card and the height of its stack, note what happened, lay it elsewhere.
    Move,
    /// One UPDATE by the primary key: what a program would do that keeps nothing for undo.
    Update,
}

/// A copy of a resident's file, and the cards in it that are moved in turn.
pub struct Bare {
    connection: Connection,
    cards: Vec<String>,
    moved: usize,
}

impl Bare {
    pub fn new(resident: &Resident, cards: usize, folder: &Path, name: &str) -> Self {
        let path = copy(resident, folder, name);
        let cards = resident.cards.iter().take(cards).map(ToString::to_string).collect();
        Self { connection: open(&path), cards, moved: 0 }
    }

    /// Commits `group` moves at once.
    fn commit(&mut self, work: Work, group: usize) {
        self.connection.execute_batch("BEGIN IMMEDIATE").expect("nobody else writes here");
        for _ in 0..group {
            self.moved += 1;
            let card = &self.cards[self.moved % self.cards.len()];
            let step = f64::from(u32::try_from(self.moved % 100).unwrap_or(0));
            let (x, y) = (step * 8.0, (100.0 - step) * 8.0);
            match work {
                Work::Move => self.move_card(card, x, y),
                Work::Update => self.change("UPDATE cards SET x = ?2, y = ?3 WHERE id = ?1", params![card, x, y]),
            }
        }
        self.connection.execute_batch("COMMIT").expect("room on the disk");
    }

    fn move_card(&self, card: &str, x: f64, y: f64) {
        let find = "SELECT id, stack_id, title, blocks, size, width, height, color, x, y, z, status, archived_at,
                           archived_by, version, turn_id, created_at, updated_at, seq
                    FROM cards
                    WHERE id = ?1";
        let (stack, z, before) = self.one(find, card, |row| {
            let _content: (String, String) = (row.get(2)?, row.get(3)?);
            let (stack, x, y, z): (String, f64, f64, i64) = (row.get(1)?, row.get(8)?, row.get(9)?, row.get(10)?);
            let before = format!(r#"{{"stack":"{stack}","place":{{"x":{x},"y":{y}}},"z":{z}}}"#);
            Ok((stack, z, before))
        });
        let top = "SELECT coalesce(max(z), 0) FROM cards WHERE stack_id = ?1 AND status = 'active'";
        let top: i64 = self.one(top, &stack, |row| row.get(0));
        let note = "INSERT INTO activity (at, by, turn_id, verb, subject, before, undoable)
                    VALUES (?1, 'user', NULL, 'card_moved', ?2, ?3, 1)";
        self.change(note, params![self.moved, card, before]);
        let seq = self.connection.last_insert_rowid();
        if z == top {
            self.change("UPDATE cards SET x = ?2, y = ?3, seq = ?4 WHERE id = ?1", params![card, x, y, seq]);
        } else {
            let sql = "UPDATE cards SET stack_id = ?2, x = ?3, y = ?4, z = ?5, seq = ?6 WHERE id = ?1";
            self.change(sql, params![card, stack, x, y, top + 1, seq]);
        }
    }

    fn change(&self, sql: &str, values: &[&dyn ToSql]) {
        let mut statement = self.connection.prepare_cached(sql).expect("our own schema");
        statement.execute(values).expect("room on the disk");
    }

    fn one<T>(&self, sql: &str, id: &str, read: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>) -> T {
        let mut statement = self.connection.prepare_cached(sql).expect("our own schema");
        statement.query_row([id], read).expect("a row")
    }
}

/// Moves cards, a commit a move, and answers the moves a second.
pub fn moves(files: &mut [Bare], work: Work, seconds: f64) -> f64 {
    let began = Instant::now();
    let until = began + Duration::from_secs_f64(seconds);
    let done = on_threads(files, |_, share| {
        let mut done = 0;
        while Instant::now() < until {
            share[done % share.len()].commit(work, 1);
            done += 1;
        }
        done
    });
    rate(done.iter().sum(), began)
}

/// Moves a card in one file, `group` moves a commit, and answers the moves a second.
pub fn grouped_moves(file: &mut Bare, work: Work, group: usize, seconds: f64) -> f64 {
    let began = Instant::now();
    let mut done = 0;
    while began.elapsed().as_secs_f64() < seconds {
        file.commit(work, group);
        done += group;
    }
    rate(done, began)
}

/// Moves cards at a pace, a commit a move, and answers how long each took.
pub fn paced_moves(files: &mut [Bare], per_second: u32, seconds: f64) -> Vec<Duration> {
    let began = Instant::now();
    let until = began + Duration::from_secs_f64(seconds);
    let threads = u32::try_from(THREADS).unwrap_or(1);
    let pace = Duration::from_secs(1) * threads / per_second;
    let took = on_threads(files, |number, share| {
        let (mut took, mut due) = (Vec::new(), began + pace * number / threads);
        while due < until {
            // Who is late does not wait, and what it was late counts.
            std::thread::sleep(due.saturating_duration_since(Instant::now()));
            let is_late = Instant::now() > due + pace;
            let from = if is_late { due } else { Instant::now() };
            let at = took.len() % share.len();
            share[at].commit(Work::Move, 1);
            took.push(from.elapsed());
            due += pace;
        }
        took
    });
    took.into_iter().flatten().collect()
}

/// Gives each thread its share of the files, and answers what came of each.
fn on_threads<T: Send>(files: &mut [Bare], work: impl Fn(u32, &mut [Bare]) -> T + Sync) -> Vec<T> {
    let share = files.len().div_ceil(THREADS);
    std::thread::scope(|scope| {
        let work = &work;
        let threads: Vec<_> = (0..)
            .zip(files.chunks_mut(share))
            .map(|(number, share)| scope.spawn(move || work(number, share)))
            .collect();
        threads.into_iter().map(|thread| thread.join().expect("a thread that came to its end")).collect()
    })
}

#[expect(clippy::cast_precision_loss, reason = "no run has 2^52 moves")]
fn rate(done: usize, began: Instant) -> f64 {
    done as f64 / began.elapsed().as_secs_f64()
}
