-- Places of the units and blocks that were there before, apart from the step that
-- locked the tables for their triggers.

-- +goose Up
SET LOCAL lock_timeout = '500ms';
UPDATE blocks SET sort_key = sort_key WHERE sort_key IS NULL;
UPDATE units SET label = label WHERE sort_key IS NULL;
