-- The former archive of the trail has served. A row leaves audit_logs where the archive has
-- it as it stands, and in no other way; and a unit is not deleted of which the archive has
-- visits or tickets.

-- +goose Up
SELECT society360_lock(ARRAY['audit_logs_archive_former', 'audit_logs_archive', 'audit_logs'], 'ACCESS EXCLUSIVE');

-- +goose StatementBegin
DO $$
DECLARE
    former regclass := to_regclass(format('%I.audit_logs_archive_former', current_schema()));
BEGIN
    IF former IS NOT NULL THEN
        PERFORM society360_archive_view(former, false);
        -- What somebody put there behind the last step.
        INSERT INTO audit_logs_archive SELECT f.* FROM audit_logs_archive_former f;
        DROP TABLE audit_logs_archive_former;
    END IF;
END
$$;
-- +goose StatementEnd
DROP FUNCTION IF EXISTS society360_archive_view(regclass, boolean);

-- +goose StatementBegin
SELECT society360_define(current_schema(), replace(replace($define$
CREATE OR REPLACE FUNCTION {schema}.society360_audit_append_only() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    unchanged {schema}.audit_logs%ROWTYPE;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        unchanged := NEW;
        unchanged.user_id := OLD.user_id;
        -- Compared byte by byte: a column of any type can have been added.
        IF OLD.user_id IS NOT NULL AND NEW.user_id IS NULL
           AND unchanged *= OLD
           AND NOT EXISTS (SELECT FROM {schema}.users u WHERE u.id = OLD.user_id) THEN
            RETURN NEW;
        END IF;
    ELSIF TG_OP = 'DELETE' AND to_regclass(format('%I.audit_logs', {'archive'})) IS NOT NULL THEN
        IF EXISTS (SELECT FROM {archive}.audit_logs a WHERE a.id = OLD.id AND a.created_at = OLD.created_at
                AND (a.action, a.user_id, a.resource_type, a.resource_id, a.ip_address, a.user_agent, a.details)
                    IS NOT DISTINCT FROM (OLD.action::text, OLD.user_id, OLD.resource_type::text, OLD.resource_id, OLD.ip_address::text, OLD.user_agent::text, OLD.details)) THEN
            RETURN OLD;
        END IF;
    END IF;
    RAISE EXCEPTION 'audit_logs is append-only: % is refused', TG_OP
        USING ERRCODE = 'restrict_violation', TABLE = 'audit_logs', CONSTRAINT = 'audit_logs_append_only';
END
$$
$define$, '{archive}', quote_ident(society360_archive_schema())), '{''archive''}', quote_literal(society360_archive_schema())));
-- +goose StatementEnd
REVOKE EXECUTE ON FUNCTION society360_audit_append_only() FROM PUBLIC;

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
    IF kind = 'units' AND (EXISTS (SELECT FROM {archive}.visitor_logs v WHERE v.unit_id = which)
            OR EXISTS (SELECT FROM {archive}.maintenance_tickets t WHERE t.unit_id = which)) THEN
        RETURN false;
    END IF;
    EXECUTE format('DELETE FROM %I.%I t WHERE t.id = $1', {'schema'}, kind) USING which;
    RETURN true;
END
$$
$define$, '{archive}', quote_ident(society360_archive_schema())));
-- +goose StatementEnd
