-- Payments that do not count, by what became of them, the newest first: few among all.

-- +goose NO TRANSACTION
-- +goose Up
-- +goose StatementBegin
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_index WHERE indexrelid = to_regclass(format('%I.%I', current_schema(), 'idx_payments_not_counted')) AND NOT indisvalid) THEN
        PERFORM set_config('lock_timeout', '500ms', true);
        DROP INDEX idx_payments_not_counted;
    END IF;
END
$$;
-- +goose StatementEnd
CREATE INDEX CONCURRENTLY IF NOT EXISTS idx_payments_not_counted
    ON payments ((CASE
        WHEN status = 'pending' AND claim_id IS NOT NULL THEN CASE WHEN cheque_date IS NULL THEN 'claimed' ELSE 'uncleared' END
        WHEN status = 'failed' AND reversed_at IS NOT NULL THEN 'reversed'
        WHEN status = 'failed' AND refusal_reason IS NOT NULL THEN CASE WHEN cheque_date IS NULL THEN 'refused' ELSE 'bounced' END
        WHEN status = 'failed' AND decided_at IS NOT NULL THEN 'withdrawn'
        ELSE coalesce(status, 'success') END),
        (coalesce(payment_date, '1970-01-01 00:00:00+00'::timestamptz)) DESC, id DESC)
    WHERE coalesce(status, 'success') <> 'success';
