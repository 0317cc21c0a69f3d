-- What the program did by itself, by time.

-- +goose NO TRANSACTION
-- +goose Up
-- +goose StatementBegin
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass(format('%I.%I', current_schema(), 'idx_audit_program_time')) AND NOT indisvalid) THEN
        PERFORM set_config('lock_timeout', '500ms', true);
        DROP INDEX idx_audit_program_time;
    END IF;
END
$$;
-- +goose StatementEnd
CREATE INDEX CONCURRENTLY IF NOT EXISTS idx_audit_program_time
    ON audit_logs (created_at, id)
    WHERE user_id IS NULL AND user_agent = 'cli';
