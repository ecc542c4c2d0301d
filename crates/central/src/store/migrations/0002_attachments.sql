-- Photos and whatever else travels apart from its record, sealed; central holds ciphertext named by its blake3.

-- What stored versions of records ask for, those that stand against another too. Nothing else may be uploaded.
CREATE TABLE expected_attachments (
    name   BLOB NOT NULL,
    record BLOB NOT NULL,
    -- The device that made the version, and so most likely holds the bytes.
    device BLOB NOT NULL REFERENCES devices (device_id),
    PRIMARY KEY (name, record, device)
) STRICT, WITHOUT ROWID;
CREATE INDEX expected_attachments_by_device ON expected_attachments (device);

-- One upload of an attachment by one device; whole ones have stored_at.
CREATE TABLE attachments (
    attachment INTEGER NOT NULL PRIMARY KEY,
    name       BLOB NOT NULL,
    -- The device that sends it.
    device     BLOB NOT NULL REFERENCES devices (device_id),
    size       INTEGER NOT NULL CHECK (size > 0),
    received   INTEGER NOT NULL CHECK (received BETWEEN 0 AND size),
    -- Until when an unfinished one is kept.
    expires_at INTEGER NOT NULL,
    -- When it was whole and its bytes were found to be those that the name promises.
    stored_at  INTEGER CHECK (stored_at IS NULL OR received = size)
) STRICT;
CREATE UNIQUE INDEX attachments_whole ON attachments (name) WHERE stored_at IS NOT NULL;
CREATE UNIQUE INDEX attachments_unfinished ON attachments (name, device) WHERE stored_at IS NULL;

-- Its bytes in the pieces in which they came.
CREATE TABLE attachment_pieces (
    attachment INTEGER NOT NULL REFERENCES attachments (attachment) ON DELETE CASCADE,
    starts_at  INTEGER NOT NULL,
    bytes      BLOB NOT NULL,
    PRIMARY KEY (attachment, starts_at)
) STRICT;
