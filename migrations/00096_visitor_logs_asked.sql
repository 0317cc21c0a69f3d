-- Since when a visit whose approval was taken back waits for a new one; NULL for
-- one that waits since it was logged. Without it a visitor announced long ago
-- would drop out of the list of the expected just when the unit is asked anew.

-- +goose Up
SELECT society360_lock(ARRAY['visitor_logs'], 'ACCESS EXCLUSIVE');

ALTER TABLE visitor_logs ADD COLUMN IF NOT EXISTS asked_at timestamptz;
