-- A change of a setting is told to every desk at once, also when another program
-- of the platform makes it. Settings change rarely; visits do not, and are told
-- by whoever wrote them, after the commit.

-- +goose Up
SET LOCAL lock_timeout = '5s';

-- +goose StatementBegin
CREATE OR REPLACE FUNCTION society360_tell_settings()
RETURNS trigger AS $$
BEGIN
    PERFORM pg_notify('society360', TG_TABLE_SCHEMA || ' settings');
    RETURN NULL;
END;
$$ LANGUAGE plpgsql;
-- +goose StatementEnd

DROP TRIGGER IF EXISTS society360_setting_changed ON system_config;
CREATE TRIGGER society360_setting_changed
    AFTER INSERT OR UPDATE OR DELETE ON system_config
    FOR EACH STATEMENT EXECUTE FUNCTION society360_tell_settings();
