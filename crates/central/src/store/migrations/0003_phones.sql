-- What phones tell of themselves beside the records that wait (kentongan_exchange::PhoneStatus).

ALTER TABLE devices ADD COLUMN waiting_photos INTEGER NOT NULL DEFAULT 0;
-- JSON: the forms to fill in that it has, as it said last or was given when it was enrolled; [] when nobody knows.
ALTER TABLE devices ADD COLUMN forms TEXT NOT NULL DEFAULT '[]';

-- The phone's word for the form that is filled in now.
ALTER TABLE forms RENAME COLUMN active TO current;
