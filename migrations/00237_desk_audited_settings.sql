-- What 00229 demands of the desk's role, of two more changes: a password's hash that is
-- made anew with a sign-in has to be told of in its row, for nobody but whoever made it
-- knows that it is of the same password; and a setting, which decides what is charged,
-- asked and locked, is changed only with a row that says to what. Other roles' changes are
-- taken as they come.

-- +goose Up
SELECT society360_lock(ARRAY['system_config'], 'SHARE ROW EXCLUSIVE');

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
                    AND (went <> 'same>same' OR told ->> 'password' = 'hashed anew')
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

-- +goose StatementBegin
SELECT society360_define(current_schema(), format($define$
DROP TRIGGER IF EXISTS society360_desk_audited_%2$s ON {schema}.system_config;
CREATE CONSTRAINT TRIGGER society360_desk_audited_%2$s
    AFTER %1$s ON {schema}.system_config DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (current_user = {schema}.society360_desk_role()) EXECUTE FUNCTION {schema}.society360_desk_audited(%3$s)
$define$, event, lower(event), $$'system_config', 'id', 'config_key SETTING_CHANGED', 'config_value SETTING_CHANGED'$$))
FROM unnest(ARRAY['INSERT', 'UPDATE']) event;
-- +goose StatementEnd
