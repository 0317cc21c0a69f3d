-- Opening day: what was rehearsed of a society's own sheets, what was then taken in under
-- which number, and which rows that made, so that it can be taken back whole.

-- +goose Up
SELECT society360_lock(ARRAY['users'], 'SHARE ROW EXCLUSIVE');

CREATE TABLE IF NOT EXISTS society360_imports (
    id uuid PRIMARY KEY,
    checksum bytea NOT NULL,
    files jsonb NOT NULL,
    report jsonb NOT NULL,
    rehearsed_at timestamptz NOT NULL DEFAULT now(),
    rehearsed_by uuid REFERENCES users(id) ON DELETE SET NULL,
    number integer UNIQUE,
    signed_by text,
    committed_at timestamptz,
    committed_by uuid REFERENCES users(id) ON DELETE SET NULL,
    taken_back_at timestamptz,
    taken_back_by uuid REFERENCES users(id) ON DELETE SET NULL,
    reason text
);

CREATE TABLE IF NOT EXISTS society360_import_rows (
    import_id uuid NOT NULL REFERENCES society360_imports(id) ON DELETE CASCADE,
    kind text NOT NULL,
    row_id uuid NOT NULL,
    print uuid NOT NULL,
    PRIMARY KEY (kind, row_id)
);

-- +goose StatementBegin
DO $$
BEGIN
    IF NOT '{id,checksum,files,report,rehearsed_at,rehearsed_by,number,signed_by,committed_at,committed_by,taken_back_at,taken_back_by,reason}'::text[] <@ (
            SELECT array_agg(a.attname::text) FROM pg_attribute a
            WHERE a.attrelid = to_regclass(format('%I.%I', current_schema(), 'society360_imports')) AND a.attnum > 0 AND NOT a.attisdropped)
        OR NOT '{import_id,kind,row_id,print}'::text[] <@ (
            SELECT array_agg(a.attname::text) FROM pg_attribute a
            WHERE a.attrelid = to_regclass(format('%I.%I', current_schema(), 'society360_import_rows')) AND a.attnum > 0 AND NOT a.attisdropped)
    THEN
        RAISE EXCEPTION 'a table society360_imports or society360_import_rows of another program is in the way; move it to another schema'
            USING ERRCODE = 'duplicate_table';
    END IF;
END
$$;
-- +goose StatementEnd

CREATE UNIQUE INDEX IF NOT EXISTS idx_imports_rehearsed ON society360_imports (checksum) WHERE committed_at IS NULL;
CREATE INDEX IF NOT EXISTS idx_import_rows_import ON society360_import_rows (import_id, kind);

COMMENT ON TABLE society360_imports IS 'Openings: sheets of a society that were rehearsed, and those that were taken in';
COMMENT ON COLUMN society360_imports.id IS 'Import';
COMMENT ON COLUMN society360_imports.checksum IS 'SHA-256 of the files and of what was said of them: only what was rehearsed is taken in';
COMMENT ON COLUMN society360_imports.files IS 'Names of the files, in their order';
COMMENT ON COLUMN society360_imports.report IS 'Counts, and the sums by block and by age that the treasurer signs';
COMMENT ON COLUMN society360_imports.rehearsed_at IS 'When it was rehearsed last without a bad line';
COMMENT ON COLUMN society360_imports.rehearsed_by IS 'Account that rehearsed it';
COMMENT ON COLUMN society360_imports.number IS 'Number of the import, from 1 on without gaps; NULL of a rehearsal';
COMMENT ON COLUMN society360_imports.signed_by IS 'Who signed the sums, as the account that took it in wrote it';
COMMENT ON COLUMN society360_imports.committed_at IS 'When it was taken in; NULL of a rehearsal';
COMMENT ON COLUMN society360_imports.committed_by IS 'Account that took it in';
COMMENT ON COLUMN society360_imports.taken_back_at IS 'When it was taken back whole';
COMMENT ON COLUMN society360_imports.taken_back_by IS 'Account that took it back';
COMMENT ON COLUMN society360_imports.reason IS 'Why it was taken back';
COMMENT ON TABLE society360_import_rows IS 'Rows that an import made and that stand; those of one that was taken back are gone';
COMMENT ON COLUMN society360_import_rows.import_id IS 'Import';
COMMENT ON COLUMN society360_import_rows.kind IS 'Table of the row';
COMMENT ON COLUMN society360_import_rows.row_id IS 'Row';
COMMENT ON COLUMN society360_import_rows.print IS 'Hash of what the row had then (society360_import_print), by which a change is found';

