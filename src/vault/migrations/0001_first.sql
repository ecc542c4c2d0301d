-- What this phone knows. Moments are milliseconds since 1970; ids are their sixteen bytes.

CREATE TABLE enrolment (
    only_one INTEGER NOT NULL PRIMARY KEY CHECK (only_one = 1),
    address TEXT NOT NULL,
    token TEXT NOT NULL,
    device BLOB NOT NULL,
    device_code TEXT NOT NULL,
    organisation TEXT NOT NULL,
    area TEXT NOT NULL,
    area_name TEXT NOT NULL,
    area_parent TEXT NOT NULL,
    central_recipient TEXT NOT NULL,
    receipt_key BLOB NOT NULL,
    case_recipients TEXT NOT NULL,
    signing_key BLOB NOT NULL,
    identity TEXT NOT NULL
) STRICT;

CREATE TABLE areas (
    code TEXT NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    parent TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE directory (
    only_one INTEGER NOT NULL PRIMARY KEY CHECK (only_one = 1),
    version INTEGER NOT NULL,
    entries TEXT NOT NULL
) STRICT;

-- Versions are kept as long as a record may need them; the highest version of a form is the one to fill in.
CREATE TABLE forms (
    id TEXT NOT NULL,
    version TEXT NOT NULL,
    csv TEXT NOT NULL,
    PRIMARY KEY (id, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE records (
    record BLOB NOT NULL PRIMARY KEY,
    -- Place in the list: the newest begun or finished has the highest.
    position INTEGER NOT NULL UNIQUE,
    -- 'empty' is a draft in which nothing was typed yet; lists leave it out.
    state TEXT NOT NULL CHECK (state IN ('empty', 'draft', 'waiting', 'delivered', 'refused')),
    -- JSON of the reason when refused, otherwise ''.
    refusal TEXT NOT NULL,
    code TEXT NOT NULL,
    form TEXT NOT NULL,
    form_version TEXT NOT NULL,
    -- The section opened last, '' at first.
    section TEXT NOT NULL,
    -- Revision finished last; 0 while it is a draft.
    revision INTEGER NOT NULL,
    started_at INTEGER NOT NULL,
    saved_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX records_by_state ON records (state, position);

CREATE TABLE answers (
    record BLOB NOT NULL REFERENCES records (record),
    question TEXT NOT NULL,
    -- Typed JSON, as the exchange has it.
    value TEXT NOT NULL,
    PRIMARY KEY (record, question)
) STRICT, WITHOUT ROWID;

-- The bytes of a finished version are made once: sealing them again gives the same digest.
CREATE TABLE versions (
    device_seq INTEGER NOT NULL PRIMARY KEY,
    record BLOB NOT NULL REFERENCES records (record),
    revision INTEGER NOT NULL,
    finished_at INTEGER NOT NULL,
    digest BLOB NOT NULL,
    body BLOB NOT NULL,
    UNIQUE (record, revision)
) STRICT;

CREATE TABLE receipts (
    record BLOB NOT NULL REFERENCES records (record),
    revision INTEGER NOT NULL,
    stored_at INTEGER NOT NULL,
    signature BLOB NOT NULL,
    short_code TEXT NOT NULL,
    PRIMARY KEY (record, revision)
) STRICT, WITHOUT ROWID;

-- The last that central told about a record.
CREATE TABLE progress (
    record BLOB NOT NULL PRIMARY KEY REFERENCES records (record),
    cursor INTEGER NOT NULL,
    progress TEXT NOT NULL,
    told_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
