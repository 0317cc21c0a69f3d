-- Tickets by part of a title. Entries are sorted in at once: a search would
-- otherwise walk all that are not yet.

-- +goose NO TRANSACTION
-- +goose Up
-- +goose StatementBegin
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass(format('%I.%I', current_schema(), 'idx_tickets_title_trgm')) AND NOT indisvalid) THEN
        PERFORM set_config('lock_timeout', '500ms', true);
        DROP INDEX idx_tickets_title_trgm;
    END IF;
END
$$;
-- +goose StatementEnd
CREATE INDEX CONCURRENTLY IF NOT EXISTS idx_tickets_title_trgm
    ON maintenance_tickets USING gin (title gin_trgm_ops)
    WITH (fastupdate = off);
