-- Another program may have made visitor_logs.expected_arrival before us, as a time
-- without a zone, a day or a text. It stays what it is, and is read as an instant: an
-- index over several kinds of time cannot be built, and text is not compared with one.
-- What names no zone is of UTC, which is what the desk's connections write; what is no
-- instant says nothing.

-- +goose Up
SET LOCAL lock_timeout = '5s';

-- +goose StatementBegin
DO $$
DECLARE
    kind "char";
    name text;
BEGIN
    SELECT t.typcategory, format_type(a.atttypid, a.atttypmod) INTO kind, name
    FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
    WHERE a.attrelid = to_regclass(format('%I.%I', current_schema(), 'visitor_logs')) AND a.attname = 'expected_arrival' AND NOT a.attisdropped;
    IF kind NOT IN ('D', 'S') THEN
        RAISE EXCEPTION 'column visitor_logs.expected_arrival is of type %, which is no time; rename it in that program or make it a timestamptz, and migrate again', name
            USING ERRCODE = 'datatype_mismatch';
    END IF;
END
$$;
-- +goose StatementEnd

-- +goose StatementBegin
SELECT society360_define(current_schema(), $define$
CREATE OR REPLACE FUNCTION {schema}.society360_arrival(arrival timestamptz) RETURNS timestamptz
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN arrival
$define$);
-- +goose StatementEnd
-- +goose StatementBegin
SELECT society360_define(current_schema(), $define$
CREATE OR REPLACE FUNCTION {schema}.society360_arrival(arrival timestamp) RETURNS timestamptz
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN arrival AT TIME ZONE 'UTC'
$define$);
-- +goose StatementEnd
-- +goose StatementBegin
SELECT society360_define(current_schema(), $define$
CREATE OR REPLACE FUNCTION {schema}.society360_arrival(arrival date) RETURNS timestamptz
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN arrival::timestamp AT TIME ZONE 'UTC'
$define$);
-- +goose StatementEnd
-- A time of day names no day.
-- +goose StatementBegin
SELECT society360_define(current_schema(), $define$
CREATE OR REPLACE FUNCTION {schema}.society360_arrival(arrival time) RETURNS timestamptz
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN NULL::timestamptz
$define$);
-- +goose StatementEnd
-- Only what names its year first is read, so that no setting of a session decides.
-- +goose StatementBegin
SELECT society360_define(current_schema(), $define$
CREATE OR REPLACE FUNCTION {schema}.society360_arrival(arrival text) RETURNS timestamptz
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp SET TimeZone = 'UTC' AS $$
BEGIN
    IF arrival ~ '^\d{4}-\d\d-\d\d([ T]\d\d:\d\d(:\d\d([.]\d+)?)?( ?(Z|[+-]\d\d(:?\d\d)?))?)?$' THEN
        RETURN arrival::timestamptz;
    END IF;
    RETURN NULL;
EXCEPTION WHEN data_exception THEN
    RETURN NULL;
END
$$
$define$);
-- +goose StatementEnd
