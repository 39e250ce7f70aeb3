-- Families whose people's names were written or changed, to be compared with the others of their organisation, away from
-- whoever wrote; and pairs of families of which somebody may be the same. No names: who stands by number. What somebody
-- said of such a pair is in both files.
CREATE TABLE alike_waiting (
    stream BLOB NOT NULL PRIMARY KEY,
    head BIGINT NOT NULL
);
CREATE TABLE alike_pairs (
    one BLOB NOT NULL,
    other BLOB NOT NULL,
    org BLOB NOT NULL,
    one_person BLOB NOT NULL,
    other_person BLOB NOT NULL,
    score BIGINT NOT NULL,
    signs TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (one, other)
);
CREATE INDEX alike_pairs_other ON alike_pairs (other);
CREATE INDEX alike_pairs_org ON alike_pairs (org, at);
