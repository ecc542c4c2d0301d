-- Everything central knows. Times are milliseconds since 1970 UTC, by central's clock unless said otherwise.
-- STRICT, so that a wrong type is an error and not a surprise.

CREATE TABLE organisation (
    singleton         INTEGER NOT NULL PRIMARY KEY CHECK (singleton = 1),
    name              TEXT NOT NULL,
    -- The key that phones seal to; a data folder whose key file is another's is refused at start.
    central_recipient TEXT NOT NULL
) STRICT;

CREATE TABLE areas (
    code   TEXT NOT NULL PRIMARY KEY,
    name   TEXT NOT NULL,
    parent TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Every version ever used stays, for records made with it may still be on a phone.
CREATE TABLE forms (
    id       TEXT NOT NULL,
    version  TEXT NOT NULL,
    csv      TEXT NOT NULL,
    active   INTEGER NOT NULL CHECK (active IN (0, 1)),
    added_at INTEGER NOT NULL,
    PRIMARY KEY (id, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE directory (
    version INTEGER NOT NULL PRIMARY KEY,
    entries TEXT NOT NULL,
    made_at INTEGER NOT NULL
) STRICT;

-- Public halves only. The secret halves are never on this machine's disk, unless somebody put them there.
CREATE TABLE case_recipients (
    recipient TEXT NOT NULL PRIMARY KEY,
    position  INTEGER NOT NULL,
    added_at  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Hashes keyed with a secret of the key file: forty bits alone would be guessed from a stolen copy.
CREATE TABLE enrolment_codes (
    code_hash  BLOB NOT NULL PRIMARY KEY,
    -- Of the first half, so that a wrong try is counted against the code it was meant for.
    half_hash  BLOB NOT NULL,
    area       TEXT NOT NULL REFERENCES areas (code),
    made_at    INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    tries_left INTEGER NOT NULL,
    spent_at   INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX enrolment_codes_by_half ON enrolment_codes (half_hash);

-- Wrong codes per source; the source is a keyed hash of an address, or empty for all together.
CREATE TABLE enrolment_guesses (
    source       BLOB NOT NULL PRIMARY KEY,
    window_ends_at INTEGER NOT NULL,
    guesses      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE devices (
    device_id         BLOB NOT NULL PRIMARY KEY,
    code              TEXT NOT NULL UNIQUE,
    area              TEXT NOT NULL REFERENCES areas (code),
    token_hash        BLOB NOT NULL UNIQUE,
    verifying_key     BLOB NOT NULL,
    recipient         TEXT NOT NULL,
    app_version       TEXT NOT NULL,
    enrolled_at       INTEGER NOT NULL,
    revoked_at        INTEGER,
    last_contact_at   INTEGER NOT NULL,
    -- What the phone still holds, less what it has just delivered.
    waiting_records   INTEGER NOT NULL,
    -- When the oldest of them was finished, by the phone's clock.
    oldest_waiting_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE records (
    record       BLOB NOT NULL,
    revision     INTEGER NOT NULL,
    device       BLOB NOT NULL REFERENCES devices (device_id),
    -- blake3 of body: what "the same version" means.
    digest       BLOB NOT NULL,
    form_id      TEXT NOT NULL,
    form_version TEXT NOT NULL,
    code         TEXT NOT NULL,
    area         TEXT NOT NULL,
    -- 'YYYY-MM', from the form's own date question.
    month        TEXT NOT NULL,
    device_seq   INTEGER NOT NULL,
    -- By the phone's clock.
    started_at   INTEGER NOT NULL,
    finished_at  INTEGER NOT NULL,
    stored_at    INTEGER NOT NULL,
    -- The record version's bytes: countable answers in clear, sealed ones as an age file.
    body         BLOB NOT NULL,
    -- JSON object of the countable answers.
    countable    TEXT NOT NULL,
    PRIMARY KEY (record, revision)
) STRICT;
CREATE INDEX records_by_time ON records (form_id, stored_at);
CREATE INDEX records_by_place ON records (form_id, month, area);

-- The newest revision of each record: what lists show and rollups count.
CREATE VIEW current_records AS
SELECT record, revision, device, digest, form_id, form_version, code, area, month, device_seq,
       started_at, finished_at, stored_at, body, countable
FROM records AS this
WHERE NOT EXISTS (
    SELECT 1 FROM records AS later WHERE later.record = this.record AND later.revision > this.revision
);

-- Another body under an id and revision that is taken. A person must look.
CREATE TABLE conflicts (
    record      BLOB NOT NULL,
    revision    INTEGER NOT NULL,
    digest      BLOB NOT NULL,
    device      BLOB NOT NULL REFERENCES devices (device_id),
    body        BLOB NOT NULL,
    received_at INTEGER NOT NULL,
    PRIMARY KEY (record, revision, digest)
) STRICT;

-- What each phone is still to hear, sealed to it.
CREATE TABLE feed (
    device BLOB NOT NULL REFERENCES devices (device_id),
    cursor INTEGER NOT NULL,
    sealed BLOB NOT NULL,
    PRIMARY KEY (device, cursor)
) STRICT, WITHOUT ROWID;

-- Counts over current_records, kept in the transaction that stores a record.
-- question '' and choice '': the number of records. A select counts per choice. A sum has choice '',
-- records = how many answered, total = their sum.
CREATE TABLE rollups (
    form     TEXT NOT NULL,
    month    TEXT NOT NULL,
    area     TEXT NOT NULL,
    question TEXT NOT NULL,
    choice   TEXT NOT NULL,
    records  INTEGER NOT NULL,
    total    INTEGER NOT NULL,
    PRIMARY KEY (form, month, area, question, choice)
) STRICT, WITHOUT ROWID;

CREATE TABLE accounts (
    login         TEXT NOT NULL PRIMARY KEY,
    role          TEXT NOT NULL CHECK (role IN ('viewer', 'coordinator', 'case-manager', 'administrator')),
    -- PHC string of Argon2id.
    password_hash TEXT NOT NULL,
    made_at       INTEGER NOT NULL,
    -- Set when the account may no longer sign in.
    closed_at     INTEGER
) STRICT, WITHOUT ROWID;

-- Wrong tries in a row per login, known or not: both wait alike, so that a wait tells nothing.
CREATE TABLE sign_in_failures (
    login_hash   BLOB NOT NULL PRIMARY KEY,
    failures     INTEGER NOT NULL,
    locked_until INTEGER NOT NULL,
    last_at      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE sessions (
    token_hash BLOB NOT NULL PRIMARY KEY,
    account    TEXT NOT NULL REFERENCES accounts (login),
    csrf       TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    seen_at    INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Who did what. Never an answer, never a password, token or code.
CREATE TABLE audit (
    at      INTEGER NOT NULL,
    actor   TEXT NOT NULL,
    action  TEXT NOT NULL,
    subject TEXT NOT NULL
) STRICT;
CREATE INDEX audit_by_time ON audit (at);
