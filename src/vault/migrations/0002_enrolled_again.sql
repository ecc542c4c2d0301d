-- A phone can be enrolled again. Forms of an earlier enrolment stay for the records made with them, but only those
-- of the present one are filled in.
ALTER TABLE forms ADD COLUMN current INTEGER NOT NULL DEFAULT 1 CHECK (current IN (0, 1));

CREATE TABLE settings (
    only_one INTEGER NOT NULL PRIMARY KEY CHECK (only_one = 1),
    -- Minutes without a touch after which the phone locks itself.
    lock_after_minutes INTEGER NOT NULL
) STRICT;
INSERT INTO settings (only_one, lock_after_minutes) VALUES (1, 5);
