-- Moving to the archive. The desk's role, which the schedule works as, may delete nothing:
-- these functions are all that it may do there. What may move, and after how long, they
-- read in the society's own settings, and never from whoever calls.

-- +goose Up
SET LOCAL lock_timeout = '5s';

-- The live table of a kind, the column of the archive that its month goes by, that moment
-- of a live row l, the setting of its months, and what has to hold of l besides its age,
-- where $1 is before when. The moment and the order of the live table's index are one.
--
-- A row of the trail stays while its thing may still be asked about: a visit that is not
-- over, a ticket that is not closed, a bill with something due and what was paid on it, a
-- payment that waits, an account that is there (its sign-ins go), a terminal's key; and
-- what has no end: settings, units, blocks, residents and roles.
-- +goose StatementBegin
SELECT society360_define(current_schema(), $define$
CREATE OR REPLACE FUNCTION {schema}.society360_archive_rule(kind text, OUT live name, OUT month_by name, OUT moment text, OUT setting text, OUT rule text)
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    CASE kind
    WHEN 'visits' THEN
        live := 'visitor_logs';
        month_by := 'at';
        moment := 'coalesce(l.check_in_time, l.created_at)';
        setting := 'general.archive_visits_months';
        rule := 'l.status IN (''checked_out'', ''denied'') AND coalesce(l.check_out_time, l.check_in_time, l.created_at) < $1';
    WHEN 'tickets' THEN
        live := 'maintenance_tickets';
        month_by := 'created_at';
        moment := 'l.created_at';
        setting := 'general.archive_tickets_months';
        rule := 'l.status IN (''closed'', ''rejected'') AND coalesce(l.resolved_at, l.updated_at, l.created_at) < $1';
    WHEN 'audit' THEN
        live := 'audit_logs';
        month_by := 'created_at';
        moment := 'l.created_at';
        setting := 'general.archive_audit_months';
        rule := $rule$coalesce(l.resource_type, '') NOT IN ('system_config', 'units', 'blocks', 'user_units', 'roles')
            AND NOT EXISTS (SELECT FROM {schema}.visitor_logs v WHERE l.resource_type = 'visitor_logs' AND v.id = l.resource_id
                AND coalesce(v.status, 'checked_in') NOT IN ('checked_out', 'denied'))
            AND NOT EXISTS (SELECT FROM {schema}.maintenance_tickets t WHERE l.resource_type = 'maintenance_tickets' AND t.id = l.resource_id
                AND coalesce(t.status, 'open') NOT IN ('closed', 'rejected'))
            AND NOT EXISTS (SELECT FROM {schema}.bills b WHERE l.resource_type = 'bills' AND b.id = l.resource_id
                AND b.amount - b.waived_amount - b.amount_paid > 0)
            AND NOT EXISTS (SELECT FROM {schema}.payments y JOIN {schema}.bills b ON b.id = y.bill_id WHERE l.resource_type = 'payments' AND y.id = l.resource_id
                AND (y.status = 'pending' OR b.amount - b.waived_amount - b.amount_paid > 0))
            AND NOT EXISTS (SELECT FROM {schema}.receipt_payments r JOIN {schema}.payments y ON y.id = r.payment_id JOIN {schema}.bills b ON b.id = y.bill_id
                WHERE l.resource_type = 'receipts' AND r.receipt_id = l.resource_id AND b.amount - b.waived_amount - b.amount_paid > 0)
            AND NOT EXISTS (SELECT FROM {schema}.users u WHERE l.resource_type = 'users' AND u.id = l.resource_id AND u.deleted_at IS NULL
                AND l.action NOT IN ('USER_LOGIN', 'USER_LOGOUT', 'USER_LOGIN_FAILED', 'USER_LOGIN_CUT', 'USER_DESK_UNLOCKED'))
            AND NOT EXISTS (SELECT FROM {schema}.gate_terminals g WHERE l.resource_type = 'gate_terminals' AND g.id = l.resource_id)$rule$;
    ELSE
        RAISE EXCEPTION 'the archive takes visits, tickets or audit' USING ERRCODE = 'invalid_parameter_value';
    END CASE;
END
$$
$define$);
-- +goose StatementEnd

