-- A row of the trail that was archived is as little to be changed or removed as one that was
-- not: by nobody, the tables' owner included. What moves there may take a copy out again
-- whose row stands in the trail still, put what stands there in place of an older copy, and
-- move a row to the partition of its month; all else is refused, a removal at the end of its
-- transaction. (A superuser may disable a trigger, and drop a partition; doctor tells of the
-- first.)

-- +goose Up
SET LOCAL lock_timeout = '5s';

-- +goose StatementBegin
SELECT society360_define(current_schema(), replace($define$
CREATE OR REPLACE FUNCTION {schema}.society360_archived_append_only() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF NEW.id = OLD.id AND EXISTS (SELECT FROM {schema}.audit_logs l WHERE l.id = NEW.id AND l.created_at = NEW.created_at
                AND (l.action::text, l.user_id, l.resource_type::text, l.resource_id, l.ip_address::text, l.user_agent::text, l.details, l.database_role::text)
                    IS NOT DISTINCT FROM (NEW.action, NEW.user_id, NEW.resource_type, NEW.resource_id, NEW.ip_address, NEW.user_agent, NEW.details, NEW.database_role)) THEN
            RETURN NEW;
        END IF;
    ELSIF TG_OP = 'DELETE' THEN
        IF EXISTS (SELECT FROM {archive}.audit_logs a WHERE a.id = OLD.id AND a.created_at = OLD.created_at AND a *= OLD)
            OR EXISTS (SELECT FROM {schema}.audit_logs l WHERE l.id = OLD.id AND l.created_at = OLD.created_at
                AND (l.action::text, l.resource_type::text, l.resource_id, l.ip_address::text, l.user_agent::text, l.details, l.database_role::text)
                    IS NOT DISTINCT FROM (OLD.action, OLD.resource_type, OLD.resource_id, OLD.ip_address, OLD.user_agent, OLD.details, OLD.database_role)
                -- The account may have been deleted meanwhile.
                AND (l.user_id IS NULL OR l.user_id = OLD.user_id)) THEN
            RETURN NULL;
        END IF;
    END IF;
    RAISE EXCEPTION 'the archive of audit_logs is append-only: % is refused', TG_OP
        USING ERRCODE = 'restrict_violation', TABLE = 'audit_logs', CONSTRAINT = 'audit_logs_append_only';
END
$$;
DROP TRIGGER IF EXISTS society360_archived_unchanged ON {archive}.audit_logs;
CREATE TRIGGER society360_archived_unchanged BEFORE UPDATE ON {archive}.audit_logs FOR EACH ROW EXECUTE FUNCTION {schema}.society360_archived_append_only();
DROP TRIGGER IF EXISTS society360_archived_kept ON {archive}.audit_logs;
CREATE CONSTRAINT TRIGGER society360_archived_kept AFTER DELETE ON {archive}.audit_logs DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION {schema}.society360_archived_append_only();
DROP TRIGGER IF EXISTS society360_archived_no_truncate ON {archive}.audit_logs;
CREATE TRIGGER society360_archived_no_truncate BEFORE TRUNCATE ON {archive}.audit_logs FOR EACH STATEMENT EXECUTE FUNCTION {schema}.society360_archived_append_only();
$define$, '{archive}', quote_ident(society360_archive_schema())));
-- +goose StatementEnd

REVOKE EXECUTE ON FUNCTION society360_archived_append_only() FROM PUBLIC;

-- Whose the tables are, also where a superuser migrates them: a removal is looked at as its
-- transaction ends, when nobody runs as the owner any more.
-- +goose StatementBegin
DO $$
BEGIN
    EXECUTE format('ALTER FUNCTION society360_archived_append_only() OWNER TO %s',
        (SELECT c.relowner::regrole FROM pg_class c WHERE c.oid = to_regclass(format('%I.%I', current_schema(), 'audit_logs'))));
END
$$;
-- +goose StatementEnd
