-- Each time that an admin has turned the shell of agents on or off; the last one holds, and without any it is off.
CREATE TABLE shell_switches (
    number INTEGER PRIMARY KEY,
    is_on INTEGER NOT NULL CHECK (is_on IN (0, 1)),
    user_id TEXT NOT NULL REFERENCES users (id),
    switched_at INTEGER NOT NULL
) STRICT;
