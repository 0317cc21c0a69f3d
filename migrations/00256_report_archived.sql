-- Reports count what is archived as well: what moves there changes no figure of theirs. Each
-- view is made beside the old one and takes its place; reports are read meanwhile.

-- +goose Up
SET LOCAL lock_timeout = '5s';

CREATE MATERIALIZED VIEW society360_report_visits_next AS
WITH said AS (
    SELECT DISTINCT ON (l.resource_id) l.resource_id AS visit_id, l.details ->> 'approval' AS channel
    FROM (SELECT resource_id, resource_type, details, action, created_at, id FROM audit_logs
        UNION ALL SELECT resource_id, resource_type, details, action, created_at, id FROM archived_audit_logs) l
    WHERE l.resource_type = 'visitor_logs' AND l.details ->> 'approval' <> ''
      AND l.action IN ('VISITOR_CHECKED_IN', 'VISITOR_APPROVED', 'VISITOR_PRE_APPROVED')
    ORDER BY l.resource_id, l.created_at DESC, l.id DESC
), came AS (
    SELECT coalesce(v.check_in_time, v.created_at) AT TIME ZONE (SELECT society360_zone()) AS at,
        coalesce(s.channel, CASE WHEN v.approved_at IS NULL AND v.approved_by_user_id IS NULL
            THEN 'none' ELSE 'other' END) AS channel,
        coalesce(v.status, 'checked_in') <> 'denied' AS entered
    FROM (SELECT id, check_in_time, created_at, approved_at, approved_by_user_id, status, withdrawn_at FROM visitor_logs
        UNION ALL SELECT id, check_in_time, created_at, approved_at, approved_by_user_id, status, withdrawn_at FROM archived_visitor_logs) v LEFT JOIN said s ON s.visit_id = v.id
    WHERE coalesce(v.status, 'checked_in') IN ('checked_in', 'checked_out')
        OR v.status = 'denied' AND v.withdrawn_at IS NULL
)
SELECT c.at::date AS day, coalesce(extract(hour FROM c.at)::smallint, -1::smallint) AS hour,
    coalesce(c.channel, '') AS channel,
    (count(*) FILTER (WHERE c.entered))::int AS entries, (count(*) FILTER (WHERE NOT c.entered))::int AS denied
FROM came c
GROUP BY GROUPING SETS ((c.at::date, extract(hour FROM c.at)::smallint), (c.at::date, c.channel));
CREATE UNIQUE INDEX society360_report_visits_next_key ON society360_report_visits_next (day, hour, channel);

CREATE MATERIALIZED VIEW society360_report_stays_next AS
SELECT s.day, s.visit_id, s.minutes
FROM (
    SELECT v.id AS visit_id, (v.check_in_time AT TIME ZONE (SELECT society360_zone()))::date AS day,
        (extract(epoch FROM v.check_out_time - v.check_in_time) / 60)::int AS minutes,
        row_number() OVER (PARTITION BY (v.check_in_time AT TIME ZONE (SELECT society360_zone()))::date
            ORDER BY v.check_out_time - v.check_in_time DESC, v.id) AS place
    FROM (SELECT id, check_in_time, check_out_time, status FROM visitor_logs
        UNION ALL SELECT id, check_in_time, check_out_time, status FROM archived_visitor_logs) v
    WHERE v.status = 'checked_out' AND v.check_out_time > v.check_in_time
      AND v.check_out_time < v.check_in_time + interval '1000 years'
) s
WHERE s.place <= 20;
CREATE UNIQUE INDEX society360_report_stays_next_key ON society360_report_stays_next (day, visit_id);

CREATE MATERIALIZED VIEW society360_report_tickets_next AS
WITH basis AS MATERIALIZED (
    SELECT society360_zone() AS zone, society360_ticket_hours(
        (SELECT config_value FROM system_config WHERE config_key = 'maintenance.sla_hours')) AS hours
), tickets AS MATERIALIZED (
    SELECT category, priority, status, created_at, updated_at, resolved_at FROM maintenance_tickets
    UNION ALL SELECT category, priority, status, created_at, updated_at, resolved_at FROM archived_maintenance_tickets
), moved AS (
    SELECT (coalesce(t.created_at, t.updated_at, t.resolved_at, '1970-01-01 00:00+00') AT TIME ZONE b.zone)::date AS day,
        btrim(t.category) AS category, true AS opened, false AS over, NULL::int AS minutes
    FROM tickets t CROSS JOIN basis b
    UNION ALL
    SELECT (t.resolved_at AT TIME ZONE b.zone)::date, btrim(t.category), false,
        t.resolved_at - coalesce(t.created_at, t.updated_at, t.resolved_at)
            > make_interval(hours => b.hours[society360_priority_rank(t.priority) + 1]),
        greatest(0, extract(epoch FROM t.resolved_at - coalesce(t.created_at, t.updated_at, t.resolved_at)) / 60)::int
    FROM tickets t CROSS JOIN basis b
    WHERE t.status IN ('resolved', 'closed') AND isfinite(t.resolved_at) AND isfinite(coalesce(t.created_at, t.updated_at, t.resolved_at))
      AND t.resolved_at < coalesce(t.created_at, t.updated_at, t.resolved_at) + interval '1000 years'
)
SELECT m.day, m.category,
    (count(*) FILTER (WHERE m.opened))::int AS opened, (count(*) FILTER (WHERE NOT m.opened))::int AS resolved,
    (count(*) FILTER (WHERE m.over))::int AS over,
    coalesce(array_agg(m.minutes ORDER BY m.minutes) FILTER (WHERE NOT m.opened), '{}') AS minutes
FROM moved m
GROUP BY m.day, m.category;
CREATE UNIQUE INDEX society360_report_tickets_next_key ON society360_report_tickets_next (day, category);

-- +goose StatementBegin
DO $$
DECLARE
    report text;
    said record;
BEGIN
    FOREACH report IN ARRAY ARRAY['society360_report_visits', 'society360_report_stays', 'society360_report_tickets'] LOOP
        -- What an operator wrote of the old one stays said.
        FOR said IN SELECT NULL AS col, obj_description(to_regclass(format('%I.%I', current_schema(), report)), 'pg_class') AS words
            UNION ALL SELECT a.attname, col_description(a.attrelid, a.attnum) FROM pg_attribute a
            WHERE a.attrelid = to_regclass(format('%I.%I', current_schema(), report)) AND a.attnum > 0 AND NOT a.attisdropped LOOP
            IF said.words IS NOT NULL AND said.col IS NULL THEN
                EXECUTE format('COMMENT ON MATERIALIZED VIEW %I IS %L', report || '_next', said.words);
            ELSIF said.words IS NOT NULL THEN
                EXECUTE format('COMMENT ON COLUMN %I.%I IS %L', report || '_next', said.col, said.words);
            END IF;
        END LOOP;
        EXECUTE format('DROP MATERIALIZED VIEW IF EXISTS %I', report);
        EXECUTE format('ALTER MATERIALIZED VIEW %I RENAME TO %I', report || '_next', report);
        EXECUTE format('ALTER INDEX %I RENAME TO %I', report || '_next_key', report || '_key');
    END LOOP;
END
$$;
-- +goose StatementEnd
