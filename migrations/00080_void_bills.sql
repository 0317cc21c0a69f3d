-- A void bill stays waived in full, whatever another program makes of its amount,
-- so that nobody is asked for it; and what is no number is no amount, for one such
-- row would leave the society without its sums.

-- +goose Up
SELECT society360_lock(ARRAY['payments', 'bills'], 'ACCESS EXCLUSIVE');

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
    IF NEW.voided_at IS NOT NULL THEN
        NEW.waived_amount := greatest(NEW.amount, 0);
    ELSIF NEW.waived_amount > waived_before AND NEW.waived_amount > NEW.amount - NEW.amount_paid THEN
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

-- +goose StatementBegin
DO $$
BEGIN
    EXECUTE format('ALTER FUNCTION society360_bills_derive() SET search_path = %I, pg_temp', current_schema());
END
$$;
-- +goose StatementEnd

ALTER TABLE bills
    ADD CONSTRAINT bills_amount_is_number CHECK (amount <> 'NaN' AND waived_amount <> 'NaN') NOT VALID;
ALTER TABLE payments
    ADD CONSTRAINT payments_amount_is_number CHECK (amount_paid <> 'NaN') NOT VALID;
