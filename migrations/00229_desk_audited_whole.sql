-- The row of the trail that a change by the desk's role needs (00187) has to say what was
-- changed: of the same thing, by an action that makes such a change, and with what stands
-- there now. A row of another action, or one that tells another role or status, serves
-- no more. Other roles' changes are taken as they come.

-- +goose Up
SELECT society360_lock(ARRAY['users', 'user_ssh_keys', 'gate_terminals', 'visitor_logs', 'maintenance_tickets', 'payments'], 'SHARE ROW EXCLUSIVE');

-- The first two arguments are the resource that the row of the trail names, and the column
-- with its id. Each further one is a column, where the trail calls it otherwise with that
-- name behind a =, and the actions that may change it; before an action stands, with a
-- colon, from which value to which (LIKE) it does. Nothing behind the = is a value that the
-- trail does not keep. A password's hash goes from same to same where it was made anew for
-- the password of before.
-- +goose StatementBegin
SELECT society360_define(current_schema(), $define$
CREATE OR REPLACE FUNCTION {schema}.society360_desk_audited() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    was jsonb := '{}';
    stands jsonb := '{}';
    told jsonb;
    words text[];
    col text;
    named text;
    went text;
    untold text[] := '{}';
    did record;
    found_one boolean := false;
BEGIN
    IF TG_OP <> 'INSERT' THEN
        was := to_jsonb(OLD);
    END IF;
    IF TG_OP <> 'DELETE' THEN
        stands := to_jsonb(NEW);
    END IF;
    FOR i IN 2..TG_NARGS - 1 LOOP
        col := split_part(split_part(TG_ARGV[i], ' ', 1), '=', 1);
        IF (was ->> col) IS DISTINCT FROM (stands ->> col) THEN
            untold := untold || TG_ARGV[i]::text;
        END IF;
    END LOOP;
    -- The time lets an index serve for an account with many rows.
    FOR did IN SELECT a.action, a.details FROM {schema}.audit_logs a
        WHERE a.resource_type = TG_ARGV[0] AND a.resource_id = (CASE TG_OP WHEN 'DELETE' THEN was ELSE stands END ->> TG_ARGV[1])::uuid
            AND a.xmin = pg_current_xact_id()::xid AND a.created_at > now() - interval '1 minute'
    LOOP
        found_one := true;
        told := CASE TG_OP WHEN 'DELETE' THEN did.details -> 'before' ELSE did.details -> 'after' END;
        FOR i IN REVERSE cardinality(untold)..1 LOOP
            words := string_to_array(untold[i], ' ');
            col := split_part(words[1], '=', 1);
            named := CASE WHEN words[1] LIKE '%=%' THEN split_part(words[1], '=', 2) ELSE col END;
            went := CASE WHEN col = 'password_hash' AND stands ->> 'same_password_as' = md5(was ->> col) THEN 'same>same'
                ELSE concat(was ->> col, '>', stands ->> col) END;
            IF (did.action = ANY (words[2:]) OR EXISTS (SELECT FROM unnest(words[2:]) w
                        WHERE split_part(w, ':', 2) = did.action AND went LIKE split_part(w, ':', 1)))
                    AND (named = '' OR told -> named = (CASE TG_OP WHEN 'DELETE' THEN was ELSE stands END -> col)) THEN
                untold := untold[:i - 1] || untold[i + 1:];
            END IF;
        END LOOP;
    END LOOP;
    IF NOT found_one OR cardinality(untold) > 0 THEN
        RAISE EXCEPTION 'the desk changed % without a row in audit_logs that says so', TG_TABLE_NAME
            USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME, CONSTRAINT = 'desk_audited',
                DETAIL = (SELECT string_agg(split_part(split_part(u, ' ', 1), '=', 1), ', ') FROM unnest(untold) u);
    END IF;
    RETURN NULL;
END
$$
$define$);
-- +goose StatementEnd

