-- How an account's desks look, and what letters a gate's terminal has.

-- +goose Up
SELECT society360_lock(ARRAY['users', 'gate_terminals'], 'SHARE ROW EXCLUSIVE');

-- A row is there once its account has chosen something. NULL follows from the terminal.
CREATE TABLE IF NOT EXISTS desk_looks (
    user_id uuid PRIMARY KEY REFERENCES users(id) ON DELETE CASCADE,
    theme varchar(20),
    letters varchar(20),
    changed_at timestamptz NOT NULL DEFAULT now()
);

-- +goose StatementBegin
DO $$
BEGIN
    IF NOT '{user_id,theme,letters,changed_at}'::text[] <@ (
        SELECT array_agg(a.attname::text) FROM pg_attribute a
        WHERE a.attrelid = to_regclass(format('%I.%I', current_schema(), 'desk_looks')) AND a.attnum > 0 AND NOT a.attisdropped)
    THEN
        RAISE EXCEPTION 'a table desk_looks of another program is in the way; move it to another schema'
            USING ERRCODE = 'duplicate_table';
    END IF;
END
$$;
-- +goose StatementEnd

ALTER TABLE gate_terminals ADD COLUMN IF NOT EXISTS letters varchar(20);

COMMENT ON TABLE desk_looks IS 'How an account wants its desks to look; an account without a row has chosen nothing';
COMMENT ON COLUMN desk_looks.user_id IS 'Account';
COMMENT ON COLUMN desk_looks.theme IS 'Colours: dark, light or mono; NULL follows from the terminal';
COMMENT ON COLUMN desk_looks.letters IS 'Character set: utf-8, utf-8-narrow, latin-1 or ascii; NULL follows from the terminal';
COMMENT ON COLUMN desk_looks.changed_at IS 'When the account chose last';
COMMENT ON COLUMN gate_terminals.letters IS 'Character set that the terminal has: utf-8, utf-8-narrow, latin-1 or ascii; NULL follows from its environment';
