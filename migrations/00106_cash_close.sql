-- The cash close: which days are closed, who closed them, and the cash that each
-- person counted beside what the books have. A closed day, and every day before
-- it, takes nothing more at the desk; what another program records for one counts
-- on the first open day.

-- +goose Up
SELECT society360_lock(ARRAY['payments'], 'SHARE ROW EXCLUSIVE');

-- No foreign keys to accounts: a closing outlives who closed it.
CREATE TABLE IF NOT EXISTS cash_closings (
    id uuid PRIMARY KEY,
    day date NOT NULL,
    from_day date NOT NULL,
    note text,
    closed_at timestamptz NOT NULL DEFAULT now(),
    closed_by uuid,
    undone_at timestamptz,
    undone_by uuid,
    undo_reason text
);
CREATE UNIQUE INDEX IF NOT EXISTS cash_closings_day_key ON cash_closings (day) WHERE undone_at IS NULL;

CREATE TABLE IF NOT EXISTS cash_counts (
    closing_id uuid NOT NULL REFERENCES cash_closings(id),
    person_id uuid,
    person text NOT NULL,
    expected numeric(12,2) NOT NULL,
    counted numeric(12,2) NOT NULL
);
CREATE INDEX IF NOT EXISTS cash_counts_closing ON cash_counts (closing_id);

-- +goose StatementBegin
DO $$
DECLARE
    thing record;
BEGIN
    FOR thing IN SELECT * FROM (VALUES
        ('TABLE %I.cash_closings', 'Closings of days. Every day up to the last that was not taken back is closed'),
        ('COLUMN %I.cash_closings.id', 'Key'),
        ('COLUMN %I.cash_closings.day', 'Last day that it closed'),
        ('COLUMN %I.cash_closings.from_day', 'First day whose cash was counted'),
        ('COLUMN %I.cash_closings.note', 'What the closer noted'),
        ('COLUMN %I.cash_closings.closed_at', 'When it was closed'),
        ('COLUMN %I.cash_closings.closed_by', 'Account that closed it'),
        ('COLUMN %I.cash_closings.undone_at', 'When the closing was taken back; NULL while it stands'),
        ('COLUMN %I.cash_closings.undone_by', 'Account that took it back'),
        ('COLUMN %I.cash_closings.undo_reason', 'Why it was taken back'),
        ('TABLE %I.cash_counts', 'Cash that each person counted at a closing'),
        ('COLUMN %I.cash_counts.closing_id', 'Closing'),
        ('COLUMN %I.cash_counts.person_id', 'Account that took the cash; NULL where no desk did'),
        ('COLUMN %I.cash_counts.person', 'Name of that account then; empty where no desk took it'),
        ('COLUMN %I.cash_counts.expected', 'Rupees of cash by the books'),
        ('COLUMN %I.cash_counts.counted', 'Rupees of cash that were counted')
    ) AS said(what, words) LOOP
        EXECUTE format('COMMENT ON ' || thing.what || ' IS %L', current_schema(), thing.words);
    END LOOP;
END
$$;
-- +goose StatementEnd

-- Who records money holds the days open until it is committed; who closes one
-- waits for that, and then sees it.
-- +goose StatementBegin
SELECT society360_define(current_schema(), $define$
CREATE OR REPLACE FUNCTION {schema}.society360_hold_days() RETURNS void
LANGUAGE sql VOLATILE
BEGIN ATOMIC
    SELECT pg_advisory_xact_lock_shared(hashtextextended('society360 cash close ' || {'schema'}, 360));
END
$define$);
-- +goose StatementEnd
-- +goose StatementBegin
SELECT society360_define(current_schema(), $define$
CREATE OR REPLACE FUNCTION {schema}.society360_close_days() RETURNS void
LANGUAGE sql VOLATILE
BEGIN ATOMIC
    SELECT pg_advisory_xact_lock(hashtextextended('society360 cash close ' || {'schema'}, 360));
END
$define$);
-- +goose StatementEnd

-- The last closed day, NULL where none is.
-- +goose StatementBegin
SELECT society360_define(current_schema(), $define$
CREATE OR REPLACE FUNCTION {schema}.society360_closed_through() RETURNS date
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT max(c.day) FROM {schema}.cash_closings c WHERE c.undone_at IS NULL;
END
$define$);
-- +goose StatementEnd

-- The day on which a payment counts.
-- +goose StatementBegin
SELECT society360_define(current_schema(), $define$
CREATE OR REPLACE FUNCTION {schema}.society360_counted_day(counted_on date, received_on date, paid_at timestamptz) RETURNS date
LANGUAGE sql STABLE
BEGIN ATOMIC
    SELECT coalesce(counted_on, received_on, {schema}.society360_local_date(coalesce(paid_at, '1970-01-01 00:00:00+00'::timestamptz),
        (SELECT c.config_value FROM {schema}.system_config c WHERE c.config_key = 'general.timezone')));
END
$define$);
-- +goose StatementEnd

-- What begins to count on a closed day counts on the first open one. Nothing is
-- refused here: the desk refuses in its own statements.
-- +goose StatementBegin
SELECT society360_define(current_schema(), $define$
CREATE OR REPLACE FUNCTION {schema}.society360_payments_day() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    closed date;
BEGIN
    IF coalesce(NEW.status, 'success') <> 'success'
       OR TG_OP = 'UPDATE' AND coalesce(OLD.status, 'success') = 'success' THEN
        RETURN NEW;
    END IF;
    PERFORM {schema}.society360_hold_days();
    closed := {schema}.society360_closed_through();
    IF closed IS NOT NULL AND {schema}.society360_counted_day(NEW.counted_on, NEW.received_on, NEW.payment_date) <= closed THEN
        NEW.counted_on := closed + 1;
    END IF;
    RETURN NEW;
END
$$
$define$);
-- +goose StatementEnd

-- +goose StatementBegin
DO $$
BEGIN
    REVOKE EXECUTE ON FUNCTION society360_payments_day() FROM PUBLIC;
END
$$;
-- +goose StatementEnd

CREATE OR REPLACE TRIGGER society360_payments_day
    BEFORE INSERT OR UPDATE OF status ON payments
    FOR EACH ROW EXECUTE FUNCTION society360_payments_day();
