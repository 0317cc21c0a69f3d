-- Who is inside, found by name, by the beginning or the end of a phone, and by unit. The
-- indexes over all visits know nothing of who is inside: of a common name they have
-- thousands, of whom some few are.

-- +goose NO TRANSACTION
-- +goose Up
-- +goose StatementBegin
DO $$
DECLARE
    index text;
BEGIN
    PERFORM set_config('lock_timeout', '500ms', true);
    FOREACH index IN ARRAY '{idx_visitors_inside_name,idx_visitors_inside_phone,idx_visitors_inside_phone_end,idx_visitors_inside_unit}'::text[] LOOP
        IF EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass(format('%I.%I', current_schema(), index)) AND NOT indisvalid) THEN
            EXECUTE format('DROP INDEX %I', index);
        END IF;
    END LOOP;
END
$$;
-- +goose StatementEnd
CREATE INDEX CONCURRENTLY IF NOT EXISTS idx_visitors_inside_name
    ON visitor_logs ((left(society360_name_key(visitor_name), 200) COLLATE "C"), (coalesce(check_in_time, created_at)) DESC, id DESC)
    WHERE coalesce(status, 'checked_in') = 'checked_in';
CREATE INDEX CONCURRENTLY IF NOT EXISTS idx_visitors_inside_phone
    ON visitor_logs (society360_phone_digits(visitor_phone) text_pattern_ops)
    WHERE coalesce(status, 'checked_in') = 'checked_in';
CREATE INDEX CONCURRENTLY IF NOT EXISTS idx_visitors_inside_phone_end
    ON visitor_logs (reverse(society360_phone_digits(visitor_phone)) text_pattern_ops)
    WHERE coalesce(status, 'checked_in') = 'checked_in';
CREATE INDEX CONCURRENTLY IF NOT EXISTS idx_visitors_inside_unit
    ON visitor_logs (unit_id, (coalesce(check_in_time, created_at)) DESC, id DESC)
    WHERE coalesce(status, 'checked_in') = 'checked_in';
