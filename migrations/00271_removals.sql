-- The removal of a person where the law asks: who they were goes from the register, figures
-- and the trail stay. Rows of the trail are never changed; what was removed is masked when
-- they are shown. So that nothing has to keep it for that, a removal keeps hashes of names,
-- phones, addresses and plates under a key, and the IDs of what was the person's.

-- +goose Up
SELECT society360_lock(ARRAY['users'], 'ACCESS EXCLUSIVE');

ALTER TABLE users ADD COLUMN IF NOT EXISTS removed_at timestamptz;
COMMENT ON COLUMN users.removed_at IS 'When the person was removed from the register; NULL where they were not';

CREATE TABLE IF NOT EXISTS society360_removals (
    id uuid PRIMARY KEY,
    user_id uuid UNIQUE REFERENCES users(id) ON DELETE SET NULL,
    removed_at timestamptz NOT NULL DEFAULT now(),
    removed_by uuid REFERENCES users(id) ON DELETE SET NULL,
    visits integer NOT NULL
);

CREATE TABLE IF NOT EXISTS society360_removal_marks (
    removal_id uuid NOT NULL REFERENCES society360_removals(id) ON DELETE CASCADE,
    kind text NOT NULL CHECK (kind IN ('name', 'phone', 'email', 'plate')),
    words integer NOT NULL,
    mark bytea NOT NULL,
    PRIMARY KEY (removal_id, mark)
);

CREATE TABLE IF NOT EXISTS society360_removal_things (
    thing uuid NOT NULL,
    removal_id uuid NOT NULL REFERENCES society360_removals(id) ON DELETE CASCADE,
    PRIMARY KEY (thing, removal_id)
);

CREATE TABLE IF NOT EXISTS society360_removal_key (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    key bytea NOT NULL
);

-- +goose StatementBegin
DO $$
DECLARE
    made record;
BEGIN
    FOR made IN SELECT * FROM (VALUES
        ('society360_removals', '{id,user_id,removed_at,removed_by,visits}'::text[]),
        ('society360_removal_marks', '{removal_id,kind,words,mark}'),
        ('society360_removal_things', '{thing,removal_id}'),
        ('society360_removal_key', '{one,key}')) AS t (tbl, cols)
    LOOP
        IF NOT made.cols <@ (
            SELECT array_agg(a.attname::text) FROM pg_attribute a
            WHERE a.attrelid = to_regclass(format('%I.%I', current_schema(), made.tbl)) AND a.attnum > 0 AND NOT a.attisdropped)
        THEN
            RAISE EXCEPTION 'a table % of another program is in the way; move it to another schema', made.tbl USING ERRCODE = 'duplicate_table';
        END IF;
    END LOOP;
END
$$;
-- +goose StatementEnd

CREATE INDEX IF NOT EXISTS idx_removal_marks_mark ON society360_removal_marks (mark);
CREATE INDEX IF NOT EXISTS idx_removal_things_removal ON society360_removal_things (removal_id);
INSERT INTO society360_removal_key (key) VALUES (sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()))) ON CONFLICT DO NOTHING;

COMMENT ON TABLE society360_removals IS 'People who were removed from the register where the law asked for it';
COMMENT ON COLUMN society360_removals.id IS 'Removal; the trail has it under this ID where the person had no account';
COMMENT ON COLUMN society360_removals.user_id IS 'Their account; NULL of somebody who only visited';
COMMENT ON COLUMN society360_removals.removed_at IS 'When it was done';
COMMENT ON COLUMN society360_removals.removed_by IS 'Account that did it';
COMMENT ON COLUMN society360_removals.visits IS 'How many visits had their phone';
COMMENT ON TABLE society360_removal_marks IS 'By what copies in the trail are known, which are masked when they are shown';
COMMENT ON COLUMN society360_removal_marks.removal_id IS 'Removal';
COMMENT ON COLUMN society360_removal_marks.kind IS 'name, phone, email or plate';
COMMENT ON COLUMN society360_removal_marks.words IS 'How many words it has';
COMMENT ON COLUMN society360_removal_marks.mark IS 'HMAC-SHA256 of kind and value under the key of society360_removal_key: the value itself is kept nowhere';
COMMENT ON TABLE society360_removal_things IS 'What was theirs: rows of the trail about it are about them';
COMMENT ON COLUMN society360_removal_things.thing IS 'ID of an account, a residency, a visit, a payment, a key, a token or a file';
COMMENT ON COLUMN society360_removal_things.removal_id IS 'Removal';
COMMENT ON TABLE society360_removal_key IS 'Key of the marks, drawn by chance: one row';
COMMENT ON COLUMN society360_removal_key.one IS 'Always true';
COMMENT ON COLUMN society360_removal_key.key IS 'Key';

