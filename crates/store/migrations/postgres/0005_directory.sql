-- The service directory and referrals to services ---------------------------------------------------------------

CREATE TABLE providers (
    stream BYTEA NOT NULL PRIMARY KEY,
    organisation BYTEA,
    kind TEXT NOT NULL,
    -- Codes of its places and of everything that its services cover, with spaces between; '' alone is the country.
    covers TEXT NOT NULL,
    state TEXT NOT NULL
);

CREATE TABLE provider_services (
    stream BYTEA NOT NULL,
    service BYTEA NOT NULL,
    code TEXT NOT NULL,
    room TEXT NOT NULL,
    confirmed TEXT NOT NULL,
    PRIMARY KEY (stream, service)
);
CREATE INDEX provider_services_code ON provider_services (code);

-- What kind of help, and from whom, stays sealed: it would tell of a family what nobody needs to list.
CREATE TABLE service_referrals (
    stream BYTEA NOT NULL PRIMARY KEY,
    org BYTEA NOT NULL,
    family BYTEA NOT NULL,
    to_org BYTEA,
    state TEXT NOT NULL,
    is_open BIGINT NOT NULL,
    due BIGINT,
    updated_at BIGINT NOT NULL
);
CREATE INDEX service_referrals_family ON service_referrals (family);
CREATE INDEX service_referrals_to ON service_referrals (to_org, is_open, updated_at) WHERE to_org IS NOT NULL;

-- Until when the consents of a family let the receiver of a referral read it.
CREATE TABLE service_grants (
    family BYTEA NOT NULL,
    referral BYTEA NOT NULL,
    until BIGINT NOT NULL,
    PRIMARY KEY (family, referral)
);
CREATE INDEX service_grants_referral ON service_grants (referral);

-- Links for receivers without an account. Neither token nor code is kept, only what they are compared with.
CREATE TABLE service_links (
    token_hash BYTEA NOT NULL PRIMARY KEY,
    code_hash BYTEA NOT NULL,
    referral BYTEA NOT NULL,
    org BYTEA NOT NULL,
    made_by BYTEA NOT NULL,
    made_at BIGINT NOT NULL,
    expires BIGINT NOT NULL,
    wrong BIGINT NOT NULL
);
CREATE INDEX service_links_referral ON service_links (referral);
