-- A user's desk. Nothing here is ever deleted: a row leaves the desk by its status.

-- The one row that says whose file this is. `epoch` changes when the file was restored from a backup.
CREATE TABLE sprite (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    user_id TEXT NOT NULL,
    epoch TEXT NOT NULL,
    active_stack_id TEXT,
    created_at INTEGER NOT NULL
) STRICT;

-- What happened, in order and without gaps. `before` is what the verb replaced, for undo.
CREATE TABLE activity (
    seq INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    by TEXT NOT NULL CHECK (by IN ('user', 'agent')),
    turn_id TEXT,
    verb TEXT NOT NULL,
    subject TEXT NOT NULL,
    before TEXT,
    undoable INTEGER NOT NULL CHECK (undoable IN (0, 1)),
    undone_by INTEGER REFERENCES activity (seq)
) STRICT;

CREATE INDEX activity_to_undo ON activity (seq) WHERE undoable = 1 AND undone_by IS NULL;

-- What a turn did, for the cards that its message names.
CREATE INDEX activity_of_turn ON activity (turn_id) WHERE turn_id IS NOT NULL;

CREATE TABLE stacks (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    color TEXT,
    sort_order INTEGER NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('active', 'archived')),
    archived_at INTEGER,
    created_at INTEGER NOT NULL,
    seq INTEGER NOT NULL REFERENCES activity (seq)
) STRICT;

CREATE INDEX stacks_active ON stacks (sort_order, id) WHERE status = 'active';
CREATE INDEX stacks_archived ON stacks (archived_at) WHERE status = 'archived';
CREATE INDEX stacks_changed ON stacks (seq);

-- `archived_by` tells a card that was archived itself from one that went with its stack.
CREATE TABLE cards (
    id TEXT PRIMARY KEY,
    stack_id TEXT NOT NULL REFERENCES stacks (id),
    title TEXT NOT NULL,
    blocks TEXT NOT NULL,
    size TEXT NOT NULL CHECK (size IN ('small', 'medium', 'large', 'full')),
    width INTEGER,
    height INTEGER,
    color TEXT,
    x REAL NOT NULL,
    y REAL NOT NULL,
    z INTEGER NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('active', 'archived')),
    archived_at INTEGER,
    archived_by TEXT CHECK (archived_by IN ('itself', 'stack')),
    version INTEGER NOT NULL,
    by TEXT NOT NULL CHECK (by IN ('user', 'agent')),
    turn_id TEXT,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    seq INTEGER NOT NULL REFERENCES activity (seq)
) STRICT;

CREATE INDEX cards_active ON cards (stack_id, z) WHERE status = 'active';
CREATE INDEX cards_archived ON cards (archived_at) WHERE status = 'archived';
CREATE INDEX cards_changed ON cards (seq);

-- Every earlier content of a card. `blocks` is the JSON text, compressed with zstd.
CREATE TABLE card_versions (
    card_id TEXT NOT NULL REFERENCES cards (id),
    version INTEGER NOT NULL,
    title TEXT NOT NULL,
    size TEXT NOT NULL,
    color TEXT,
    blocks BLOB NOT NULL,
    by TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (card_id, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE messages (
    seq INTEGER PRIMARY KEY REFERENCES activity (seq),
    id TEXT NOT NULL UNIQUE,
    role TEXT NOT NULL CHECK (role IN ('user', 'agent', 'system')),
    content TEXT NOT NULL,
    turn_id TEXT,
    card_ids TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT;

-- One run of the assistant. `partial` is what it had said when it was last saved.
CREATE TABLE turns (
    id TEXT PRIMARY KEY,
    number INTEGER NOT NULL UNIQUE,
    stack_id TEXT,
    text TEXT NOT NULL,
    status TEXT NOT NULL
        CHECK (status IN ('queued', 'running', 'interrupted', 'completed', 'failed', 'cancelled')),
    partial TEXT NOT NULL,
    error TEXT,
    created_at INTEGER NOT NULL,
    started_at INTEGER,
    ended_at INTEGER
) STRICT;

CREATE INDEX turns_open ON turns (number) WHERE status IN ('queued', 'running', 'interrupted');

-- What a turn did, each step written before its effect is seen. `input` and `output` are JSON.
CREATE TABLE turn_steps (
    turn_id TEXT NOT NULL REFERENCES turns (id),
    number INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('model', 'tool')),
    input TEXT NOT NULL,
    output TEXT,
    started_at INTEGER NOT NULL,
    ended_at INTEGER,
    PRIMARY KEY (turn_id, number)
) STRICT, WITHOUT ROWID;

-- The first answer to each operation that a client named, so that a retry gets the same one. Kept for 30 days.
CREATE TABLE operations (
    op_id TEXT PRIMARY KEY,
    seq INTEGER NOT NULL,
    result TEXT,
    at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX operations_by_age ON operations (at);