-- That no row of any table refers to the row l of a live table by a foreign key, whatever
-- it would do when l goes: that row is another program's, and its thing stays. The functions
-- that ask see every row of those tables (row_security).
-- +goose StatementBegin
SELECT society360_define(current_schema(), $define$
CREATE OR REPLACE FUNCTION {schema}.society360_archive_unreferred(live regclass) RETURNS text
LANGUAGE sql STABLE
RETURN (SELECT string_agg(format('NOT EXISTS (SELECT FROM %s r WHERE %s)', c.conrelid::regclass, (
        SELECT string_agg(format('r.%I = l.%I', child.attname, parent.attname), ' AND ' ORDER BY k.nth)
        FROM unnest(c.conkey, c.confkey) WITH ORDINALITY AS k (child, parent, nth)
        JOIN pg_attribute child ON child.attrelid = c.conrelid AND child.attnum = k.child
        JOIN pg_attribute parent ON parent.attrelid = c.confrelid AND parent.attnum = k.parent)), ' AND ' ORDER BY c.conrelid::regclass::text, c.conname)
    FROM pg_constraint c WHERE c.contype = 'f' AND c.confrelid = live AND c.conparentid = 0)
$define$);
-- +goose StatementEnd

-- What another program does when a row is deleted: its triggers and rules would run, and
-- know nothing of the archive.
-- +goose StatementBegin
SELECT society360_define(current_schema(), $define$
CREATE OR REPLACE FUNCTION {schema}.society360_archive_hindrance(live regclass) RETURNS text
LANGUAGE sql STABLE
RETURN (SELECT min(h.name::text) FROM (
    SELECT t.tgname AS name FROM pg_trigger t
    WHERE t.tgrelid = live AND NOT t.tgisinternal AND t.tgtype & 8 <> 0 AND t.tgenabled <> 'D' AND t.tgname NOT LIKE 'society360\_%'
    UNION ALL
    SELECT w.rulename FROM pg_rewrite w WHERE w.ev_class = live AND w.ev_type = '4' AND w.ev_enabled <> 'D') h)
$define$);
-- +goose StatementEnd

-- Before when a row of a kind is old enough, by the setting; NULL where it is kept for ever.
-- +goose StatementBegin
SELECT society360_define(current_schema(), $define$
CREATE OR REPLACE FUNCTION {schema}.society360_archive_cutoff(kind text) RETURNS timestamptz
LANGUAGE sql STABLE
RETURN (SELECT now() - make_interval(months => CASE WHEN s.config_value !~ '^[+]?0*[0-9]{1,3}$' THEN NULL WHEN s.config_value::int BETWEEN 1 AND 240 THEN s.config_value::int END)
    FROM {schema}.system_config s WHERE s.config_key = ({schema}.society360_archive_rule(kind)).setting)
$define$);
-- +goose StatementEnd

-- The name of the partition of a month. All that is older than 2000 has one.
-- +goose StatementBegin
SELECT society360_define(current_schema(), $define$
CREATE OR REPLACE FUNCTION {schema}.society360_archive_part(live name, month date) RETURNS name
LANGUAGE sql IMMUTABLE
RETURN (live || CASE WHEN month < date '2000-01-01' THEN '_before_2000' ELSE to_char(month::timestamp, '"_"YYYY_MM') END)::name
$define$);
-- +goose StatementEnd

-- Makes the partition of a month where it is missing, beside the archive's table, which is
-- read meanwhile, and attaches it; true where it made one. A row that another program put
-- into the default one moves with it.
-- +goose StatementBegin
SELECT society360_define(current_schema(), $define$
CREATE OR REPLACE FUNCTION {schema}.society360_archive_month(kind text, month date) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET TimeZone = 'UTC' SET lock_timeout = '50ms' AS $$
DECLARE
    of record := {schema}.society360_archive_rule(kind);
    arch name := {schema}.society360_archive_schema();
    part name := {schema}.society360_archive_part(of.live, month);
    first timestamptz := CASE WHEN month < '2000-01-01' THEN '-infinity' ELSE date_trunc('month', month::timestamptz) END;
    until timestamptz := CASE WHEN month < '2000-01-01' THEN '2000-01-01 00:00+00' ELSE date_trunc('month', month::timestamptz) + interval '1 month' END;
BEGIN
    IF month IS NULL OR month > current_date THEN
        RAISE EXCEPTION 'the archive has no month ahead' USING ERRCODE = 'invalid_parameter_value';
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended('society360 archive month ' || {'schema'}, 360));
    -- Read from the table: a name that was missing a moment ago is remembered as missing.
    IF EXISTS (SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = arch AND c.relname = part) THEN
        RETURN false;
    END IF;
    EXECUTE format('CREATE TABLE %1$I.%2$I (LIKE %1$I.%3$I INCLUDING ALL)', arch, part, of.live);
    EXECUTE format('COMMENT ON TABLE %I.%I IS %L', arch, part, CASE WHEN isfinite(first) THEN to_char(first, '"Of "YYYY-MM') ELSE 'Of the time before 2000' END);
    IF kind = 'audit' THEN
        EXECUTE format('WITH gone AS (DELETE FROM %1$I.audit_logs_default d WHERE d.created_at >= %3$L AND d.created_at < %4$L RETURNING d.*)
            INSERT INTO %1$I.%2$I SELECT * FROM gone', arch, part, first, until);
    END IF;
    EXECUTE format('ALTER TABLE %1$I.%2$I ATTACH PARTITION %1$I.%3$I FOR VALUES FROM (%4$s) TO (%5$L)', arch, of.live, part,
        CASE WHEN isfinite(first) THEN quote_literal(first) ELSE 'MINVALUE' END, until);
    RETURN true;
END
$$
$define$);
-- +goose StatementEnd

