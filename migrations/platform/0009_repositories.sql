-- Repositories that people of this server share. Their files lie beside this one, in folders named by their ids.
CREATE TABLE repositories (
    id TEXT PRIMARY KEY,
    owner_id TEXT NOT NULL REFERENCES users (id),
    name TEXT NOT NULL,
    -- The name without regard to case: names are addresses.
    name_key TEXT NOT NULL,
    description TEXT NOT NULL,
    visibility TEXT NOT NULL CHECK (visibility IN ('private', 'server')),
    -- Patterns of protected branches, one a line.
    protected TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    -- When something last changed in it: the order of lists.
    changed_at INTEGER NOT NULL,
    archived_at INTEGER,
    UNIQUE (owner_id, name_key)
) STRICT;

-- Who may do what besides the owner, who may do everything.
CREATE TABLE repository_members (
    repository_id TEXT NOT NULL REFERENCES repositories (id),
    user_id TEXT NOT NULL REFERENCES users (id),
    role TEXT NOT NULL CHECK (role IN ('read', 'write', 'admin')),
    added_at INTEGER NOT NULL,
    PRIMARY KEY (repository_id, user_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX repository_members_by_user ON repository_members (user_id, repository_id);