-- Takes a person out of the register: the account whose, or nobody's, and the visits that
-- are named, live and archived, all of which are over. address is what stands as the
-- account's e-mail from now on. As the owner: what is archived, paid or counted the desk's
-- role may not change. That its transaction says so in the trail, the trigger below sees to.
-- +goose StatementBegin
SELECT society360_define(current_schema(), replace($define$
CREATE OR REPLACE FUNCTION {schema}.society360_remove_person(removal uuid, whose uuid, doer uuid, address text, unusable text,
    live uuid[], old_ids uuid[], old_ats timestamptz[], kinds text[], words integer[], marks bytea[]) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET row_security = off AS $$
DECLARE
    gone constant text := 'Removed person';
    named text := (SELECT {schema}.society360_name_key(u.full_name::text) FROM {schema}.users u WHERE u.id = whose);
    replaced bigint;
    older bigint;
BEGIN
    INSERT INTO {schema}.society360_removals (id, user_id, removed_by, visits) VALUES (removal, whose, doer, cardinality(live) + cardinality(old_ids));
    INSERT INTO {schema}.society360_removal_marks (removal_id, kind, words, mark)
        SELECT DISTINCT ON (m.mark) removal, m.kind, m.words, m.mark FROM unnest(kinds, words, marks) AS m (kind, words, mark);

    WITH paid AS (
        UPDATE {schema}.payments y SET paid_by_name = gone
        FROM {schema}.bills b WHERE b.id = y.bill_id AND y.paid_by_name IS NOT NULL AND {schema}.society360_name_key(y.paid_by_name) = named
            AND b.unit_id IN (SELECT l.unit_id FROM {schema}.user_units l WHERE l.user_id = whose)
        RETURNING y.id
    )
    INSERT INTO {schema}.society360_removal_things (thing, removal_id)
        SELECT DISTINCT t.id, removal FROM (
            SELECT whose AS id WHERE whose IS NOT NULL
            UNION ALL SELECT p.id FROM paid p
            UNION ALL SELECT l.id FROM {schema}.user_units l WHERE l.user_id = whose
            UNION ALL SELECT k.id FROM {schema}.user_ssh_keys k WHERE k.user_id = whose
            UNION ALL SELECT k.id FROM {schema}.user_tokens k WHERE k.user_id = whose
            UNION ALL SELECT f.id FROM {schema}.desk_files f WHERE f.user_id = whose
            UNION ALL SELECT d.id FROM {schema}.desk_sessions d WHERE d.user_id = whose
            UNION ALL SELECT unnest(live) UNION ALL SELECT unnest(old_ids)) t;

    -- What repeats of older writes would be answered with has their name as well.
    UPDATE {schema}.write_intents w SET result = '"removed"' WHERE (w.result ->> 'id') IN (SELECT t.thing::text FROM {schema}.society360_removal_things t WHERE t.removal_id = removal)
        OR strpos(w.result::text, whose::text) > 0;

    UPDATE {schema}.visitor_logs v SET visitor_name = gone, visitor_phone = NULL, vehicle_number = NULL
        WHERE v.id = ANY (live) AND v.status IN ('checked_out', 'denied');
    GET DIAGNOSTICS replaced = ROW_COUNT;
    IF replaced <> cardinality(live) THEN
        RAISE EXCEPTION 'a visit of theirs is not over' USING ERRCODE = 'object_in_use', CONSTRAINT = 'society360_removal', TABLE = 'visitor_logs';
    END IF;
    UPDATE {archive}.visitor_logs v SET visitor_name = gone, visitor_phone = NULL, vehicle_number = NULL
        WHERE v.at = ANY (old_ats) AND v.id = ANY (old_ids);
    GET DIAGNOSTICS older = ROW_COUNT;
    replaced := replaced + older;

    IF whose IS NOT NULL THEN
        DELETE FROM {schema}.sign_in_attempts a USING {schema}.users u WHERE u.id = whose AND lower(a.account) IN (lower(u.email::text), whose::text);
        DELETE FROM {schema}.user_ssh_keys WHERE user_id = whose;
        DELETE FROM {schema}.user_tokens WHERE user_id = whose;
        DELETE FROM {schema}.desk_files WHERE user_id = whose;
        DELETE FROM {schema}.desk_sessions WHERE user_id = whose;
        DELETE FROM {schema}.desk_looks WHERE user_id = whose;
        DELETE FROM {schema}.desk_told WHERE user_id = whose;
        DELETE FROM {schema}.sign_in_places WHERE user_id = whose;
        DELETE FROM {schema}.phone_searches WHERE user_id = whose;
        DELETE FROM {schema}.society360_upgrade_notes WHERE user_id = whose;
        UPDATE {schema}.cash_counts SET person = gone WHERE person_id = whose;
        UPDATE {schema}.society360_imports SET signed_by = gone WHERE {schema}.society360_name_key(signed_by) = named;
        UPDATE {schema}.users SET full_name = gone, email = address, phone_number = NULL, password_hash = unusable, same_password_as = NULL,
            must_change_password = false, one_time_mark = NULL, one_time_expires_at = NULL, one_time_spent_at = NULL,
            profile_picture_url = NULL, status = 'inactive', deleted_at = coalesce(deleted_at, now()), signed_out_at = clock_timestamp(), removed_at = now()
            WHERE id = whose;
    END IF;
    RETURN replaced;
END
$$;

-- Forgets the names that no visit has any more. Whoever notes a visit while they go waits,
-- for a name that is known already is not noted again; so they are looked for first.
CREATE OR REPLACE FUNCTION {schema}.society360_forget_names() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET row_security = off SET lock_timeout = '2s' AS $$
DECLARE
    unused text[];
    forgotten bigint := 0;
BEGIN
    SELECT array_agg(n.key) INTO unused FROM {schema}.visitor_names n
        WHERE NOT EXISTS (SELECT FROM {schema}.visitor_logs v WHERE left({schema}.society360_name_key(v.visitor_name), 200) COLLATE "C" = left(n.key, 200)
                AND {schema}.society360_name_key(v.visitor_name) = n.key)
            AND NOT EXISTS (SELECT FROM {archive}.visitor_logs_list v WHERE left({schema}.society360_name_key(v.visitor_name), 200) COLLATE "C" = left(n.key, 200)
                AND {schema}.society360_name_key(v.visitor_name) = n.key);
    IF unused IS NOT NULL THEN
        LOCK TABLE {schema}.visitor_logs IN SHARE ROW EXCLUSIVE MODE;
        DELETE FROM {schema}.visitor_names n WHERE n.key = ANY (unused)
            AND NOT EXISTS (SELECT FROM {schema}.visitor_logs v WHERE left({schema}.society360_name_key(v.visitor_name), 200) COLLATE "C" = left(n.key, 200)
                AND {schema}.society360_name_key(v.visitor_name) = n.key)
            AND NOT EXISTS (SELECT FROM {archive}.visitor_logs_list v WHERE left({schema}.society360_name_key(v.visitor_name), 200) COLLATE "C" = left(n.key, 200)
                AND {schema}.society360_name_key(v.visitor_name) = n.key);
        GET DIAGNOSTICS forgotten = ROW_COUNT;
    END IF;
    RETURN forgotten;
END
$$;

-- Whoever removes somebody, a removal stands with its row of the trail or not at all.
CREATE OR REPLACE FUNCTION {schema}.society360_removal_audited() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM {schema}.audit_logs a WHERE a.resource_type = CASE WHEN NEW.user_id IS NULL THEN 'society360_removals' ELSE 'users' END
            AND a.resource_id = coalesce(NEW.user_id, NEW.id) AND a.action = 'PERSON_REMOVED' AND a.xmin = pg_current_xact_id()::xid
            AND a.created_at > now() - interval '1 minute') THEN
        RAISE EXCEPTION 'a person was removed without a row in audit_logs that says so'
            USING ERRCODE = 'check_violation', TABLE = TG_TABLE_NAME, CONSTRAINT = 'desk_audited';
    END IF;
    RETURN NULL;
END
$$;
DROP TRIGGER IF EXISTS society360_removal_audited ON {schema}.society360_removals;
CREATE CONSTRAINT TRIGGER society360_removal_audited AFTER INSERT ON {schema}.society360_removals DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION {schema}.society360_removal_audited()
$define$, '{archive}', quote_ident(society360_archive_schema())));
-- +goose StatementEnd
REVOKE EXECUTE ON FUNCTION society360_removal_audited() FROM PUBLIC;
REVOKE EXECUTE ON FUNCTION society360_forget_names() FROM PUBLIC;
REVOKE EXECUTE ON FUNCTION society360_remove_person(uuid, uuid, uuid, text, text, uuid[], uuid[], timestamptz[], text[], integer[], bytea[]) FROM PUBLIC;

-- Whose the archive is (00257), also where a superuser migrates.
-- +goose StatementBegin
DO $$
DECLARE
    owner regrole := (SELECT c.relowner FROM pg_class c WHERE c.oid = to_regclass(format('%I.audit_logs', current_schema())));
BEGIN
    EXECUTE format('ALTER FUNCTION society360_remove_person(uuid, uuid, uuid, text, text, uuid[], uuid[], timestamptz[], text[], integer[], bytea[]) OWNER TO %s', owner);
    EXECUTE format('ALTER FUNCTION society360_forget_names() OWNER TO %s', owner);
    EXECUTE format('ALTER FUNCTION society360_removal_audited() OWNER TO %s', owner);
END
$$;
-- +goose StatementEnd
