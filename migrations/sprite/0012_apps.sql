-- Apps that the user has installed, their windows, and what they keep.
CREATE TABLE apps (
    id           TEXT PRIMARY KEY NOT NULL,
    -- What the package calls itself. Never part of a path.
    package_id   TEXT NOT NULL UNIQUE,
    name         TEXT NOT NULL,
    icon         TEXT NOT NULL,
    category     TEXT NOT NULL,
    author       TEXT NOT NULL,
    description  TEXT NOT NULL,
    -- Words with commas between them.
    tags         TEXT NOT NULL DEFAULT '',
    origin       TEXT NOT NULL CHECK (origin IN ('catalogue', 'own', 'import')),
    -- The number of the version that runs.
    number       INTEGER NOT NULL,
    auto_update  INTEGER NOT NULL DEFAULT 1,
    is_favourite INTEGER NOT NULL DEFAULT 0,
    -- Its place in the dock, from 0, if it is there.
    pin_order    INTEGER,
    last_used_at INTEGER,
    -- Raised whenever what the app keeps was replaced by something else than the app.
    epoch        INTEGER NOT NULL DEFAULT 0,
    installed_at INTEGER NOT NULL,
    updated_at   INTEGER NOT NULL,
    archived_at  INTEGER
) STRICT, WITHOUT ROWID;

-- The packages: the one that runs and the last ones beside it.
CREATE TABLE app_versions (
    app_id       TEXT NOT NULL REFERENCES apps (id),
    number       INTEGER NOT NULL,
    -- What the package says of itself, such as 1.2.0.
    version      TEXT NOT NULL,
    -- The text, packed with zstd.
    package      BLOB NOT NULL,
    saved_at     INTEGER NOT NULL,
    -- What the app kept when another version took this one's place: JSON, packed with zstd.
    state_before BLOB,
    PRIMARY KEY (app_id, number)
) STRICT;

-- A running app: a window, shown by a card.
CREATE TABLE app_instances (
    id           TEXT PRIMARY KEY NOT NULL,
    app_id       TEXT NOT NULL REFERENCES apps (id),
    card_id      TEXT NOT NULL,
    opened_at    INTEGER NOT NULL,
    is_minimised INTEGER NOT NULL DEFAULT 0,
    -- Failures one after the other.
    failures     INTEGER NOT NULL DEFAULT 0,
    -- What the app stopped with.
    crash        TEXT,
    closed_at    INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX app_instances_by_app ON app_instances (app_id);
CREATE INDEX app_instances_by_card ON app_instances (card_id);

-- What an app keeps, as JSON. A list whose items have ids has a row for each, in the order of `place`; anything else has
-- one row, with no item. What belongs to all windows has no instance.
CREATE TABLE app_state (
    app_id      TEXT NOT NULL REFERENCES apps (id),
    instance_id TEXT NOT NULL,
    name        TEXT NOT NULL,
    item        TEXT NOT NULL,
    place       INTEGER NOT NULL,
    value       TEXT NOT NULL,
    PRIMARY KEY (app_id, instance_id, name, item)
) STRICT;

-- What the user has allowed an app, in the words of its package.
CREATE TABLE app_grants (
    app_id     TEXT NOT NULL REFERENCES apps (id),
    permission TEXT NOT NULL,
    granted_at INTEGER NOT NULL,
    revoked_at INTEGER,
    PRIMARY KEY (app_id, permission)
) STRICT, WITHOUT ROWID;

-- What an app was allowed and refused, and what it did with it.
CREATE TABLE app_audit (
    id     INTEGER PRIMARY KEY,
    app_id TEXT NOT NULL REFERENCES apps (id),
    at     INTEGER NOT NULL,
    what   TEXT NOT NULL,
    detail TEXT NOT NULL
) STRICT;

CREATE INDEX app_audit_by_app ON app_audit (app_id, id);

-- What apps say to each other, until it is delivered or nobody wants it any more.
CREATE TABLE app_messages (
    id           INTEGER PRIMARY KEY,
    from_package TEXT NOT NULL,
    to_package   TEXT NOT NULL,
    kind         TEXT NOT NULL,
    body         TEXT NOT NULL,
    -- How many messages led to this one.
    depth        INTEGER NOT NULL,
    sent_at      INTEGER NOT NULL,
    expires_at   INTEGER NOT NULL,
    delivered_at INTEGER
) STRICT;

CREATE INDEX app_messages_waiting ON app_messages (to_package, id) WHERE delivered_at IS NULL;

-- What apps do while nobody looks.
CREATE TABLE app_jobs (
    app_id      TEXT NOT NULL REFERENCES apps (id),
    job         TEXT NOT NULL,
    every_ms    INTEGER NOT NULL,
    due_at      INTEGER NOT NULL,
    last_run_at INTEGER,
    -- When the user stopped it.
    stopped_at  INTEGER,
    PRIMARY KEY (app_id, job)
) STRICT, WITHOUT ROWID;
