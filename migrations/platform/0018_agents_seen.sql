-- The step that says how a task has ended or what it asks, while its requester has not looked since; 0 when they have.
ALTER TABLE agents ADD COLUMN unseen INTEGER NOT NULL DEFAULT 0;

-- The language in which its requester was spoken to, as a tag; absent where that is not known.
ALTER TABLE agents ADD COLUMN language TEXT;

CREATE INDEX agents_unseen ON agents (requester_id) WHERE unseen > 0 OR state = 'waiting';
