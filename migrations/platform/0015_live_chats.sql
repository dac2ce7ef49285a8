-- Conversations about branches. Each is one user's, and nobody else sees it.
CREATE TABLE live_chats (
    id TEXT PRIMARY KEY,
    repository_id TEXT NOT NULL REFERENCES repositories (id),
    branch TEXT NOT NULL,
    user_id TEXT NOT NULL REFERENCES users (id),
    -- The last event of the repository when it began: a branch that was deleted since is not the one it is about.
    seq INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    -- When it was put away: its user has cleared it, or the branch is gone. Then a new one begins.
    ended_at INTEGER
) STRICT;

CREATE UNIQUE INDEX live_chats_open ON live_chats (repository_id, branch, user_id) WHERE ended_at IS NULL;

-- What its user has said, and what came of it. Turns of one conversation run one after the other.
CREATE TABLE live_chat_turns (
    id TEXT PRIMARY KEY,
    chat_id TEXT NOT NULL REFERENCES live_chats (id),
    -- Counted from 1 in each conversation.
    number INTEGER NOT NULL,
    text TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('queued', 'running', 'interrupted', 'completed', 'failed', 'cancelled')),
    -- What the assistant has said, as it was last saved.
    answer TEXT NOT NULL DEFAULT '',
    -- Why it failed, in a sentence for its user.
    error TEXT,
    -- The model that answered.
    model TEXT,
    -- Where the branch stood when it began.
    base_commit TEXT,
    -- The commit that it made.
    made_commit TEXT,
    created_at INTEGER NOT NULL,
    ended_at INTEGER,
    UNIQUE (chat_id, number)
) STRICT;

CREATE INDEX live_chat_turns_open ON live_chat_turns (created_at, id) WHERE status IN ('queued', 'running', 'interrupted');

-- What was done in a turn, counted from 1: a model was asked, a tool was run, a commit was made, something was told to the
-- model. A step is stored before it takes effect, and what came of it afterwards.
CREATE TABLE live_chat_steps (
    turn_id TEXT NOT NULL REFERENCES live_chat_turns (id),
    number INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('model', 'tool', 'commit', 'note')),
    input TEXT NOT NULL,
    output TEXT,
    begun_at INTEGER NOT NULL,
    ended_at INTEGER,
    PRIMARY KEY (turn_id, number)
) STRICT, WITHOUT ROWID;
