//! The floor of a restore: the rows that it changes, written in one commit.

/// Lays every card elsewhere, gives every window other data, and keeps the desk as it was before.
pub fn put_back(connection: &rusqlite::Connection, round: usize) {
    let round = i64::try_from(round).unwrap_or(i64::MAX);
    let write =
        |sql: &str| connection.prepare_cached(sql).and_then(|mut sql| sql.execute([round])).expect("our schema");
    connection.execute_batch("BEGIN IMMEDIATE").expect("nobody else has it open");
    write("UPDATE cards SET x = ?1 * 8, y = ?1 * 8 WHERE status = 'active'");
    write("UPDATE app_state SET value = json_quote('draft ' || ?1)");
    write(
        "INSERT INTO sessions (id, kind, saved_at, same_until, seq, digest, stack_count, card_count, instance_count, body)
         SELECT 'round ' || ?1, 'before_restore', ?1, ?1, seq, digest, stack_count, card_count, instance_count, body
         FROM sessions LIMIT 1",
    );
    connection.execute_batch("COMMIT").expect("room on the disk");
}
