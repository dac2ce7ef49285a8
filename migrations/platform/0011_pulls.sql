-- Requests to bring one branch into another. They stand here with the repositories and not beside each of them: who may
-- see them is one question with who may see the repository.
CREATE TABLE repository_pulls (
    repository_id TEXT NOT NULL REFERENCES repositories (id),
    -- Counted from 1 in each repository.
    number INTEGER NOT NULL,
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    from_branch TEXT NOT NULL,
    into_branch TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'merged', 'closed')),
    opened_by TEXT NOT NULL REFERENCES users (id),
    opened_at INTEGER NOT NULL,
    -- Who closed or merged it; absent when it was found to be merged by a push.
    closed_by TEXT REFERENCES users (id),
    closed_at INTEGER,
    merged_commit TEXT,
    PRIMARY KEY (repository_id, number)
) STRICT, WITHOUT ROWID;

-- One open request says all that is to be said of two branches.
CREATE UNIQUE INDEX repository_pulls_open
    ON repository_pulls (repository_id, from_branch, into_branch) WHERE state = 'open';
