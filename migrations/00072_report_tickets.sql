-- Tickets by the day they were raised or resolved, and category. minutes are how
-- long each of those resolved took, so that a median of any range can be read.

-- +goose Up
SET LOCAL lock_timeout = '5s';

CREATE MATERIALIZED VIEW IF NOT EXISTS society360_report_tickets AS
WITH basis AS MATERIALIZED (
    SELECT society360_zone() AS zone, society360_ticket_hours(
        (SELECT config_value FROM system_config WHERE config_key = 'maintenance.sla_hours')) AS hours
), moved AS (
    SELECT (coalesce(t.created_at, t.updated_at, t.resolved_at, '1970-01-01 00:00+00') AT TIME ZONE b.zone)::date AS day,
        btrim(t.category) AS category, true AS opened, false AS over, NULL::int AS minutes
    FROM maintenance_tickets t CROSS JOIN basis b
    UNION ALL
    SELECT (t.resolved_at AT TIME ZONE b.zone)::date, btrim(t.category), false,
        t.resolved_at - coalesce(t.created_at, t.updated_at, t.resolved_at)
            > make_interval(hours => b.hours[society360_priority_rank(t.priority) + 1]),
        greatest(0, extract(epoch FROM t.resolved_at - coalesce(t.created_at, t.updated_at, t.resolved_at)) / 60)::int
    FROM maintenance_tickets t CROSS JOIN basis b
    WHERE t.status IN ('resolved', 'closed') AND isfinite(t.resolved_at) AND isfinite(coalesce(t.created_at, t.updated_at, t.resolved_at))
      AND t.resolved_at < coalesce(t.created_at, t.updated_at, t.resolved_at) + interval '1000 years'
)
SELECT m.day, m.category,
    (count(*) FILTER (WHERE m.opened))::int AS opened, (count(*) FILTER (WHERE NOT m.opened))::int AS resolved,
    (count(*) FILTER (WHERE m.over))::int AS over,
    coalesce(array_agg(m.minutes ORDER BY m.minutes) FILTER (WHERE NOT m.opened), '{}') AS minutes
FROM moved m
GROUP BY m.day, m.category;
CREATE UNIQUE INDEX IF NOT EXISTS society360_report_tickets_key ON society360_report_tickets (day, category);
