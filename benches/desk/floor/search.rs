//! The floors of searching and of keeping an index.

use std::hint::black_box;

/// The best rows for a word, as the index alone gives them.
pub fn search(connection: &rusqlite::Connection, word: &str, limit: usize) {
    let sql = "SELECT rowid FROM search_words WHERE search_words MATCH ?1 ORDER BY rank LIMIT ?2";
    let mut statement = connection.prepare_cached(sql).expect("our own schema");
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows = statement.query_map((format!("\"{word}\""), limit), |row| row.get::<_, i64>(0)).expect("an index");
    black_box(rows.map(|row| row.expect("a row")).collect::<Vec<_>>());
}

/// Writes cards anew, from the one with the number `from`, each in a commit of its own.
pub fn rewrite(connection: &rusqlite::Connection, from: usize, count: usize) {
    let sql = "UPDATE cards SET title = title || '.', blocks = replace(blocks, 'river', 'stream')
               WHERE rowid = (SELECT rowid FROM cards ORDER BY rowid LIMIT 1 OFFSET ?1)";
    let mut statement = connection.prepare_cached(sql).expect("our own schema");
    for number in from..from + count {
        statement.execute([i64::try_from(number).unwrap_or(i64::MAX)]).expect("a card to write");
    }
}
