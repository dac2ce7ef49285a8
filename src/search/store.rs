//! The SQL of [`super`]. It writes nothing: triggers do.

use super::{Candidate, Filters, Kind, Sayer};
use crate::{
    activity::TurnId,
    card::CardId,
    chat::{MessageId, Role},
    db::{self, Row, Tx, params},
    document::DocumentId,
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
    ($index:literal, $score:literal, $of:ident) => {
        concat!(
            "SELECT ",
            $of!(number),
            " AS number, ",
            $score,
            " AS score, ",
            $of!(at),
            " AS at, ",
            $of!(thing),
            " AS thing, 1 AS passages FROM ",
            $index,
            " CROSS JOIN ",
            $of!(table),
            " ON ",
            $of!(number),
            " = ",
            $index,
            ".rowid - ?2 ",
            $of!(join),
            " WHERE ",
            $index,
            " MATCH ?1 AND ",
            $index,
            ".rowid >= ?2 AND ",
            $index,
            ".rowid < ?3 ",
            $of!(filters),
            " ORDER BY ",
            $index,
            ".rowid DESC LIMIT ?4"
        )
    };
}

/// The same without an index: everything of the kind, the last touched first.
macro_rules! all {
    ($of:ident, $more:literal) => {
        concat!(
            "SELECT ",
            $of!(number),
            ", 0.0, ",
            $of!(at),
            ", ",
            $of!(thing),
            ", 1 FROM ",
            $of!(table),
            " ",
            $of!(join),
            " WHERE ?1 IS NULL AND ?2 < ?3 ",
            $of!(filters),
            $more,
            " ORDER BY ",
            $of!(order),
            " DESC LIMIT ?4"
        )
    };
}

macro_rules! cards {
    (number) => {
        "c.rowid"
    };
    (thing) => {
        "c.rowid"
    };
    (at) => {
        "c.updated_at"
    };
    (table) => {
        "cards AS c"
    };
    (join) => {
        ""
    };
    (order) => {
        "c.seq"
    };
    (filters) => {
        "AND (?5 IS NULL OR c.status = ?5) AND (?6 IS NULL OR c.by = ?6)
         AND (?7 IS NULL OR c.updated_at >= ?7) AND (?8 IS NULL OR c.updated_at < ?8)
         AND (?9 IS NULL OR EXISTS (
             SELECT 1 FROM stacks AS s WHERE s.id = c.stack_id AND instr(lower(s.name), lower(?9)) > 0
         ))"
    };
}

macro_rules! messages {
    (number) => {
        "m.seq"
    };
    (thing) => {
        "m.seq"
    };
    (at) => {
        "m.at"
    };
    (table) => {
        "messages AS m"
    };
    (join) => {
        ""
    };
    (order) => {
        "m.seq"
    };
    (filters) => {
        "AND (?5 IS NULL OR ?5 = 'active') AND (?6 IS NULL OR m.role = ?6)
         AND (?7 IS NULL OR m.at >= ?7) AND (?8 IS NULL OR m.at < ?8) AND ?9 IS NULL"
    };
}

macro_rules! stacks {
    (number) => {
        "s.rowid"
    };
    (thing) => {
        "s.rowid"
    };
    (at) => {
        "s.created_at"
    };
    (table) => {
        "stacks AS s"
    };
    (join) => {
        ""
    };
    (order) => {
        "s.seq"
    };
    (filters) => {
        "AND (?5 IS NULL OR s.status = ?5) AND ?6 IS NULL
         AND (?7 IS NULL OR s.created_at >= ?7) AND (?8 IS NULL OR s.created_at < ?8) AND ?9 IS NULL"
    };
}

/// A document is where its card is, and its user has sent it.
macro_rules! documents {
    (number) => {
        "p.number"
    };
    (thing) => {
        "d.rowid"
    };
    (at) => {
        "d.created_at"
    };
    (table) => {
        "document_passages AS p"
    };
    (join) => {
        "CROSS JOIN documents AS d ON d.id = p.document_id"
    };
    (order) => {
        "d.rowid"
    };
    (filters) => {
        "AND (?5 IS NULL OR (d.archived_at IS NOT NULL) = (?5 = 'archived')) AND (?6 IS NULL OR ?6 = 'user')
         AND (?7 IS NULL OR d.created_at >= ?7) AND (?8 IS NULL OR d.created_at < ?8)
         AND (?9 IS NULL OR EXISTS (
             SELECT 1 FROM cards AS c JOIN stacks AS s ON s.id = c.stack_id
             WHERE c.id = d.card_id AND instr(lower(s.name), lower(?9)) > 0
         ))"
    };
}

macro_rules! of_kind {
    ($of:ident) => {
        Statements {
            words: found!("search_words", "bm25(search_words, 6.0, 1.0)", $of),
            parts: found!("search_parts", "0.0", $of),
            all: all!($of, ""),
        }
    };
}

struct Statements {
    words: &'static str,
    parts: &'static str,
    all: &'static str,
}

const CARDS: Statements = of_kind!(cards);
const MESSAGES: Statements = of_kind!(messages);
const STACKS: Statements = of_kind!(stacks);
/// Of the passages of one document only the best counts: a thick book would crowd everything else out.
const DOCUMENTS: Statements = Statements {
    words: concat!(
        "SELECT number, min(score), at, thing, count(*) FROM (",
        found!("search_words", "bm25(search_words, 6.0, 1.0)", documents),
        ") GROUP BY thing ORDER BY thing DESC"
    ),
    parts: found!("search_parts", "0.0", documents),
    all: all!(documents, " AND p.sheet = 0 AND p.place = 0"),
};

const fn statements(kind: Kind) -> &'static Statements {
    match kind {
        Kind::Card => &CARDS,
        Kind::Message => &MESSAGES,
        Kind::Stack => &STACKS,
        Kind::Document => &DOCUMENTS,
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
        Ok(Candidate {
            kind,
            number: row.get(0)?,
            score: row.get(1)?,
            at: row.get(2)?,
            thing: row.get(3)?,
            passages: row.get(4)?,
        })
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

/// The document of a passage, its sheet or 0, and the place there.
pub(super) fn passage(tx: &Tx, number: i64) -> db::Result<Option<(DocumentId, u32, u32)>> {
    let sql = "SELECT document_id, sheet, place FROM document_passages WHERE number = ?1";
    tx.find(sql, params![number], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
}
