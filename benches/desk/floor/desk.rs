//! The floors of waking and of `state_sync`: the rows, read and written as JSON.

use std::{fmt::Write as _, path::Path};

use rusqlite::types::ValueRef;

use super::files::open;

/// Bytes of one part of a sync, as on the wire.
const PART_BYTES: usize = 256 * 1024;

/// Opens a file and reads what a tab is given; answers the bytes.
pub fn wake(path: &Path) -> usize {
    let connection = open(path);
    let _schema: i64 = connection.query_row("PRAGMA user_version", [], |row| row.get(0)).expect("a schema");
    read_desk(&connection)
}

/// Reads the stacks and cards and writes them as JSON, in parts; answers the bytes.
pub fn read_desk(connection: &rusqlite::Connection) -> usize {
    let stacks =
        "SELECT id, name, color, sort_order, status, created_at FROM stacks WHERE status = 'active' ORDER BY id";
    let cards = "SELECT id, stack_id, title, blocks, size, x, y, z, status, version, created_at, updated_at, by
                 FROM cards INDEXED BY cards_on_desk WHERE status = 'active' ORDER BY rowid";
    write_rows(connection, stacks) + write_rows(connection, cards)
}

fn write_rows(connection: &rusqlite::Connection, sql: &str) -> usize {
    let mut statement = connection.prepare_cached(sql).expect("our own schema");
    let names: Vec<String> = statement.column_names().into_iter().map(str::to_owned).collect();
    let mut rows = statement.query([]).expect("our own schema");
    let (mut bytes, mut part) = (0, String::new());
    while let Some(row) = rows.next().expect("a readable file") {
        part.push('{');
        for (at, name) in names.iter().enumerate() {
            let written = match row.get_ref(at).expect("a column") {
                ValueRef::Text(json) if name == "blocks" => {
                    write!(part, "\"blocks\":{},", String::from_utf8_lossy(json))
                }
                ValueRef::Text(text) => {
                    write!(part, "\"{name}\":{},", serde_json::json!(String::from_utf8_lossy(text)))
                }
                ValueRef::Integer(number) => write!(part, "\"{name}\":{number},"),
                ValueRef::Real(number) => write!(part, "\"{name}\":{number},"),
                ValueRef::Null | ValueRef::Blob(_) => Ok(()),
            };
            written.expect("memory takes every write");
        }
        part.push_str("},");
        if part.len() > PART_BYTES {
            bytes += std::hint::black_box(std::mem::take(&mut part)).len();
        }
    }
    bytes + std::hint::black_box(part).len()
}
