-- The bank that a cheque or a demand draft is drawn on.

-- +goose Up
SELECT society360_lock(ARRAY['payments'], 'ACCESS EXCLUSIVE');

ALTER TABLE payments ADD COLUMN IF NOT EXISTS bank text;

-- +goose StatementBegin
DO $$
BEGIN
    EXECUTE format('COMMENT ON COLUMN %I.payments.bank IS %L', current_schema(),
        'Bank that a cheque or a demand draft is drawn on; empty or NULL on all else');
END
$$;
-- +goose StatementEnd
