-- How large the person wants the text, also before the PIN. '' is the usual size.
ALTER TABLE settings ADD COLUMN text_size TEXT NOT NULL DEFAULT '' CHECK (text_size IN ('', 'big', 'very-big'));
