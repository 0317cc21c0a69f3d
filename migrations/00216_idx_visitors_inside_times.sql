-- Who is inside, with the times by which they are counted: the figures above the gate's
-- lists are read from the index alone, at each change at each gate.

-- +goose NO TRANSACTION
-- +goose Up
-- +goose StatementBegin
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass(format('%I.%I', current_schema(), 'idx_visitors_inside_times')) AND NOT indisvalid) THEN
        PERFORM set_config('lock_timeout', '500ms', true);
        DROP INDEX idx_visitors_inside_times;
    END IF;
END
$$;
-- +goose StatementEnd
CREATE INDEX CONCURRENTLY IF NOT EXISTS idx_visitors_inside_times
    ON visitor_logs ((coalesce(check_in_time, created_at)) DESC, id DESC) INCLUDE (check_in_time, created_at)
    WHERE coalesce(status, 'checked_in') = 'checked_in';
DROP INDEX CONCURRENTLY IF EXISTS idx_visitors_inside;
