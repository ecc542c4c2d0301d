-- Where a facilitator calls when she needs the coordinator; '' until somebody sets it.
ALTER TABLE organisation ADD COLUMN office TEXT NOT NULL DEFAULT '';
ALTER TABLE organisation ADD COLUMN telephone TEXT NOT NULL DEFAULT '';
ALTER TABLE organisation ADD COLUMN whatsapp TEXT NOT NULL DEFAULT '';
