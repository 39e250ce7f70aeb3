-- The audit log as a Merkle log: what a row says besides, the right edge of each organisation's tree, and the
-- roots of its complete subtrees of 256 leaves and more.
ALTER TABLE audit ADD COLUMN v BIGINT;
ALTER TABLE audit ADD COLUMN basis TEXT;
ALTER TABLE audit ADD COLUMN made_at BIGINT;
ALTER TABLE audit ADD COLUMN shown BLOB;
ALTER TABLE audit ADD COLUMN head_seq BIGINT;
ALTER TABLE audit ADD COLUMN head_hash BLOB;

ALTER TABLE audit_heads ADD COLUMN edge BLOB;
ALTER TABLE audit_heads ADD COLUMN indexed BIGINT;

CREATE TABLE audit_nodes (
    org BLOB NOT NULL,
    level BIGINT NOT NULL,
    at BIGINT NOT NULL,
    hash BLOB NOT NULL,
    PRIMARY KEY (org, level, at)
) WITHOUT ROWID;

-- Who opened a family's file: by family, latest first.
DROP INDEX audit_stream;
CREATE INDEX audit_stream_at ON audit (stream, at) WHERE stream IS NOT NULL;

-- The same for rows that name many families (lists, searches). Derived from `audit.shown`, in bulk, because fifty
-- places of a large index are too much to write for each page of a list.
CREATE INDEX audit_shown ON audit (org, seq) WHERE shown IS NOT NULL;
CREATE TABLE audit_streams (
    stream BLOB NOT NULL,
    at BIGINT NOT NULL,
    org BLOB NOT NULL,
    seq BIGINT NOT NULL,
    PRIMARY KEY (stream, at, org, seq)
) WITHOUT ROWID;

-- States of the whole database, each a leaf of one log, with the signed checkpoint over that log.
CREATE TABLE checkpoints (
    n BIGINT NOT NULL PRIMARY KEY,
    at BIGINT NOT NULL,
    state TEXT NOT NULL,
    note TEXT NOT NULL,
    edge BLOB NOT NULL
);
CREATE TRIGGER checkpoints_append_only_update BEFORE UPDATE ON checkpoints
BEGIN SELECT RAISE(ABORT, 'checkpoints are append-only'); END;
CREATE TRIGGER checkpoints_append_only_delete BEFORE DELETE ON checkpoints
BEGIN SELECT RAISE(ABORT, 'checkpoints are append-only'); END;

-- Families whose key was destroyed. No names.
CREATE TABLE erasures (
    stream BLOB NOT NULL PRIMARY KEY,
    org BLOB NOT NULL,
    at BIGINT NOT NULL,
    by_worker BLOB NOT NULL,
    approved_by BLOB NOT NULL,
    reason TEXT NOT NULL,
    head_seq BIGINT NOT NULL,
    head_hash BLOB NOT NULL
);
CREATE INDEX erasures_org ON erasures (org, at);
CREATE TRIGGER erasures_append_only_update BEFORE UPDATE ON erasures
BEGIN SELECT RAISE(ABORT, 'erasures are append-only'); END;
CREATE TRIGGER erasures_append_only_delete BEFORE DELETE ON erasures
BEGIN SELECT RAISE(ABORT, 'erasures are append-only'); END;

-- Openings on a device that its server has heard of, so that hearing of them twice counts once.
CREATE TABLE views_taken (
    worker BLOB NOT NULL,
    made_at BIGINT NOT NULL,
    stream BLOB NOT NULL,
    PRIMARY KEY (worker, made_at, stream)
) WITHOUT ROWID;
