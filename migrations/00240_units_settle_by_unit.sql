-- Whose account an occupant is, is asked of each by itself. As a join it could be walked
-- from the accounts: a database that has not counted its tables yet takes them for five,
-- and met every account for each unit (5,000 units whose 12,000 residents another program
-- wrote in one statement: three minutes).

-- +goose Up
-- +goose StatementBegin
SELECT society360_define(current_schema(), $define$
CREATE OR REPLACE FUNCTION {schema}.society360_units_settle(ids uuid[]) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    PERFORM FROM {schema}.units u WHERE u.id = ANY (ids) ORDER BY u.id FOR NO KEY UPDATE;
    UPDATE {schema}.units u SET status = w.status
    FROM (SELECT i.id, coalesce((
                SELECT 'occupied' FROM {schema}.user_units l
                WHERE l.unit_id = i.id AND {schema}.society360_resides(l.status, l.move_in_date, l.move_out_date, t.day)
                  AND (SELECT p.deleted_at IS NULL FROM {schema}.users p WHERE p.id = l.user_id)
                LIMIT 1), 'vacant') AS status
          FROM unnest(ids) AS i(id) CROSS JOIN (SELECT {schema}.society360_today() AS day OFFSET 0) AS t) AS w
    WHERE u.id = w.id AND coalesce(u.status, 'vacant') <> 'under_maintenance'
      AND u.status IS DISTINCT FROM w.status;
END
$$
$define$);
-- +goose StatementEnd
