-- A transfer's reference as it is compared: its letters and digits. One that is on a
-- payment already is asked about, and payments are found by the beginning of it.

-- +goose NO TRANSACTION
-- +goose Up
-- +goose StatementBegin
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass(format('%I.%I', current_schema(), 'idx_payments_reference')) AND NOT indisvalid) THEN
        PERFORM set_config('lock_timeout', '500ms', true);
        DROP INDEX idx_payments_reference;
    END IF;
END
$$;
-- +goose StatementEnd
CREATE INDEX CONCURRENTLY IF NOT EXISTS idx_payments_reference
    ON payments (left(upper(regexp_replace(transaction_reference::text, '[^0-9A-Za-z]'::text, ''::text, 'g'::text)), 64) text_pattern_ops)
    WHERE transaction_reference IS NOT NULL;
