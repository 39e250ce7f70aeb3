-- Signing in: how a session was proved and what it still waits for; guesses; second factors; recovery by two.

ALTER TABLE sessions ADD COLUMN device_name TEXT NOT NULL DEFAULT '';
ALTER TABLE sessions ADD COLUMN proofs TEXT NOT NULL DEFAULT 'passphrase';
ALTER TABLE sessions ADD COLUMN proved_at BIGINT NOT NULL DEFAULT 0;
ALTER TABLE sessions ADD COLUMN waits_for TEXT NOT NULL DEFAULT '';

-- Counts how often all sessions of a worker were ended: a sign-in that began before does not open one after.
CREATE TABLE session_epochs (
    worker BLOB NOT NULL PRIMARY KEY,
    epoch BIGINT NOT NULL
);

-- A first passphrase is good for one device and some days.
ALTER TABLE credentials ADD COLUMN used_by BLOB;
ALTER TABLE credentials ADD COLUMN expires_at BIGINT;

DROP TABLE signin_attempts;
CREATE TABLE guesses (
    bucket BLOB NOT NULL,
    id BLOB NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (bucket, id)
);
CREATE INDEX guesses_bucket ON guesses (bucket, at);
CREATE INDEX guesses_id ON guesses (id);
CREATE INDEX guesses_at ON guesses (at);

CREATE TABLE passkeys (
    id BLOB NOT NULL PRIMARY KEY,
    worker BLOB NOT NULL,
    name TEXT NOT NULL,
    public_key TEXT NOT NULL,
    added_at BIGINT NOT NULL,
    used_at BIGINT
);
CREATE INDEX passkeys_worker ON passkeys (worker);

CREATE TABLE totp (
    worker BLOB NOT NULL PRIMARY KEY,
    sealed BLOB NOT NULL,
    added_at BIGINT NOT NULL,
    active BIGINT NOT NULL,
    last_step BIGINT NOT NULL
);

CREATE TABLE recovery_codes (
    worker BLOB NOT NULL,
    hash BLOB NOT NULL,
    used_at BIGINT,
    PRIMARY KEY (worker, hash)
);

-- Since when somebody knows that she must have a second factor and has none.
CREATE TABLE factor_grace (
    worker BLOB NOT NULL PRIMARY KEY,
    since BIGINT NOT NULL
);

CREATE TABLE recoveries (
    id BLOB NOT NULL PRIMARY KEY,
    org BLOB NOT NULL,
    worker BLOB NOT NULL,
    proposed_by BLOB NOT NULL,
    proposed_at BIGINT NOT NULL,
    half BLOB NOT NULL,
    decided_by BLOB,
    decided_at BIGINT,
    outcome TEXT NOT NULL
);
CREATE INDEX recoveries_org ON recoveries (org, proposed_at);

CREATE TABLE provider_links (
    issuer TEXT NOT NULL,
    subject TEXT NOT NULL,
    worker BLOB NOT NULL,
    linked_at BIGINT NOT NULL,
    PRIMARY KEY (issuer, subject)
);
CREATE UNIQUE INDEX provider_links_worker ON provider_links (worker, issuer);

CREATE TABLE provider_invitations (
    worker BLOB NOT NULL PRIMARY KEY,
    issuer TEXT NOT NULL,
    name TEXT NOT NULL,
    by_worker BLOB NOT NULL,
    at BIGINT NOT NULL
);
CREATE INDEX provider_invitations_name ON provider_invitations (issuer, name);
