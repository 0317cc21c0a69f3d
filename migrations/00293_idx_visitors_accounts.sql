-- Whom visits refer to: before an account goes the server looks for it in each of them.

-- +goose NO TRANSACTION
-- +goose Up
-- +goose StatementBegin
DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['idx_visitors_guard', 'idx_visitors_approved_by', 'idx_visitors_withdrawn_by'] LOOP
        IF EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass(format('%I.%I', current_schema(), name)) AND NOT indisvalid) THEN
            PERFORM set_config('lock_timeout', '500ms', true);
            EXECUTE format('DROP INDEX %I', name);
        END IF;
    END LOOP;
END
$$;
-- +goose StatementEnd
CREATE INDEX CONCURRENTLY IF NOT EXISTS idx_visitors_guard ON visitor_logs (security_guard_id) WHERE security_guard_id IS NOT NULL;
CREATE INDEX CONCURRENTLY IF NOT EXISTS idx_visitors_approved_by ON visitor_logs (approved_by_user_id) WHERE approved_by_user_id IS NOT NULL;
CREATE INDEX CONCURRENTLY IF NOT EXISTS idx_visitors_withdrawn_by ON visitor_logs (withdrawn_by) WHERE withdrawn_by IS NOT NULL;
