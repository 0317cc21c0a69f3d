-- What a write pays for being held to the rules of the desk's role (00185, 00186, 00241),
-- made less; the rules are what they were. A transaction prepares anew each expression of
-- a function that it comes to, and a condition of a trigger at each statement: so the
-- common way has few of them, and the name of the role is one that stays prepared.

-- +goose Up
SET LOCAL lock_timeout = '5s';

-- In SQL, its body was parsed and planned for each trigger of each statement.
-- +goose StatementBegin
SELECT society360_define(current_schema(), format($define$
CREATE OR REPLACE FUNCTION {schema}.society360_desk_role() RETURNS name
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$BEGIN RETURN %L::pg_catalog.name; END$$
$define$, society360_desk_role()));
-- +goose StatementEnd

-- +goose StatementBegin
SELECT society360_define(current_schema(), $define$
CREATE OR REPLACE FUNCTION {schema}.society360_desk_moves() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF (CASE TG_OP WHEN 'UPDATE' THEN coalesce(OLD.status, TG_ARGV[0]) ELSE '' END || '>' || coalesce(NEW.status, TG_ARGV[0])) = ANY (TG_ARGV[1:]) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'the desk moves no row of % from %', TG_TABLE_NAME,
            CASE TG_OP WHEN 'UPDATE' THEN coalesce(OLD.status, TG_ARGV[0]) ELSE '' END || ' to ' || coalesce(NEW.status, TG_ARGV[0])
        USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME, CONSTRAINT = TG_NAME;
END
$$
$define$);
-- +goose StatementEnd

-- +goose StatementBegin
SELECT society360_define(current_schema(), $define$
CREATE OR REPLACE FUNCTION {schema}.society360_desk_audited() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    was constant jsonb := CASE TG_OP WHEN 'INSERT' THEN '{}' ELSE to_jsonb(OLD) END;
    stands constant jsonb := CASE TG_OP WHEN 'DELETE' THEN '{}' ELSE to_jsonb(NEW) END;
    whose constant jsonb := CASE TG_OP WHEN 'DELETE' THEN was ELSE stands END;
    told jsonb;
    words text[];
    col text;
    named text;
    went text;
    untold text[] := '{}';
    word text;
    does boolean;
    did record;
    found_one boolean := false;
    -- An account that stands may have many rows, and is found by the time; all else by its
    -- own few: by the time, each bill of a run would be looked for among those of all.
    many constant boolean := TG_ARGV[0] = 'users' AND (TG_OP <> 'INSERT' OR TG_ARGV[1] <> 'id');
BEGIN
    -- Nearly always one row of the trail says all of it, in so many words: then nothing
    -- else of this is run, each expression of which a transaction prepares anew.
    IF TG_ARGV[0] <> 'users' AND EXISTS (SELECT FROM {schema}.audit_logs a
            WHERE a.resource_type = TG_ARGV[0] AND a.resource_id = (whose ->> TG_ARGV[1])::uuid AND a.xmin = pg_current_xact_id()::xid
                AND NOT EXISTS (SELECT FROM (
                        SELECT string_to_array(arg, ' ') AS says, split_part(split_part(split_part(arg, ' ', 1), '=', 1), '?', 1) AS name
                        FROM unnest(TG_ARGV[2:]) arg) c
                    WHERE (was ->> c.name) IS DISTINCT FROM (stands ->> c.name) AND (right(c.says[1], 1) <> '='
                        AND (a.action = ANY (c.says[2:]) OR concat(was ->> c.name, '>', stands ->> c.name, ':', a.action) = ANY (c.says[2:]))
                        AND a.details -> CASE TG_OP WHEN 'DELETE' THEN 'before' ELSE 'after' END
                            -> coalesce(nullif(split_part(c.says[1], '=', 2), ''), c.name) = whose -> c.name) IS NOT TRUE))
    THEN
        RETURN NULL;
    END IF;
    FOR i IN 2..TG_NARGS - 1 LOOP
        words := string_to_array(split_part(split_part(TG_ARGV[i], ' ', 1), '=', 1), '?');
        IF coalesce(was ->> words[1], words[2]) IS DISTINCT FROM coalesce(stands ->> words[1], words[2]) THEN
            untold := untold || TG_ARGV[i]::text;
        END IF;
    END LOOP;
    FOR did IN SELECT a.action, a.details FROM {schema}.audit_logs a
            WHERE many AND a.resource_type = TG_ARGV[0] AND a.resource_id = (whose ->> TG_ARGV[1])::uuid
                AND a.xmin = pg_current_xact_id()::xid AND a.created_at > now() - interval '1 minute'
        UNION ALL SELECT a.action, a.details FROM {schema}.audit_logs a
            WHERE NOT many AND a.resource_type = TG_ARGV[0] AND a.resource_id = (whose ->> TG_ARGV[1])::uuid AND a.xmin = pg_current_xact_id()::xid
    LOOP
        found_one := true;
        told := CASE TG_OP WHEN 'DELETE' THEN did.details -> 'before' ELSE did.details -> 'after' END;
        FOR i IN REVERSE cardinality(untold)..1 LOOP
            words := string_to_array(untold[i], ' ');
            col := split_part(split_part(words[1], '=', 1), '?', 1);
            named := CASE WHEN words[1] LIKE '%=%' THEN split_part(words[1], '=', 2) ELSE col END;
            went := CASE WHEN col = 'password_hash' AND stands ->> 'same_password_as' = md5(was ->> col) THEN 'same>same'
                ELSE concat(was ->> col, '>', stands ->> col) END;
            does := did.action = ANY (words[2:]);
            FOREACH word IN ARRAY words[2:] LOOP
                does := does OR split_part(word, ':', 2) = did.action AND went LIKE split_part(word, ':', 1);
            END LOOP;
            IF does AND (went <> 'same>same' OR told ->> 'password' = 'hashed anew')
                    AND (named = '' OR told -> named = (whose -> col)) THEN
                untold := untold[:i - 1] || untold[i + 1:];
            END IF;
        END LOOP;
    END LOOP;
    IF NOT found_one OR cardinality(untold) > 0 THEN
        RAISE EXCEPTION 'the desk changed % without a row in audit_logs that says so', TG_TABLE_NAME
            USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME, CONSTRAINT = 'desk_audited',
                DETAIL = (SELECT string_agg(substring(u FROM '^\w+'), ', ') FROM unnest(untold) u);
    END IF;
    RETURN NULL;
END
$$
$define$);
-- +goose StatementEnd
