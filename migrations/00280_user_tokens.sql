-- Tokens by which scripts prove the account that they name: of one account, for some
-- commands, until a day. A token ends at once with what its account was: barred, deleted
-- or of another role, by whichever program.

-- +goose Up
SELECT society360_lock(ARRAY['users'], 'SHARE ROW EXCLUSIVE');

CREATE TABLE IF NOT EXISTS user_tokens (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    name varchar(60) NOT NULL,
    token_hash varchar(64) NOT NULL,
    commands text[] NOT NULL,
    last_day date NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    last_used_at timestamptz
);
CREATE UNIQUE INDEX IF NOT EXISTS idx_user_tokens_hash ON user_tokens(token_hash);
CREATE UNIQUE INDEX IF NOT EXISTS idx_user_tokens_name ON user_tokens(user_id, lower(name::text));

-- +goose StatementBegin
DO $$
BEGIN
    IF NOT '{id,user_id,name,token_hash,commands,last_day,created_at,last_used_at}'::text[] <@ (
        SELECT array_agg(a.attname::text) FROM pg_attribute a
        WHERE a.attrelid = to_regclass(format('%I.%I', current_schema(), 'user_tokens')) AND a.attnum > 0 AND NOT a.attisdropped)
    THEN
        RAISE EXCEPTION 'a table user_tokens of another program is in the way; move it to another schema'
            USING ERRCODE = 'duplicate_table';
    END IF;
END
$$;
-- +goose StatementEnd

COMMENT ON TABLE user_tokens IS 'Tokens by which scripts prove the account that a command names';
COMMENT ON COLUMN user_tokens.id IS 'Key of the row';
COMMENT ON COLUMN user_tokens.user_id IS 'Account';
COMMENT ON COLUMN user_tokens.name IS 'What it is for, by which people call it';
COMMENT ON COLUMN user_tokens.token_hash IS 'SHA-256 of the token, in hexadecimal; the token itself is kept nowhere';
COMMENT ON COLUMN user_tokens.commands IS 'Commands that it serves, such as bills pay';
COMMENT ON COLUMN user_tokens.last_day IS 'Last day on which it serves, by the society''s calendar';
COMMENT ON COLUMN user_tokens.created_at IS 'When it was made';
COMMENT ON COLUMN user_tokens.last_used_at IS 'When a command last proved its account by it; NULL for never';

-- As the owner, for the roles of other programs have no right to the tokens.
-- +goose StatementBegin
SELECT society360_define(current_schema(), $define$
CREATE OR REPLACE FUNCTION {schema}.society360_tokens_end() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NEW.role_id IS DISTINCT FROM OLD.role_id
        OR coalesce(NEW.status, 'active') <> coalesce(OLD.status, 'active')
        OR (NEW.deleted_at IS NULL) <> (OLD.deleted_at IS NULL)
    THEN
        DELETE FROM {schema}.user_tokens WHERE user_id = OLD.id;
    END IF;
    RETURN NULL;
END
$$
$define$);
-- +goose StatementEnd
REVOKE EXECUTE ON FUNCTION society360_tokens_end() FROM PUBLIC;

-- +goose StatementBegin
SELECT society360_define(current_schema(), $define$
CREATE OR REPLACE TRIGGER society360_tokens_end
    AFTER UPDATE ON {schema}.users
    FOR EACH ROW EXECUTE FUNCTION {schema}.society360_tokens_end();
DROP TRIGGER IF EXISTS society360_desk_audited_insert ON {schema}.user_tokens;
CREATE CONSTRAINT TRIGGER society360_desk_audited_insert
    AFTER INSERT ON {schema}.user_tokens DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (current_user = {schema}.society360_desk_role())
    EXECUTE FUNCTION {schema}.society360_desk_audited('users', 'user_id', 'name=token USER_TOKEN_ADDED', 'commands USER_TOKEN_ADDED', 'last_day USER_TOKEN_ADDED');
DROP TRIGGER IF EXISTS society360_desk_audited_delete ON {schema}.user_tokens;
CREATE CONSTRAINT TRIGGER society360_desk_audited_delete
    AFTER DELETE ON {schema}.user_tokens DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (current_user = {schema}.society360_desk_role())
    EXECUTE FUNCTION {schema}.society360_desk_audited('users', 'user_id', 'name=token USER_TOKEN_REMOVED')
$define$);
-- +goose StatementEnd
