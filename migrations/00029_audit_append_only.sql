-- audit_logs takes new rows and keeps them as they were written. Two changes
-- are let through: user_id becomes NULL when the user's row is deleted, and rows
-- that stand in the archive are deleted.

-- +goose Up
SELECT society360_lock(ARRAY['audit_logs'], 'SHARE ROW EXCLUSIVE');

-- All columns, also those that other programs added.
CREATE TABLE IF NOT EXISTS audit_logs_archive (LIKE audit_logs) PARTITION BY RANGE (created_at);
-- +goose StatementBegin
DO $$
BEGIN
    IF (SELECT relkind FROM pg_class WHERE oid = to_regclass(format('%I.%I', current_schema(), 'audit_logs_archive'))) = 'p' THEN
        CREATE TABLE IF NOT EXISTS audit_logs_archive_default PARTITION OF audit_logs_archive DEFAULT;
        CREATE INDEX IF NOT EXISTS idx_audit_archive_id ON audit_logs_archive (id);
    END IF;
END
$$;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE OR REPLACE FUNCTION society360_audit_append_only() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    unchanged audit_logs%ROWTYPE;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        unchanged := NEW;
        unchanged.user_id := OLD.user_id;
        -- Compared byte by byte: a column of any type can have been added.
        IF OLD.user_id IS NOT NULL AND NEW.user_id IS NULL
           AND unchanged OPERATOR(pg_catalog.*=) OLD
           AND NOT EXISTS (SELECT FROM users u WHERE u.id = OLD.user_id) THEN
            RETURN NEW;
        END IF;
    ELSIF TG_OP = 'DELETE' AND to_regclass(format('%I.%I', current_schema(), 'audit_logs_archive')) IS NOT NULL THEN
        IF EXISTS (SELECT FROM audit_logs_archive a WHERE a.id = OLD.id) THEN
            RETURN OLD;
        END IF;
    END IF;
    RAISE EXCEPTION 'audit_logs is append-only: % is refused', TG_OP
        USING ERRCODE = 'restrict_violation', TABLE = 'audit_logs', CONSTRAINT = 'audit_logs_append_only';
END
$$;
-- +goose StatementEnd

-- +goose StatementBegin
DO $$
BEGIN
    EXECUTE format('ALTER FUNCTION society360_audit_append_only() SET search_path = %I, pg_temp', current_schema());
END
$$;
-- +goose StatementEnd

CREATE OR REPLACE TRIGGER society360_audit_append_only
    BEFORE UPDATE OR DELETE ON audit_logs
    FOR EACH ROW EXECUTE FUNCTION society360_audit_append_only();
CREATE OR REPLACE TRIGGER society360_audit_no_truncate
    BEFORE TRUNCATE ON audit_logs
    FOR EACH STATEMENT EXECUTE FUNCTION society360_audit_append_only();
