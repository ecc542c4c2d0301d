-- Photos, sealed to the case managers when they are taken. What this phone can look at is the thumbnail alone.
CREATE TABLE photos (
    -- blake3 of the ciphertext, its 32 bytes; the answer of its question.
    name BLOB NOT NULL PRIMARY KEY,
    record BLOB NOT NULL REFERENCES records (record),
    -- Revision it was finished with; 0 while the record is a draft.
    revision INTEGER NOT NULL,
    -- Bytes of the ciphertext.
    size INTEGER NOT NULL,
    thumbnail BLOB NOT NULL
) STRICT;
CREATE INDEX photos_by_record ON photos (record);

-- Until central has receipted it.
CREATE TABLE photo_contents (
    name BLOB NOT NULL PRIMARY KEY REFERENCES photos (name),
    ciphertext BLOB NOT NULL
) STRICT;

CREATE TABLE photo_receipts (
    name BLOB NOT NULL PRIMARY KEY REFERENCES photos (name),
    device BLOB NOT NULL,
    stored_at INTEGER NOT NULL,
    signature BLOB NOT NULL
) STRICT;
