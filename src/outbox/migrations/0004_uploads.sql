-- The sealed bytes apart from what changes with every piece sent: SQLite writes a row anew as a whole.
CREATE TABLE attachment_contents (
    number INTEGER NOT NULL PRIMARY KEY,
    ciphertext BLOB NOT NULL
) STRICT;
INSERT INTO attachment_contents (number, ciphertext) SELECT number, ciphertext FROM attachments;
ALTER TABLE attachments DROP COLUMN ciphertext;
CREATE TRIGGER attachments_gone AFTER DELETE ON attachments BEGIN
    DELETE FROM attachment_contents WHERE number = OLD.number;
END;

-- Whether central would not have it as it is: then it is offered again after a day, not after minutes.
ALTER TABLE attachments ADD COLUMN refused INTEGER NOT NULL DEFAULT 0 CHECK (refused IN (0, 1));

-- However many wait: screens count and the sender picks by it alone.
CREATE INDEX attachments_waiting ON attachments (attempts, size, number, next_attempt_at, refused, allowed, record,
    revision, upload_offset) WHERE state = 'waiting';
