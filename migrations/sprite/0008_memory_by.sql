-- The turn in which the assistant wrote this version; none for its owner's own.
ALTER TABLE memory_versions ADD COLUMN turn_id TEXT;
