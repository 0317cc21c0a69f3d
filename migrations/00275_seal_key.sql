-- A key of the seal that was lost and begun anew, and why rows cannot be sealed: for the
-- Audit screen and doctor. What proves it are the heads.

-- +goose Up
SELECT society360_lock(ARRAY['society360_seal_state'], 'ACCESS EXCLUSIVE');

ALTER TABLE society360_seal_state
    ADD COLUMN IF NOT EXISTS anew_at timestamptz,
    ADD COLUMN IF NOT EXISTS anew_rows bigint,
    ADD COLUMN IF NOT EXISTS stuck text,
    ADD COLUMN IF NOT EXISTS stuck_at timestamptz;

COMMENT ON COLUMN society360_seal_state.anew_at IS 'When the key of the seal was begun anew, the one before being lost; NULL where none was';
COMMENT ON COLUMN society360_seal_state.anew_rows IS 'How many rows stand under keys that are lost';
COMMENT ON COLUMN society360_seal_state.stuck IS 'Why rows cannot be sealed; NULL where they can';
COMMENT ON COLUMN society360_seal_state.stuck_at IS 'Since when they cannot';
