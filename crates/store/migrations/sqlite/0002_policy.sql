-- What bears on who may see a family, beside who works with it. Projections, like family_team.

CREATE TABLE family_shares (
    stream BLOB NOT NULL,
    org BLOB NOT NULL,
    purpose TEXT NOT NULL,
    section TEXT NOT NULL,
    until BIGINT NOT NULL,
    PRIMARY KEY (stream, org, purpose, section)
);
CREATE INDEX family_shares_org ON family_shares (org, purpose, section, stream);

CREATE TABLE family_excluded (
    stream BLOB NOT NULL,
    worker BLOB NOT NULL,
    PRIMARY KEY (stream, worker)
);

CREATE TABLE family_sealed (
    stream BLOB NOT NULL,
    section TEXT NOT NULL,
    PRIMARY KEY (stream, section)
);

-- Time-boxed grants to one worker. Facts of their own, not derived.

CREATE TABLE worker_grants (
    worker BLOB NOT NULL,
    stream BLOB NOT NULL,
    kind TEXT NOT NULL,
    begins BIGINT NOT NULL,
    until BIGINT NOT NULL,
    PRIMARY KEY (worker, stream, kind, begins)
);
CREATE INDEX worker_grants_until ON worker_grants (until);
