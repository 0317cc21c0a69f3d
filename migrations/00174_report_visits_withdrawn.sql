-- An announcement that was withdrawn is no denial: reports do not count it. The view is
-- made beside the old one and takes its place; reports are read meanwhile.

-- +goose Up
SET LOCAL lock_timeout = '5s';

CREATE MATERIALIZED VIEW society360_report_visits_next AS
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
    WHERE coalesce(v.status, 'checked_in') IN ('checked_in', 'checked_out')
        OR v.status = 'denied' AND v.withdrawn_at IS NULL
)
SELECT c.at::date AS day, coalesce(extract(hour FROM c.at)::smallint, -1::smallint) AS hour,
    coalesce(c.channel, '') AS channel,
    (count(*) FILTER (WHERE c.entered))::int AS entries, (count(*) FILTER (WHERE NOT c.entered))::int AS denied
FROM came c
GROUP BY GROUPING SETS ((c.at::date, extract(hour FROM c.at)::smallint), (c.at::date, c.channel));
CREATE UNIQUE INDEX society360_report_visits_next_key ON society360_report_visits_next (day, hour, channel);

-- +goose StatementBegin
DO $$
DECLARE
    said record;
    whole text := obj_description(to_regclass(format('%I.%I', current_schema(), 'society360_report_visits')), 'pg_class');
BEGIN
    -- What an operator wrote of the old one stays said.
    IF whole IS NOT NULL THEN
        EXECUTE format('COMMENT ON MATERIALIZED VIEW society360_report_visits_next IS %L', whole);
    END IF;
    FOR said IN SELECT a.attname, col_description(a.attrelid, a.attnum) AS words FROM pg_attribute a
        WHERE a.attrelid = to_regclass(format('%I.%I', current_schema(), 'society360_report_visits')) AND a.attnum > 0 AND NOT a.attisdropped LOOP
        IF said.words IS NOT NULL THEN
            EXECUTE format('COMMENT ON COLUMN society360_report_visits_next.%I IS %L', said.attname, said.words);
        END IF;
    END LOOP;
END
$$;
-- +goose StatementEnd

DROP MATERIALIZED VIEW IF EXISTS society360_report_visits;
ALTER MATERIALIZED VIEW society360_report_visits_next RENAME TO society360_report_visits;
ALTER INDEX society360_report_visits_next_key RENAME TO society360_report_visits_key;
