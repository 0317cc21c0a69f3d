-- The functions of bills and payments, of the trail, of what desks are told and
-- of the reports see pg_catalog alone and name our tables with their schema (as
-- from 00084).

-- +goose Up
SET LOCAL lock_timeout = '5s';

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
    RETURN NEW;
END
$$
$define$);
-- +goose StatementEnd

-- Once a statement, so that bulk loads cost one pass and two writers take the
-- bills in the same order. FOR NO KEY UPDATE: a stronger lock would wait for
-- the share lock that the foreign key of another's payment holds, and the two
-- would deadlock. A bill that is overpaid already may go down, never up.
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
        FROM (SELECT n.bill_id, sum(n.amount_paid) AS change FROM new_rows n
              WHERE n.bill_id IS NOT NULL AND coalesce(n.status, 'success') = 'success'
              GROUP BY n.bill_id) AS d;
    ELSIF TG_OP = 'DELETE' THEN
        SELECT array_agg(d.bill_id), array_agg(d.change) INTO ids, changes
        FROM (SELECT o.bill_id, -sum(o.amount_paid) AS change FROM old_rows o
              WHERE o.bill_id IS NOT NULL AND coalesce(o.status, 'success') = 'success'
              GROUP BY o.bill_id) AS d;
    ELSE
        SELECT array_agg(d.bill_id), array_agg(d.change) INTO ids, changes
        FROM (SELECT u.bill_id, sum(u.change) AS change
              FROM (SELECT n.bill_id, n.status, n.amount_paid AS change FROM new_rows n
                    UNION ALL
                    SELECT o.bill_id, o.status, -o.amount_paid FROM old_rows o) AS u
              WHERE u.bill_id IS NOT NULL AND coalesce(u.status, 'success') = 'success'
              GROUP BY u.bill_id
              HAVING sum(u.change) <> 0) AS d;
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

-- +goose StatementBegin
SELECT society360_define(current_schema(), $define$
CREATE OR REPLACE FUNCTION {schema}.society360_payments_emptied() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    UPDATE {schema}.bills SET amount_paid = 0 WHERE amount_paid <> 0;
    RETURN NULL;
END
$$
$define$);
-- +goose StatementEnd

-- +goose StatementBegin
SELECT society360_define(current_schema(), $define$
CREATE OR REPLACE FUNCTION {schema}.society360_audit_append_only() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    unchanged {schema}.audit_logs%ROWTYPE;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        unchanged := NEW;
        unchanged.user_id := OLD.user_id;
        -- Compared byte by byte: a column of any type can have been added.
        IF OLD.user_id IS NOT NULL AND NEW.user_id IS NULL
           AND unchanged *= OLD
           AND NOT EXISTS (SELECT FROM {schema}.users u WHERE u.id = OLD.user_id) THEN
            RETURN NEW;
        END IF;
    ELSIF TG_OP = 'DELETE' AND to_regclass(format('%I.audit_logs_archive', {'schema'})) IS NOT NULL THEN
        IF EXISTS (SELECT FROM {schema}.audit_logs_archive a WHERE a.id = OLD.id) THEN
            RETURN OLD;
        END IF;
    END IF;
    RAISE EXCEPTION 'audit_logs is append-only: % is refused', TG_OP
        USING ERRCODE = 'restrict_violation', TABLE = 'audit_logs', CONSTRAINT = 'audit_logs_append_only';
END
$$
$define$);
-- +goose StatementEnd

-- +goose StatementBegin
SELECT society360_define(current_schema(), $define$
CREATE OR REPLACE FUNCTION {schema}.society360_tell_accounts() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM pg_notify('society360', TG_TABLE_SCHEMA || ' accounts');
    RETURN NULL;
END
$$
$define$);
-- +goose StatementEnd

-- +goose StatementBegin
SELECT society360_define(current_schema(), $define$
CREATE OR REPLACE FUNCTION {schema}.society360_tell_settings() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM pg_notify('society360', TG_TABLE_SCHEMA || ' settings');
    RETURN NULL;
END
$$
$define$);
-- +goose StatementEnd

-- The desk owns no view, and only its owner may refresh one: this function is all
-- that it may do there. It returns when the figures were made, NULL where
-- another is making them just now.
-- +goose StatementBegin
SELECT society360_define(current_schema(), $define$
CREATE OR REPLACE FUNCTION {schema}.society360_refresh_report(report text) RETURNS timestamptz
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    started timestamptz := clock_timestamp();
    made_with text;
BEGIN
    IF report IS NULL OR report NOT IN ('visits', 'stays', 'tickets', 'collection') THEN
        RAISE EXCEPTION 'society360_refresh_report takes visits, stays, tickets or collection'
            USING ERRCODE = 'invalid_parameter_value';
    END IF;
    IF NOT pg_try_advisory_xact_lock(hashtextextended('society360 report ' || report || ' ' || {'schema'}, 360)) THEN
        RETURN NULL;
    END IF;
    -- Before the figures: a setting that changes meanwhile leaves them out of date.
    made_with := {schema}.society360_report_basis(report);
    EXECUTE format('REFRESH MATERIALIZED VIEW CONCURRENTLY %I.%I', {'schema'}, 'society360_report_' || report);
    INSERT INTO {schema}.society360_report_refreshes AS r (name, refreshed_at, took, basis)
    VALUES (report, started, clock_timestamp() - started, made_with)
    ON CONFLICT (name) DO UPDATE SET refreshed_at = excluded.refreshed_at, took = excluded.took, basis = excluded.basis;
    RETURN started;
END
$$
$define$);
-- +goose StatementEnd
