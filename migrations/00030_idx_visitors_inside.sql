-- Who is inside now, newest first. A NULL status is a visit that entered (the column's default).

-- +goose NO TRANSACTION
-- +goose Up
-- +goose StatementBegin
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass(format('%I.%I', current_schema(), 'idx_visitors_inside')) AND NOT indisvalid) THEN
        PERFORM set_config('lock_timeout', '500ms', true);
        DROP INDEX idx_visitors_inside;
    END IF;
END
$$;
-- +goose StatementEnd
CREATE INDEX CONCURRENTLY IF NOT EXISTS idx_visitors_inside
    ON visitor_logs ((coalesce(check_in_time, created_at)) DESC, id DESC)
    WHERE coalesce(status, 'checked_in') = 'checked_in';
