-- What a stack has of its own beside name and colour: one sign, and the word for what lies behind its cards, which is
-- `picture:` and a document's id for a picture of its owner's.
ALTER TABLE stacks ADD COLUMN icon TEXT;
ALTER TABLE stacks ADD COLUMN wallpaper TEXT;
