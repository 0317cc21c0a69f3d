-- What lists and searches look for in the archive stands once more beside its months, in one
-- table of a kind: to plan a read of sixty months takes longer than the read, and each of a
-- statement's mentions is planned by itself. The list has of a row what it is chosen, put in
-- order and searched by, under the live table's names, with the live table's indexes: one
-- statement reads either, as fast. The rows themselves are read by their key and month.

-- +goose Up
SET LOCAL lock_timeout = '5s';

-- +goose StatementBegin
SELECT society360_define(current_schema(), replace($define$
CREATE TABLE IF NOT EXISTS {archive}.visitor_logs_list (
    id uuid NOT NULL,
    unit_id uuid,
    visitor_name text NOT NULL,
    visitor_phone text,
    vehicle_number text,
    status text,
    withdrawn_at timestamptz,
    check_in_time timestamptz,
    created_at timestamptz
);

CREATE TABLE IF NOT EXISTS {archive}.maintenance_tickets_list (
    id uuid NOT NULL,
    unit_id uuid,
    requester_id uuid,
    category text,
    title text NOT NULL,
    priority text,
    status text,
    assigned_to_id uuid,
    created_at timestamptz NOT NULL,
    updated_at timestamptz,
    resolved_at timestamptz,
    ticket_number integer
);

CREATE TABLE IF NOT EXISTS {archive}.audit_logs_list (
    id uuid NOT NULL,
    user_id uuid,
    action text NOT NULL,
    resource_type text,
    resource_id uuid,
    ip_address text,
    created_at timestamptz NOT NULL
);

COMMENT ON TABLE {archive}.visitor_logs_list IS 'What lists and searches look for in archive.visitor_logs, kept by triggers';
COMMENT ON TABLE {archive}.maintenance_tickets_list IS 'What lists and searches look for in archive.maintenance_tickets, kept by triggers';
COMMENT ON TABLE {archive}.audit_logs_list IS 'What lists look for in archive.audit_logs, kept by triggers';

CREATE OR REPLACE VIEW {schema}.archived_visitor_logs_list AS SELECT id, unit_id, visitor_name, visitor_phone, vehicle_number, status, withdrawn_at, check_in_time, created_at
    FROM {archive}.visitor_logs_list;
CREATE OR REPLACE VIEW {schema}.archived_maintenance_tickets_list AS SELECT id, unit_id, requester_id, category, title, priority, status, assigned_to_id, created_at, updated_at, resolved_at, ticket_number
    FROM {archive}.maintenance_tickets_list;
CREATE OR REPLACE VIEW {schema}.archived_audit_logs_list AS SELECT id, user_id, action, resource_type, resource_id, ip_address, created_at
    FROM {archive}.audit_logs_list;
COMMENT ON VIEW {schema}.archived_visitor_logs_list IS 'Archived visits, as lists and searches look for them';
COMMENT ON VIEW {schema}.archived_maintenance_tickets_list IS 'Archived tickets, as lists and searches look for them';
COMMENT ON VIEW {schema}.archived_audit_logs_list IS 'Archived rows of the audit trail, as lists look for them';

-- The lists follow the archive, whoever changes it.
CREATE OR REPLACE FUNCTION {schema}.society360_archive_listed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        EXECUTE format('TRUNCATE %I.%I', TG_TABLE_SCHEMA, TG_TABLE_NAME || '_list');
        RETURN NULL;
    END IF;
    IF TG_OP IN ('UPDATE', 'DELETE') THEN
        CASE TG_TABLE_NAME
        WHEN 'visitor_logs' THEN
            DELETE FROM {archive}.visitor_logs_list k USING old_rows o WHERE k.id = o.id AND coalesce(k.check_in_time, k.created_at) = o.at;
        WHEN 'maintenance_tickets' THEN
            DELETE FROM {archive}.maintenance_tickets_list k USING old_rows o WHERE k.id = o.id AND k.created_at = o.created_at;
        ELSE
            DELETE FROM {archive}.audit_logs_list k USING old_rows o WHERE k.id = o.id AND k.created_at = o.created_at;
        END CASE;
    END IF;
    IF TG_OP IN ('INSERT', 'UPDATE') THEN
        CASE TG_TABLE_NAME
        WHEN 'visitor_logs' THEN
            INSERT INTO {archive}.visitor_logs_list (id, unit_id, visitor_name, visitor_phone, vehicle_number, status, withdrawn_at, check_in_time, created_at)
            SELECT n.id, n.unit_id, n.visitor_name, n.visitor_phone, n.vehicle_number, n.status, n.withdrawn_at, n.check_in_time, n.created_at FROM new_rows n;
        WHEN 'maintenance_tickets' THEN
            INSERT INTO {archive}.maintenance_tickets_list (id, unit_id, requester_id, category, title, priority, status, assigned_to_id, created_at, updated_at, resolved_at, ticket_number)
            SELECT n.id, n.unit_id, n.requester_id, n.category, n.title, n.priority, n.status, n.assigned_to_id, n.created_at, n.updated_at, n.resolved_at, n.ticket_number FROM new_rows n;
        ELSE
            INSERT INTO {archive}.audit_logs_list (id, user_id, action, resource_type, resource_id, ip_address, created_at)
            SELECT n.id, n.user_id, n.action, n.resource_type, n.resource_id, n.ip_address, n.created_at FROM new_rows n;
        END CASE;
    END IF;
    RETURN NULL;
END
$$;
REVOKE EXECUTE ON FUNCTION {schema}.society360_archive_listed() FROM PUBLIC
$define$, '{archive}', quote_ident(society360_archive_schema())));
-- +goose StatementEnd

