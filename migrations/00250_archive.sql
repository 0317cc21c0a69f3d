-- The archive: old visits, tickets and rows of the trail, in partitions by month beside the
-- live tables, which stay whole. What moves there, and when, say the settings
-- (general.archive_...); 0 is never. Texts have no limit there, and what a row has besides
-- the columns named here stands in others: no column of another program, and no wider type,
-- can be lost or is waited for.

-- +goose Up
SET LOCAL lock_timeout = '5s';

-- The schema: archive for a society in public, else the society's own name with _archive
-- behind it; society360_archive where another program has one of that name. It has to be
-- ours: whoever owns a schema may put tables of theirs in place of those in it.
-- +goose StatementBegin
DO $$
DECLARE
    name text;
    chosen text;
BEGIN
    IF to_regprocedure(format('%I.society360_archive_schema()', current_schema())) IS NOT NULL THEN
        EXECUTE format('SELECT %I.society360_archive_schema()', current_schema()) INTO chosen;
    END IF;
    FOREACH name IN ARRAY CASE WHEN current_schema() = 'public' THEN ARRAY['archive', 'society360_archive']
            ELSE ARRAY[left(current_schema(), 55) || '_archive', left(current_schema(), 44) || '_society360_archive'] END LOOP
        EXIT WHEN chosen IS NOT NULL;
        IF NOT EXISTS (SELECT FROM pg_namespace n WHERE n.nspname = name)
                OR EXISTS (SELECT FROM pg_namespace n WHERE n.nspname = name AND n.nspowner = quote_ident(current_user)::regrole
                    AND NOT EXISTS (SELECT FROM pg_class c WHERE c.relnamespace = n.oid)) THEN
            chosen := name;
        END IF;
    END LOOP;
    IF chosen IS NULL THEN
        RAISE EXCEPTION 'the schemas that could hold the archive of % are other programs''', current_schema() USING ERRCODE = 'duplicate_schema';
    END IF;
    IF NOT EXISTS (SELECT FROM pg_namespace n WHERE n.nspname = chosen) THEN
        IF NOT has_database_privilege(current_database(), 'CREATE') THEN
            RAISE EXCEPTION 'the archive needs a schema of its own; as the owner of the database run CREATE SCHEMA % AUTHORIZATION %, then migrate again',
                quote_ident(chosen), quote_ident(current_user) USING ERRCODE = 'invalid_schema_name';
        END IF;
        EXECUTE format('CREATE SCHEMA %I', chosen);
    END IF;
    EXECUTE format('COMMENT ON SCHEMA %I IS %L', chosen, 'Old rows of the society in ' || current_schema() || ', by month');
    PERFORM society360_define(current_schema(), format($define$
CREATE OR REPLACE FUNCTION {schema}.society360_archive_schema() RETURNS name
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN %L::name
$define$, chosen));
END
$$;
-- +goose StatementEnd

-- +goose StatementBegin
SELECT society360_define(current_schema(), replace($define$
CREATE TABLE IF NOT EXISTS {archive}.visitor_logs (
    id uuid NOT NULL,
    unit_id uuid,
    visitor_name text NOT NULL,
    visitor_phone text,
    purpose text,
    check_in_time timestamptz,
    check_out_time timestamptz,
    vehicle_number text,
    entry_gate text,
    approved_by_user_id uuid,
    security_guard_id uuid,
    status text,
    created_at timestamptz,
    expected_arrival timestamptz,
    approved_at timestamptz,
    exit_gate text,
    party_size integer NOT NULL DEFAULT 1,
    presumed_left boolean NOT NULL DEFAULT false,
    withdrawn_at timestamptz,
    withdrawn_by uuid,
    asked_at timestamptz,
    others jsonb,
    archived_at timestamptz NOT NULL DEFAULT now(),
    at timestamptz NOT NULL,
    PRIMARY KEY (id, at)
) PARTITION BY RANGE (at);

CREATE TABLE IF NOT EXISTS {archive}.maintenance_tickets (
    id uuid NOT NULL,
    unit_id uuid,
    requester_id uuid,
    category text,
    title text NOT NULL,
    description text,
    priority text,
    status text,
    assigned_to_id uuid,
    created_at timestamptz NOT NULL,
    updated_at timestamptz,
    resolved_at timestamptz,
    ticket_number integer,
    others jsonb,
    archived_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (id, created_at)
) PARTITION BY RANGE (created_at);

CREATE TABLE IF NOT EXISTS {archive}.audit_logs (
    id uuid NOT NULL,
    user_id uuid,
    action text NOT NULL,
    resource_type text,
    resource_id uuid,
    ip_address text,
    user_agent text,
    details jsonb,
    created_at timestamptz NOT NULL DEFAULT CURRENT_TIMESTAMP,
    database_role text,
    others jsonb,
    archived_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (id, created_at)
) PARTITION BY RANGE (created_at);
-- For what other programs put there by themselves (society360_archived_elsewhere).
CREATE TABLE IF NOT EXISTS {archive}.audit_logs_default PARTITION OF {archive}.audit_logs DEFAULT;
$define$, '{archive}', quote_ident(society360_archive_schema())));
-- +goose StatementEnd

-- What lists, searches and trails ask the archive for; each row pays for these once. The
-- operator classes of trigrams are found by the search path.
-- +goose StatementBegin
DO $$
DECLARE
    arch text := quote_ident(society360_archive_schema());
    own text := quote_ident(current_schema());
    made text;
