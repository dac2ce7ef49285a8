-- What has happened in one repository, numbered without gaps. All of it is derived from where its branches stand, so that
-- this file can be made anew from the repository beside it; only the latest rows are kept.
CREATE TABLE events (
    seq INTEGER PRIMARY KEY,
    -- branch.created, file.edited and the like.
    kind TEXT NOT NULL,
    branch TEXT,
    path TEXT,
    old_path TEXT,
    -- The commits between which a branch has moved.
    old_head TEXT,
    new_head TEXT,
    blob TEXT,
    -- How many files differ, for a branch that has moved.
    file_count INTEGER,
    -- More than the other columns can say, as JSON.
    detail TEXT,
    -- The user who did it here; absent when a branch was found elsewhere than it was left.
    by_id TEXT,
    at INTEGER NOT NULL
) STRICT;

-- Where each branch stood when the events were last derived.
CREATE TABLE seen_branches (
    name TEXT PRIMARY KEY,
    head TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- When each user was last at work on a branch.
CREATE TABLE visits (
    branch TEXT NOT NULL,
    user_id TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (branch, user_id)
) STRICT, WITHOUT ROWID;
