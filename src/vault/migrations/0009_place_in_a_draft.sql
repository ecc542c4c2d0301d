-- The question at which a draft was left, so that it is taken up there. Empty when nothing of its section was touched.
ALTER TABLE records ADD COLUMN question TEXT NOT NULL DEFAULT '';
