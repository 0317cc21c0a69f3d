-- Ten thousand units are taken in and back in seconds. What is asked of each row that an import
-- made is found by a key, whatever the planner believes of tables that were filled a moment ago:
-- it took thousands of rows for one, and read a whole table for each.

-- +goose Up
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
    IF noted > 1000 THEN
        EXECUTE format('ANALYZE %I.society360_import_rows', {'schema'});
    END IF;
END
$$
$define$);
-- +goose StatementEnd

-- +goose StatementBegin
SELECT society360_define(current_schema(), $define$
CREATE OR REPLACE FUNCTION {schema}.society360_import_touched(import uuid) RETURNS TABLE (kind text, row_id uuid, by text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET row_security = off SET enable_seqscan = off SET jit = off AS $$
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
                n.nspname = {'schema'} AND {schema}.society360_import_print(l.relname::text) IS NOT NULL AS ours,
                EXISTS (SELECT FROM pg_index x WHERE x.indrelid = c.conrelid AND x.indkey[0] = c.conkey[1]
                    AND (x.indpred IS NULL OR pg_get_expr(x.indpred, x.indrelid) = format('(%I IS NOT NULL)', a.attname))) AS sought
            FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
            JOIN pg_class l ON l.oid = c.conrelid JOIN pg_namespace n ON n.oid = l.relnamespace
            WHERE c.contype = 'f' AND c.confrelid = to_regclass(format('%I.%I', {'schema'}, made)) AND c.conparentid = 0
            ORDER BY l.relname, a.attname
        LOOP
            -- Row by row where an index finds it; what has none is a small table, and is read once.
            RETURN QUERY EXECUTE format(CASE WHEN link.sought OR link.ours THEN 'SELECT r.kind, r.row_id, $3 FROM %1$I.society360_import_rows r
                CROSS JOIN LATERAL (SELECT FROM %2$s t WHERE t.%3$I = r.row_id%4$s LIMIT 1) t WHERE r.import_id = $1 AND r.kind = $2'
                ELSE 'SELECT r.kind, r.row_id, $3 FROM %1$I.society360_import_rows r
                WHERE r.import_id = $1 AND r.kind = $2 AND r.row_id = ANY (ARRAY(SELECT DISTINCT t.%3$I FROM %2$s t))' END, {'schema'}, link.referrer, link.col,
                CASE WHEN link.ours THEN format(' AND (SELECT o.import_id FROM %I.society360_import_rows o WHERE o.kind = %L AND o.row_id = t.id) IS DISTINCT FROM $1', {'schema'}, link.name)
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

-- +goose StatementBegin
SELECT society360_define(current_schema(), $define$
CREATE OR REPLACE FUNCTION {schema}.society360_import_take_back(import uuid) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET row_security = off SET enable_seqscan = off SET jit = off AS $$
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
