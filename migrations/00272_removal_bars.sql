-- Who is removed is not named by bars of visitors either: those that are over, of their phone
-- and vehicles. One that is in force stands in the way of the removal.

-- +goose Up
SET LOCAL lock_timeout = '5s';

-- +goose StatementBegin
SELECT society360_define(current_schema(), $define$
CREATE OR REPLACE FUNCTION {schema}.society360_remove_bars(removal uuid, bars uuid[]) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET row_security = off AS $$
DECLARE
    replaced bigint;
BEGIN
    IF NOT EXISTS (SELECT FROM {schema}.society360_removals r WHERE r.id = removal AND r.xmin = pg_current_xact_id()::xid) THEN
        RAISE EXCEPTION 'bars go with a person who is being removed' USING ERRCODE = 'invalid_parameter_value';
    END IF;
    UPDATE {schema}.barred_visitors b SET value = 'Removed person', reason = '[removed]', lift_reason = CASE WHEN b.lift_reason IS NOT NULL THEN '[removed]' END
        WHERE b.id = ANY (bars);
    GET DIAGNOSTICS replaced = ROW_COUNT;
    INSERT INTO {schema}.society360_removal_things (thing, removal_id) SELECT b.id, removal FROM {schema}.barred_visitors b WHERE b.id = ANY (bars) ON CONFLICT DO NOTHING;
    RETURN replaced;
END
$$
$define$);
-- +goose StatementEnd
REVOKE EXECUTE ON FUNCTION society360_remove_bars(uuid, uuid[]) FROM PUBLIC;

-- +goose StatementBegin
DO $$
BEGIN
    EXECUTE format('ALTER FUNCTION society360_remove_bars(uuid, uuid[]) OWNER TO %s',
        (SELECT c.relowner::regrole FROM pg_class c WHERE c.oid = to_regclass(format('%I.%I', current_schema(), 'audit_logs'))));
END
$$;
-- +goose StatementEnd
