-- Who is expected, by when they are due: how the list of the expected is bounded, and
-- what is counted of it.

-- +goose NO TRANSACTION
-- +goose Up
-- +goose StatementBegin
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass(format('%I.%I', current_schema(), 'idx_visitors_due'))
            AND (NOT indisvalid OR pg_get_indexdef(indexrelid) NOT LIKE '%society360_arrival%')) THEN
        PERFORM set_config('lock_timeout', '500ms', true);
        DROP INDEX idx_visitors_due;
    END IF;
END
$$;
-- +goose StatementEnd
CREATE INDEX CONCURRENTLY IF NOT EXISTS idx_visitors_due
    ON visitor_logs ((greatest(coalesce(approved_at, asked_at, created_at), society360_arrival(expected_arrival))))
    WHERE status IN ('pending', 'approved');
