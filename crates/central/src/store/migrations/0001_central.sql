-- Everything central knows. Times are milliseconds since 1970 UTC, by central's clock unless said otherwise.
-- STRICT, so that a wrong type is an error and not a surprise. WITHOUT ROWID where rows are small: large ones, such as
-- versions, would be moved about in the tree of a key that comes in no order.
--
-- Every table and key begins with the organisation: the district whose data this is. One central may serve several, and
-- a distributed database can divide the tables by it (docs/decisions/0054-what-a-store-is.md).

CREATE TABLE organisations (
    organisation      INTEGER NOT NULL PRIMARY KEY,
    name              TEXT NOT NULL,
    -- Where a facilitator calls when she needs the coordinator; '' until somebody sets it.
    office            TEXT NOT NULL,
    telephone         TEXT NOT NULL,
    whatsapp          TEXT NOT NULL,
    -- The key that phones seal to; a data folder whose key file is another's is refused at start.
    central_recipient TEXT NOT NULL
) STRICT;

-- Numbers that go up by one: the last one given for each purpose.
CREATE TABLE sequences (
    organisation INTEGER NOT NULL REFERENCES organisations (organisation),
    purpose      TEXT NOT NULL,
    last         INTEGER NOT NULL,
    PRIMARY KEY (organisation, purpose)
) STRICT, WITHOUT ROWID;

CREATE TABLE areas (
    organisation INTEGER NOT NULL REFERENCES organisations (organisation),
    code         TEXT NOT NULL,
    name         TEXT NOT NULL,
    parent       TEXT NOT NULL,
    PRIMARY KEY (organisation, code)
) STRICT, WITHOUT ROWID;

