-- Documents of the network's own assessment tools and the workbooks that they were made from, by their hash: what a
-- hash stands for, and who published it, only the ledger says.

CREATE TABLE tool_files (
    hash BLOB NOT NULL PRIMARY KEY,
    bytes BLOB NOT NULL
);

-- Keys with which a worker's form-filling app (OpenRosa) sends for her. Of a key only its hash is kept.

CREATE TABLE collect_keys (
    worker BLOB NOT NULL PRIMARY KEY,
    org BLOB NOT NULL,
    -- As which device its entries come.
    device BLOB NOT NULL,
    hash BLOB NOT NULL,
    made_at BIGINT NOT NULL,
    used_at BIGINT
);

CREATE UNIQUE INDEX collect_keys_hash ON collect_keys (hash);

-- Forms that came filled in. The row stays, so that one that is sent again is known; its content goes when it was put
-- into a family's file or thrown away.

CREATE TABLE received_forms (
    id BLOB NOT NULL PRIMARY KEY,
    org BLOB NOT NULL,
    worker BLOB NOT NULL,
    device BLOB NOT NULL,
    form TEXT NOT NULL,
    version BIGINT NOT NULL,
    at BIGINT NOT NULL,
    -- waiting, placed, discarded
    state TEXT NOT NULL,
    stream BLOB,
    sealed BLOB NOT NULL
);

CREATE INDEX received_forms_open ON received_forms (worker, state, at);

-- Pictures and other files that came with them.

CREATE TABLE received_files (
    form BLOB NOT NULL,
    name BLOB NOT NULL,
    bytes BIGINT NOT NULL,
    sealed BLOB NOT NULL,
    PRIMARY KEY (form, name)
);
