-- Photographs beside the files: parts, each sealed with its family's key. What a photograph is of, and who took it,
-- only the ledger says.

CREATE TABLE photos (
    stream BYTEA NOT NULL,
    hash BYTEA NOT NULL,
    -- As many as the ledger says.
    bytes BIGINT NOT NULL,
    -- Parts that are here, from the first on.
    parts BIGINT NOT NULL,
    -- All are, and they are what the ledger says.
    whole BIGINT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (stream, hash)
);

CREATE TABLE photo_parts (
    stream BYTEA NOT NULL,
    hash BYTEA NOT NULL,
    part BIGINT NOT NULL,
    sealed BYTEA NOT NULL,
    PRIMARY KEY (stream, hash, part)
);
