-- What is due, by unit and oldest due date first, without a visit to the table.

-- +goose NO TRANSACTION
-- +goose Up
-- +goose StatementBegin
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass(format('%I.%I', current_schema(), 'idx_bills_due')) AND NOT indisvalid) THEN
        PERFORM set_config('lock_timeout', '500ms', true);
        DROP INDEX idx_bills_due;
    END IF;
END
$$;
-- +goose StatementEnd
CREATE INDEX CONCURRENTLY IF NOT EXISTS idx_bills_due
    ON bills (unit_id, due_date, id) INCLUDE (amount, waived_amount, amount_paid, bill_type)
    WHERE amount - waived_amount - amount_paid > 0;
