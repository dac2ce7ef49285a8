-- When each user's next background job is due. A hint: the jobs themselves stand in the users' files.
CREATE TABLE app_wakes (
    user_id TEXT PRIMARY KEY NOT NULL,
    due_at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX app_wakes_by_time ON app_wakes (due_at);
