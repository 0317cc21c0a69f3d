-- A password that somebody else chose must be changed at the first sign-in.

-- +goose Up
SELECT society360_lock(ARRAY['users'], 'ACCESS EXCLUSIVE');

ALTER TABLE users
    ADD COLUMN IF NOT EXISTS must_change_password boolean NOT NULL DEFAULT false,
    ADD COLUMN IF NOT EXISTS password_changed_at timestamptz;
