-- What opens GitHub for a user: a token of theirs, sealed.
CREATE TABLE github_accounts (
    user_id TEXT PRIMARY KEY REFERENCES users (id),
    -- As they are called there.
    login TEXT NOT NULL,
    -- Absent once it was taken away.
    sealed BLOB,
    added_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Repositories that mirror one on GitHub, each for the one user who may see it.
CREATE TABLE repository_origins (
    repository_id TEXT PRIMARY KEY REFERENCES repositories (id),
    user_id TEXT NOT NULL REFERENCES users (id),
    owner TEXT NOT NULL,
    name TEXT NOT NULL,
    -- Both without regard to case: they are addresses.
    origin_key TEXT NOT NULL,
    -- Whether the user may write there.
    can_push INTEGER NOT NULL,
    added_at INTEGER NOT NULL,
    UNIQUE (user_id, origin_key)
) STRICT, WITHOUT ROWID;
