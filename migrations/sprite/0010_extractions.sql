-- Single facts of a document, such as the number of an invoice: what was found by rules, and what its reader says.
CREATE TABLE extractions (
    document_id  TEXT NOT NULL REFERENCES documents (id),
    field        TEXT NOT NULL,
    -- What was found, on which page and how surely, from 0 to 1. A later reading may find something else.
    found        TEXT,
    page         INTEGER,
    confidence   REAL,
    -- What the reader has put in its place, which no reading changes. Empty: there is no such fact.
    corrected    TEXT,
    corrected_at INTEGER,
    PRIMARY KEY (document_id, field)
) STRICT, WITHOUT ROWID;
