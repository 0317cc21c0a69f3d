-- Visits by the words of a name. Entries are sorted in at once: a search would
-- otherwise walk all that are not yet. The index over names as typed has served.

-- +goose NO TRANSACTION
-- +goose Up
-- +goose StatementBegin
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass(format('%I.%I', current_schema(), 'idx_visitors_name_key')) AND NOT indisvalid) THEN
        PERFORM set_config('lock_timeout', '500ms', true);
        DROP INDEX idx_visitors_name_key;
    END IF;
END
$$;
-- +goose StatementEnd
CREATE INDEX CONCURRENTLY IF NOT EXISTS idx_visitors_name_key
    ON visitor_logs USING gin (society360_name_key(visitor_name) gin_trgm_ops)
    WITH (fastupdate = off);
DROP INDEX CONCURRENTLY IF EXISTS idx_visitors_name_trgm;
