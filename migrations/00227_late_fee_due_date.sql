-- A late fee keeps the due date that its bill had when the fee was charged: which
-- claims held their part of it off does not change when the bill is corrected.

-- +goose Up
SELECT society360_lock(ARRAY['bills'], 'ACCESS EXCLUSIVE');

ALTER TABLE bills ADD COLUMN IF NOT EXISTS fee_due_date date;
COMMENT ON COLUMN bills.fee_due_date IS 'Of a late fee: the due date of late_fee_of when it was charged; NULL where it was charged before this was kept';
