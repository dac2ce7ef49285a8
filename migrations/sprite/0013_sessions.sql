-- The desk as it was at moments that its owner, or the server, has kept. A session that was named is never deleted;
-- those that the server makes by itself are thinned with time.
CREATE TABLE sessions (
    id             TEXT PRIMARY KEY NOT NULL,
    kind           TEXT NOT NULL CHECK (kind IN ('auto', 'named', 'before_restore')),
    -- Of one made before a restore: the name of what was restored.
    name           TEXT,
    saved_at       INTEGER NOT NULL,
    -- Until when the desk was looked at and found to be the same.
    same_until     INTEGER NOT NULL,
    -- The latest change that is in it.
    seq            INTEGER NOT NULL,
    -- BLAKE3 of what lies on the desk, whichever stack is shown.
    digest         BLOB NOT NULL,
    stack_count    INTEGER NOT NULL,
    card_count     INTEGER NOT NULL,
    instance_count INTEGER NOT NULL,
    archived_at    INTEGER,
    -- JSON, compressed with zstd. The last column, so that lists need not read past it.
    body           BLOB NOT NULL
) STRICT;

CREATE INDEX sessions_by_time ON sessions (kind, saved_at);

-- What a user prefers, by name, each a JSON value.
CREATE TABLE preferences (
    name       TEXT PRIMARY KEY NOT NULL,
    value      TEXT NOT NULL,
    changed_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
