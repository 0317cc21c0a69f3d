-- Who is inside, found by name: the index over all visits has thousands of a common name,
-- of whom some few are inside.

-- +goose NO TRANSACTION
-- +goose Up
-- +goose StatementBegin
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass(format('%I.%I', current_schema(), 'idx_visitors_inside_name')) AND NOT indisvalid) THEN
        PERFORM set_config('lock_timeout', '500ms', true);
        DROP INDEX idx_visitors_inside_name;
    END IF;
END
$$;
-- +goose StatementEnd
CREATE INDEX CONCURRENTLY IF NOT EXISTS idx_visitors_inside_name
    ON visitor_logs ((left(society360_name_key(visitor_name), 200) COLLATE "C"), (coalesce(check_in_time, created_at)) DESC, id DESC)
    WHERE coalesce(status, 'checked_in') = 'checked_in';
