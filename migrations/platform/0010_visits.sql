-- The branches that somebody has been on lately, so that they find back.
CREATE TABLE repository_visits (
    user_id TEXT NOT NULL REFERENCES users (id),
    repository_id TEXT NOT NULL REFERENCES repositories (id),
    branch TEXT NOT NULL,
    visited_at INTEGER NOT NULL,
    PRIMARY KEY (user_id, repository_id, branch)
) STRICT, WITHOUT ROWID;

CREATE INDEX repository_visits_by_time ON repository_visits (user_id, visited_at);
