-- Over which networks the person lets photos be sent. Here as well as in the outbox, which may be lost. '' where the
-- outbox alone was told so far.
ALTER TABLE photos ADD COLUMN allowed TEXT NOT NULL DEFAULT ''
    CHECK (allowed IN ('', 'any_network', 'wifi_only', 'not_now'));
ALTER TABLE settings ADD COLUMN photos_allowed TEXT NOT NULL DEFAULT ''
    CHECK (photos_allowed IN ('', 'any_network', 'wifi_only', 'not_now'));
