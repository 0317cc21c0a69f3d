package health

import "github.com/civoranexus/society360/data/action"

// accessChecks are about who came in, or tried to, and about what was changed beside
// the desk.
func accessChecks() []Check {
	return []Check{
		{
			Name: "guessed-passwords", Title: "Guessed passwords", Severity: Wrong, Screen: "users",
			Says: "More passwords were tried at an account, from where it never signed in, than somebody mistypes.",
			Mend: "Ask its person; the trail has the addresses (action USER_LOGIN_FAILED). Give it another password where they do not know of it.",
			sql: `SELECT u.id::text AS place, concat_ws(', ', u.full_name, r.name) AS thing, t.failures || ' failed sign-ins in a day' AS stands, u.id::text AS open, '' AS command
				FROM sign_in_attempts t JOIN users u ON lower(u.email) = t.account AND u.deleted_at IS NULL LEFT JOIN roles r ON r.id = u.role_id
				WHERE t.address = '*' AND t.failures >= 20 AND t.last_failed_at > now() - interval '1 day'`,
		},
		{
			Name: "passwords-elsewhere", Title: "Passwords of others", Severity: Odd, Screen: "users",
			Says: "The password of an account was changed, and no desk did it: the trail does not say who.",
			Mend: "Ask who runs the other program; else give the account another password.",
			sql: `SELECT u.id::text AS place, concat_ws(', ', u.full_name, r.name) AS thing, to_char(u.password_changed_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI') || ' UTC' AS stands, u.id::text AS open, '' AS command
				FROM users u LEFT JOIN roles r ON r.id = u.role_id
				WHERE u.deleted_at IS NULL AND u.password_changed_at > (SELECT min(m.tstamp) AT TIME ZONE 'UTC' FROM society360_migrations m WHERE m.version_id = 188)
				  AND NOT EXISTS (SELECT FROM audit_logs a WHERE a.resource_type = 'users' AND a.resource_id = u.id AND a.database_role IS NOT NULL
					AND a.created_at BETWEEN u.password_changed_at - interval '1 minute' AND u.password_changed_at + interval '1 minute'
					AND a.action IN ('` + string(action.UserCreated) + `', '` + string(action.UserPasswordSet) + `', '` + string(action.UserPasswordReset) + `'))`,
		},
		{
			Name: "trail-elsewhere", Title: "Trail of others", Severity: Odd, Screen: "audit", whole: "audit_logs",
			Says: "Other programs write to the audit trail too: their rows have the time, the person and the origin that they gave them.",
			Mend: "Nothing, where the platform's other programs are known.",
			sql: `SELECT a.action::text AS place, a.action::text AS thing, count(*) || ' rows' AS stands, (array_agg(a.id ORDER BY a.created_at DESC))[1]::text AS open, '' AS command
				FROM audit_logs a
				WHERE a.database_role IS NULL AND a.user_id IS NOT NULL AND a.created_at > (SELECT min(m.tstamp) AT TIME ZONE 'UTC' FROM society360_migrations m WHERE m.version_id = 185)
				GROUP BY a.action`,
		},
	}
}
