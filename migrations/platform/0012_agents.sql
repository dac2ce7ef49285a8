-- Branches that belong to somebody: agents work on them. Besides those who administrate the repository, nobody else moves
-- them.
CREATE TABLE repository_kept_branches (
    repository_id TEXT NOT NULL REFERENCES repositories (id),
    branch TEXT NOT NULL,
    user_id TEXT NOT NULL REFERENCES users (id),
    PRIMARY KEY (repository_id, branch)
) STRICT, WITHOUT ROWID;

-- Tasks that agents do, each on a branch of its own.
CREATE TABLE agents (
    id TEXT PRIMARY KEY,
    requester_id TEXT NOT NULL REFERENCES users (id),
    repository_id TEXT NOT NULL REFERENCES repositories (id),
    task TEXT NOT NULL,
    base_branch TEXT NOT NULL,
    -- The commit that the branch begins at.
    base_commit TEXT NOT NULL,
    branch TEXT NOT NULL,
    -- The last commit that the agent made; absent before the first one.
    head_commit TEXT,
    state TEXT NOT NULL CHECK (state IN ('queued', 'preparing', 'running', 'waiting', 'finalizing', 'done', 'failed',
        'cancelled', 'paused', 'interrupted')),
    -- What a running agent is to do as soon as it can.
    wanted TEXT CHECK (wanted IN ('cancel', 'pause')),
    -- Why it stands where it does, in a sentence; for a finished one what it says of its work.
    why TEXT,
    -- What it asks, while it waits.
    question TEXT,
    -- The model that was asked last.
    model TEXT,
    asked INTEGER NOT NULL DEFAULT 0,
    tokens INTEGER NOT NULL DEFAULT 0,
    cost_micros INTEGER NOT NULL DEFAULT 0,
    -- How long it has worked, in milliseconds, without what it waited.
    worked_ms INTEGER NOT NULL DEFAULT 0,
    -- The step after which the work counts for the limits: a task that is given again begins anew.
    since_step INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    -- When it took its place in the queue: those that came first go first.
    queued_at INTEGER NOT NULL,
    started_at INTEGER,
    ended_at INTEGER
) STRICT;

CREATE INDEX agents_by_requester ON agents (requester_id, created_at);
CREATE INDEX agents_by_repository ON agents (repository_id, created_at);
CREATE UNIQUE INDEX agents_by_branch ON agents (repository_id, branch);
-- Those that are not over.
CREATE INDEX agents_open ON agents (queued_at, id) WHERE state NOT IN ('done', 'failed', 'cancelled');

-- What an agent has done, counted from 1. A step is stored before it takes effect, and what came of it afterwards.
CREATE TABLE agent_steps (
    agent_id TEXT NOT NULL REFERENCES agents (id),
    number INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('state', 'model', 'tool', 'commit', 'message')),
    -- What it is about, and what came of it, as JSON.
    input TEXT NOT NULL,
    output TEXT,
    begun_at INTEGER NOT NULL,
    ended_at INTEGER,
    PRIMARY KEY (agent_id, number)
) STRICT, WITHOUT ROWID;

-- What people have said to an agent and it has not taken yet.
CREATE TABLE agent_messages (
    agent_id TEXT NOT NULL REFERENCES agents (id),
    number INTEGER NOT NULL,
    by_id TEXT NOT NULL REFERENCES users (id),
    text TEXT NOT NULL,
    at INTEGER NOT NULL,
    -- The step by which it was taken.
    step INTEGER,
    PRIMARY KEY (agent_id, number)
) STRICT, WITHOUT ROWID;
