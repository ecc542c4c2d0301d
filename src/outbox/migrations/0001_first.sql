-- What waits to be sent. This file is not encrypted: nothing in it says what a record is about beyond its form.
-- Moments are milliseconds since 1970; ids are their sixteen bytes.

CREATE TABLE connection (
    only_one INTEGER NOT NULL PRIMARY KEY CHECK (only_one = 1),
    address TEXT NOT NULL,
    token TEXT NOT NULL,
    device BLOB NOT NULL,
    receipt_key BLOB NOT NULL,
    feed_cursor INTEGER NOT NULL
) STRICT;

CREATE TABLE settings (
    only_one INTEGER NOT NULL PRIMARY KEY CHECK (only_one = 1),
    language TEXT NOT NULL,
    -- Public numbers, to be dialled while the phone is locked.
    emergency_numbers TEXT NOT NULL
) STRICT;
INSERT INTO settings (only_one, language, emergency_numbers) VALUES (1, '', '[]');

CREATE TABLE envelopes (
    number INTEGER NOT NULL PRIMARY KEY,
    record BLOB NOT NULL,
    revision INTEGER NOT NULL,
    code TEXT NOT NULL,
    form TEXT NOT NULL,
    finished_at INTEGER NOT NULL,
    -- blake3 of the record version, by which a receipt is checked.
    digest BLOB NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'delivered', 'refused')),
    -- JSON of the trouble (waiting), the receipt (delivered) or the reason (refused); '' when there is none.
    detail TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    next_attempt_at INTEGER NOT NULL,
    -- Whether the vault knows of this state.
    noted INTEGER NOT NULL CHECK (noted IN (0, 1)),
    wire INTEGER NOT NULL,
    device BLOB NOT NULL,
    recipient TEXT NOT NULL,
    signature BLOB NOT NULL,
    -- Bytes it takes in a batch.
    size INTEGER NOT NULL,
    ciphertext BLOB NOT NULL,
    UNIQUE (record, revision)
) STRICT;

-- Feed items, sealed to this phone, until the vault is open to read them.
CREATE TABLE feed (
    cursor INTEGER NOT NULL PRIMARY KEY,
    sealed BLOB NOT NULL
) STRICT;
