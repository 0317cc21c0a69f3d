-- Bills with something due, the newest first, with what their status follows from.

-- +goose NO TRANSACTION
-- +goose Up
-- +goose StatementBegin
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass(format('%I.%I', current_schema(), 'idx_bills_due_date')) AND NOT indisvalid) THEN
        PERFORM set_config('lock_timeout', '500ms', true);
        DROP INDEX idx_bills_due_date;
    END IF;
END
$$;
-- +goose StatementEnd
CREATE INDEX CONCURRENTLY IF NOT EXISTS idx_bills_due_date
    ON bills (bill_date DESC, id DESC) INCLUDE (amount, waived_amount, amount_paid, due_date, voided_at)
    WHERE amount - waived_amount - amount_paid > 0;
