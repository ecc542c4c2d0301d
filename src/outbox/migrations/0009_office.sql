-- JSON of who runs central and where the coordinator is reached; '' before enrolment. Public, like the numbers for
-- danger: the lock screen shows it to somebody who forgot the PIN.
ALTER TABLE settings ADD COLUMN organisation TEXT NOT NULL DEFAULT '';