-- What a column may have been widened to is read from the whole row: a trigger that names
-- it would keep an operator from doing so.
-- +goose StatementBegin
SELECT society360_define(current_schema(), format($define$
DROP TRIGGER IF EXISTS society360_desk_audited_%5$s ON {schema}.%1$I;
CREATE CONSTRAINT TRIGGER society360_desk_audited_%5$s
    AFTER %2$s ON {schema}.%1$I DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (current_user = {schema}.society360_desk_role()%3$s) EXECUTE FUNCTION {schema}.society360_desk_audited(%4$s)
$define$, audited.of, audited.when, audited.unless, (SELECT string_agg(quote_literal(arg), ', ') FROM unnest(audited.by) arg), lower(left(audited.when, 6))))
FROM (VALUES
    ('users', 'INSERT', '', ARRAY['users', 'id', 'email USER_CREATED', 'role_id USER_CREATED', 'status USER_CREATED']),
    ('users', 'UPDATE', $$ AND (OLD.role_id IS DISTINCT FROM NEW.role_id OR OLD.password_hash IS DISTINCT FROM NEW.password_hash
        OR OLD.status IS DISTINCT FROM NEW.status OR to_jsonb(OLD) -> 'email' IS DISTINCT FROM to_jsonb(NEW) -> 'email'
        OR OLD.deleted_at IS DISTINCT FROM NEW.deleted_at)$$, ARRAY['users', 'id', 'email USER_UPDATED', 'role_id USER_ROLE_CHANGED',
        'status USER_STATUS_CHANGED', 'deleted_at %>_%:USER_DELETED _%>:USER_RESTORED',
        'password_hash= USER_PASSWORD_CHANGED USER_PASSWORD_RESET same>same:USER_LOGIN same>same:USER_DESK_UNLOCKED']),
    ('user_ssh_keys', 'INSERT', '', ARRAY['users', 'user_id', 'fingerprint=ssh_key USER_SSH_KEY_ADDED']),
    ('user_ssh_keys', 'DELETE', '', ARRAY['users', 'user_id', 'fingerprint=ssh_key USER_SSH_KEY_REMOVED']),
    ('gate_terminals', 'INSERT', '', ARRAY['gate_terminals', 'id', 'fingerprint=ssh_key TERMINAL_ADDED', 'gate TERMINAL_ADDED']),
    ('gate_terminals', 'DELETE', '', ARRAY['gate_terminals', 'id', 'fingerprint=ssh_key TERMINAL_REMOVED']),
    ('payments', 'INSERT', '', ARRAY['payments', 'id', 'bill_id PAYMENT_RECORDED CHEQUE_TAKEN PAYMENT_CLAIMED',
        'amount_paid PAYMENT_RECORDED CHEQUE_TAKEN PAYMENT_CLAIMED', 'status >success:PAYMENT_RECORDED >pending:CHEQUE_TAKEN >pending:PAYMENT_CLAIMED']),
    ('payments', 'UPDATE', ' AND OLD.status IS DISTINCT FROM NEW.status', ARRAY['payments', 'id', 'status pending>success:PAYMENT_CONFIRMED '
        'pending>success:CHEQUE_CLEARED pending>failed:PAYMENT_REFUSED pending>failed:PAYMENT_WITHDRAWN pending>failed:CHEQUE_BOUNCED %>failed:PAYMENT_REVERSED']),
    ('visitor_logs', 'INSERT', '', ARRAY['visitor_logs', 'id', 'status >pending:VISITOR_ANNOUNCED >approved:VISITOR_PRE_APPROVED '
        '>denied:VISITOR_DENIED >checked_in:VISITOR_CHECKED_IN', 'unit_id VISITOR_ANNOUNCED VISITOR_PRE_APPROVED VISITOR_DENIED VISITOR_CHECKED_IN',
        'visitor_name VISITOR_ANNOUNCED VISITOR_PRE_APPROVED VISITOR_DENIED VISITOR_CHECKED_IN']),
    ('visitor_logs', 'UPDATE', ' AND OLD.status IS DISTINCT FROM NEW.status', ARRAY['visitor_logs', 'id', 'status pending>approved:VISITOR_APPROVED '
        '%>denied:VISITOR_DENIED approved>denied:VISITOR_WITHDRAWN approved>pending:VISITOR_CORRECTED %>checked_in:VISITOR_CHECKED_IN '
        '%>checked_out:VISITOR_CHECKED_OUT %>checked_out:VISITOR_PRESUMED_LEFT checked_out>checked_in:VISITOR_CHECK_OUT_UNDONE']),
    ('maintenance_tickets', 'INSERT', '', ARRAY['maintenance_tickets', 'id', 'status >open:TICKET_CREATED', 'title TICKET_CREATED']),
    ('maintenance_tickets', 'UPDATE', ' AND OLD.status IS DISTINCT FROM NEW.status', ARRAY['maintenance_tickets', 'id', 'status open>in_progress:TICKET_STARTED '
        'in_progress>open:TICKET_RELEASED in_progress>resolved:TICKET_RESOLVED %>rejected:TICKET_REJECTED resolved>closed:TICKET_CLOSED resolved>in_progress:TICKET_REOPENED'])
) AS audited (of, "when", unless, by);
-- +goose StatementEnd
