-- Functions find what they name, and nobody else's. An operator or function that
-- fits its arguments better than PostgreSQL's own is taken before it from any
-- schema of the search path: a role that may create in ours could have one of
-- ours run it with another's rights. From here on our functions see pg_catalog
-- alone and name our tables with their schema.

-- +goose Up
SET LOCAL lock_timeout = '5s';

-- Runs the definition of a function, in which {schema} stands for the schema of
-- the society as a name and {'schema'} as a text. Only pg_catalog is seen: what
-- the body of an SQL function names is looked up here, and not when it is called.
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION society360_define(schema name, definition text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    EXECUTE replace(replace(definition, '{schema}', quote_ident(schema)), '{''schema''}', quote_literal(schema));
END
$$;
-- +goose StatementEnd
REVOKE EXECUTE ON FUNCTION society360_define(name, text) FROM PUBLIC;

-- +goose StatementBegin
SELECT society360_define(current_schema(), $define$
CREATE OR REPLACE FUNCTION {schema}.society360_lock(tables text[], mode text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    name text;
BEGIN
    FOR attempt IN 1..4 LOOP
        BEGIN
            PERFORM set_config('lock_timeout', '500ms', true);
            FOREACH name IN ARRAY tables LOOP
                CONTINUE WHEN to_regclass(format('%I.%I', {'schema'}, name)) IS NULL;
                EXECUTE format('LOCK TABLE %I.%I IN %s MODE', {'schema'}, name, mode);
                PERFORM set_config('lock_timeout', '50ms', true);
            END LOOP;
            RETURN;
        EXCEPTION WHEN lock_not_available OR deadlock_detected THEN
            PERFORM pg_sleep(0.02 + 0.08 * random());
        END;
    END LOOP;
    RAISE EXCEPTION 'a transaction holds one of %', tables USING ERRCODE = 'lock_not_available';
END
$$
$define$);
-- +goose StatementEnd

-- Keys of searches and indexes. What they give is what they gave: the indexes
-- over them stay as they are. They have no setting of their own, with which no
-- query would be matched to such an index; their bodies are bound here.
-- +goose StatementBegin
SELECT society360_define(current_schema(), $define$
CREATE OR REPLACE FUNCTION {schema}.society360_phone_key(phone text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN right(regexp_replace(phone, '[^0-9]', '', 'g'), 10)
$define$);
-- +goose StatementEnd

-- +goose StatementBegin
SELECT society360_define(current_schema(), $define$
CREATE OR REPLACE FUNCTION {schema}.society360_plate_key(plate text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN upper(regexp_replace(plate, '[^A-Za-z0-9]', '', 'g'))
$define$);
-- +goose StatementEnd

-- +goose StatementBegin
SELECT society360_define(current_schema(), $define$
CREATE OR REPLACE FUNCTION {schema}.society360_unit_key(label text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN upper(regexp_replace(label, '[\u0001-\u002F\u003A-\u0040\u005B-\u0060\u007B-\u00A9\u00AB-\u00B4\u00B6-\u00B9\u00BB-\u00BF\u2000-\u206F\u3000]', '', 'g'))
$define$);
-- +goose StatementEnd

-- +goose StatementBegin
SELECT society360_define(current_schema(), $define$
CREATE OR REPLACE FUNCTION {schema}.society360_sort_key(label text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN upper(btrim(regexp_replace(regexp_replace(regexp_replace(label,
    '([0-9]+)', ' 0000000000\1', 'g'),
    '0{0,10}([0-9]{10,})', '\1', 'g'),
    '[\u0001-\u002F\u003A-\u0040\u005B-\u0060\u007B-\u00A9\u00AB-\u00B4\u00B6-\u00B9\u00BB-\u00BF\u2000-\u206F\u3000]+', ' ', 'g')))
$define$);
-- +goose StatementEnd

-- +goose StatementBegin
SELECT society360_define(current_schema(), $define$
CREATE OR REPLACE FUNCTION {schema}.society360_priority_rank(priority text) RETURNS smallint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE coalesce(priority, 'medium')
    WHEN 'critical' THEN 0::smallint
    WHEN 'high' THEN 1::smallint
    WHEN 'medium' THEN 2::smallint
    ELSE 3::smallint
END
$define$);
-- +goose StatementEnd

-- +goose StatementBegin
SELECT society360_define(current_schema(), $define$
CREATE OR REPLACE FUNCTION {schema}.society360_block_code(block_name text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN coalesce(
    nullif(btrim(regexp_replace(
        regexp_replace(block_name,
            '\y(towers?|blocks?|wings?|buildings?|phases?|bldg|blk|clusters?|sectors?)\y', ' ', 'gi'),
        '\s+', ' ', 'g'), ' -_.,:;/#()'), ''),
    btrim(block_name))
$define$);
-- +goose StatementEnd

-- +goose StatementBegin
SELECT society360_define(current_schema(), $define$
CREATE OR REPLACE FUNCTION {schema}.society360_unit_label(block_name text, unit_number text) RETURNS text
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    number text := btrim(unit_number);
    code text := {schema}.society360_block_code(block_name);
    rest text := substr(number, length(code) + 1, 1);
BEGIN
    IF coalesce(code, '') = '' THEN
        RETURN number;
    END IF;
    IF upper(left(number, length(code))) = upper(code)
       AND (rest IN ('-', ' ') OR rest ~ '^[0-9]$' AND code !~ '[0-9]$') THEN
        RETURN number;
    END IF;
    RETURN code || '-' || number;
END
$$
$define$);
-- +goose StatementEnd

-- Days, zones and targets.
-- +goose StatementBegin
SELECT society360_define(current_schema(), $define$
CREATE OR REPLACE FUNCTION {schema}.society360_local_date(instant timestamptz, zone text) RETURNS date
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF zone = 'UTC' OR zone ~ '^[A-Za-z_]+(/[A-Za-z0-9_+-]+)+$' THEN
        BEGIN
            RETURN (instant AT TIME ZONE zone)::date;
        EXCEPTION WHEN invalid_parameter_value THEN
            NULL;
        END;
    END IF;
    RETURN (instant AT TIME ZONE 'Asia/Kolkata')::date;
END
$$
$define$);
-- +goose StatementEnd

-- +goose StatementBegin
SELECT society360_define(current_schema(), $define$
CREATE OR REPLACE FUNCTION {schema}.society360_today() RETURNS date
LANGUAGE sql STABLE
RETURN {schema}.society360_local_date(now(),
    (SELECT config_value FROM {schema}.system_config WHERE config_key = 'general.timezone'))
$define$);
-- +goose StatementEnd

-- +goose StatementBegin
SELECT society360_define(current_schema(), $define$
CREATE OR REPLACE FUNCTION {schema}.society360_zone_name(zone text) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF zone = 'UTC' OR zone ~ '^[A-Za-z_]+(/[A-Za-z0-9_+-]+)+$' THEN
        BEGIN
            PERFORM now() AT TIME ZONE zone;
            RETURN zone;
        EXCEPTION WHEN invalid_parameter_value THEN
            NULL;
        END;
    END IF;
    RETURN 'Asia/Kolkata';
END
$$
$define$);
-- +goose StatementEnd

-- +goose StatementBegin
SELECT society360_define(current_schema(), $define$
CREATE OR REPLACE FUNCTION {schema}.society360_zone() RETURNS text
LANGUAGE sql STABLE
RETURN {schema}.society360_zone_name(
    (SELECT config_value FROM {schema}.system_config WHERE config_key = 'general.timezone'))
$define$);
-- +goose StatementEnd

-- +goose StatementBegin
SELECT society360_define(current_schema(), $define$
CREATE OR REPLACE FUNCTION {schema}.society360_ticket_hours(setting text) RETURNS int[]
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    hours int[];
BEGIN
    SELECT array_agg((setting::jsonb ->> p.name)::int ORDER BY p.rank) INTO hours
    FROM (VALUES ('critical', 0), ('high', 1), ('medium', 2), ('low', 3)) AS p(name, rank);
    IF array_position(hours, NULL) IS NULL AND 1 <= ALL (hours) AND 8760 >= ALL (hours) THEN
        RETURN hours;
    END IF;
    RETURN ARRAY[4, 24, 72, 168];
EXCEPTION WHEN data_exception THEN
    RETURN ARRAY[4, 24, 72, 168];
END
$$
$define$);
-- +goose StatementEnd

-- +goose StatementBegin
SELECT society360_define(current_schema(), $define$
CREATE OR REPLACE FUNCTION {schema}.society360_report_basis(report text) RETURNS text
LANGUAGE sql STABLE
RETURN {schema}.society360_zone() || CASE WHEN report = 'tickets' THEN ' ' || array_to_string({schema}.society360_ticket_hours(
    (SELECT config_value FROM {schema}.system_config WHERE config_key = 'maintenance.sla_hours')), ',') ELSE '' END
$define$);
-- +goose StatementEnd

-- +goose StatementBegin
SELECT society360_define(current_schema(), $define$
CREATE OR REPLACE FUNCTION {schema}.society360_bill_status(amount numeric, waived numeric, paid numeric, due_date date, today date) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN amount - waived - paid <= 0 THEN 'paid'
    WHEN due_date < today THEN 'overdue'
    WHEN paid > 0 THEN 'partially_paid'
    ELSE 'unpaid'
END
$define$);
-- +goose StatementEnd
