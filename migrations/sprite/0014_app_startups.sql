-- The apps that open by themselves when a stack is first shown after the server was started.
CREATE TABLE app_startups (
    stack_id TEXT NOT NULL REFERENCES stacks (id),
    app_id   TEXT NOT NULL REFERENCES apps (id),
    is_on    INTEGER NOT NULL,
    PRIMARY KEY (stack_id, app_id)
) STRICT, WITHOUT ROWID;
