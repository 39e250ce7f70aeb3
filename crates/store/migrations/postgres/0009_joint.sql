-- Which organisations were asked to work on a family's file too, while nobody there has answered. A projection. Those
-- who do work on it are in family_team (as partners), and what is open to them is in family_shares.
CREATE TABLE family_offers (
    stream BYTEA NOT NULL,
    org BYTEA NOT NULL,
    PRIMARY KEY (stream, org)
);
CREATE INDEX family_offers_org ON family_offers (org);
