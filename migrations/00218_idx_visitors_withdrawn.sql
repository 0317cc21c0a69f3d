-- Announcements that were withdrawn, the newest first: few among all visits.

-- +goose NO TRANSACTION
-- +goose Up
-- +goose StatementBegin
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass(format('%I.%I', current_schema(), 'idx_visitors_withdrawn')) AND NOT indisvalid) THEN
        PERFORM set_config('lock_timeout', '500ms', true);
        DROP INDEX idx_visitors_withdrawn;
    END IF;
END
$$;
-- +goose StatementEnd
CREATE INDEX CONCURRENTLY IF NOT EXISTS idx_visitors_withdrawn
    ON visitor_logs ((coalesce(check_in_time, created_at)) DESC, id DESC)
    WHERE withdrawn_at IS NOT NULL;
