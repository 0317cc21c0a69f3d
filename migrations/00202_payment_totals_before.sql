-- What was paid together before. In short transactions, because other programs are at
-- work: each locks the shares that it sums, so that the sum is that of the moment, and
-- whoever changes a share after it finds its row.

-- +goose NO TRANSACTION
-- +goose Up
-- +goose StatementBegin
DO $$
DECLARE
    made record;
    done int := 0;
BEGIN
    FOR made IN
        SELECT y.claim_id AS with, array_agg(y.id ORDER BY y.id) AS payments FROM payments y WHERE y.claim_id IS NOT NULL
        GROUP BY y.claim_id HAVING count(*) > 1
        UNION ALL
        SELECT l.receipt_id, array_agg(l.payment_id ORDER BY l.payment_id) FROM receipt_payments l GROUP BY l.receipt_id HAVING count(*) > 1
    LOOP
        PERFORM FROM payments y WHERE y.id = ANY (made.payments) ORDER BY y.id FOR SHARE;
        INSERT INTO payment_totals (payment_id, made_with, total, paid_at)
        SELECT s.id, made.with, s.total, s.paid_at
        FROM (SELECT y.id, coalesce(y.payment_date, '1970-01-01 00:00:00+00'::timestamptz) AS paid_at, sum(y.amount_paid) OVER () AS total
              FROM payments y WHERE y.id = ANY (made.payments)) s
        ON CONFLICT (payment_id) DO NOTHING;
        done := done + 1;
        IF done % 200 = 0 THEN
            COMMIT;
        END IF;
    END LOOP;
END
$$;
-- +goose StatementEnd
