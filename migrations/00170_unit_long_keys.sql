-- The long keys of the units that stand. Where the database's own upper() knew ASCII
-- alone, their search keys are made anew as well.

-- +goose Up
SET LOCAL lock_timeout = '5s';
UPDATE units SET label = label WHERE long_key IS NULL;
