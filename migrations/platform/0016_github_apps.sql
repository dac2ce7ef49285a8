-- Tokens of GitHub that this server's app was given there, by a user who let it in.
ALTER TABLE github_accounts ADD COLUMN way TEXT NOT NULL DEFAULT 'token' CHECK (way IN ('token', 'app'));
-- When the token ends; absent for one that does not.
ALTER TABLE github_accounts ADD COLUMN expires_at INTEGER;
-- What it can be made anew with, once, sealed; absent when there is nothing of the kind, or it was used.
ALTER TABLE github_accounts ADD COLUMN renewal BLOB;
ALTER TABLE github_accounts ADD COLUMN renewal_expires_at INTEGER;
