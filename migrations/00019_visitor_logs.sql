-- What the gate knows of a visit and the platform's columns have no place for. The
-- defaults are constants, so that a large table is not rewritten; a visit from
-- before has the time of this step as its created_at and is ordered by its
-- check_in_time.

-- +goose Up
SELECT society360_lock(ARRAY['visitor_logs'], 'ACCESS EXCLUSIVE');

ALTER TABLE visitor_logs
    ADD COLUMN IF NOT EXISTS created_at timestamptz NOT NULL DEFAULT now(),
    ADD COLUMN IF NOT EXISTS expected_arrival timestamptz,
    ADD COLUMN IF NOT EXISTS approved_at timestamptz,
    ADD COLUMN IF NOT EXISTS exit_gate varchar(50),
    ADD COLUMN IF NOT EXISTS party_size smallint NOT NULL DEFAULT 1,
    ADD COLUMN IF NOT EXISTS presumed_left boolean NOT NULL DEFAULT false;

ALTER TABLE visitor_logs
    ADD CONSTRAINT visitor_logs_party_size_check CHECK (party_size BETWEEN 1 AND 99) NOT VALID;
