-- How far central said that a record has come: when each status was reported first and last, by central's clock.
CREATE TABLE steps (
    record BLOB NOT NULL REFERENCES records (record),
    progress TEXT NOT NULL CHECK (progress IN ('received', 'needs_information', 'accepted', 'in_handling', 'closed')),
    first_at INTEGER NOT NULL,
    last_at INTEGER NOT NULL,
    PRIMARY KEY (record, progress)
) STRICT, WITHOUT ROWID;
INSERT INTO steps
SELECT record, replace(trim(progress, '"'), 'needs_correction', 'needs_information'), told_at, told_at
FROM progress WHERE progress <> '"unknown"';
DROP TABLE progress;

-- Records whose case a case manager accepted, and how much time had passed when this phone noted it.
CREATE TABLE acceptances (
    record BLOB NOT NULL PRIMARY KEY REFERENCES records (record),
    noted_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO acceptances
SELECT DISTINCT record, coalesce((SELECT passed FROM elapsed), 0) FROM steps
WHERE progress IN ('accepted', 'in_handling', 'closed');

-- News of a newer central, as JSON, until a newer app reads it.
CREATE TABLE unread_news (
    -- Whose feed it came in, and its place there.
    device BLOB NOT NULL,
    cursor INTEGER NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (device, cursor)
) STRICT, WITHOUT ROWID;

-- Where the coordinator is reached; '' when nobody said.
ALTER TABLE enrolment ADD COLUMN office TEXT NOT NULL DEFAULT '';
ALTER TABLE enrolment ADD COLUMN telephone TEXT NOT NULL DEFAULT '';
ALTER TABLE enrolment ADD COLUMN whatsapp TEXT NOT NULL DEFAULT '';
