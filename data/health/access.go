package health

import (
	"github.com/civoranexus/society360/data/accounts"
	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/role"
)

// heldSince is when the database began to hold desks to a row of the trail for each
// change: what is older may have none.
const heldSince = `(SELECT min(m.tstamp) AT TIME ZONE 'UTC' FROM society360_migrations m WHERE m.version_id = 187)`

// recent is how far back moves of others are looked for.
const recent = "90 days"

// movedElsewhere finds things of a table whose status is not the one that a desk's last
// row of the trail gave them, and such as no desk made; at is their time, null what a
// status of NULL reads as.
func movedElsewhere(name, title, things, screen, table, at, null string) Check {
	status := `coalesce(v.status, '` + null + `')`
	return Check{
		Name: name, Title: title, Severity: Odd, Screen: screen, whole: table,
		Says: "Another program made or moved " + things + ": the trail does not say who, and what a desk showed of them may be what they were.",
		Mend: "Nothing, where the platform's other programs are known; the one that is named was the last.",
		sql: `SELECT f.status || f.came AS place, f.status AS thing, count(*) || f.came AS stands, (array_agg(f.id ORDER BY f.at DESC))[1]::text AS open, '' AS command
			FROM (SELECT v.id, ` + status + ` AS status, ` + at + ` AS at, CASE WHEN l.was IS NULL THEN ' made elsewhere' ELSE ' moved elsewhere' END AS came
				FROM ` + table + ` v LEFT JOIN LATERAL (
					SELECT CASE WHEN s IN ('claimed', 'uncleared') THEN 'pending' WHEN s IN ('reversed', 'refused', 'bounced', 'withdrawn') THEN 'failed' ELSE s END AS was
					FROM (SELECT a.details #>> '{after,status}' AS s FROM audit_logs a WHERE a.resource_type = '` + table + `' AND a.resource_id = v.id
						AND a.database_role IS NOT NULL AND a.details #> '{after,status}' IS NOT NULL ORDER BY a.created_at DESC, a.id DESC LIMIT 1) d) l ON true
				WHERE ` + at + ` > now() - interval '` + recent + `' AND (l.was <> ` + status + ` OR l.was IS NULL AND ` + at + ` > ` + heldSince + `)) f
			GROUP BY f.status, f.came`,
	}
}

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
				WHERE ` + accounts.IsGuessed(`t`),
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
		movedElsewhere("visits-elsewhere", "Visits of others", "visits", "gate", "visitor_logs", `coalesce(v.check_in_time, v.created_at)`, "checked_in"),
		movedElsewhere("tickets-elsewhere", "Tickets of others", "tickets", "tickets", "maintenance_tickets", `v.created_at`, "open"),
		movedElsewhere("payments-elsewhere", "Payments of others", "payments", "bills", "payments", `v.payment_date`, "success"),
		{
			Name: "accounts-elsewhere", Title: "Accounts of others", Severity: Odd, Screen: "users", whole: "users",
			Says: "An account has another role than the trail knows of, or somebody who works here was given theirs, and no desk did it.",
			Mend: "Ask who runs the other program; take the account away, or give it its role, where nobody meant it.",
			sql: `SELECT u.id::text AS place, u.full_name AS thing, CASE WHEN l.role IS NULL THEN 'made as ' || r.name ELSE l.role || ' by the trail, ' || r.name || ' now' END AS stands,
					u.id::text AS open, '' AS command
				FROM users u JOIN roles r ON r.id = u.role_id LEFT JOIN LATERAL (
					SELECT a.details #>> '{after,role}' AS role FROM audit_logs a WHERE a.resource_type = 'users' AND a.resource_id = u.id
						AND a.database_role IS NOT NULL AND a.details #> '{after,role}' IS NOT NULL ORDER BY a.created_at DESC, a.id DESC LIMIT 1) l ON true
				WHERE u.deleted_at IS NULL AND (l.role <> r.name OR l.role IS NULL AND r.name <> '` + string(role.Resident) + `' AND u.created_at > ` + heldSince + `)`,
		},
		{
			Name: "keys-elsewhere", Title: "Keys of others", Severity: Wrong, Screen: "users",
			Says: "An SSH key signs in that no desk and no command added: the trail does not say who did.",
			Mend: "Remove it (user key remove, terminal remove), unless you know of it.",
			sql: `SELECT k.fingerprint AS place, coalesce(u.full_name, 'Terminal at ' || k.gate, '') AS thing, k.fingerprint AS stands, coalesce(u.id, k.whose)::text AS open, '' AS command
				FROM (SELECT fingerprint, user_id AS whose, user_id, NULL AS gate, created_at FROM user_ssh_keys
					UNION ALL SELECT fingerprint, id, NULL, gate, created_at FROM gate_terminals) k
					LEFT JOIN users u ON u.id = k.user_id
				WHERE k.created_at > ` + heldSince + ` AND NOT EXISTS (SELECT FROM audit_logs a WHERE a.resource_type = CASE WHEN k.user_id IS NULL THEN 'gate_terminals' ELSE 'users' END
					AND a.resource_id = k.whose AND a.database_role IS NOT NULL AND a.details #>> '{after,ssh_key}' = k.fingerprint)`,
		},
		{
			Name: "trail-backdated", Title: "Backdated rows", Severity: Wrong, Screen: "audit", whole: "audit_logs",
			Says: "A row of the audit trail says another time than it was written at: rows of desks that are older by their dates stood there before it, or it lies ahead.",
			Mend: "Ask who runs the program that wrote it. The row cannot be changed; what it says of its time is worth nothing.",
			sql: `SELECT t.id::text AS place, t.action::text AS thing, coalesce(to_char(t.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI') || ' UTC', t.created_at::text)
					|| CASE WHEN t.created_at > now() THEN ', ahead' ELSE ', written after ' || to_char(t.stood AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI') || ' UTC' END AS stands,
					t.id::text AS open, '' AS command
				FROM (SELECT a.id, a.action, a.created_at, a.database_role, g.stood FROM audit_logs a JOIN (
						SELECT w.age, max(w.newest) OVER (ORDER BY w.age DESC ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS stood
						FROM (SELECT age(o.xmin) AS age, max(o.created_at) FILTER (WHERE o.database_role IS NOT NULL) AS newest FROM audit_logs o GROUP BY 1) w
					) g ON g.age = age(a.xmin)) t
				WHERE t.database_role IS NULL AND (t.created_at < t.stood - interval '1 hour' OR t.created_at > now() + interval '1 hour')`,
		},
	}
}
