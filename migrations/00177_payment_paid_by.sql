-- Who paid, where that is somebody without an account: an heir, an employer, a buyer who
-- settles what a unit owes.

-- +goose Up
SELECT society360_lock(ARRAY['payments'], 'ACCESS EXCLUSIVE');

ALTER TABLE payments ADD COLUMN IF NOT EXISTS paid_by_name text;

-- +goose StatementBegin
DO $$
BEGIN
    EXECUTE format('COMMENT ON COLUMN %I.payments.paid_by_name IS %L', current_schema(),
        'Name of who paid, where payer_id names nobody; NULL where it does, or is not known');
END
$$;
-- +goose StatementEnd
