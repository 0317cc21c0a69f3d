-- A claim, or a cheque, that was received by the due date holds the overdue mark of
-- its bill only as far as it would pay it: of which something is due that nobody
-- claims so, that is overdue. What was marked before this stays until it is looked at
-- again, as each day.

-- +goose Up
-- The row is locked before this runs, so that the sums, which read with a newer
-- snapshot, hold what whoever had the lock before has committed.
-- +goose StatementBegin
SELECT society360_define(current_schema(), $define$
CREATE OR REPLACE FUNCTION {schema}.society360_bills_derive() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    today date := (now() AT TIME ZONE 'UTC')::date;
    waived_before numeric := 0;
BEGIN
    IF TG_OP = 'INSERT' THEN
        NEW.amount_paid := 0;
    ELSE
        waived_before := OLD.waived_amount;
        SELECT coalesce(sum(p.amount_paid), 0) INTO NEW.amount_paid
        FROM {schema}.payments p
        WHERE p.bill_id = NEW.id AND coalesce(p.status, 'success') = 'success';
    END IF;
    IF NEW.voided_at IS NOT NULL THEN
        NEW.waived_amount := greatest(NEW.amount, 0);
    ELSIF NEW.waived_amount > waived_before AND NEW.waived_amount > NEW.amount - NEW.amount_paid THEN
        RAISE EXCEPTION 'the waiver of bill % is above what is due', NEW.id
            USING ERRCODE = 'check_violation', TABLE = 'bills', CONSTRAINT = 'bills_waiver_not_above_due';
    END IF;
    -- No zone is more than a day from UTC: most dates need no setting read.
    IF NEW.due_date BETWEEN today - 1 AND today + 1 THEN
        today := {schema}.society360_today();
    END IF;
    NEW.status := {schema}.society360_bill_status(NEW.amount, NEW.waived_amount, NEW.amount_paid, NEW.due_date, today);
    IF TG_OP = 'UPDATE' AND NEW.status = 'overdue' AND NEW.amount - NEW.waived_amount - NEW.amount_paid <= (
            SELECT coalesce(sum(p.amount_paid), 0) FROM {schema}.payments p
            WHERE p.bill_id = NEW.id AND p.status = 'pending' AND p.claim_id IS NOT NULL
              AND coalesce(p.received_on, {schema}.society360_local_date(p.payment_date,
                  (SELECT c.config_value FROM {schema}.system_config c WHERE c.config_key = 'general.timezone'))) <= NEW.due_date) THEN
        NEW.status := CASE WHEN NEW.amount_paid > 0 THEN 'partially_paid' ELSE 'unpaid' END;
    END IF;
    RETURN NEW;
END
$$
$define$);
-- +goose StatementEnd
