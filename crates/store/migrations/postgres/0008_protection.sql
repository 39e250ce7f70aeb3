-- The data-protection officer's desk -----------------------------------------------------------------------------

-- A file's number is the end of its id.
CREATE INDEX family_rows_number ON family_rows (org, substr(stream, 11));

-- Consents that nobody took back and that no later one replaces, of files that are worked with; with what goes on that
-- rests on them. A projection. No names and no words.
CREATE TABLE family_consents (
    stream BYTEA NOT NULL,
    consent BYTEA NOT NULL,
    org BYTEA NOT NULL,
    purpose TEXT NOT NULL,
    recipient BYTEA,
    until BIGINT NOT NULL,
    uses TEXT NOT NULL,
    -- The last day on which anything rests on it: 0 when nothing does.
    uses_until BIGINT NOT NULL,
    PRIMARY KEY (stream, consent)
);
CREATE INDEX family_consents_until ON family_consents (org, until, stream, consent);
CREATE INDEX family_consents_used ON family_consents (org, until, stream, consent) WHERE uses_until > 0;

-- How far the audit log was looked through for unusual reading, and how many files each reader opened on which day.
-- Derived from the log.
CREATE TABLE reading_marks (
    org BYTEA NOT NULL PRIMARY KEY,
    seq BIGINT NOT NULL,
    looked_at BIGINT NOT NULL
);
CREATE TABLE reading_days (
    org BYTEA NOT NULL,
    worker BYTEA NOT NULL,
    day BIGINT NOT NULL,
    files BIGINT NOT NULL,
    PRIMARY KEY (org, worker, day)
);

-- Reading that was worth a look under the thresholds of its day. Kept as it was found.
CREATE TABLE unusual_readings (
    org BYTEA NOT NULL,
    worker BYTEA NOT NULL,
    day BIGINT NOT NULL,
    kind TEXT NOT NULL,
    id BYTEA NOT NULL,
    times BIGINT NOT NULL,
    threshold BIGINT NOT NULL,
    usual BIGINT,
    first_at BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    files BYTEA NOT NULL,
    PRIMARY KEY (org, worker, day, kind)
);
CREATE UNIQUE INDEX unusual_readings_id ON unusual_readings (org, id);
CREATE INDEX unusual_readings_day ON unusual_readings (org, day);

-- What somebody said of it, sealed. The latest counts; none is ever changed.
CREATE TABLE reading_judgements (
    org BYTEA NOT NULL,
    reading BYTEA NOT NULL,
    n BIGINT NOT NULL,
    at BIGINT NOT NULL,
    by_worker BYTEA NOT NULL,
    verdict TEXT NOT NULL,
    note BYTEA NOT NULL,
    PRIMARY KEY (org, reading, n)
);
CREATE TRIGGER reading_judgements_append_only_update BEFORE UPDATE ON reading_judgements
FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER reading_judgements_append_only_delete BEFORE DELETE ON reading_judgements
FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER reading_judgements_no_truncate BEFORE TRUNCATE ON reading_judgements
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
