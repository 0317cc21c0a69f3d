-- What 00229 demands of the desk's role, of bills and of who lives where: what a unit owes,
-- and whose a unit is, changes only with a row of the trail that says so. What of a bill
-- follows from its payments and from the day (status) the database derives, and no row is
-- asked for it. Other roles' changes are taken as they come.

-- +goose Up
SELECT society360_lock(ARRAY['bills', 'user_units'], 'SHARE ROW EXCLUSIVE');

-- As in 00237, and: behind a ? stands as what a NULL in the column reads, so that to write
-- that down is no change; and what is looked for is found by indexes, of however many rows.
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
    word text;
    does boolean;
    did record;
    found_one boolean := false;
    -- An account that stands may have many rows, and is found by the time; all else by its
    -- own few: by the time, each bill of a run would be looked for among those of all.
    many constant boolean := TG_ARGV[0] = 'users' AND (TG_OP <> 'INSERT' OR TG_ARGV[1] <> 'id');
    whose uuid;
BEGIN
    IF TG_OP <> 'INSERT' THEN
        was := to_jsonb(OLD);
    END IF;
    IF TG_OP <> 'DELETE' THEN
        stands := to_jsonb(NEW);
    END IF;
    FOR i IN 2..TG_NARGS - 1 LOOP
        words := string_to_array(split_part(split_part(TG_ARGV[i], ' ', 1), '=', 1), '?');
        IF coalesce(was ->> words[1], words[2]) IS DISTINCT FROM coalesce(stands ->> words[1], words[2]) THEN
            untold := untold || TG_ARGV[i]::text;
        END IF;
    END LOOP;
    whose := (CASE TG_OP WHEN 'DELETE' THEN was ELSE stands END ->> TG_ARGV[1])::uuid;
    FOR did IN SELECT a.action, a.details FROM {schema}.audit_logs a
            WHERE many AND a.resource_type = TG_ARGV[0] AND a.resource_id = whose
                AND a.xmin = pg_current_xact_id()::xid AND a.created_at > now() - interval '1 minute'
        UNION ALL SELECT a.action, a.details FROM {schema}.audit_logs a
            WHERE NOT many AND a.resource_type = TG_ARGV[0] AND a.resource_id = whose AND a.xmin = pg_current_xact_id()::xid
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
                    AND (named = '' OR told -> named = (CASE TG_OP WHEN 'DELETE' THEN was ELSE stands END -> col)) THEN
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

-- The whole row is compared: a trigger that names a column would keep an operator from
-- widening it. A column without an action is changed by nobody at the desk.
-- +goose StatementBegin
SELECT society360_define(current_schema(), format($define$
DROP TRIGGER IF EXISTS society360_desk_audited_%4$s ON {schema}.%1$I;
CREATE CONSTRAINT TRIGGER society360_desk_audited_%4$s
    AFTER %2$s ON {schema}.%1$I DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (current_user = {schema}.society360_desk_role()%3$s) EXECUTE FUNCTION {schema}.society360_desk_audited(%5$s)
$define$, audited.of, audited.when, audited.unless, lower(audited.when), (SELECT string_agg(quote_literal(arg), ', ') FROM unnest(audited.by) arg)))
-- Any change of a residency turns what was set for the day of moving in, where that has come.
FROM (SELECT 'RESIDENT_UPDATED PRIMARY_CONTACT_SET RESIDENT_MOVED_IN RESIDENT_MOVED_OUT RESIDENT_MOVE_IN_CANCELLED RESIDENT_MOVE_OUT_SET') AS residency (turned)
CROSS JOIN LATERAL (VALUES
    ('bills', 'INSERT', '', ARRAY['bills', 'id', 'unit_id BILL_CREATED LATE_FEE_CHARGED', 'bill_type BILL_CREATED LATE_FEE_CHARGED',
        'amount BILL_CREATED LATE_FEE_CHARGED', 'due_date BILL_CREATED LATE_FEE_CHARGED']),
    ('bills', 'UPDATE', $$ AND to_jsonb(OLD) - 'status' IS DISTINCT FROM to_jsonb(NEW) - 'status'$$, ARRAY['bills', 'id',
        'amount BILL_CORRECTED LATE_FEE_FOLLOWED', 'bill_date BILL_CORRECTED', 'due_date BILL_CORRECTED', 'description BILL_CORRECTED',
        'waived_amount BILL_WAIVED BILL_VOIDED LATE_FEE_FOLLOWED', 'fee_base LATE_FEE_FOLLOWED',
        'run_month BILL_VOIDED', 'run_id BILL_VOIDED', 'voided_at >_%:BILL_VOIDED', 'void_reason= >_%:BILL_VOIDED']),
    ('user_units', 'INSERT', '', ARRAY['user_units', 'id', 'user_id RESIDENT_MOVED_IN RESIDENT_MOVE_IN_SET', 'unit_id RESIDENT_MOVED_IN RESIDENT_MOVE_IN_SET',
        'resident_type RESIDENT_MOVED_IN RESIDENT_MOVE_IN_SET', 'move_in_date RESIDENT_MOVED_IN RESIDENT_MOVE_IN_SET',
        'is_primary_contact?false RESIDENT_MOVED_IN RESIDENT_MOVE_IN_SET']),
    ('user_units', 'UPDATE', $$ AND to_jsonb(OLD) IS DISTINCT FROM to_jsonb(NEW)$$, ARRAY['user_units', 'id', 'id', 'user_id', 'unit_id', 'created_at',
        'resident_type RESIDENT_UPDATED', 'move_in_date RESIDENT_UPDATED',
        'is_primary_contact?false ' || turned, 'primary_on_move_in?false ' || turned,
        'move_out_date RESIDENT_MOVED_OUT RESIDENT_MOVE_IN_CANCELLED RESIDENT_MOVE_OUT_SET',
        'status?active %>moved_out:RESIDENT_MOVED_OUT %>moved_out:RESIDENT_MOVE_IN_CANCELLED %>active:RESIDENT_MOVE_OUT_SET'])
) AS audited (of, "when", unless, by);
-- +goose StatementEnd
