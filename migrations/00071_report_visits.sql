-- Who came, by day and hour and by how their approval came, and who stayed
-- longest: what would otherwise be a scan of the whole register. Each view has a
-- unique index on plain columns, without which it could not be refreshed while
-- it is read.

-- +goose Up
SET LOCAL lock_timeout = '5s';

-- Two kinds of rows: by day and hour, with channel '', and by day and channel,
-- with hour -1. How an approval came stands in the audit row of it (the last one
-- counts); 'none' needed no approval, 'other' has one that nothing is told of.
CREATE MATERIALIZED VIEW IF NOT EXISTS society360_report_visits AS
WITH said AS (
    SELECT DISTINCT ON (l.resource_id) l.resource_id AS visit_id, l.details ->> 'approval' AS channel
    FROM audit_logs l
    WHERE l.resource_type = 'visitor_logs' AND l.details ->> 'approval' <> ''
      AND l.action IN ('VISITOR_CHECKED_IN', 'VISITOR_APPROVED', 'VISITOR_PRE_APPROVED')
    ORDER BY l.resource_id, l.created_at DESC, l.id DESC
), came AS (
    SELECT coalesce(v.check_in_time, v.created_at) AT TIME ZONE (SELECT society360_zone()) AS at,
        coalesce(s.channel, CASE WHEN v.approved_at IS NULL AND v.approved_by_user_id IS NULL
            THEN 'none' ELSE 'other' END) AS channel,
        coalesce(v.status, 'checked_in') <> 'denied' AS entered
    FROM visitor_logs v LEFT JOIN said s ON s.visit_id = v.id
    WHERE coalesce(v.status, 'checked_in') IN ('checked_in', 'checked_out', 'denied')
)
SELECT c.at::date AS day, coalesce(extract(hour FROM c.at)::smallint, -1::smallint) AS hour,
    coalesce(c.channel, '') AS channel,
    (count(*) FILTER (WHERE c.entered))::int AS entries, (count(*) FILTER (WHERE NOT c.entered))::int AS denied
FROM came c
GROUP BY GROUPING SETS ((c.at::date, extract(hour FROM c.at)::smallint), (c.at::date, c.channel));
CREATE UNIQUE INDEX IF NOT EXISTS society360_report_visits_key ON society360_report_visits (day, hour, channel);

-- The twenty longest stays that began on each day: the longest of any range are
-- among them. Who is still inside is read from the register itself.
CREATE MATERIALIZED VIEW IF NOT EXISTS society360_report_stays AS
SELECT s.day, s.visit_id, s.minutes
FROM (
    SELECT v.id AS visit_id, (v.check_in_time AT TIME ZONE (SELECT society360_zone()))::date AS day,
        (extract(epoch FROM v.check_out_time - v.check_in_time) / 60)::int AS minutes,
        row_number() OVER (PARTITION BY (v.check_in_time AT TIME ZONE (SELECT society360_zone()))::date
            ORDER BY v.check_out_time - v.check_in_time DESC, v.id) AS place
    FROM visitor_logs v
    WHERE v.status = 'checked_out' AND v.check_out_time > v.check_in_time
      AND v.check_out_time < v.check_in_time + interval '1000 years'
) s
WHERE s.place <= 20;
CREATE UNIQUE INDEX IF NOT EXISTS society360_report_stays_key ON society360_report_stays (day, visit_id);
