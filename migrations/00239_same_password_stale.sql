-- A hash that another program puts back (a restored row) stands beside the mark of the
-- one that was made anew of it: the next change of the password would be taken for that
-- again, would end no session, and be refused at the desk. The mark is of the change that
-- sets it, and goes with the next.

-- +goose Up
-- +goose StatementBegin
SELECT society360_define(current_schema(), $define$
CREATE OR REPLACE FUNCTION {schema}.society360_sessions_end() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF NEW.password_hash IS DISTINCT FROM OLD.password_hash AND NEW.same_password_as IS NOT DISTINCT FROM OLD.same_password_as
        AND NEW.same_password_as IS DISTINCT FROM md5(OLD.password_hash::text)
    THEN
        NEW.same_password_as := NULL;
    END IF;
    IF NEW.password_hash IS DISTINCT FROM OLD.password_hash AND NEW.same_password_as IS DISTINCT FROM md5(OLD.password_hash::text)
        OR NEW.password_changed_at IS DISTINCT FROM OLD.password_changed_at
        OR NEW.signed_out_at IS DISTINCT FROM OLD.signed_out_at
        OR NEW.role_id IS DISTINCT FROM OLD.role_id
        OR coalesce(NEW.status, 'active') <> coalesce(OLD.status, 'active')
        OR (NEW.deleted_at IS NULL) <> (OLD.deleted_at IS NULL)
    THEN
        NEW.session_epoch := pg_current_xact_id()::text::bigint;
    END IF;
    RETURN NEW;
END
$$
$define$);
-- +goose StatementEnd
