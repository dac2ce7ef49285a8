-- Apps that users have offered to everybody on this server. An admin looks at each version.
CREATE TABLE catalogue_submissions (
    id TEXT PRIMARY KEY,
    package_id TEXT NOT NULL,
    version TEXT NOT NULL,
    -- The text, packed with zstd.
    package BLOB NOT NULL,
    user_id TEXT NOT NULL REFERENCES users (id),
    submitted_at INTEGER NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('pending', 'approved', 'rejected')),
    -- Why an admin said no.
    reason TEXT,
    decided_at INTEGER
) STRICT;

CREATE INDEX catalogue_submissions_by_status ON catalogue_submissions (status, package_id);

-- What users think of an app: one word a user and app.
CREATE TABLE catalogue_ratings (
    user_id TEXT NOT NULL REFERENCES users (id),
    package_id TEXT NOT NULL,
    stars INTEGER NOT NULL CHECK (stars BETWEEN 1 AND 5),
    review TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (package_id, user_id)
) STRICT, WITHOUT ROWID;
