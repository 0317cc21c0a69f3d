-- How often each account searches for residents by phone: the trail tells of it by
-- numbers that grow, and not of each search.

-- +goose Up
SELECT society360_lock(ARRAY['users'], 'SHARE ROW EXCLUSIVE');

CREATE TABLE IF NOT EXISTS phone_searches (
    user_id uuid PRIMARY KEY REFERENCES users(id) ON DELETE CASCADE,
    hour timestamptz NOT NULL,
    searches int NOT NULL,
    hour_before timestamptz,
    searches_before int
);

-- +goose StatementBegin
DO $$
BEGIN
    IF NOT '{user_id,hour,searches,hour_before,searches_before}'::text[] <@ (
        SELECT array_agg(a.attname::text) FROM pg_attribute a
        WHERE a.attrelid = to_regclass(format('%I.%I', current_schema(), 'phone_searches')) AND a.attnum > 0 AND NOT a.attisdropped)
    THEN
        RAISE EXCEPTION 'a table phone_searches of another program is in the way; move it to another schema'
            USING ERRCODE = 'duplicate_table';
    END IF;
END
$$;
-- +goose StatementEnd

COMMENT ON TABLE phone_searches IS 'How often an account searched for residents by phone, in its last two hours with such searches';
COMMENT ON COLUMN phone_searches.user_id IS 'Account';
COMMENT ON COLUMN phone_searches.hour IS 'Beginning of the last hour in which it did';
COMMENT ON COLUMN phone_searches.searches IS 'How often, in that hour';
COMMENT ON COLUMN phone_searches.hour_before IS 'Beginning of the hour before that in which it did';
COMMENT ON COLUMN phone_searches.searches_before IS 'How often, in that one';
