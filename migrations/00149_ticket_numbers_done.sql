-- Every ticket has its number: what kept the time of the last change of those that
-- were given one goes.

-- +goose Up
SELECT society360_lock(ARRAY['maintenance_tickets'], 'ACCESS EXCLUSIVE');
DROP TRIGGER IF EXISTS zzz_society360_tickets_numbered ON maintenance_tickets;
DROP FUNCTION IF EXISTS society360_tickets_numbered();
