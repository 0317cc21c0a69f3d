-- Tickets by the words of their title.

-- +goose NO TRANSACTION
-- +goose Up
-- +goose StatementBegin
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass(format('%I.%I', current_schema(), 'idx_tickets_title_key')) AND NOT indisvalid) THEN
        PERFORM set_config('lock_timeout', '500ms', true);
        DROP INDEX idx_tickets_title_key;
    END IF;
END
$$;
-- +goose StatementEnd
CREATE INDEX CONCURRENTLY IF NOT EXISTS idx_tickets_title_key
    ON maintenance_tickets USING gin (society360_name_key(title) gin_trgm_ops)
    WITH (fastupdate = off);
DROP INDEX CONCURRENTLY IF EXISTS idx_tickets_title_trgm;
