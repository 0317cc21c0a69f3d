-- The names that visitors had, each once: a society has millions of visits and some
-- thousands of names. A search finds the names by their words, and walks the visits of
-- each in the order of time (idx_visitors_name). Kept by a trigger, whichever program
-- writes.

-- +goose Up
SELECT society360_lock(ARRAY['visitor_logs'], 'SHARE ROW EXCLUSIVE');

-- Nothing keeps a name from standing twice: whoever notes one that another transaction
-- has noted, and not committed, would wait for that. Readers take each once.
CREATE TABLE IF NOT EXISTS visitor_names (
    key text NOT NULL
);

-- +goose StatementBegin
DO $$
BEGIN
    IF NOT '{key}'::text[] <@ (
        SELECT array_agg(a.attname::text) FROM pg_attribute a
        WHERE a.attrelid = to_regclass(format('%I.%I', current_schema(), 'visitor_names')) AND a.attnum > 0 AND NOT a.attisdropped)
    THEN
        RAISE EXCEPTION 'a table visitor_names of another program is in the way; move it to another schema'
            USING ERRCODE = 'duplicate_table';
    END IF;
END
$$;
-- +goose StatementEnd

COMMENT ON TABLE visitor_names IS 'Names that visitors had, found by their words; kept by a trigger. One may stand twice, and stays when its visits are gone';
COMMENT ON COLUMN visitor_names.key IS 'society360_name_key of visitor_logs.visitor_name';

-- An entry of a btree has no room for the longest names.
CREATE INDEX IF NOT EXISTS idx_visitor_names_key ON visitor_names (left(key, 200) COLLATE "C");
CREATE INDEX IF NOT EXISTS idx_visitor_names_words ON visitor_names USING gin (key gin_trgm_ops) WITH (fastupdate = off);

-- +goose StatementBegin
SELECT society360_define(current_schema(), $define$
CREATE OR REPLACE FUNCTION {schema}.society360_visitors_named() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    named text;
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.visitor_name IS NOT DISTINCT FROM OLD.visitor_name THEN
        RETURN NULL;
    END IF;
    named := {schema}.society360_name_key(NEW.visitor_name);
    IF named IS NOT NULL AND NOT EXISTS (
        SELECT FROM {schema}.visitor_names n WHERE left(n.key, 200) COLLATE "C" = left(named, 200) AND n.key = named)
    THEN
        INSERT INTO {schema}.visitor_names (key) VALUES (named);
    END IF;
    RETURN NULL;
END
$$
$define$);
-- +goose StatementEnd
REVOKE EXECUTE ON FUNCTION society360_visitors_named() FROM PUBLIC;

CREATE OR REPLACE TRIGGER society360_visitors_named
    AFTER INSERT OR UPDATE ON visitor_logs
    FOR EACH ROW EXECUTE FUNCTION society360_visitors_named();
