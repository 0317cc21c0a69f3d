-- Two blocks of one short code, Tower A and Block A, no longer give their units one
-- label: whoever comes second is called by its whole name (Block A-101). What a block
-- is called in labels is decided when it is made or renamed, and stays. Blocks and
-- labels that stand are left as they are.

-- +goose Up
SELECT society360_lock(ARRAY['units', 'blocks'], 'ACCESS EXCLUSIVE');

ALTER TABLE blocks ADD COLUMN IF NOT EXISTS label_code text;
ALTER TABLE units ADD COLUMN IF NOT EXISTS long_key text;
COMMENT ON COLUMN blocks.label_code IS 'What stands before the number in labels of its units; NULL is the short code of the name. Kept by a trigger';
COMMENT ON COLUMN units.long_key IS 'The block''s whole name and the number as searches compare them, such as TOWERA101; kept by a trigger';

-- The letters of a label in capitals, whatever the locale of the database.
-- +goose StatementBegin
SELECT society360_define(current_schema(), $define$
CREATE OR REPLACE FUNCTION {schema}.society360_unit_key(label text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN {schema}.society360_fold(regexp_replace(label, '[\u0001-\u002F\u003A-\u0040\u005B-\u0060\u007B-\u00A9\u00AB-\u00B4\u00B6-\u00B9\u00BB-\u00BF\u2000-\u206F\u3000]', '', 'g'));
END
$$
$define$);
-- +goose StatementEnd

-- The label of a unit whose block is called by code. A number that begins with the
-- block's short code (A-101 in Block A) says it once.
-- +goose StatementBegin
SELECT society360_define(current_schema(), $define$
CREATE OR REPLACE FUNCTION {schema}.society360_unit_label_of(block_name text, label_code text, unit_number text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    short text := {schema}.society360_block_code(block_name);
    label text := {schema}.society360_unit_label(block_name, unit_number);
BEGIN
    IF label_code IS NULL OR {schema}.society360_fold(label_code) = {schema}.society360_fold(short) THEN
        RETURN label;
    END IF;
    IF upper(left(label, length(short))) = upper(short) THEN
        label := ltrim(substr(label, length(short) + 1), '- ');
    END IF;
    RETURN label_code || '-' || label;
END
$$
$define$);
-- +goose StatementEnd

-- +goose StatementBegin
SELECT society360_define(current_schema(), $define$
CREATE OR REPLACE FUNCTION {schema}.society360_units_label() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    block_name text;
    code text;
BEGIN
    IF NEW.block_id IS NOT NULL THEN
        SELECT b.name, b.label_code INTO block_name, code FROM {schema}.blocks b WHERE b.id = NEW.block_id FOR SHARE;
    END IF;
    NEW.label := {schema}.society360_unit_label_of(block_name, code, NEW.unit_number);
    NEW.search_key := {schema}.society360_unit_key(NEW.label);
    NEW.sort_key := {schema}.society360_sort_key(NEW.label);
    NEW.long_key := {schema}.society360_unit_key(concat(block_name, NEW.unit_number));
    RETURN NEW;
END
$$
$define$);
-- +goose StatementEnd

-- +goose StatementBegin
SELECT society360_define(current_schema(), $define$
CREATE OR REPLACE FUNCTION {schema}.society360_blocks_place() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    short text := {schema}.society360_block_code(NEW.name);
BEGIN
    NEW.sort_key := {schema}.society360_sort_key(NEW.name);
    IF TG_OP = 'INSERT' OR NEW.name IS DISTINCT FROM OLD.name THEN
        NEW.label_code := CASE WHEN EXISTS (
            SELECT FROM {schema}.blocks o
            WHERE o.id <> NEW.id AND {schema}.society360_fold(coalesce(o.label_code, {schema}.society360_block_code(o.name))) = {schema}.society360_fold(short)
        ) THEN NEW.name ELSE short END;
    ELSE
        NEW.label_code := OLD.label_code;
    END IF;
    RETURN NEW;
END
$$
$define$);
-- +goose StatementEnd
REVOKE EXECUTE ON FUNCTION society360_units_label() FROM PUBLIC;
REVOKE EXECUTE ON FUNCTION society360_blocks_place() FROM PUBLIC;

CREATE OR REPLACE TRIGGER society360_blocks_place
    BEFORE INSERT OR UPDATE OF name, sort_key, label_code ON blocks
    FOR EACH ROW EXECUTE FUNCTION society360_blocks_place();

CREATE OR REPLACE TRIGGER society360_units_label
    BEFORE INSERT OR UPDATE OF block_id, unit_number, label, search_key, sort_key, long_key ON units
    FOR EACH ROW EXECUTE FUNCTION society360_units_label();
