-- This file can be read while the phone is locked. Code, form and time of a record are in the vault alone.
DROP INDEX envelopes_undelivered;
ALTER TABLE envelopes DROP COLUMN code;
ALTER TABLE envelopes DROP COLUMN form;
ALTER TABLE envelopes DROP COLUMN finished_at;
CREATE INDEX envelopes_undelivered ON envelopes (attempts, number, state, next_attempt_at)
    WHERE state <> 'delivered';

-- The token, sealed by the device's key store; empty where the device has none. Then `token` has it in clear.
ALTER TABLE connection ADD COLUMN sealed_token BLOB NOT NULL DEFAULT x'';
