-- What reads a setting or the days that are closed, in plpgsql: such a function in SQL is
-- never made part of the statement that calls it, and so was parsed and planned anew at
-- each call, ten of them in a payment. Now a connection does so once. What they answer is
-- what it was.

-- +goose Up
SET LOCAL lock_timeout = '5s';

-- +goose StatementBegin
SELECT society360_define(current_schema(), $define$
CREATE OR REPLACE FUNCTION {schema}.society360_today() RETURNS date
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN {schema}.society360_local_date(now(), (SELECT c.config_value FROM {schema}.system_config c WHERE c.config_key = 'general.timezone'));
END
$$
$define$);
-- +goose StatementEnd

-- +goose StatementBegin
SELECT society360_define(current_schema(), $define$
CREATE OR REPLACE FUNCTION {schema}.society360_zone() RETURNS text
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN {schema}.society360_zone_name((SELECT c.config_value FROM {schema}.system_config c WHERE c.config_key = 'general.timezone'));
END
$$
$define$);
-- +goose StatementEnd

-- +goose StatementBegin
SELECT society360_define(current_schema(), $define$
CREATE OR REPLACE FUNCTION {schema}.society360_closed_through() RETURNS date
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    RETURN (SELECT max(c.day) FROM {schema}.cash_closings c WHERE c.undone_at IS NULL);
END
$$
$define$);
-- +goose StatementEnd

-- +goose StatementBegin
SELECT society360_define(current_schema(), $define$
CREATE OR REPLACE FUNCTION {schema}.society360_counted_day(counted_on date, received_on date, paid_at timestamptz) RETURNS date
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF coalesce(counted_on, received_on) IS NOT NULL THEN
        RETURN coalesce(counted_on, received_on);
    END IF;
    RETURN {schema}.society360_local_date(coalesce(paid_at, '1970-01-01 00:00:00+00'::timestamptz),
        (SELECT c.config_value FROM {schema}.system_config c WHERE c.config_key = 'general.timezone'));
END
$$
$define$);
-- +goose StatementEnd
