-- A resident whose day of moving in lies ahead lives in the unit from that day on
-- and not before, whichever program writes the row: until then the unit's status
-- and its primary contact stay as they are.

-- +goose Up
SELECT society360_lock(ARRAY['user_units'], 'ACCESS EXCLUSIVE');

-- Set while the day of moving in lies ahead, and nobody turned the row since:
-- whether the person becomes the unit's primary contact on that day.
ALTER TABLE user_units ADD COLUMN IF NOT EXISTS primary_on_move_in boolean;

-- Whether a row of user_units is somebody who lives in the unit on a day: the
-- desk's queries say the same in their own words.
-- +goose StatementBegin
SELECT society360_define(current_schema(), $define$
CREATE OR REPLACE FUNCTION {schema}.society360_resides(status text, move_in date, move_out date, today date) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (status IS NULL OR status = 'active') AND (move_in IS NULL OR move_in <= today) AND (move_out IS NULL OR move_out > today)
$define$);
-- +goose StatementEnd

-- Statuses of units that stand otherwise than their residents say are set. The
-- units are locked before it is read who lives there, so that two who move at
-- once see one another. NO KEY: rows that refer to a unit do not wait for it. Who
-- lives in a unit is looked up for each unit by its index.
-- +goose StatementBegin
SELECT society360_define(current_schema(), $define$
CREATE OR REPLACE FUNCTION {schema}.society360_units_settle(ids uuid[]) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM FROM {schema}.units u WHERE u.id = ANY (ids) ORDER BY u.id FOR NO KEY UPDATE;
    UPDATE {schema}.units u SET status = w.status
    FROM (SELECT i.id, coalesce((
                SELECT 'occupied' FROM {schema}.user_units l JOIN {schema}.users p ON p.id = l.user_id
                WHERE l.unit_id = i.id AND p.deleted_at IS NULL
                  AND {schema}.society360_resides(l.status, l.move_in_date, l.move_out_date, t.day)
                LIMIT 1), 'vacant') AS status
          FROM unnest(ids) AS i(id) CROSS JOIN (SELECT {schema}.society360_today() AS day OFFSET 0) AS t) AS w
    WHERE u.id = w.id AND coalesce(u.status, 'vacant') <> 'under_maintenance'
      AND u.status IS DISTINCT FROM w.status;
END
$$
$define$);
-- +goose StatementEnd

-- Once a statement, so that bulk loads cost one pass.
-- +goose StatementBegin
SELECT society360_define(current_schema(), $define$
CREATE OR REPLACE FUNCTION {schema}.society360_units_follow() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    ids uuid[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT array_agg(DISTINCT n.unit_id) INTO ids FROM new_rows n;
    ELSIF TG_OP = 'DELETE' THEN
        SELECT array_agg(DISTINCT o.unit_id) INTO ids FROM old_rows o;
    ELSIF TG_OP = 'UPDATE' THEN
        SELECT array_agg(DISTINCT u.unit_id) INTO ids
        FROM (SELECT o.unit_id AS was, n.unit_id AS is_now FROM new_rows n FULL JOIN old_rows o ON o.id = n.id
              WHERE (n.user_id, n.unit_id, coalesce(n.status, 'active'), n.move_in_date, n.move_out_date, n.primary_on_move_in)
                  IS DISTINCT FROM
                  (o.user_id, o.unit_id, coalesce(o.status, 'active'), o.move_in_date, o.move_out_date, o.primary_on_move_in)) AS c
            CROSS JOIN LATERAL (VALUES (c.was), (c.is_now)) AS u(unit_id)
        WHERE u.unit_id IS NOT NULL;
    ELSE
        SELECT array_agg(u.id) INTO ids FROM {schema}.units u WHERE u.status = 'occupied';
    END IF;
    IF ids IS NOT NULL THEN
        PERFORM {schema}.society360_units_settle(ids);
    END IF;
    RETURN NULL;
END
$$
$define$);
-- +goose StatementEnd

-- Who is to move in is not the primary contact yet, and is not from then on by
-- being marked as one: what was asked for waits for the day. A row whose day is
-- here, or was taken back, has nothing left to wait for.
-- +goose StatementBegin
SELECT society360_define(current_schema(), $define$
CREATE OR REPLACE FUNCTION {schema}.society360_residents_await() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    today date := (now() AT TIME ZONE 'UTC')::date;
    stands boolean := coalesce(NEW.status, 'active') = 'active';
BEGIN
    -- No zone is more than a day from UTC: most dates need no setting read.
    IF NEW.move_in_date BETWEEN today AND today + 1 THEN
        today := {schema}.society360_today();
    END IF;
    IF stands AND NEW.move_in_date > today THEN
        NEW.primary_on_move_in := coalesce(NEW.is_primary_contact, false) OR coalesce(NEW.primary_on_move_in, false);
        NEW.is_primary_contact := false;
    ELSIF NEW.primary_on_move_in IS NOT NULL THEN
        NEW.is_primary_contact := coalesce(NEW.is_primary_contact, false) OR stands AND NEW.primary_on_move_in;
        NEW.primary_on_move_in := NULL;
    END IF;
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
    FOREACH name IN ARRAY ARRAY['society360_units_settle(uuid[])', 'society360_units_follow()', 'society360_residents_await()'] LOOP
        EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', name);
    END LOOP;
END
$$;
-- +goose StatementEnd

CREATE OR REPLACE TRIGGER society360_residents_await
    BEFORE INSERT OR UPDATE ON user_units
    FOR EACH ROW WHEN (NEW.move_in_date IS NOT NULL OR NEW.primary_on_move_in IS NOT NULL)
    EXECUTE FUNCTION society360_residents_await();
