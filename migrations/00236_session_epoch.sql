-- Sessions are compared with a number of their account, and with no time: a clock that
-- was ahead when somebody signed in, or that is behind when a key is taken away, keeps no
-- session open. It changes with all that ends them, whichever program did it: a password,
-- a role, a status, a key, also where all keys go at once.

-- +goose Up
SELECT society360_lock(ARRAY['users', 'user_ssh_keys'], 'ACCESS EXCLUSIVE');

-- The number of the transaction that changed it: none has it twice.
ALTER TABLE users ADD COLUMN IF NOT EXISTS session_epoch bigint NOT NULL DEFAULT pg_current_xact_id()::text::bigint;
COMMENT ON COLUMN users.session_epoch IS 'Changes, by a trigger, whenever open sessions of the account have to end: a session goes on while it finds the value that it began with';

-- +goose StatementBegin
SELECT society360_define(current_schema(), $define$
CREATE OR REPLACE FUNCTION {schema}.society360_sessions_end() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NEW.password_hash IS DISTINCT FROM OLD.password_hash AND NEW.same_password_as IS DISTINCT FROM md5(OLD.password_hash::text)
        OR NEW.password_changed_at IS DISTINCT FROM OLD.password_changed_at
        OR NEW.signed_out_at IS DISTINCT FROM OLD.signed_out_at
        OR NEW.role_id IS DISTINCT FROM OLD.role_id
        OR coalesce(NEW.status, 'active') <> coalesce(OLD.status, 'active')
        OR (NEW.deleted_at IS NULL) <> (OLD.deleted_at IS NULL)
    THEN
        NEW.session_epoch := pg_current_xact_id()::text::bigint;
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
    IF TG_OP = 'TRUNCATE' THEN -- whose they were can no longer be seen
        UPDATE {schema}.users SET signed_out_at = clock_timestamp(), session_epoch = pg_current_xact_id()::text::bigint;
    ELSE
        UPDATE {schema}.users SET signed_out_at = clock_timestamp(), session_epoch = pg_current_xact_id()::text::bigint WHERE id = OLD.user_id;
    END IF;
    RETURN NULL;
END
$$
$define$);
-- +goose StatementEnd
REVOKE EXECUTE ON FUNCTION society360_sessions_end() FROM PUBLIC;

-- The name comes behind that of the trigger which keeps password_changed_at.
-- +goose StatementBegin
SELECT society360_define(current_schema(), $define$
CREATE OR REPLACE TRIGGER society360_sessions_end
    BEFORE UPDATE ON {schema}.users
    FOR EACH ROW EXECUTE FUNCTION {schema}.society360_sessions_end();
CREATE OR REPLACE TRIGGER society360_keys_emptied
    AFTER TRUNCATE ON {schema}.user_ssh_keys
    FOR EACH STATEMENT EXECUTE FUNCTION {schema}.society360_key_removed()
$define$);
-- +goose StatementEnd
