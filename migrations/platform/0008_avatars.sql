-- How users appear beside their names. What is NULL is the usual: letters of the name, a colour that goes with the user.
CREATE TABLE avatars (
    user_id TEXT PRIMARY KEY NOT NULL REFERENCES users (id),
    -- One sign, usually an emoji.
    sign TEXT,
    color TEXT,
    -- A small PNG or JPEG, made on this server from what was sent.
    picture BLOB,
    changed_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
