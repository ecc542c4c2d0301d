-- 0008 made room for a token that the device's key store seals. It stays as it is, for the reason in decision 0046.
ALTER TABLE connection DROP COLUMN sealed_token;
