-- When a receipt came, by this phone's clock, and whether it went into a file to be brought home.
ALTER TABLE carried_receipts ADD COLUMN came_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE carried_receipts ADD COLUMN given INTEGER NOT NULL DEFAULT 0 CHECK (given IN (0, 1));
UPDATE carried_receipts SET came_at = CAST(strftime('%s', 'now') AS INTEGER) * 1000;
