-- The seal of the trail: which of its rows are leaves of the Merkle tree, with each leaf's
-- hash, in batches with the head that was signed of them. The key, and what a verification
-- rests on, lie outside of the database; what stands here leads from one to the other.

-- +goose Up
SELECT society360_lock(ARRAY['audit_logs'], 'SHARE ROW EXCLUSIVE');

CREATE TABLE IF NOT EXISTS society360_seals (
    first bigint PRIMARY KEY,
    leaves int NOT NULL,
    ids uuid[] NOT NULL,
    times timestamptz[] NOT NULL,
    users uuid[] NOT NULL,
    hashes bytea NOT NULL,
    head text NOT NULL,
    until timestamptz,
    sealed_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    CHECK (leaves > 0 AND cardinality(ids) = leaves AND cardinality(times) = leaves AND cardinality(users) = leaves AND octet_length(hashes) = 32 * leaves)
);
CREATE INDEX IF NOT EXISTS society360_seals_until ON society360_seals (until);
-- Hashes do not become smaller by packing.
ALTER TABLE society360_seals ALTER COLUMN ids SET STORAGE EXTERNAL, ALTER COLUMN users SET STORAGE EXTERNAL,
    ALTER COLUMN times SET STORAGE EXTERNAL, ALTER COLUMN hashes SET STORAGE EXTERNAL;

CREATE TABLE IF NOT EXISTS society360_seal_state (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    begun_at timestamptz NOT NULL,
    horizon timestamptz NOT NULL,
    stage varchar(20) NOT NULL,
    walked_at timestamptz,
    walked_id uuid,
    edge bytea,
    looked_at timestamptz,
    verified_at timestamptz,
    broken_at timestamptz,
    broken text,
    told_at timestamptz,
    untold text
);

CREATE TABLE IF NOT EXISTS society360_seal_waiting (
    id uuid PRIMARY KEY
);

-- +goose StatementBegin
DO $$
DECLARE
    made record;
BEGIN
    FOR made IN SELECT * FROM (VALUES ('society360_seals', '{first,leaves,ids,times,users,hashes,head,until,sealed_at}'::text[]),
        ('society360_seal_state', '{one,begun_at,horizon,stage,walked_at,walked_id,edge,looked_at,verified_at,broken_at,broken,told_at,untold}'),
        ('society360_seal_waiting', '{id}')) AS m (tbl, cols)
    LOOP
        IF NOT made.cols <@ (SELECT array_agg(a.attname::text) FROM pg_attribute a
            WHERE a.attrelid = to_regclass(format('%I.%I', current_schema(), made.tbl)) AND a.attnum > 0 AND NOT a.attisdropped)
        THEN
            RAISE EXCEPTION 'a table % of another program is in the way; move it to another schema', made.tbl USING ERRCODE = 'duplicate_table';
        END IF;
    END LOOP;
END
$$;
-- +goose StatementEnd

-- The desk's rows have the server's time, by which the sealer finds them. Those of other
-- programs may have any, or none: their IDs wait here until they are sealed.
-- +goose StatementBegin
SELECT society360_define(current_schema(), $define$
CREATE OR REPLACE FUNCTION {schema}.society360_seal_waits() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
    INSERT INTO {schema}.society360_seal_waiting (id) VALUES (NEW.id) ON CONFLICT DO NOTHING;
    RETURN NULL;
END
$$
$define$);
-- +goose StatementEnd
REVOKE EXECUTE ON FUNCTION society360_seal_waits() FROM PUBLIC;
-- +goose StatementBegin
SELECT society360_define(current_schema(), $define$
CREATE OR REPLACE TRIGGER society360_seal_waits
    AFTER INSERT ON {schema}.audit_logs
    FOR EACH ROW WHEN (current_user <> {schema}.society360_desk_role()) EXECUTE FUNCTION {schema}.society360_seal_waits()
$define$);
-- +goose StatementEnd

COMMENT ON TABLE society360_seals IS 'Which rows of the audit trail are sealed: batches of leaves of a Merkle tree (RFC 6962), each with the head signed of it';
COMMENT ON COLUMN society360_seals.first IS 'Number of the first leaf, from 0';
COMMENT ON COLUMN society360_seals.leaves IS 'How many leaves the batch has';
COMMENT ON COLUMN society360_seals.ids IS 'The rows'' IDs, leaf by leaf';
COMMENT ON COLUMN society360_seals.times IS 'When each was done, as its row says';
COMMENT ON COLUMN society360_seals.users IS 'Who did it; stays where the account is deleted';
COMMENT ON COLUMN society360_seals.hashes IS 'Hash of each leaf, 32 bytes';
COMMENT ON COLUMN society360_seals.head IS 'The head of the tree with this batch, signed as a note';
COMMENT ON COLUMN society360_seals.until IS 'The latest of times; NULL where no row has one';
COMMENT ON COLUMN society360_seals.sealed_at IS 'When it was sealed';
COMMENT ON TABLE society360_seal_state IS 'How far sealing of the audit trail has come: one row';
COMMENT ON COLUMN society360_seal_state.one IS 'Always true';
COMMENT ON COLUMN society360_seal_state.begun_at IS 'Since when rows are sealed as they come';
COMMENT ON COLUMN society360_seal_state.horizon IS 'Rows of the desk from before this moment are sealed';
COMMENT ON COLUMN society360_seal_state.stage IS 'Which of the rows from before sealing began are being sealed: live, archive, rest; done';
COMMENT ON COLUMN society360_seal_state.walked_at IS 'How far that has come: the last row''s time';
COMMENT ON COLUMN society360_seal_state.walked_id IS 'How far that has come: the last row''s ID';
COMMENT ON COLUMN society360_seal_state.edge IS 'Hashes along the right edge of the tree';
COMMENT ON COLUMN society360_seal_state.looked_at IS 'When the whole trail was last searched for rows that are not sealed';
COMMENT ON COLUMN society360_seal_state.verified_at IS 'When the whole trail was last held against the seal and found unchanged';
COMMENT ON COLUMN society360_seal_state.broken_at IS 'When it was found that the trail or its seal was changed';
COMMENT ON COLUMN society360_seal_state.broken IS 'What was found';
COMMENT ON COLUMN society360_seal_state.told_at IS 'When heads were last shipped to where they are kept outside';
COMMENT ON COLUMN society360_seal_state.untold IS 'Why heads cannot be shipped; NULL where they are';
COMMENT ON TABLE society360_seal_waiting IS 'Rows of the audit trail by other programs that are not sealed yet';
COMMENT ON COLUMN society360_seal_waiting.id IS 'The row''s ID';
