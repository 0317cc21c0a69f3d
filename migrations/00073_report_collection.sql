-- What was billed, less what was waived, by the bills' date, and what was paid,
-- by the day it came in. Voided bills and payments that failed or were taken
-- back are none.

-- +goose Up
SET LOCAL lock_timeout = '5s';

CREATE MATERIALIZED VIEW IF NOT EXISTS society360_report_collection AS
SELECT m.day, sum(m.billed) AS billed, sum(m.bills)::int AS bills, sum(m.collected) AS collected, sum(m.payments)::int AS payments
FROM (
    SELECT b.bill_date AS day, sum(b.amount - b.waived_amount) AS billed, count(*) AS bills, 0.00 AS collected, 0 AS payments
    FROM bills b WHERE b.voided_at IS NULL
    GROUP BY b.bill_date
    UNION ALL
    SELECT (coalesce(y.payment_date, '1970-01-01 00:00:00+00') AT TIME ZONE (SELECT society360_zone()))::date,
        0.00, 0, sum(y.amount_paid), count(*)
    FROM payments y WHERE coalesce(y.status, 'success') = 'success'
    GROUP BY 1
) m
GROUP BY m.day;
CREATE UNIQUE INDEX IF NOT EXISTS society360_report_collection_key ON society360_report_collection (day);
