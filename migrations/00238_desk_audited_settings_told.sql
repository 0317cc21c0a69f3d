-- The row of the trail that a setting of the desk's needs (00237) tells of the value
-- alone, and of one that is made as its default was of none.

-- +goose Up
SELECT society360_lock(ARRAY['system_config'], 'SHARE ROW EXCLUSIVE');

-- +goose StatementBegin
SELECT society360_define(current_schema(), format($define$
DROP TRIGGER IF EXISTS society360_desk_audited_%2$s ON {schema}.system_config;
CREATE CONSTRAINT TRIGGER society360_desk_audited_%2$s
    AFTER %1$s ON {schema}.system_config DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (current_user = {schema}.society360_desk_role()) EXECUTE FUNCTION {schema}.society360_desk_audited('system_config', 'id', %3$L)
$define$, event, lower(event), told))
FROM (VALUES ('INSERT', 'config_value= SETTING_CHANGED'), ('UPDATE', 'config_value SETTING_CHANGED')) AS held (event, told);
-- +goose StatementEnd
