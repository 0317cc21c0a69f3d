-- Tables of the desk itself.

-- +goose Up
SELECT society360_lock(ARRAY['announcements', 'users'], 'SHARE ROW EXCLUSIVE');

-- A write's key, made before it was sent, and what it brought about; void where
-- the desk gave the key up after a lost acknowledgement, so that a late
-- original is refused. No foreign key: a key outlives its user.
CREATE TABLE IF NOT EXISTS write_intents (
    key uuid PRIMARY KEY,
    actor_id uuid,
    action text NOT NULL,
    payload_hash bytea NOT NULL,
    result jsonb,
    void boolean NOT NULL DEFAULT false,
    created_at timestamptz NOT NULL DEFAULT now()
);

-- Failed sign-ins by account as typed and address.
CREATE TABLE IF NOT EXISTS sign_in_attempts (
    account text,
    address text,
    failures int NOT NULL,
    last_failed_at timestamptz NOT NULL,
    PRIMARY KEY (account, address)
);

CREATE TABLE IF NOT EXISTS announcement_reads (
    announcement_id uuid REFERENCES announcements(id) ON DELETE CASCADE,
    user_id uuid REFERENCES users(id) ON DELETE CASCADE,
    read_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (user_id, announcement_id)
);

-- +goose StatementBegin
DO $$
DECLARE
    foreign_table text;
BEGIN
    SELECT v.tbl INTO foreign_table
    FROM (VALUES
        ('write_intents', '{key,actor_id,action,payload_hash,result,void,created_at}'::text[]),
        ('sign_in_attempts', '{account,address,failures,last_failed_at}'),
        ('announcement_reads', '{announcement_id,user_id,read_at}')
    ) AS v(tbl, cols)
    WHERE NOT v.cols <@ (SELECT array_agg(a.attname::text) FROM pg_attribute a
                         WHERE a.attrelid = to_regclass(format('%I.%I', current_schema(), v.tbl)) AND a.attnum > 0 AND NOT a.attisdropped)
    LIMIT 1;
    IF foreign_table IS NOT NULL THEN
        RAISE EXCEPTION 'a table % of another program is in the way; move it to another schema', foreign_table
            USING ERRCODE = 'duplicate_table';
    END IF;
END
$$;
-- +goose StatementEnd
