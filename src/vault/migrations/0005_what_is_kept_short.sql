-- Whether sealed answers were erased, or small pictures of photos alone. Of records from before this version it is no
-- longer known; no form that asks for photos had a sealed question.
ALTER TABLE erasures ADD COLUMN answers INTEGER NOT NULL DEFAULT 1 CHECK (answers IN (0, 1));
UPDATE erasures SET answers = 0 WHERE record IN (SELECT record FROM photos);

-- Versions from before 0004 were taken to have sealed answers, an activity's too. Now each is looked at; one that cannot
-- be read may have some.
UPDATE versions SET sealed = 0
WHERE sealed = 1
    AND iif(json_valid(CAST(body AS TEXT)), json_extract(CAST(body AS TEXT), '$.sealed') IS NULL, 0);
