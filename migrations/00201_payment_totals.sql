-- Payments that were made together, over several bills of a unit: the shares of one
-- receipt, claim or cheque. The bank knows their sum alone, and so does whoever looks for
-- them by it. Kept by triggers, whichever program writes. The table stands beside
-- payments, for a change of one share has to change what is kept of the others: in their
-- own rows two programs that change two shares at once would wait for each other.

-- +goose Up
SELECT society360_lock(ARRAY['payments', 'receipt_payments'], 'SHARE ROW EXCLUSIVE');

-- No foreign keys: other programs delete payments, and truncate them.
CREATE TABLE IF NOT EXISTS payment_totals (
    payment_id uuid PRIMARY KEY,
    made_with uuid NOT NULL,
    total numeric NOT NULL,
    paid_at timestamptz NOT NULL
);

-- +goose StatementBegin
DO $$
BEGIN
    IF NOT '{payment_id,made_with,total,paid_at}'::text[] <@ (
        SELECT array_agg(a.attname::text) FROM pg_attribute a
        WHERE a.attrelid = to_regclass(format('%I.%I', current_schema(), 'payment_totals')) AND a.attnum > 0 AND NOT a.attisdropped)
    THEN
        RAISE EXCEPTION 'a table payment_totals of another program is in the way; move it to another schema'
            USING ERRCODE = 'duplicate_table';
    END IF;
END
$$;
-- +goose StatementEnd

CREATE INDEX IF NOT EXISTS idx_payment_totals_made_with ON payment_totals (made_with, payment_id);

COMMENT ON TABLE payment_totals IS 'Payments that were made together over several bills, by one receipt, claim or cheque; kept by triggers. One that was made alone has no row';
COMMENT ON COLUMN payment_totals.payment_id IS 'Payment, one share of what was made together';
COMMENT ON COLUMN payment_totals.made_with IS 'What the shares have in common: payments.claim_id, or the receipt where there is none';
COMMENT ON COLUMN payment_totals.total IS 'Sum of all shares, whatever became of them';
COMMENT ON COLUMN payment_totals.paid_at IS 'payments.payment_date of this share, by which lists are in order; without one, the year 1970';

-- A claim or a cheque comes whole, in one statement.
-- +goose StatementBegin
SELECT society360_define(current_schema(), $define$
CREATE OR REPLACE FUNCTION {schema}.society360_totals_of_claims() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM new_rows n WHERE n.claim_id IS NOT NULL) THEN
        RETURN NULL;
    END IF;
    INSERT INTO {schema}.payment_totals (payment_id, made_with, total, paid_at)
    SELECT s.id, s.claim_id, s.total, s.paid_at
    FROM (SELECT n.id, n.claim_id, coalesce(n.payment_date, '1970-01-01 00:00:00+00'::timestamptz) AS paid_at,
            sum(n.amount_paid) OVER claim AS total, count(*) OVER claim AS shares
          FROM new_rows n WHERE n.claim_id IS NOT NULL WINDOW claim AS (PARTITION BY n.claim_id)) s
    WHERE s.shares > 1
    ON CONFLICT (payment_id) DO NOTHING;
    RETURN NULL;
END
$$
$define$);
-- +goose StatementEnd

-- So does a receipt. That of a claim or a cheque has its rows already.
-- +goose StatementBegin
SELECT society360_define(current_schema(), $define$
CREATE OR REPLACE FUNCTION {schema}.society360_totals_of_receipts() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO {schema}.payment_totals (payment_id, made_with, total, paid_at)
    SELECT s.payment_id, s.receipt_id, s.total, s.paid_at
    FROM (SELECT n.payment_id, n.receipt_id, coalesce(y.payment_date, '1970-01-01 00:00:00+00'::timestamptz) AS paid_at,
            sum(y.amount_paid) OVER receipt AS total, count(*) OVER receipt AS shares
          FROM new_rows n JOIN {schema}.payments y ON y.id = n.payment_id WINDOW receipt AS (PARTITION BY n.receipt_id)) s
    WHERE s.shares > 1
    ON CONFLICT (payment_id) DO NOTHING;
    RETURN NULL;
END
$$
$define$);
-- +goose StatementEnd

