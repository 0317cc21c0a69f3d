-- What one account did of one kind, by time. Without it, who did much, asked about what
-- others did often, has every row of one of the two walked: 25,000 pages for a guard's
-- tickets in a trail of 8 million rows.

-- +goose NO TRANSACTION
-- +goose Up
-- +goose StatementBegin
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass(format('%I.%I', current_schema(), 'idx_audit_user_action')) AND NOT indisvalid) THEN
        PERFORM set_config('lock_timeout', '500ms', true);
        DROP INDEX idx_audit_user_action;
    END IF;
END
$$;
-- +goose StatementEnd
CREATE INDEX CONCURRENTLY IF NOT EXISTS idx_audit_user_action
    ON audit_logs (user_id, action, created_at, id) WHERE user_id IS NOT NULL;
