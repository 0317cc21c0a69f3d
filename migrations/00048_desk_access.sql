-- Who may come to a desk over SSH, who is there, and the files that go with them.

-- +goose Up
SET LOCAL lock_timeout = '5s';

-- Public keys of accounts. A fingerprint (SHA256:...) belongs to one account.
CREATE TABLE IF NOT EXISTS user_ssh_keys (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    fingerprint varchar(60) NOT NULL UNIQUE,
    public_key text NOT NULL,
    comment varchar(100),
    created_at timestamptz NOT NULL DEFAULT now(),
    last_used_at timestamptz
);
CREATE INDEX IF NOT EXISTS idx_user_ssh_keys_user ON user_ssh_keys(user_id);

-- Keys of terminals that stand at a gate: such a key gives the gate's name and
-- the login screen, and no rights.
CREATE TABLE IF NOT EXISTS gate_terminals (
    id uuid PRIMARY KEY,
    gate varchar(50) NOT NULL,
    fingerprint varchar(60) NOT NULL UNIQUE,
    public_key text NOT NULL,
    comment varchar(100),
    created_at timestamptz NOT NULL DEFAULT now(),
    last_used_at timestamptz
);

-- Who is on which desk. A row whose server no longer confirms it (seen_at) is
-- of a server that died.
CREATE TABLE IF NOT EXISTS desk_sessions (
    id uuid PRIMARY KEY,
    user_id uuid REFERENCES users(id) ON DELETE CASCADE,
    gate varchar(50),
    ip_address varchar(45) NOT NULL,
    user_agent text NOT NULL,
    server uuid NOT NULL,
    screen varchar(50),
    started_at timestamptz NOT NULL DEFAULT now(),
    active_at timestamptz NOT NULL DEFAULT now(),
    seen_at timestamptz NOT NULL DEFAULT now(),
    end_reason text,
    ended_at timestamptz
);
CREATE INDEX IF NOT EXISTS idx_desk_sessions_open ON desk_sessions(started_at, id) WHERE ended_at IS NULL;
CREATE INDEX IF NOT EXISTS idx_desk_sessions_server ON desk_sessions(server) WHERE ended_at IS NULL;
CREATE INDEX IF NOT EXISTS idx_desk_sessions_user ON desk_sessions(user_id);

-- An account's outbox (exports, receipts) and inbox (imports).
CREATE TABLE IF NOT EXISTS desk_files (
    id uuid PRIMARY KEY,
    user_id uuid NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    box varchar(10) NOT NULL CHECK (box IN ('inbox', 'outbox')),
    name varchar(100) NOT NULL,
    content bytea NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    expires_at timestamptz NOT NULL,
    UNIQUE (user_id, box, name)
);
CREATE INDEX IF NOT EXISTS idx_desk_files_expiry ON desk_files(expires_at);

-- A change of an account's standing is told to every desk at once, also when
-- another program of the platform makes it. Such changes are rare, so that the
-- commit's wait for the notification lock costs nobody anything.
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION society360_tell_accounts()
RETURNS trigger AS $$
BEGIN
    PERFORM pg_notify('society360', TG_TABLE_SCHEMA || ' accounts');
    RETURN NULL;
END;
$$ LANGUAGE plpgsql;
-- +goose StatementEnd

DROP TRIGGER IF EXISTS society360_account_changed ON users;
CREATE TRIGGER society360_account_changed
    AFTER UPDATE OF status, role_id, password_hash, deleted_at ON users
    FOR EACH ROW
    WHEN (OLD.status IS DISTINCT FROM NEW.status OR OLD.role_id IS DISTINCT FROM NEW.role_id
        OR OLD.deleted_at IS DISTINCT FROM NEW.deleted_at
        OR OLD.password_hash IS DISTINCT FROM NEW.password_hash)
    EXECUTE FUNCTION society360_tell_accounts();
