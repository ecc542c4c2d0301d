-- Photos that wait to be sent, sealed; names and sizes say nothing of what is on them.
CREATE TABLE attachments (
    number INTEGER NOT NULL PRIMARY KEY,
    -- blake3 of the ciphertext, its 32 bytes.
    name BLOB NOT NULL UNIQUE,
    record BLOB NOT NULL,
    revision INTEGER NOT NULL,
    -- Bytes of the ciphertext.
    size INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('waiting', 'delivered')),
    -- JSON of the trouble (waiting) or the receipt (delivered); '' when there is none.
    detail TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    next_attempt_at INTEGER NOT NULL,
    -- Over which networks the person lets it be sent.
    allowed TEXT NOT NULL CHECK (allowed IN ('any_network', 'wifi_only', 'not_now')),
    -- Where central takes it, '' until it said so, and up to which byte it has it.
    upload_url TEXT NOT NULL,
    upload_offset INTEGER NOT NULL,
    ciphertext BLOB NOT NULL
) STRICT;
CREATE INDEX attachments_by_record ON attachments (record, revision);

-- What holds for photos of which the person said nothing else.
ALTER TABLE settings ADD COLUMN photos_allowed TEXT NOT NULL DEFAULT 'any_network'
    CHECK (photos_allowed IN ('any_network', 'wifi_only', 'not_now'));