-- The indexes of the live tables, as far as lists of what is over use them.
-- +goose StatementBegin
DO $$
DECLARE
    arch text := quote_ident(society360_archive_schema());
    own text := quote_ident(current_schema());
    made text;
BEGIN
    FOREACH made IN ARRAY ARRAY[
        'visits_key ON {archive}.visitor_logs_list (id, coalesce(check_in_time, created_at))',
        'visits_history ON {archive}.visitor_logs_list (coalesce(check_in_time, created_at) DESC, id DESC)',
        'visits_unit_history ON {archive}.visitor_logs_list (unit_id, coalesce(check_in_time, created_at) DESC, id DESC)',
        'visits_phone_digits ON {archive}.visitor_logs_list ({schema}.society360_phone_digits(visitor_phone) text_pattern_ops)',
        'visits_phone_digits_end ON {archive}.visitor_logs_list (reverse({schema}.society360_phone_digits(visitor_phone)) text_pattern_ops)',
        'visits_names ON {archive}.visitor_logs_list ((left({schema}.society360_name_key(visitor_name), 200) COLLATE "C"), coalesce(check_in_time, created_at) DESC, id DESC)',
        'visits_plate_trgm ON {archive}.visitor_logs_list USING gin ({schema}.society360_plate_key(vehicle_number) gin_trgm_ops) WITH (fastupdate = off)',
        'visits_withdrawn ON {archive}.visitor_logs_list (coalesce(check_in_time, created_at) DESC, id DESC) WHERE withdrawn_at IS NOT NULL',
        'tickets_key ON {archive}.maintenance_tickets_list (id, created_at)',
        'tickets_history ON {archive}.maintenance_tickets_list (created_at DESC, id DESC)',
        'tickets_unit_history ON {archive}.maintenance_tickets_list (unit_id, created_at DESC, id DESC)',
        'tickets_requester ON {archive}.maintenance_tickets_list (requester_id, created_at DESC, id DESC)',
        'tickets_category ON {archive}.maintenance_tickets_list (lower(category), created_at DESC, id DESC)',
        'tickets_numbers ON {archive}.maintenance_tickets_list (ticket_number)',
        'tickets_title_key ON {archive}.maintenance_tickets_list USING gin ({schema}.society360_name_key(title) gin_trgm_ops) WITH (fastupdate = off)',
        'audit_key ON {archive}.audit_logs_list (id, created_at)',
        'audit_history ON {archive}.audit_logs_list (created_at, id)',
        'audit_user_time ON {archive}.audit_logs_list (user_id, created_at, id)',
        'audit_user_action ON {archive}.audit_logs_list (user_id, action, created_at, id) WHERE user_id IS NOT NULL',
        'audit_action_time ON {archive}.audit_logs_list (action, created_at, id)',
        'audit_address_time ON {archive}.audit_logs_list (ip_address, created_at, id)',
        'audit_kind_time ON {archive}.audit_logs_list (resource_type, created_at, id) WHERE resource_type <> ''visitor_logs''',
        'audit_things ON {archive}.audit_logs_list (resource_type, resource_id)']
    LOOP
        EXECUTE CASE WHEN made ~ '^[a-z]+_key ' THEN 'CREATE UNIQUE INDEX' ELSE 'CREATE INDEX' END
            || ' IF NOT EXISTS archive_' || replace(replace(made, '{archive}', arch), '{schema}', own);
    END LOOP;
