-- The ledger -------------------------------------------------------------------------------------------------

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
END;
$$;

CREATE TABLE streams (
    id BYTEA NOT NULL PRIMARY KEY,
    kind TEXT NOT NULL,
    org BYTEA NOT NULL,
    head_seq BIGINT NOT NULL,
    head_hash BYTEA NOT NULL,
    key_wrapped BYTEA NOT NULL,
    created_at BIGINT NOT NULL
);
CREATE INDEX streams_kind ON streams (kind, org) WHERE kind <> 'family';

CREATE TABLE entries (
    stream BYTEA NOT NULL,
    seq BIGINT NOT NULL,
    id BYTEA NOT NULL,
    section TEXT NOT NULL,
    author BYTEA NOT NULL,
    device BYTEA NOT NULL,
    made_at BIGINT NOT NULL,
    received_at BIGINT NOT NULL,
    base_seen BIGINT NOT NULL,
    base_after BYTEA,
    v BIGINT NOT NULL,
    outcome TEXT NOT NULL,
    sealed BYTEA NOT NULL,
    hash BYTEA NOT NULL,
    PRIMARY KEY (stream, seq)
);
CREATE UNIQUE INDEX entries_id ON entries (id);

CREATE TRIGGER entries_append_only_update BEFORE UPDATE ON entries
FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER entries_append_only_delete BEFORE DELETE ON entries
FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER entries_no_truncate BEFORE TRUNCATE ON entries
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE org_keys (
    org BYTEA NOT NULL PRIMARY KEY,
    wrapped BYTEA NOT NULL
);

CREATE TABLE tray (
    org BYTEA NOT NULL,
    id BYTEA NOT NULL,
    stream BYTEA NOT NULL,
    author BYTEA NOT NULL,
    device BYTEA NOT NULL,
    made_at BIGINT NOT NULL,
    refused_at BIGINT NOT NULL,
    code TEXT NOT NULL,
    reason TEXT NOT NULL,
    sealed BYTEA NOT NULL,
    placed_seq BIGINT,
    PRIMARY KEY (org, id)
);
CREATE INDEX tray_author ON tray (author, refused_at);
CREATE INDEX tray_id ON tray (id);

CREATE TABLE audit (
    org BYTEA NOT NULL,
    seq BIGINT NOT NULL,
    at BIGINT NOT NULL,
    actor BYTEA NOT NULL,
    device BYTEA NOT NULL,
    action TEXT NOT NULL,
    stream BYTEA,
    sections TEXT NOT NULL,
    purpose TEXT NOT NULL,
    decision TEXT NOT NULL,
    outcome TEXT NOT NULL,
    request_id TEXT NOT NULL,
    hash BYTEA NOT NULL,
    PRIMARY KEY (org, seq)
);
CREATE INDEX audit_stream ON audit (stream, seq) WHERE stream IS NOT NULL;

CREATE TRIGGER audit_append_only_update BEFORE UPDATE ON audit
FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_append_only_delete BEFORE DELETE ON audit
FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_no_truncate BEFORE TRUNCATE ON audit
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE audit_heads (
    org BYTEA NOT NULL PRIMARY KEY,
    seq BIGINT NOT NULL,
    hash BYTEA NOT NULL
);

-- Projections: derived from the ledger, never the other way round ---------------------------------------------

CREATE TABLE family_rows (
    stream BYTEA NOT NULL PRIMARY KEY,
    org BYTEA NOT NULL,
    village TEXT COLLATE "C" NOT NULL,
    stage TEXT NOT NULL,
    is_open BIGINT NOT NULL,
    risk TEXT NOT NULL,
    risk_rank BIGINT NOT NULL,
    lead_worker BYTEA,
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
    card BYTEA NOT NULL
);
CREATE INDEX family_rows_due ON family_rows (org, is_open, next_due, stream);
CREATE INDEX family_rows_risk ON family_rows (org, is_open, risk_rank, next_due, stream);
CREATE INDEX family_rows_updated ON family_rows (org, is_open, updated_at, stream);
CREATE INDEX family_rows_stage_due ON family_rows (org, stage, next_due, stream);
CREATE INDEX family_rows_stage_updated ON family_rows (org, stage, updated_at, stream);
CREATE INDEX family_rows_lead ON family_rows (lead_worker, next_due, stream);
CREATE INDEX family_rows_village ON family_rows (org, village);

CREATE TABLE family_team (
    stream BYTEA NOT NULL,
    worker BYTEA NOT NULL,
    role TEXT NOT NULL,
    PRIMARY KEY (stream, worker)
);
CREATE INDEX family_team_worker ON family_team (worker, stream);

CREATE TABLE person_tokens (
    org BYTEA NOT NULL,
    token BYTEA NOT NULL,
    stream BYTEA NOT NULL,
    person BYTEA NOT NULL,
    PRIMARY KEY (org, token, stream, person)
);
CREATE INDEX person_tokens_stream ON person_tokens (stream);

CREATE TABLE workers (
    worker BYTEA NOT NULL PRIMARY KEY,
    org BYTEA NOT NULL,
    account TEXT NOT NULL,
    name_km TEXT NOT NULL,
    name_en TEXT NOT NULL,
    roles TEXT NOT NULL,
    supervisor BYTEA,
    areas TEXT NOT NULL,
    phone TEXT NOT NULL,
    active BIGINT NOT NULL
);
CREATE UNIQUE INDEX workers_account ON workers (account);
CREATE INDEX workers_org ON workers (org);
CREATE INDEX workers_supervisor ON workers (supervisor);

CREATE TABLE organisations (
    org BYTEA NOT NULL PRIMARY KEY,
    name_km TEXT NOT NULL,
    name_en TEXT NOT NULL
);

CREATE TABLE villages (
    stream BYTEA NOT NULL PRIMARY KEY,
    village TEXT COLLATE "C" NOT NULL
);

-- People who sign in, facts, settings --------------------------------------------------------------------------

CREATE TABLE credentials (
    worker BYTEA NOT NULL PRIMARY KEY,
    hash TEXT NOT NULL,
    changed_at BIGINT NOT NULL,
    must_change BIGINT NOT NULL
);

CREATE TABLE sessions (
    token_hash BYTEA NOT NULL PRIMARY KEY,
    worker BYTEA NOT NULL,
    org BYTEA NOT NULL,
    device BYTEA NOT NULL,
    created BIGINT NOT NULL,
    last_seen BIGINT NOT NULL,
    expires BIGINT NOT NULL,
    csrf TEXT NOT NULL
);
CREATE INDEX sessions_worker ON sessions (worker);
CREATE INDEX sessions_expires ON sessions (expires);

CREATE TABLE signin_attempts (
    bucket BYTEA NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX signin_attempts_bucket ON signin_attempts (bucket, at);

CREATE TABLE devices (
    worker BYTEA NOT NULL,
    device BYTEA NOT NULL,
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
    org BYTEA NOT NULL,
    id BYTEA NOT NULL,
    by_worker BYTEA NOT NULL,
    at BIGINT NOT NULL,
    rolled_back BIGINT,
    PRIMARY KEY (org, id)
);
CREATE UNIQUE INDEX imports_id ON imports (id);

CREATE TABLE import_families (
    import BYTEA NOT NULL,
    stream BYTEA NOT NULL,
    PRIMARY KEY (import, stream)
);

CREATE TABLE settings (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);
