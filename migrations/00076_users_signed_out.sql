-- When an admin last ended every session of an account: a key taken away, or a
-- status or role that stood for a moment only, leaves nothing else to see.

-- +goose Up
SELECT society360_lock(ARRAY['users'], 'ACCESS EXCLUSIVE');

ALTER TABLE users ADD COLUMN IF NOT EXISTS signed_out_at timestamptz;