-- What a row t of a kind says, hashed: what the calendar and the triggers derive is left out.
-- +goose StatementBegin
SELECT society360_define(current_schema(), $define$
CREATE OR REPLACE FUNCTION {schema}.society360_import_print(kind text) RETURNS text
LANGUAGE sql IMMUTABLE
RETURN CASE kind
    WHEN 'blocks' THEN 'md5(jsonb_build_array(t.name, t.description)::text)::uuid'
    WHEN 'units' THEN 'md5(jsonb_build_array(t.block_id, t.unit_number, t.floor_number, t.type, t.status = ''under_maintenance'')::text)::uuid'
    WHEN 'users' THEN 'md5(jsonb_build_array(t.full_name, t.email, t.phone_number, t.role_id, t.status, t.password_hash, t.deleted_at IS NULL)::text)::uuid'
    WHEN 'user_units' THEN 'md5(jsonb_build_array(t.user_id, t.unit_id, t.resident_type, coalesce(t.is_primary_contact, false) OR coalesce(t.primary_on_move_in, false), t.move_in_date, t.move_out_date, t.status)::text)::uuid'
    WHEN 'bills' THEN 'md5(jsonb_build_array(t.unit_id, t.bill_type, t.amount, t.bill_date, t.due_date, t.description, t.waived_amount, t.amount_paid, t.voided_at IS NULL, t.late_fee_of)::text)::uuid'
    WHEN 'payments' THEN 'md5(jsonb_build_array(t.bill_id, t.payer_id, t.amount_paid, t.payment_method, t.transaction_reference, t.status, t.received_on, t.counted_on, t.paid_by_name, t.reversed_at IS NULL)::text)::uuid'
    WHEN 'maintenance_tickets' THEN 'md5(jsonb_build_array(t.unit_id, t.requester_id, t.category, t.title, t.description, t.priority, t.status, t.assigned_to_id, t.resolved_at IS NULL)::text)::uuid'
END
$define$);
-- +goose StatementEnd

