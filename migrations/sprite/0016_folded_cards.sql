-- Whether only the head of a card is seen: of any card, so that it is no longer said of an app's window.
ALTER TABLE cards ADD COLUMN is_folded INTEGER NOT NULL DEFAULT 0;
ALTER TABLE app_instances DROP COLUMN is_minimised;
