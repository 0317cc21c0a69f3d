-- Which society the tables of this schema are: one row, made here and never
-- changed, by which a connection that came to another database is known. code
-- and name are what a directory of several societies calls it, NULL where there
-- is none; what people read on their screens is the setting general.society_name.

-- +goose Up
SET LOCAL lock_timeout = '5s';

CREATE TABLE IF NOT EXISTS society360_society (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    code varchar(50),
    name varchar(200),
    created_at timestamptz NOT NULL DEFAULT now(),
    -- The same in every row, and unique: there is one.
    alone boolean NOT NULL DEFAULT true UNIQUE CHECK (alone)
);

INSERT INTO society360_society (alone) VALUES (true) ON CONFLICT (alone) DO NOTHING;

-- Every role that connects asks for it, whatever else it may read.
GRANT SELECT ON society360_society TO PUBLIC;
