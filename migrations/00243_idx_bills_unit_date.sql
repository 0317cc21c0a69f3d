-- The bills of a unit, the newest first, and which they are, without reading them: a
-- search by a name asks it of each unit where somebody is so called.

-- +goose NO TRANSACTION
-- +goose Up
-- +goose StatementBegin
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass(format('%I.%I', current_schema(), 'idx_bills_unit_date')) AND NOT indisvalid) THEN
        PERFORM set_config('lock_timeout', '500ms', true);
        DROP INDEX idx_bills_unit_date;
    END IF;
END
$$;
-- +goose StatementEnd
CREATE INDEX CONCURRENTLY IF NOT EXISTS idx_bills_unit_date ON bills (unit_id, bill_date DESC, id DESC);
