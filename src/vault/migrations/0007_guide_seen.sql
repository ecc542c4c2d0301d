-- Whether the guide of the first run was read or skipped.
ALTER TABLE settings ADD COLUMN guide_seen INTEGER NOT NULL DEFAULT 0 CHECK (guide_seen IN (0, 1));
