-- Who is barred: a phone, a plate or a name that is not let in, to the society or to one
-- unit, until a day or until it is lifted. Keys are made of the value by the functions that
-- visits are found by, in indexes, so that no value is read in two ways. Nothing here refuses
-- what another program writes to visitor_logs.

-- +goose Up
SELECT society360_lock(ARRAY['users', 'units'], 'SHARE ROW EXCLUSIVE');

CREATE TABLE IF NOT EXISTS barred_visitors (
    id uuid PRIMARY KEY DEFAULT uuid_generate_v4(),
    kind text NOT NULL CHECK (kind IN ('phone', 'plate', 'name')),
    value varchar(100) NOT NULL,
    unit_id uuid REFERENCES units(id) ON DELETE CASCADE,
    reason text NOT NULL,
    last_day date,
    barred_by uuid REFERENCES users(id) ON DELETE SET NULL,
    by_resident boolean NOT NULL DEFAULT false CHECK (NOT by_resident OR unit_id IS NOT NULL),
    created_at timestamptz NOT NULL DEFAULT now(),
    lifted_at timestamptz,
    lifted_by uuid REFERENCES users(id) ON DELETE SET NULL,
    lift_reason text
);

-- +goose StatementBegin
DO $$
BEGIN
    IF NOT '{id,kind,value,unit_id,reason,last_day,barred_by,by_resident,created_at,lifted_at,lifted_by,lift_reason}'::text[] <@ (
        SELECT array_agg(a.attname::text) FROM pg_attribute a
        WHERE a.attrelid = to_regclass(format('%I.%I', current_schema(), 'barred_visitors')) AND a.attnum > 0 AND NOT a.attisdropped)
    THEN
        RAISE EXCEPTION 'a table barred_visitors of another program is in the way; move it to another schema'
            USING ERRCODE = 'duplicate_table';
    END IF;
END
$$;
-- +goose StatementEnd

CREATE INDEX IF NOT EXISTS idx_barred_phone ON barred_visitors (society360_phone_digits(value)) WHERE kind = 'phone' AND lifted_at IS NULL;
CREATE INDEX IF NOT EXISTS idx_barred_plate ON barred_visitors (society360_plate_key(value)) WHERE kind = 'plate' AND lifted_at IS NULL;
CREATE INDEX IF NOT EXISTS idx_barred_name ON barred_visitors (society360_name_key(value)) WHERE kind = 'name' AND lifted_at IS NULL;
CREATE INDEX IF NOT EXISTS idx_barred_time ON barred_visitors (created_at DESC, id DESC);
CREATE INDEX IF NOT EXISTS idx_barred_unit ON barred_visitors (unit_id, created_at DESC, id DESC);

COMMENT ON TABLE barred_visitors IS 'Phones, plates and names that are not let in';
COMMENT ON COLUMN barred_visitors.id IS 'Key of the row';
COMMENT ON COLUMN barred_visitors.kind IS 'What is barred: phone, plate or name';
COMMENT ON COLUMN barred_visitors.value IS 'The phone, plate or name as it was typed; compared as those of visits are';
COMMENT ON COLUMN barred_visitors.unit_id IS 'Unit to which it is not let in; NULL is the whole society';
COMMENT ON COLUMN barred_visitors.reason IS 'Why, for the gate to read';
COMMENT ON COLUMN barred_visitors.last_day IS 'Last day on which it is barred, by the society''s calendar; NULL is until it is lifted';
COMMENT ON COLUMN barred_visitors.barred_by IS 'Account that barred it';
COMMENT ON COLUMN barred_visitors.by_resident IS 'Barred by a resident for their own unit: in force while they live there';
COMMENT ON COLUMN barred_visitors.created_at IS 'When it was barred';
COMMENT ON COLUMN barred_visitors.lifted_at IS 'When it was lifted; NULL where it was not';
COMMENT ON COLUMN barred_visitors.lifted_by IS 'Account that lifted it';
COMMENT ON COLUMN barred_visitors.lift_reason IS 'Why it was lifted';

-- The desk's role bars and lifts only with a row of the trail that says so (00229).
-- +goose StatementBegin
SELECT society360_define(current_schema(), $define$
DROP TRIGGER IF EXISTS society360_desk_audited_insert ON {schema}.barred_visitors;
CREATE CONSTRAINT TRIGGER society360_desk_audited_insert
    AFTER INSERT ON {schema}.barred_visitors DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (current_user = {schema}.society360_desk_role())
    EXECUTE FUNCTION {schema}.society360_desk_audited('barred_visitors', 'id', 'kind VISITOR_BARRED', 'value VISITOR_BARRED',
        'unit_id VISITOR_BARRED', 'reason VISITOR_BARRED', 'last_day VISITOR_BARRED');
DROP TRIGGER IF EXISTS society360_desk_audited_update ON {schema}.barred_visitors;
CREATE CONSTRAINT TRIGGER society360_desk_audited_update
    AFTER UPDATE ON {schema}.barred_visitors DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (current_user = {schema}.society360_desk_role())
    EXECUTE FUNCTION {schema}.society360_desk_audited('barred_visitors', 'id', 'lifted_at VISITOR_BAR_LIFTED', 'lift_reason VISITOR_BAR_LIFTED')
$define$);
-- +goose StatementEnd
