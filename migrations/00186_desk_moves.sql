-- The desk's role takes a visit, a ticket and a payment through no move that the desk
-- itself would refuse, whoever holds that role. Other roles move them as they like.

-- +goose Up
SELECT society360_lock(ARRAY['visitor_logs', 'maintenance_tickets', 'payments'], 'SHARE ROW EXCLUSIVE');

-- The first argument is what a status of NULL reads as, the others are the moves, as
-- from>to; from nothing is how a row begins.
-- +goose StatementBegin
SELECT society360_define(current_schema(), $define$
CREATE OR REPLACE FUNCTION {schema}.society360_desk_moves() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    move text := '>' || coalesce(NEW.status, TG_ARGV[0]);
BEGIN
    IF TG_OP = 'UPDATE' THEN
        move := coalesce(OLD.status, TG_ARGV[0]) || move;
    END IF;
    FOR i IN 1..TG_NARGS - 1 LOOP
        IF TG_ARGV[i] = move THEN
            RETURN NEW;
        END IF;
    END LOOP;
    RAISE EXCEPTION 'the desk moves no row of % from %', TG_TABLE_NAME, replace(move, '>', ' to ')
        USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME, CONSTRAINT = TG_NAME;
END
$$
$define$);
-- +goose StatementEnd
REVOKE EXECUTE ON FUNCTION society360_desk_moves() FROM PUBLIC;

-- +goose StatementBegin
SELECT society360_define(current_schema(), format($define$
CREATE OR REPLACE TRIGGER society360_desk_begins
    BEFORE INSERT ON {schema}.%1$I
    FOR EACH ROW WHEN (current_user = {schema}.society360_desk_role()) EXECUTE FUNCTION {schema}.society360_desk_moves(%2$s);
CREATE OR REPLACE TRIGGER society360_desk_moves
    BEFORE UPDATE ON {schema}.%1$I
    FOR EACH ROW WHEN (current_user = {schema}.society360_desk_role() AND OLD.status IS DISTINCT FROM NEW.status)
    EXECUTE FUNCTION {schema}.society360_desk_moves(%2$s)
$define$, moves.of, moves.are))
FROM (VALUES
    ('visitor_logs', $$'checked_in', '>pending', '>approved', '>checked_in', '>denied', 'pending>approved', 'pending>denied',
        'approved>checked_in', 'approved>denied', 'approved>pending', 'checked_in>checked_out', 'checked_out>checked_in'$$),
    ('maintenance_tickets', $$'open', '>open', 'open>in_progress', 'open>rejected', 'in_progress>resolved', 'in_progress>rejected',
        'in_progress>open', 'resolved>closed', 'resolved>in_progress'$$),
    ('payments', $$'success', '>success', '>pending', 'pending>success', 'pending>failed', 'success>failed'$$)
) AS moves (of, are);
-- +goose StatementEnd
