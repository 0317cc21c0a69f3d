-- What was archived before its lists were kept, a month at a time. Nobody moves rows of the
-- kind meanwhile: the archive's own lock is held.

-- +goose NO TRANSACTION
-- +goose Up
-- +goose StatementBegin
DO $$
DECLARE
    arch name := society360_archive_schema();
    kind text;
    live name;
    at name;
    named text;
    part regclass;
BEGIN
    FOREACH kind IN ARRAY ARRAY['visits', 'tickets', 'audit'] LOOP
        SELECT r.live, r.month_by INTO live, at FROM society360_archive_rule(kind) r;
        SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum) INTO named
        FROM pg_attribute a WHERE a.attrelid = format('%I.%I', arch, live || '_list')::regclass AND a.attnum > 0 AND NOT a.attisdropped;
        FOR part IN SELECT i.inhrelid FROM pg_inherits i WHERE i.inhparent = format('%I.%I', arch, live)::regclass ORDER BY i.inhrelid LOOP
            PERFORM pg_advisory_xact_lock(hashtextextended('society360 archive ' || kind || ' ' || current_schema(), 360));
            EXECUTE format('INSERT INTO %1$I.%2$I (%3$s) SELECT %3$s FROM %4$s ON CONFLICT DO NOTHING', arch, live || '_list', named, part);
            COMMIT;
        END LOOP;
    END LOOP;
END
$$;
-- +goose StatementEnd
