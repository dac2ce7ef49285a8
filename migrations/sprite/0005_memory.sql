-- What the assistant keeps in mind. The newest version of a file is the file; earlier ones are kept.
CREATE TABLE memory_versions (
    name TEXT NOT NULL,
    version INTEGER NOT NULL,
    text TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (name, version)
) STRICT, WITHOUT ROWID;

-- What the assistant was told to remember, one sentence each, with the turn in which it was.
CREATE TABLE memory_learnings (
    id TEXT PRIMARY KEY,
    file TEXT NOT NULL,
    text TEXT NOT NULL,
    turn_id TEXT,
    status TEXT NOT NULL CHECK (status IN ('active', 'archived')),
    created_at INTEGER NOT NULL,
    archived_at INTEGER
) STRICT;

CREATE INDEX memory_learnings_of_file ON memory_learnings (file, created_at) WHERE status = 'active';
