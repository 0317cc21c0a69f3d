-- The places of units and blocks in their lists: A-101 before A-1001, 9 before 10,
-- Tower 2 before Tower 10. units.sort_key and blocks.sort_key are kept by triggers,
-- whichever program writes the row, and compared byte by byte.

-- +goose Up
SELECT society360_lock(ARRAY['units', 'blocks'], 'ACCESS EXCLUSIVE');

ALTER TABLE units ADD COLUMN IF NOT EXISTS sort_key text;
ALTER TABLE blocks ADD COLUMN IF NOT EXISTS sort_key text;

-- The label in upper case with each run of digits a word of its own of ten places
-- at least, and a blank for whatever signs stand between two words (those that
-- society360_unit_key drops): A-101, A 101 and A101 have one place.
CREATE OR REPLACE FUNCTION society360_sort_key(label text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN upper(btrim(regexp_replace(regexp_replace(regexp_replace(label,
    '([0-9]+)', ' 0000000000\1', 'g'),
    '0{0,10}([0-9]{10,})', '\1', 'g'),
    '[\u0001-\u002F\u003A-\u0040\u005B-\u0060\u007B-\u00A9\u00AB-\u00B4\u00B6-\u00B9\u00BB-\u00BF\u2000-\u206F\u3000]+', ' ', 'g')));

-- +goose StatementBegin
CREATE OR REPLACE FUNCTION society360_units_label() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
    block_name text;
BEGIN
    IF NEW.block_id IS NOT NULL THEN
        SELECT b.name INTO block_name FROM blocks b WHERE b.id = NEW.block_id FOR SHARE;
    END IF;
    NEW.label := society360_unit_label(block_name, NEW.unit_number);
    NEW.search_key := society360_unit_key(NEW.label);
    NEW.sort_key := society360_sort_key(NEW.label);
    RETURN NEW;
END
$$;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE OR REPLACE FUNCTION society360_blocks_place() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    NEW.sort_key := society360_sort_key(NEW.name);
    RETURN NEW;
END
$$;
-- +goose StatementEnd

-- Replacing a function takes its settings off.
-- +goose StatementBegin
DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['society360_units_label()', 'society360_blocks_place()'] LOOP
        EXECUTE format('ALTER FUNCTION %s SET search_path = %I, pg_temp', name, current_schema());
        EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', name);
    END LOOP;
END
$$;
-- +goose StatementEnd

CREATE OR REPLACE TRIGGER society360_units_label
    BEFORE INSERT OR UPDATE OF block_id, unit_number, label, search_key, sort_key ON units
    FOR EACH ROW EXECUTE FUNCTION society360_units_label();

CREATE OR REPLACE TRIGGER society360_blocks_place
    BEFORE INSERT OR UPDATE OF name, sort_key ON blocks
    FOR EACH ROW EXECUTE FUNCTION society360_blocks_place();
