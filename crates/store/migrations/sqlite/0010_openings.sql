-- For whom a family's file was opened for a time: in an emergency, and for advice. A projection like family_shares, so that
-- it is open exactly as long as its ledger says. (Before, worker_grants were written beside the ledger, in a second step.)

CREATE TABLE family_openings (
    stream BLOB NOT NULL,
    worker BLOB NOT NULL,
    kind TEXT NOT NULL,
    begins BIGINT NOT NULL,
    until BIGINT NOT NULL,
    PRIMARY KEY (stream, worker, kind, begins)
);
CREATE INDEX family_openings_until ON family_openings (until);

DROP TABLE worker_grants;