-- Every version ever used stays, for records made with it may still be on a phone.
CREATE TABLE forms (
    organisation INTEGER NOT NULL REFERENCES organisations (organisation),
    id           TEXT NOT NULL,
    version      TEXT NOT NULL,
    csv          TEXT NOT NULL,
    -- Whether phones fill it in now.
    current      INTEGER NOT NULL CHECK (current IN (0, 1)),
    added_at     INTEGER NOT NULL,
    PRIMARY KEY (organisation, id, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE directories (
    organisation INTEGER NOT NULL REFERENCES organisations (organisation),
    version      INTEGER NOT NULL,
    -- JSON array of the entries.
    entries      TEXT NOT NULL,
    made_at      INTEGER NOT NULL,
    PRIMARY KEY (organisation, version)
) STRICT, WITHOUT ROWID;

-- Public halves only. The secret halves are never on this machine's disk, unless somebody put them there.
CREATE TABLE case_recipients (
    organisation INTEGER NOT NULL REFERENCES organisations (organisation),
    recipient    TEXT NOT NULL,
    position     INTEGER NOT NULL,
    added_at     INTEGER NOT NULL,
    PRIMARY KEY (organisation, recipient)
) STRICT, WITHOUT ROWID;

-- Hashes keyed with a secret of the key file: forty bits alone would be guessed from a stolen copy.
CREATE TABLE enrolment_codes (
    organisation INTEGER NOT NULL REFERENCES organisations (organisation),
    code_hash    BLOB NOT NULL,
    -- Of the first half, so that a wrong try is counted against the code it was meant for.
    half_hash    BLOB NOT NULL,
    area         TEXT NOT NULL,
    made_at      INTEGER NOT NULL,
    expires_at   INTEGER NOT NULL,
    tries_left   INTEGER NOT NULL,
    spent_at     INTEGER,
    PRIMARY KEY (organisation, code_hash),
    FOREIGN KEY (organisation, area) REFERENCES areas (organisation, code)
) STRICT, WITHOUT ROWID;
CREATE INDEX enrolment_codes_by_half ON enrolment_codes (organisation, half_hash);

-- Wrong codes per source; the source is a keyed hash of an address or of a range of addresses.
CREATE TABLE enrolment_guesses (
    organisation   INTEGER NOT NULL REFERENCES organisations (organisation),
    source         BLOB NOT NULL,
    window_ends_at INTEGER NOT NULL,
    guesses        INTEGER NOT NULL,
    PRIMARY KEY (organisation, source)
) STRICT, WITHOUT ROWID;

CREATE TABLE devices (
    organisation      INTEGER NOT NULL REFERENCES organisations (organisation),
    device            BLOB NOT NULL,
    code              TEXT NOT NULL,
    area              TEXT NOT NULL,
    token_hash        BLOB NOT NULL,
    verifying_key     BLOB NOT NULL,
    recipient         TEXT NOT NULL,
    app_version       TEXT NOT NULL,
    enrolled_at       INTEGER NOT NULL,
    revoked_at        INTEGER,
    last_contact_at   INTEGER NOT NULL,
    -- What the phone still holds, less what it has just delivered.
    waiting_records   INTEGER NOT NULL,
    -- When the oldest of them was finished, by the phone's clock.
    oldest_waiting_at INTEGER,
    waiting_photos    INTEGER NOT NULL,
    -- JSON: the forms to fill in that it has, as it said last or was given when it was enrolled; [] when nobody knows.
    forms             TEXT NOT NULL,
    -- The last cursor of its feed.
    feed_cursor       INTEGER NOT NULL,
    PRIMARY KEY (organisation, device),
    UNIQUE (organisation, code),
    UNIQUE (organisation, token_hash),
    FOREIGN KEY (organisation, area) REFERENCES areas (organisation, code)
) STRICT, WITHOUT ROWID;

-- A record is known by the device that made it and the id that this device gave it. A phone that sends another's
-- id takes nothing from it (docs/decisions/0055-a-record-is-its-makers.md).
CREATE TABLE records (
    organisation      INTEGER NOT NULL REFERENCES organisations (organisation),
    maker             BLOB NOT NULL,
    record            BLOB NOT NULL,
    code              TEXT NOT NULL,
    form_id           TEXT NOT NULL,
    -- Of the version that counts: its village, its month ('YYYY-MM'), its revision, bytes and arrival.
    area              TEXT NOT NULL,
    month             TEXT NOT NULL,
    revision          INTEGER NOT NULL,
    digest            BLOB NOT NULL,
    arrival           INTEGER NOT NULL,
    received_at       INTEGER NOT NULL,
    first_received_at INTEGER NOT NULL,
    state             TEXT NOT NULL CHECK (state IN ('new')),
    -- Whether two versions have the same revision, until a person settles it.
    conflicting       INTEGER NOT NULL CHECK (conflicting IN (0, 1)),
    PRIMARY KEY (organisation, maker, record),
    FOREIGN KEY (organisation, maker) REFERENCES devices (organisation, device)
) STRICT;
CREATE INDEX records_by_arrival ON records (organisation, arrival);
CREATE INDEX records_of_form ON records (organisation, form_id, arrival);
CREATE INDEX records_of_area ON records (organisation, area, arrival);
CREATE INDEX records_conflicting ON records (organisation, arrival) WHERE conflicting = 1;

-- Every version of every record, as it came. Its bytes are its identity: the same bytes are stored once, whichever
-- device sealed them.
CREATE TABLE versions (
    organisation INTEGER NOT NULL REFERENCES organisations (organisation),
    record       BLOB NOT NULL,
    revision     INTEGER NOT NULL,
    -- blake3 of the bytes that the phone made, unpacked: what "the same version" means.
    digest       BLOB NOT NULL,
    maker        BLOB NOT NULL,
    -- The order in which versions came.
    arrival      INTEGER NOT NULL,
    received_at  INTEGER NOT NULL,
    form_id      TEXT NOT NULL,
    form_version TEXT NOT NULL,
    area         TEXT NOT NULL,
    month        TEXT NOT NULL,
    device_seq   INTEGER NOT NULL,
    -- What a person should look at, as words with blanks between them; '' for nothing.
    flags        TEXT NOT NULL,
    -- The record version, packed: countable answers in clear, sealed ones as an age file.
    body         BLOB NOT NULL,
    -- Countable answers that must not be read here, as an age file to the case recipients; they are not in the body.
    hidden       BLOB,
    -- JSON object of the countable answers that can be read; null stands for a hidden one.
    countable    TEXT NOT NULL,
    -- The short code of its receipt, as the phone shows it.
    receipt      TEXT NOT NULL,
    PRIMARY KEY (organisation, record, revision, digest),
    FOREIGN KEY (organisation, maker) REFERENCES devices (organisation, device)
) STRICT;

-- How much each device has brought to central on a day (UTC), as its maker.
CREATE TABLE quotas (
    organisation INTEGER NOT NULL REFERENCES organisations (organisation),
    maker        BLOB NOT NULL,
    day          INTEGER NOT NULL,
    versions     INTEGER NOT NULL,
    bytes        INTEGER NOT NULL,
    PRIMARY KEY (organisation, maker, day)
) STRICT, WITHOUT ROWID;

-- What each phone is still to hear, sealed to it.
CREATE TABLE feed (
    organisation INTEGER NOT NULL REFERENCES organisations (organisation),
    device       BLOB NOT NULL,
    cursor       INTEGER NOT NULL,
    sealed       BLOB NOT NULL,
    PRIMARY KEY (organisation, device, cursor),
    FOREIGN KEY (organisation, device) REFERENCES devices (organisation, device)
) STRICT, WITHOUT ROWID;

-- Counts over the counted versions, changed in the transaction that stores a version.
-- question '' and choice '': the number of records. A select counts per choice. A sum has choice '',
-- records = how many answered, total = their sum.
CREATE TABLE rollups (
    organisation INTEGER NOT NULL REFERENCES organisations (organisation),
    form         TEXT NOT NULL,
    month        TEXT NOT NULL,
    area         TEXT NOT NULL,
    question     TEXT NOT NULL,
    choice       TEXT NOT NULL,
    records      INTEGER NOT NULL,
    total        INTEGER NOT NULL,
    PRIMARY KEY (organisation, form, month, area, question, choice)
) STRICT, WITHOUT ROWID;

-- Photos and whatever else travels apart from its record, sealed; central holds ciphertext named by its blake3.

-- What stored versions ask for. Nothing else may be uploaded.
CREATE TABLE expected_attachments (
    organisation INTEGER NOT NULL REFERENCES organisations (organisation),
    name         BLOB NOT NULL,
    record       BLOB NOT NULL,
    -- The device that made the version, and so most likely holds the bytes.
    maker        BLOB NOT NULL,
    PRIMARY KEY (organisation, name, record, maker),
    FOREIGN KEY (organisation, maker) REFERENCES devices (organisation, device)
) STRICT, WITHOUT ROWID;

-- One upload of an attachment by one device; whole ones have stored_at.
CREATE TABLE attachments (
    organisation INTEGER NOT NULL REFERENCES organisations (organisation),
    attachment   INTEGER NOT NULL,
    name         BLOB NOT NULL,
    -- The device that sends it.
    device       BLOB NOT NULL,
    size         INTEGER NOT NULL CHECK (size > 0),
    received     INTEGER NOT NULL CHECK (received BETWEEN 0 AND size),
    -- Until when an unfinished one is kept.
    expires_at   INTEGER NOT NULL,
    -- When it was whole and its bytes were found to be those that the name promises.
    stored_at    INTEGER CHECK (stored_at IS NULL OR received = size),
    PRIMARY KEY (organisation, attachment),
    FOREIGN KEY (organisation, device) REFERENCES devices (organisation, device)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX attachments_whole ON attachments (organisation, name) WHERE stored_at IS NOT NULL;
CREATE UNIQUE INDEX attachments_unfinished ON attachments (organisation, name, device) WHERE stored_at IS NULL;
CREATE INDEX attachments_of_device ON attachments (organisation, device) WHERE stored_at IS NULL;

-- Its bytes in the pieces in which they came.
CREATE TABLE attachment_pieces (
    organisation INTEGER NOT NULL REFERENCES organisations (organisation),
    attachment   INTEGER NOT NULL,
    starts_at    INTEGER NOT NULL,
    bytes        BLOB NOT NULL,
    PRIMARY KEY (organisation, attachment, starts_at),
    FOREIGN KEY (organisation, attachment) REFERENCES attachments (organisation, attachment) ON DELETE CASCADE
) STRICT;

CREATE TABLE accounts (
    organisation  INTEGER NOT NULL REFERENCES organisations (organisation),
    login         TEXT NOT NULL,
    role          TEXT NOT NULL CHECK (role IN ('viewer', 'coordinator', 'case-manager', 'administrator')),
    -- PHC string of Argon2id.
    password_hash TEXT NOT NULL,
    made_at       INTEGER NOT NULL,
    -- Set when the account may no longer sign in.
    closed_at     INTEGER,
    PRIMARY KEY (organisation, login)
) STRICT, WITHOUT ROWID;

-- Wrong tries in a row per login and source, the login known or not: both wait alike, so that a wait tells nothing.
CREATE TABLE sign_in_failures (
    organisation INTEGER NOT NULL REFERENCES organisations (organisation),
    login_hash   BLOB NOT NULL,
    -- Of the address or network, or of a browser that signed in before.
    source_hash  BLOB NOT NULL,
    failures     INTEGER NOT NULL,
    locked_until INTEGER NOT NULL,
    last_at      INTEGER NOT NULL,
    PRIMARY KEY (organisation, login_hash, source_hash)
) STRICT, WITHOUT ROWID;

CREATE TABLE sessions (
    organisation INTEGER NOT NULL REFERENCES organisations (organisation),
    token_hash   BLOB NOT NULL,
    login        TEXT NOT NULL,
    csrf         TEXT NOT NULL,
    created_at   INTEGER NOT NULL,
    seen_at      INTEGER NOT NULL,
    expires_at   INTEGER NOT NULL,
    PRIMARY KEY (organisation, token_hash),
    FOREIGN KEY (organisation, login) REFERENCES accounts (organisation, login)
) STRICT, WITHOUT ROWID;

-- Who did what. Never an answer, never a password, token or code. Each line holds the hash of the one before, so that
-- a line cannot be changed or taken out unseen.
CREATE TABLE audit (
    organisation INTEGER NOT NULL REFERENCES organisations (organisation),
    sequence     INTEGER NOT NULL,
    at           INTEGER NOT NULL,
    actor        TEXT NOT NULL,
    action       TEXT NOT NULL,
    subject      TEXT NOT NULL,
    hash         BLOB NOT NULL,
    PRIMARY KEY (organisation, sequence)
) STRICT, WITHOUT ROWID;
