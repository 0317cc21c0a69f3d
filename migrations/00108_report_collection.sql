-- The collection by the day on which money counts, with the lines of what was
-- changed since: a reversal, a waiver or a void counts on its own day, and a month
-- that is over stays as it was. The view is made beside the old one and takes its
-- place; reports are read meanwhile.

-- +goose Up
SET LOCAL lock_timeout = '5s';

CREATE MATERIALIZED VIEW society360_report_collection_next AS
SELECT m.day, sum(m.billed) AS billed, sum(m.bills)::int AS bills, sum(m.collected) AS collected, sum(m.payments)::int AS payments
FROM (
    SELECT b.bill_date AS day, sum(b.amount - b.waived_amount) AS billed, count(*) AS bills, 0.00 AS collected, 0 AS payments
    FROM bills b WHERE b.voided_at IS NULL
    GROUP BY b.bill_date
    UNION ALL
    SELECT l.day, sum(l.amount), sum(l.bills), 0.00, 0 FROM bill_lines l GROUP BY l.day
    UNION ALL
    SELECT coalesce(y.counted_on, y.received_on,
            (coalesce(y.payment_date, '1970-01-01 00:00:00+00') AT TIME ZONE (SELECT society360_zone()))::date),
        0.00, 0, sum(y.amount_paid), count(*)
    FROM payments y WHERE coalesce(y.status, 'success') = 'success'
    GROUP BY 1
    UNION ALL
    SELECT l.day, 0.00, 0, sum(l.amount), sum(l.payments) FROM payment_lines l GROUP BY l.day
) m
GROUP BY m.day;
CREATE UNIQUE INDEX society360_report_collection_next_key ON society360_report_collection_next (day);

-- +goose StatementBegin
DO $$
DECLARE
    said record;
    whole text := obj_description(to_regclass(format('%I.%I', current_schema(), 'society360_report_collection')), 'pg_class');
BEGIN
    -- What an operator wrote of the old one stays said.
    IF whole IS NOT NULL THEN
        EXECUTE format('COMMENT ON MATERIALIZED VIEW society360_report_collection_next IS %L', whole);
    END IF;
    FOR said IN SELECT a.attname, col_description(a.attrelid, a.attnum) AS words FROM pg_attribute a
        WHERE a.attrelid = to_regclass(format('%I.%I', current_schema(), 'society360_report_collection')) AND a.attnum > 0 AND NOT a.attisdropped LOOP
        IF said.words IS NOT NULL THEN
            EXECUTE format('COMMENT ON COLUMN society360_report_collection_next.%I IS %L', said.attname, said.words);
        END IF;
    END LOOP;
END
$$;
-- +goose StatementEnd

DROP MATERIALIZED VIEW IF EXISTS society360_report_collection;
ALTER MATERIALIZED VIEW society360_report_collection_next RENAME TO society360_report_collection;
ALTER INDEX society360_report_collection_next_key RENAME TO society360_report_collection_key;
