-- What touches an import between the look and the lock is told as such: BY is a word of the
-- language that the function is in, so that it found no such field in its own record, and
-- whoever took the import back was told that the database is older than the program.

-- +goose Up
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
    SELECT t.kind, t.by AS how INTO touched FROM {schema}.society360_import_touched(import) t LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'something has touched %: %', touched.kind, touched.how USING ERRCODE = 'restrict_violation', CONSTRAINT = 'import_touched';
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
