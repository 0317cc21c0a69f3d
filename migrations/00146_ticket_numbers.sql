-- A ticket has a number that people can say on the telephone, whichever program
-- raises it. The tickets that are there get theirs in the order in which they were
-- raised, in a later step and in short transactions; the numbers up to their count
-- are kept for them.

-- +goose Up
SELECT society360_lock(ARRAY['maintenance_tickets'], 'ACCESS EXCLUSIVE');

ALTER TABLE maintenance_tickets ADD COLUMN IF NOT EXISTS ticket_number integer;
COMMENT ON COLUMN maintenance_tickets.ticket_number IS 'The number by which people call the ticket';

-- +goose StatementBegin
DO $$
BEGIN
    IF to_regclass(format('%I.%I', current_schema(), 'maintenance_tickets_number_seq')) IS NULL THEN
        EXECUTE format('CREATE SEQUENCE maintenance_tickets_number_seq AS integer START WITH %s OWNED BY maintenance_tickets.ticket_number',
            (SELECT count(*) + 1 FROM maintenance_tickets));
    END IF;
END
$$;
-- +goose StatementEnd

-- As the owner, for the roles of other programs may not use the sequence. A number
-- that came in with a row, as out of a dump, is passed over.
-- +goose StatementBegin
SELECT society360_define(current_schema(), $define$
CREATE OR REPLACE FUNCTION {schema}.society360_tickets_number() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    LOOP
        NEW.ticket_number := nextval(format('%I.maintenance_tickets_number_seq', {'schema'})::regclass);
        EXIT WHEN NOT EXISTS (SELECT FROM {schema}.maintenance_tickets t WHERE t.ticket_number = NEW.ticket_number);
    END LOOP;
    RETURN NEW;
END
$$
$define$);
-- +goose StatementEnd

-- A ticket that is given its number was not changed by that: the platform's trigger
-- would say so of all of them. It goes when all have one; its name has it run last.
-- +goose StatementBegin
SELECT society360_define(current_schema(), $define$
CREATE OR REPLACE FUNCTION {schema}.society360_tickets_numbered() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    NEW.updated_at := OLD.updated_at;
    RETURN NEW;
END
$$
$define$);
-- +goose StatementEnd

-- +goose StatementBegin
DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['society360_tickets_number()', 'society360_tickets_numbered()'] LOOP
        EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', name);
    END LOOP;
END
$$;
-- +goose StatementEnd

CREATE OR REPLACE TRIGGER society360_tickets_number
    BEFORE INSERT ON maintenance_tickets
    FOR EACH ROW WHEN (NEW.ticket_number IS NULL)
    EXECUTE FUNCTION society360_tickets_number();

CREATE OR REPLACE TRIGGER zzz_society360_tickets_numbered
    BEFORE UPDATE ON maintenance_tickets
    FOR EACH ROW WHEN (OLD.ticket_number IS NULL AND NEW.ticket_number IS NOT NULL)
    EXECUTE FUNCTION society360_tickets_numbered();
