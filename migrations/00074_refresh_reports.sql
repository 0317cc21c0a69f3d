-- The desk owns no view, and only its owner may refresh one: this function is all
-- that it may do there. It returns when the figures were made, NULL where
-- another is making them just now.

-- +goose Up
SET LOCAL lock_timeout = '5s';

-- +goose StatementBegin
CREATE OR REPLACE FUNCTION society360_refresh_report(report text) RETURNS timestamptz
LANGUAGE plpgsql SECURITY DEFINER AS $$
DECLARE
    started timestamptz := clock_timestamp();
    made_with text;
BEGIN
    IF report IS NULL OR report NOT IN ('visits', 'stays', 'tickets', 'collection') THEN
        RAISE EXCEPTION 'society360_refresh_report takes visits, stays, tickets or collection'
            USING ERRCODE = 'invalid_parameter_value';
    END IF;
    IF NOT pg_try_advisory_xact_lock(hashtextextended('society360 report ' || report || ' ' || current_schema(), 360)) THEN
        RETURN NULL;
    END IF;
    -- Before the figures: a setting that changes meanwhile leaves them out of date.
    made_with := society360_report_basis(report);
    EXECUTE format('REFRESH MATERIALIZED VIEW CONCURRENTLY %I', 'society360_report_' || report);
    INSERT INTO society360_report_refreshes AS r (name, refreshed_at, took, basis)
    VALUES (report, started, clock_timestamp() - started, made_with)
    ON CONFLICT (name) DO UPDATE SET refreshed_at = excluded.refreshed_at, took = excluded.took, basis = excluded.basis;
    RETURN started;
END
$$;
-- +goose StatementEnd

-- +goose StatementBegin
DO $$
BEGIN
    EXECUTE format('ALTER FUNCTION society360_refresh_report(text) SET search_path = %I, pg_temp', current_schema());
    REVOKE EXECUTE ON FUNCTION society360_refresh_report(text) FROM PUBLIC;
END
$$;
-- +goose StatementEnd