-- Moves some rows of a kind, all in its transaction: they come to stand in the archive, and
-- go from the live table. It looks at the next rows by time behind (after_at, after_id),
-- most of them at most, and tells where it ended; looked is NULL while another process
-- moves of that kind, and 0 when there are no more. Where the archive lacks a month it moves
-- nothing and names it: society360_archive_month makes it. A row that somebody holds, or
-- that another program's table refers to, stays. What stands in the archive already, as
-- after a restore of the live tables, is replaced by what is live.
-- +goose StatementBegin
SELECT society360_define(current_schema(), $define$
CREATE OR REPLACE FUNCTION {schema}.society360_archive(kind text, after_at timestamptz, after_id uuid, most int,
    OUT looked int, OUT moved int, OUT last_at timestamptz, OUT last_id uuid, OUT lacks date)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET TimeZone = 'UTC' SET row_security = off SET lock_timeout = '50ms' AS $$
DECLARE
    of record := {schema}.society360_archive_rule(kind);
    live regclass := format('%I.%I', {'schema'}, of.live);
    arch regclass := format('%I.%I', {schema}.society360_archive_schema(), of.live);
    before timestamptz := {schema}.society360_archive_cutoff(kind);
    unreferred text := {schema}.society360_archive_unreferred(live);
    hindrance text := {schema}.society360_archive_hindrance(live);
    ids uuid[];
    month date;
    named text;
    given text;
    others text;
    gone int;
BEGIN
    looked := 0;
    moved := 0;
    IF before IS NULL THEN
        RETURN;
    END IF;
    IF hindrance IS NOT NULL THEN
        RAISE EXCEPTION '% of another program runs when a row of % is deleted', hindrance, of.live USING ERRCODE = 'object_in_use', CONSTRAINT = 'society360_archive', TABLE = of.live;
    END IF;
    IF NOT pg_try_advisory_xact_lock(hashtextextended('society360 archive ' || kind || ' ' || {'schema'}, 360)) THEN
        looked := NULL;
        RETURN;
    END IF;
    -- What is lost with a server that crashes stands where it stood.
    PERFORM set_config('synchronous_commit', 'off', true);
    EXECUTE format('SELECT count(*), array_agg(k.id), max(k.at), (array_agg(k.id ORDER BY k.at DESC, k.id DESC))[1]
        FROM (SELECT l.id, %1$s AS at FROM %2$s l WHERE (%1$s, l.id) > ($2, $3) AND %1$s < $1 ORDER BY %1$s, l.id LIMIT $4) k', of.moment, live)
        INTO looked, ids, last_at, last_id USING before, coalesce(after_at, '-infinity'), coalesce(after_id, 'ffffffff-ffff-ffff-ffff-ffffffffffff'), most;
    IF looked = 0 THEN
        RETURN;
    END IF;
    EXECUTE format('SELECT array_agg(k.id) FROM (SELECT l.id FROM %s l WHERE l.id = ANY ($2) AND %s FOR UPDATE OF l SKIP LOCKED) k', live, of.rule)
        INTO ids USING before, ids;
    -- A newer snapshot than the lock's: who refers to a row from now on waits for us.
    IF unreferred IS NOT NULL THEN
        EXECUTE format('SELECT array_agg(l.id) FROM %s l WHERE l.id = ANY ($1) AND %s', live, unreferred) INTO ids USING ids;
    END IF;
    IF ids IS NULL THEN
        RETURN;
    END IF;
    FOR month IN EXECUTE format('SELECT DISTINCT date_trunc(''month'', %s)::date FROM %s l WHERE l.id = ANY ($1)', of.moment, live) USING ids LOOP
        IF to_regclass(format('%I.%I', {schema}.society360_archive_schema(), {schema}.society360_archive_part(of.live, month))) IS NULL THEN
            lacks := month;
            last_at := after_at;
            last_id := after_id;
            RETURN;
        END IF;
    END LOOP;

    -- The archive's columns, what each is given, and what of the row is in none of them:
    -- a column that is not there, one of another kind, and JSON as it was written.
    SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum),
        string_agg(CASE WHEN a.attname = 'expected_arrival' THEN format('%I.society360_arrival(l.%I)', {'schema'}, a.attname)
            ELSE format('l.%I::%s', a.attname, format_type(a.atttypid, a.atttypmod)) END, ', ' ORDER BY a.attnum)
        INTO named, given
    FROM pg_attribute a JOIN pg_attribute s ON s.attrelid = live AND s.attname = a.attname AND NOT s.attisdropped
    WHERE a.attrelid = arch AND a.attnum > 0 AND NOT a.attisdropped AND a.attname NOT IN ('others', 'archived_at', 'at');
    SELECT string_agg(format(CASE WHEN s.atttypid = 'json'::regtype THEN 'l.%1$I::text AS %1$I' ELSE 'l.%1$I' END, s.attname), ', ' ORDER BY s.attnum) INTO others
    FROM pg_attribute s
    WHERE s.attrelid = live AND s.attnum > 0 AND NOT s.attisdropped AND (s.attname = 'expected_arrival' AND s.atttypid <> 'timestamptz'::regtype
        OR s.attname IN ('others', 'archived_at', 'at')
        OR NOT EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = arch AND a.attname = s.attname AND NOT a.attisdropped));
    named := named || ', others';
    given := given || ', ' || coalesce(format('(SELECT jsonb_object_agg(e.key, e.value) FROM (SELECT %s) o, jsonb_each(to_jsonb(o)) e WHERE e.value <> ''null'')', others), 'NULL');
    IF of.month_by = 'at' THEN
        named := named || ', at';
        given := given || ', ' || of.moment;
    END IF;
    EXECUTE format('INSERT INTO %1$s AS a (%2$s) SELECT %3$s FROM %4$s l WHERE l.id = ANY ($1)
        ON CONFLICT (id, %5$I) DO UPDATE SET (%2$s) = ROW (%6$s)', arch, named, given, live, of.month_by, 'excluded.' || replace(named, ', ', ', excluded.')) USING ids;
    EXECUTE format('DELETE FROM %s l WHERE l.id = ANY ($1)', live) USING ids;
    GET DIAGNOSTICS gone = ROW_COUNT;
    IF gone <> cardinality(ids) THEN
        RAISE EXCEPTION 'of % rows of % only % could be moved', cardinality(ids), of.live, gone USING ERRCODE = 'object_in_use', CONSTRAINT = 'society360_archive', TABLE = of.live;
    END IF;
    moved := gone;
END
$$
$define$);
-- +goose StatementEnd

