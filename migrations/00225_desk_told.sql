-- Until when the desks of each account have told what became of what it waits for: the
-- next sign-in tells what came since.

-- +goose Up
SELECT society360_lock(ARRAY['users'], 'SHARE ROW EXCLUSIVE');

CREATE TABLE IF NOT EXISTS desk_told (
    user_id uuid PRIMARY KEY REFERENCES users(id) ON DELETE CASCADE,
    told_until timestamptz NOT NULL
);

-- +goose StatementBegin
DO $$
BEGIN
    IF NOT '{user_id,told_until}'::text[] <@ (
        SELECT array_agg(a.attname::text) FROM pg_attribute a
        WHERE a.attrelid = to_regclass(format('%I.%I', current_schema(), 'desk_told')) AND a.attnum > 0 AND NOT a.attisdropped)
    THEN
        RAISE EXCEPTION 'a table desk_told of another program is in the way; move it to another schema'
            USING ERRCODE = 'duplicate_table';
    END IF;
END
$$;
-- +goose StatementEnd

COMMENT ON TABLE desk_told IS 'Until when the desks of an account have told what became of what it waits for; an account without a row has had no desk that did';
COMMENT ON COLUMN desk_told.user_id IS 'Account';
COMMENT ON COLUMN desk_told.told_until IS 'What was decided later is told at its next sign-in';
