-- The ledger -------------------------------------------------------------------------------------------------

CREATE TABLE streams (
    id BLOB NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    org BLOB NOT NULL,
    head_seq BIGINT NOT NULL,
    head_hash BLOB NOT NULL,
    key_wrapped BLOB NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX streams_kind ON streams (kind, org) WHERE kind <> 'family';

CREATE TABLE entries (
    stream BLOB NOT NULL,
    seq BIGINT NOT NULL,
    id BLOB NOT NULL,
    section TEXT NOT NULL,
    author BLOB NOT NULL,
    device BLOB NOT NULL,
    made_at BIGINT NOT NULL,
    received_at BIGINT NOT NULL,
    base_seen BIGINT NOT NULL,
    base_after BLOB,
    v BIGINT NOT NULL,
    outcome TEXT NOT NULL,
    sealed BLOB NOT NULL,
    hash BLOB NOT NULL,
    PRIMARY KEY (stream, seq)
);
CREATE UNIQUE INDEX entries_id ON entries (id);

CREATE TRIGGER entries_append_only_update BEFORE UPDATE ON entries
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;
CREATE TRIGGER entries_append_only_delete BEFORE DELETE ON entries
BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END;

CREATE TABLE org_keys (
    org BLOB NOT NULL PRIMARY KEY,
    wrapped BLOB NOT NULL
);

CREATE TABLE tray (
    org BLOB NOT NULL,
    id BLOB NOT NULL,
    stream BLOB NOT NULL,
    author BLOB NOT NULL,
    device BLOB NOT NULL,
    made_at BIGINT NOT NULL,
    refused_at BIGINT NOT NULL,
    code TEXT NOT NULL,
    reason TEXT NOT NULL,
    sealed BLOB NOT NULL,
    placed_seq BIGINT,
    PRIMARY KEY (org, id)
);
CREATE INDEX tray_author ON tray (author, refused_at);
CREATE INDEX tray_id ON tray (id);

CREATE TABLE audit (
    org BLOB NOT NULL,
    seq BIGINT NOT NULL,
    at BIGINT NOT NULL,
    actor BLOB NOT NULL,
    device BLOB NOT NULL,
    action TEXT NOT NULL,
    stream BLOB,
    sections TEXT NOT NULL,
    purpose TEXT NOT NULL,
    decision TEXT NOT NULL,
    outcome TEXT NOT NULL,
    request_id TEXT NOT NULL,
    hash BLOB NOT NULL,
    PRIMARY KEY (org, seq)
);
CREATE INDEX audit_stream ON audit (stream, seq) WHERE stream IS NOT NULL;

CREATE TRIGGER audit_append_only_update BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
CREATE TRIGGER audit_append_only_delete BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;

CREATE TABLE audit_heads (
    org BLOB NOT NULL PRIMARY KEY,
    seq BIGINT NOT NULL,
    hash BLOB NOT NULL
);

-- Projections: derived from the ledger, never the other way round ---------------------------------------------

CREATE TABLE family_rows (
    stream BLOB NOT NULL PRIMARY KEY,
    org BLOB NOT NULL,
    village TEXT NOT NULL,
    stage TEXT NOT NULL,
    is_open BIGINT NOT NULL,
    risk TEXT NOT NULL,
    risk_rank BIGINT NOT NULL,
    lead_worker BLOB,
    visit_due BIGINT,
    review_due BIGINT,
    next_due BIGINT NOT NULL,
    last_visit BIGINT,
    review_waiting BIGINT NOT NULL,
    open_concern BIGINT NOT NULL,
    people BIGINT NOT NULL,
    visits BIGINT NOT NULL,
    conflicts BIGINT NOT NULL,
    rejected BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    head_seq BIGINT NOT NULL,
    card BLOB NOT NULL
);
CREATE INDEX family_rows_due ON family_rows (org, is_open, next_due, stream);
CREATE INDEX family_rows_risk ON family_rows (org, is_open, risk_rank, next_due, stream);
CREATE INDEX family_rows_updated ON family_rows (org, is_open, updated_at, stream);
CREATE INDEX family_rows_stage_due ON family_rows (org, stage, next_due, stream);
CREATE INDEX family_rows_stage_updated ON family_rows (org, stage, updated_at, stream);
CREATE INDEX family_rows_lead ON family_rows (lead_worker, next_due, stream);
CREATE INDEX family_rows_village ON family_rows (org, village);

CREATE TABLE family_team (
    stream BLOB NOT NULL,
    worker BLOB NOT NULL,
    role TEXT NOT NULL,
    PRIMARY KEY (stream, worker)
);
CREATE INDEX family_team_worker ON family_team (worker, stream);

CREATE TABLE person_tokens (
    org BLOB NOT NULL,
    token BLOB NOT NULL,
    stream BLOB NOT NULL,
    person BLOB NOT NULL,
    PRIMARY KEY (org, token, stream, person)
) WITHOUT ROWID;
CREATE INDEX person_tokens_stream ON person_tokens (stream);

CREATE TABLE workers (
    worker BLOB NOT NULL PRIMARY KEY,
    org BLOB NOT NULL,
    account TEXT NOT NULL,
    name_km TEXT NOT NULL,
    name_en TEXT NOT NULL,
    roles TEXT NOT NULL,
    supervisor BLOB,
    areas TEXT NOT NULL,
    phone TEXT NOT NULL,
    active BIGINT NOT NULL
);
CREATE UNIQUE INDEX workers_account ON workers (account);
CREATE INDEX workers_org ON workers (org);
CREATE INDEX workers_supervisor ON workers (supervisor);

CREATE TABLE organisations (
    org BLOB NOT NULL PRIMARY KEY,
    name_km TEXT NOT NULL,
    name_en TEXT NOT NULL
);

CREATE TABLE villages (
    stream BLOB NOT NULL PRIMARY KEY,
    village TEXT NOT NULL
);

-- People who sign in, facts, settings --------------------------------------------------------------------------

CREATE TABLE credentials (
    worker BLOB NOT NULL PRIMARY KEY,
    hash TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    must_change BIGINT NOT NULL
);

CREATE TABLE sessions (
    token_hash BLOB NOT NULL PRIMARY KEY,
    worker BLOB NOT NULL,
    org BLOB NOT NULL,
    device BLOB NOT NULL,
    created BIGINT NOT NULL,
    last_seen BIGINT NOT NULL,
    expires BIGINT NOT NULL,
    csrf TEXT NOT NULL
);
CREATE INDEX sessions_worker ON sessions (worker);
CREATE INDEX sessions_expires ON sessions (expires);

CREATE TABLE signin_attempts (
    bucket BLOB NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX signin_attempts_bucket ON signin_attempts (bucket, at);

CREATE TABLE devices (
    worker BLOB NOT NULL,
    device BLOB NOT NULL,
    first_seen BIGINT NOT NULL,
    last_seen BIGINT NOT NULL,
    PRIMARY KEY (worker, device)
);

CREATE TABLE places (
    code TEXT NOT NULL,
    valid_from BIGINT NOT NULL,
    parent TEXT,
    kind TEXT NOT NULL,
    name_km TEXT NOT NULL,
    name_en TEXT NOT NULL,
    valid_until BIGINT,
    PRIMARY KEY (code, valid_from)
);

CREATE TABLE imports (
    org BLOB NOT NULL,
    id BLOB NOT NULL,
    by_worker BLOB NOT NULL,
    at BIGINT NOT NULL,
    rolled_back BIGINT,
    PRIMARY KEY (org, id)
);
CREATE UNIQUE INDEX imports_id ON imports (id);

CREATE TABLE import_families (
    import BLOB NOT NULL,
    stream BLOB NOT NULL,
    PRIMARY KEY (import, stream)
);

CREATE TABLE settings (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);
