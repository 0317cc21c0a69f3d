-- Which words each hour of the trail has, for the last two months: a search for a text in
-- the details passes by the hours that have none of its words, instead of reading every
-- row of a week. Nothing is kept as rows are written, which would cost each write: an
-- hour's words are noted once it is over. Only these functions write here; with a right of
-- its own, the desk's role could hide rows from whoever searches.

-- +goose Up
SELECT society360_lock(ARRAY['audit_logs'], 'SHARE ROW EXCLUSIVE');

CREATE TABLE IF NOT EXISTS society360_trail_words (
    hour timestamptz PRIMARY KEY,
    after bigint NOT NULL,
    words text COLLATE "C",
    too_much boolean NOT NULL DEFAULT false
);
CREATE TABLE IF NOT EXISTS society360_trail_late (
    hour timestamptz NOT NULL
);

-- +goose StatementBegin
DO $$
DECLARE
    made record;
BEGIN
    FOR made IN SELECT * FROM (VALUES ('society360_trail_words', '{hour,after,words,too_much}'::text[]),
        ('society360_trail_late', '{hour}')) AS m (tbl, cols)
    LOOP
        IF NOT made.cols <@ (SELECT array_agg(a.attname::text) FROM pg_attribute a
            WHERE a.attrelid = to_regclass(format('%I.%I', current_schema(), made.tbl)) AND a.attnum > 0 AND NOT a.attisdropped)
        THEN
            RAISE EXCEPTION 'a table % of another program is in the way; move it to another schema', made.tbl USING ERRCODE = 'duplicate_table';
        END IF;
    END LOOP;
END
$$;
-- +goose StatementEnd

-- The words of a text: whatever stands between these signs. Letters of ASCII alone are
-- folded. A text that has no such sign in it stands within one word wherever it stands.
-- +goose StatementBegin
SELECT society360_define(current_schema(), $define$
CREATE OR REPLACE FUNCTION {schema}.society360_trail_words_of(t text) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN string_to_array(translate(lower(t COLLATE "C"), E' \t\r\n!"#$%&''()*+,/:;<=>?@[\\]^`{|}~', '                                 '), ' ')
$define$);
-- +goose StatementEnd

-- Notes the words of hours that are over, for a moment, and returns of how many. An
-- hour is noted by two calls: first the number of the call's transaction; and its words once
-- that and all before it have ended, so that no row of the hour is still to come. It is begun
-- ten minutes after its end: by then the transaction of a row that bears its time has a number.
-- +goose StatementBegin
SELECT society360_define(current_schema(), $define$
CREATE OR REPLACE FUNCTION {schema}.society360_trail_note_words() RETURNS int
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    began timestamptz := clock_timestamp();
    last timestamptz := date_trunc('hour', began - interval '10 minutes', 'UTC') - interval '1 hour';
    number bigint := pg_current_xact_id()::text::bigint;
    want timestamptz;
    done int := 0;
BEGIN
    WITH late AS (DELETE FROM {schema}.society360_trail_late RETURNING hour)
    DELETE FROM {schema}.society360_trail_words w WHERE w.hour IN (SELECT l.hour FROM late l);
    -- Ahead of a clock that was set back, rows may come again.
    DELETE FROM {schema}.society360_trail_words w WHERE w.hour < began - interval '62 days' OR w.hour > last;
    -- In a copy of the database, numbers begin anew.
    UPDATE {schema}.society360_trail_words w SET after = number WHERE w.words IS NULL AND w.after > number;
    INSERT INTO {schema}.society360_trail_words (hour, after)
    SELECT h, number FROM generate_series(last - interval '61 days', last, interval '1 hour') h
    WHERE NOT EXISTS (SELECT FROM {schema}.society360_trail_words w WHERE w.hour = h) ON CONFLICT DO NOTHING;
    LOOP
        SELECT w.hour INTO want FROM {schema}.society360_trail_words w
        WHERE w.words IS NULL AND NOT w.too_much AND w.after < pg_snapshot_xmin(pg_current_snapshot())::text::bigint
        ORDER BY w.hour DESC LIMIT 1 FOR UPDATE SKIP LOCKED;
        EXIT WHEN want IS NULL;
        -- What is as large, or packed, is not searched either.
        WITH read AS MATERIALIZED (
            SELECT l.details FROM {schema}.audit_logs l WHERE l.created_at >= want AND l.created_at < want + interval '1 hour'
                AND pg_column_size(l.details) <= CASE WHEN pg_column_compression(l.details) IS NULL THEN 65536 ELSE 8192 END
            LIMIT 50001
        ), measured AS MATERIALIZED (SELECT count(*) > 50000 OR coalesce(sum(pg_column_size(r.details)), 0) > 64 << 20 AS too_much FROM read r),
        found AS (
            SELECT DISTINCT x.word COLLATE "C" AS word FROM measured m CROSS JOIN read r CROSS JOIN LATERAL unnest({schema}.society360_trail_words_of(r.details::text)) x (word)
            WHERE NOT m.too_much AND x.word <> ''
        )
        UPDATE {schema}.society360_trail_words w SET too_much = m.too_much,
            words = CASE WHEN NOT m.too_much THEN coalesce((SELECT string_agg(f.word, ' ' ORDER BY f.word) FROM found f), '') END
        FROM measured m WHERE w.hour = want;
        done := done + 1;
        EXIT WHEN clock_timestamp() > began + interval '300 milliseconds';
    END LOOP;
    RETURN done;
END
$$
$define$);
-- +goose StatementEnd
REVOKE EXECUTE ON FUNCTION society360_trail_note_words() FROM PUBLIC;

-- The desk's rows have the server's time. Those of other programs may have an earlier one,
-- also that at which a long transaction began: what is noted of its hour then says nothing.
-- It is kept in a row of its own, for which nobody waits.
-- +goose StatementBegin
SELECT society360_define(current_schema(), $define$
CREATE OR REPLACE FUNCTION {schema}.society360_trail_late() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NEW.created_at < clock_timestamp() - interval '5 minutes' AND NEW.created_at > clock_timestamp() - interval '63 days' THEN
        INSERT INTO {schema}.society360_trail_late (hour) VALUES (date_trunc('hour', NEW.created_at, 'UTC'));
    END IF;
    RETURN NULL;
END
$$
$define$);
-- +goose StatementEnd
REVOKE EXECUTE ON FUNCTION society360_trail_late() FROM PUBLIC;
-- +goose StatementBegin
SELECT society360_define(current_schema(), $define$
CREATE OR REPLACE TRIGGER society360_trail_late
    AFTER INSERT ON {schema}.audit_logs
    FOR EACH ROW WHEN (current_user <> {schema}.society360_desk_role()) EXECUTE FUNCTION {schema}.society360_trail_late()
$define$);
-- +goose StatementEnd

COMMENT ON TABLE society360_trail_words IS 'Which words each hour of the audit trail has in its details, for the last two months';
COMMENT ON COLUMN society360_trail_words.hour IS 'When the hour begins';
COMMENT ON COLUMN society360_trail_words.after IS 'The number of a transaction that began when the hour was over: once it and all before it have ended, the words are noted';
COMMENT ON COLUMN society360_trail_words.words IS 'Its words, each once; NULL as long as they are not noted, and the hour is read';
COMMENT ON COLUMN society360_trail_words.too_much IS 'Whether the hour has more than is noted';
COMMENT ON TABLE society360_trail_late IS 'Hours of the audit trail to which other programs added rows when they may have been noted';
COMMENT ON COLUMN society360_trail_late.hour IS 'When the hour begins';
