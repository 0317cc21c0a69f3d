-- Receipts, numbered without gaps in each year of the society's calendar.

-- +goose Up
SET LOCAL lock_timeout = '5s';

-- The last number given in a year. Its row is locked by the payment that takes
-- the next one, and goes back with a payment that is rolled back.
CREATE TABLE IF NOT EXISTS receipt_counters (
    year int PRIMARY KEY,
    last int NOT NULL CHECK (last > 0)
);

CREATE TABLE IF NOT EXISTS receipts (
    id uuid PRIMARY KEY,
    year int NOT NULL,
    number int NOT NULL CHECK (number > 0),
    issued_at timestamptz NOT NULL DEFAULT now(),
    UNIQUE (year, number)
);

-- Which payments a receipt is for: one receipt a payment. No foreign key to
-- payments, which other programs may delete or truncate; a number once given
-- stays given.
CREATE TABLE IF NOT EXISTS receipt_payments (
    payment_id uuid PRIMARY KEY,
    receipt_id uuid NOT NULL REFERENCES receipts(id)
);
CREATE INDEX IF NOT EXISTS idx_receipt_payments_receipt ON receipt_payments(receipt_id);

-- +goose StatementBegin
DO $$
DECLARE
    foreign_table text;
BEGIN
    SELECT v.tbl INTO foreign_table
    FROM (VALUES
        ('receipt_counters', '{year,last}'::text[]),
        ('receipts', '{id,year,number,issued_at}'),
        ('receipt_payments', '{payment_id,receipt_id}')
    ) AS v(tbl, cols)
    WHERE NOT v.cols <@ (SELECT array_agg(a.attname::text) FROM pg_attribute a
                         WHERE a.attrelid = to_regclass(format('%I.%I', current_schema(), v.tbl)) AND a.attnum > 0 AND NOT a.attisdropped)
    LIMIT 1;
    IF foreign_table IS NOT NULL THEN
        RAISE EXCEPTION 'a table % of another program is in the way; move it to another schema', foreign_table
            USING ERRCODE = 'duplicate_table';
    END IF;
END
$$;
-- +goose StatementEnd
