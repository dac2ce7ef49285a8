-- Full text of everything that a person can read on the desk, the Drawer included. The indexes hold no text of their
-- own: what is found is read from the tables. Triggers feed them in the transaction that changes the row.
--
-- One index serves all kinds: the number of a row is its number in its own table, above that of its kind.
-- 0: cards by rowid, 1: messages by seq, 2: stacks by rowid, each times 2^40. No row of these tables is ever deleted,
-- so that their numbers stay, also when a file is copied.

-- Words, whatever their letter case and accents.
CREATE VIRTUAL TABLE search_words USING fts5 (
    title, body, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2'
);

-- Three letters in a row, for what stands inside a word. It answers which rows may hold them, and no more than that.
CREATE VIRTUAL TABLE search_parts USING fts5 (
    text, content = '', contentless_delete = 1, detail = none, tokenize = 'trigram remove_diacritics 1'
);

-- What can be read on a card: every text and number of its blocks. Ids and kinds are none, but in the rows of tables
-- and charts the same names are columns.
CREATE VIEW card_words (number, title, body) AS
SELECT c.rowid, c.title, (
    SELECT group_concat(t.atom, char(10))
    FROM json_tree(c.blocks) AS t
    WHERE t.type IN ('text', 'integer', 'real')
      AND (
          t.key NOT IN ('id', 'type', 'kind', 'variant', 'lang', 'document_id')
          OR t.path LIKE '%.rows[%' OR t.path LIKE '%.data[%'
      )
)
FROM cards AS c;

-- The parts of words are looked for in the beginning of a long text: three letters in a row of a table with thousands
-- of rows would cost more than the table itself.
CREATE TRIGGER card_made AFTER INSERT ON cards BEGIN
    INSERT INTO search_words (rowid, title, body) SELECT number, title, body FROM card_words WHERE number = new.rowid;
    INSERT INTO search_parts (rowid, text)
    SELECT number, title || char(10) || coalesce(substr(body, 1, 4000), '') FROM card_words WHERE number = new.rowid;
END;

CREATE TRIGGER card_rewritten AFTER UPDATE OF title, blocks ON cards
WHEN new.title <> old.title OR new.blocks <> old.blocks BEGIN
    DELETE FROM search_words WHERE rowid = new.rowid;
    INSERT INTO search_words (rowid, title, body) SELECT number, title, body FROM card_words WHERE number = new.rowid;
    DELETE FROM search_parts WHERE rowid = new.rowid;
    INSERT INTO search_parts (rowid, text)
    SELECT number, title || char(10) || coalesce(substr(body, 1, 4000), '') FROM card_words WHERE number = new.rowid;
END;

CREATE TRIGGER message_said AFTER INSERT ON messages BEGIN
    INSERT INTO search_words (rowid, title, body) VALUES (1099511627776 + new.seq, '', new.content);
    INSERT INTO search_parts (rowid, text) VALUES (1099511627776 + new.seq, substr(new.content, 1, 4000));
END;

CREATE TRIGGER stack_made AFTER INSERT ON stacks BEGIN
    INSERT INTO search_words (rowid, title, body) VALUES (2199023255552 + new.rowid, new.name, '');
    INSERT INTO search_parts (rowid, text) VALUES (2199023255552 + new.rowid, new.name);
END;

CREATE TRIGGER stack_renamed AFTER UPDATE OF name ON stacks WHEN new.name <> old.name BEGIN
    DELETE FROM search_words WHERE rowid = 2199023255552 + new.rowid;
    INSERT INTO search_words (rowid, title, body) VALUES (2199023255552 + new.rowid, new.name, '');
    DELETE FROM search_parts WHERE rowid = 2199023255552 + new.rowid;
    INSERT INTO search_parts (rowid, text) VALUES (2199023255552 + new.rowid, new.name);
END;

-- What is there already.
INSERT INTO search_words (rowid, title, body) SELECT number, title, body FROM card_words ORDER BY number;
INSERT INTO search_parts (rowid, text)
SELECT number, title || char(10) || coalesce(substr(body, 1, 4000), '') FROM card_words ORDER BY number;
INSERT INTO search_words (rowid, title, body) SELECT 1099511627776 + seq, '', content FROM messages ORDER BY seq;
INSERT INTO search_parts (rowid, text)
SELECT 1099511627776 + seq, substr(content, 1, 4000) FROM messages ORDER BY seq;
INSERT INTO search_words (rowid, title, body) SELECT 2199023255552 + rowid, name, '' FROM stacks ORDER BY rowid;
INSERT INTO search_parts (rowid, text) SELECT 2199023255552 + rowid, name FROM stacks ORDER BY rowid;
