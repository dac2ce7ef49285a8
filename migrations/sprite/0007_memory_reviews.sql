-- How far the conversation was looked through for what is worth remembering: up to the turn of this number.
CREATE TABLE memory_reviews (
    turn_number INTEGER PRIMARY KEY,
    at INTEGER NOT NULL
) STRICT;
