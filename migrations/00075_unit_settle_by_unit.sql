-- Who lives in a unit is looked up for each unit by its index. As EXISTS it could
-- be planned as one list of everybody who lives anywhere, which a database that
-- has not counted its tables yet makes by comparing every resident with every
-- account: an import of 10,000 units took that for each of its chunks, and ran into
-- the desk's time limit.

-- +goose Up
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION society360_units_settle(ids uuid[]) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM units u WHERE u.id = ANY (ids) ORDER BY u.id FOR NO KEY UPDATE;
    UPDATE units u SET status = w.status
    FROM (SELECT i.id, coalesce((
                SELECT 'occupied' FROM user_units l JOIN users p ON p.id = l.user_id
                WHERE l.unit_id = i.id AND coalesce(l.status, 'active') = 'active' AND p.deleted_at IS NULL
                LIMIT 1), 'vacant') AS status
          FROM unnest(ids) AS i(id)) AS w
    WHERE u.id = w.id AND coalesce(u.status, 'vacant') <> 'under_maintenance'
      AND u.status IS DISTINCT FROM w.status;
END
$$;
-- +goose StatementEnd

-- Replacing a function takes its settings off.
-- +goose StatementBegin
DO $$
BEGIN
    EXECUTE format('ALTER FUNCTION society360_units_settle(uuid[]) SET search_path = %I, pg_temp', current_schema());
    REVOKE EXECUTE ON FUNCTION society360_units_settle(uuid[]) FROM PUBLIC;
END
$$;
-- +goose StatementEnd
