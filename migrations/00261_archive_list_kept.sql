-- What is listed of an archived row of the trail is as little to be changed or removed as the
-- row itself (00263): who is not listed is not found. The list of a row goes with the row, and
-- stands for it as the row stands; a removal is looked at as its transaction ends.

-- +goose Up
SET LOCAL lock_timeout = '5s';

-- +goose StatementBegin
SELECT society360_define(current_schema(), replace($define$
CREATE OR REPLACE FUNCTION {schema}.society360_archive_list_kept() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF TG_OP = 'DELETE' AND NOT EXISTS (SELECT FROM {archive}.audit_logs a WHERE a.id = OLD.id AND a.created_at = OLD.created_at
            AND NOT EXISTS (SELECT FROM {archive}.audit_logs_list k WHERE k.id = a.id AND k.created_at = a.created_at
                AND (k.user_id, k.action, k.resource_type, k.resource_id, k.ip_address) IS NOT DISTINCT FROM (a.user_id, a.action, a.resource_type, a.resource_id, a.ip_address))) THEN
        RETURN NULL;
    END IF;
    RAISE EXCEPTION 'the archive of audit_logs is append-only: % of its list is refused', TG_OP
        USING ERRCODE = 'restrict_violation', TABLE = 'audit_logs', CONSTRAINT = 'audit_logs_append_only';
END
$$;
REVOKE EXECUTE ON FUNCTION {schema}.society360_archive_list_kept() FROM PUBLIC;
DROP TRIGGER IF EXISTS society360_archive_list_unchanged ON {archive}.audit_logs_list;
CREATE TRIGGER society360_archive_list_unchanged BEFORE UPDATE ON {archive}.audit_logs_list FOR EACH STATEMENT EXECUTE FUNCTION {schema}.society360_archive_list_kept();
DROP TRIGGER IF EXISTS society360_archive_list_kept ON {archive}.audit_logs_list;
CREATE CONSTRAINT TRIGGER society360_archive_list_kept AFTER DELETE ON {archive}.audit_logs_list DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION {schema}.society360_archive_list_kept();
DROP TRIGGER IF EXISTS society360_archive_list_no_truncate ON {archive}.audit_logs_list;
CREATE TRIGGER society360_archive_list_no_truncate BEFORE TRUNCATE ON {archive}.audit_logs_list FOR EACH STATEMENT EXECUTE FUNCTION {schema}.society360_archive_list_kept();
$define$, '{archive}', quote_ident(society360_archive_schema())));
-- +goose StatementEnd

-- +goose StatementBegin
DO $$
BEGIN
    EXECUTE format('ALTER FUNCTION society360_archive_list_kept() OWNER TO %s',
        (SELECT c.relowner::regrole FROM pg_class c WHERE c.oid = to_regclass(format('%I.%I', current_schema(), 'audit_logs'))));
END
$$;
-- +goose StatementEnd
