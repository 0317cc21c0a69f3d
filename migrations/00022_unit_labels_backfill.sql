-- Labels of the units that were there before, apart from the step that locked
-- the table for its triggers.

-- +goose Up
SET LOCAL lock_timeout = '500ms';
UPDATE units SET label = label WHERE label IS NULL OR search_key IS NULL;
