-- A society as the release whose last step was 00083 left it: some rows of its demo
-- society, and what people then did at its desk: bills raised, voided, waived and
-- paid, a payment reversed, visits, tickets, notices, accounts, files and keys.
-- Written by pg_dump (--inserts --rows-per-insert=1000 --no-owner), of PostgreSQL 15.

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;
CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public;
COMMENT ON EXTENSION pg_trgm IS 'text similarity measurement and index searching based on trigrams';
CREATE EXTENSION IF NOT EXISTS "uuid-ossp" WITH SCHEMA public;
COMMENT ON EXTENSION "uuid-ossp" IS 'generate universally unique identifiers (UUIDs)';
CREATE FUNCTION public.society360_audit_append_only() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
DECLARE
    unchanged audit_logs%ROWTYPE;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        unchanged := NEW;
        unchanged.user_id := OLD.user_id;
        -- Compared byte by byte: a column of any type can have been added.
        IF OLD.user_id IS NOT NULL AND NEW.user_id IS NULL
           AND unchanged OPERATOR(pg_catalog.*=) OLD
           AND NOT EXISTS (SELECT FROM users u WHERE u.id = OLD.user_id) THEN
            RETURN NEW;
        END IF;
    ELSIF TG_OP = 'DELETE' AND to_regclass('audit_logs_archive') IS NOT NULL THEN
        IF EXISTS (SELECT FROM audit_logs_archive a WHERE a.id = OLD.id) THEN
            RETURN OLD;
        END IF;
    END IF;
    RAISE EXCEPTION 'audit_logs is append-only: % is refused', TG_OP
        USING ERRCODE = 'restrict_violation', TABLE = 'audit_logs', CONSTRAINT = 'audit_logs_append_only';
END
$$;
CREATE FUNCTION public.society360_bill_status(amount numeric, waived numeric, paid numeric, due_date date, today date) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE WHEN (((amount - waived) - paid) <= (0)::numeric) THEN 'paid'::text WHEN (due_date < today) THEN 'overdue'::text WHEN (paid > (0)::numeric) THEN 'partially_paid'::text ELSE 'unpaid'::text END;
CREATE FUNCTION public.society360_bills_derive() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
DECLARE
    today date := (now() AT TIME ZONE 'UTC')::date;
    waived_before numeric := 0;
BEGIN
    IF TG_OP = 'INSERT' THEN
        NEW.amount_paid := 0;
    ELSE
        waived_before := OLD.waived_amount;
        SELECT coalesce(sum(p.amount_paid), 0) INTO NEW.amount_paid
        FROM payments p
        WHERE p.bill_id = NEW.id AND coalesce(p.status, 'success') = 'success';
    END IF;
    IF NEW.voided_at IS NOT NULL THEN
        NEW.waived_amount := greatest(NEW.amount, 0);
    ELSIF NEW.waived_amount > waived_before AND NEW.waived_amount > NEW.amount - NEW.amount_paid THEN
        RAISE EXCEPTION 'the waiver of bill % is above what is due', NEW.id
            USING ERRCODE = 'check_violation', TABLE = 'bills', CONSTRAINT = 'bills_waiver_not_above_due';
    END IF;
    -- No zone is more than a day from UTC: most dates need no setting read.
    IF NEW.due_date BETWEEN today - 1 AND today + 1 THEN
        today := society360_today();
    END IF;
    NEW.status := society360_bill_status(NEW.amount, NEW.waived_amount, NEW.amount_paid, NEW.due_date, today);
    RETURN NEW;
