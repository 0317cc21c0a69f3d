-- The few accounts that may not sign in, in the order of their lists.

-- +goose NO TRANSACTION
-- +goose Up
-- +goose StatementBegin
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass(format('%I.%I', current_schema(), 'idx_users_apart_key')) AND NOT indisvalid) THEN
        PERFORM set_config('lock_timeout', '500ms', true);
        DROP INDEX idx_users_apart_key;
    END IF;
END
$$;
-- +goose StatementEnd
CREATE INDEX CONCURRENTLY IF NOT EXISTS idx_users_apart_key
    ON users (society360_name_key(full_name) COLLATE "C", id) WHERE deleted_at IS NOT NULL OR coalesce(status, 'active') <> 'active';
DROP INDEX CONCURRENTLY IF EXISTS idx_users_apart;
