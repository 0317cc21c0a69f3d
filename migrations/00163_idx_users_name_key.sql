-- Accounts by the words of a name, in place of the index over names as typed.

-- +goose NO TRANSACTION
-- +goose Up
-- +goose StatementBegin
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass(format('%I.%I', current_schema(), 'idx_users_name_key')) AND NOT indisvalid) THEN
        PERFORM set_config('lock_timeout', '500ms', true);
        DROP INDEX idx_users_name_key;
    END IF;
END
$$;
-- +goose StatementEnd
CREATE INDEX CONCURRENTLY IF NOT EXISTS idx_users_name_key
    ON users USING gin (society360_name_key(full_name) gin_trgm_ops);
DROP INDEX CONCURRENTLY IF EXISTS idx_users_name_trgm;
