-- A unit's status follows who lives there (unless it is under maintenance),
-- whichever program of the platform moves them; and a block or unit goes only
-- while nothing refers to it.

-- +goose Up
SELECT society360_lock(ARRAY['user_units', 'users'], 'SHARE ROW EXCLUSIVE');

-- Statuses of units that stand otherwise than their residents say are set. The
-- units are locked before it is read who lives there, so that two who move at
-- once see one another. NO KEY: rows that refer to a unit do not wait for it.
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION society360_units_settle(ids uuid[]) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM units u WHERE u.id = ANY (ids) ORDER BY u.id FOR NO KEY UPDATE;
    UPDATE units u SET status = w.status
    FROM (SELECT i.id, CASE WHEN EXISTS (
                SELECT FROM user_units l JOIN users p ON p.id = l.user_id
                WHERE l.unit_id = i.id AND coalesce(l.status, 'active') = 'active' AND p.deleted_at IS NULL)
            THEN 'occupied' ELSE 'vacant' END AS status
          FROM unnest(ids) AS i(id)) AS w
    WHERE u.id = w.id AND coalesce(u.status, 'vacant') <> 'under_maintenance'
      AND u.status IS DISTINCT FROM w.status;
END
$$;
-- +goose StatementEnd

-- Once a statement, so that bulk loads cost one pass.
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION society360_units_follow() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER AS $$
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
        SELECT array_agg(u.id) INTO ids FROM units u WHERE u.status = 'occupied';
    END IF;
    IF ids IS NOT NULL THEN
        PERFORM society360_units_settle(ids);
    END IF;
    RETURN NULL;
END
$$;
-- +goose StatementEnd

-- A deleted account lives nowhere, and somewhere again once it is restored.
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION society360_units_follow_account() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
    ids uuid[];
BEGIN
    SELECT array_agg(DISTINCT l.unit_id) INTO ids
    FROM user_units l WHERE l.user_id = NEW.id AND coalesce(l.status, 'active') = 'active';
    IF ids IS NOT NULL THEN
        PERFORM society360_units_settle(ids);
    END IF;
    RETURN NULL;
END
$$;
-- +goose StatementEnd

-- Deletes the block or unit and reports true, or false where it is not there or
-- a row of any table refers to it: the platform's keys would take its history
-- along. The desk's role may delete from neither table; this is its only way. The
-- row is locked first: what refers to it from then on waits, and finds it gone.
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION society360_remove(kind text, which uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
    link record;
    hangs boolean;
BEGIN
    IF kind NOT IN ('blocks', 'units') THEN
        RAISE EXCEPTION 'society360_remove takes blocks or units' USING ERRCODE = 'invalid_parameter_value';
    END IF;
    EXECUTE format('SELECT true FROM %I t WHERE t.id = $1 FOR UPDATE', kind) INTO hangs USING which;
    IF hangs IS NULL THEN
        RETURN false;
    END IF;
    FOR link IN
        SELECT c.conrelid::regclass AS referrer, a.attname AS col
        FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
        WHERE c.contype = 'f' AND c.confrelid = to_regclass(format('%I.%I', current_schema(), kind)) AND c.conparentid = 0
    LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM %s t WHERE t.%I = $1)', link.referrer, link.col) INTO hangs USING which;
        IF hangs THEN
            RETURN false;
        END IF;
    END LOOP;
    EXECUTE format('DELETE FROM %I t WHERE t.id = $1', kind) USING which;
    RETURN true;
END
$$;
-- +goose StatementEnd

-- +goose StatementBegin
DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['society360_units_settle(uuid[])', 'society360_units_follow()',
            'society360_units_follow_account()', 'society360_remove(text, uuid)'] LOOP
        EXECUTE format('ALTER FUNCTION %s SET search_path = %I, pg_temp', name, current_schema());
        EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', name);
    END LOOP;
END
$$;
-- +goose StatementEnd

-- A trigger with transition tables stands for one event.
CREATE OR REPLACE TRIGGER society360_units_follow_insert
    AFTER INSERT ON user_units REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION society360_units_follow();
CREATE OR REPLACE TRIGGER society360_units_follow_update
    AFTER UPDATE ON user_units REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION society360_units_follow();
CREATE OR REPLACE TRIGGER society360_units_follow_delete
    AFTER DELETE ON user_units REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION society360_units_follow();
CREATE OR REPLACE TRIGGER society360_units_follow_truncate
    AFTER TRUNCATE ON user_units
    FOR EACH STATEMENT EXECUTE FUNCTION society360_units_follow();
CREATE OR REPLACE TRIGGER society360_units_follow_account
    AFTER UPDATE OF deleted_at ON users
    FOR EACH ROW WHEN ((OLD.deleted_at IS NULL) <> (NEW.deleted_at IS NULL))
    EXECUTE FUNCTION society360_units_follow_account();
