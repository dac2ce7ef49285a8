//! The SQL of [`super`].

use super::{Name, Tool, ToolServerId};
use crate::{
    db::{self, Row, RowResult, Tx, params},
    kit::Timestamp,
    stack::Status,
};

/// A server as it stands in its row, the key sealed.
#[derive(Clone, Debug)]
pub(super) struct ServerRow {
    pub id: ToolServerId,
    pub name: Name,
    pub url: String,
    pub key: Option<Vec<u8>>,
    pub tools: Vec<Tool>,
    pub status: Status,
}

/// Adds the server, or changes it when it is there.
pub(super) fn put(tx: &Tx, row: &ServerRow, now: Timestamp) -> db::Result<()> {
    tx.execute(
        "INSERT INTO tool_servers (id, name, url, key, tools, status, created_at, updated_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7)
         ON CONFLICT (id) DO UPDATE SET
            tools = excluded.tools,
            status = excluded.status,
            updated_at = excluded.updated_at",
        params![row.id, row.name, row.url, row.key, serde_json::json!(row.tools).to_string(), row.status, now],
    )?;
    Ok(())
}

pub(super) fn find(tx: &Tx, id: ToolServerId) -> db::Result<Option<ServerRow>> {
    tx.find(
        "SELECT id, name, url, key, tools, status
         FROM tool_servers
         WHERE id = ?1",
        params![id],
        read,
    )
}

/// All of them, those in use first, the oldest first.
pub(super) fn all(tx: &Tx) -> db::Result<Vec<ServerRow>> {
    tx.all(
        "SELECT id, name, url, key, tools, status
         FROM tool_servers
         ORDER BY status, created_at, id",
        [],
        read,
    )
}

fn read(row: &Row<'_>) -> RowResult<ServerRow> {
    let tools: String = row.get(4)?;
    Ok(ServerRow {
        id: row.get(0)?,
        name: row.get(1)?,
        url: row.get(2)?,
        key: row.get(3)?,
        // What can't be read any more is not used any more.
        tools: serde_json::from_str(&tools).unwrap_or_default(),
        status: row.get(5)?,
    })
}
