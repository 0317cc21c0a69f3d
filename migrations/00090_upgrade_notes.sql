-- What an upgrade changed, told once to each admin who knew it otherwise. A
-- society that was seeded by an earlier release has the setting of the days until
-- a bill is due, which no other program has; a new or an adopted one knew nothing
-- otherwise.

-- +goose Up
SELECT society360_lock(ARRAY['users', 'roles', 'system_config'], 'SHARE ROW EXCLUSIVE');

CREATE TABLE IF NOT EXISTS society360_upgrade_notes (
    user_id uuid REFERENCES users(id) ON DELETE CASCADE,
    note text,
    read_at timestamptz,
    PRIMARY KEY (user_id, note)
);

INSERT INTO society360_upgrade_notes (user_id, note)
SELECT u.id, 'late_fees' FROM users u JOIN roles r ON r.id = u.role_id
WHERE r.name::text = 'admin' AND u.deleted_at IS NULL
  AND EXISTS (SELECT FROM system_config c WHERE c.config_key::text = 'billing.due_days')
ON CONFLICT DO NOTHING;
