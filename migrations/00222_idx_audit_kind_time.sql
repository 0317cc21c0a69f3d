-- The trail of one kind of thing, by time. Visits are most of every trail: theirs is found
-- by time alone, and no check-in pays for this.

-- +goose NO TRANSACTION
-- +goose Up
-- +goose StatementBegin
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass(format('%I.%I', current_schema(), 'idx_audit_kind_time')) AND NOT indisvalid) THEN
        PERFORM set_config('lock_timeout', '500ms', true);
        DROP INDEX idx_audit_kind_time;
    END IF;
END
$$;
-- +goose StatementEnd
CREATE INDEX CONCURRENTLY IF NOT EXISTS idx_audit_kind_time
    ON audit_logs (resource_type, created_at, id)
    WHERE resource_type <> 'visitor_logs';