-- The rows of what was made together are locked before the sum is read, so that it holds
-- what whoever changed another share before has committed. They are the last that is
-- locked, behind payments and bills, and always in one order.
-- +goose StatementBegin
SELECT society360_define(current_schema(), $define$
CREATE OR REPLACE FUNCTION {schema}.society360_totals_follow() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    changed uuid[];
    groups uuid[];
BEGIN
    IF TG_OP = 'DELETE' THEN
        SELECT array_agg(o.id) INTO changed FROM old_rows o;
    ELSE
        SELECT array_agg(o.id) INTO changed FROM old_rows o JOIN new_rows n ON n.id = o.id
        WHERE (o.amount_paid, o.payment_date) IS DISTINCT FROM (n.amount_paid, n.payment_date);
    END IF;
    IF changed IS NULL THEN
        RETURN NULL;
    END IF;
    SELECT array_agg(DISTINCT t.made_with) INTO groups FROM {schema}.payment_totals t WHERE t.payment_id = ANY (changed);
    IF groups IS NULL THEN
        RETURN NULL;
    END IF;
    PERFORM FROM {schema}.payment_totals t WHERE t.made_with = ANY (groups) ORDER BY t.made_with, t.payment_id FOR UPDATE;
    DELETE FROM {schema}.payment_totals t
    WHERE t.made_with = ANY (groups) AND NOT EXISTS (SELECT FROM {schema}.payments y WHERE y.id = t.payment_id);
    UPDATE {schema}.payment_totals t SET total = s.total, paid_at = s.paid_at
    FROM (SELECT m.payment_id, coalesce(y.payment_date, '1970-01-01 00:00:00+00'::timestamptz) AS paid_at,
            sum(y.amount_paid) OVER (PARTITION BY m.made_with) AS total
          FROM {schema}.payment_totals m JOIN {schema}.payments y ON y.id = m.payment_id WHERE m.made_with = ANY (groups)) s
    WHERE t.payment_id = s.payment_id AND (t.total, t.paid_at) IS DISTINCT FROM (s.total, s.paid_at);
    RETURN NULL;
END
$$
$define$);
-- +goose StatementEnd

-- +goose StatementBegin
SELECT society360_define(current_schema(), $define$
CREATE OR REPLACE FUNCTION {schema}.society360_totals_emptied() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    DELETE FROM {schema}.payment_totals;
    RETURN NULL;
END
$$
$define$);
-- +goose StatementEnd

REVOKE EXECUTE ON FUNCTION society360_totals_of_claims() FROM PUBLIC;
REVOKE EXECUTE ON FUNCTION society360_totals_of_receipts() FROM PUBLIC;
REVOKE EXECUTE ON FUNCTION society360_totals_follow() FROM PUBLIC;
REVOKE EXECUTE ON FUNCTION society360_totals_emptied() FROM PUBLIC;

-- A trigger with transition tables stands for one event.
CREATE OR REPLACE TRIGGER society360_totals_insert
    AFTER INSERT ON payments REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION society360_totals_of_claims();
CREATE OR REPLACE TRIGGER society360_totals_update
    AFTER UPDATE ON payments REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION society360_totals_follow();
CREATE OR REPLACE TRIGGER society360_totals_delete
    AFTER DELETE ON payments REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION society360_totals_follow();
CREATE OR REPLACE TRIGGER society360_totals_truncate
    AFTER TRUNCATE ON payments
    FOR EACH STATEMENT EXECUTE FUNCTION society360_totals_emptied();
CREATE OR REPLACE TRIGGER society360_totals_insert
    AFTER INSERT ON receipt_payments REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION society360_totals_of_receipts();
