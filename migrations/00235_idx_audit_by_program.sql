-- What the program did by itself, by time, also where a timer ran it: in place of the
-- index over what it did unscheduled (00223).

-- +goose NO TRANSACTION
-- +goose Up
-- +goose StatementBegin
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass(format('%I.%I', current_schema(), 'idx_audit_by_program')) AND NOT indisvalid) THEN
        PERFORM set_config('lock_timeout', '500ms', true);
        DROP INDEX idx_audit_by_program;
    END IF;
END
$$;
-- +goose StatementEnd
CREATE INDEX CONCURRENTLY IF NOT EXISTS idx_audit_by_program
    ON audit_logs (created_at, id)
    WHERE user_id IS NULL AND (user_agent = 'cli' OR user_agent LIKE 'scheduled by %');
DROP INDEX CONCURRENTLY IF EXISTS idx_audit_program_time;
