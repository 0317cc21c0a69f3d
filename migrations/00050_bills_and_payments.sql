-- What the platform's columns have no place for: that a bill was voided, of what
-- a late fee is the percentage, who took a payment, and that it was reversed.

-- +goose Up
SELECT society360_lock(ARRAY['payments', 'bills'], 'ACCESS EXCLUSIVE');

-- A voided bill is waived in full, so that every other program of the platform
-- sees nothing due on it; voided_at tells it from one that was paid.
ALTER TABLE bills
    ADD COLUMN IF NOT EXISTS voided_at timestamptz,
    ADD COLUMN IF NOT EXISTS void_reason text,
    ADD COLUMN IF NOT EXISTS fee_base numeric(10,2),
    ADD COLUMN IF NOT EXISTS fee_percent numeric(5,2);

-- A reversed payment is failed; reversed_at tells it from one that never
-- succeeded. ON DELETE SET NULL: a program that deletes a user knows nothing of
-- our column.
ALTER TABLE payments
    ADD COLUMN IF NOT EXISTS recorded_by uuid,
    ADD COLUMN IF NOT EXISTS reversed_at timestamptz,
    ADD COLUMN IF NOT EXISTS reversal_reason text;
ALTER TABLE payments
    ADD CONSTRAINT payments_recorded_by_fkey FOREIGN KEY (recorded_by) REFERENCES users(id) ON DELETE SET NULL NOT VALID;
