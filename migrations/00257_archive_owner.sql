-- Where a superuser migrates tables of another role, what was made anew was the superuser's,
-- and functions that run as the tables' owner could not reach it. All of the archive, its
-- functions and the figures of reports belong to whoever owns the tables.

-- +goose Up
SET LOCAL lock_timeout = '5s';

-- +goose StatementBegin
DO $$
DECLARE
    owner oid := (SELECT c.relowner FROM pg_class c WHERE c.oid = to_regclass(format('%I.audit_logs', current_schema())));
    arch oid := quote_ident(society360_archive_schema())::regnamespace;
    own oid := quote_ident(current_schema())::regnamespace;
    thing record;
BEGIN
    FOR thing IN
        SELECT 1 AS nth, format('SCHEMA %s', n.oid::regnamespace) AS named FROM pg_namespace n WHERE n.oid = arch AND n.nspowner <> owner
        UNION ALL
        SELECT 2, format('%s %s', CASE c.relkind WHEN 'v' THEN 'VIEW' WHEN 'm' THEN 'MATERIALIZED VIEW' ELSE 'TABLE' END, c.oid::regclass)
        FROM pg_class c
        WHERE c.relowner <> owner AND (c.relnamespace = arch AND c.relkind IN ('r', 'p')
            OR c.relnamespace = own AND c.relkind = 'v' AND c.relname IN ('archived_visitor_logs', 'archived_maintenance_tickets', 'archived_audit_logs')
            OR c.relnamespace = own AND c.relkind = 'v' AND c.relname = 'audit_logs_archive'
                AND EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = c.oid AND t.tgname = 'society360_archived_elsewhere')
            OR c.relnamespace = own AND c.relkind = 'm' AND c.relname LIKE 'society360\_report\_%')
        UNION ALL
        SELECT 3, format('FUNCTION %s', p.oid::regprocedure) FROM pg_proc p
        WHERE p.pronamespace = own AND p.proowner <> owner AND (p.proname LIKE 'society360\_archive%' OR p.proname IN ('society360_audit_append_only', 'society360_remove', 'society360_refresh_report'))
        ORDER BY 1
    LOOP
        EXECUTE format('ALTER %s OWNER TO %s', thing.named, owner::regrole);
    END LOOP;
END
$$;
-- +goose StatementEnd