END
$$;
-- +goose StatementEnd

-- What each column is, said as of the row's own.
-- +goose StatementBegin
DO $$
DECLARE
    arch name := society360_archive_schema();
    said record;
BEGIN
    FOR said IN
        SELECT k.relname AS list, a.attname AS col, col_description(s.attrelid, s.attnum) AS words
        FROM pg_class k JOIN pg_attribute a ON a.attrelid = k.oid AND a.attnum > 0 AND NOT a.attisdropped
            JOIN pg_class c ON c.relnamespace = k.relnamespace AND c.relname || '_list' = k.relname
            JOIN pg_attribute s ON s.attrelid = c.oid AND s.attname = a.attname
        WHERE k.relnamespace = quote_ident(arch)::regnamespace AND col_description(k.oid, a.attnum) IS NULL
    LOOP
        IF said.words IS NOT NULL THEN
            EXECUTE format('COMMENT ON COLUMN %I.%I.%I IS %L', arch, said.list, said.col, said.words);
        END IF;
    END LOOP;
END
$$;
-- +goose StatementEnd

-- All of it is its owner's who owns the tables (00257), and the triggers come last: from the
-- end of this step on they keep what is archived, and the next one lists what was before.
-- +goose StatementBegin
DO $$
DECLARE
    owner regrole := (SELECT c.relowner FROM pg_class c WHERE c.oid = to_regclass(format('%I.audit_logs', current_schema())));
    arch name := society360_archive_schema();
    live name;
BEGIN
    FOREACH live IN ARRAY ARRAY['visitor_logs', 'maintenance_tickets', 'audit_logs'] LOOP
        EXECUTE format('ALTER TABLE %I.%I OWNER TO %s', arch, live || '_list', owner);
        EXECUTE format('ALTER VIEW %I.%I OWNER TO %s', current_schema(), 'archived_' || live || '_list', owner);
        EXECUTE format('CREATE OR REPLACE TRIGGER society360_archive_insert AFTER INSERT ON %I.%I REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION %I.society360_archive_listed()', arch, live, current_schema());
        EXECUTE format('CREATE OR REPLACE TRIGGER society360_archive_update AFTER UPDATE ON %I.%I REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION %I.society360_archive_listed()', arch, live, current_schema());
        EXECUTE format('CREATE OR REPLACE TRIGGER society360_archive_delete AFTER DELETE ON %I.%I REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION %I.society360_archive_listed()', arch, live, current_schema());
        EXECUTE format('CREATE OR REPLACE TRIGGER society360_archive_truncate AFTER TRUNCATE ON %I.%I FOR EACH STATEMENT EXECUTE FUNCTION %I.society360_archive_listed()', arch, live, current_schema());
    END LOOP;
    EXECUTE format('ALTER FUNCTION %I.society360_archive_listed() OWNER TO %s', current_schema(), owner);
END
$$;
-- +goose StatementEnd
