-- The rows of the former audit_logs_archive, into the months of the new one, in short
-- transactions. A row without a time has that of 1970 there, and its NULL stands in others;
-- of two rows of one key and time that differ the second has a key of its own, and the one
-- that it had in others.

-- +goose NO TRANSACTION
-- +goose Up
-- +goose StatementBegin
DO $$
DECLARE
    former regclass := to_regclass(format('%I.audit_logs_archive_former', current_schema()));
    arch name := society360_archive_schema();
    month date;
    others text;
    batch tid[];
    part oid;
    read text;
BEGIN
    IF former IS NULL THEN
        RETURN;
    END IF;
    SELECT string_agg(format(CASE WHEN s.atttypid = 'json'::regtype THEN 'f.%1$I::text AS %1$I' ELSE 'f.%1$I' END, s.attname), ', ') INTO others
    FROM pg_attribute s WHERE s.attrelid = former AND s.attnum > 0 AND NOT s.attisdropped AND s.attname NOT IN ('id', 'user_id', 'action', 'resource_type',
        'resource_id', 'ip_address', 'user_agent', 'details', 'created_at', 'database_role');
    read := format('SELECT coalesce(f.id, gen_random_uuid()) AS id, f.user_id, coalesce(f.action, '''') AS action, f.resource_type, f.resource_id, f.ip_address, f.user_agent, f.details,
        CASE WHEN isfinite(f.created_at) THEN f.created_at ELSE ''epoch'' END AS created_at, %s AS database_role,
        nullif(coalesce(%s, ''{}'') || CASE WHEN isfinite(f.created_at) THEN ''{}'' ELSE jsonb_build_object(''created_at'', f.created_at) END, ''{}'') AS others
        FROM %s f', CASE WHEN EXISTS (SELECT FROM pg_attribute s WHERE s.attrelid = former AND s.attname = 'database_role' AND NOT s.attisdropped) THEN 'f.database_role' ELSE 'NULL' END,
        coalesce(format('(SELECT jsonb_object_agg(e.key, e.value) FROM (SELECT %s) o, jsonb_each(to_jsonb(o)) e WHERE e.value <> ''null'')', others), 'NULL'), former);
    FOR month IN EXECUTE format('SELECT DISTINCT date_trunc(''month'', CASE WHEN isfinite(f.created_at) THEN f.created_at ELSE ''epoch'' END AT TIME ZONE ''UTC'')::date FROM %s f', former) LOOP
        CONTINUE WHEN month > current_date; -- the default partition has it
        FOR attempt IN 1..20 LOOP
            BEGIN
                PERFORM society360_archive_month('audit', month);
                EXIT;
            EXCEPTION WHEN lock_not_available OR deadlock_detected THEN
                IF attempt = 20 THEN
                    RAISE;
                END IF;
                PERFORM pg_sleep(0.05);
            END;
        END LOOP;
        COMMIT;
    END LOOP;
    LOOP
        EXECUTE format('SELECT f.tableoid FROM %s f LIMIT 1', former) INTO part;
        EXIT WHEN part IS NULL;
        EXECUTE format('SELECT array_agg(k.ctid) FROM (SELECT f.ctid FROM %s f LIMIT 2000) k', part::regclass) INTO batch;
        -- Rows that are the same as one that is there are there.
        EXECUTE format('INSERT INTO %1$I.audit_logs AS a (id, user_id, action, resource_type, resource_id, ip_address, user_agent, details, created_at, database_role, others)
            SELECT CASE WHEN r.nth = 1 AND there.id IS NULL THEN r.id ELSE gen_random_uuid() END, r.user_id, r.action, r.resource_type, r.resource_id, r.ip_address, r.user_agent,
                r.details, r.created_at, r.database_role,
                CASE WHEN r.nth = 1 AND there.id IS NULL THEN r.others ELSE coalesce(r.others, ''{}'') || jsonb_build_object(''id'', r.id) END
            FROM (SELECT d.*, row_number() OVER (PARTITION BY d.id, d.created_at) AS nth FROM (SELECT DISTINCT m.* FROM (%2$s WHERE f.tableoid = $1 AND f.ctid = ANY ($2)) m) d) r
            LEFT JOIN %1$I.audit_logs there ON there.id = r.id AND there.created_at = r.created_at
            WHERE there.id IS NULL OR (there.user_id, there.action, there.resource_type, there.resource_id, there.ip_address, there.user_agent, there.details, there.database_role, there.others)
                IS DISTINCT FROM (r.user_id, r.action::text, r.resource_type::text, r.resource_id, r.ip_address::text, r.user_agent::text, r.details, r.database_role::text, r.others)',
            arch, read) USING part, batch;
        EXECUTE format('DELETE FROM %s f WHERE f.ctid = ANY ($1)', part::regclass) USING batch;
        COMMIT;
    END LOOP;
END
$$;
-- +goose StatementEnd
