-- What the figures of reports rest on, and when each was made.

-- +goose Up
SET LOCAL lock_timeout = '5s';

-- A zone's name as society360_local_date reads it. Materialized views ask for it
-- once and not for each row.
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION society360_zone_name(zone text) RETURNS text
LANGUAGE plpgsql STABLE AS $$
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
$$;
-- +goose StatementEnd

CREATE OR REPLACE FUNCTION society360_zone() RETURNS text
LANGUAGE sql STABLE
RETURN society360_zone_name((SELECT config_value FROM system_config WHERE config_key = 'general.timezone'));

-- The hours to resolve a ticket by priority, the most urgent first; a setting
-- that the desk would not take reads as its default.
-- +goose StatementBegin
CREATE OR REPLACE FUNCTION society360_ticket_hours(setting text) RETURNS int[]
LANGUAGE plpgsql STABLE AS $$
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
$$;
-- +goose StatementEnd

-- The settings that a report's figures were made with: days belong to a zone,
-- and what was over its target to the targets. Figures of another basis are out
-- of date, however young they are.
CREATE OR REPLACE FUNCTION society360_report_basis(report text) RETURNS text
LANGUAGE sql STABLE
RETURN society360_zone() || CASE WHEN report = 'tickets' THEN ' ' || array_to_string(society360_ticket_hours(
    (SELECT config_value FROM system_config WHERE config_key = 'maintenance.sla_hours')), ',') ELSE '' END;

CREATE TABLE IF NOT EXISTS society360_report_refreshes (
    name text PRIMARY KEY,
    refreshed_at timestamptz NOT NULL,
    took interval NOT NULL,
    basis text NOT NULL
);
