//! The SQL of [`super`]. It writes nothing: triggers do.

use super::{Candidate, Filters, Kind, Sayer};
use crate::{
    activity::TurnId,
    card::CardId,
    chat::{MessageId, Role},
    db::{self, Row, Tx, params},
    kit::Timestamp,
    stack::StackId,
};

/// A message, as far as it is shown.
pub(super) struct Said {
    pub id: MessageId,
    pub role: Role,
    pub turn: Option<TurnId>,
    pub content: String,
    pub at: Timestamp,
}

/// Rows of one kind that an index gives, the newest first, with what the filters leave of them. `?1` is what the index
/// is asked, `?2` where the kind begins in it, `?3` where it ends, `?4` how many at most.
macro_rules! found {
    ($index:literal, $score:literal, $number:literal, $at:literal, $table:literal, $filters:literal) => {
        concat!(
            "SELECT ",
            $number,
            ", ",
            $score,
            ", ",
            $at,
            " FROM ",
            $index,
            " CROSS JOIN ",
            $table,
            " ON ",
            $number,
            " = ",
            $index,
            ".rowid - ?2 WHERE ",
            $index,
            " MATCH ?1 AND ",
            $index,
            ".rowid >= ?2 AND ",
            $index,
            ".rowid < ?3 ",
            $filters,
            " ORDER BY ",
            $index,
            ".rowid DESC LIMIT ?4"
        )
    };
}

/// The same without an index: everything of the kind, the last touched first.
macro_rules! all {
    ($number:literal, $at:literal, $table:literal, $order:literal, $filters:literal) => {
        concat!(
            "SELECT ",
            $number,
            ", 0.0, ",
            $at,
            " FROM ",
            $table,
            " WHERE ?1 IS NULL AND ?2 < ?3 ",
            $filters,
            " ORDER BY ",
            $order,
            " DESC LIMIT ?4"
        )
    };
}

macro_rules! of_kind {
    ($number:literal, $at:literal, $table:literal, $order:literal, $filters:literal) => {
        Statements {
            words: found!("search_words", "bm25(search_words, 6.0, 1.0)", $number, $at, $table, $filters),
            parts: found!("search_parts", "0.0", $number, $at, $table, $filters),
            all: all!($number, $at, $table, $order, $filters),
        }
    };
}

struct Statements {
    words: &'static str,
    parts: &'static str,
    all: &'static str,
}

const CARDS: Statements = of_kind!(
    "c.rowid",
    "c.updated_at",
    "cards AS c",
    "c.seq",
    "AND (?5 IS NULL OR c.status = ?5) AND (?6 IS NULL OR c.by = ?6)
     AND (?7 IS NULL OR c.updated_at >= ?7) AND (?8 IS NULL OR c.updated_at < ?8)
     AND (?9 IS NULL OR EXISTS (
         SELECT 1 FROM stacks AS s WHERE s.id = c.stack_id AND instr(lower(s.name), lower(?9)) > 0
     ))"
);
const MESSAGES: Statements = of_kind!(
    "m.seq",
    "m.at",
    "messages AS m",
    "m.seq",
    "AND (?5 IS NULL OR ?5 = 'active') AND (?6 IS NULL OR m.role = ?6)
     AND (?7 IS NULL OR m.at >= ?7) AND (?8 IS NULL OR m.at < ?8) AND ?9 IS NULL"
);
const STACKS: Statements = of_kind!(
    "s.rowid",
    "s.created_at",
    "stacks AS s",
    "s.seq",
    "AND (?5 IS NULL OR s.status = ?5) AND ?6 IS NULL
     AND (?7 IS NULL OR s.created_at >= ?7) AND (?8 IS NULL OR s.created_at < ?8) AND ?9 IS NULL"
);

const fn statements(kind: Kind) -> &'static Statements {
    match kind {
        Kind::Card => &CARDS,
        Kind::Message => &MESSAGES,
        Kind::Stack => &STACKS,
    }
}

/// The newest rows of a kind that hold the words, with how well they fit; without words, the last touched.
pub(super) fn ranked(
    tx: &Tx,
    kind: Kind,
    words: Option<&str>,
    filters: &Filters,
    limit: usize,
) -> db::Result<Vec<Candidate>> {
    let of = statements(kind);
    candidates(tx, if words.is_some() { of.words } else { of.all }, kind, words, filters, limit)
}

/// The newest rows of a kind that may hold the parts of words.
pub(super) fn with_parts(
    tx: &Tx,
    kind: Kind,
    parts: &str,
    filters: &Filters,
    limit: usize,
) -> db::Result<Vec<Candidate>> {
    candidates(tx, statements(kind).parts, kind, Some(parts), filters, limit)
}

fn candidates(
    tx: &Tx,
    sql: &str,
    kind: Kind,
    asked: Option<&str>,
    filters: &Filters,
    limit: usize,
) -> db::Result<Vec<Candidate>> {
    let by = filters.by.map(|by| match by {
        Sayer::User => "user",
        Sayer::Agent => "agent",
    });
    let (begin, end) = (kind.base(), kind.base() + (1 << 40));
    let status = filters.status.map(crate::stack::Status::as_str);
    let params = params![asked, begin, end, limit, status, by, filters.from, filters.until, filters.stack];
    tx.all(sql, params, |row: &Row<'_>| {
        Ok(Candidate { kind, number: row.get(0)?, score: row.get(1)?, at: row.get(2)? })
    })
}

pub(super) fn card_id(tx: &Tx, number: i64) -> db::Result<Option<CardId>> {
    tx.find("SELECT id FROM cards WHERE rowid = ?1", params![number], |row| row.get(0))
}

pub(super) fn stack_id(tx: &Tx, number: i64) -> db::Result<Option<StackId>> {
    tx.find("SELECT id FROM stacks WHERE rowid = ?1", params![number], |row| row.get(0))
}

pub(super) fn message(tx: &Tx, seq: i64) -> db::Result<Option<Said>> {
    tx.find("SELECT id, role, turn_id, content, at FROM messages WHERE seq = ?1", params![seq], |row| {
        Ok(Said { id: row.get(0)?, role: row.get(1)?, turn: row.get(2)?, content: row.get(3)?, at: row.get(4)? })
    })
}
