-- Uploaded files and what was found in them. The bytes lie beside this file, in documents/, each under its hash.
CREATE TABLE documents (
    id          TEXT PRIMARY KEY NOT NULL,
    name        TEXT NOT NULL,
    kind        TEXT NOT NULL,
    -- BLAKE3 of the bytes, in hexadecimal digits: the same bytes are one document.
    hash        TEXT NOT NULL UNIQUE,
    bytes       INTEGER NOT NULL,
    status      TEXT NOT NULL CHECK (status IN ('processing', 'extracted', 'completed', 'failed')),
    -- Why it could not be read, as a word.
    refusal     TEXT,
    -- What a reader should know, as words with blanks between them.
    notes       TEXT NOT NULL DEFAULT '',
    card_id     TEXT,
    created_at  INTEGER NOT NULL,
    archived_at INTEGER
) STRICT;

-- A page, from 1, or a portion of a text that has none.
CREATE TABLE document_pages (
    document_id TEXT NOT NULL REFERENCES documents (id),
    number      INTEGER NOT NULL,
    text        TEXT NOT NULL,
    PRIMARY KEY (document_id, number)
) STRICT, WITHOUT ROWID;

-- A sheet of a spreadsheet, or a table that stands on a page.
CREATE TABLE document_sheets (
    document_id TEXT NOT NULL REFERENCES documents (id),
    number      INTEGER NOT NULL,
    name        TEXT NOT NULL,
    page        INTEGER,
    columns     TEXT NOT NULL,
    row_count   INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (document_id, number)
) STRICT, WITHOUT ROWID;

-- Rows of a sheet, some hundreds together, as a JSON list of lists. `first` is the number of the first of them, from 1.
CREATE TABLE document_rows (
    document_id TEXT NOT NULL REFERENCES documents (id),
    sheet       INTEGER NOT NULL,
    first       INTEGER NOT NULL,
    cells       TEXT NOT NULL,
    PRIMARY KEY (document_id, sheet, first)
) STRICT;
