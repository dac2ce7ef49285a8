-- The step that the requester is to be told of; 0 when there is nothing to tell.
ALTER TABLE agents ADD COLUMN untold INTEGER NOT NULL DEFAULT 0;

CREATE INDEX agents_untold ON agents (id) WHERE untold > 0;
