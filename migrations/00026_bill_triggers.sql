-- bills.amount_paid and bills.status follow from the payments and from the
-- bill's amount, waiver and due date, whichever program writes them:
--   due = amount - waived_amount - amount_paid, where amount_paid is the sum of
--   the successful payments; nothing due is paid, else past the due date is
--   overdue, else something paid is partially_paid, else unpaid.

-- +goose Up
SELECT society360_lock(ARRAY['payments', 'bills'], 'SHARE ROW EXCLUSIVE');

-- The date in a zone at an instant. Only UTC and names such as Asia/Kolkata are
-- taken (IST would be Israel's); anything else is read as Asia/Kolkata.
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION society360_local_date(instant timestamptz, zone text) RETURNS date
LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF zone = 'UTC' OR zone ~ '^[A-Za-z_]+(/[A-Za-z0-9_+-]+)+$' THEN
        BEGIN
            RETURN (instant AT TIME ZONE zone)::date;
        EXCEPTION WHEN invalid_parameter_value THEN
            NULL;
        END;
    END IF;
    RETURN (instant AT TIME ZONE 'Asia/Kolkata')::date;
END
$$;
-- +goose StatementEnd

-- Today where the society is (setting general.timezone).
CREATE OR REPLACE FUNCTION society360_today() RETURNS date
LANGUAGE sql STABLE
RETURN society360_local_date(now(),
    (SELECT config_value FROM system_config WHERE config_key = 'general.timezone'));

CREATE OR REPLACE FUNCTION society360_bill_status(amount numeric, waived numeric, paid numeric, due_date date, today date) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN amount - waived - paid <= 0 THEN 'paid'
    WHEN due_date < today THEN 'overdue'
    WHEN paid > 0 THEN 'partially_paid'
    ELSE 'unpaid'
END;

-- The row is locked before this runs, so that the sum, which reads with a newer
-- snapshot, holds what whoever had the lock before has committed.
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION society360_bills_derive() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
    today date := (now() AT TIME ZONE 'UTC')::date;
    waived_before numeric := 0;
BEGIN
    IF TG_OP = 'INSERT' THEN
        NEW.amount_paid := 0;
    ELSE
        waived_before := OLD.waived_amount;
        SELECT coalesce(sum(p.amount_paid), 0) INTO NEW.amount_paid
        FROM payments p
        WHERE p.bill_id = NEW.id AND coalesce(p.status, 'success') = 'success';
    END IF;
    IF NEW.waived_amount > waived_before AND NEW.waived_amount > NEW.amount - NEW.amount_paid THEN
        RAISE EXCEPTION 'the waiver of bill % is above what is due', NEW.id
            USING ERRCODE = 'check_violation', TABLE = 'bills', CONSTRAINT = 'bills_waiver_not_above_due';
    END IF;
    -- No zone is more than a day from UTC: most dates need no setting read.
    IF NEW.due_date BETWEEN today - 1 AND today + 1 THEN
        today := society360_today();
    END IF;
    NEW.status := society360_bill_status(NEW.amount, NEW.waived_amount, NEW.amount_paid, NEW.due_date, today);
    RETURN NEW;
END
$$;
-- +goose StatementEnd

-- Once a statement, so that bulk loads cost one pass and two writers take the
-- bills in the same order. FOR NO KEY UPDATE: a stronger lock would wait for
-- the share lock that the foreign key of another's payment holds, and the two
-- would deadlock. A bill that is overpaid already may go down, never up.
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION society360_payments_apply() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
    ids uuid[];
    changes numeric[];
    overpaid uuid;
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT array_agg(d.bill_id), array_agg(d.change) INTO ids, changes
        FROM (SELECT n.bill_id, sum(n.amount_paid) AS change FROM new_rows n
              WHERE n.bill_id IS NOT NULL AND coalesce(n.status, 'success') = 'success'
              GROUP BY n.bill_id) AS d;
    ELSIF TG_OP = 'DELETE' THEN
        SELECT array_agg(d.bill_id), array_agg(d.change) INTO ids, changes
        FROM (SELECT o.bill_id, -sum(o.amount_paid) AS change FROM old_rows o
              WHERE o.bill_id IS NOT NULL AND coalesce(o.status, 'success') = 'success'
              GROUP BY o.bill_id) AS d;
    ELSE
        SELECT array_agg(d.bill_id), array_agg(d.change) INTO ids, changes
        FROM (SELECT u.bill_id, sum(u.change) AS change
              FROM (SELECT n.bill_id, n.status, n.amount_paid AS change FROM new_rows n
                    UNION ALL
                    SELECT o.bill_id, o.status, -o.amount_paid FROM old_rows o) AS u
              WHERE u.bill_id IS NOT NULL AND coalesce(u.status, 'success') = 'success'
              GROUP BY u.bill_id
              HAVING sum(u.change) <> 0) AS d;
    END IF;
    IF ids IS NULL THEN
        RETURN NULL;
    END IF;

    PERFORM FROM bills b WHERE b.id = ANY (ids) ORDER BY b.id FOR NO KEY UPDATE;
    WITH touched AS (
        UPDATE bills b SET amount_paid = b.amount_paid
        FROM unnest(ids, changes) AS c(id, change)
        WHERE b.id = c.id
        RETURNING b.id, c.change > 0 AND b.amount_paid > b.amount - b.waived_amount AS refused
    )
    SELECT t.id INTO overpaid FROM touched t WHERE t.refused ORDER BY t.id LIMIT 1;
    IF overpaid IS NOT NULL THEN
        RAISE EXCEPTION 'the payments of bill % are above what is due', overpaid
            USING ERRCODE = 'check_violation', TABLE = 'payments', CONSTRAINT = 'payments_not_above_due';
    END IF;
    RETURN NULL;
END
$$;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE OR REPLACE FUNCTION society360_payments_emptied() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    UPDATE bills SET amount_paid = 0 WHERE amount_paid <> 0;
    RETURN NULL;
END
$$;
-- +goose StatementEnd

-- +goose StatementBegin
DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['society360_bills_derive', 'society360_payments_apply', 'society360_payments_emptied'] LOOP
        EXECUTE format('ALTER FUNCTION %I() SET search_path = %I, pg_temp', name, current_schema());
        EXECUTE format('REVOKE EXECUTE ON FUNCTION %I() FROM PUBLIC', name);
    END LOOP;
END
$$;
-- +goose StatementEnd

CREATE OR REPLACE TRIGGER society360_bills_derive
    BEFORE INSERT OR UPDATE ON bills
    FOR EACH ROW EXECUTE FUNCTION society360_bills_derive();

-- A trigger with transition tables stands for one event.
CREATE OR REPLACE TRIGGER society360_payments_insert
    AFTER INSERT ON payments REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION society360_payments_apply();
CREATE OR REPLACE TRIGGER society360_payments_update
    AFTER UPDATE ON payments REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION society360_payments_apply();
CREATE OR REPLACE TRIGGER society360_payments_delete
    AFTER DELETE ON payments REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION society360_payments_apply();
CREATE OR REPLACE TRIGGER society360_payments_truncate
    AFTER TRUNCATE ON payments
    FOR EACH STATEMENT EXECUTE FUNCTION society360_payments_emptied();
