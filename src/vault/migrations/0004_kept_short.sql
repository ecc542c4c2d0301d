-- Sealed answers are kept for some days after the receipt, then erased.
ALTER TABLE settings ADD COLUMN keep_days INTEGER NOT NULL DEFAULT 7 CHECK (keep_days BETWEEN 1 AND 30);

-- Time that has certainly passed since this row was made, and by what it was reckoned. Milliseconds.
CREATE TABLE elapsed (
    only_one INTEGER NOT NULL PRIMARY KEY CHECK (only_one = 1),
    passed INTEGER NOT NULL,
    -- Since the phone was switched on.
    uptime INTEGER NOT NULL,
    -- JSON of central's last answer and how much had passed then, '' before the first.
    contact TEXT NOT NULL
) STRICT;

-- How much had passed when the receipt was noted; those from before this version were noted at the beginning.
ALTER TABLE receipts ADD COLUMN noted_at INTEGER NOT NULL DEFAULT 0;

-- Whether it has sealed answers. Those from before this version may have some.
ALTER TABLE versions ADD COLUMN sealed INTEGER NOT NULL DEFAULT 1 CHECK (sealed IN (0, 1));

-- Records whose sealed answers were erased, and when by the phone's clock.
CREATE TABLE erasures (
    record BLOB NOT NULL PRIMARY KEY REFERENCES records (record),
    erased_at INTEGER NOT NULL,
    -- Whether no copy is left anywhere in the file.
    wiped INTEGER NOT NULL CHECK (wiped IN (0, 1))
) STRICT, WITHOUT ROWID;
