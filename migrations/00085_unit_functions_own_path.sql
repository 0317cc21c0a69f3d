-- The functions of units and blocks see pg_catalog alone and name our tables with
-- their schema (as from 00084).

-- +goose Up
SET LOCAL lock_timeout = '5s';

-- The block is locked in share mode: a rename at the same time either comes
-- first and is seen here, or waits and then finds this unit.
-- +goose StatementBegin
SELECT society360_define(current_schema(), $define$
CREATE OR REPLACE FUNCTION {schema}.society360_units_label() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    block_name text;
BEGIN
    IF NEW.block_id IS NOT NULL THEN
        SELECT b.name INTO block_name FROM {schema}.blocks b WHERE b.id = NEW.block_id FOR SHARE;
    END IF;
    NEW.label := {schema}.society360_unit_label(block_name, NEW.unit_number);
    NEW.search_key := {schema}.society360_unit_key(NEW.label);
    NEW.sort_key := {schema}.society360_sort_key(NEW.label);
    RETURN NEW;
END
$$
$define$);
-- +goose StatementEnd

-- +goose StatementBegin
SELECT society360_define(current_schema(), $define$
CREATE OR REPLACE FUNCTION {schema}.society360_blocks_rename() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE {schema}.units SET label = label WHERE block_id = NEW.id;
    RETURN NULL;
END
$$
$define$);
-- +goose StatementEnd

-- +goose StatementBegin
SELECT society360_define(current_schema(), $define$
CREATE OR REPLACE FUNCTION {schema}.society360_blocks_place() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    NEW.sort_key := {schema}.society360_sort_key(NEW.name);
    RETURN NEW;
END
$$
$define$);
-- +goose StatementEnd

-- Statuses of units that stand otherwise than their residents say are set. The
-- units are locked before it is read who lives there, so that two who move at
-- once see one another. NO KEY: rows that refer to a unit do not wait for it.
-- +goose StatementBegin
SELECT society360_define(current_schema(), $define$
CREATE OR REPLACE FUNCTION {schema}.society360_units_settle(ids uuid[]) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM FROM {schema}.units u WHERE u.id = ANY (ids) ORDER BY u.id FOR NO KEY UPDATE;
    UPDATE {schema}.units u SET status = w.status
    FROM (SELECT i.id, coalesce((
                SELECT 'occupied' FROM {schema}.user_units l JOIN {schema}.users p ON p.id = l.user_id
                WHERE l.unit_id = i.id AND coalesce(l.status, 'active') = 'active' AND p.deleted_at IS NULL
                LIMIT 1), 'vacant') AS status
          FROM unnest(ids) AS i(id)) AS w
    WHERE u.id = w.id AND coalesce(u.status, 'vacant') <> 'under_maintenance'
      AND u.status IS DISTINCT FROM w.status;
END
$$
$define$);
-- +goose StatementEnd

-- Once a statement, so that bulk loads cost one pass.
-- +goose StatementBegin
SELECT society360_define(current_schema(), $define$
CREATE OR REPLACE FUNCTION {schema}.society360_units_follow() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    ids uuid[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT array_agg(DISTINCT n.unit_id) INTO ids FROM new_rows n;
    ELSIF TG_OP = 'DELETE' THEN
        SELECT array_agg(DISTINCT o.unit_id) INTO ids FROM old_rows o;
    ELSIF TG_OP = 'UPDATE' THEN
        SELECT array_agg(DISTINCT c.unit_id) INTO ids
        FROM ((SELECT n.id, n.user_id, n.unit_id, coalesce(n.status, 'active') FROM new_rows n
               EXCEPT SELECT o.id, o.user_id, o.unit_id, coalesce(o.status, 'active') FROM old_rows o)
              UNION ALL
              (SELECT o.id, o.user_id, o.unit_id, coalesce(o.status, 'active') FROM old_rows o
               EXCEPT SELECT n.id, n.user_id, n.unit_id, coalesce(n.status, 'active') FROM new_rows n)) AS c;
    ELSE
        SELECT array_agg(u.id) INTO ids FROM {schema}.units u WHERE u.status = 'occupied';
    END IF;
    IF ids IS NOT NULL THEN
        PERFORM {schema}.society360_units_settle(ids);
    END IF;
    RETURN NULL;
END
$$
$define$);
-- +goose StatementEnd

-- +goose StatementBegin
SELECT society360_define(current_schema(), $define$
CREATE OR REPLACE FUNCTION {schema}.society360_units_follow_account() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    ids uuid[];
BEGIN
    SELECT array_agg(DISTINCT l.unit_id) INTO ids
    FROM {schema}.user_units l WHERE l.user_id = NEW.id AND coalesce(l.status, 'active') = 'active';
    IF ids IS NOT NULL THEN
        PERFORM {schema}.society360_units_settle(ids);
    END IF;
    RETURN NULL;
END
$$
$define$);
-- +goose StatementEnd

-- Deletes the block or unit and reports true, or false where it is not there or
-- a row of any table refers to it: the platform's keys would take its history
-- along. The desk's role may delete from neither table; this is its only way. The
-- row is locked first: what refers to it from then on waits, and finds it gone. A
-- table whose policy would hide rows from the owner stops it: what is hidden
-- would be deleted as well, and the policy run as the owner.
-- +goose StatementBegin
SELECT society360_define(current_schema(), $define$
CREATE OR REPLACE FUNCTION {schema}.society360_remove(kind text, which uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET row_security = off AS $$
DECLARE
    link record;
    hangs boolean;
BEGIN
    IF kind NOT IN ('blocks', 'units') THEN
        RAISE EXCEPTION 'society360_remove takes blocks or units' USING ERRCODE = 'invalid_parameter_value';
    END IF;
    EXECUTE format('SELECT true FROM %I.%I t WHERE t.id = $1 FOR UPDATE', {'schema'}, kind) INTO hangs USING which;
    IF hangs IS NULL THEN
        RETURN false;
    END IF;
    FOR link IN
        SELECT c.conrelid::regclass AS referrer, a.attname AS col
        FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
        WHERE c.contype = 'f' AND c.confrelid = to_regclass(format('%I.%I', {'schema'}, kind)) AND c.conparentid = 0
    LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM %s t WHERE t.%I = $1)', link.referrer, link.col) INTO hangs USING which;
        IF hangs THEN
            RETURN false;
        END IF;
    END LOOP;
    EXECUTE format('DELETE FROM %I.%I t WHERE t.id = $1', {'schema'}, kind) USING which;
    RETURN true;
END
$$
$define$);
-- +goose StatementEnd
