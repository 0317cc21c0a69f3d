-- The months of the archive are read by the key of a row, and by the hour where another
-- program reads the trail's (audit_logs_archive); all else asks the lists.

-- +goose Up
SET LOCAL lock_timeout = '5s';

-- +goose StatementBegin
DO $$
DECLARE
    made text;
BEGIN
    FOREACH made IN ARRAY ARRAY['visits_time', 'visits_unit', 'visits_phone', 'visits_phone_end', 'visits_name', 'visits_plate',
            'tickets_time', 'tickets_unit', 'tickets_number', 'tickets_title', 'audit_resource', 'audit_user'] LOOP
        EXECUTE format('DROP INDEX IF EXISTS %I.%I', society360_archive_schema(), 'archive_' || made);
    END LOOP;
END
$$;
-- +goose StatementEnd

-- +goose StatementBegin
SELECT society360_define(current_schema(), replace($define$
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
    IF kind = 'units' AND (EXISTS (SELECT FROM {archive}.visitor_logs_list v WHERE v.unit_id = which)
            OR EXISTS (SELECT FROM {archive}.maintenance_tickets_list t WHERE t.unit_id = which)) THEN
        RETURN false;
    END IF;
    EXECUTE format('DELETE FROM %I.%I t WHERE t.id = $1', {'schema'}, kind) USING which;
    RETURN true;
END
$$
$define$, '{archive}', quote_ident(society360_archive_schema())));
-- +goose StatementEnd
