-- The keys that this phone offered to be enrolled again. They stay until the phone takes the enrolment: central may have
-- granted it although the answer was lost, or the app was killed while the person compared the words.
CREATE TABLE offered_keys (
    only_one INTEGER PRIMARY KEY CHECK (only_one = 1),
    keys     TEXT NOT NULL
) STRICT;
