-- The open tickets by priority, then age.

-- +goose NO TRANSACTION
-- +goose Up
-- +goose StatementBegin
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass(format('%I.%I', current_schema(), 'idx_tickets_queue')) AND NOT indisvalid) THEN
        PERFORM set_config('lock_timeout', '500ms', true);
        DROP INDEX idx_tickets_queue;
    END IF;
END
$$;
-- +goose StatementEnd
CREATE INDEX CONCURRENTLY IF NOT EXISTS idx_tickets_queue
    ON maintenance_tickets (society360_priority_rank(priority), created_at, id)
    WHERE coalesce(status, 'open') IN ('open', 'in_progress');
