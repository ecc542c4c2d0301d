-- The central that everything here is for; '' until the vault tells after an upgrade.
ALTER TABLE connection ADD COLUMN central_recipient TEXT NOT NULL DEFAULT '';

-- What central's clock showed when it answered last, beside this phone's.
CREATE TABLE contact (
    only_one INTEGER NOT NULL PRIMARY KEY CHECK (only_one = 1),
    central_clock INTEGER NOT NULL,
    own_clock INTEGER NOT NULL
) STRICT;

-- Envelopes of other phones that this one takes along. Nobody but central can say whether they are genuine, so that
-- several may claim to be the same version.
CREATE TABLE carried (
    number INTEGER NOT NULL PRIMARY KEY,
    -- blake3 of the whole envelope: the same one is carried once.
    fingerprint BLOB NOT NULL UNIQUE,
    record BLOB NOT NULL,
    revision INTEGER NOT NULL,
    device BLOB NOT NULL,
    -- When it was taken along, by this phone's clock.
    taken_at INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'refused')),
    -- JSON of the trouble (waiting) or the reason (refused); '' when there is none.
    detail TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    next_attempt_at INTEGER NOT NULL,
    wire INTEGER NOT NULL,
    recipient TEXT NOT NULL,
    signature BLOB NOT NULL,
    size INTEGER NOT NULL,
    ciphertext BLOB NOT NULL
) STRICT;
CREATE INDEX carried_in_order ON carried (attempts, number, state, next_attempt_at, recipient);

-- What central gave for them, to be brought back to the phones that made them.
CREATE TABLE carried_receipts (
    number INTEGER NOT NULL PRIMARY KEY,
    record BLOB NOT NULL,
    revision INTEGER NOT NULL,
    device BLOB NOT NULL,
    -- The central that signed it.
    recipient TEXT NOT NULL,
    -- JSON.
    receipt TEXT NOT NULL,
    UNIQUE (record, revision, device)
) STRICT;
