-- Those whose day of moving in lay ahead before the desk asked for it: what waits
-- for the day is set, and their units' statuses follow who lives there today.
-- Apart from the step that locked the table for its triggers.

-- +goose Up
SET LOCAL lock_timeout = '500ms';
UPDATE user_units SET primary_on_move_in = false
WHERE primary_on_move_in IS NULL AND coalesce(status, 'active')::text = 'active' AND move_in_date > (SELECT society360_today());
