-- When an announcement was withdrawn before its visitor came, and by whom. Its status
-- is then denied, which is the platform's only word for a visit that does not happen;
-- without these columns it could not be told from somebody who was turned away.
-- +goose Up
SELECT society360_lock(ARRAY['visitor_logs', 'users'], 'ACCESS EXCLUSIVE');
ALTER TABLE visitor_logs
    ADD COLUMN IF NOT EXISTS withdrawn_at timestamptz,
    ADD COLUMN IF NOT EXISTS withdrawn_by uuid;
ALTER TABLE visitor_logs
    ADD CONSTRAINT visitor_logs_withdrawn_by_fkey FOREIGN KEY (withdrawn_by) REFERENCES users(id) ON DELETE SET NULL NOT VALID;
COMMENT ON COLUMN visitor_logs.withdrawn_at IS 'When the announcement was withdrawn before anybody came; the status is then denied. NULL: it was not.';
COMMENT ON COLUMN visitor_logs.withdrawn_by IS 'Who withdrew the announcement.';
