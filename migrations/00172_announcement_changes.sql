-- When a notice was last changed, whichever program did it, and since when who had
-- read it is shown it again: what they read is then no longer what it says.

-- +goose Up
SELECT society360_lock(ARRAY['announcements', 'announcement_reads'], 'ACCESS EXCLUSIVE');

ALTER TABLE announcements
    ADD COLUMN IF NOT EXISTS changed_at timestamptz,
    ADD COLUMN IF NOT EXISTS shown_again_at timestamptz;
COMMENT ON COLUMN announcements.changed_at IS 'When title, content or end were last changed, kept by a trigger; NULL: never';
COMMENT ON COLUMN announcements.shown_again_at IS 'Since when who had read it has it to read again; NULL: who has read it has read it';

-- +goose StatementBegin
DO $$
BEGIN
    IF col_description(to_regclass(format('%I.%I', current_schema(), 'announcement_reads')), (SELECT a.attnum FROM pg_attribute a
        WHERE a.attrelid = to_regclass(format('%I.%I', current_schema(), 'announcement_reads')) AND a.attname = 'read_at')) = 'When it was first read' THEN
        COMMENT ON COLUMN announcement_reads.read_at IS 'When it was read; anew, where it had been changed since';
    END IF;
END
$$;
-- +goose StatementEnd

-- By the clock, and not by the transaction's start: a reader who was there before this
-- change had the row's lock has read what it was.
-- +goose StatementBegin
SELECT society360_define(current_schema(), $define$
CREATE OR REPLACE FUNCTION {schema}.society360_announcements_changed() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    IF ROW (NEW.title, NEW.content, NEW.expires_at) IS DISTINCT FROM ROW (OLD.title, OLD.content, OLD.expires_at) THEN
        NEW.changed_at := clock_timestamp();
    END IF;
    RETURN NEW;
END
$$
$define$);
-- +goose StatementEnd

CREATE OR REPLACE TRIGGER society360_announcements_changed
    BEFORE UPDATE ON announcements
    FOR EACH ROW EXECUTE FUNCTION society360_announcements_changed();
