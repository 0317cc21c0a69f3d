-- Rows are locked for as long as it takes to delete them, and no longer: what is written to
-- the archive is written before, and taken out again where a row is not let go.

-- +goose Up
SET LOCAL lock_timeout = '5s';

DROP FUNCTION IF EXISTS society360_archive(text, timestamptz, uuid, int);

-- Moves some rows of a kind, all in its transaction: they come to stand in the archive, and
-- go from the live table. What takes the time, to write them there with all its indexes, is
-- done before any row is locked; held is for how long they were. It looks at the next rows by time behind (after_at, after_id),
-- most of them at most, and tells where it ended; looked is NULL while another process
-- moves of that kind, and 0 when there are no more. Where the archive lacks a month it moves
-- nothing and names it: society360_archive_month makes it. A row that somebody holds, or
-- that another program's table refers to, stays. What stands in the archive already, as
-- after a restore of the live tables, is replaced by what is live.
-- +goose StatementBegin
SELECT society360_define(current_schema(), $define$
CREATE FUNCTION {schema}.society360_archive(kind text, after_at timestamptz, after_id uuid, most int,
    OUT looked int, OUT moved int, OUT last_at timestamptz, OUT last_id uuid, OUT lacks date, OUT held interval)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET TimeZone = 'UTC' SET row_security = off SET lock_timeout = '50ms' AS $$
DECLARE
    of record := {schema}.society360_archive_rule(kind);
    live regclass := format('%I.%I', {'schema'}, of.live);
    arch regclass := format('%I.%I', {schema}.society360_archive_schema(), of.live);
    before timestamptz := {schema}.society360_archive_cutoff(kind);
    unreferred text := {schema}.society360_archive_unreferred(live);
    hindrance text := {schema}.society360_archive_hindrance(live);
    ids uuid[];
    versions xid[];
    kept uuid[];
    locked timestamptz;
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
    EXECUTE format('SELECT array_agg(l.id), array_agg(l.xmin) FROM %s l WHERE l.id = ANY ($2) AND %s', live, concat_ws(' AND ', of.rule, unreferred))
        INTO ids, versions USING before, ids;
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
    -- Those that nobody holds or has changed since, and to which, by a newer snapshot than
    -- the lock's, nobody refers: who wants to from now on waits for us.
    locked := clock_timestamp();
    EXECUTE format('SELECT array_agg(k.id) FROM (SELECT l.id FROM %s l JOIN unnest($1, $2) AS u (id, version) ON u.id = l.id AND u.version = l.xmin FOR UPDATE OF l SKIP LOCKED) k', live)
        INTO kept USING ids, versions;
    IF unreferred IS NOT NULL THEN
        EXECUTE format('SELECT array_agg(l.id) FROM %s l WHERE l.id = ANY ($1) AND %s', live, unreferred) INTO kept USING kept;
    END IF;
    EXECUTE format('DELETE FROM %s l WHERE l.id = ANY ($1)', live) USING kept;
    GET DIAGNOSTICS gone = ROW_COUNT;
    IF gone <> coalesce(cardinality(kept), 0) THEN
        RAISE EXCEPTION 'of % rows of % only % could be moved', cardinality(kept), of.live, gone USING ERRCODE = 'object_in_use', CONSTRAINT = 'society360_archive', TABLE = of.live;
    END IF;
    IF gone < cardinality(ids) THEN
        EXECUTE format('DELETE FROM %s a USING %s l WHERE l.id = ANY ($1) AND a.id = l.id', arch, live) USING ids;
    END IF;
    moved := gone;
    held := clock_timestamp() - locked;
END
$$
$define$);
-- +goose StatementEnd

REVOKE EXECUTE ON FUNCTION society360_archive(text, timestamptz, uuid, int) FROM PUBLIC;
