-- Accounts of one role, in the order of their lists.

-- +goose NO TRANSACTION
-- +goose Up
-- +goose StatementBegin
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass(format('%I.%I', current_schema(), 'idx_users_role_list_key')) AND NOT indisvalid) THEN
        PERFORM set_config('lock_timeout', '500ms', true);
        DROP INDEX idx_users_role_list_key;
    END IF;
END
$$;
-- +goose StatementEnd
CREATE INDEX CONCURRENTLY IF NOT EXISTS idx_users_role_list_key
    ON users (role_id, society360_name_key(full_name) COLLATE "C", id) WHERE deleted_at IS NULL;
DROP INDEX CONCURRENTLY IF EXISTS idx_users_role_list;
