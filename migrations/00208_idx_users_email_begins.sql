-- Accounts by the beginning of an e-mail, byte by byte: the index that finds a whole one
-- sorts as the database does, and serves a beginning only where that is by bytes.

-- +goose NO TRANSACTION
-- +goose Up
-- +goose StatementBegin
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass(format('%I.%I', current_schema(), 'idx_users_email_begins')) AND NOT indisvalid) THEN
        PERFORM set_config('lock_timeout', '500ms', true);
        DROP INDEX idx_users_email_begins;
    END IF;
END
$$;
-- +goose StatementEnd
CREATE INDEX CONCURRENTLY IF NOT EXISTS idx_users_email_begins ON users (lower(email) text_pattern_ops);
