-- "Is this child known elsewhere?" Each question is a row, whether anybody knows the child or not. Its words lie in it
-- only until it was matched, sealed with the network's own key.

CREATE TABLE elsewhere_questions (
    id BYTEA NOT NULL PRIMARY KEY,
    worker BYTEA NOT NULL,
    org BYTEA NOT NULL,
    device BYTEA NOT NULL,
    at BIGINT NOT NULL,
    until BIGINT NOT NULL,
    waits BIGINT NOT NULL,
    sealed BYTEA NOT NULL
);
CREATE INDEX elsewhere_questions_worker ON elsewhere_questions (worker, at);
CREATE INDEX elsewhere_questions_waits ON elsewhere_questions (waits, at);

-- A question before those who answer for one family that may be meant. Sealed with that family's key; what is told
-- when somebody makes contact is sealed for the asker's organisation.

CREATE TABLE elsewhere_enquiries (
    id BYTEA NOT NULL PRIMARY KEY,
    stream BYTEA NOT NULL,
    org BYTEA NOT NULL,
    asker BYTEA NOT NULL,
    asker_org BYTEA NOT NULL,
    at BIGINT NOT NULL,
    until BIGINT NOT NULL,
    sealed BYTEA NOT NULL,
    outcome TEXT NOT NULL,
    decided_by BYTEA,
    decided_at BIGINT,
    reason TEXT NOT NULL,
    note BYTEA NOT NULL,
    answer BYTEA NOT NULL
);
CREATE INDEX elsewhere_enquiries_org ON elsewhere_enquiries (org, outcome, at);
CREATE INDEX elsewhere_enquiries_asker ON elsewhere_enquiries (asker, outcome, decided_at);
CREATE INDEX elsewhere_enquiries_stream ON elsewhere_enquiries (stream);
