-- Phones of workers: enrolled with a key of their own, named, locked, wiped.

-- Empty in rows of older backups: never enrolled by a key, and open.
ALTER TABLE devices ADD COLUMN name TEXT;
ALTER TABLE devices ADD COLUMN kind TEXT;
-- Since when somebody has worked on it; empty while only a sign-in was begun.
ALTER TABLE devices ADD COLUMN enrolled_at BIGINT;
-- P-256, SEC 1, uncompressed.
ALTER TABLE devices ADD COLUMN public_key BLOB;
-- 'locked', 'wiping' or 'wiped'; empty when it is open.
ALTER TABLE devices ADD COLUMN state TEXT;
ALTER TABLE devices ADD COLUMN state_at BIGINT;
ALTER TABLE devices ADD COLUMN state_by BLOB;
-- When it last told that nothing of hers lay on it unsent.
ALTER TABLE devices ADD COLUMN sent_at BIGINT;
CREATE INDEX devices_key ON devices (public_key);

UPDATE devices SET enrolled_at = first_seen;

-- The key that a device showed while its sign-in still waits for something.
ALTER TABLE sessions ADD COLUMN device_key BLOB;

-- Codes with which somebody signs in on a new phone. Only their hashes.
CREATE TABLE device_codes (
    hash BLOB NOT NULL PRIMARY KEY,
    worker BLOB NOT NULL,
    by_worker BLOB NOT NULL,
    expires BIGINT NOT NULL
);
CREATE INDEX device_codes_worker ON device_codes (worker);

-- The server's share of what a PIN opens on one phone, sealed; and the hash of what the phone must show to get it.
CREATE TABLE pin_shares (
    worker BLOB NOT NULL,
    device BLOB NOT NULL,
    sealed BLOB NOT NULL,
    hash BLOB NOT NULL,
    wrong BIGINT NOT NULL,
    PRIMARY KEY (worker, device)
);
