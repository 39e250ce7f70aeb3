-- The audit log as a Merkle log: what a row says besides, the right edge of each organisation's tree, and the
-- roots of its complete subtrees of 256 leaves and more.
ALTER TABLE audit ADD COLUMN v BIGINT;
ALTER TABLE audit ADD COLUMN basis TEXT;
ALTER TABLE audit ADD COLUMN made_at BIGINT;
ALTER TABLE audit ADD COLUMN shown BYTEA;
ALTER TABLE audit ADD COLUMN head_seq BIGINT;
ALTER TABLE audit ADD COLUMN head_hash BYTEA;

ALTER TABLE audit_heads ADD COLUMN edge BYTEA;
ALTER TABLE audit_heads ADD COLUMN indexed BIGINT;

CREATE TABLE audit_nodes (
    org BYTEA NOT NULL,
    level BIGINT NOT NULL,
    at BIGINT NOT NULL,
    hash BYTEA NOT NULL,
    PRIMARY KEY (org, level, at)
);

-- Who opened a family's file: by family, latest first.
DROP INDEX audit_stream;
CREATE INDEX audit_stream_at ON audit (stream, at) WHERE stream IS NOT NULL;

-- The same for rows that name many families (lists, searches). Derived from `audit.shown`, in bulk, because fifty
-- places of a large index are too much to write for each page of a list.
CREATE INDEX audit_shown ON audit (org, seq) WHERE shown IS NOT NULL;
CREATE TABLE audit_streams (
    stream BYTEA NOT NULL,
    at BIGINT NOT NULL,
    org BYTEA NOT NULL,
    seq BIGINT NOT NULL,
    PRIMARY KEY (stream, at, org, seq)
);

-- States of the whole database, each a leaf of one log, with the signed checkpoint over that log.
CREATE TABLE checkpoints (
    n BIGINT NOT NULL PRIMARY KEY,
    at BIGINT NOT NULL,
    state TEXT NOT NULL,
    note TEXT NOT NULL,
    edge BYTEA NOT NULL
);
CREATE TRIGGER checkpoints_append_only_update BEFORE UPDATE ON checkpoints
FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER checkpoints_append_only_delete BEFORE DELETE ON checkpoints
FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER checkpoints_no_truncate BEFORE TRUNCATE ON checkpoints
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Families whose key was destroyed. No names.
CREATE TABLE erasures (
    stream BYTEA NOT NULL PRIMARY KEY,
    org BYTEA NOT NULL,
    at BIGINT NOT NULL,
    by_worker BYTEA NOT NULL,
    approved_by BYTEA NOT NULL,
    reason TEXT NOT NULL,
    head_seq BIGINT NOT NULL,
    head_hash BYTEA NOT NULL
);
CREATE INDEX erasures_org ON erasures (org, at);
CREATE TRIGGER erasures_append_only_update BEFORE UPDATE ON erasures
FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER erasures_append_only_delete BEFORE DELETE ON erasures
FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER erasures_no_truncate BEFORE TRUNCATE ON erasures
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- Openings on a device that its server has heard of, so that hearing of them twice counts once.
CREATE TABLE views_taken (
    worker BYTEA NOT NULL,
    made_at BIGINT NOT NULL,
    stream BYTEA NOT NULL,
    PRIMARY KEY (worker, made_at, stream)
);
