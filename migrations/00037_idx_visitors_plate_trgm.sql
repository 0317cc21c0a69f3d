-- Visits by part of a plate, however it was typed. Entries are sorted in at once: a search
-- would otherwise walk all that are not yet.

-- +goose NO TRANSACTION
-- +goose Up
-- +goose StatementBegin
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass(format('%I.%I', current_schema(), 'idx_visitors_plate_trgm')) AND NOT indisvalid) THEN
        PERFORM set_config('lock_timeout', '500ms', true);
        DROP INDEX idx_visitors_plate_trgm;
    END IF;
END
$$;
-- +goose StatementEnd
CREATE INDEX CONCURRENTLY IF NOT EXISTS idx_visitors_plate_trgm
    ON visitor_logs USING gin (society360_plate_key(vehicle_number) gin_trgm_ops)
    WITH (fastupdate = off);
