-- A sign-in that is being checked is no failed one, and a one-time password is
-- for one sign-in within its time.

-- +goose Up
SELECT society360_lock(ARRAY['users', 'sign_in_attempts'], 'ACCESS EXCLUSIVE');

-- Attempts whose password is being checked: they hold back others that could
-- outrun the count of failures, until each has its verdict or its time is over.
ALTER TABLE sign_in_attempts
    ADD COLUMN IF NOT EXISTS pending integer NOT NULL DEFAULT 0,
    ADD COLUMN IF NOT EXISTS pending_at timestamptz;

-- The md5 of the password_hash that the other two speak of: a password that
-- another program sets begins anew, and knows no end. NULL of an account that
-- had its one-time password before.
ALTER TABLE users
    ADD COLUMN IF NOT EXISTS one_time_mark varchar(32),
    ADD COLUMN IF NOT EXISTS one_time_expires_at timestamptz,
    ADD COLUMN IF NOT EXISTS one_time_spent_at timestamptz;
