-- Who is inside by their unit, the newest first: the muster list goes from unit to unit,
-- and a search for a unit finds who is there.

-- +goose NO TRANSACTION
-- +goose Up
-- +goose StatementBegin
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass(format('%I.%I', current_schema(), 'idx_visitors_inside_unit')) AND NOT indisvalid) THEN
        PERFORM set_config('lock_timeout', '500ms', true);
        DROP INDEX idx_visitors_inside_unit;
    END IF;
END
$$;
-- +goose StatementEnd
CREATE INDEX CONCURRENTLY IF NOT EXISTS idx_visitors_inside_unit
    ON visitor_logs (unit_id, (coalesce(check_in_time, created_at)) DESC, id DESC)
    WHERE coalesce(status, 'checked_in') = 'checked_in';
