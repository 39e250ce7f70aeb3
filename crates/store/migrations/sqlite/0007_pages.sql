-- Pages of a hundred thousand families: what a list asks of a row lies in an index, so that the rows themselves with
-- their sealed cards are read only for those that are shown; and what only few families have is found at once.

CREATE INDEX family_rows_light ON family_rows (
    stream, org, is_open, next_due, risk_rank, updated_at, stage, lead_worker, village,
    review_waiting, open_concern, conflicts
);
CREATE INDEX family_rows_review ON family_rows (org, is_open, next_due, stream) WHERE review_waiting > 0;
CREATE INDEX family_rows_concern ON family_rows (org, is_open, next_due, stream) WHERE open_concern > 0;
CREATE INDEX family_rows_conflict ON family_rows (org, is_open, next_due, stream) WHERE conflicts > 0;

DROP INDEX family_team_worker;
CREATE INDEX family_team_worker ON family_team (worker, role, stream);

-- To whom a family is being handed over, while nobody there has answered. A projection.
CREATE TABLE family_handovers (
    stream BLOB NOT NULL PRIMARY KEY,
    org BLOB NOT NULL
);
CREATE INDEX family_handovers_org ON family_handovers (org);
