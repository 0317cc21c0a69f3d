-- What people call a unit: units.label, such as A-101 in Tower A, and
-- units.search_key, such as A101, under which a101, A 101 and a-101 are found.
-- Triggers keep them, whichever program writes the unit or renames the block.

-- +goose Up
SELECT society360_lock(ARRAY['units', 'blocks'], 'ACCESS EXCLUSIVE');

ALTER TABLE units
    ADD COLUMN IF NOT EXISTS label text,
    ADD COLUMN IF NOT EXISTS search_key text;

-- The block's name without the words that say nothing (Tower A -> A, North
-- Wing -> North), or the whole name where nothing else is left of it.
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION society360_block_code(block_name text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN coalesce(
    nullif(btrim(regexp_replace(
        regexp_replace(block_name,
            '\y(towers?|blocks?|wings?|buildings?|phases?|bldg|blk|clusters?|sectors?)\y', ' ', 'gi'),
        '\s+', ' ', 'g'), ' -_.,:;/#()'), ''),
    btrim(block_name));
-- +goose StatementEnd

-- A number that already begins with the block's code is not given it twice. A
-- digit may follow a code that ends in a letter (A101), not one that ends in a
-- digit: 12 in Block 1 is 1-12.
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION society360_unit_label(block_name text, unit_number text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    number text := btrim(unit_number);
    code text := society360_block_code(block_name);
    rest text := substr(number, length(code) + 1, 1);
BEGIN
    IF coalesce(code, '') = '' THEN
        RETURN number;
    END IF;
    IF upper(left(number, length(code))) = upper(code)
       AND (rest IN ('-', ' ') OR rest ~ '^[0-9]$' AND code !~ '[0-9]$') THEN
        RETURN number;
    END IF;
    RETURN code || '-' || number;
END
$$;
-- +goose StatementEnd

-- The block is locked in share mode: a rename at the same time either comes
-- first and is seen here, or waits and then finds this unit.
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
    RETURN NEW;
END
$$;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE OR REPLACE FUNCTION society360_blocks_rename() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    UPDATE units SET label = label WHERE block_id = NEW.id;
    RETURN NULL;
END
$$;
-- +goose StatementEnd

-- The functions run as their owner: they must find our tables and nobody else's.
-- +goose StatementBegin
DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['society360_unit_label(text, text)', 'society360_units_label()', 'society360_blocks_rename()'] LOOP
        EXECUTE format('ALTER FUNCTION %s SET search_path = %I, pg_temp', name, current_schema());
    END LOOP;
END
$$;
-- +goose StatementEnd
REVOKE EXECUTE ON FUNCTION society360_units_label(), society360_blocks_rename() FROM PUBLIC;

CREATE OR REPLACE TRIGGER society360_units_label
    BEFORE INSERT OR UPDATE OF block_id, unit_number, label, search_key ON units
    FOR EACH ROW EXECUTE FUNCTION society360_units_label();

CREATE OR REPLACE TRIGGER society360_blocks_rename
    AFTER UPDATE OF name ON blocks
    FOR EACH ROW WHEN (OLD.name IS DISTINCT FROM NEW.name)
    EXECUTE FUNCTION society360_blocks_rename();
