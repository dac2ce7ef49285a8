-- Servers of tools that admins have added for everybody's assistant.
CREATE TABLE tool_servers (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    url TEXT NOT NULL,
    -- Sealed with the server's key file.
    key BLOB,
    -- JSON: what it said of its tools when it was last asked, and how each may be used.
    tools TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('active', 'archived')),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX tool_servers_by_name ON tool_servers (name) WHERE status = 'active';
