-- A day's figures stay as they were. The takings and the collection of a day are
-- the payments that count on it, and the lines of that day: where a payment that
-- counted is reversed, changed or deleted, by whichever program, one kind of line
-- restores what stood on its day, the other has the change on the day on which it
-- was made. So it is with what was billed, less what was waived.

-- +goose Up
SELECT society360_lock(ARRAY['payments', 'bills'], 'SHARE ROW EXCLUSIVE');

CREATE TABLE IF NOT EXISTS payment_lines (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    payment_id uuid NOT NULL,
    day date NOT NULL,
    amount numeric(12,2) NOT NULL,
    payments integer NOT NULL,
    method varchar(50),
    recorded_by uuid,
    stood boolean NOT NULL,
    after_closing boolean NOT NULL DEFAULT false,
    made_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX IF NOT EXISTS payment_lines_day ON payment_lines (day);
CREATE INDEX IF NOT EXISTS payment_lines_payment ON payment_lines (payment_id);

CREATE TABLE IF NOT EXISTS bill_lines (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    bill_id uuid NOT NULL,
    day date NOT NULL,
    amount numeric(12,2) NOT NULL,
    bills integer NOT NULL,
    made_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX IF NOT EXISTS bill_lines_day ON bill_lines (day);

-- +goose StatementBegin
DO $$
DECLARE
    thing record;
BEGIN
    FOR thing IN SELECT * FROM (VALUES
        ('TABLE %I.payment_lines', 'What a day has taken beside the payments that count on it: what stood there before they were changed, and changes on their own day'),
        ('COLUMN %I.payment_lines.id', 'Key'),
        ('COLUMN %I.payment_lines.payment_id', 'Payment. No foreign key: the line stays when another program deletes the payment'),
        ('COLUMN %I.payment_lines.day', 'Day on which it counts'),
        ('COLUMN %I.payment_lines.amount', 'Rupees, below zero where they are less'),
        ('COLUMN %I.payment_lines.payments', 'How many payments, below zero where they are fewer'),
        ('COLUMN %I.payment_lines.method', 'Payment method then'),
        ('COLUMN %I.payment_lines.recorded_by', 'Account that had recorded the payment'),
        ('COLUMN %I.payment_lines.stood', 'Whether it restores what stood on its day; else it is a change on the day on which it was made'),
        ('COLUMN %I.payment_lines.after_closing', 'Whether it was made when that day was closed, and counts on the first open one'),
        ('COLUMN %I.payment_lines.made_at', 'When it was made'),
        ('TABLE %I.bill_lines', 'What was billed on a day beside the bills of that date: what stood before they were waived, voided or changed, and that change on its own day'),
        ('COLUMN %I.bill_lines.id', 'Key'),
        ('COLUMN %I.bill_lines.bill_id', 'Bill. No foreign key: the line stays when another program deletes the bill'),
        ('COLUMN %I.bill_lines.day', 'Day on which it counts'),
        ('COLUMN %I.bill_lines.amount', 'Rupees, below zero where they are less'),
        ('COLUMN %I.bill_lines.bills', 'How many bills, below zero where they are fewer'),
        ('COLUMN %I.bill_lines.made_at', 'When it was made')
    ) AS said(what, words) LOOP
        EXECUTE format('COMMENT ON ' || thing.what || ' IS %L', current_schema(), thing.words);
    END LOOP;
END
$$;
-- +goose StatementEnd

-- +goose StatementBegin
SELECT society360_define(current_schema(), $define$
CREATE OR REPLACE FUNCTION {schema}.society360_payments_line() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    counted boolean := coalesce(OLD.status, 'success') = 'success';
    counts boolean := false;
    old_day date := {schema}.society360_counted_day(OLD.counted_on, OLD.received_on, OLD.payment_date);
    new_day date;
    today date := greatest({schema}.society360_today(), old_day);
    closed date;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        counts := coalesce(NEW.status, 'success') = 'success';
        new_day := {schema}.society360_counted_day(NEW.counted_on, NEW.received_on, NEW.payment_date);
    END IF;
    IF NOT counted AND (NOT counts OR OLD.status = 'pending' OR OLD.reversed_at IS NULL
            AND NOT EXISTS (SELECT FROM {schema}.payment_lines l WHERE l.payment_id = OLD.id)) THEN
        RETURN NULL; -- it never counted before: it counts on its own day
    END IF;
    PERFORM {schema}.society360_hold_days();
    closed := {schema}.society360_closed_through();
    IF counted AND counts AND OLD.amount_paid = NEW.amount_paid AND OLD.payment_method IS NOT DISTINCT FROM NEW.payment_method
       AND OLD.recorded_by IS NOT DISTINCT FROM NEW.recorded_by
       AND (old_day = new_day OR closed IS NULL OR old_day > closed AND new_day > closed) THEN
        RETURN NULL; -- the same money, or moved between open days
    END IF;
    INSERT INTO {schema}.payment_lines (payment_id, day, amount, payments, method, recorded_by, stood, after_closing)
    SELECT OLD.id, s.day, s.amount, s.payments, s.method, s.recorded_by, true, false
    FROM (VALUES
        (counted, old_day, OLD.amount_paid, 1, OLD.payment_method, OLD.recorded_by),
        (counts, new_day, -NEW.amount_paid, -1, NEW.payment_method, NEW.recorded_by)) AS s(holds, day, amount, payments, method, recorded_by)
    WHERE s.holds;
    -- One line of what is more or less where the rest is the same.
    INSERT INTO {schema}.payment_lines (payment_id, day, amount, payments, method, recorded_by, stood, after_closing)
    SELECT OLD.id, greatest(today, closed + 1), sum(s.amount), sum(s.payments), s.method, s.recorded_by, false, coalesce(today <= closed, false)
    FROM (VALUES
        (counted, -OLD.amount_paid, -1, OLD.payment_method, OLD.recorded_by),
        (counts, NEW.amount_paid, 1, NEW.payment_method, NEW.recorded_by)) AS s(holds, amount, payments, method, recorded_by)
    WHERE s.holds GROUP BY s.method, s.recorded_by HAVING sum(s.amount) <> 0;
    RETURN NULL;
END
$$
$define$);
-- +goose StatementEnd

-- A bill of a day to come changes on that day: nobody was billed yet.
-- +goose StatementBegin
SELECT society360_define(current_schema(), $define$
CREATE OR REPLACE FUNCTION {schema}.society360_bills_line() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    today date := {schema}.society360_today();
    was numeric := CASE WHEN OLD.voided_at IS NULL THEN OLD.amount - OLD.waived_amount ELSE 0 END;
    bills_were integer := CASE WHEN OLD.voided_at IS NULL THEN 1 ELSE 0 END;
    stands numeric := 0;
    bills_are integer := 0;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF NEW.voided_at IS NULL THEN
            stands := NEW.amount - NEW.waived_amount;
            bills_are := 1;
        END IF;
        IF was = stands AND bills_were = bills_are AND OLD.bill_date = NEW.bill_date OR OLD.bill_date >= today AND NEW.bill_date >= today THEN
            RETURN NULL;
        END IF;
        INSERT INTO {schema}.bill_lines (bill_id, day, amount, bills)
        SELECT OLD.id, NEW.bill_date, -stands, -bills_are WHERE stands <> 0 OR bills_are <> 0;
    ELSIF OLD.bill_date >= today THEN
        RETURN NULL;
    END IF;
    INSERT INTO {schema}.bill_lines (bill_id, day, amount, bills)
    SELECT OLD.id, l.day, l.amount, l.bills
    FROM (VALUES (OLD.bill_date, was, bills_were), (greatest(today, OLD.bill_date), stands - was, bills_are - bills_were)) AS l(day, amount, bills)
    WHERE l.amount <> 0 OR l.bills <> 0;
    RETURN NULL;
END
$$
$define$);
-- +goose StatementEnd

-- +goose StatementBegin
SELECT society360_define(current_schema(), $define$
CREATE OR REPLACE FUNCTION {schema}.society360_lines_emptied() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF TG_TABLE_NAME = 'payments' THEN
        DELETE FROM {schema}.payment_lines;
    ELSE
        DELETE FROM {schema}.bill_lines;
    END IF;
    RETURN NULL;
END
$$
$define$);
-- +goose StatementEnd

-- +goose StatementBegin
DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['society360_payments_line', 'society360_bills_line', 'society360_lines_emptied'] LOOP
        EXECUTE format('REVOKE EXECUTE ON FUNCTION %I() FROM PUBLIC', name);
    END LOOP;
END
$$;
-- +goose StatementEnd

CREATE OR REPLACE TRIGGER society360_payments_line_update
    AFTER UPDATE ON payments FOR EACH ROW
    WHEN (OLD.status IS DISTINCT FROM NEW.status OR OLD.amount_paid IS DISTINCT FROM NEW.amount_paid
        OR OLD.payment_method IS DISTINCT FROM NEW.payment_method OR OLD.recorded_by IS DISTINCT FROM NEW.recorded_by
        OR OLD.payment_date IS DISTINCT FROM NEW.payment_date OR OLD.received_on IS DISTINCT FROM NEW.received_on
        OR OLD.counted_on IS DISTINCT FROM NEW.counted_on)
    EXECUTE FUNCTION society360_payments_line();
CREATE OR REPLACE TRIGGER society360_payments_line_delete
    AFTER DELETE ON payments FOR EACH ROW EXECUTE FUNCTION society360_payments_line();
CREATE OR REPLACE TRIGGER society360_payments_lines_truncate
    AFTER TRUNCATE ON payments FOR EACH STATEMENT EXECUTE FUNCTION society360_lines_emptied();
CREATE OR REPLACE TRIGGER society360_bills_line_update
    AFTER UPDATE ON bills FOR EACH ROW
    WHEN (OLD.amount IS DISTINCT FROM NEW.amount OR OLD.waived_amount IS DISTINCT FROM NEW.waived_amount
        OR OLD.bill_date IS DISTINCT FROM NEW.bill_date OR (OLD.voided_at IS NULL) <> (NEW.voided_at IS NULL))
    EXECUTE FUNCTION society360_bills_line();
CREATE OR REPLACE TRIGGER society360_bills_line_delete
    AFTER DELETE ON bills FOR EACH ROW EXECUTE FUNCTION society360_bills_line();
CREATE OR REPLACE TRIGGER society360_bills_lines_truncate
    AFTER TRUNCATE ON bills FOR EACH STATEMENT EXECUTE FUNCTION society360_lines_emptied();
