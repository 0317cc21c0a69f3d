-- What decides who may do what, and what of a society cannot be told otherwise, is
-- changed by the desk's role only together with a row of the trail, in one
-- transaction: accounts, their passwords and keys, payments, visits and tickets. It is
-- asked as the transaction ends. Other roles' changes are taken as they come.

-- +goose Up
SELECT society360_lock(ARRAY['users', 'user_ssh_keys', 'gate_terminals', 'visitor_logs', 'maintenance_tickets', 'payments'], 'SHARE ROW EXCLUSIVE');

-- The arguments are the resource that the row of the trail names, and the column with
-- its id. As the owner: by the end of a transaction the role may be another.
-- +goose StatementBegin
SELECT society360_define(current_schema(), $define$
CREATE OR REPLACE FUNCTION {schema}.society360_desk_audited() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    whose uuid;
BEGIN
    IF TG_OP = 'DELETE' THEN
        whose := (to_jsonb(OLD) ->> TG_ARGV[1])::uuid;
    ELSE
        whose := (to_jsonb(NEW) ->> TG_ARGV[1])::uuid;
    END IF;
    -- The time lets an index serve for an account with many rows.
    IF NOT EXISTS (SELECT FROM {schema}.audit_logs a WHERE a.resource_type = TG_ARGV[0] AND a.resource_id = whose
            AND a.xmin = pg_current_xact_id()::xid AND a.created_at > now() - interval '1 minute') THEN
        RAISE EXCEPTION 'the desk changed % without a row in audit_logs', TG_TABLE_NAME
            USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME, CONSTRAINT = 'desk_audited';
    END IF;
    RETURN NULL;
END
$$
$define$);
-- +goose StatementEnd
REVOKE EXECUTE ON FUNCTION society360_desk_audited() FROM PUBLIC;

-- The address is read from the whole row: a trigger that names the column would keep an
-- operator from widening it.
-- +goose StatementBegin
SELECT society360_define(current_schema(), format($define$
DROP TRIGGER IF EXISTS society360_desk_audited_%5$s ON {schema}.%1$I;
CREATE CONSTRAINT TRIGGER society360_desk_audited_%5$s
    AFTER %2$s ON {schema}.%1$I DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (current_user = {schema}.society360_desk_role()%3$s) EXECUTE FUNCTION {schema}.society360_desk_audited(%4$s)
$define$, audited.of, audited.when, audited.unless, audited.by, lower(left(audited.when, 6))))
FROM (VALUES
    ('users', 'INSERT', '', $$'users', 'id'$$),
    ('users', 'UPDATE', $$ AND (OLD.role_id IS DISTINCT FROM NEW.role_id OR OLD.password_hash IS DISTINCT FROM NEW.password_hash
        OR OLD.status IS DISTINCT FROM NEW.status OR to_jsonb(OLD) -> 'email' IS DISTINCT FROM to_jsonb(NEW) -> 'email'
        OR OLD.deleted_at IS DISTINCT FROM NEW.deleted_at)$$, $$'users', 'id'$$),
    ('user_ssh_keys', 'INSERT', '', $$'users', 'user_id'$$),
    ('user_ssh_keys', 'DELETE', '', $$'users', 'user_id'$$),
    ('gate_terminals', 'INSERT', '', $$'gate_terminals', 'id'$$),
    ('gate_terminals', 'DELETE', '', $$'gate_terminals', 'id'$$),
    ('payments', 'INSERT', '', $$'payments', 'id'$$),
    ('payments', 'UPDATE', ' AND OLD.status IS DISTINCT FROM NEW.status', $$'payments', 'id'$$),
    ('visitor_logs', 'INSERT', '', $$'visitor_logs', 'id'$$),
    ('visitor_logs', 'UPDATE', ' AND OLD.status IS DISTINCT FROM NEW.status', $$'visitor_logs', 'id'$$),
    ('maintenance_tickets', 'INSERT', '', $$'maintenance_tickets', 'id'$$),
    ('maintenance_tickets', 'UPDATE', ' AND OLD.status IS DISTINCT FROM NEW.status', $$'maintenance_tickets', 'id'$$)
) AS audited (of, "when", unless, by);
-- +goose StatementEnd
