-- A password that is changed and a key that is taken away end the sessions of their
-- account, whichever program did it: what sessions are compared with is set here.

-- +goose Up
SELECT society360_lock(ARRAY['users', 'user_ssh_keys'], 'ACCESS EXCLUSIVE');

ALTER TABLE users ADD COLUMN IF NOT EXISTS same_password_as varchar(32);
COMMENT ON COLUMN users.same_password_as IS 'md5 of the password_hash that the present one was made anew of, for the same password; with any other before it the password was changed';
-- +goose StatementBegin
DO $$
BEGIN
    -- Unless somebody wrote another comment.
    IF col_description(to_regclass(format('%I.%I', current_schema(), 'users')), (SELECT attnum FROM pg_attribute WHERE attrelid = to_regclass(format('%I.%I', current_schema(), 'users')) AND attname = 'password_changed_at'))
            = 'When the desk last set the password; ends older sessions of the account' THEN
        COMMENT ON COLUMN users.password_changed_at IS 'When the password was last changed, by whichever program, kept by a trigger; ends older sessions of the account';
    END IF;
END
$$;
-- +goose StatementEnd

-- +goose StatementBegin
SELECT society360_define(current_schema(), $define$
CREATE OR REPLACE FUNCTION {schema}.society360_password_changed() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NEW.same_password_as IS DISTINCT FROM md5(OLD.password_hash::text) THEN
        NEW.password_changed_at := clock_timestamp();
    END IF;
    RETURN NEW;
END
$$
$define$);
-- +goose StatementEnd

-- As the owner, for the roles of other programs may not change every account.
-- +goose StatementBegin
SELECT society360_define(current_schema(), $define$
CREATE OR REPLACE FUNCTION {schema}.society360_key_removed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE {schema}.users SET signed_out_at = clock_timestamp() WHERE id = OLD.user_id;
    RETURN NULL;
END
$$
$define$);
-- +goose StatementEnd
REVOKE EXECUTE ON FUNCTION society360_password_changed(), society360_key_removed() FROM PUBLIC;

-- +goose StatementBegin
SELECT society360_define(current_schema(), $define$
CREATE OR REPLACE TRIGGER society360_password_changed
    BEFORE UPDATE ON {schema}.users
    FOR EACH ROW WHEN (OLD.password_hash IS DISTINCT FROM NEW.password_hash AND OLD.password_changed_at IS NOT DISTINCT FROM NEW.password_changed_at)
    EXECUTE FUNCTION {schema}.society360_password_changed();
CREATE OR REPLACE TRIGGER society360_key_deleted
    AFTER DELETE ON {schema}.user_ssh_keys
    FOR EACH ROW EXECUTE FUNCTION {schema}.society360_key_removed();
CREATE OR REPLACE TRIGGER society360_key_changed
    AFTER UPDATE ON {schema}.user_ssh_keys
    FOR EACH ROW WHEN (OLD.user_id <> NEW.user_id OR OLD.fingerprint <> NEW.fingerprint OR OLD.public_key <> NEW.public_key)
    EXECUTE FUNCTION {schema}.society360_key_removed()
$define$);
-- +goose StatementEnd
