-- How large each table of the register was, day by day: what grows is seen before the
-- disk is full.

-- +goose Up
CREATE TABLE IF NOT EXISTS society360_table_sizes (
    day date NOT NULL,
    name varchar(130) NOT NULL,
    bytes bigint NOT NULL,
    table_rows bigint NOT NULL,
    PRIMARY KEY (name, day)
);

-- +goose StatementBegin
DO $$
BEGIN
    IF NOT '{day,name,bytes,table_rows}'::text[] <@ (
        SELECT array_agg(a.attname::text) FROM pg_attribute a
        WHERE a.attrelid = to_regclass(format('%I.%I', current_schema(), 'society360_table_sizes')) AND a.attnum > 0 AND NOT a.attisdropped)
    THEN
        RAISE EXCEPTION 'a table society360_table_sizes of another program is in the way; move it to another schema'
            USING ERRCODE = 'duplicate_table';
    END IF;
END
$$;
-- +goose StatementEnd

COMMENT ON TABLE society360_table_sizes IS 'How large each table was on a day, for 400 days';
COMMENT ON COLUMN society360_table_sizes.day IS 'Day, by the society''s calendar';
COMMENT ON COLUMN society360_table_sizes.name IS 'Table, with its schema where that is another than the society''s; * is the whole database';
COMMENT ON COLUMN society360_table_sizes.bytes IS 'Bytes on the disk, with indexes';
COMMENT ON COLUMN society360_table_sizes.table_rows IS 'About how many rows it had, as the server last counted';
