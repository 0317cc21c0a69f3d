-- What a resident says to have paid is a claim: pending until the office has seen
-- the money. claim_id, the ID of its first payment, is one for all payments of a
-- claim and tells them from what another program left pending. decided_at and
-- decided_by are of its confirmation, its refusal (refusal_reason) or of who took
-- it back. A simulated payment never was money.
--
-- A claim that says it was paid by the due date holds the overdue mark of its
-- bill until it is decided.

-- +goose Up
SELECT society360_lock(ARRAY['payments', 'bills'], 'ACCESS EXCLUSIVE');

ALTER TABLE payments
    ADD COLUMN IF NOT EXISTS claim_id uuid,
    ADD COLUMN IF NOT EXISTS claimed_at timestamptz,
    ADD COLUMN IF NOT EXISTS decided_at timestamptz,
    ADD COLUMN IF NOT EXISTS decided_by uuid,
    ADD COLUMN IF NOT EXISTS refusal_reason text,
    ADD COLUMN IF NOT EXISTS simulated boolean;
ALTER TABLE payments
    ADD CONSTRAINT payments_decided_by_fkey FOREIGN KEY (decided_by) REFERENCES users(id) ON DELETE SET NULL NOT VALID;

-- The row is locked before this runs, so that the sum, which reads with a newer
-- snapshot, holds what whoever had the lock before has committed.
-- +goose StatementBegin
SELECT society360_define(current_schema(), $define$
CREATE OR REPLACE FUNCTION {schema}.society360_bills_derive() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    today date := (now() AT TIME ZONE 'UTC')::date;
    waived_before numeric := 0;
BEGIN
    IF TG_OP = 'INSERT' THEN
        NEW.amount_paid := 0;
    ELSE
        waived_before := OLD.waived_amount;
        SELECT coalesce(sum(p.amount_paid), 0) INTO NEW.amount_paid
        FROM {schema}.payments p
        WHERE p.bill_id = NEW.id AND coalesce(p.status, 'success') = 'success';
    END IF;
    IF NEW.voided_at IS NOT NULL THEN
        NEW.waived_amount := greatest(NEW.amount, 0);
    ELSIF NEW.waived_amount > waived_before AND NEW.waived_amount > NEW.amount - NEW.amount_paid THEN
        RAISE EXCEPTION 'the waiver of bill % is above what is due', NEW.id
            USING ERRCODE = 'check_violation', TABLE = 'bills', CONSTRAINT = 'bills_waiver_not_above_due';
    END IF;
    -- No zone is more than a day from UTC: most dates need no setting read.
    IF NEW.due_date BETWEEN today - 1 AND today + 1 THEN
        today := {schema}.society360_today();
    END IF;
    NEW.status := {schema}.society360_bill_status(NEW.amount, NEW.waived_amount, NEW.amount_paid, NEW.due_date, today);
    IF TG_OP = 'UPDATE' AND NEW.status = 'overdue' AND EXISTS (
            SELECT FROM {schema}.payments p
            WHERE p.bill_id = NEW.id AND p.status = 'pending' AND p.claim_id IS NOT NULL
              AND {schema}.society360_local_date(p.payment_date,
                  (SELECT c.config_value FROM {schema}.system_config c WHERE c.config_key = 'general.timezone')) <= NEW.due_date) THEN
        NEW.status := CASE WHEN NEW.amount_paid > 0 THEN 'partially_paid' ELSE 'unpaid' END;
    END IF;
    RETURN NEW;
END
$$
$define$);
-- +goose StatementEnd

-- Once a statement, so that bulk loads cost one pass and two writers take the
-- bills in the same order. FOR NO KEY UPDATE: a stronger lock would wait for
-- the share lock that the foreign key of another's payment holds, and the two
-- would deadlock. A bill that is overpaid already may go down, never up. A claim
-- that comes or goes counts nothing, but its bill's status may change.
-- +goose StatementBegin
SELECT society360_define(current_schema(), $define$
CREATE OR REPLACE FUNCTION {schema}.society360_payments_apply() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    ids uuid[];
    changes numeric[];
    overpaid uuid;
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT array_agg(d.bill_id), array_agg(d.change) INTO ids, changes
        FROM (SELECT n.bill_id, coalesce(sum(n.amount_paid) FILTER (WHERE coalesce(n.status, 'success') = 'success'), 0) AS change
              FROM new_rows n
              WHERE n.bill_id IS NOT NULL
                AND (coalesce(n.status, 'success') = 'success' OR n.status = 'pending' AND n.claim_id IS NOT NULL)
              GROUP BY n.bill_id) AS d;
    ELSIF TG_OP = 'DELETE' THEN
        SELECT array_agg(d.bill_id), array_agg(d.change) INTO ids, changes
        FROM (SELECT o.bill_id, -coalesce(sum(o.amount_paid) FILTER (WHERE coalesce(o.status, 'success') = 'success'), 0) AS change
              FROM old_rows o
              WHERE o.bill_id IS NOT NULL
                AND (coalesce(o.status, 'success') = 'success' OR o.status = 'pending' AND o.claim_id IS NOT NULL)
              GROUP BY o.bill_id) AS d;
    ELSE
        SELECT array_agg(d.bill_id), array_agg(d.change) INTO ids, changes
        FROM (SELECT u.bill_id, sum(u.change) AS change
              FROM (SELECT n.bill_id, n.amount_paid AS change, 0 AS claims FROM new_rows n
                    WHERE coalesce(n.status, 'success') = 'success'
                    UNION ALL
                    SELECT o.bill_id, -o.amount_paid, 0 FROM old_rows o
                    WHERE coalesce(o.status, 'success') = 'success'
                    UNION ALL
                    SELECT n.bill_id, 0, 1 FROM new_rows n WHERE n.status = 'pending' AND n.claim_id IS NOT NULL
                    UNION ALL
                    SELECT o.bill_id, 0, -1 FROM old_rows o WHERE o.status = 'pending' AND o.claim_id IS NOT NULL) AS u
              WHERE u.bill_id IS NOT NULL
              GROUP BY u.bill_id
              HAVING sum(u.change) <> 0 OR sum(u.claims) <> 0) AS d;
    END IF;
    IF ids IS NULL THEN
        RETURN NULL;
    END IF;

    PERFORM FROM {schema}.bills b WHERE b.id = ANY (ids) ORDER BY b.id FOR NO KEY UPDATE;
    WITH touched AS (
        UPDATE {schema}.bills b SET amount_paid = b.amount_paid
        FROM unnest(ids, changes) AS c(id, change)
        WHERE b.id = c.id
        RETURNING b.id, c.change > 0 AND b.amount_paid > b.amount - b.waived_amount AS refused
    )
    SELECT t.id INTO overpaid FROM touched t WHERE t.refused ORDER BY t.id LIMIT 1;
    IF overpaid IS NOT NULL THEN
        RAISE EXCEPTION 'the payments of bill % are above what is due', overpaid
            USING ERRCODE = 'check_violation', TABLE = 'payments', CONSTRAINT = 'payments_not_above_due';
    END IF;
    RETURN NULL;
END
$$
$define$);
-- +goose StatementEnd
