-- Language models that admins have added. Those of the settings file are not here.
CREATE TABLE models (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    dialect TEXT NOT NULL CHECK (dialect IN ('anthropic', 'openai')),
    -- As its server calls it.
    model TEXT NOT NULL,
    url TEXT NOT NULL,
    -- Sealed with the server's key file.
    key BLOB,
    output_tokens_max INTEGER,
    -- Decimal numbers: what a million tokens cost.
    input_price TEXT,
    cached_price TEXT,
    output_price TEXT,
    audience TEXT NOT NULL CHECK (audience IN ('everyone', 'admins')),
    status TEXT NOT NULL CHECK (status IN ('active', 'archived')),
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX models_by_name ON models (name) WHERE status = 'active';

-- Which model answers a user, by its name; the row without a user is for everybody who has not chosen.
CREATE TABLE model_choices (
    user_id TEXT UNIQUE REFERENCES users (id),
    model TEXT NOT NULL,
    chosen_at INTEGER NOT NULL
) STRICT;

CREATE UNIQUE INDEX model_choices_of_all ON model_choices (user_id IS NULL) WHERE user_id IS NULL;

-- A user's own key for a model, sealed; NULL when it was taken back.
CREATE TABLE model_keys (
    user_id TEXT NOT NULL REFERENCES users (id),
    model TEXT NOT NULL,
    key BLOB,
    updated_at INTEGER NOT NULL,
    PRIMARY KEY (user_id, model)
) STRICT, WITHOUT ROWID;
