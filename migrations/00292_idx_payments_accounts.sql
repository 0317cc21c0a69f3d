-- Whom payments refer to: before an account goes the server looks for it in each of them.

-- +goose NO TRANSACTION
-- +goose Up
-- +goose StatementBegin
DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['idx_payments_recorded_by', 'idx_payments_decided_by', 'idx_payments_payer'] LOOP
        IF EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass(format('%I.%I', current_schema(), name)) AND NOT indisvalid) THEN
            PERFORM set_config('lock_timeout', '500ms', true);
            EXECUTE format('DROP INDEX %I', name);
        END IF;
    END LOOP;
END
$$;
-- +goose StatementEnd
CREATE INDEX CONCURRENTLY IF NOT EXISTS idx_payments_recorded_by ON payments (recorded_by) WHERE recorded_by IS NOT NULL;
CREATE INDEX CONCURRENTLY IF NOT EXISTS idx_payments_decided_by ON payments (decided_by) WHERE decided_by IS NOT NULL;
CREATE INDEX CONCURRENTLY IF NOT EXISTS idx_payments_payer ON payments (payer_id) WHERE payer_id IS NOT NULL;
