-- What waits for its user's click before it leaves the server, shown by the message of the same id. `input` is JSON.
-- `seq` is the change that touched it last.
CREATE TABLE approvals (
    message_id TEXT PRIMARY KEY REFERENCES messages (id),
    server TEXT NOT NULL,
    tool TEXT NOT NULL,
    input TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('waiting', 'approved', 'done', 'failed', 'denied')),
    outcome TEXT NOT NULL,
    decided_at INTEGER,
    seq INTEGER NOT NULL
) STRICT;

CREATE INDEX approvals_waiting ON approvals (status) WHERE status = 'waiting';
CREATE INDEX approvals_changed ON approvals (seq);
