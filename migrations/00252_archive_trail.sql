-- The trail's archive moves: what step 29 made as audit_logs_archive, or another program
-- before it, becomes a view of that name over the archive and, until the next step has
-- moved its rows, over what it was. Whoever might read or write it may still.

-- +goose Up
SELECT society360_lock(ARRAY['audit_logs_archive'], 'ACCESS EXCLUSIVE');

-- A row that another program puts into the view comes to stand in the archive.
-- +goose StatementBegin
SELECT society360_define(current_schema(), replace($define$
CREATE OR REPLACE FUNCTION {schema}.society360_archived_elsewhere() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO {archive}.audit_logs (id, user_id, action, resource_type, resource_id, ip_address, user_agent, details, created_at, database_role, others)
    VALUES (coalesce(NEW.id, gen_random_uuid()), NEW.user_id, NEW.action, NEW.resource_type, NEW.resource_id, NEW.ip_address, NEW.user_agent, NEW.details,
        coalesce(NEW.created_at, now()), to_jsonb(NEW) ->> 'database_role', (SELECT jsonb_object_agg(e.key, e.value) FROM jsonb_each(to_jsonb(NEW)) e WHERE e.value <> 'null' AND e.key NOT IN ('id', 'user_id',
            'action', 'resource_type', 'resource_id', 'ip_address', 'user_agent', 'details', 'created_at', 'database_role')));
    RETURN NEW;
END
$$
$define$, '{archive}', quote_ident(society360_archive_schema())));
-- +goose StatementEnd
REVOKE EXECUTE ON FUNCTION society360_archived_elsewhere() FROM PUBLIC;

-- Makes audit_logs_archive a view, with the columns, comments and rights that the relation
-- former has or, where that is NULL, that audit_logs has now. Until its rows are moved they
-- are in the view as well.
-- +goose StatementBegin
SELECT society360_define(current_schema(), $define$
CREATE OR REPLACE FUNCTION {schema}.society360_archive_view(former regclass, whole boolean) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    said record;
    shape regclass := coalesce(former, format('%I.audit_logs', {'schema'})::regclass);
    arch regclass := format('%I.audit_logs', {schema}.society360_archive_schema())::regclass;
    from_archive text;
    from_former text;
BEGIN
    SELECT string_agg(CASE WHEN k.attname IS NULL THEN format('(a.others ->> %L)::%s AS %I', s.attname, format_type(s.atttypid, s.atttypmod), s.attname)
            ELSE format('a.%I', s.attname) END, ', ' ORDER BY s.attnum),
        string_agg(CASE WHEN k.attname IS NULL THEN format('f.%I', s.attname) ELSE format('f.%I::%s', s.attname, format_type(k.atttypid, k.atttypmod)) END, ', ' ORDER BY s.attnum)
        INTO from_archive, from_former
    FROM pg_attribute s LEFT JOIN pg_attribute k ON k.attrelid = arch AND k.attname = s.attname AND NOT k.attisdropped AND k.attname NOT IN ('others', 'archived_at')
    WHERE s.attrelid = shape AND s.attnum > 0 AND NOT s.attisdropped;
    EXECUTE format('CREATE OR REPLACE VIEW %I.audit_logs_archive AS SELECT %s FROM %s a', {'schema'}, from_archive, arch)
        || CASE WHEN whole THEN format(' UNION ALL SELECT %s FROM %s f', from_former, former) ELSE '' END;
    EXECUTE format('CREATE OR REPLACE TRIGGER society360_archived_elsewhere INSTEAD OF INSERT ON %1$I.audit_logs_archive FOR EACH ROW EXECUTE FUNCTION %1$I.society360_archived_elsewhere()', {'schema'});
    EXECUTE format('COMMENT ON VIEW %I.audit_logs_archive IS %L', {'schema'}, coalesce(obj_description(former, 'pg_class'), 'Rows that were moved out of audit_logs'));
    FOR said IN SELECT s.attname, coalesce(col_description(s.attrelid, s.attnum), '') AS words FROM pg_attribute s WHERE s.attrelid = shape AND s.attnum > 0 AND NOT s.attisdropped LOOP
        EXECUTE format('COMMENT ON COLUMN %I.audit_logs_archive.%I IS %L', {'schema'}, said.attname, said.words);
    END LOOP;
    FOR said IN SELECT DISTINCT a.privilege_type, CASE a.grantee WHEN 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END AS grantee, a.is_grantable
        FROM pg_class c, aclexplode(c.relacl) a WHERE c.oid = former AND a.grantee <> c.relowner AND a.privilege_type IN ('SELECT', 'INSERT') LOOP
        EXECUTE format('GRANT %s ON %I.audit_logs_archive TO %s%s', said.privilege_type, {'schema'}, said.grantee, CASE WHEN said.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END);
    END LOOP;
END
$$
$define$);
-- +goose StatementEnd
REVOKE EXECUTE ON FUNCTION society360_archive_view(regclass, boolean) FROM PUBLIC;

-- +goose StatementBegin
DO $$
DECLARE
    was regclass := to_regclass(format('%I.audit_logs_archive', current_schema()));
    kind "char" := (SELECT c.relkind FROM pg_class c WHERE c.oid = was);
    lacks text;
    reader text;
BEGIN
    IF was IS NOT NULL AND kind NOT IN ('r', 'p') THEN
        RAISE WARNING 'audit_logs_archive is of another program, and stays as it is';
        RETURN;
    END IF;
    IF was IS NOT NULL THEN
        SELECT string_agg(d.col, ', ') INTO lacks
        FROM (VALUES ('id', 'uuid'), ('user_id', 'uuid'), ('action', ''), ('resource_type', ''), ('resource_id', 'uuid'), ('ip_address', ''), ('user_agent', ''),
            ('details', 'jsonb'), ('created_at', 'timestamptz')) AS d (col, typ)
        WHERE NOT EXISTS (SELECT FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid WHERE a.attrelid = was AND a.attname = d.col AND NOT a.attisdropped
            AND CASE d.typ WHEN '' THEN t.typcategory = 'S' ELSE coalesce(nullif(t.typbasetype, 0), t.oid) = to_regtype(d.typ) END);
        IF lacks IS NOT NULL THEN
            RAISE WARNING 'audit_logs_archive of another program has no % as the trail has it, and stays as it is', lacks;
            RETURN;
        END IF;
        SELECT min(r.ev_class::regclass::text) INTO reader FROM pg_depend d JOIN pg_rewrite r ON r.oid = d.objid
        WHERE d.classid = 'pg_rewrite'::regclass AND d.refclassid = 'pg_class'::regclass AND d.refobjid = was AND r.ev_class <> was;
        IF reader IS NOT NULL THEN
            RAISE EXCEPTION 'the view % reads audit_logs_archive, which becomes a view itself; drop it, migrate, and make it again', reader
                USING ERRCODE = 'dependent_objects_still_exist';
        END IF;
        ALTER TABLE audit_logs_archive RENAME TO audit_logs_archive_former;
    END IF;
    PERFORM society360_archive_view(was, was IS NOT NULL);
END
$$;
-- +goose StatementEnd
