-- What is done by the calendar: since when the schedule knows a job, and each run of one.

-- +goose Up
SELECT society360_lock(ARRAY['users'], 'SHARE ROW EXCLUSIVE');

CREATE TABLE IF NOT EXISTS society360_jobs (
    job varchar(40) PRIMARY KEY,
    known_since timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE IF NOT EXISTS society360_job_runs (
    id uuid PRIMARY KEY,
    job varchar(40) NOT NULL,
    state varchar(20) NOT NULL CHECK (state IN ('asked', 'running', 'done', 'failed', 'left', 'broken_off')),
    asked_at timestamptz,
    asked_by uuid REFERENCES users(id) ON DELETE SET NULL,
    started_at timestamptz,
    ended_at timestamptz,
    result text,
    server varchar(100)
);

-- +goose StatementBegin
DO $$
BEGIN
    IF NOT '{job,known_since}'::text[] <@ (
            SELECT array_agg(a.attname::text) FROM pg_attribute a
            WHERE a.attrelid = to_regclass(format('%I.%I', current_schema(), 'society360_jobs')) AND a.attnum > 0 AND NOT a.attisdropped)
        OR NOT '{id,job,state,asked_at,asked_by,started_at,ended_at,result,server}'::text[] <@ (
            SELECT array_agg(a.attname::text) FROM pg_attribute a
            WHERE a.attrelid = to_regclass(format('%I.%I', current_schema(), 'society360_job_runs')) AND a.attnum > 0 AND NOT a.attisdropped)
    THEN
        RAISE EXCEPTION 'a table society360_jobs or society360_job_runs of another program is in the way; move it to another schema'
            USING ERRCODE = 'duplicate_table';
    END IF;
END
$$;
-- +goose StatementEnd

-- A job's runs from the newest on; what was asked for and has not begun stands first.
CREATE INDEX IF NOT EXISTS idx_job_runs ON society360_job_runs (job, started_at DESC, id DESC);

COMMENT ON TABLE society360_jobs IS 'The jobs of the schedule: what is done by the calendar';
COMMENT ON COLUMN society360_jobs.job IS 'Name of the job';
COMMENT ON COLUMN society360_jobs.known_since IS 'Since when a server does it: what was due before was not missed';
COMMENT ON TABLE society360_job_runs IS 'Runs of the jobs of the schedule, for 100 days';
COMMENT ON COLUMN society360_job_runs.id IS 'Run';
COMMENT ON COLUMN society360_job_runs.job IS 'Name of the job';
COMMENT ON COLUMN society360_job_runs.state IS 'asked (a person wants it now), running, done, failed, left (it cannot be done here), or broken_off (the server that was at it ended)';
COMMENT ON COLUMN society360_job_runs.asked_at IS 'When somebody asked for it; NULL where it came by the calendar';
COMMENT ON COLUMN society360_job_runs.asked_by IS 'Account that asked for it';
COMMENT ON COLUMN society360_job_runs.started_at IS 'When it began';
COMMENT ON COLUMN society360_job_runs.ended_at IS 'When it ended';
COMMENT ON COLUMN society360_job_runs.result IS 'What it did, or why it failed; NULL where there was nothing to do';
COMMENT ON COLUMN society360_job_runs.server IS 'Machine that did it';
