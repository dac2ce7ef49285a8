-- Full text of documents: their names, each page, the heads of each sheet and its rows, some hundreds together. The
-- indexes and their numbers are those of 0003_search.sql; documents are the kind 3.

-- What the indexes know of a document, one piece a row. Triggers alone write here.
CREATE TABLE document_passages (
    number      INTEGER PRIMARY KEY,
    document_id TEXT NOT NULL REFERENCES documents (id),
    -- 0: not of a sheet.
    sheet       INTEGER NOT NULL,
    -- Of a sheet: the number of the first row, or 0 for its heads. Else the number of the page, or 0 for the name alone.
    place       INTEGER NOT NULL,
    UNIQUE (document_id, sheet, place)
) STRICT;

-- What stands in each passage. Names stand with every one of them, so that a page is found by both together. Of rows
-- that are very long only the beginning is taken in.
CREATE VIEW document_words (number, document_id, sheet, place, title, body) AS
SELECT p.number, p.document_id, p.sheet, p.place, d.name, coalesce(CASE
    WHEN p.sheet = 0 THEN (
        SELECT g.text FROM document_pages AS g WHERE g.document_id = p.document_id AND g.number = p.place
    )
    WHEN p.place = 0 THEN (
        SELECT s.name || char(10) || coalesce((SELECT group_concat(c.value, char(10)) FROM json_each(s.columns) AS c), '')
        FROM document_sheets AS s
        WHERE s.document_id = p.document_id AND s.number = p.sheet
    )
    ELSE (
        SELECT substr(group_concat(t.atom, char(10)), 1, 100000)
        FROM document_rows AS r, json_tree(r.cells) AS t
        WHERE r.document_id = p.document_id AND r.sheet = p.sheet AND r.first = p.place
          AND t.type IN ('text', 'integer', 'real')
    )
END, '')
FROM document_passages AS p CROSS JOIN documents AS d ON d.id = p.document_id;

-- Parts of words are not looked for in rows: they would cost more than the table itself.
CREATE TRIGGER document_passage_made AFTER INSERT ON document_passages BEGIN
    INSERT INTO search_words (rowid, title, body)
    SELECT 3298534883328 + number, title, body FROM document_words WHERE number = new.number;
    INSERT INTO search_parts (rowid, text)
    SELECT 3298534883328 + number, title || char(10) || substr(body, 1, 4000) FROM document_words
    WHERE number = new.number AND (sheet = 0 OR place = 0);
END;

CREATE TRIGGER document_passage_gone AFTER DELETE ON document_passages BEGIN
    DELETE FROM search_words WHERE rowid = 3298534883328 + old.number;
    DELETE FROM search_parts WHERE rowid = 3298534883328 + old.number;
END;

CREATE TRIGGER document_made AFTER INSERT ON documents BEGIN
    INSERT INTO document_passages (document_id, sheet, place) VALUES (new.id, 0, 0);
END;

CREATE TRIGGER document_renamed AFTER UPDATE OF name ON documents WHEN new.name <> old.name BEGIN
    DELETE FROM search_words
    WHERE rowid IN (SELECT 3298534883328 + number FROM document_passages WHERE document_id = new.id);
    DELETE FROM search_parts
    WHERE rowid IN (SELECT 3298534883328 + number FROM document_passages WHERE document_id = new.id);
    INSERT INTO search_words (rowid, title, body)
    SELECT 3298534883328 + number, title, body FROM document_words WHERE document_id = new.id;
    INSERT INTO search_parts (rowid, text)
    SELECT 3298534883328 + number, title || char(10) || substr(body, 1, 4000) FROM document_words
    WHERE document_id = new.id AND (sheet = 0 OR place = 0);
END;

CREATE TRIGGER document_page_made AFTER INSERT ON document_pages BEGIN
    INSERT INTO document_passages (document_id, sheet, place) VALUES (new.document_id, 0, new.number);
END;

CREATE TRIGGER document_page_rewritten AFTER UPDATE OF text ON document_pages WHEN new.text <> old.text BEGIN
    DELETE FROM document_passages WHERE document_id = new.document_id AND sheet = 0 AND place = new.number;
    INSERT INTO document_passages (document_id, sheet, place) VALUES (new.document_id, 0, new.number);
END;

CREATE TRIGGER document_sheet_made AFTER INSERT ON document_sheets BEGIN
    INSERT INTO document_passages (document_id, sheet, place) VALUES (new.document_id, new.number, 0);
END;

CREATE TRIGGER document_sheet_rewritten AFTER UPDATE OF name, columns ON document_sheets
WHEN new.name <> old.name OR new.columns <> old.columns BEGIN
    DELETE FROM document_passages WHERE document_id = new.document_id AND sheet = new.number AND place = 0;
    INSERT INTO document_passages (document_id, sheet, place) VALUES (new.document_id, new.number, 0);
END;

CREATE TRIGGER document_rows_made AFTER INSERT ON document_rows BEGIN
    INSERT INTO document_passages (document_id, sheet, place) VALUES (new.document_id, new.sheet, new.first);
END;

CREATE TRIGGER document_rows_rewritten AFTER UPDATE OF cells ON document_rows WHEN new.cells <> old.cells BEGIN
    DELETE FROM document_passages WHERE document_id = new.document_id AND sheet = new.sheet AND place = new.first;
    INSERT INTO document_passages (document_id, sheet, place) VALUES (new.document_id, new.sheet, new.first);
END;

-- What is there already.
INSERT INTO document_passages (document_id, sheet, place) SELECT id, 0, 0 FROM documents ORDER BY rowid;
INSERT INTO document_passages (document_id, sheet, place)
SELECT document_id, 0, number FROM document_pages ORDER BY document_id, number;
INSERT INTO document_passages (document_id, sheet, place)
SELECT document_id, number, 0 FROM document_sheets ORDER BY document_id, number;
INSERT INTO document_passages (document_id, sheet, place)
SELECT document_id, sheet, first FROM document_rows ORDER BY document_id, sheet, first;
