-- Figures of the bills that were there before: those with a successful payment,
-- and those marked as paid since the triggers were put in place. The others
-- keep their status as it is; they are right, or the next overdue run finds
-- them. An overpaid bill is taken as it is.

-- +goose NO TRANSACTION
-- +goose Up
-- +goose StatementBegin
DO $$
DECLARE
    after uuid := '00000000-0000-0000-0000-000000000000';
    batch uuid[];
    refused int := 0;
BEGIN
    LOOP
        SELECT array_agg(b.id ORDER BY b.id) INTO batch
        FROM (SELECT id FROM bills WHERE id > after ORDER BY id LIMIT 2000) AS b;
        EXIT WHEN batch IS NULL;
        -- A bill that somebody is changing is waited for only a moment, so that
        -- it is this step that gives way and not that program.
        BEGIN
            PERFORM set_config('lock_timeout', '100ms', true);
            PERFORM FROM bills b WHERE b.id = ANY (batch) ORDER BY b.id FOR NO KEY UPDATE;
            UPDATE bills b
            SET waived_amount = CASE WHEN b.status = 'paid' THEN greatest(b.waived_amount, b.amount - p.paid) ELSE b.waived_amount END
            FROM (SELECT w.id, coalesce(sum(pay.amount_paid) FILTER (WHERE coalesce(pay.status, 'success') = 'success'), 0) AS paid
                  FROM bills w LEFT JOIN payments pay ON pay.bill_id = w.id
                  WHERE w.id = ANY (batch)
                  GROUP BY w.id) AS p
            WHERE b.id = p.id
              AND (b.amount_paid <> p.paid OR b.status = 'paid' AND b.amount > p.paid + b.waived_amount);
            after := batch[array_upper(batch, 1)];
            refused := 0;
        EXCEPTION WHEN lock_not_available OR deadlock_detected THEN
            refused := refused + 1;
            IF refused = 20 THEN
                RAISE;
            END IF;
        END;
        COMMIT;
    END LOOP;
END
$$;
-- +goose StatementEnd
