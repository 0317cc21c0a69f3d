-- Money has a day of its own, which is not the day it was recorded. received_on
-- is the day the money was received, NULL reads as the day of payment_date by the
-- society's calendar. counted_on is the day whose takings and collection it
-- counts in, where that is another: the day on which a cheque was cleared, or the
-- first open day for what came in after its own was closed. cheque_date is a
-- cheque's own date, and tells a pending cheque from a claim; its other payments
-- share its claim_id.
--
-- A claim, or a cheque, that was received by the due date holds the overdue mark
-- of its bill until it is decided.

-- +goose Up
SELECT society360_lock(ARRAY['payments'], 'ACCESS EXCLUSIVE');

ALTER TABLE payments
    ADD COLUMN IF NOT EXISTS received_on date,
    ADD COLUMN IF NOT EXISTS counted_on date,
    ADD COLUMN IF NOT EXISTS cheque_date date;

-- +goose StatementBegin
DO $$
BEGIN
    EXECUTE format('COMMENT ON COLUMN %I.payments.received_on IS %L', current_schema(),
        'Day on which the money was received; NULL reads as the day of payment_date by the society''s calendar');
    EXECUTE format('COMMENT ON COLUMN %I.payments.counted_on IS %L', current_schema(),
        'Day whose takings and collection it counts in, where that is not received_on: a cheque''s clearing, or the first open day behind a closing');
    EXECUTE format('COMMENT ON COLUMN %I.payments.cheque_date IS %L', current_schema(),
        'Of a cheque: its own date, from which it can be deposited; pending, it waits to be cleared. NULL on all else');
    EXECUTE format('COMMENT ON COLUMN %I.payments.claim_id IS %L', current_schema(),
        'Of a claim or a cheque: the same for all its payments, the id of the first; else NULL');
END
$$;
-- +goose StatementEnd

-- The row is locked before this runs, so that the sum, which reads with a newer
-- snapshot, holds what whoever had the lock before has committed.
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
    IF TG_OP = 'UPDATE' AND NEW.status = 'overdue' AND EXISTS (
            SELECT FROM {schema}.payments p
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