BEGIN
    FOREACH made IN ARRAY ARRAY[
        'visits_time ON {archive}.visitor_logs (at DESC, id DESC)',
        'visits_unit ON {archive}.visitor_logs (unit_id, at DESC, id DESC)',
        'visits_phone ON {archive}.visitor_logs ({schema}.society360_phone_digits(visitor_phone) text_pattern_ops)',
        'visits_phone_end ON {archive}.visitor_logs (reverse({schema}.society360_phone_digits(visitor_phone)) text_pattern_ops)',
        'visits_name ON {archive}.visitor_logs ((left({schema}.society360_name_key(visitor_name), 200) COLLATE "C"), at DESC, id DESC)',
        'visits_plate ON {archive}.visitor_logs USING gin ({schema}.society360_plate_key(vehicle_number) gin_trgm_ops)',
        'tickets_time ON {archive}.maintenance_tickets (created_at DESC, id DESC)',
        'tickets_unit ON {archive}.maintenance_tickets (unit_id, created_at DESC, id DESC)',
        'tickets_number ON {archive}.maintenance_tickets (ticket_number)',
        'tickets_title ON {archive}.maintenance_tickets USING gin ({schema}.society360_name_key(title) gin_trgm_ops)',
        'audit_time ON {archive}.audit_logs (created_at, id)',
        'audit_resource ON {archive}.audit_logs (resource_type, resource_id, created_at)',
        'audit_user ON {archive}.audit_logs (user_id, created_at, id)']
    LOOP
        EXECUTE 'CREATE INDEX IF NOT EXISTS archive_' || replace(replace(made, '{archive}', arch), '{schema}', own);
    END LOOP;
END
$$;
-- +goose StatementEnd

-- By these everybody reads the archive: in the society's schema, with the rights of their
-- owner. They are over the archive alone, so that a live table can be widened.
-- +goose StatementBegin
DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['archived_visitor_logs', 'archived_maintenance_tickets', 'archived_audit_logs'] LOOP
        IF EXISTS (SELECT FROM pg_class c WHERE c.oid = to_regclass(format('%I.%I', current_schema(), name)) AND c.relkind <> 'v') THEN
            RAISE EXCEPTION 'a table % of another program is in the way; move it to another schema', name USING ERRCODE = 'duplicate_table';
        END IF;
    END LOOP;
    PERFORM society360_define(current_schema(), replace($define$
CREATE OR REPLACE VIEW {schema}.archived_visitor_logs AS SELECT id, unit_id, visitor_name, visitor_phone, purpose, check_in_time, check_out_time, vehicle_number,
    entry_gate, approved_by_user_id, security_guard_id, status, created_at, expected_arrival, approved_at, exit_gate, party_size, presumed_left,
    withdrawn_at, withdrawn_by, asked_at, others, archived_at, at FROM {archive}.visitor_logs;
CREATE OR REPLACE VIEW {schema}.archived_maintenance_tickets AS SELECT id, unit_id, requester_id, category, title, description, priority, status, assigned_to_id,
    created_at, updated_at, resolved_at, ticket_number, others, archived_at FROM {archive}.maintenance_tickets;
CREATE OR REPLACE VIEW {schema}.archived_audit_logs AS SELECT id, user_id, action, resource_type, resource_id, ip_address, user_agent, details, created_at,
    database_role, others, archived_at FROM {archive}.audit_logs;
COMMENT ON VIEW {schema}.archived_visitor_logs IS 'Visits that were moved to the archive';
COMMENT ON VIEW {schema}.archived_maintenance_tickets IS 'Tickets that were moved to the archive';
COMMENT ON VIEW {schema}.archived_audit_logs IS 'Rows of the audit trail that were moved to the archive'
$define$, '{archive}', quote_ident(society360_archive_schema())));
END
$$;
-- +goose StatementEnd

-- +goose StatementBegin
DO $$
DECLARE
    arch name := society360_archive_schema();
    said record;
BEGIN
    FOR said IN
        SELECT c.relname AS tbl, a.attname AS col, coalesce(
            (SELECT col_description(l.attrelid, l.attnum) FROM pg_attribute l
                WHERE l.attrelid = to_regclass(format('%I.%I', current_schema(), c.relname)) AND l.attname = a.attname),
            CASE a.attname WHEN 'others' THEN 'What the row had in columns that are not named here, or of another type' WHEN 'archived_at' THEN 'When it was moved here'
                WHEN 'at' THEN 'When the visitor came in, or else was noted: the visit''s month' END) AS words
        FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        WHERE c.relnamespace = quote_ident(arch)::regnamespace AND c.relname IN ('visitor_logs', 'maintenance_tickets', 'audit_logs')
            AND col_description(c.oid, a.attnum) IS NULL
    LOOP
        IF said.words IS NOT NULL THEN
            EXECUTE format('COMMENT ON COLUMN %I.%I.%I IS %L', arch, said.tbl, said.col, said.words);
        END IF;
    END LOOP;
    EXECUTE format('COMMENT ON TABLE %I.visitor_logs IS %L', arch, 'Visits that are over, moved out of visitor_logs');
    EXECUTE format('COMMENT ON TABLE %I.maintenance_tickets IS %L', arch, 'Tickets that are closed or rejected, moved out of maintenance_tickets');
    EXECUTE format('COMMENT ON TABLE %I.audit_logs IS %L', arch, 'Rows of the audit trail, moved out of audit_logs');
    EXECUTE format('COMMENT ON TABLE %I.audit_logs_default IS %L', arch, 'Rows of the audit trail of a month that has no partition');
END
$$;
-- +goose StatementEnd
