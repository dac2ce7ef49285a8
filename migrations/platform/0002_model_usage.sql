-- What the answers of language models have cost each user, by the day. A day is counted from 1970, in UTC.
CREATE TABLE model_usage (
    user_id TEXT NOT NULL REFERENCES users (id),
    day INTEGER NOT NULL,
    -- The model's name in the settings.
    model TEXT NOT NULL,
    answers INTEGER NOT NULL,
    input_tokens INTEGER NOT NULL,
    cached_tokens INTEGER NOT NULL,
    output_tokens INTEGER NOT NULL,
    -- Millionths of the operator's currency, at the price of the moment.
    cost_micros INTEGER NOT NULL,
    PRIMARY KEY (user_id, day, model)
) STRICT, WITHOUT ROWID;
