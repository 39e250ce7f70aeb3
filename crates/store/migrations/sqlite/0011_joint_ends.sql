-- When the joint cases of a family end or ended, for those of the other organisation who are to be told: the file itself
-- is closed to them by then. No names: who had been named stands by number. A projection.
CREATE TABLE family_joints (
    stream BLOB NOT NULL,
    joint BLOB NOT NULL,
    org BLOB NOT NULL,
    lead BLOB NOT NULL,
    ends BIGINT NOT NULL,
    standing TEXT NOT NULL,
    workers TEXT NOT NULL,
    PRIMARY KEY (stream, joint)
);
CREATE INDEX family_joints_org ON family_joints (org, ends);
