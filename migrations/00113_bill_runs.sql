-- A monthly run of bills is a thing: who raised it, when, and, where it was taken
-- back, who did that and why. The bills of a run in force have its month in
-- run_month. Those of one that was taken back are void, have no run_month any more,
-- so that the month can be billed anew, and name the run in run_id.
--
-- A month has one run in force at most. A month that has bills and no row here was
-- billed by an earlier version.

-- +goose Up
SELECT society360_lock(ARRAY['users'], 'SHARE ROW EXCLUSIVE');

CREATE TABLE IF NOT EXISTS society360_bill_runs (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    month date NOT NULL,
    raised_at timestamptz NOT NULL DEFAULT now(),
    raised_by uuid REFERENCES users(id) ON DELETE SET NULL,
    raised_as text,
    taken_back_at timestamptz,
    taken_back_by uuid REFERENCES users(id) ON DELETE SET NULL,
    reason text,
    bills integer,
    total numeric(14,2)
);
CREATE UNIQUE INDEX IF NOT EXISTS society360_bill_runs_month_key ON society360_bill_runs (month) WHERE taken_back_at IS NULL;
CREATE INDEX IF NOT EXISTS idx_society360_bill_runs_month ON society360_bill_runs (month, taken_back_at);

COMMENT ON TABLE society360_bill_runs IS 'Monthly runs of bills, in force and taken back';
COMMENT ON COLUMN society360_bill_runs.id IS 'Names the run';
COMMENT ON COLUMN society360_bill_runs.month IS 'The first day of the month that it billed';
COMMENT ON COLUMN society360_bill_runs.raised_at IS 'When its first bills were raised';
COMMENT ON COLUMN society360_bill_runs.raised_by IS 'Who raised them; NULL for the program';
COMMENT ON COLUMN society360_bill_runs.raised_as IS 'On whose behalf the program did; NULL for a person';
COMMENT ON COLUMN society360_bill_runs.taken_back_at IS 'When it was taken back; NULL while it is in force';
COMMENT ON COLUMN society360_bill_runs.taken_back_by IS 'Who took it back';
COMMENT ON COLUMN society360_bill_runs.reason IS 'Why it was taken back';
COMMENT ON COLUMN society360_bill_runs.bills IS 'How many bills were taken back with it, late fees aside';
COMMENT ON COLUMN society360_bill_runs.total IS 'Their sum';

SELECT society360_lock(ARRAY['bills'], 'ACCESS EXCLUSIVE');
ALTER TABLE bills ADD COLUMN IF NOT EXISTS run_id uuid;
ALTER TABLE bills
    ADD CONSTRAINT bills_run_id_fkey FOREIGN KEY (run_id) REFERENCES society360_bill_runs(id) ON DELETE SET NULL NOT VALID;
COMMENT ON COLUMN bills.run_id IS 'The run that the bill was taken back with';
