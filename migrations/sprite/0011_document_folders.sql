-- Where a document lies: the names of its folders with / between them, empty at the top.
ALTER TABLE documents ADD COLUMN folder TEXT NOT NULL DEFAULT '';
