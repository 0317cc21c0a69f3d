-- A row that the desk's role writes to the trail bears the server's own time, the role
-- that signed in to the database, and an origin: whoever holds that role can neither
-- date a row back nor leave out where it came from. Rows of other roles are taken as
-- they come.

-- +goose Up
SELECT society360_lock(ARRAY['audit_logs', 'audit_logs_archive'], 'ACCESS EXCLUSIVE');

ALTER TABLE audit_logs ADD COLUMN IF NOT EXISTS database_role varchar(63);
-- +goose StatementBegin
DO $$
DECLARE
    tbl text;
BEGIN
    IF (SELECT relkind FROM pg_class WHERE oid = to_regclass(format('%I.%I', current_schema(), 'audit_logs_archive'))) IN ('r', 'p') THEN
        ALTER TABLE audit_logs_archive ADD COLUMN IF NOT EXISTS database_role varchar(63);
    END IF;
    FOREACH tbl IN ARRAY ARRAY['audit_logs', 'audit_logs_archive', 'audit_logs_archive_default'] LOOP
        IF EXISTS (SELECT FROM pg_attribute WHERE attrelid = to_regclass(format('%I.%I', current_schema(), tbl)) AND attname = 'database_role') THEN
            EXECUTE format('COMMENT ON COLUMN %I.database_role IS %L', tbl,
                'The role with which the desk had signed in to the database, set by a trigger; NULL in rows of other programs and of before');
        END IF;
    END LOOP;
END
$$;
-- +goose StatementEnd

-- Whose rows and moves the triggers hold: the role of the desks. migrate up names
-- another where the configuration does.
-- +goose StatementBegin
SELECT society360_define(current_schema(), $define$
CREATE OR REPLACE FUNCTION {schema}.society360_desk_role() RETURNS name
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN 'society360_desk'::name
$define$);
-- +goose StatementEnd

-- +goose StatementBegin
SELECT society360_define(current_schema(), $define$
CREATE OR REPLACE FUNCTION {schema}.society360_audit_origin() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF coalesce(btrim(NEW.action), '') = '' OR coalesce(btrim(NEW.ip_address::text), '') = '' THEN
        RAISE EXCEPTION 'a row of audit_logs has to say what was done and from where'
            USING ERRCODE = 'check_violation', TABLE = 'audit_logs', CONSTRAINT = 'audit_logs_origin';
    END IF;
    NEW.created_at := clock_timestamp();
    NEW.database_role := session_user;
    RETURN NEW;
END
$$
$define$);
-- +goose StatementEnd
REVOKE EXECUTE ON FUNCTION society360_audit_origin() FROM PUBLIC;

-- +goose StatementBegin
SELECT society360_define(current_schema(), $define$
CREATE OR REPLACE TRIGGER society360_audit_origin
    BEFORE INSERT ON {schema}.audit_logs
    FOR EACH ROW WHEN (current_user = {schema}.society360_desk_role()) EXECUTE FUNCTION {schema}.society360_audit_origin()
$define$);
-- +goose StatementEnd
