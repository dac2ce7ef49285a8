-- Credentials that users make for their programs. Each is a sign-in, which holds its hash, its use and its end, with a
-- name that its user chose and what it may do: words with a blank between them.
CREATE TABLE api_tokens (
    sign_in_id TEXT PRIMARY KEY REFERENCES sign_ins (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    scopes TEXT NOT NULL
) STRICT, WITHOUT ROWID;
