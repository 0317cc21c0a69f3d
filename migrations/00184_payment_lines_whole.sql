-- The lines of payments that are changed or deleted are made once a statement, and not
-- row by row: a program that changes 100,000 at once waited for them twice as long. The
-- triggers name no column any more, so that an operator may widen one, such as
-- payment_method. What they make is what society360_payments_line made (step 107).

-- +goose Up
SELECT society360_lock(ARRAY['payments'], 'SHARE ROW EXCLUSIVE');

-- +goose StatementBegin
SELECT society360_define(current_schema(), $define$
CREATE OR REPLACE FUNCTION {schema}.society360_payments_changed() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    today date := {schema}.society360_today();
    closed date;
BEGIN
    IF NOT EXISTS (
            SELECT FROM old_rows o JOIN new_rows n ON n.id = o.id
            WHERE 'success' IN (coalesce(o.status, 'success'), coalesce(n.status, 'success'))
              AND (o.status, o.amount_paid, o.payment_method, o.recorded_by, o.payment_date, o.received_on, o.counted_on)
                  IS DISTINCT FROM (n.status, n.amount_paid, n.payment_method, n.recorded_by, n.payment_date, n.received_on, n.counted_on)) THEN
        RETURN NULL;
    END IF;
    PERFORM {schema}.society360_hold_days();
    closed := {schema}.society360_closed_through();
    INSERT INTO {schema}.payment_lines (payment_id, day, amount, payments, method, recorded_by, stood, after_closing)
    WITH pairs AS (
        SELECT o.id, o.status AS was, o.reversed_at,
            coalesce(o.status, 'success') = 'success' AS counted, coalesce(n.status, 'success') = 'success' AS counts,
            {schema}.society360_counted_day(o.counted_on, o.received_on, o.payment_date) AS old_day,
            {schema}.society360_counted_day(n.counted_on, n.received_on, n.payment_date) AS new_day,
            o.amount_paid AS old_amount, o.payment_method AS old_method, o.recorded_by AS old_by,
            n.amount_paid AS new_amount, n.payment_method AS new_method, n.recorded_by AS new_by
        FROM old_rows o JOIN new_rows n ON n.id = o.id
    ), moved AS (
        SELECT p.*, greatest(today, p.old_day) AS made
        FROM pairs p
        -- What never counted before counts on its own day.
        WHERE (p.counted OR p.counts AND p.was <> 'pending' AND (p.reversed_at IS NOT NULL
                OR EXISTS (SELECT FROM {schema}.payment_lines l WHERE l.payment_id = p.id)))
        -- Nor is there a line for the same money, or for what moved between open days.
          AND NOT (p.counted AND p.counts AND p.old_amount = p.new_amount AND p.old_method IS NOT DISTINCT FROM p.new_method
                AND p.old_by IS NOT DISTINCT FROM p.new_by
                AND (p.old_day = p.new_day OR closed IS NULL OR p.old_day > closed AND p.new_day > closed))
    ), lines AS (
        SELECT m.id, 1 AS place, m.old_day AS day, m.old_amount AS amount, 1::bigint AS payments, m.old_method AS method, m.old_by AS recorded_by,
            true AS stood, false AS after_closing
        FROM moved m WHERE m.counted
        UNION ALL
        SELECT m.id, 2, m.new_day, -m.new_amount, -1, m.new_method, m.new_by, true, false
        FROM moved m WHERE m.counts
        UNION ALL
        -- One line of what is more or less where the rest is the same.
        SELECT m.id, 3, greatest(m.made, closed + 1), sum(s.amount), sum(s.payments), s.method, s.recorded_by, false, coalesce(m.made <= closed, false)
        FROM moved m CROSS JOIN LATERAL (VALUES
            (m.counted, -m.old_amount, -1, m.old_method, m.old_by),
            (m.counts, m.new_amount, 1, m.new_method, m.new_by)) AS s(holds, amount, payments, method, recorded_by)
        WHERE s.holds GROUP BY m.id, m.made, s.method, s.recorded_by HAVING sum(s.amount) <> 0
    )
    SELECT l.id, l.day, l.amount, l.payments, l.method, l.recorded_by, l.stood, l.after_closing
    FROM lines l ORDER BY l.id, l.place;
    RETURN NULL;
END
$$
$define$);
-- +goose StatementEnd

-- +goose StatementBegin
SELECT society360_define(current_schema(), $define$
CREATE OR REPLACE FUNCTION {schema}.society360_payments_deleted() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    today date := {schema}.society360_today();
    closed date;
BEGIN
    IF NOT EXISTS (SELECT FROM old_rows o WHERE coalesce(o.status, 'success') = 'success') THEN
        RETURN NULL;
    END IF;
    PERFORM {schema}.society360_hold_days();
    closed := {schema}.society360_closed_through();
    INSERT INTO {schema}.payment_lines (payment_id, day, amount, payments, method, recorded_by, stood, after_closing)
    WITH gone AS (
        SELECT o.id, o.amount_paid, o.payment_method, o.recorded_by,
            {schema}.society360_counted_day(o.counted_on, o.received_on, o.payment_date) AS day
        FROM old_rows o WHERE coalesce(o.status, 'success') = 'success'
    ), lines AS (
        SELECT g.id, 1 AS place, g.day, g.amount_paid AS amount, 1 AS payments, g.payment_method, g.recorded_by, true AS stood, false AS after_closing
        FROM gone g
        UNION ALL
        SELECT g.id, 2, greatest(today, g.day, closed + 1), -g.amount_paid, -1, g.payment_method, g.recorded_by, false,
            coalesce(greatest(today, g.day) <= closed, false)
        FROM gone g WHERE g.amount_paid <> 0
    )
    SELECT l.id, l.day, l.amount, l.payments, l.payment_method, l.recorded_by, l.stood, l.after_closing
    FROM lines l ORDER BY l.id, l.place;
    RETURN NULL;
END
$$
$define$);
-- +goose StatementEnd
REVOKE EXECUTE ON FUNCTION society360_payments_changed() FROM PUBLIC;
REVOKE EXECUTE ON FUNCTION society360_payments_deleted() FROM PUBLIC;

-- A trigger with transition tables stands for one event.
DROP TRIGGER IF EXISTS society360_payments_line_update ON payments;
DROP TRIGGER IF EXISTS society360_payments_line_delete ON payments;
CREATE TRIGGER society360_payments_line_update
    AFTER UPDATE ON payments REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION society360_payments_changed();
CREATE TRIGGER society360_payments_line_delete
    AFTER DELETE ON payments REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION society360_payments_deleted();
DROP FUNCTION IF EXISTS society360_payments_line();