-- How many rows of a kind would go if they were kept for so many months, by month, and the
-- oldest of each. months is NULL for what the setting says.
-- +goose StatementBegin
SELECT society360_define(current_schema(), $define$
CREATE OR REPLACE FUNCTION {schema}.society360_archive_due(kind text, months int) RETURNS TABLE (month date, rows bigint, oldest timestamptz)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET TimeZone = 'UTC' SET row_security = off AS $$
DECLARE
    of record := {schema}.society360_archive_rule(kind);
    live regclass := format('%I.%I', {'schema'}, of.live);
    before timestamptz := CASE WHEN months IS NULL THEN {schema}.society360_archive_cutoff(kind) WHEN months BETWEEN 1 AND 240 THEN now() - make_interval(months => months) END;
BEGIN
    IF before IS NULL THEN
        RETURN;
    END IF;
    RETURN QUERY EXECUTE format('SELECT date_trunc(''month'', %1$s)::date, count(*), min(%1$s) FROM %2$s l WHERE %1$s < $1 AND %1$s > ''-infinity'' AND %3$s GROUP BY 1 ORDER BY 1',
        of.moment, live, concat_ws(' AND ', of.rule, {schema}.society360_archive_unreferred(live))) USING before;
END
$$
$define$);
-- +goose StatementEnd

-- +goose StatementBegin
DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['society360_archive_rule(text)', 'society360_archive_unreferred(regclass)', 'society360_archive_hindrance(regclass)',
            'society360_archive_cutoff(text)', 'society360_archive_part(name, date)', 'society360_archive_month(text, date)', 'society360_archive(text, timestamptz, uuid, int)', 'society360_archive_due(text, int)'] LOOP
        EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', name);
    END LOOP;
END
$$;
-- +goose StatementEnd