END
$$;
CREATE FUNCTION public.society360_block_code(block_name text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN COALESCE(NULLIF(btrim(regexp_replace(regexp_replace(block_name, '\y(towers?|blocks?|wings?|buildings?|phases?|bldg|blk|clusters?|sectors?)\y'::text, ' '::text, 'gi'::text), '\s+'::text, ' '::text, 'g'::text), ' -_.,:;/#()'::text), ''::text), btrim(block_name));
CREATE FUNCTION public.society360_blocks_place() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    NEW.sort_key := society360_sort_key(NEW.name);
    RETURN NEW;
END
$$;
CREATE FUNCTION public.society360_blocks_rename() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    UPDATE units SET label = label WHERE block_id = NEW.id;
    RETURN NULL;
END
$$;
CREATE FUNCTION public.society360_local_date(instant timestamp with time zone, zone text) RETURNS date
    LANGUAGE plpgsql STABLE
    AS $_$
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
$_$;
CREATE FUNCTION public.society360_lock(tables text[], mode text) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE
    name text;
BEGIN
    FOR attempt IN 1..4 LOOP
        BEGIN
            PERFORM set_config('lock_timeout', '500ms', true);
            FOREACH name IN ARRAY tables LOOP
                CONTINUE WHEN to_regclass(name) IS NULL;
                EXECUTE format('LOCK TABLE %I IN %s MODE', name, mode);
                PERFORM set_config('lock_timeout', '50ms', true);
            END LOOP;
            RETURN;
        EXCEPTION WHEN lock_not_available OR deadlock_detected THEN
            PERFORM pg_sleep(0.02 + 0.08 * random());
        END;
    END LOOP;
    RAISE EXCEPTION 'a transaction holds one of %', tables USING ERRCODE = 'lock_not_available';
END
$$;
CREATE FUNCTION public.society360_payments_apply() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
DECLARE
    ids uuid[];
    changes numeric[];
    overpaid uuid;
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT array_agg(d.bill_id), array_agg(d.change) INTO ids, changes
        FROM (SELECT n.bill_id, sum(n.amount_paid) AS change FROM new_rows n
              WHERE n.bill_id IS NOT NULL AND coalesce(n.status, 'success') = 'success'
              GROUP BY n.bill_id) AS d;
    ELSIF TG_OP = 'DELETE' THEN
        SELECT array_agg(d.bill_id), array_agg(d.change) INTO ids, changes
        FROM (SELECT o.bill_id, -sum(o.amount_paid) AS change FROM old_rows o
              WHERE o.bill_id IS NOT NULL AND coalesce(o.status, 'success') = 'success'
              GROUP BY o.bill_id) AS d;
    ELSE
        SELECT array_agg(d.bill_id), array_agg(d.change) INTO ids, changes
        FROM (SELECT u.bill_id, sum(u.change) AS change
              FROM (SELECT n.bill_id, n.status, n.amount_paid AS change FROM new_rows n
                    UNION ALL
                    SELECT o.bill_id, o.status, -o.amount_paid FROM old_rows o) AS u
              WHERE u.bill_id IS NOT NULL AND coalesce(u.status, 'success') = 'success'
              GROUP BY u.bill_id
              HAVING sum(u.change) <> 0) AS d;
    END IF;
    IF ids IS NULL THEN
        RETURN NULL;
    END IF;
    PERFORM FROM bills b WHERE b.id = ANY (ids) ORDER BY b.id FOR NO KEY UPDATE;
    WITH touched AS (
        UPDATE bills b SET amount_paid = b.amount_paid
        FROM unnest(ids, changes) AS c(id, change)
        WHERE b.id = c.id
        RETURNING b.id, c.change > 0 AND b.amount_paid > b.amount - b.waived_amount AS refused
    )
    SELECT t.id INTO overpaid FROM touched t WHERE t.refused ORDER BY t.id LIMIT 1;
    IF overpaid IS NOT NULL THEN
        RAISE EXCEPTION 'the payments of bill % are above what is due', overpaid
            USING ERRCODE = 'check_violation', TABLE = 'payments', CONSTRAINT = 'payments_not_above_due';
    END IF;
    RETURN NULL;
END
$$;
CREATE FUNCTION public.society360_payments_emptied() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    UPDATE bills SET amount_paid = 0 WHERE amount_paid <> 0;
    RETURN NULL;
END
$$;
CREATE FUNCTION public.society360_phone_key(phone text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN "right"(regexp_replace(phone, '[^0-9]'::text, ''::text, 'g'::text), 10);
CREATE FUNCTION public.society360_plate_key(plate text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN upper(regexp_replace(plate, '[^A-Za-z0-9]'::text, ''::text, 'g'::text));
CREATE FUNCTION public.society360_priority_rank(priority text) RETURNS smallint
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN CASE COALESCE(priority, 'medium'::text) WHEN 'critical'::text THEN (0)::smallint WHEN 'high'::text THEN (1)::smallint WHEN 'medium'::text THEN (2)::smallint ELSE (3)::smallint END;
CREATE FUNCTION public.society360_refresh_report(report text) RETURNS timestamp with time zone
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
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
CREATE FUNCTION public.society360_remove(kind text, which uuid) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $_$
DECLARE
    link record;
    hangs boolean;
BEGIN
    IF kind NOT IN ('blocks', 'units') THEN
        RAISE EXCEPTION 'society360_remove takes blocks or units' USING ERRCODE = 'invalid_parameter_value';
    END IF;
    EXECUTE format('SELECT true FROM %I t WHERE t.id = $1 FOR UPDATE', kind) INTO hangs USING which;
    IF hangs IS NULL THEN
        RETURN false;
    END IF;
    FOR link IN
        SELECT c.conrelid::regclass AS referrer, a.attname AS col
        FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
        WHERE c.contype = 'f' AND c.confrelid = to_regclass(kind) AND c.conparentid = 0
    LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM %s t WHERE t.%I = $1)', link.referrer, link.col) INTO hangs USING which;
        IF hangs THEN
            RETURN false;
        END IF;
    END LOOP;
    EXECUTE format('DELETE FROM %I t WHERE t.id = $1', kind) USING which;
    RETURN true;
END
$_$;
CREATE FUNCTION public.society360_ticket_hours(setting text) RETURNS integer[]
    LANGUAGE plpgsql STABLE
    AS $$
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
CREATE FUNCTION public.society360_zone_name(zone text) RETURNS text
    LANGUAGE plpgsql STABLE
    AS $_$
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
$_$;
SET default_tablespace = '';
SET default_table_access_method = heap;
CREATE TABLE public.system_config (
    id uuid DEFAULT public.uuid_generate_v4() NOT NULL,
    config_key character varying(100) NOT NULL,
    config_value text NOT NULL,
    category character varying(50) NOT NULL,
    description text,
    data_type character varying(20) DEFAULT 'string'::character varying,
    updated_by uuid,
    created_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP,
    updated_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT system_config_category_check CHECK (((category)::text = ANY ((ARRAY['billing'::character varying, 'security'::character varying, 'notifications'::character varying, 'general'::character varying, 'maintenance'::character varying])::text[]))),
    CONSTRAINT system_config_data_type_check CHECK (((data_type)::text = ANY ((ARRAY['string'::character varying, 'number'::character varying, 'boolean'::character varying, 'json'::character varying])::text[])))
);
CREATE FUNCTION public.society360_zone() RETURNS text
    LANGUAGE sql STABLE
    RETURN public.society360_zone_name((SELECT system_config.config_value FROM public.system_config WHERE ((system_config.config_key)::text = 'general.timezone'::text)));
CREATE FUNCTION public.society360_report_basis(report text) RETURNS text
    LANGUAGE sql STABLE
    RETURN (public.society360_zone() || CASE WHEN (report = 'tickets'::text) THEN (' '::text || array_to_string(public.society360_ticket_hours((SELECT system_config.config_value FROM public.system_config WHERE ((system_config.config_key)::text = 'maintenance.sla_hours'::text))), ','::text)) ELSE ''::text END);
CREATE FUNCTION public.society360_sort_key(label text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN upper(btrim(regexp_replace(regexp_replace(regexp_replace(label, '([0-9]+)'::text, ' 0000000000\1'::text, 'g'::text), '0{0,10}([0-9]{10,})'::text, '\1'::text, 'g'::text), '[\u0001-\u002F\u003A-\u0040\u005B-\u0060\u007B-\u00A9\u00AB-\u00B4\u00B6-\u00B9\u00BB-\u00BF\u2000-\u206F\u3000]+'::text, ' '::text, 'g'::text)));
CREATE FUNCTION public.society360_tell_accounts() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    PERFORM pg_notify('society360', TG_TABLE_SCHEMA || ' accounts');
    RETURN NULL;
END;
$$;
CREATE FUNCTION public.society360_tell_settings() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    PERFORM pg_notify('society360', TG_TABLE_SCHEMA || ' settings');
    RETURN NULL;
END;
$$;
CREATE FUNCTION public.society360_today() RETURNS date
    LANGUAGE sql STABLE
    RETURN public.society360_local_date(now(), (SELECT system_config.config_value FROM public.system_config WHERE ((system_config.config_key)::text = 'general.timezone'::text)));
CREATE FUNCTION public.society360_unit_key(label text) RETURNS text
    LANGUAGE sql IMMUTABLE PARALLEL SAFE
    RETURN upper(regexp_replace(label, '[\u0001-\u002F\u003A-\u0040\u005B-\u0060\u007B-\u00A9\u00AB-\u00B4\u00B6-\u00B9\u00BB-\u00BF\u2000-\u206F\u3000]'::text, ''::text, 'g'::text));
CREATE FUNCTION public.society360_unit_label(block_name text, unit_number text) RETURNS text
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE
    SET search_path TO 'public', 'pg_temp'
    AS $_$
DECLARE
    number text := btrim(unit_number);
    code text := society360_block_code(block_name);
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
$_$;
CREATE FUNCTION public.society360_units_follow() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
DECLARE
    ids uuid[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        SELECT array_agg(DISTINCT n.unit_id) INTO ids FROM new_rows n;
    ELSIF TG_OP = 'DELETE' THEN
        SELECT array_agg(DISTINCT o.unit_id) INTO ids FROM old_rows o;
    ELSIF TG_OP = 'UPDATE' THEN
        SELECT array_agg(DISTINCT c.unit_id) INTO ids
        FROM ((SELECT n.id, n.user_id, n.unit_id, coalesce(n.status, 'active') FROM new_rows n
               EXCEPT SELECT o.id, o.user_id, o.unit_id, coalesce(o.status, 'active') FROM old_rows o)
              UNION ALL
              (SELECT o.id, o.user_id, o.unit_id, coalesce(o.status, 'active') FROM old_rows o
               EXCEPT SELECT n.id, n.user_id, n.unit_id, coalesce(n.status, 'active') FROM new_rows n)) AS c;
    ELSE
        SELECT array_agg(u.id) INTO ids FROM units u WHERE u.status = 'occupied';
    END IF;
    IF ids IS NOT NULL THEN
        PERFORM society360_units_settle(ids);
    END IF;
    RETURN NULL;
END
$$;
CREATE FUNCTION public.society360_units_follow_account() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
DECLARE
    ids uuid[];
BEGIN
    SELECT array_agg(DISTINCT l.unit_id) INTO ids
    FROM user_units l WHERE l.user_id = NEW.id AND coalesce(l.status, 'active') = 'active';
    IF ids IS NOT NULL THEN
        PERFORM society360_units_settle(ids);
    END IF;
    RETURN NULL;
END
$$;
CREATE FUNCTION public.society360_units_label() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $$
DECLARE
    block_name text;
BEGIN
    IF NEW.block_id IS NOT NULL THEN
        SELECT b.name INTO block_name FROM blocks b WHERE b.id = NEW.block_id FOR SHARE;
    END IF;
    NEW.label := society360_unit_label(block_name, NEW.unit_number);
    NEW.search_key := society360_unit_key(NEW.label);
    NEW.sort_key := society360_sort_key(NEW.label);
    RETURN NEW;
END
$$;
CREATE FUNCTION public.society360_units_settle(ids uuid[]) RETURNS void
    LANGUAGE plpgsql
    SET search_path TO 'public', 'pg_temp'
    AS $$
BEGIN
    PERFORM FROM units u WHERE u.id = ANY (ids) ORDER BY u.id FOR NO KEY UPDATE;
    UPDATE units u SET status = w.status
    FROM (SELECT i.id, coalesce((
                SELECT 'occupied' FROM user_units l JOIN users p ON p.id = l.user_id
                WHERE l.unit_id = i.id AND coalesce(l.status, 'active') = 'active' AND p.deleted_at IS NULL
                LIMIT 1), 'vacant') AS status
          FROM unnest(ids) AS i(id)) AS w
    WHERE u.id = w.id AND coalesce(u.status, 'vacant') <> 'under_maintenance'
      AND u.status IS DISTINCT FROM w.status;
END
$$;
CREATE FUNCTION public.update_updated_at_column() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
        BEGIN
            NEW.updated_at = NOW();
            RETURN NEW;
        END;
        $$;
CREATE TABLE public.announcement_reads (
    announcement_id uuid NOT NULL,
    user_id uuid NOT NULL,
    read_at timestamp with time zone DEFAULT now() NOT NULL
);
CREATE TABLE public.announcements (
    id uuid DEFAULT public.uuid_generate_v4() NOT NULL,
    title character varying(150) NOT NULL,
    content text NOT NULL,
    author_id uuid,
    target_audience character varying(20) DEFAULT 'all'::character varying,
    is_important boolean DEFAULT false,
    created_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP,
    expires_at timestamp with time zone,
    CONSTRAINT announcements_target_audience_check CHECK (((target_audience)::text = ANY ((ARRAY['all'::character varying, 'owners'::character varying, 'tenants'::character varying, 'staff'::character varying])::text[])))
);
CREATE TABLE public.audit_logs (
    id uuid DEFAULT public.uuid_generate_v4() NOT NULL,
    user_id uuid,
    action character varying(100) NOT NULL,
    resource_type character varying(50),
    resource_id uuid,
    ip_address character varying(45),
    user_agent text,
    details jsonb,
    created_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP
);
CREATE TABLE public.audit_logs_archive (
    id uuid NOT NULL,
    user_id uuid,
    action character varying(100) NOT NULL,
    resource_type character varying(50),
    resource_id uuid,
    ip_address character varying(45),
    user_agent text,
    details jsonb,
    created_at timestamp with time zone
)
PARTITION BY RANGE (created_at);
CREATE TABLE public.audit_logs_archive_default (
    id uuid NOT NULL,
    user_id uuid,
    action character varying(100) NOT NULL,
    resource_type character varying(50),
    resource_id uuid,
    ip_address character varying(45),
    user_agent text,
    details jsonb,
    created_at timestamp with time zone
);
CREATE TABLE public.bills (
    id uuid DEFAULT public.uuid_generate_v4() NOT NULL,
    unit_id uuid,
    bill_type character varying(50) NOT NULL,
    amount numeric(10,2) NOT NULL,
    bill_date date NOT NULL,
    due_date date NOT NULL,
    status character varying(20) DEFAULT 'unpaid'::character varying,
    description text,
    created_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP,
    amount_paid numeric(10,2) DEFAULT 0 NOT NULL,
    waived_amount numeric(10,2) DEFAULT 0 NOT NULL,
    late_fee_of uuid,
    run_month date,
    voided_at timestamp with time zone,
    void_reason text,
    fee_base numeric(10,2),
    fee_percent numeric(5,2),
    CONSTRAINT bills_status_check CHECK (((status)::text = ANY ((ARRAY['unpaid'::character varying, 'paid'::character varying, 'overdue'::character varying, 'partially_paid'::character varying])::text[])))
);
CREATE TABLE public.blocks (
    id uuid DEFAULT public.uuid_generate_v4() NOT NULL,
    name character varying(50) NOT NULL,
    description text,
    created_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP,
    sort_key text
);
CREATE TABLE public.desk_files (
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    box character varying(10) NOT NULL,
    name character varying(100) NOT NULL,
    content bytea NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    CONSTRAINT desk_files_box_check CHECK (((box)::text = ANY ((ARRAY['inbox'::character varying, 'outbox'::character varying])::text[])))
);
CREATE TABLE public.desk_sessions (
    id uuid NOT NULL,
    user_id uuid,
    gate character varying(50),
    ip_address character varying(45) NOT NULL,
    user_agent text NOT NULL,
    server uuid NOT NULL,
    screen character varying(50),
    started_at timestamp with time zone DEFAULT now() NOT NULL,
    active_at timestamp with time zone DEFAULT now() NOT NULL,
    seen_at timestamp with time zone DEFAULT now() NOT NULL,
    end_reason text,
    ended_at timestamp with time zone
);
CREATE TABLE public.gate_terminals (
    id uuid NOT NULL,
    gate character varying(50) NOT NULL,
    fingerprint character varying(60) NOT NULL,
    public_key text NOT NULL,
    comment character varying(100),
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    last_used_at timestamp with time zone
);
CREATE TABLE public.maintenance_tickets (
    id uuid DEFAULT public.uuid_generate_v4() NOT NULL,
    unit_id uuid,
    requester_id uuid,
    category character varying(50) NOT NULL,
    title character varying(100) NOT NULL,
    description text,
    priority character varying(10) DEFAULT 'medium'::character varying,
    status character varying(20) DEFAULT 'open'::character varying,
    assigned_to_id uuid,
    created_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP,
    updated_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP,
    resolved_at timestamp with time zone,
    CONSTRAINT maintenance_tickets_priority_check CHECK (((priority)::text = ANY ((ARRAY['low'::character varying, 'medium'::character varying, 'high'::character varying, 'critical'::character varying])::text[]))),
    CONSTRAINT maintenance_tickets_status_check CHECK (((status)::text = ANY ((ARRAY['open'::character varying, 'in_progress'::character varying, 'resolved'::character varying, 'closed'::character varying, 'rejected'::character varying])::text[])))
);
CREATE TABLE public.payments (
    id uuid DEFAULT public.uuid_generate_v4() NOT NULL,
    bill_id uuid,
    payer_id uuid,
    amount_paid numeric(10,2) NOT NULL,
    payment_method character varying(50),
    transaction_reference character varying(100),
    payment_date timestamp with time zone DEFAULT CURRENT_TIMESTAMP,
    status character varying(20) DEFAULT 'success'::character varying,
    recorded_by uuid,
    reversed_at timestamp with time zone,
    reversal_reason text
);
CREATE TABLE public.receipt_counters (
    year integer NOT NULL,
    last integer NOT NULL,
    CONSTRAINT receipt_counters_last_check CHECK ((last > 0))
);
CREATE TABLE public.receipt_payments (
    payment_id uuid NOT NULL,
    receipt_id uuid NOT NULL
);
CREATE TABLE public.receipts (
    id uuid NOT NULL,
    year integer NOT NULL,
    number integer NOT NULL,
    issued_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT receipts_number_check CHECK ((number > 0))
);
CREATE TABLE public.roles (
    id integer NOT NULL,
    name character varying(50) NOT NULL,
    description text
);
CREATE SEQUENCE public.roles_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.roles_id_seq OWNED BY public.roles.id;
CREATE TABLE public.sign_in_attempts (
    account text NOT NULL,
    address text NOT NULL,
    failures integer NOT NULL,
    last_failed_at timestamp with time zone NOT NULL
);
CREATE TABLE public.society360_migrations (
    id integer NOT NULL,
    version_id bigint NOT NULL,
    is_applied boolean NOT NULL,
    tstamp timestamp without time zone DEFAULT now() NOT NULL
);
ALTER TABLE public.society360_migrations ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME public.society360_migrations_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE MATERIALIZED VIEW public.society360_report_collection AS
 SELECT m.day,
    sum(m.billed) AS billed,
    (sum(m.bills))::integer AS bills,
    sum(m.collected) AS collected,
    (sum(m.payments))::integer AS payments
   FROM ( SELECT b.bill_date AS day,
            sum((b.amount - b.waived_amount)) AS billed,
            count(*) AS bills,
            0.00 AS collected,
            0 AS payments
           FROM public.bills b
          WHERE (b.voided_at IS NULL)
          GROUP BY b.bill_date
        UNION ALL
         SELECT ((COALESCE(y.payment_date, '1970-01-01 00:00:00+00'::timestamp with time zone) AT TIME ZONE ( SELECT public.society360_zone() AS society360_zone)))::date AS timezone,
            0.00,
            0,
            sum(y.amount_paid) AS sum,
            count(*) AS count
           FROM public.payments y
          WHERE ((COALESCE(y.status, 'success'::character varying))::text = 'success'::text)
          GROUP BY (((COALESCE(y.payment_date, '1970-01-01 00:00:00+00'::timestamp with time zone) AT TIME ZONE ( SELECT public.society360_zone() AS society360_zone)))::date)) m
  GROUP BY m.day
  WITH NO DATA;
CREATE TABLE public.society360_report_refreshes (
    name text NOT NULL,
    refreshed_at timestamp with time zone NOT NULL,
    took interval NOT NULL,
    basis text NOT NULL
);
CREATE TABLE public.visitor_logs (
    id uuid DEFAULT public.uuid_generate_v4() NOT NULL,
    unit_id uuid,
    visitor_name character varying(100) NOT NULL,
    visitor_phone character varying(20),
    purpose character varying(100),
    check_in_time timestamp with time zone DEFAULT CURRENT_TIMESTAMP,
    check_out_time timestamp with time zone,
    vehicle_number character varying(20),
    entry_gate character varying(50),
    approved_by_user_id uuid,
    security_guard_id uuid,
    status character varying(20) DEFAULT 'checked_in'::character varying,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    expected_arrival timestamp with time zone,
    approved_at timestamp with time zone,
    exit_gate character varying(50),
    party_size smallint DEFAULT 1 NOT NULL,
    presumed_left boolean DEFAULT false NOT NULL,
    CONSTRAINT visitor_logs_status_check CHECK (((status)::text = ANY ((ARRAY['pending'::character varying, 'approved'::character varying, 'checked_in'::character varying, 'checked_out'::character varying, 'denied'::character varying])::text[])))
);
CREATE MATERIALIZED VIEW public.society360_report_stays AS
 SELECT s.day,
    s.visit_id,
    s.minutes
   FROM ( SELECT v.id AS visit_id,
            ((v.check_in_time AT TIME ZONE ( SELECT public.society360_zone() AS society360_zone)))::date AS day,
            ((EXTRACT(epoch FROM (v.check_out_time - v.check_in_time)) / (60)::numeric))::integer AS minutes,
            row_number() OVER (PARTITION BY (((v.check_in_time AT TIME ZONE ( SELECT public.society360_zone() AS society360_zone)))::date) ORDER BY (v.check_out_time - v.check_in_time) DESC, v.id) AS place
           FROM public.visitor_logs v
          WHERE (((v.status)::text = 'checked_out'::text) AND (v.check_out_time > v.check_in_time) AND (v.check_out_time < (v.check_in_time + '1000 years'::interval)))) s
  WHERE (s.place <= 20)
  WITH NO DATA;
CREATE MATERIALIZED VIEW public.society360_report_tickets AS
 WITH basis AS MATERIALIZED (
         SELECT public.society360_zone() AS zone,
            public.society360_ticket_hours(( SELECT system_config.config_value
                   FROM public.system_config
                  WHERE ((system_config.config_key)::text = 'maintenance.sla_hours'::text))) AS hours
        ), moved AS (
         SELECT ((COALESCE(t.created_at, t.updated_at, t.resolved_at, '1970-01-01 00:00:00+00'::timestamp with time zone) AT TIME ZONE b.zone))::date AS day,
            btrim((t.category)::text) AS category,
            true AS opened,
            false AS over,
            NULL::integer AS minutes
           FROM (public.maintenance_tickets t
             CROSS JOIN basis b)
        UNION ALL
         SELECT ((t.resolved_at AT TIME ZONE b.zone))::date AS timezone,
            btrim((t.category)::text) AS btrim,
            false,
            ((t.resolved_at - COALESCE(t.created_at, t.updated_at, t.resolved_at)) > make_interval(hours => b.hours[(public.society360_priority_rank((t.priority)::text) + 1)])),
            (GREATEST((0)::numeric, (EXTRACT(epoch FROM (t.resolved_at - COALESCE(t.created_at, t.updated_at, t.resolved_at))) / (60)::numeric)))::integer AS "greatest"
           FROM (public.maintenance_tickets t
             CROSS JOIN basis b)
          WHERE (((t.status)::text = ANY ((ARRAY['resolved'::character varying, 'closed'::character varying])::text[])) AND isfinite(t.resolved_at) AND isfinite(COALESCE(t.created_at, t.updated_at, t.resolved_at)) AND (t.resolved_at < (COALESCE(t.created_at, t.updated_at, t.resolved_at) + '1000 years'::interval)))
        )
 SELECT m.day,
    m.category,
    (count(*) FILTER (WHERE m.opened))::integer AS opened,
    (count(*) FILTER (WHERE (NOT m.opened)))::integer AS resolved,
    (count(*) FILTER (WHERE m.over))::integer AS over,
    COALESCE(array_agg(m.minutes ORDER BY m.minutes) FILTER (WHERE (NOT m.opened)), '{}'::integer[]) AS minutes
   FROM moved m
  GROUP BY m.day, m.category
  WITH NO DATA;
CREATE MATERIALIZED VIEW public.society360_report_visits AS
 WITH said AS (
         SELECT DISTINCT ON (l.resource_id) l.resource_id AS visit_id,
            (l.details ->> 'approval'::text) AS channel
           FROM public.audit_logs l
          WHERE (((l.resource_type)::text = 'visitor_logs'::text) AND ((l.details ->> 'approval'::text) <> ''::text) AND ((l.action)::text = ANY ((ARRAY['VISITOR_CHECKED_IN'::character varying, 'VISITOR_APPROVED'::character varying, 'VISITOR_PRE_APPROVED'::character varying])::text[])))
          ORDER BY l.resource_id, l.created_at DESC, l.id DESC
        ), came AS (
         SELECT (COALESCE(v.check_in_time, v.created_at) AT TIME ZONE ( SELECT public.society360_zone() AS society360_zone)) AS at,
            COALESCE(s.channel,
                CASE
                    WHEN ((v.approved_at IS NULL) AND (v.approved_by_user_id IS NULL)) THEN 'none'::text
                    ELSE 'other'::text
                END) AS channel,
            ((COALESCE(v.status, 'checked_in'::character varying))::text <> 'denied'::text) AS entered
           FROM (public.visitor_logs v
             LEFT JOIN said s ON ((s.visit_id = v.id)))
          WHERE ((COALESCE(v.status, 'checked_in'::character varying))::text = ANY ((ARRAY['checked_in'::character varying, 'checked_out'::character varying, 'denied'::character varying])::text[]))
        )
 SELECT (c.at)::date AS day,
    COALESCE((EXTRACT(hour FROM c.at))::smallint, (- (1)::smallint)) AS hour,
    COALESCE(c.channel, ''::text) AS channel,
    (count(*) FILTER (WHERE c.entered))::integer AS entries,
    (count(*) FILTER (WHERE (NOT c.entered)))::integer AS denied
   FROM came c
  GROUP BY GROUPING SETS ((((c.at)::date), ((EXTRACT(hour FROM c.at))::smallint)), (((c.at)::date), c.channel))
  WITH NO DATA;
CREATE TABLE public.units (
    id uuid DEFAULT public.uuid_generate_v4() NOT NULL,
    block_id uuid,
    unit_number character varying(20) NOT NULL,
    floor_number integer NOT NULL,
    type character varying(20) NOT NULL,
    status character varying(20) DEFAULT 'vacant'::character varying,
    created_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP,
    label text,
    search_key text,
    sort_key text,
    CONSTRAINT units_status_check CHECK (((status)::text = ANY ((ARRAY['occupied'::character varying, 'vacant'::character varying, 'under_maintenance'::character varying])::text[])))
);
CREATE TABLE public.user_ssh_keys (
    id uuid NOT NULL,
    user_id uuid NOT NULL,
    fingerprint character varying(60) NOT NULL,
    public_key text NOT NULL,
    comment character varying(100),
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    last_used_at timestamp with time zone
);
CREATE TABLE public.user_units (
    id uuid DEFAULT public.uuid_generate_v4() NOT NULL,
    user_id uuid,
    unit_id uuid,
    resident_type character varying(20) NOT NULL,
    is_primary_contact boolean DEFAULT false,
    move_in_date date,
    move_out_date date,
    status character varying(20) DEFAULT 'active'::character varying,
    created_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT user_units_resident_type_check CHECK (((resident_type)::text = ANY ((ARRAY['owner'::character varying, 'tenant'::character varying, 'family_member'::character varying])::text[]))),
    CONSTRAINT user_units_status_check CHECK (((status)::text = ANY ((ARRAY['active'::character varying, 'moved_out'::character varying])::text[])))
);
CREATE TABLE public.users (
    id uuid DEFAULT public.uuid_generate_v4() NOT NULL,
    full_name character varying(100) NOT NULL,
    email character varying(255) NOT NULL,
    password_hash character varying(255) NOT NULL,
    phone_number character varying(20),
    role_id integer,
    status character varying(20) DEFAULT 'active'::character varying,
    profile_picture_url text,
    created_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP,
    updated_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP,
    deleted_at timestamp with time zone,
    must_change_password boolean DEFAULT false NOT NULL,
    password_changed_at timestamp with time zone,
    signed_out_at timestamp with time zone,
    CONSTRAINT users_status_check CHECK (((status)::text = ANY ((ARRAY['active'::character varying, 'inactive'::character varying, 'banned'::character varying])::text[])))
);
CREATE TABLE public.write_intents (
    key uuid NOT NULL,
    actor_id uuid,
    action text NOT NULL,
    payload_hash bytea NOT NULL,
    result jsonb,
    void boolean DEFAULT false NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL
);
ALTER TABLE ONLY public.audit_logs_archive ATTACH PARTITION public.audit_logs_archive_default DEFAULT;
ALTER TABLE ONLY public.roles ALTER COLUMN id SET DEFAULT nextval('public.roles_id_seq'::regclass);
INSERT INTO public.announcement_reads VALUES
	('01a21913-b278-7ad2-a194-e5bb37a35de4', '019da5a8-8ce0-741f-800c-77508bc181c7', '2026-11-28 08:29:57+00'),
	('01a22818-f590-7ec8-9633-3bf53efc03ac', '01971683-67c0-718e-99a7-1b4c54469e98', '2026-11-29 16:17:34.100899+00');
INSERT INTO public.announcements VALUES
	('01a21913-b278-7ad2-a194-e5bb37a35de4', 'Annual general meeting on the first Sunday', '10:30 in the clubhouse. Accounts, the lift contract, and the **election** of the committee.', '0196e1bb-2320-7440-b9bf-8c84f6f1313e', 'owners', true, '2026-11-26 18:17:31+00', '2026-12-20 12:17:31+00'),
	('01a21d5e-5478-756c-a44b-509763aa3647', 'Write down every plate at the service gate', 'Deliveries too. The number goes into the register before the barrier opens.', '0196e1bb-2320-7440-b9bf-8c84f6f1313e', 'staff', true, '2026-11-27 14:17:31+00', '2026-12-29 16:17:31+00'),
	('01a22706-40f8-7012-9b29-8588d1365900', 'Water off tomorrow 10:00-14:00, Tower B', 'The valve on the second floor of Tower B is changed. Please store water tonight.', '0196e1bb-2320-7440-b9bf-8c84f6f1313e', 'all', true, '2026-11-29 11:17:31+00', '2026-11-30 08:30:00+00'),
	('01a22818-f590-7ec8-9633-3bf53efc03ac', 'Water off on Sunday', 'From 10 to 12.
शुक्रिया', '0196e1bb-2320-7440-b9bf-8c84f6f1313e', 'all', true, '2026-11-29 16:17:34.099192+00', NULL);
INSERT INTO public.audit_logs VALUES
	('0a706f52-49df-4fbb-892f-cb0e93784d90', NULL, 'ROLE_CREATED', 'roles', NULL, 'local', 'cli', '{"after": {"id": 4, "name": "guard", "description": "The gate: visitors in and out, and whom to call"}}', '2026-11-29 16:17:32.161024+00'),
	('019d51ed-4f00-7c79-9266-7544ab9f0aca', '0196e1bb-2320-7440-b9bf-8c84f6f1313e', 'USER_DELETED', 'users', '019734d3-6a40-70cc-80e3-cb7d711a2d12', '10.0.4.17', 'OpenSSH_9.6 xterm-256color', '{"actor": {"name": "Rajesh Kulkarni", "role": "admin", "email": "admin@demo.example"}, "after": {"deleted_at": "2026-04-03T06:00:00+00:00"}, "notes": "Asked for it on leaving"}', '2026-04-03 06:00:00+00'),
	('01a0c01a-05b0-73c2-89d3-6edfed7b6d83', '0196e1bb-2320-7440-b9bf-8c84f6f1313e', 'LATE_FEE_CHARGED', 'bills', '01a0c01a-05b0-7dad-9354-155bca1e7368', '10.0.4.17', 'OpenSSH_9.6 xterm-256color', '{"actor": {"name": "Rajesh Kulkarni", "role": "admin", "email": "admin@demo.example"}, "after": {"amount": 175.00, "status": "unpaid", "unit_id": "0196ec3b-8998-743d-a874-bacc09569cf5", "due_date": "2026-10-06", "fee_base": 3500.00, "bill_date": "2026-09-21", "bill_type": "Late Fee", "description": "Late fee on Maintenance September 2026", "fee_percent": 5, "late_fee_of": "01a0591a-c610-7151-b359-febb89deb4d6"}}', '2026-09-20 18:35:26+00'),
	('01a1c0d4-4c08-7dc0-a1ba-7fc972f442c6', '019d9a35-f280-7f25-a8d6-f23005501a42', 'TICKET_CLOSED', 'maintenance_tickets', '01a1beb2-0460-7ae7-a924-17fb1ab77aff', '203.0.113.16', 'OpenSSH_9.6 xterm-256color', '{"actor": {"name": "Harjit Singh", "role": "resident", "email": "harjit.singh2@mail.example"}, "after": {"status": "closed"}, "before": {"status": "resolved"}}', '2026-11-09 15:01:41+00'),
	('01a22818-f590-7edd-803b-b86a5048e87d', '0196e1bb-2320-7440-b9bf-8c84f6f1313e', 'ANNOUNCEMENT_CREATED', 'announcements', '01a22818-f590-7ec8-9633-3bf53efc03ac', '192.0.2.7', 'SSH-2.0-OpenSSH_9.6 xterm-256color', '{"actor": {"name": "Rajesh Kulkarni", "role": "admin", "email": "admin@demo.example"}, "after": {"title": "Water off on Sunday", "content": "From 10 to 12.\n\nशुक्रिया", "is_important": true, "target_audience": "all"}}', '2026-11-29 16:17:34.100072+00'),
	('01a22818-f594-7626-a445-0c477e72c7ca', '01971683-67c0-718e-99a7-1b4c54469e98', 'ANNOUNCEMENT_READ', 'announcements', '01a22818-f590-7ec8-9633-3bf53efc03ac', '192.0.2.7', 'SSH-2.0-OpenSSH_9.6 xterm-256color', '{"actor": {"name": "Meera Joshi", "role": "resident", "email": "resident@demo.example"}, "after": {"read_at": "2026-11-29T16:17:34.100899+00:00"}}', '2026-11-29 16:17:34.101575+00'),
	('01a2203c-5aa0-7845-a4e6-88b5831fdeea', '0196fb9d-b960-72fe-b5ab-78b56cec9d97', 'TICKET_ASSIGNED', 'maintenance_tickets', '01a22036-9de0-7337-b224-994f38a9827a', '10.0.4.17', 'OpenSSH_9.6 xterm-256color', '{"actor": {"name": "Vijay More", "role": "staff", "email": "staff@demo.example"}, "after": {"assigned_to_id": "01977c52-a340-7e60-8944-1f51664868e6"}}', '2026-11-28 03:39:16+00'),
	('01a22818-e978-72d1-9045-8de5c3474b9e', NULL, 'DEMO_SOCIETY_SEEDED', NULL, NULL, 'local', 'cli', '{"after": {"units": 96, "users": 276, "visits": 987}}', '2026-11-29 16:17:31+00'),
	('01a22818-f41f-7c2c-bdc9-a9569fae692e', '019decf3-9680-76e1-8888-e23a32438711', 'USER_LOGIN', 'users', '019decf3-9680-76e1-8888-e23a32438711', '192.0.2.7', 'SSH-2.0-OpenSSH_9.6 xterm-256color', '{"actor": {"name": "Farhan Shaikh", "role": "resident", "email": "tenant@demo.example"}, "after": {}}', '2026-11-29 16:17:33.737912+00'),
	('01a22818-f494-7d88-8bb5-627ea42302ee', NULL, 'USER_LOGIN_FAILED', 'users', '0196e1bb-2320-7440-b9bf-8c84f6f1313e', '192.0.2.9', 'SSH-2.0-OpenSSH_9.6', '{"after": {}, "email": "admin@demo.example", "failures": 1}', '2026-11-29 16:17:33.848766+00'),
	('01a22818-f4a4-7277-b930-9d62bb3f365b', '0196e1bb-2320-7440-b9bf-8c84f6f1313e', 'BILL_CREATED', 'bills', '01a22818-f4a4-7266-aa87-0c689dd481db', '192.0.2.7', 'SSH-2.0-OpenSSH_9.6 xterm-256color', '{"actor": {"name": "Rajesh Kulkarni", "role": "admin", "email": "admin@demo.example"}, "after": {"amount": 500.00, "status": "unpaid", "unit_id": "0196ec2b-ab18-7070-a61f-45914647e0e8", "due_date": "2026-12-14", "bill_date": "2026-11-29", "bill_type": "Parking", "amount_paid": 0.00, "description": "Raised for the wrong flat", "waived_amount": 0.00}}', '2026-11-29 16:17:33.871776+00'),
	('01a22818-f4b0-70d4-b363-581846fba5db', '0196e1bb-2320-7440-b9bf-8c84f6f1313e', 'BILL_VOIDED', 'bills', '01a22818-f4a4-7266-aa87-0c689dd481db', '192.0.2.7', 'SSH-2.0-OpenSSH_9.6 xterm-256color', '{"actor": {"name": "Rajesh Kulkarni", "role": "admin", "email": "admin@demo.example"}, "after": {"status": "paid", "voided_at": "2026-11-29T16:17:33.885054+00:00", "waived_amount": 500.00}, "notes": "Another flat''s", "before": {"status": "unpaid", "waived_amount": 0.00}}', '2026-11-29 16:17:33.886879+00'),
	('01a22818-f4bf-72d4-a087-eccd1ccf69dd', '0196e1bb-2320-7440-b9bf-8c84f6f1313e', 'BILL_WAIVED', 'bills', '01a22818-f49d-7080-8fce-c86b82cbe95b', '192.0.2.7', 'SSH-2.0-OpenSSH_9.6 xterm-256color', '{"actor": {"name": "Rajesh Kulkarni", "role": "admin", "email": "admin@demo.example"}, "after": {"waived_amount": 34.50}, "notes": "Rounded", "before": {"waived_amount": 0.00}}', '2026-11-29 16:17:33.890793+00'),
	('01a22818-f4e3-7f2c-beb7-f2cf933edb86', '0196e1bb-2320-7440-b9bf-8c84f6f1313e', 'PAYMENT_RECORDED', 'payments', '01a22818-f4e3-7f0a-bd2c-d580d9f8d2d9', '192.0.2.7', 'SSH-2.0-OpenSSH_9.6 xterm-256color', '{"actor": {"name": "Rajesh Kulkarni", "role": "admin", "email": "admin@demo.example"}, "after": {"due": 4666.67, "status": "success", "bill_id": "019f1ef7-2060-7231-997f-6ea7bc99c9b0", "receipt": "2026-000003", "amount_paid": 333.33, "payment_date": "2026-11-29T16:17:33.925986+00:00", "payment_method": "UPI", "transaction_reference": "412345678901"}, "before": {"due": 5000.00}}', '2026-11-29 16:17:33.927533+00'),
	('01a22818-f53f-758f-b3aa-00d72f2e5f5a', '0196e1bb-2320-7440-b9bf-8c84f6f1313e', 'PAYMENT_REVERSED', 'payments', '01a22818-f4e3-7f0a-bd2c-d580d9f8d2d9', '192.0.2.7', 'SSH-2.0-OpenSSH_9.6 xterm-256color', '{"actor": {"name": "Rajesh Kulkarni", "role": "admin", "email": "admin@demo.example"}, "after": {"status": "failed", "reversed_at": "2026-11-29T16:17:34.021088+00:00"}, "notes": "The transfer came back", "before": {"status": "success"}}', '2026-11-29 16:17:34.023023+00'),
	('01a22818-f54e-7586-82b3-2a29f56169ae', '01971683-67c0-718e-99a7-1b4c54469e98', 'VISITOR_APPROVED', 'visitor_logs', '01a22818-f549-7ac5-9359-9b36785d11a2', '192.0.2.7', 'SSH-2.0-OpenSSH_9.6 xterm-256color', '{"actor": {"name": "Meera Joshi", "role": "resident", "email": "resident@demo.example"}, "after": {"status": "approved", "approved_at": "2026-11-29T16:17:34.049273+00:00", "approved_by_user_id": "01971683-67c0-718e-99a7-1b4c54469e98"}, "before": {"status": "pending"}, "approval": "resident"}', '2026-11-29 16:17:34.051362+00'),
	('01a22818-f56b-716b-a239-92cdaa6f101d', '019748ce-7760-7b93-b9ce-5e9c40ef942b', 'VISITOR_CHECKED_IN', 'visitor_logs', '01a22818-f56b-7156-aef8-eb64360ee083', '192.0.2.7', 'SSH-2.0-OpenSSH_9.6 xterm-256color', '{"gate": "Main Gate", "actor": {"name": "Sunita Pawar", "role": "guard", "email": "guard@demo.example"}, "after": {"status": "checked_in", "purpose": "Delivery", "unit_id": "0196ec35-76e8-7751-aed1-eb7ce759b4fc", "party_size": 1, "approved_at": "2026-11-29T16:17:34.059244+00:00", "visitor_name": "काशी विश्वनाथन", "check_in_time": "2026-11-29T16:17:34.059244+00:00", "presumed_left": false}, "approval": "intercom"}', '2026-11-29 16:17:34.060159+00'),
	('01a22818-f571-737e-bd83-de75c26cafe4', '019748ce-7760-7b93-b9ce-5e9c40ef942b', 'VISITOR_CHECKED_OUT', 'visitor_logs', '01a22818-f56b-7156-aef8-eb64360ee083', '192.0.2.7', 'SSH-2.0-OpenSSH_9.6 xterm-256color', '{"gate": "Main Gate", "actor": {"name": "Sunita Pawar", "role": "guard", "email": "guard@demo.example"}, "after": {"status": "checked_out", "exit_gate": "Main Gate", "check_out_time": "2026-11-29T16:17:34.065925+00:00"}, "before": {"status": "checked_in"}}', '2026-11-29 16:17:34.066792+00'),
	('01a22818-f573-7048-b8c6-815459bfd955', '019748ce-7760-7b93-b9ce-5e9c40ef942b', 'VISITOR_DENIED', 'visitor_logs', '01a22818-f573-7036-8012-d48bb831ddf6', '192.0.2.7', 'SSH-2.0-OpenSSH_9.6 xterm-256color', '{"gate": "Main Gate", "actor": {"name": "Sunita Pawar", "role": "guard", "email": "guard@demo.example"}, "after": {"status": "denied", "unit_id": "0196ec35-76e8-7751-aed1-eb7ce759b4fc", "party_size": 1, "visitor_name": "Somebody", "presumed_left": false}, "notes": "Would not say who"}', '2026-11-29 16:17:34.067915+00'),
	('01a22818-f574-7204-bbd1-fb053e68dc94', '019decf3-9680-76e1-8888-e23a32438711', 'VISITOR_PRE_APPROVED', 'visitor_logs', '01a22818-f574-71f3-b4a8-9b722dcd40ba', '192.0.2.7', 'SSH-2.0-OpenSSH_9.6 xterm-256color', '{"actor": {"name": "Farhan Shaikh", "role": "resident", "email": "tenant@demo.example"}, "after": {"status": "approved", "purpose": "Guest", "unit_id": "0196ec35-76e8-7751-aed1-eb7ce759b4fc", "party_size": 1, "approved_at": "2026-11-29T16:17:34.068371+00:00", "visitor_name": "Arun''s uncle", "presumed_left": false, "expected_arrival": "2026-11-30T18:00:00+00:00", "approved_by_user_id": "019decf3-9680-76e1-8888-e23a32438711"}, "approval": "resident"}', '2026-11-29 16:17:34.069791+00'),
	('01a22818-f576-71e2-b9a7-721cd74f3cc4', '019748ce-7760-7b93-b9ce-5e9c40ef942b', 'VISITOR_ANNOUNCED', 'visitor_logs', '01a22818-f576-71d4-a993-391c57b82a69', '192.0.2.7', 'SSH-2.0-OpenSSH_9.6 xterm-256color', '{"gate": "Main Gate", "actor": {"name": "Sunita Pawar", "role": "guard", "email": "guard@demo.example"}, "after": {"status": "pending", "purpose": "Service", "unit_id": "0196ec35-76e8-7751-aed1-eb7ce759b4fc", "party_size": 1, "visitor_name": "Plumber", "presumed_left": false, "visitor_phone": "+91 98200-66666"}}', '2026-11-29 16:17:34.07864+00'),
	('01a22818-f57e-7eed-8d60-bc1dc926e4ca', '01971683-67c0-718e-99a7-1b4c54469e98', 'TICKET_CREATED', 'maintenance_tickets', '01a22818-f57e-7ed9-b9ab-41320c417687', '192.0.2.7', 'SSH-2.0-OpenSSH_9.6 xterm-256color', '{"actor": {"name": "Meera Joshi", "role": "resident", "email": "resident@demo.example"}, "after": {"title": "Tap drips", "status": "open", "unit_id": "0196ec2b-ab18-7070-a61f-45914647e0e8", "category": "Plumbing", "priority": "high", "description": "Since Monday.\nThe one in the kitchen.", "requester_id": "01971683-67c0-718e-99a7-1b4c54469e98"}}', '2026-11-29 16:17:34.083174+00'),
	('01a22818-f583-7849-b0c2-ccdeb81efc3d', '0196fb9d-b960-72fe-b5ab-78b56cec9d97', 'TICKET_STARTED', 'maintenance_tickets', '01a22818-f57e-7ed9-b9ab-41320c417687', '192.0.2.7', 'SSH-2.0-OpenSSH_9.6 xterm-256color', '{"actor": {"name": "Vijay More", "role": "staff", "email": "staff@demo.example"}, "after": {"status": "in_progress", "assigned_to_id": "0196fb9d-b960-72fe-b5ab-78b56cec9d97"}, "before": {"status": "open"}}', '2026-11-29 16:17:34.0875+00'),
	('01a22818-f587-7bc3-91e7-d803dcfe85e7', '0196fb9d-b960-72fe-b5ab-78b56cec9d97', 'TICKET_RESOLVED', 'maintenance_tickets', '01a22818-f57e-7ed9-b9ab-41320c417687', '192.0.2.7', 'SSH-2.0-OpenSSH_9.6 xterm-256color', '{"actor": {"name": "Vijay More", "role": "staff", "email": "staff@demo.example"}, "after": {"status": "resolved", "resolved_at": "2026-11-29T16:17:34.089543+00:00"}, "notes": "New washer", "before": {"status": "in_progress"}}', '2026-11-29 16:17:34.090224+00'),
	('01a22818-f58a-769d-b77e-12f9b339c61e', '01971683-67c0-718e-99a7-1b4c54469e98', 'TICKET_COMMENTED', 'maintenance_tickets', '01a22818-f57e-7ed9-b9ab-41320c417687', '192.0.2.7', 'SSH-2.0-OpenSSH_9.6 xterm-256color', '{"actor": {"name": "Meera Joshi", "role": "resident", "email": "resident@demo.example"}, "after": {}, "notes": "Still dry, thank you"}', '2026-11-29 16:17:34.0968+00'),
	('01a22818-f6a4-7681-845a-2c6fbce78cfd', '0196e1bb-2320-7440-b9bf-8c84f6f1313e', 'RESIDENT_MOVED_OUT', 'user_units', '01a22818-f69c-7c0c-9252-17d7347f205a', '192.0.2.7', 'SSH-2.0-OpenSSH_9.6 xterm-256color', '{"actor": {"name": "Rajesh Kulkarni", "role": "admin", "email": "admin@demo.example"}, "after": {"status": "moved_out", "move_out_date": "2026-11-29"}, "before": {"status": "active"}}', '2026-11-29 16:17:34.390601+00'),
	('01a22818-f6b9-7316-ba3a-e7c344331b77', '0196e1bb-2320-7440-b9bf-8c84f6f1313e', 'RESIDENT_MOVED_IN', 'user_units', '01a22818-f6b9-72c7-982e-73dca85866a2', '192.0.2.7', 'SSH-2.0-OpenSSH_9.6 xterm-256color', '{"actor": {"name": "Rajesh Kulkarni", "role": "admin", "email": "admin@demo.example"}, "after": {"status": "active", "unit_id": "0196ec35-76e8-7751-aed1-eb7ce759b4fc", "user_id": "01a22818-f6b9-72c9-93da-374d54d3eb57", "move_in_date": "2027-09-25", "resident_type": "tenant", "is_primary_contact": false}}', '2026-11-29 16:17:34.396577+00'),
	('d33dc8f1-6fad-47de-98ec-f7c0e248574b', '0196e1bb-2320-7440-b9bf-8c84f6f1313e', 'USER_CREATED', 'users', '01a22818-f6b9-72c9-93da-374d54d3eb57', '192.0.2.7', 'SSH-2.0-OpenSSH_9.6 xterm-256color', '{"actor": {"name": "Rajesh Kulkarni", "role": "admin", "email": "admin@demo.example"}, "after": {"role": "resident", "email": "sunita@demo.example", "status": "active", "role_id": 3, "full_name": "Sunita Devi", "must_change_password": false}}', '2026-11-29 16:17:34.396638+00'),
	('01a22818-f6c1-7925-baea-b851b018c439', '019748ce-7760-7b93-b9ce-5e9c40ef942b', 'RESIDENT_PHONE_REVEALED', 'users', '01971683-67c0-718e-99a7-1b4c54469e98', '192.0.2.7', 'SSH-2.0-OpenSSH_9.6 xterm-256color', '{"gate": "Main Gate", "actor": {"name": "Sunita Pawar", "role": "guard", "email": "guard@demo.example"}, "after": {"unit_id": "0196ec2b-ab18-7070-a61f-45914647e0e8"}}', '2026-11-29 16:17:34.403408+00'),
	('01a22818-f6c6-74c2-b3ea-69d50f4ff3b4', '0196e1bb-2320-7440-b9bf-8c84f6f1313e', 'SETTING_CHANGED', 'system_config', '51e5ec29-87e2-4fcf-82a5-e1a413443183', '192.0.2.7', 'SSH-2.0-OpenSSH_9.6 xterm-256color', '{"actor": {"name": "Rajesh Kulkarni", "role": "admin", "email": "admin@demo.example"}, "after": {"config_value": "20"}, "before": {"config_value": "15"}, "config_key": "billing.due_days"}', '2026-11-29 16:17:34.413844+00'),
	('01a22818-f6d2-7da9-9c96-7ad24da99cd1', '0196e1bb-2320-7440-b9bf-8c84f6f1313e', 'FILE_STORED', 'desk_files', '01a22818-f6d2-7d9c-8983-2cd9ed106361', '192.0.2.7', 'SSH-2.0-OpenSSH_9.6 xterm-256color', '{"actor": {"name": "Rajesh Kulkarni", "role": "admin", "email": "admin@demo.example"}, "after": {"box": "inbox", "name": "people.csv", "size": 11}}', '2026-11-29 16:17:34.419426+00'),
	('01a22818-f6d3-7973-95ff-3b16035d42c5', NULL, 'USER_SSH_KEY_ADDED', 'users', '0196fb9d-b960-72fe-b5ab-78b56cec9d97', 'local', 'cli', '{"after": {"comment": "staff", "ssh_key": "SHA256:vxVWbgVlzmEOJKbvYMfsOdTl/EFGaqPcCz9W5Y4XNt4"}}', '2026-11-29 16:17:34.42073+00'),
	('01a22818-f6d4-7efa-a53d-fdbb26b3cde1', NULL, 'TERMINAL_ADDED', 'gate_terminals', '01a22818-f6d4-7eaa-8255-dd9faf0904bd', 'local', 'cli', '{"after": {"gate": "Main Gate", "comment": "gate", "ssh_key": "SHA256:wZ/lqbfdRGTZJ4Xf1YSAoLr7gx+PW4hD5E+5zQbWCz0"}}', '2026-11-29 16:17:34.425476+00'),
	('01a22818-f6df-7a01-a95d-c85d19370568', '019748ce-7760-7b93-b9ce-5e9c40ef942b', 'USER_LOGOUT', 'users', '019748ce-7760-7b93-b9ce-5e9c40ef942b', '192.0.2.7', 'SSH-2.0-OpenSSH_9.6 xterm-256color', '{"gate": "Main Gate", "actor": {"name": "Sunita Pawar", "role": "guard", "email": "guard@demo.example"}, "after": {}}', '2026-11-29 16:17:34.433224+00'),
	('01a22818-f72a-76a7-89a6-17850e130e6d', NULL, 'REPORT_REFRESHED', 'society360_report_refreshes', NULL, 'local', 'cli', '{"after": {"report": "collection"}}', '2026-11-29 16:17:34.519239+00');
INSERT INTO public.audit_logs_archive_default VALUES
	('0677f6b8-88f6-4842-95f6-699a2afe4ab3', '0196e1bb-2320-7440-b9bf-8c84f6f1313e', 'USER_LOGOUT', 'users', '0196e1bb-2320-7440-b9bf-8c84f6f1313e', '10.0.4.17', 'OpenSSH_9.6 xterm-256color', '{}', '2023-04-03 06:00:00+00'),
	('aba51734-036b-43b4-abd0-41d7de36a0f4', '0196e1bb-2320-7440-b9bf-8c84f6f1313e', 'USER_LOGOUT', 'users', '0196e1bb-2320-7440-b9bf-8c84f6f1313e', '10.0.4.17', 'OpenSSH_9.6 xterm-256color', '{}', '2023-09-20 18:35:26+00');
INSERT INTO public.bills VALUES
	('01a209b1-53d0-76e4-ad10-36e29f37c77a', '0196ec2c-6a80-7049-9edd-3606cc55444f', 'Electricity', 576.00, '2026-11-24', '2026-12-09', 'unpaid', 'Common electricity, own share', '2026-11-23 18:35:46+00', 0.00, 0.00, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a209b1-7ec8-7736-8e1e-4c958b582638', '0196ec35-76e8-7751-aed1-eb7ce759b4fc', 'Electricity', 400.00, '2026-11-24', '2026-12-09', 'unpaid', 'Common electricity, own share', '2026-11-23 18:35:57+00', 0.00, 0.00, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a0591a-c610-7151-b359-febb89deb4d6', '0196ec3b-8998-743d-a874-bacc09569cf5', 'Maintenance', 3500.00, '2026-09-01', '2026-09-16', 'overdue', 'Maintenance September 2026', '2026-08-31 18:35:22+00', 0.00, 0.00, NULL, '2026-09-01', NULL, NULL, NULL, NULL),
	('01a0c01a-05b0-7dad-9354-155bca1e7368', '0196ec3b-8998-743d-a874-bacc09569cf5', 'Late Fee', 175.00, '2026-09-21', '2026-10-06', 'overdue', 'Late fee on Maintenance September 2026', '2026-09-20 18:35:26+00', 0.00, 0.00, '01a0591a-c610-7151-b359-febb89deb4d6', NULL, NULL, NULL, 3500.00, 5.00),
	('01a0f399-dc30-72af-8730-35695b9e9ecf', '0196ec3b-8998-743d-a874-bacc09569cf5', 'Maintenance', 3500.00, '2026-10-01', '2026-10-16', 'overdue', 'Maintenance October 2026', '2026-09-30 18:35:42+00', 0.00, 0.00, NULL, '2026-10-01', NULL, NULL, NULL, NULL),
	('01a1933e-8b00-788e-8911-39796e85a06c', '0196ec3b-8998-743d-a874-bacc09569cf5', 'Maintenance', 3500.00, '2026-11-01', '2026-11-16', 'overdue', 'Maintenance November 2026', '2026-10-31 18:35:12+00', 0.00, 0.00, NULL, '2026-11-01', NULL, NULL, NULL, NULL),
	('01a15572-8538-7f59-8206-00a40a86ccb3', '0196ec3b-8998-743d-a874-bacc09569cf5', 'Water', 577.00, '2026-10-20', '2026-11-04', 'overdue', 'Water, two months', '2026-10-19 18:35:31+00', 0.00, 0.00, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a209b1-7ae0-7b57-83ec-57456659dc36', '0196ec3b-8998-743d-a874-bacc09569cf5', 'Electricity', 1769.00, '2026-11-24', '2026-12-09', 'unpaid', 'Common electricity, own share', '2026-11-23 18:35:56+00', 0.00, 0.00, NULL, NULL, NULL, NULL, NULL, NULL),
	('019f1ef7-2060-7231-997f-6ea7bc99c9b0', '0196ec3b-8998-743d-a874-bacc09569cf5', 'Opening', 5000.00, '2026-07-02', '2026-07-17', 'overdue', 'Dues from before this register', '2026-07-01 18:35:40+00', 0.00, 0.00, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a1a7d8-7fd0-7a2a-aacf-17cc4e24255b', '0196ec35-76e8-7751-aed1-eb7ce759b4fc', 'Parking', 1500.00, '2026-11-05', '2026-11-25', 'overdue', 'Second car, this quarter', '2026-11-04 18:35:46+00', 0.00, 0.00, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a1e5a4-d3b8-7631-aa2d-77af455681e6', '0196ec3b-8998-743d-a874-bacc09569cf5', 'Amenity', 2000.00, '2026-11-17', '2026-12-07', 'unpaid', 'Clubhouse, one evening', '2026-11-16 18:35:47+00', 0.00, 0.00, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a0591a-b288-792a-9e30-361d7954baad', '0196ec2c-6a80-7049-9edd-3606cc55444f', 'Maintenance', 4500.00, '2026-09-01', '2026-09-16', 'paid', 'Maintenance September 2026', '2026-08-31 18:35:17+00', 4500.00, 0.00, NULL, '2026-09-01', NULL, NULL, NULL, NULL),
	('01a0591a-cde0-7319-a41b-d29e7fd91aea', '0196ec2b-ab18-7070-a61f-45914647e0e8', 'Maintenance', 3500.00, '2026-09-01', '2026-09-16', 'paid', 'Maintenance September 2026', '2026-08-31 18:35:24+00', 3500.00, 0.00, NULL, '2026-09-01', NULL, NULL, NULL, NULL),
	('01a0591b-1c00-773f-89ec-11aada987a54', '0196ec35-76e8-7751-aed1-eb7ce759b4fc', 'Maintenance', 3500.00, '2026-09-01', '2026-09-16', 'paid', 'Maintenance September 2026', '2026-08-31 18:35:44+00', 3500.00, 0.00, NULL, '2026-09-01', NULL, NULL, NULL, NULL),
	('01a0f399-3c08-7bc9-83e7-790d8c85a61c', '0196ec2b-ab18-7070-a61f-45914647e0e8', 'Maintenance', 3500.00, '2026-10-01', '2026-10-16', 'paid', 'Maintenance October 2026', '2026-09-30 18:35:01+00', 3500.00, 0.00, NULL, '2026-10-01', NULL, NULL, NULL, NULL),
	('01a0f399-6700-7ff4-a368-08a8a0dd744e', '0196ec35-76e8-7751-aed1-eb7ce759b4fc', 'Maintenance', 3500.00, '2026-10-01', '2026-10-16', 'paid', 'Maintenance October 2026', '2026-09-30 18:35:12+00', 3500.00, 0.00, NULL, '2026-10-01', NULL, NULL, NULL, NULL),
	('01a0f399-7e70-7e6e-93f6-efd7f69c82a8', '0196ec2c-6a80-7049-9edd-3606cc55444f', 'Maintenance', 4500.00, '2026-10-01', '2026-10-16', 'paid', 'Maintenance October 2026', '2026-09-30 18:35:18+00', 4500.00, 0.00, NULL, '2026-10-01', NULL, NULL, NULL, NULL),
	('01a15572-5e28-7091-9bdc-ae205c8d1469', '0196ec2b-ab18-7070-a61f-45914647e0e8', 'Water', 584.00, '2026-10-20', '2026-11-04', 'paid', 'Water, two months', '2026-10-19 18:35:21+00', 584.00, 0.00, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a15572-5e28-7f99-afc5-6fbb5e2f313b', '0196ec2c-6a80-7049-9edd-3606cc55444f', 'Water', 896.00, '2026-10-20', '2026-11-04', 'paid', 'Water, two months', '2026-10-19 18:35:21+00', 896.00, 0.00, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a15572-c7a0-7323-a00c-4d35eaa05cf3', '0196ec35-76e8-7751-aed1-eb7ce759b4fc', 'Water', 579.00, '2026-10-20', '2026-11-04', 'paid', 'Water, two months', '2026-10-19 18:35:48+00', 579.00, 0.00, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a1933e-7f48-75b9-983b-587acbdebb5c', '0196ec2c-6a80-7049-9edd-3606cc55444f', 'Maintenance', 4500.00, '2026-11-01', '2026-11-16', 'paid', 'Maintenance November 2026', '2026-10-31 18:35:09+00', 4500.00, 0.00, NULL, '2026-11-01', NULL, NULL, NULL, NULL),
	('01a1933f-0418-7b5d-8ff7-eedc7c401078', '0196ec35-76e8-7751-aed1-eb7ce759b4fc', 'Maintenance', 3500.00, '2026-11-01', '2026-11-16', 'paid', 'Maintenance November 2026', '2026-10-31 18:35:43+00', 3500.00, 0.00, NULL, '2026-11-01', NULL, NULL, NULL, NULL),
	('01a1933f-0800-763d-b186-c32eb1e587ff', '0196ec2b-ab18-7070-a61f-45914647e0e8', 'Maintenance', 3500.00, '2026-11-01', '2026-11-16', 'paid', 'Maintenance November 2026', '2026-10-31 18:35:44+00', 3500.00, 0.00, NULL, '2026-11-01', NULL, NULL, NULL, NULL),
	('01a1a7d8-4150-7df9-8abf-198882be20be', '0196ec2b-ab18-7070-a61f-45914647e0e8', 'Parking', 1500.00, '2026-11-05', '2026-11-25', 'paid', 'Second car, this quarter', '2026-11-04 18:35:30+00', 1500.00, 0.00, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a209b0-ea58-735a-8fd2-e431036452ee', '0196ec2b-ab18-7070-a61f-45914647e0e8', 'Electricity', 1119.00, '2026-11-24', '2026-12-09', 'paid', 'Common electricity, own share', '2026-11-23 18:35:19+00', 1119.00, 0.00, NULL, NULL, NULL, NULL, NULL, NULL),
	('01a22818-f4a4-7266-aa87-0c689dd481db', '0196ec2b-ab18-7070-a61f-45914647e0e8', 'Parking', 500.00, '2026-11-29', '2026-12-14', 'paid', 'Raised for the wrong flat', '2026-11-29 16:17:33.870514+00', 0.00, 500.00, NULL, NULL, '2026-11-29 16:17:33.885054+00', 'Another flat''s', NULL, NULL),
	('01a22818-f49d-7080-8fce-c86b82cbe95b', '0196ec2b-ab18-7070-a61f-45914647e0e8', 'Water', 1234.50, '2026-11-29', '2026-12-14', 'partially_paid', 'Tanker, three trips', '2026-11-29 16:17:33.856557+00', 800.25, 34.50, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO public.blocks VALUES
	('0196ec2b-8fc0-74ad-9ac7-ff5bd5ab9528', 'Tower A', 'Six floors, 24 units, lift 1', '2025-05-20 05:30:00+00', 'TOWER A'),
	('0196ec34-b780-7290-b267-01f6fd08bf88', 'Tower C', 'Six floors, 24 units, lift 3', '2025-05-20 05:40:00+00', 'TOWER C'),
	('0196ec39-4b60-7ea6-829e-913358b94b83', 'Tower D', 'Six floors, 24 units, lift 4', '2025-05-20 05:45:00+00', 'TOWER D');
INSERT INTO public.desk_files VALUES
	('01a22818-f6ce-74c6-ba38-1ca845bdebcf', '0196e1bb-2320-7440-b9bf-8c84f6f1313e', 'outbox', 'dues.csv', '\x756e69742c6475650a412d3130312c3339392e37350a', '2026-11-29 16:17:34.417813+00', '2026-12-06 16:17:34.417813+00'),
	('01a22818-f6d2-7d9c-8983-2cd9ed106361', '0196e1bb-2320-7440-b9bf-8c84f6f1313e', 'inbox', 'people.csv', '\x626c6f636b2c756e69740a', '2026-11-29 16:17:34.419008+00', '2026-12-06 16:17:34.419008+00');
INSERT INTO public.desk_sessions VALUES
	('91cd458d-71e7-5bf8-b335-0d63c6c66da8', '019748ce-7760-7b93-b9ce-5e9c40ef942b', 'Main Gate', '192.0.2.7', 'SSH-2.0-OpenSSH_9.6 xterm-256color', 'c78ce926-a90b-4eb2-8f74-fa5f39dad664', 'Bills', '2026-11-29 16:17:34.429034+00', '2026-11-29 16:17:34.425621+00', '2026-11-29 16:17:34.429034+00', NULL, '2026-11-29 16:17:34.431312+00'),
	('cd74f91f-e953-545f-ab3d-fd1efb36a00b', '0196e1bb-2320-7440-b9bf-8c84f6f1313e', NULL, '192.0.2.7', 'SSH-2.0-OpenSSH_9.6 xterm-256color', 'c78ce926-a90b-4eb2-8f74-fa5f39dad664', 'Bills', '2026-11-29 16:17:34.429034+00', '2026-11-29 16:17:34.431218+00', '2026-11-29 16:17:34.431312+00', NULL, NULL);
INSERT INTO public.gate_terminals VALUES
	('01a22818-f6d4-7eaa-8255-dd9faf0904bd', 'Main Gate', 'SHA256:wZ/lqbfdRGTZJ4Xf1YSAoLr7gx+PW4hD5E+5zQbWCz0', 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIG04FGeO8mYkfFCPEFtSxDQ0CA9I9O9YRKpQ2ypGfDZ2
', 'gate', '2026-11-29 16:17:34.42505+00', NULL);
INSERT INTO public.maintenance_tickets VALUES
	('01a21ba0-e920-777b-8593-1284dd7b96fb', '0196ec2b-ab18-7070-a61f-45914647e0e8', '01971683-67c0-718e-99a7-1b4c54469e98', 'Lift', 'Lift stuck, Tower A', 'Stops between the third and the fourth floor, doors open halfway.', 'critical', 'resolved', '0196fb9d-b960-72fe-b5ab-78b56cec9d97', '2026-11-27 06:11:00+00', '2026-11-27 07:11:20+00', '2026-11-27 07:11:20+00'),
	('01a210ab-bc20-7068-8962-95a693d6ee7e', '0196ec35-76e8-7751-aed1-eb7ce759b4fc', '019decf3-9680-76e1-8888-e23a32438711', 'Carpentry', 'Balcony door does not close', 'Swollen since the rains.', 'medium', 'open', '0196fb9d-b960-72fe-b5ab-78b56cec9d97', '2026-11-25 03:07:00+00', '2026-11-25 03:26:34+00', NULL),
	('01a1beb2-0460-7ae7-a924-17fb1ab77aff', '0196ec2c-6a80-7049-9edd-3606cc55444f', '019d9a35-f280-7f25-a8d6-f23005501a42', 'Plumbing', 'Tap in the common bathroom drips', NULL, 'medium', 'closed', '01977c52-a340-7e60-8944-1f51664868e6', '2026-11-09 05:05:00+00', '2026-11-09 15:01:41+00', '2026-11-09 05:42:12+00'),
	('01a22036-9de0-7337-b224-994f38a9827a', '0196ec2b-ab18-7070-a61f-45914647e0e8', '01971683-67c0-718e-99a7-1b4c54469e98', 'Electrical', 'Bell does not ring', NULL, 'medium', 'open', '01977c52-a340-7e60-8944-1f51664868e6', '2026-11-28 03:33:00+00', '2026-11-28 03:39:16+00', NULL),
	('01a19fa5-68a0-76f1-859b-69076e560d6d', '0196ec35-76e8-7751-aed1-eb7ce759b4fc', '019decf3-9680-76e1-8888-e23a32438711', 'Plumbing', 'Drain in the kitchen is slow', NULL, 'low', 'closed', '01977c52-a340-7e60-8944-1f51664868e6', '2026-11-03 04:23:00+00', '2026-11-03 09:49:47+00', '2026-11-03 05:23:26+00'),
	('01a22818-f57e-7ed9-b9ab-41320c417687', '0196ec2b-ab18-7070-a61f-45914647e0e8', '01971683-67c0-718e-99a7-1b4c54469e98', 'Plumbing', 'Tap drips', 'Since Monday.
The one in the kitchen.', 'high', 'resolved', '0196fb9d-b960-72fe-b5ab-78b56cec9d97', '2026-11-29 16:17:34.08188+00', '2026-11-29 16:17:34.089543+00', '2026-11-29 16:17:34.089543+00');
INSERT INTO public.payments VALUES
	('01a0695f-62b0-7e48-8b5d-5a73f43de15b', '01a0591a-cde0-7319-a41b-d29e7fd91aea', '01971683-67c0-718e-99a7-1b4c54469e98', 3500.00, 'Bank Transfer', 'NEFT2609921902911', '2026-09-03 22:24:14+00', 'success', '01971683-67c0-718e-99a7-1b4c54469e98', NULL, NULL),
	('01a11ce3-5d28-78dd-97fa-1ce4e4f6f999', '01a0f399-3c08-7bc9-83e7-790d8c85a61c', '01971683-67c0-718e-99a7-1b4c54469e98', 3500.00, 'UPI', 'UPI300131857650', '2026-10-08 19:00:25+00', 'success', '01971683-67c0-718e-99a7-1b4c54469e98', NULL, NULL),
	('01a1a8a2-a5d0-7a1c-a752-6e43695453c0', '01a1933f-0800-763d-b186-c32eb1e587ff', '01971683-67c0-718e-99a7-1b4c54469e98', 3500.00, 'Bank Transfer', 'NEFT2611249061147', '2026-11-04 22:16:34+00', 'success', '01971683-67c0-718e-99a7-1b4c54469e98', NULL, NULL),
	('01a18117-c4c8-7016-8136-068e9eec790c', '01a15572-5e28-7091-9bdc-ae205c8d1469', '01971683-67c0-718e-99a7-1b4c54469e98', 584.00, 'Debit Card', 'CARD300268259', '2026-10-28 05:59:41+00', 'success', '01971683-67c0-718e-99a7-1b4c54469e98', NULL, NULL),
	('01a212a5-d6a0-7e1c-98f1-540da6e51133', '01a209b0-ea58-735a-8fd2-e431036452ee', '01971683-67c0-718e-99a7-1b4c54469e98', 1119.00, 'Debit Card', 'CARD795166943', '2026-11-25 12:19:48+00', 'success', '01971683-67c0-718e-99a7-1b4c54469e98', NULL, NULL),
	('01a0cf3a-2f20-7ee0-a534-566033cfb795', '01a0591a-b288-792a-9e30-361d7954baad', '019d9a35-f280-7f25-a8d6-f23005501a42', 4500.00, 'UPI', 'UPI300104438132', '2026-09-23 17:04:52+00', 'success', '019d9a35-f280-7f25-a8d6-f23005501a42', NULL, NULL),
	('01a15c40-5778-75f7-b6af-5090fda6360b', '01a0f399-7e70-7e6e-93f6-efd7f69c82a8', '019d9a35-f280-7f25-a8d6-f23005501a42', 4500.00, 'UPI', 'UPI300148050497', '2026-10-21 02:18:03+00', 'success', '019d9a35-f280-7f25-a8d6-f23005501a42', NULL, NULL),
	('01a203d3-7358-701f-a228-d218c46e6330', '01a1933e-7f48-75b9-983b-587acbdebb5c', '019d9a35-f280-7f25-a8d6-f23005501a42', 4500.00, 'Credit Card', 'CARD096737928', '2026-11-22 15:15:19+00', 'success', '019d9a35-f280-7f25-a8d6-f23005501a42', NULL, NULL),
	('01a160dc-c2f8-71cc-a34f-8faeb323abbb', '01a15572-5e28-7f99-afc5-6fbb5e2f313b', '019d9a35-f280-7f25-a8d6-f23005501a42', 896.00, 'UPI', 'UPI300120163601', '2026-10-21 23:47:23+00', 'success', '019d9a35-f280-7f25-a8d6-f23005501a42', NULL, NULL),
	('01a21881-ea28-7105-88bb-18857074ecd6', '01a209b1-53d0-76e4-ad10-36e29f37c77a', '019d9a35-f280-7f25-a8d6-f23005501a42', 576.00, 'Bank Transfer', 'NEFT2611904001125', '2026-11-26 15:38:17+00', 'pending', '019d9a35-f280-7f25-a8d6-f23005501a42', NULL, NULL),
	('01a07a9a-b390-7a1f-a33a-e981ec75b735', '01a0591b-1c00-773f-89ec-11aada987a54', '019decf3-9680-76e1-8888-e23a32438711', 3500.00, 'Bank Transfer', 'NEFT2609809499633', '2026-09-07 06:42:34+00', 'success', '019decf3-9680-76e1-8888-e23a32438711', NULL, NULL),
	('01a12a91-58f8-77e0-86a1-8010056e2fa5', '01a0f399-6700-7ff4-a368-08a8a0dd744e', '019decf3-9680-76e1-8888-e23a32438711', 3500.00, 'UPI', 'UPI300111216908', '2026-10-11 10:45:31+00', 'success', '019decf3-9680-76e1-8888-e23a32438711', NULL, NULL),
	('01a19edd-03d8-7d60-973b-4b36762797cc', '01a1933f-0418-7b5d-8ff7-eedc7c401078', '019decf3-9680-76e1-8888-e23a32438711', 3500.00, 'Credit Card', 'CARD318041782', '2026-11-03 00:44:07+00', 'success', '019decf3-9680-76e1-8888-e23a32438711', NULL, NULL),
	('01a17c2a-4378-7fdf-8394-016f78346678', '01a15572-c7a0-7323-a00c-4d35eaa05cf3', '019decf3-9680-76e1-8888-e23a32438711', 579.00, 'UPI', 'UPI300907223152', '2026-10-27 07:01:47+00', 'success', '019decf3-9680-76e1-8888-e23a32438711', NULL, NULL),
	('01a21d6b-b640-7ca9-8687-bf5ac4bad5ab', '01a209b1-7ae0-7b57-83ec-57456659dc36', '01999478-aa80-75c8-a06b-2f5dd19b6fc8', 1769.00, 'UPI', 'UPI300725067117', '2026-11-27 14:32:08+00', 'pending', '01999478-aa80-75c8-a06b-2f5dd19b6fc8', NULL, NULL),
	('01a1de08-2858-737f-88dd-a437d02edccb', '01a1a7d8-4150-7df9-8abf-198882be20be', '01971683-67c0-718e-99a7-1b4c54469e98', 1500.00, 'Credit Card', 'CARD840578950', '2026-11-15 07:07:19+00', 'success', '01971683-67c0-718e-99a7-1b4c54469e98', NULL, NULL),
	('01a22818-f4c3-709d-8c15-2a12e24c524a', '01a22818-f49d-7080-8fce-c86b82cbe95b', '01971683-67c0-718e-99a7-1b4c54469e98', 700.25, 'UPI', 'SIMC8E49C6AC88C', '2026-11-29 16:17:33.897024+00', 'success', '01971683-67c0-718e-99a7-1b4c54469e98', NULL, NULL),
	('01a22818-f4db-7ce5-9052-c5a652e1f25b', '01a22818-f49d-7080-8fce-c86b82cbe95b', NULL, 100.00, 'Cash', NULL, '2026-11-29 16:17:33.921046+00', 'success', '0196e1bb-2320-7440-b9bf-8c84f6f1313e', NULL, NULL),
	('01a22818-f4e3-7f0a-bd2c-d580d9f8d2d9', '019f1ef7-2060-7231-997f-6ea7bc99c9b0', NULL, 333.33, 'UPI', '412345678901', '2026-11-29 16:17:33.925986+00', 'failed', '0196e1bb-2320-7440-b9bf-8c84f6f1313e', '2026-11-29 16:17:34.021088+00', 'The transfer came back');
INSERT INTO public.receipt_counters VALUES
	(2026, 3);
INSERT INTO public.receipt_payments VALUES
	('01a22818-f4c3-709d-8c15-2a12e24c524a', '01a22818-f4c3-709f-83c7-d17ecf6c98a4'),
	('01a22818-f4db-7ce5-9052-c5a652e1f25b', '01a22818-f4db-7ce6-a07d-0a92d3bec1e8'),
	('01a22818-f4e3-7f0a-bd2c-d580d9f8d2d9', '01a22818-f4e3-7f0e-be32-d8801c7bb0a7');
INSERT INTO public.receipts VALUES
	('01a22818-f4c3-709f-83c7-d17ecf6c98a4', 2026, 1, '2026-11-29 16:17:33.897024+00'),
	('01a22818-f4db-7ce6-a07d-0a92d3bec1e8', 2026, 2, '2026-11-29 16:17:33.921046+00'),
	('01a22818-f4e3-7f0e-be32-d8801c7bb0a7', 2026, 3, '2026-11-29 16:17:33.925986+00');
INSERT INTO public.roles VALUES
	(1, 'admin', 'Full system access, user management, reports'),
	(2, 'staff', 'Maintenance and visitor management'),
	(3, 'resident', 'Personal dashboard, bill payments, requests'),
	(4, 'guard', 'The gate: visitors in and out, and whom to call');
INSERT INTO public.sign_in_attempts VALUES
	('admin@demo.example', '192.0.2.9', 1, '2026-11-29 16:17:33.739327+00');
INSERT INTO public.society360_migrations VALUES
	(1, 0, true, '2026-11-29 16:17:31.655942'),
	(2, 1, true, '2026-11-29 16:17:31.689246'),
	(3, 2, true, '2026-11-29 16:17:31.816113'),
	(4, 3, true, '2026-11-29 16:17:31.821042'),
	(5, 4, true, '2026-11-29 16:17:31.833017'),
	(6, 5, true, '2026-11-29 16:17:31.840545'),
	(7, 6, true, '2026-11-29 16:17:31.842102'),
	(8, 7, true, '2026-11-29 16:17:31.849035'),
	(9, 8, true, '2026-11-29 16:17:31.858525'),
	(10, 9, true, '2026-11-29 16:17:31.864234'),
	(11, 10, true, '2026-11-29 16:17:31.865824'),
	(12, 11, true, '2026-11-29 16:17:31.867106'),
	(13, 12, true, '2026-11-29 16:17:31.868289'),
	(14, 13, true, '2026-11-29 16:17:31.869461'),
	(15, 14, true, '2026-11-29 16:17:31.872867'),
	(16, 15, true, '2026-11-29 16:17:31.877954'),
	(17, 16, true, '2026-11-29 16:17:31.880472'),
	(18, 17, true, '2026-11-29 16:17:31.881692'),
	(19, 18, true, '2026-11-29 16:17:31.882042'),
	(20, 19, true, '2026-11-29 16:17:31.883168'),
	(21, 20, true, '2026-11-29 16:17:31.884438'),
	(22, 21, true, '2026-11-29 16:17:31.885308'),
	(23, 22, true, '2026-11-29 16:17:31.894413'),
	(24, 23, true, '2026-11-29 16:17:31.898442'),
	(25, 24, true, '2026-11-29 16:17:31.898743'),
	(26, 25, true, '2026-11-29 16:17:31.901022'),
	(27, 26, true, '2026-11-29 16:17:31.909029'),
	(28, 27, true, '2026-11-29 16:17:31.912382'),
	(29, 28, true, '2026-11-29 16:17:31.912724'),
	(30, 29, true, '2026-11-29 16:17:31.923637'),
	(31, 30, true, '2026-11-29 16:17:31.92798'),
	(32, 31, true, '2026-11-29 16:17:31.930162'),
	(33, 32, true, '2026-11-29 16:17:31.939353'),
	(34, 33, true, '2026-11-29 16:17:31.945036'),
	(35, 34, true, '2026-11-29 16:17:31.946526'),
	(36, 35, true, '2026-11-29 16:17:31.9477'),
	(37, 36, true, '2026-11-29 16:17:31.948857'),
	(38, 37, true, '2026-11-29 16:17:31.949947'),
	(39, 38, true, '2026-11-29 16:17:31.951171'),
	(40, 39, true, '2026-11-29 16:17:31.952264'),
	(41, 40, true, '2026-11-29 16:17:31.953267'),
	(42, 41, true, '2026-11-29 16:17:31.954255'),
	(43, 42, true, '2026-11-29 16:17:31.955199'),
	(44, 43, true, '2026-11-29 16:17:31.956123'),
	(45, 44, true, '2026-11-29 16:17:31.957128'),
	(46, 45, true, '2026-11-29 16:17:31.958145'),
	(47, 46, true, '2026-11-29 16:17:31.959121'),
	(48, 47, true, '2026-11-29 16:17:31.960032'),
	(49, 48, true, '2026-11-29 16:17:31.96029'),
	(50, 49, true, '2026-11-29 16:17:31.972792'),
	(51, 50, true, '2026-11-29 16:17:31.9734'),
	(52, 51, true, '2026-11-29 16:17:31.975145'),
	(53, 52, true, '2026-11-29 16:17:31.980659'),
	(54, 53, true, '2026-11-29 16:17:31.981745'),
	(55, 54, true, '2026-11-29 16:17:31.98279'),
	(56, 55, true, '2026-11-29 16:17:31.983936'),
	(57, 56, true, '2026-11-29 16:17:31.984954'),
	(58, 57, true, '2026-11-29 16:17:31.985959'),
	(59, 58, true, '2026-11-29 16:17:31.986951'),
	(60, 59, true, '2026-11-29 16:17:31.987967'),
	(61, 60, true, '2026-11-29 16:17:31.989017'),
	(62, 61, true, '2026-11-29 16:17:31.990017'),
	(63, 64, true, '2026-11-29 16:17:31.991053'),
	(64, 65, true, '2026-11-29 16:17:31.992068'),
	(65, 66, true, '2026-11-29 16:17:31.993229'),
	(66, 67, true, '2026-11-29 16:17:31.993544'),
	(67, 68, true, '2026-11-29 16:17:31.996323'),
	(68, 70, true, '2026-11-29 16:17:31.996592'),
	(69, 71, true, '2026-11-29 16:17:31.999458'),
	(70, 72, true, '2026-11-29 16:17:32.005881'),
	(71, 73, true, '2026-11-29 16:17:32.010265'),
	(72, 74, true, '2026-11-29 16:17:32.013477'),
	(73, 75, true, '2026-11-29 16:17:32.014136'),
	(74, 76, true, '2026-11-29 16:17:32.014674'),
	(75, 80, true, '2026-11-29 16:17:32.015199'),
	(76, 81, true, '2026-11-29 16:17:32.016087'),
	(77, 82, true, '2026-11-29 16:17:32.017431'),
	(78, 83, true, '2026-11-29 16:17:32.019109');
INSERT INTO public.society360_report_refreshes VALUES
	('visits', '2026-11-29 16:17:34.434048+00', '00:00:00.024762', 'Asia/Kolkata'),
	('stays', '2026-11-29 16:17:34.469788+00', '00:00:00.010258', 'Asia/Kolkata'),
	('tickets', '2026-11-29 16:17:34.48559+00', '00:00:00.019617', 'Asia/Kolkata 4,24,72,168'),
	('collection', '2026-11-29 16:17:34.509655+00', '00:00:00.009498', 'Asia/Kolkata');
INSERT INTO public.system_config VALUES
	('d46b4c67-9288-4aeb-8a95-53c617cdfb42', 'general.timezone', 'Asia/Kolkata', 'general', 'Time zone of every time shown (IANA name)', 'string', NULL, '2026-11-29 16:17:32.158208+00', '2026-11-29 16:17:32.158208+00'),
	('e28e8894-318c-4bca-882d-6c495010a158', 'general.country', 'IN', 'general', 'Country of phone numbers without a country code (ISO 3166)', 'string', NULL, '2026-11-29 16:17:32.158208+00', '2026-11-29 16:17:32.158208+00'),
	('1128614f-5111-4492-b1c8-fe49ea68449f', 'general.printer', '', 'general', 'Printer for receipts and lists, as lp knows it; empty for none', 'string', NULL, '2026-11-29 16:17:32.158208+00', '2026-11-29 16:17:32.158208+00'),
	('c3878f86-d210-49a1-a3c0-570e5acfe93e', 'security.session_timeout', '3600', 'security', 'Seconds without a key until the desk locks (60 to 3600)', 'number', NULL, '2026-11-29 16:17:32.158208+00', '2026-11-29 16:17:32.158208+00'),
	('78785ae1-c8a3-441d-8220-e47e547fec1d', 'security.require_approval', 'false', 'security', 'A visitor may enter only with a resident''s approval', 'boolean', NULL, '2026-11-29 16:17:32.158208+00', '2026-11-29 16:17:32.158208+00'),
	('be98e75c-07b3-4739-9ae7-8bf4f1d9ea35', 'security.approval_hours', '24', 'security', 'Hours after which an unused approval lapses', 'number', NULL, '2026-11-29 16:17:32.158208+00', '2026-11-29 16:17:32.158208+00'),
	('0974aa28-d99f-4968-8d25-f98af379fc9e', 'security.overstay_hours', '12', 'security', 'Hours after which a visitor inside is flagged', 'number', NULL, '2026-11-29 16:17:32.158208+00', '2026-11-29 16:17:32.158208+00'),
	('030e14b1-4fc6-4147-86a1-2351c2746102', 'security.bcrypt_cost', '10', 'security', 'Cost of password hashes (10 to 14)', 'number', NULL, '2026-11-29 16:17:32.158208+00', '2026-11-29 16:17:32.158208+00'),
	('a3b7345e-f784-43fd-b264-b4279da582a4', 'billing.late_fee_percentage', '5', 'billing', 'Late fee in per cent of the unpaid principal, such as 5 or 2.5', 'number', NULL, '2026-11-29 16:17:32.158208+00', '2026-11-29 16:17:32.158208+00'),
	('a1edb9c8-8ae2-4f75-84d4-07c76179fe6d', 'billing.staff_records_payments', 'false', 'billing', 'Staff may record payments', 'boolean', NULL, '2026-11-29 16:17:32.158208+00', '2026-11-29 16:17:32.158208+00'),
	('252a8bcb-d7ed-40ed-88ae-1977fe3050b4', 'maintenance.auto_assign', 'false', 'maintenance', 'A new ticket goes to the member of staff with the fewest open ones', 'boolean', NULL, '2026-11-29 16:17:32.158208+00', '2026-11-29 16:17:32.158208+00'),
	('adebfbe3-44cd-4afb-a5ea-44bcfda254a9', 'maintenance.sla_hours', '{"critical":4,"high":24,"medium":72,"low":168}', 'maintenance', 'Hours to resolve a ticket, by priority', 'json', NULL, '2026-11-29 16:17:32.158208+00', '2026-11-29 16:17:32.158208+00'),
	('f7e302aa-f812-4680-b9a1-c36ed8e75065', 'notifications.email_enabled', 'false', 'notifications', 'Mail is sent (used by other programs of the platform)', 'boolean', NULL, '2026-11-29 16:17:32.158208+00', '2026-11-29 16:17:32.158208+00'),
	('2c705e03-962f-42c5-b36c-500d22a129c0', 'billing.maintenance_fee', '{"1BHK":2500,"2BHK":3500,"3BHK":4500}', 'billing', 'Monthly maintenance in rupees, or an amount for each unit type', 'json', '0196e1bb-2320-7440-b9bf-8c84f6f1313e', '2026-11-29 16:17:32.158208+00', '2026-11-29 16:17:32.163504+00'),
	('fa370061-57bf-440d-9720-7d266847e805', 'general.gates', '["Main","Service"]', 'general', 'Names of the gates', 'json', '0196e1bb-2320-7440-b9bf-8c84f6f1313e', '2026-11-29 16:17:32.158208+00', '2026-11-29 16:17:32.163504+00'),
	('8ee90e6b-effb-4368-b80a-e01eb2776945', 'general.society_name', 'Green Park CHS', 'general', 'Name in the header and on receipts', 'string', '0196e1bb-2320-7440-b9bf-8c84f6f1313e', '2026-11-29 16:17:32.158208+00', '2026-11-29 16:17:32.163504+00'),
	('51e5ec29-87e2-4fcf-82a5-e1a413443183', 'billing.due_days', '20', 'billing', 'Days from a bill''s date to its due date', 'number', '0196e1bb-2320-7440-b9bf-8c84f6f1313e', '2026-11-29 16:17:32.158208+00', '2026-11-29 16:17:34.413058+00');
INSERT INTO public.units VALUES
	('0196ec2b-ab18-7070-a61f-45914647e0e8', '0196ec2b-8fc0-74ad-9ac7-ff5bd5ab9528', '101', 1, '2BHK', 'occupied', '2025-05-20 05:30:07+00', 'A-101', 'A101', 'A 0000000101'),
	('0196ec2c-6a80-7049-9edd-3606cc55444f', '0196ec2b-8fc0-74ad-9ac7-ff5bd5ab9528', '204', 2, '3BHK', 'occupied', '2025-05-20 05:30:56+00', 'A-204', 'A204', 'A 0000000204'),
	('0196ec2d-b2a0-7f6b-af43-8bea3420d171', '0196ec2b-8fc0-74ad-9ac7-ff5bd5ab9528', '504', 5, '3BHK', 'vacant', '2025-05-20 05:32:20+00', 'A-504', 'A504', 'A 0000000504'),
	('0196ec35-76e8-7751-aed1-eb7ce759b4fc', '0196ec34-b780-7290-b267-01f6fd08bf88', '203', 2, '2BHK', 'occupied', '2025-05-20 05:40:49+00', 'C-203', 'C203', 'C 0000000203'),
	('0196ec3b-8998-743d-a874-bacc09569cf5', '0196ec39-4b60-7ea6-829e-913358b94b83', '601', 6, '2BHK', 'occupied', '2025-05-20 05:47:27+00', 'D-601', 'D601', 'D 0000000601'),
	('0196ec3b-a4f0-7f9c-afa3-8c3bb972b825', '0196ec39-4b60-7ea6-829e-913358b94b83', '602', 6, '1BHK', 'under_maintenance', '2025-05-20 05:47:34+00', 'D-602', 'D602', 'D 0000000602');
INSERT INTO public.user_ssh_keys VALUES
	('01a22818-f6d3-7942-a5a8-7d868c873dab', '0196fb9d-b960-72fe-b5ab-78b56cec9d97', 'SHA256:vxVWbgVlzmEOJKbvYMfsOdTl/EFGaqPcCz9W5Y4XNt4', 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJjrY0Q5nhfAyn8XTwFv6vEblfFGGWIUgUT3Kx2AGCGG
', 'staff', '2026-11-29 16:17:34.420082+00', NULL);
INSERT INTO public.user_units VALUES
	('01971686-1b28-726b-bf91-3c72d6122fa4', '01971683-67c0-718e-99a7-1b4c54469e98', '0196ec2b-ab18-7070-a61f-45914647e0e8', 'owner', true, '2025-05-28', NULL, 'active', '2025-05-28 10:52:57+00'),
	('0197164b-3120-7145-ad6f-db31688bf2cd', '01971639-3f60-7607-a5f9-b386baba051f', '0196ec2b-ab18-7070-a61f-45914647e0e8', 'family_member', false, '2025-05-28', NULL, 'active', '2025-05-28 09:48:36+00'),
	('019d9a41-2d80-77ad-9319-dc65b6cee7ec', '019d9a35-f280-7f25-a8d6-f23005501a42', '0196ec2c-6a80-7049-9edd-3606cc55444f', 'owner', true, '2026-04-17', NULL, 'active', '2026-04-17 07:04:16+00'),
	('019de255-e020-7e4d-893f-e2066869f736', '019de246-bd20-77d0-bff1-b3d0a85ae668', '0196ec2c-6a80-7049-9edd-3606cc55444f', 'family_member', false, '2026-05-01', NULL, 'active', '2026-05-01 06:59:32+00'),
	('019da5b2-0e78-7893-8155-2b3c90e10aee', '019da5a8-8ce0-741f-800c-77508bc181c7', '0196ec2c-6a80-7049-9edd-3606cc55444f', 'family_member', false, '2026-04-19', NULL, 'active', '2026-04-19 12:23:23+00'),
	('019749a3-1128-79a6-8d09-21f796422dfe', '01974996-f780-75c7-bcbb-e4bb1eb6f961', '0196ec35-76e8-7751-aed1-eb7ce759b4fc', 'owner', false, '2025-06-07', NULL, 'active', '2025-06-07 09:05:13+00'),
	('019ded01-d6f0-7fad-b590-1a0c26dd69d4', '019decf3-9680-76e1-8888-e23a32438711', '0196ec35-76e8-7751-aed1-eb7ce759b4fc', 'tenant', true, '2026-05-03', NULL, 'active', '2026-05-03 08:43:34+00'),
	('019dec04-1600-7987-8ad1-39162c30d93b', '019dec00-0ec0-7172-bfc9-a1ec14cea6af', '0196ec35-76e8-7751-aed1-eb7ce759b4fc', 'family_member', false, '2026-05-03', NULL, 'active', '2026-05-03 04:06:24+00'),
	('0199947e-1920-7d19-9e29-4235c6ed8fb7', '01999478-aa80-75c8-a06b-2f5dd19b6fc8', '0196ec3b-8998-743d-a874-bacc09569cf5', 'owner', true, '2025-09-29', NULL, 'active', '2025-09-29 08:01:56+00'),
	('0199f090-5598-7fe1-bfac-afd0bfed1984', '0199f07f-ee60-7e98-a718-2a59ea980af4', '0196ec3b-8998-743d-a874-bacc09569cf5', 'family_member', false, '2025-10-17', NULL, 'active', '2025-10-17 05:06:55+00'),
	('019734de-8600-7783-9839-3191ace5f29b', '019734d3-6a40-70cc-80e3-cb7d711a2d12', '0196ec2c-6a80-7049-9edd-3606cc55444f', 'tenant', true, '2025-06-03', '2026-04-02', 'moved_out', '2025-06-03 08:18:08+00'),
	('01a22818-f69c-7c0c-9252-17d7347f205a', '01a22818-f69c-7c0d-945e-163ac072e4c1', '0196ec2b-ab18-7070-a61f-45914647e0e8', 'family_member', false, '2026-10-20', '2026-11-29', 'moved_out', '2026-11-29 16:17:34.368499+00'),
	('01a22818-f6b9-72c7-982e-73dca85866a2', '01a22818-f6b9-72c9-93da-374d54d3eb57', '0196ec35-76e8-7751-aed1-eb7ce759b4fc', 'tenant', false, '2027-09-25', NULL, 'active', '2026-11-29 16:17:34.395343+00');
INSERT INTO public.users VALUES
	('0196e1bb-2320-7440-b9bf-8c84f6f1313e', 'Rajesh Kulkarni', 'admin@demo.example', '$2a$10$WohyVPGSFITgqMlcnL/v4Owe9AtVqtrPO619hEPYhExYNdDi9EeJ2', '98220 41760', 1, 'active', NULL, '2025-05-18 04:51:00+00', '2025-05-18 04:51:00+00', NULL, false, '2025-05-18 04:51:00+00', NULL),
	('0196fb9d-b960-72fe-b5ab-78b56cec9d97', 'Vijay More', 'staff@demo.example', '$2a$10$WohyVPGSFITgqMlcnL/v4Owe9AtVqtrPO619hEPYhExYNdDi9EeJ2', '98230 55172', 2, 'active', NULL, '2025-05-23 05:29:00+00', '2025-05-23 05:29:00+00', NULL, false, '2025-05-23 05:29:00+00', NULL),
	('019748ce-7760-7b93-b9ce-5e9c40ef942b', 'Sunita Pawar', 'guard@demo.example', '$2a$10$WohyVPGSFITgqMlcnL/v4Owe9AtVqtrPO619hEPYhExYNdDi9EeJ2', '99220 76034', 4, 'active', NULL, '2025-06-07 05:13:00+00', '2025-06-07 05:13:00+00', NULL, false, '2025-06-07 05:13:00+00', NULL),
	('01977c52-a340-7e60-8944-1f51664868e6', 'Prakash Sutar', 'prakash.sutar@greenpark.example', '!', '97630 20918', 2, 'active', NULL, '2025-06-17 05:18:00+00', '2025-06-17 05:18:00+00', NULL, false, '2025-06-17 05:18:00+00', NULL),
	('0197afa8-1e00-77d4-aee0-eb7ef86bb3f9', 'Balwinder Singh', 'balwinder.singh@greenpark.example', '!', '98500 31887', 4, 'active', NULL, '2025-06-27 04:32:00+00', '2025-06-27 04:32:00+00', NULL, false, '2025-06-27 04:32:00+00', NULL),
	('01987da7-6860-7291-ae32-68e09b60293a', 'Mahesh Yadav', 'mahesh.yadav@greenpark.example', '!', '90040 66513', 4, 'active', NULL, '2025-08-06 04:33:00+00', '2025-08-06 04:33:00+00', NULL, false, '2025-08-06 04:33:00+00', NULL),
	('01997f3b-5960-7efb-93a4-c4742ef14538', 'Lalita Kamble', 'lalita.kamble@greenpark.example', '!', '97300 84420', 4, 'active', NULL, '2025-09-25 04:57:00+00', '2025-09-25 04:57:00+00', NULL, false, '2025-09-25 04:57:00+00', NULL),
	('01971683-67c0-718e-99a7-1b4c54469e98', 'Meera Joshi', 'resident@demo.example', '$2a$10$WohyVPGSFITgqMlcnL/v4Owe9AtVqtrPO619hEPYhExYNdDi9EeJ2', '98204 63210', 3, 'active', NULL, '2025-05-28 10:50:00+00', '2025-05-28 10:50:00+00', NULL, false, '2025-05-28 10:50:00+00', NULL),
	('01971639-3f60-7607-a5f9-b386baba051f', 'Arun Joshi', 'arun.joshi@mail.example', '!', '98204 63277', 3, 'active', NULL, '2025-05-28 09:29:00+00', '2025-05-28 09:29:00+00', NULL, false, '2025-05-28 09:29:00+00', NULL),
	('019decf3-9680-76e1-8888-e23a32438711', 'Farhan Shaikh', 'tenant@demo.example', '$2a$10$WohyVPGSFITgqMlcnL/v4Owe9AtVqtrPO619hEPYhExYNdDi9EeJ2', '99300 28465', 3, 'active', NULL, '2026-05-03 08:28:00+00', '2026-05-03 08:28:00+00', NULL, false, '2026-05-03 08:28:00+00', NULL),
	('01974996-f780-75c7-bcbb-e4bb1eb6f961', 'Mandar Patil', 'mandar.patil@mail.example', '!', '98210 01395', 3, 'active', NULL, '2025-06-07 08:52:00+00', '2025-06-07 08:52:00+00', NULL, false, '2025-06-07 08:52:00+00', NULL),
	('019dec00-0ec0-7172-bfc9-a1ec14cea6af', 'Zoya Shaikh', 'zoya.shaikh@mail.example', '!', '99300 28466', 3, 'active', NULL, '2026-05-03 04:02:00+00', '2026-05-03 04:02:00+00', NULL, false, '2026-05-03 04:02:00+00', NULL),
	('01999478-aa80-75c8-a06b-2f5dd19b6fc8', 'Hetal Desai', 'hetal.desai2@mail.example', '!', '98200 07554', 3, 'active', NULL, '2025-09-29 07:56:00+00', '2025-09-29 07:56:00+00', NULL, false, '2025-09-29 07:56:00+00', NULL),
	('0199f07f-ee60-7e98-a718-2a59ea980af4', 'Ketan Desai', 'ketan.desai@mail.example', '!', '98200 93738', 3, 'active', NULL, '2025-10-17 04:49:00+00', '2025-10-17 04:49:00+00', NULL, false, '2025-10-17 04:49:00+00', NULL),
	('019d9a35-f280-7f25-a8d6-f23005501a42', 'Harjit Singh', 'harjit.singh2@mail.example', '!', '9821015977', 3, 'active', NULL, '2026-04-17 06:52:00+00', '2026-04-17 06:52:00+00', NULL, false, '2026-04-17 06:52:00+00', NULL),
	('019de246-bd20-77d0-bff1-b3d0a85ae668', 'Jasleen Singh', 'jasleen.singh@mail.example', '!', '9821042519', 3, 'active', NULL, '2026-05-01 06:43:00+00', '2026-05-01 06:43:00+00', NULL, false, '2026-05-01 06:43:00+00', NULL),
	('019da5a8-8ce0-741f-800c-77508bc181c7', 'Manpreet Singh', 'manpreet.singh@mail.example', '!', '98690 67513', 3, 'active', NULL, '2026-04-19 12:13:00+00', '2026-04-19 12:13:00+00', NULL, false, '2026-04-19 12:13:00+00', NULL),
	('019734d3-6a40-70cc-80e3-cb7d711a2d12', 'Jignesh Parekh', 'jignesh.parekh2@mail.example', '!', '88790 69152', 3, 'active', NULL, '2025-06-03 08:06:00+00', '2026-04-03 06:00:00+00', '2026-04-03 06:00:00+00', false, '2025-06-03 08:06:00+00', NULL),
	('01a22818-f69a-7263-ab75-9cdb834a8be9', 'Night Guard', 'night@demo.example', '$2a$10$Mj4whOsjZ1V0ZWZ3qAQNhuXIi579fURUbB7YD2U/qcs0ydQwMJ34C', NULL, 4, 'active', NULL, '2026-11-29 16:17:34.363031+00', '2026-11-29 16:17:34.363031+00', NULL, true, '2026-11-29 16:17:34.363031+00', NULL),
	('01a22818-f69c-7c0d-945e-163ac072e4c1', 'Ravi Kumar', 'ravi@demo.example', '!', '98200 77777', 3, 'active', NULL, '2026-11-29 16:17:34.368499+00', '2026-11-29 16:17:34.368499+00', NULL, false, '2026-11-29 16:17:34.368499+00', NULL),
	('01a22818-f6b9-72c9-93da-374d54d3eb57', 'Sunita Devi', 'sunita@demo.example', '!', NULL, 3, 'active', NULL, '2026-11-29 16:17:34.395343+00', '2026-11-29 16:17:34.395343+00', NULL, false, '2026-11-29 16:17:34.395343+00', NULL);
INSERT INTO public.visitor_logs VALUES
	('01a1c53a-9810-7368-a075-80a9014115ba', '0196ec2b-ab18-7070-a61f-45914647e0e8', 'सुनीता माने', '9850001658', 'Guest', NULL, NULL, 'MH12SF7396', NULL, NULL, '0197afa8-1e00-77d4-aee0-eb7ef86bb3f9', 'denied', '2026-11-10 11:31:54+00', NULL, NULL, NULL, 1, false),
	('01a1d4ac-40c8-781d-80d7-82c0d56d246c', '0196ec2c-6a80-7049-9edd-3606cc55444f', 'Naveen Rao', '98690 57867', 'Guest', NULL, NULL, NULL, NULL, NULL, '0197afa8-1e00-77d4-aee0-eb7ef86bb3f9', 'denied', '2026-11-13 11:30:21+00', NULL, NULL, NULL, 5, false),
	('01a1e3e7-54d8-72c8-a3d6-9f39e4d78629', '0196ec35-76e8-7751-aed1-eb7ce759b4fc', 'Savio Fernandes', '98330 35773', 'Guest', NULL, NULL, 'MH14TV0144', NULL, NULL, '0197afa8-1e00-77d4-aee0-eb7ef86bb3f9', 'denied', '2026-11-16 10:29:11+00', NULL, NULL, NULL, 1, false),
	('01a1f60a-b010-7089-acc4-553ce7268383', '0196ec3b-8998-743d-a874-bacc09569cf5', 'Girish Rao', '9833067553', 'Guest', '2026-11-20 08:30:25+00', '2026-11-20 12:23:20+00', NULL, 'Main', '01999478-aa80-75c8-a06b-2f5dd19b6fc8', '019748ce-7760-7b93-b9ce-5e9c40ef942b', 'checked_out', '2026-11-19 23:00:58+00', '2026-11-20 08:30:00+00', '2026-11-19 23:00:58+00', 'Main', 1, false),
	('01a200b6-2dc8-710e-99b3-7054c2ea2bf9', '0196ec35-76e8-7751-aed1-eb7ce759b4fc', 'Savio Fernandes', '98330 35773', 'Guest', '2026-11-22 00:44:29+00', '2026-11-22 02:31:44+00', 'MH14TV0144', 'Main', '019decf3-9680-76e1-8888-e23a32438711', '01987da7-6860-7291-ae32-68e09b60293a', 'checked_out', '2026-11-22 00:44:29+00', NULL, '2026-11-22 00:44:29+00', 'Main', 4, false),
	('01a20718-b348-7706-962a-0ee5a0088f1d', '0196ec2c-6a80-7049-9edd-3606cc55444f', 'Karthik Raghavan', '9769016061', 'Cab', '2026-11-23 06:29:49+00', '2026-11-23 06:41:42+00', 'MH43QM2580', 'Main', NULL, '019748ce-7760-7b93-b9ce-5e9c40ef942b', 'checked_out', '2026-11-23 06:29:49+00', NULL, NULL, 'Main', 1, false),
	('01a20b94-0a08-7a56-8844-d0ecec08a5a0', '0196ec35-76e8-7751-aed1-eb7ce759b4fc', 'अंजली कदम', '97300 01230', 'Cab', '2026-11-24 03:23:01+00', '2026-11-24 03:34:23+00', 'MH 14 LJ 8946', 'Main', '019decf3-9680-76e1-8888-e23a32438711', '019748ce-7760-7b93-b9ce-5e9c40ef942b', 'checked_out', '2026-11-24 03:23:01+00', NULL, '2026-11-24 03:23:01+00', 'Main', 1, false),
	('01a20bb8-d7e8-7938-aafb-a7c1d56f474c', '0196ec2c-6a80-7049-9edd-3606cc55444f', 'Ritu Verma', '98210 49742', 'Cab', '2026-11-24 04:03:13+00', '2026-11-24 04:13:42+00', 'MH01DB0419', 'Main', NULL, '019748ce-7760-7b93-b9ce-5e9c40ef942b', 'checked_out', '2026-11-24 04:03:13+00', NULL, NULL, 'Main', 1, false),
	('01a21650-0e38-74fc-9d22-e16118200d09', '0196ec3b-8998-743d-a874-bacc09569cf5', 'Senthil Raghavan (RO service)', '98330 45775', 'Service', '2026-11-26 05:24:35+00', '2026-11-26 07:20:42+00', 'MH 43 FT 4210', 'Service', NULL, '01997f3b-5960-7efb-93a4-c4742ef14538', 'checked_out', '2026-11-26 05:24:35+00', NULL, NULL, 'Service', 1, false),
	('01a2160f-2508-74c8-be30-c3733e3cf5b2', '0196ec35-76e8-7751-aed1-eb7ce759b4fc', 'Prasad Jadhav', '9769007874', 'Guest', '2026-11-26 07:45:19+00', '2026-11-26 09:44:46+00', NULL, 'Main', '019decf3-9680-76e1-8888-e23a32438711', '019748ce-7760-7b93-b9ce-5e9c40ef942b', 'checked_out', '2026-11-26 04:13:41+00', '2026-11-26 07:45:00+00', '2026-11-26 04:13:41+00', 'Main', 2, false),
	('01a217c0-0958-7f0a-9d2a-02500e17e005', '0196ec2b-ab18-7070-a61f-45914647e0e8', 'सुनीता माने', '9850001658', 'Guest', '2026-11-26 12:06:31+00', '2026-11-26 16:07:44+00', 'MH12SF7396', 'Main', '01971683-67c0-718e-99a7-1b4c54469e98', '0197afa8-1e00-77d4-aee0-eb7ef86bb3f9', 'checked_out', '2026-11-26 12:06:31+00', NULL, '2026-11-26 12:06:31+00', 'Main', 1, false),
	('01a21b1a-e488-7191-aac9-3507b5613fbd', '0196ec2c-6a80-7049-9edd-3606cc55444f', 'Dinesh Verma (Blue Dart)', '98220 20490', 'Delivery', '2026-11-27 03:44:37+00', '2026-11-27 03:52:51+00', 'MH02UU9645', 'Service', NULL, '01997f3b-5960-7efb-93a4-c4742ef14538', 'checked_out', '2026-11-27 03:44:37+00', NULL, NULL, 'Service', 1, false),
	('01a21c3c-7188-7b93-b9df-61b1610a9a56', '0196ec2c-6a80-7049-9edd-3606cc55444f', 'Ajay Verma (broadband)', '98690 30689', 'Service', '2026-11-27 09:00:53+00', '2026-11-27 09:43:40+00', 'MH12ZZ9073', 'Main', '019d9a35-f280-7f25-a8d6-f23005501a42', '019748ce-7760-7b93-b9ce-5e9c40ef942b', 'checked_out', '2026-11-27 09:00:53+00', NULL, '2026-11-27 09:00:53+00', 'Main', 1, false),
	('01a220b4-bef0-791d-8da7-be6a09486dca', '0196ec2b-ab18-7070-a61f-45914647e0e8', 'Meenakshi Iyer', '90040 59393', 'Cab', '2026-11-28 05:50:46+00', '2026-11-28 06:00:44+00', 'MH02YN1734', 'Main', NULL, '019748ce-7760-7b93-b9ce-5e9c40ef942b', 'checked_out', '2026-11-28 05:50:46+00', NULL, NULL, 'Main', 1, false),
	('01a22525-5f80-7f32-bbc2-c385749f0609', '0196ec3b-8998-743d-a874-bacc09569cf5', 'मीनाक्षी देशमुख', '99220 67846', 'Guest', '2026-11-29 02:39:08+00', '2026-11-29 06:22:41+00', NULL, 'Main', '01999478-aa80-75c8-a06b-2f5dd19b6fc8', '019748ce-7760-7b93-b9ce-5e9c40ef942b', 'checked_out', '2026-11-29 02:32:16+00', NULL, '2026-11-29 02:36:26+00', 'Main', 1, false),
	('01a2262d-78e0-761d-9619-310968f6c838', '0196ec2b-ab18-7070-a61f-45914647e0e8', 'स्नेहा शिंदे (Blinkit)', '97690 85708', 'Delivery', '2026-11-29 07:20:44+00', '2026-11-29 07:31:51+00', NULL, 'Service', '01971683-67c0-718e-99a7-1b4c54469e98', '01997f3b-5960-7efb-93a4-c4742ef14538', 'checked_out', '2026-11-29 07:20:44+00', NULL, '2026-11-29 07:20:44+00', 'Service', 1, false),
	('01a22792-8720-79b7-afd7-4e8836ddf79b', '0196ec3b-8998-743d-a874-bacc09569cf5', 'महेश माने', '98200 70789', 'Guest', '2026-11-29 13:50:44+00', '2026-11-29 15:54:44+00', NULL, 'Main', '01999478-aa80-75c8-a06b-2f5dd19b6fc8', '0197afa8-1e00-77d4-aee0-eb7ef86bb3f9', 'checked_out', '2026-11-29 13:50:44+00', NULL, '2026-11-29 13:50:44+00', 'Main', 1, false),
	('01a21632-3980-7b4c-a977-ab207caa554d', '0196ec2b-ab18-7070-a61f-45914647e0e8', 'Ramesh Kumar', '98200 12345', 'Delivery', '2026-11-26 04:52:00+00', '2026-11-26 04:58:14+00', 'MH12AB1234', 'Main', NULL, '019748ce-7760-7b93-b9ce-5e9c40ef942b', 'checked_out', '2026-11-26 04:52:00+00', NULL, NULL, 'Main', 1, false),
	('01a227f4-4a78-73f8-beff-5d97c48c09e3', '0196ec2b-ab18-7070-a61f-45914647e0e8', 'Ritu Malhotra', '9869050986', 'Guest', NULL, NULL, NULL, NULL, '01971683-67c0-718e-99a7-1b4c54469e98', NULL, 'approved', '2026-11-29 15:37:31+00', '2026-11-29 17:15:00+00', '2026-11-29 15:37:31+00', NULL, 1, false),
	('01a227c6-83b8-71c9-b66f-49f4ddca4d37', '0196ec35-76e8-7751-aed1-eb7ce759b4fc', 'कमल ठाकूर', '88790 33081', 'Guest', NULL, NULL, NULL, NULL, '019decf3-9680-76e1-8888-e23a32438711', NULL, 'approved', '2026-11-29 14:47:31+00', '2026-11-29 19:15:00+00', '2026-11-29 14:47:31+00', NULL, 2, false),
	('01a22818-f549-7ac5-9359-9b36785d11a2', '0196ec2b-ab18-7070-a61f-45914647e0e8', 'Kavita Rao', '98200 55555', 'Guest', '2026-11-29 16:17:34.057028+00', NULL, 'MH 12 AB 1234', 'Main Gate', '01971683-67c0-718e-99a7-1b4c54469e98', '019748ce-7760-7b93-b9ce-5e9c40ef942b', 'checked_in', '2026-11-29 16:17:34.028405+00', NULL, '2026-11-29 16:17:34.049273+00', NULL, 3, false),
	('01a22818-f56b-7156-aef8-eb64360ee083', '0196ec35-76e8-7751-aed1-eb7ce759b4fc', 'काशी विश्वनाथन', NULL, 'Delivery', '2026-11-29 16:17:34.059244+00', '2026-11-29 16:17:34.065925+00', NULL, NULL, NULL, '019748ce-7760-7b93-b9ce-5e9c40ef942b', 'checked_out', '2026-11-29 16:17:34.059244+00', NULL, '2026-11-29 16:17:34.059244+00', 'Main Gate', 1, false),
	('01a22818-f573-7036-8012-d48bb831ddf6', '0196ec35-76e8-7751-aed1-eb7ce759b4fc', 'Somebody', NULL, NULL, NULL, NULL, NULL, NULL, NULL, '019748ce-7760-7b93-b9ce-5e9c40ef942b', 'denied', '2026-11-29 16:17:34.067189+00', NULL, NULL, NULL, 1, false),
	('01a22818-f574-71f3-b4a8-9b722dcd40ba', '0196ec35-76e8-7751-aed1-eb7ce759b4fc', 'Arun''s uncle', NULL, 'Guest', NULL, NULL, NULL, NULL, '019decf3-9680-76e1-8888-e23a32438711', NULL, 'approved', '2026-11-29 16:17:34.068371+00', '2026-11-30 18:00:00+00', '2026-11-29 16:17:34.068371+00', NULL, 1, false),
	('01a22818-f576-71d4-a993-391c57b82a69', '0196ec35-76e8-7751-aed1-eb7ce759b4fc', 'Plumber', '+91 98200-66666', 'Service', NULL, NULL, NULL, NULL, NULL, '019748ce-7760-7b93-b9ce-5e9c40ef942b', 'pending', '2026-11-29 16:17:34.077024+00', NULL, NULL, NULL, 1, false);
INSERT INTO public.write_intents VALUES
	('01a22818-f41f-7bf6-8fa8-c2759583a986', '019decf3-9680-76e1-8888-e23a32438711', 'USER_LOGIN', '\x272390cc83bacdfa46ad86ef3e022d74dbd287db1349447c3a3c6c8e0ba88a51', 'true', false, '2026-11-29 16:17:33.737226+00'),
	('01a22818-f494-7d58-8d90-82eeb8e6f4f5', NULL, 'USER_LOGIN_FAILED', '\xa0a0247260b191f39a078440b18e077c2c245f97b08aee46c7d69c695564e6d3', 'true', false, '2026-11-29 16:17:33.848444+00'),
	('ee482e91-dfae-4a6d-a841-23300ceb4aac', '0196e1bb-2320-7440-b9bf-8c84f6f1313e', 'BILL_CREATED', '\xf7e858aa2dd45827c427e4588bf64c912d2f278e2e5e60f9cb772691b77df0af', '{"id": "01a22818-f4a4-7266-aa87-0c689dd481db", "paid": 0.00, "type": "Parking", "unit": "A-101", "amount": 500.00, "status": "unpaid", "waived": 0.00, "unit_id": "0196ec2b-ab18-7070-a61f-45914647e0e8", "version": "1519", "due_date": "2026-12-14", "fee_base": null, "bill_date": "2026-11-29", "run_month": null, "voided_at": null, "created_at": "2026-11-29T16:17:33.870514+00:00", "description": "Raised for the wrong flat", "fee_percent": "", "late_fee_of": null, "void_reason": ""}', false, '2026-11-29 16:17:33.870514+00'),
	('dbc9bd8c-18ec-4f2b-bc0c-03db66c4c25a', '0196e1bb-2320-7440-b9bf-8c84f6f1313e', 'BILL_VOIDED', '\x514cb735ebd3481337fbbc91ebe9d743f9be195b1f62b7e7670fade1c6c7b7eb', '{"id": "01a22818-f4a4-7266-aa87-0c689dd481db", "paid": 0.00, "type": "Parking", "unit": "A-101", "amount": 500.00, "status": "void", "waived": 500.00, "unit_id": "0196ec2b-ab18-7070-a61f-45914647e0e8", "version": "1522", "due_date": "2026-12-14", "fee_base": null, "bill_date": "2026-11-29", "run_month": null, "voided_at": "2026-11-29T16:17:33.885054+00:00", "created_at": "2026-11-29T16:17:33.870514+00:00", "description": "Raised for the wrong flat", "fee_percent": "", "late_fee_of": null, "void_reason": "Another flat''s"}', false, '2026-11-29 16:17:33.885054+00'),
	('3777b1bc-af08-40cf-bf81-01068861da9a', '0196e1bb-2320-7440-b9bf-8c84f6f1313e', 'BILL_WAIVED', '\x50afb5810bffb5e6748cbe05005cd1211b50c8c9f571ac18dd45d687aa6743c8', '{"id": "01a22818-f49d-7080-8fce-c86b82cbe95b", "paid": 0.00, "type": "Water", "unit": "A-101", "amount": 1234.50, "status": "unpaid", "waived": 34.50, "unit_id": "0196ec2b-ab18-7070-a61f-45914647e0e8", "version": "1524", "due_date": "2026-12-14", "fee_base": null, "bill_date": "2026-11-29", "run_month": null, "voided_at": null, "created_at": "2026-11-29T16:17:33.856557+00:00", "description": "Tanker, three trips", "fee_percent": "", "late_fee_of": null, "void_reason": ""}', false, '2026-11-29 16:17:33.889728+00'),
	('cd89004b-286d-4446-838a-3d5f0304351c', '0196e1bb-2320-7440-b9bf-8c84f6f1313e', 'PAYMENT_RECORDED', '\xf62d8d5aad603f4d7b3e1ab9651ab39677b62a56696a4e7cf24c302fe0822571', '[{"at": "2026-11-29T16:17:33.925986+00:00", "id": "01a22818-f4e3-7f0a-bd2c-d580d9f8d2d9", "unit": "D-601", "payer": "", "amount": 333.33, "method": "UPI", "status": "success", "bill_id": "019f1ef7-2060-7231-997f-6ea7bc99c9b0", "receipt": "2026-000003", "unit_id": "0196ec3b-8998-743d-a874-bacc09569cf5", "payer_id": null, "recorder": "Rajesh Kulkarni", "bill_type": "Opening", "reference": "412345678901", "receipt_id": "01a22818-f4e3-7f0e-be32-d8801c7bb0a7", "description": "Dues from before this register", "recorded_by": "0196e1bb-2320-7440-b9bf-8c84f6f1313e", "reversed_at": null, "reversal_reason": ""}]', false, '2026-11-29 16:17:33.925986+00'),
	('5cb7c396-863e-4593-aaeb-843ba9e3cc5f', '0196e1bb-2320-7440-b9bf-8c84f6f1313e', 'PAYMENT_REVERSED', '\x9af2e8f8b474617d71e0ce3f8f28bef5add81077919704eb2b94ab1a08190ff8', '{"at": "2026-11-29T16:17:33.925986+00:00", "id": "01a22818-f4e3-7f0a-bd2c-d580d9f8d2d9", "unit": "D-601", "payer": "", "amount": 333.33, "method": "UPI", "status": "reversed", "bill_id": "019f1ef7-2060-7231-997f-6ea7bc99c9b0", "receipt": "2026-000003", "unit_id": "0196ec3b-8998-743d-a874-bacc09569cf5", "payer_id": null, "recorder": "Rajesh Kulkarni", "bill_type": "Opening", "reference": "412345678901", "receipt_id": "01a22818-f4e3-7f0e-be32-d8801c7bb0a7", "description": "Dues from before this register", "recorded_by": "0196e1bb-2320-7440-b9bf-8c84f6f1313e", "reversed_at": "2026-11-29T16:17:34.021088+00:00", "reversal_reason": "The transfer came back"}', false, '2026-11-29 16:17:34.021088+00'),
	('6db013b5-80fa-4838-a035-1883cc582354', '01971683-67c0-718e-99a7-1b4c54469e98', 'VISITOR_APPROVED', '\xd89b066a001e6a30b02f507967089472d029e03b7e4b808875937a455c4af8e6', '{"at": "2026-11-29T16:17:34.028405+00:00", "id": "01a22818-f549-7ac5-9359-9b36785d11a2", "name": "Kavita Rao", "unit": "A-101", "guard": "Sunita Pawar", "phone": "98200 55555", "plate": "MH 12 AB 1234", "lapsed": false, "status": "approved", "purpose": "Guest", "unit_id": "0196ec2b-ab18-7070-a61f-45914647e0e8", "version": "1536", "approver": "Meera Joshi", "guard_id": "019748ce-7760-7b93-b9ce-5e9c40ef942b", "overstay": false, "exit_gate": "", "created_at": "2026-11-29T16:17:34.028405+00:00", "entry_gate": "", "party_size": 3, "approved_at": "2026-11-29T16:17:34.049273+00:00", "approver_id": "01971683-67c0-718e-99a7-1b4c54469e98", "check_in_time": null, "presumed_left": false, "check_out_time": null, "expected_arrival": null}', false, '2026-11-29 16:17:34.049273+00'),
	('65e1426f-8062-4cf3-a553-b971a9cbbc28', '019748ce-7760-7b93-b9ce-5e9c40ef942b', 'VISITOR_CHECKED_IN', '\xf78432ae8f3f49e440930411fedbdc915458a593f0ee8b73865b18617cc4760a', '{"at": "2026-11-29T16:17:34.059244+00:00", "id": "01a22818-f56b-7156-aef8-eb64360ee083", "name": "काशी विश्वनाथन", "unit": "C-203", "guard": "Sunita Pawar", "phone": "", "plate": "", "lapsed": false, "status": "checked_in", "purpose": "Delivery", "unit_id": "0196ec35-76e8-7751-aed1-eb7ce759b4fc", "version": "1540", "approver": "", "guard_id": "019748ce-7760-7b93-b9ce-5e9c40ef942b", "overstay": false, "exit_gate": "", "created_at": "2026-11-29T16:17:34.059244+00:00", "entry_gate": "", "party_size": 1, "approved_at": "2026-11-29T16:17:34.059244+00:00", "approver_id": null, "check_in_time": "2026-11-29T16:17:34.059244+00:00", "presumed_left": false, "check_out_time": null, "expected_arrival": null}', false, '2026-11-29 16:17:34.059244+00'),
	('dfc15881-0499-4e45-9c95-1dc5968e5b72', '019748ce-7760-7b93-b9ce-5e9c40ef942b', 'VISITOR_CHECKED_OUT', '\x8a4ed82811f1de410d191923d2b99cc8a703dfbadcbe0a2ca0ed1dce290b3a24', '{"at": "2026-11-29T16:17:34.059244+00:00", "id": "01a22818-f56b-7156-aef8-eb64360ee083", "name": "काशी विश्वनाथन", "unit": "C-203", "guard": "Sunita Pawar", "phone": "", "plate": "", "lapsed": false, "status": "checked_out", "purpose": "Delivery", "unit_id": "0196ec35-76e8-7751-aed1-eb7ce759b4fc", "version": "1542", "approver": "", "guard_id": "019748ce-7760-7b93-b9ce-5e9c40ef942b", "overstay": false, "exit_gate": "Main Gate", "created_at": "2026-11-29T16:17:34.059244+00:00", "entry_gate": "", "party_size": 1, "approved_at": "2026-11-29T16:17:34.059244+00:00", "approver_id": null, "check_in_time": "2026-11-29T16:17:34.059244+00:00", "presumed_left": false, "check_out_time": "2026-11-29T16:17:34.065925+00:00", "expected_arrival": null}', false, '2026-11-29 16:17:34.065925+00'),
	('8edac3e9-73ca-4935-85bd-a48b09bc059f', '019748ce-7760-7b93-b9ce-5e9c40ef942b', 'VISITOR_DENIED', '\xe5ce906177888343491fb05d9872da70c391d14e4aae889227414c50c22bd1b4', '{"at": "2026-11-29T16:17:34.067189+00:00", "id": "01a22818-f573-7036-8012-d48bb831ddf6", "name": "Somebody", "unit": "C-203", "guard": "Sunita Pawar", "phone": "", "plate": "", "lapsed": false, "status": "denied", "purpose": "", "unit_id": "0196ec35-76e8-7751-aed1-eb7ce759b4fc", "version": "1544", "approver": "", "guard_id": "019748ce-7760-7b93-b9ce-5e9c40ef942b", "overstay": false, "exit_gate": "", "created_at": "2026-11-29T16:17:34.067189+00:00", "entry_gate": "", "party_size": 1, "approved_at": null, "approver_id": null, "check_in_time": null, "presumed_left": false, "check_out_time": null, "expected_arrival": null}', false, '2026-11-29 16:17:34.067189+00'),
	('d44e6910-ca0d-460a-9f58-df663d06e263', '019decf3-9680-76e1-8888-e23a32438711', 'VISITOR_PRE_APPROVED', '\x9dcf46f6ef8dcd9106f3dda12baa6f9952d5c6816dd5df2bda40399d3bae459f', '{"at": "2026-11-29T16:17:34.068371+00:00", "id": "01a22818-f574-71f3-b4a8-9b722dcd40ba", "name": "Arun''s uncle", "unit": "C-203", "guard": "", "phone": "", "plate": "", "lapsed": false, "status": "approved", "purpose": "Guest", "unit_id": "0196ec35-76e8-7751-aed1-eb7ce759b4fc", "version": "1546", "approver": "Farhan Shaikh", "guard_id": null, "overstay": false, "exit_gate": "", "created_at": "2026-11-29T16:17:34.068371+00:00", "entry_gate": "", "party_size": 1, "approved_at": "2026-11-29T16:17:34.068371+00:00", "approver_id": "019decf3-9680-76e1-8888-e23a32438711", "check_in_time": null, "presumed_left": false, "check_out_time": null, "expected_arrival": "2026-11-30T18:00:00+00:00"}', false, '2026-11-29 16:17:34.068371+00'),
	('d48b9f0e-b4e5-4836-be0c-27767e6dd9f3', '01971683-67c0-718e-99a7-1b4c54469e98', 'ANNOUNCEMENT_READ', '\xb6b9653440f8fbbfad935322123f1a361a70ad91f1db02fa471232c54848ec9c', '{"id": "01a22818-f590-7ec8-9633-3bf53efc03ac", "title": "Water off on Sunday"}', false, '2026-11-29 16:17:34.100899+00'),
	('8d865d1c-11ad-45b8-b5b8-7d3dd067ea39', '0196e1bb-2320-7440-b9bf-8c84f6f1313e', 'USER_CREATED', '\x00382ccd5aec8ef48ed0468a8ca3b4ec8f7857869d4df1d69774697dd428a1fa', '{"id": "01a22818-f69a-7263-ab75-9cdb834a8be9", "name": "Night Guard", "role": "guard", "email": "night@demo.example", "phone": "", "status": "active", "version": "d3dc6791ae52c0097e53e2d223245c8e", "created_at": "2026-11-29T16:17:34.363031+00:00", "deleted_at": null, "password_due": true}', false, '2026-11-29 16:17:34.363031+00'),
	('df266315-6f6c-4d39-964e-963b293d42e6', '019748ce-7760-7b93-b9ce-5e9c40ef942b', 'VISITOR_ANNOUNCED', '\x6ff9ad2de0d930342d932d5b35231a3688b01d4d1f4cafd7b33f34e8de7de168', '{"at": "2026-11-29T16:17:34.077024+00:00", "id": "01a22818-f576-71d4-a993-391c57b82a69", "name": "Plumber", "unit": "C-203", "guard": "Sunita Pawar", "phone": "+91 98200-66666", "plate": "", "lapsed": false, "status": "pending", "purpose": "Service", "unit_id": "0196ec35-76e8-7751-aed1-eb7ce759b4fc", "version": "1547", "approver": "", "guard_id": "019748ce-7760-7b93-b9ce-5e9c40ef942b", "overstay": false, "exit_gate": "", "created_at": "2026-11-29T16:17:34.077024+00:00", "entry_gate": "", "party_size": 1, "approved_at": null, "approver_id": null, "check_in_time": null, "presumed_left": false, "check_out_time": null, "expected_arrival": null}', false, '2026-11-29 16:17:34.077024+00'),
	('d0a352f2-daef-4426-96ae-8f290aae216b', '0196fb9d-b960-72fe-b5ab-78b56cec9d97', 'TICKET_RESOLVED', '\x0717013ea7d0ae58d12a7aff84ed162e1010311d2b4064429e54600ccebe2369', '{"id": "01a22818-f57e-7ed9-b9ab-41320c417687", "unit": "A-101", "title": "Tap drips", "status": "resolved", "unit_id": "0196ec2b-ab18-7070-a61f-45914647e0e8", "version": "1554", "assignee": "Vijay More", "category": "Plumbing", "priority": "high", "requester": "Meera Joshi", "created_at": "2026-11-29T16:17:34.08188+00:00", "updated_at": "2026-11-29T16:17:34.089543+00:00", "assignee_id": "0196fb9d-b960-72fe-b5ab-78b56cec9d97", "description": "Since Monday.\nThe one in the kitchen.", "resolved_at": "2026-11-29T16:17:34.089543+00:00", "requester_id": "01971683-67c0-718e-99a7-1b4c54469e98"}', false, '2026-11-29 16:17:34.089543+00'),
	('58678869-e7c0-49ff-9d77-c7cffa8301d2', '0196e1bb-2320-7440-b9bf-8c84f6f1313e', 'ANNOUNCEMENT_CREATED', '\x3bc2a64a17dcad491b4748270a94ba0c7ad664e0f94c9a07731a369e04866d36', '{"id": "01a22818-f590-7ec8-9633-3bf53efc03ac", "read": false, "title": "Water off on Sunday", "author": "Rajesh Kulkarni", "content": "From 10 to 12.\n\nशुक्रिया", "expired": false, "version": "1558", "audience": "all", "addressed": true, "author_id": "0196e1bb-2320-7440-b9bf-8c84f6f1313e", "important": true, "created_at": "2026-11-29T16:17:34.099192+00:00", "expires_at": null}', false, '2026-11-29 16:17:34.099192+00'),
	('e24bbe2b-71c3-4220-89e5-cd120ae5f456', '0196e1bb-2320-7440-b9bf-8c84f6f1313e', 'RESIDENT_MOVED_OUT', '\x655dc1456d7c5cf28712222f8433f0815799856f060dfb93f19204482bfd4517', '{"id": "01a22818-f69c-7c0c-9252-17d7347f205a", "name": "Ravi Kumar", "type": "family_member", "email": "ravi@demo.example", "phone": "98200 77777", "status": "moved_out", "account": "active", "primary": false, "user_id": "01a22818-f69c-7c0d-945e-163ac072e4c1", "version": "1567", "moved_in": "2026-10-20", "moves_out": "2026-11-29"}', false, '2026-11-29 16:17:34.389242+00'),
	('10df2844-b73f-4665-818d-6a14cfeeb297', '0196e1bb-2320-7440-b9bf-8c84f6f1313e', 'RESIDENT_MOVED_IN', '\x648c10b7d4b001747e46f21cb933564ef100a0ccbcb1b1dd52ff4d5533086713', '{"id": "01a22818-f6b9-72c7-982e-73dca85866a2", "name": "Sunita Devi", "type": "tenant", "email": "sunita@demo.example", "phone": "", "status": "active", "account": "active", "primary": false, "user_id": "01a22818-f6b9-72c9-93da-374d54d3eb57", "version": "1569", "moved_in": "2027-09-25", "moves_out": null}', false, '2026-11-29 16:17:34.395343+00'),
	('c6239e56-94de-47ba-a33c-c8a29569edfe', '019748ce-7760-7b93-b9ce-5e9c40ef942b', 'RESIDENT_PHONE_REVEALED', '\xe0f87f93888781a3d02d8d979b4c65d8f586b0c2f1748f5d5df21205f1060e0f', '"98204 63210"', false, '2026-11-29 16:17:34.402634+00'),
	('8b61f329-3697-48a4-9e5e-9b1563557f50', '0196e1bb-2320-7440-b9bf-8c84f6f1313e', 'SETTING_CHANGED', '\xbc7ad01e247792acf6740f0c0a4016eaa348d341c1e61976262139375d153056', '{"ID": "51e5ec29-87e2-4fcf-82a5-e1a413443183", "Key": "billing.due_days", "Type": "number", "Stored": "20", "Version": "98f13708210194c475687be6106a3b84", "Category": "billing", "ChangedAt": "2026-11-29T16:17:34.413058+00:00", "ChangedBy": "Rajesh Kulkarni", "Description": "Days from a bill''s date to its due date"}', false, '2026-11-29 16:17:34.413058+00'),
	('ef84573c-a439-4794-b463-e523af8fa8a2', '0196e1bb-2320-7440-b9bf-8c84f6f1313e', 'FILE_STORED', '\xa7e9636de6f9f2478f05d8632b2dfde95b0da0cea8e9d353c200e868e5e05000', '{"id": "01a22818-f6d2-7d9c-8983-2cd9ed106361", "name": "people.csv", "size": 11, "created_at": "2026-11-29T16:17:34.419008+00:00", "expires_at": "2026-12-06T16:17:34.419008+00:00"}', false, '2026-11-29 16:17:34.419008+00'),
	('d453e5d2-85d0-4f06-a6dd-3e0cbc242b84', NULL, 'USER_SSH_KEY_ADDED', '\x2c522e5b22459e508c499e770e882f75dea2b3b4dd629ddfd78e91f86995fe5e', '{"id": "01a22818-f6d3-7942-a5a8-7d868c873dab", "owner": "staff@demo.example", "comment": "staff", "created_at": "2026-11-29T16:17:34.420082+00:00", "fingerprint": "SHA256:vxVWbgVlzmEOJKbvYMfsOdTl/EFGaqPcCz9W5Y4XNt4"}', false, '2026-11-29 16:17:34.420082+00'),
	('eb649f09-4cb4-4e17-8b8e-0df5ea882317', NULL, 'TERMINAL_ADDED', '\x17a1739f98d9339feb9f67be61feb5768040af0c1ff74ebdbcb473ba4280eee0', '{"id": "01a22818-f6d4-7eaa-8255-dd9faf0904bd", "owner": "Main Gate", "comment": "gate", "created_at": "2026-11-29T16:17:34.42505+00:00", "fingerprint": "SHA256:wZ/lqbfdRGTZJ4Xf1YSAoLr7gx+PW4hD5E+5zQbWCz0"}', false, '2026-11-29 16:17:34.42505+00'),
	('01a22818-f6df-79f4-a1ae-915e057ad3c9', '019748ce-7760-7b93-b9ce-5e9c40ef942b', 'USER_LOGOUT', '\x41820a33e838e66229e89cbc3922557e17aaad60d9c223eb7b1d884808dbd82c', 'true', false, '2026-11-29 16:17:34.433042+00'),
	('01a22818-f72a-7691-b376-4406a45e3dfc', NULL, 'REPORT_REFRESHED', '\xf7e5793fb98d4b211617944999383f86fe0dd1d40247a2ac4ae37790bdbc4fa0', '{"report": "collection", "made_at": "2026-11-29T16:17:34.509655+00:00"}', false, '2026-11-29 16:17:34.509123+00');
SELECT pg_catalog.setval('public.roles_id_seq', 4, true);
SELECT pg_catalog.setval('public.society360_migrations_id_seq', 78, true);
ALTER TABLE ONLY public.announcement_reads
    ADD CONSTRAINT announcement_reads_pkey PRIMARY KEY (user_id, announcement_id);
ALTER TABLE ONLY public.announcements
    ADD CONSTRAINT announcements_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.audit_logs
    ADD CONSTRAINT audit_logs_pkey PRIMARY KEY (id);
ALTER TABLE public.bills
    ADD CONSTRAINT bills_amount_is_number CHECK (((amount <> 'NaN'::numeric) AND (waived_amount <> 'NaN'::numeric))) NOT VALID;
ALTER TABLE ONLY public.bills
    ADD CONSTRAINT bills_pkey PRIMARY KEY (id);
ALTER TABLE public.bills
    ADD CONSTRAINT bills_waived_amount_check CHECK ((waived_amount >= (0)::numeric)) NOT VALID;
ALTER TABLE ONLY public.blocks
    ADD CONSTRAINT blocks_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.desk_files
    ADD CONSTRAINT desk_files_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.desk_files
    ADD CONSTRAINT desk_files_user_id_box_name_key UNIQUE (user_id, box, name);
ALTER TABLE ONLY public.desk_sessions
    ADD CONSTRAINT desk_sessions_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.gate_terminals
    ADD CONSTRAINT gate_terminals_fingerprint_key UNIQUE (fingerprint);
ALTER TABLE ONLY public.gate_terminals
    ADD CONSTRAINT gate_terminals_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.maintenance_tickets
    ADD CONSTRAINT maintenance_tickets_pkey PRIMARY KEY (id);
ALTER TABLE public.payments
    ADD CONSTRAINT payments_amount_is_number CHECK ((amount_paid <> 'NaN'::numeric)) NOT VALID;
ALTER TABLE ONLY public.payments
    ADD CONSTRAINT payments_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.receipt_counters
    ADD CONSTRAINT receipt_counters_pkey PRIMARY KEY (year);
ALTER TABLE ONLY public.receipt_payments
    ADD CONSTRAINT receipt_payments_pkey PRIMARY KEY (payment_id);
ALTER TABLE ONLY public.receipts
    ADD CONSTRAINT receipts_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.receipts
    ADD CONSTRAINT receipts_year_number_key UNIQUE (year, number);
ALTER TABLE ONLY public.roles
    ADD CONSTRAINT roles_name_key UNIQUE (name);
ALTER TABLE ONLY public.roles
    ADD CONSTRAINT roles_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.sign_in_attempts
    ADD CONSTRAINT sign_in_attempts_pkey PRIMARY KEY (account, address);
ALTER TABLE ONLY public.society360_migrations
    ADD CONSTRAINT society360_migrations_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.society360_report_refreshes
    ADD CONSTRAINT society360_report_refreshes_pkey PRIMARY KEY (name);
ALTER TABLE ONLY public.system_config
    ADD CONSTRAINT system_config_config_key_key UNIQUE (config_key);
ALTER TABLE ONLY public.system_config
    ADD CONSTRAINT system_config_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.units
    ADD CONSTRAINT units_block_id_unit_number_key UNIQUE (block_id, unit_number);
ALTER TABLE ONLY public.units
    ADD CONSTRAINT units_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.user_ssh_keys
    ADD CONSTRAINT user_ssh_keys_fingerprint_key UNIQUE (fingerprint);
ALTER TABLE ONLY public.user_ssh_keys
    ADD CONSTRAINT user_ssh_keys_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.user_units
    ADD CONSTRAINT user_units_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_email_key UNIQUE (email);
ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_pkey PRIMARY KEY (id);
ALTER TABLE public.visitor_logs
    ADD CONSTRAINT visitor_logs_party_size_check CHECK (((party_size >= 1) AND (party_size <= 99))) NOT VALID;
ALTER TABLE ONLY public.visitor_logs
    ADD CONSTRAINT visitor_logs_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.write_intents
    ADD CONSTRAINT write_intents_pkey PRIMARY KEY (key);
CREATE INDEX idx_audit_archive_id ON ONLY public.audit_logs_archive USING btree (id);
CREATE INDEX audit_logs_archive_default_id_idx ON public.audit_logs_archive_default USING btree (id);
CREATE UNIQUE INDEX bills_late_fee_of_key ON public.bills USING btree (late_fee_of) WHERE (late_fee_of IS NOT NULL);
CREATE UNIQUE INDEX bills_run_month_key ON public.bills USING btree (unit_id, bill_type, run_month) WHERE (run_month IS NOT NULL);
CREATE INDEX idx_announcements_words ON public.announcements USING gin (to_tsvector('simple'::regconfig, (((title)::text || ' '::text) || "left"(content, 100000)))) WITH (fastupdate=off);
CREATE INDEX idx_audit_action_time ON public.audit_logs USING btree (action, created_at, id);
CREATE INDEX idx_audit_address_time ON public.audit_logs USING btree (ip_address, created_at, id);
CREATE INDEX idx_audit_resource ON public.audit_logs USING btree (resource_type, resource_id);
CREATE INDEX idx_audit_time ON public.audit_logs USING btree (created_at, id);
CREATE INDEX idx_audit_user ON public.audit_logs USING btree (user_id);
CREATE INDEX idx_audit_user_time ON public.audit_logs USING btree (user_id, created_at, id);
CREATE INDEX idx_bills_date ON public.bills USING btree (bill_date DESC, id DESC);
CREATE INDEX idx_bills_due ON public.bills USING btree (unit_id, due_date, id) INCLUDE (amount, waived_amount, amount_paid, bill_type) WHERE (((amount - waived_amount) - amount_paid) > (0)::numeric);
CREATE INDEX idx_bills_status ON public.bills USING btree (status);
CREATE INDEX idx_bills_unit ON public.bills USING btree (unit_id);
CREATE INDEX idx_config_category ON public.system_config USING btree (category);
CREATE INDEX idx_config_key ON public.system_config USING btree (config_key);
CREATE INDEX idx_desk_files_expiry ON public.desk_files USING btree (expires_at);
CREATE INDEX idx_desk_sessions_open ON public.desk_sessions USING btree (started_at, id) WHERE (ended_at IS NULL);
CREATE INDEX idx_desk_sessions_server ON public.desk_sessions USING btree (server) WHERE (ended_at IS NULL);
CREATE INDEX idx_desk_sessions_user ON public.desk_sessions USING btree (user_id);
CREATE INDEX idx_payments_bill ON public.payments USING btree (bill_id) INCLUDE (amount_paid, status);
CREATE INDEX idx_payments_time ON public.payments USING btree (COALESCE(payment_date, '1970-01-01 00:00:00+00'::timestamp with time zone) DESC, id DESC);
CREATE INDEX idx_receipt_payments_receipt ON public.receipt_payments USING btree (receipt_id);
CREATE INDEX idx_tickets_assigned ON public.maintenance_tickets USING btree (assigned_to_id);
CREATE INDEX idx_tickets_category ON public.maintenance_tickets USING btree (lower((category)::text), created_at DESC, id DESC);
CREATE INDEX idx_tickets_history ON public.maintenance_tickets USING btree (created_at DESC, id DESC);
CREATE INDEX idx_tickets_queue ON public.maintenance_tickets USING btree (public.society360_priority_rank((priority)::text), created_at, id) WHERE ((COALESCE(status, 'open'::character varying))::text = ANY ((ARRAY['open'::character varying, 'in_progress'::character varying])::text[]));
CREATE INDEX idx_tickets_status ON public.maintenance_tickets USING btree (status);
CREATE INDEX idx_tickets_title_trgm ON public.maintenance_tickets USING gin (title public.gin_trgm_ops) WITH (fastupdate=off);
CREATE INDEX idx_tickets_unit ON public.maintenance_tickets USING btree (unit_id);
CREATE INDEX idx_units_block ON public.units USING btree (block_id);
CREATE INDEX idx_units_number ON public.units USING btree (upper((unit_number)::text) text_pattern_ops);
CREATE INDEX idx_units_search_key ON public.units USING btree (search_key text_pattern_ops);
CREATE INDEX idx_units_sort_key ON public.units USING btree (sort_key text_pattern_ops, id);
CREATE INDEX idx_user_ssh_keys_user ON public.user_ssh_keys USING btree (user_id);
CREATE INDEX idx_user_units_unit ON public.user_units USING btree (unit_id);
CREATE INDEX idx_user_units_user ON public.user_units USING btree (user_id);
CREATE INDEX idx_users_apart ON public.users USING btree (full_name, id) WHERE ((deleted_at IS NOT NULL) OR ((COALESCE(status, 'active'::character varying))::text <> 'active'::text));
CREATE INDEX idx_users_email ON public.users USING btree (email);
CREATE INDEX idx_users_email_lower ON public.users USING btree (lower((email)::text));
CREATE INDEX idx_users_list ON public.users USING btree (full_name, id) WHERE (deleted_at IS NULL);
CREATE INDEX idx_users_name_trgm ON public.users USING gin (full_name public.gin_trgm_ops);
CREATE INDEX idx_users_phone_end ON public.users USING btree (reverse(public.society360_phone_key((phone_number)::text)) text_pattern_ops);
CREATE INDEX idx_users_phone_key ON public.users USING btree (public.society360_phone_key((phone_number)::text) text_pattern_ops);
CREATE INDEX idx_users_role ON public.users USING btree (role_id);
CREATE INDEX idx_users_role_list ON public.users USING btree (role_id, full_name, id) WHERE (deleted_at IS NULL);
CREATE INDEX idx_visitors_check_in ON public.visitor_logs USING btree (check_in_time);
CREATE INDEX idx_visitors_history ON public.visitor_logs USING btree (COALESCE(check_in_time, created_at) DESC, id DESC);
CREATE INDEX idx_visitors_inside ON public.visitor_logs USING btree (COALESCE(check_in_time, created_at) DESC, id DESC) WHERE ((COALESCE(status, 'checked_in'::character varying))::text = 'checked_in'::text);
CREATE INDEX idx_visitors_name_trgm ON public.visitor_logs USING gin (visitor_name public.gin_trgm_ops) WITH (fastupdate=off);
CREATE INDEX idx_visitors_phone_end ON public.visitor_logs USING btree (reverse(public.society360_phone_key((visitor_phone)::text)) text_pattern_ops);
CREATE INDEX idx_visitors_phone_key ON public.visitor_logs USING btree (public.society360_phone_key((visitor_phone)::text) text_pattern_ops);
CREATE INDEX idx_visitors_plate_trgm ON public.visitor_logs USING gin (public.society360_plate_key((vehicle_number)::text) public.gin_trgm_ops) WITH (fastupdate=off);
CREATE INDEX idx_visitors_unit ON public.visitor_logs USING btree (unit_id);
CREATE INDEX idx_visitors_unit_history ON public.visitor_logs USING btree (unit_id, COALESCE(check_in_time, created_at) DESC, id DESC);
CREATE INDEX idx_visitors_waiting ON public.visitor_logs USING btree (created_at, id) WHERE ((status)::text = ANY ((ARRAY['pending'::character varying, 'approved'::character varying])::text[]));
CREATE INDEX idx_write_intents_time ON public.write_intents USING brin (created_at);
CREATE UNIQUE INDEX society360_report_collection_key ON public.society360_report_collection USING btree (day);
CREATE UNIQUE INDEX society360_report_stays_key ON public.society360_report_stays USING btree (day, visit_id);
CREATE UNIQUE INDEX society360_report_tickets_key ON public.society360_report_tickets USING btree (day, category);
CREATE UNIQUE INDEX society360_report_visits_key ON public.society360_report_visits USING btree (day, hour, channel);
ALTER INDEX public.idx_audit_archive_id ATTACH PARTITION public.audit_logs_archive_default_id_idx;
CREATE TRIGGER society360_account_changed AFTER UPDATE OF status, role_id, password_hash, deleted_at ON public.users FOR EACH ROW WHEN ((((old.status)::text IS DISTINCT FROM (new.status)::text) OR (old.role_id IS DISTINCT FROM new.role_id) OR (old.deleted_at IS DISTINCT FROM new.deleted_at) OR ((old.password_hash)::text IS DISTINCT FROM (new.password_hash)::text))) EXECUTE FUNCTION public.society360_tell_accounts();
CREATE TRIGGER society360_audit_append_only BEFORE DELETE OR UPDATE ON public.audit_logs FOR EACH ROW EXECUTE FUNCTION public.society360_audit_append_only();
CREATE TRIGGER society360_audit_no_truncate BEFORE TRUNCATE ON public.audit_logs FOR EACH STATEMENT EXECUTE FUNCTION public.society360_audit_append_only();
CREATE TRIGGER society360_bills_derive BEFORE INSERT OR UPDATE ON public.bills FOR EACH ROW EXECUTE FUNCTION public.society360_bills_derive();
CREATE TRIGGER society360_blocks_place BEFORE INSERT OR UPDATE OF name, sort_key ON public.blocks FOR EACH ROW EXECUTE FUNCTION public.society360_blocks_place();
CREATE TRIGGER society360_blocks_rename AFTER UPDATE OF name ON public.blocks FOR EACH ROW WHEN (((old.name)::text IS DISTINCT FROM (new.name)::text)) EXECUTE FUNCTION public.society360_blocks_rename();
CREATE TRIGGER society360_payments_delete AFTER DELETE ON public.payments REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.society360_payments_apply();
CREATE TRIGGER society360_payments_insert AFTER INSERT ON public.payments REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.society360_payments_apply();
CREATE TRIGGER society360_payments_truncate AFTER TRUNCATE ON public.payments FOR EACH STATEMENT EXECUTE FUNCTION public.society360_payments_emptied();
CREATE TRIGGER society360_payments_update AFTER UPDATE ON public.payments REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.society360_payments_apply();
CREATE TRIGGER society360_setting_changed AFTER INSERT OR DELETE OR UPDATE ON public.system_config FOR EACH STATEMENT EXECUTE FUNCTION public.society360_tell_settings();
CREATE TRIGGER society360_units_follow_account AFTER UPDATE OF deleted_at ON public.users FOR EACH ROW WHEN (((old.deleted_at IS NULL) <> (new.deleted_at IS NULL))) EXECUTE FUNCTION public.society360_units_follow_account();
CREATE TRIGGER society360_units_follow_delete AFTER DELETE ON public.user_units REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION public.society360_units_follow();
CREATE TRIGGER society360_units_follow_insert AFTER INSERT ON public.user_units REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.society360_units_follow();
CREATE TRIGGER society360_units_follow_truncate AFTER TRUNCATE ON public.user_units FOR EACH STATEMENT EXECUTE FUNCTION public.society360_units_follow();
CREATE TRIGGER society360_units_follow_update AFTER UPDATE ON public.user_units REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION public.society360_units_follow();
CREATE TRIGGER society360_units_label BEFORE INSERT OR UPDATE OF block_id, unit_number, label, search_key, sort_key ON public.units FOR EACH ROW EXECUTE FUNCTION public.society360_units_label();
CREATE TRIGGER update_tickets_modtime BEFORE UPDATE ON public.maintenance_tickets FOR EACH ROW EXECUTE FUNCTION public.update_updated_at_column();
CREATE TRIGGER update_users_modtime BEFORE UPDATE ON public.users FOR EACH ROW EXECUTE FUNCTION public.update_updated_at_column();
ALTER TABLE ONLY public.announcement_reads
    ADD CONSTRAINT announcement_reads_announcement_id_fkey FOREIGN KEY (announcement_id) REFERENCES public.announcements(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.announcement_reads
    ADD CONSTRAINT announcement_reads_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.announcements
    ADD CONSTRAINT announcements_author_id_fkey FOREIGN KEY (author_id) REFERENCES public.users(id);
ALTER TABLE ONLY public.audit_logs
    ADD CONSTRAINT audit_logs_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE SET NULL;
ALTER TABLE ONLY public.bills
    ADD CONSTRAINT bills_late_fee_of_fkey FOREIGN KEY (late_fee_of) REFERENCES public.bills(id) ON DELETE SET NULL NOT VALID;
ALTER TABLE ONLY public.bills
    ADD CONSTRAINT bills_unit_id_fkey FOREIGN KEY (unit_id) REFERENCES public.units(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.desk_files
    ADD CONSTRAINT desk_files_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.desk_sessions
    ADD CONSTRAINT desk_sessions_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.maintenance_tickets
    ADD CONSTRAINT maintenance_tickets_assigned_to_id_fkey FOREIGN KEY (assigned_to_id) REFERENCES public.users(id);
ALTER TABLE ONLY public.maintenance_tickets
    ADD CONSTRAINT maintenance_tickets_requester_id_fkey FOREIGN KEY (requester_id) REFERENCES public.users(id);
ALTER TABLE ONLY public.maintenance_tickets
    ADD CONSTRAINT maintenance_tickets_unit_id_fkey FOREIGN KEY (unit_id) REFERENCES public.units(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.payments
    ADD CONSTRAINT payments_bill_id_fkey FOREIGN KEY (bill_id) REFERENCES public.bills(id);
ALTER TABLE ONLY public.payments
    ADD CONSTRAINT payments_payer_id_fkey FOREIGN KEY (payer_id) REFERENCES public.users(id);
ALTER TABLE ONLY public.payments
    ADD CONSTRAINT payments_recorded_by_fkey FOREIGN KEY (recorded_by) REFERENCES public.users(id) ON DELETE SET NULL NOT VALID;
ALTER TABLE ONLY public.receipt_payments
    ADD CONSTRAINT receipt_payments_receipt_id_fkey FOREIGN KEY (receipt_id) REFERENCES public.receipts(id);
ALTER TABLE ONLY public.system_config
    ADD CONSTRAINT system_config_updated_by_fkey FOREIGN KEY (updated_by) REFERENCES public.users(id);
ALTER TABLE ONLY public.units
    ADD CONSTRAINT units_block_id_fkey FOREIGN KEY (block_id) REFERENCES public.blocks(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.user_ssh_keys
    ADD CONSTRAINT user_ssh_keys_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.user_units
    ADD CONSTRAINT user_units_unit_id_fkey FOREIGN KEY (unit_id) REFERENCES public.units(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.user_units
    ADD CONSTRAINT user_units_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.users(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.users
    ADD CONSTRAINT users_role_id_fkey FOREIGN KEY (role_id) REFERENCES public.roles(id);
ALTER TABLE ONLY public.visitor_logs
    ADD CONSTRAINT visitor_logs_approved_by_user_id_fkey FOREIGN KEY (approved_by_user_id) REFERENCES public.users(id);
ALTER TABLE ONLY public.visitor_logs
    ADD CONSTRAINT visitor_logs_security_guard_id_fkey FOREIGN KEY (security_guard_id) REFERENCES public.users(id);
ALTER TABLE ONLY public.visitor_logs
    ADD CONSTRAINT visitor_logs_unit_id_fkey FOREIGN KEY (unit_id) REFERENCES public.units(id) ON DELETE SET NULL;
REVOKE ALL ON FUNCTION public.society360_bills_derive() FROM PUBLIC;
REVOKE ALL ON FUNCTION public.society360_blocks_place() FROM PUBLIC;
REVOKE ALL ON FUNCTION public.society360_blocks_rename() FROM PUBLIC;
REVOKE ALL ON FUNCTION public.society360_lock(tables text[], mode text) FROM PUBLIC;
REVOKE ALL ON FUNCTION public.society360_payments_apply() FROM PUBLIC;
REVOKE ALL ON FUNCTION public.society360_payments_emptied() FROM PUBLIC;
REVOKE ALL ON FUNCTION public.society360_refresh_report(report text) FROM PUBLIC;
GRANT ALL ON FUNCTION public.society360_refresh_report(report text) TO society360_desk;
REVOKE ALL ON FUNCTION public.society360_remove(kind text, which uuid) FROM PUBLIC;
GRANT ALL ON FUNCTION public.society360_remove(kind text, which uuid) TO society360_desk;
GRANT SELECT,INSERT,UPDATE ON TABLE public.system_config TO society360_desk;
REVOKE ALL ON FUNCTION public.society360_units_follow() FROM PUBLIC;
REVOKE ALL ON FUNCTION public.society360_units_follow_account() FROM PUBLIC;
REVOKE ALL ON FUNCTION public.society360_units_label() FROM PUBLIC;
REVOKE ALL ON FUNCTION public.society360_units_settle(ids uuid[]) FROM PUBLIC;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.announcement_reads TO society360_desk;
GRANT SELECT,INSERT,UPDATE ON TABLE public.announcements TO society360_desk;
GRANT SELECT,INSERT ON TABLE public.audit_logs TO society360_desk;
GRANT SELECT ON TABLE public.audit_logs_archive TO society360_desk;
GRANT SELECT,INSERT,UPDATE ON TABLE public.bills TO society360_desk;
GRANT SELECT,INSERT,UPDATE ON TABLE public.blocks TO society360_desk;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.desk_files TO society360_desk;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.desk_sessions TO society360_desk;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.gate_terminals TO society360_desk;
GRANT SELECT,INSERT,UPDATE ON TABLE public.maintenance_tickets TO society360_desk;
GRANT SELECT,INSERT,UPDATE ON TABLE public.payments TO society360_desk;
GRANT SELECT,INSERT,UPDATE ON TABLE public.receipt_counters TO society360_desk;
GRANT SELECT,INSERT ON TABLE public.receipt_payments TO society360_desk;
GRANT SELECT,INSERT ON TABLE public.receipts TO society360_desk;
GRANT SELECT ON TABLE public.roles TO society360_desk;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.sign_in_attempts TO society360_desk;
GRANT SELECT ON TABLE public.society360_migrations TO society360_desk;
GRANT SELECT ON TABLE public.society360_report_collection TO society360_desk;
GRANT SELECT ON TABLE public.society360_report_refreshes TO society360_desk;
GRANT SELECT,INSERT,UPDATE ON TABLE public.visitor_logs TO society360_desk;
GRANT SELECT ON TABLE public.society360_report_stays TO society360_desk;
GRANT SELECT ON TABLE public.society360_report_tickets TO society360_desk;
GRANT SELECT ON TABLE public.society360_report_visits TO society360_desk;
GRANT SELECT,INSERT,UPDATE ON TABLE public.units TO society360_desk;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.user_ssh_keys TO society360_desk;
GRANT SELECT,INSERT,UPDATE ON TABLE public.user_units TO society360_desk;
GRANT SELECT,INSERT,UPDATE ON TABLE public.users TO society360_desk;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.write_intents TO society360_desk;
REFRESH MATERIALIZED VIEW public.society360_report_collection;
REFRESH MATERIALIZED VIEW public.society360_report_stays;
REFRESH MATERIALIZED VIEW public.society360_report_tickets;
REFRESH MATERIALIZED VIEW public.society360_report_visits;
