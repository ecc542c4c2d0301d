-- Who is sending. At most one at a time, be it the app or the system's worker in a process of its own.
CREATE TABLE lease (
    only_one INTEGER NOT NULL PRIMARY KEY CHECK (only_one = 1),
    holder BLOB NOT NULL,
    -- The holder's process and when it began, '' when the system does not tell.
    process TEXT NOT NULL,
    -- Milliseconds since the phone was switched on.
    ends_at INTEGER NOT NULL
) STRICT;

-- What was learnt of the link: how large a batch it takes.
CREATE TABLE pace (
    only_one INTEGER NOT NULL PRIMARY KEY CHECK (only_one = 1),
    records INTEGER NOT NULL,
    bytes INTEGER NOT NULL
) STRICT;

-- However much waits: screens count and the sender picks without touching the envelopes themselves.
CREATE INDEX envelopes_undelivered ON envelopes (attempts, number, state, next_attempt_at, finished_at)
    WHERE state <> 'delivered';
CREATE INDEX envelopes_not_noted ON envelopes (number) WHERE noted = 0;