-- Notes rows as made by an import, in the transaction that makes both. It takes nobody's word
-- for it: only what this transaction itself inserted can be noted, and so be taken back.
-- +goose StatementBegin
SELECT society360_define(current_schema(), $define$
CREATE OR REPLACE FUNCTION {schema}.society360_import_made(import uuid, kind text, ids uuid[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET row_security = off AS $$
DECLARE
    noted bigint;
BEGIN
    IF {schema}.society360_import_print(kind) IS NULL
            OR NOT EXISTS (SELECT FROM {schema}.society360_imports i WHERE i.id = import AND i.committed_at = now() AND i.taken_back_at IS NULL) THEN
        RAISE EXCEPTION 'rows are noted as they are imported' USING ERRCODE = 'invalid_parameter_value';
    END IF;
    EXECUTE format('INSERT INTO %1$I.society360_import_rows (import_id, kind, row_id, print)
        SELECT $1, $2, t.id, %2$s FROM %1$I.%3$I t WHERE t.id = ANY ($3) AND %4$s',
        {'schema'}, {schema}.society360_import_print(kind), kind, CASE kind
            WHEN 'payments' THEN format('EXISTS (SELECT FROM %I.society360_import_rows b WHERE b.import_id = $1 AND b.kind = ''bills'' AND b.row_id = t.bill_id)', {'schema'})
            WHEN 'maintenance_tickets' THEN 't.xmin = pg_current_xact_id()::xid'
            ELSE 'coalesce(t.created_at, now()) = now()' END) USING import, kind, ids;
    GET DIAGNOSTICS noted = ROW_COUNT;
    IF noted <> cardinality(ids) THEN
        RAISE EXCEPTION '% of % rows of % are not of this transaction', cardinality(ids) - noted, cardinality(ids), kind USING ERRCODE = 'invalid_parameter_value';
    END IF;
END
$$
$define$);
-- +goose StatementEnd

-- What has touched the rows of an import: those that are gone or changed, those that another
-- row refers to, whichever program's, and days with its payments that were closed since.
-- +goose StatementBegin
SELECT society360_define(current_schema(), $define$
CREATE OR REPLACE FUNCTION {schema}.society360_import_touched(import uuid) RETURNS TABLE (kind text, row_id uuid, by text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET row_security = off AS $$
DECLARE
    made text;
    link record;
BEGIN
    FOREACH made IN ARRAY ARRAY['blocks', 'units', 'users', 'user_units', 'bills', 'payments', 'maintenance_tickets'] LOOP
        CONTINUE WHEN NOT EXISTS (SELECT FROM {schema}.society360_import_rows r WHERE r.import_id = import AND r.kind = made);
        RETURN QUERY EXECUTE format('SELECT r.kind, r.row_id, CASE WHEN t.id IS NULL THEN ''gone'' ELSE ''changed'' END
            FROM %1$I.society360_import_rows r LEFT JOIN %1$I.%2$I t ON t.id = r.row_id
            WHERE r.import_id = $1 AND r.kind = $2 AND (t.id IS NULL OR r.print <> %3$s)', {'schema'}, made, {schema}.society360_import_print(made)) USING import, made;
        FOR link IN
            SELECT c.conrelid::regclass AS referrer, a.attname AS col, l.relname AS name,
                n.nspname = {'schema'} AND {schema}.society360_import_print(l.relname::text) IS NOT NULL AS ours
            FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
            JOIN pg_class l ON l.oid = c.conrelid JOIN pg_namespace n ON n.oid = l.relnamespace
            WHERE c.contype = 'f' AND c.confrelid = to_regclass(format('%I.%I', {'schema'}, made)) AND c.conparentid = 0
            ORDER BY l.relname, a.attname
        LOOP
            RETURN QUERY EXECUTE format('SELECT r.kind, r.row_id, $3 FROM %1$I.society360_import_rows r
                WHERE r.import_id = $1 AND r.kind = $2 AND EXISTS (SELECT FROM %2$s t WHERE t.%3$I = r.row_id%4$s)', {'schema'}, link.referrer, link.col,
                CASE WHEN link.ours THEN format(' AND NOT EXISTS (SELECT FROM %I.society360_import_rows o WHERE o.import_id = $1 AND o.kind = %L AND o.row_id = t.id)', {'schema'}, link.name)
                    ELSE '' END) USING import, made, link.name::text;
        END LOOP;
    END LOOP;
    RETURN QUERY SELECT r.kind, r.row_id, 'archive' FROM {schema}.society360_import_rows r
        WHERE r.import_id = import AND r.kind = 'units' AND (EXISTS (SELECT FROM {schema}.archived_visitor_logs v WHERE v.unit_id = r.row_id)
            OR EXISTS (SELECT FROM {schema}.archived_maintenance_tickets t WHERE t.unit_id = r.row_id));
    RETURN QUERY SELECT r.kind, r.row_id, 'cash_closings'
        FROM {schema}.society360_imports i JOIN {schema}.society360_import_rows r ON r.import_id = i.id AND r.kind = 'payments'
        JOIN {schema}.payments y ON y.id = r.row_id
        WHERE i.id = import AND EXISTS (SELECT FROM {schema}.cash_closings c WHERE c.undone_at IS NULL AND c.closed_at > i.committed_at
            AND {schema}.society360_counted_day(y.counted_on, y.received_on, y.payment_date) BETWEEN c.from_day AND c.day);
END
$$
$define$);
-- +goose StatementEnd

-- Takes back what an import made, in the transaction that has just marked it so, while nothing
-- has touched it; no figure of any day keeps anything of it. It tells how many rows went.
-- +goose StatementBegin
SELECT society360_define(current_schema(), $define$
CREATE OR REPLACE FUNCTION {schema}.society360_import_take_back(import uuid) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET row_security = off AS $$
DECLARE
    made text;
    gone bigint := 0;
    went bigint;
    touched record;
BEGIN
    IF NOT EXISTS (SELECT FROM {schema}.society360_imports i WHERE i.id = import AND i.committed_at < now() AND i.taken_back_at = now()) THEN
        RAISE EXCEPTION 'an import is taken back in the transaction that says so' USING ERRCODE = 'invalid_parameter_value';
    END IF;
    PERFORM {schema}.society360_hold_days();
    FOREACH made IN ARRAY ARRAY['blocks', 'units', 'users', 'user_units', 'bills', 'payments', 'maintenance_tickets'] LOOP
        EXECUTE format('SELECT count(*) FROM (SELECT FROM %1$I.%2$I t WHERE t.id IN (
            SELECT r.row_id FROM %1$I.society360_import_rows r WHERE r.import_id = $1 AND r.kind = $2) ORDER BY t.id FOR UPDATE) held', {'schema'}, made) INTO went USING import, made;
    END LOOP;
    SELECT t.kind, t.by INTO touched FROM {schema}.society360_import_touched(import) t LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'something has touched %: %', touched.kind, touched.by USING ERRCODE = 'restrict_violation', CONSTRAINT = 'import_touched';
    END IF;
    FOREACH made IN ARRAY ARRAY['maintenance_tickets', 'payments', 'bills', 'user_units', 'units', 'blocks', 'users'] LOOP
        EXECUTE format('DELETE FROM %1$I.%2$I t WHERE t.id IN (
            SELECT r.row_id FROM %1$I.society360_import_rows r WHERE r.import_id = $1 AND r.kind = $2)', {'schema'}, made) USING import, made;
        GET DIAGNOSTICS went = ROW_COUNT;
        gone := gone + went;
    END LOOP;
    DELETE FROM {schema}.payment_lines l WHERE l.payment_id IN (
        SELECT r.row_id FROM {schema}.society360_import_rows r WHERE r.import_id = import AND r.kind = 'payments');
    DELETE FROM {schema}.bill_lines l WHERE l.bill_id IN (
        SELECT r.row_id FROM {schema}.society360_import_rows r WHERE r.import_id = import AND r.kind = 'bills');
    DELETE FROM {schema}.society360_import_rows r WHERE r.import_id = import;
    RETURN gone;
END
$$
$define$);
-- +goose StatementEnd

-- +goose StatementBegin
DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['society360_import_print(text)', 'society360_import_made(uuid, text, uuid[])', 'society360_import_touched(uuid)', 'society360_import_take_back(uuid)'] LOOP
        EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', name);
    END LOOP;
END
$$;
-- +goose StatementEnd
