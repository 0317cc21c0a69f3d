-- What was paid and waived of a bill, which bill a late fee is for, and the
-- month that a bill run raised it for.

-- +goose Up
SELECT society360_lock(ARRAY['bills'], 'ACCESS EXCLUSIVE');

ALTER TABLE bills
    ADD COLUMN IF NOT EXISTS amount_paid numeric(10,2) NOT NULL DEFAULT 0,
    ADD COLUMN IF NOT EXISTS waived_amount numeric(10,2) NOT NULL DEFAULT 0,
    ADD COLUMN IF NOT EXISTS late_fee_of uuid,
    ADD COLUMN IF NOT EXISTS run_month date;

-- ON DELETE SET NULL: a program that deletes a bill knows nothing of our fee.
ALTER TABLE bills
    ADD CONSTRAINT bills_late_fee_of_fkey FOREIGN KEY (late_fee_of) REFERENCES bills(id) ON DELETE SET NULL NOT VALID,
    ADD CONSTRAINT bills_waived_amount_check CHECK (waived_amount >= 0) NOT VALID;
