-- Money that counts and that nobody of the office recorded or confirmed: another
-- program did, or the payer. Newest first.

-- +goose NO TRANSACTION
-- +goose Up
-- +goose StatementBegin
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass(format('%I.%I', current_schema(), 'idx_payments_elsewhere')) AND NOT indisvalid) THEN
        PERFORM set_config('lock_timeout', '500ms', true);
        DROP INDEX idx_payments_elsewhere;
    END IF;
END
$$;
-- +goose StatementEnd
CREATE INDEX CONCURRENTLY IF NOT EXISTS idx_payments_elsewhere
    ON payments (coalesce(payment_date, '1970-01-01 00:00:00+00'::timestamptz) DESC, id DESC)
    WHERE coalesce(status, 'success') = 'success' AND decided_at IS NULL AND (recorded_by IS NULL OR recorded_by = payer_id);
