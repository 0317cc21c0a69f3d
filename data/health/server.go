package health

import (
	"context"
	"maps"
	"slices"

	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/role"
)

// serverChecks are about the settings and about what the program needs of its server.
func serverChecks() []Check {
	return []Check{
		{
			Name: "settings", Title: "Settings not read", Verbatim: true, Severity: Wrong, Screen: "settings", read: unreadSettings,
			Says: "A setting has a value that cannot be read; its default is in force.",
			Mend: "Open the setting and give it a value that it takes.",
		},
		{
			Name: "schema-open", Title: "Open schemas", Severity: Wrong, read: openings,
			Says: "Every role of the server may enter this database, or create where the program looks for what it runs.",
			Mend: "Have the owner run the statement, unless another program needs the right.",
		},
		{
			Name: "trigger-rights", Title: "Rights to triggers", Severity: Wrong, read: triggerRights,
			Says: "Another role may put triggers on tables of the register: they would run with the owner's rights.",
			Mend: "Have the tables' owner run the statement, unless another program needs the right.",
		},
		{
			Name: "triggers-elsewhere", Title: "Triggers of others", Severity: Wrong, read: otherTriggers,
			Says: "A trigger on a table of the register is another role's: it runs with the rights of whoever writes there, the owner's too.",
			Mend: "Find out what it does; have the table's owner run the statement, or give its function to the owner.",
		},
		{
			Name: "triggers", Title: "Disabled triggers", Severity: Wrong,
			Says: "A trigger that keeps a rule of the register is disabled: what it keeps is not kept.",
			Mend: "Have the table's owner run the statement.",
			sql: `SELECT c.relname || ' ' || t.tgname AS place, t.tgname::text AS thing, CASE t.tgenabled WHEN 'D' THEN 'disabled' ELSE 'enabled for replicas alone' END || ' on ' || c.relname AS stands,
					'' AS open, format('ALTER TABLE %s ENABLE TRIGGER %I;', t.tgrelid::regclass, t.tgname) AS command
				FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
				WHERE NOT t.tgisinternal AND t.tgname LIKE 'society360\_%' AND t.tgenabled IN ('D', 'R')
					AND (pg_table_is_visible(c.oid) OR c.relnamespace = to_regnamespace(quote_ident(society360_archive_schema())))`,
		},
		{
			Name: "triggers-gone", Title: "Dropped triggers", Severity: Wrong, read: missingTriggers,
			Says: "A trigger that keeps a rule of the register is not there: what it keeps is not kept.",
			Mend: "Have the table's owner run the statement.",
		},
		{
			Name: "read-only", Title: "Takes no changes", Severity: Wrong,
			Says: "The database takes no changes: desks show what stands there, and save nothing.",
			Mend: "Have a superuser run the statement; of a copy of another server, name that one in DATABASE_URL.",
			sql: `SELECT 'read-only' AS place, current_database()::text AS thing, '' AS open,
					CASE WHEN pg_is_in_recovery() THEN 'a copy of another server' ELSE 'read-only' END AS stands,
					CASE WHEN pg_is_in_recovery() THEN ''
						WHEN source = 'database' THEN format('ALTER DATABASE %I RESET %s;', current_database(), name)
						WHEN source = 'user' THEN format('ALTER ROLE %I RESET %s;', session_user, name)
						WHEN source = 'database user' THEN format('ALTER ROLE %I IN DATABASE %I RESET %s;', session_user, current_database(), name)
						WHEN source = 'configuration file' THEN format('ALTER SYSTEM RESET %s; SELECT pg_reload_conf();', name)
						ELSE '' END AS command
				FROM pg_settings WHERE name = 'default_transaction_read_only' AND (setting = 'on' OR pg_is_in_recovery())`,
		},
		{
			Name: "time-limits", Title: "Time limits", Severity: Wrong, read: missingLimits,
			Says: "The database sets a desk no time limit: a statement or a lock could hold it for ever.",
			Mend: "Have a superuser run the statement; behind a pooler the role has to carry the limit itself.",
		},
		{
			Name: "desk-role", Title: "Role of the desks", Severity: Wrong,
			Says: "The desks work as a role that may do more to the register than a desk should.",
			Mend: "Have a superuser run the statement.",
			sql: `SELECT current_user::text AS place, current_user::text AS thing, 'not ' || society360_desk_role() AS stands, '' AS open,
					format('GRANT %I TO %I;', society360_desk_role(), session_user) AS command
				WHERE current_user <> society360_desk_role()`,
		},
	}
}

// unreadSettings are the settings whose stored value is ignored.
func unreadSettings(ctx context.Context, s *Store, actor role.Actor) (found []Finding, err error) {
	rows, err := s.settings.List(ctx, actor)
	for _, r := range rows {
		if r.Ignored() {
			found = append(found, Finding{Place: r.Key, Thing: r.Key, Stands: *r.Stored, Open: r.Key})
		}
	}
	return found, err
}

// openings are the schemas and the database in which everybody may create, and which everybody may enter.
func openings(ctx context.Context, s *Store, _ role.Actor) ([]Finding, error) {
	return opened(connect.Openings(ctx, s.reg))
}

// triggerRights are the rights of other roles to put triggers on our tables.
func triggerRights(ctx context.Context, s *Store, _ role.Actor) ([]Finding, error) {
	return opened(connect.TriggerRights(ctx, s.reg))
}

// opened are openings as findings.
func opened(open []connect.Opening, err error) (found []Finding, _ error) {
	for _, o := range open {
		found = append(found, Finding{Place: o.Close, Thing: o.Place, Stands: o.Right + " to " + o.Whose, Command: o.Close})
	}
	return found, connect.ReadError(err)
}

// otherTriggers are the triggers of other roles on our tables.
func otherTriggers(ctx context.Context, s *Store, _ role.Actor) (found []Finding, err error) {
	triggers, err := connect.OtherTriggers(ctx, s.reg)
	for _, o := range triggers {
		found = append(found, Finding{Place: o.Close, Thing: o.Right + " on " + o.Place, Stands: "of " + o.Whose, Command: o.Close})
	}
	return found, connect.ReadError(err)
}

// missingLimits are the time limits that a desk's connection does without.
func missingLimits(ctx context.Context, s *Store, _ role.Actor) (found []Finding, err error) {
	wanted := connect.DeskSettings()
	for _, name := range slices.Sorted(maps.Keys(wanted)) {
		var is, login string
		if err := s.reg.QueryRow(ctx, `SELECT current_setting($1), format('%I', session_user)`, name).Scan(&is, &login); err != nil {
			return nil, connect.ReadError(err)
		}
		if is == "0" && wanted[name] != "0" {
			found = append(found, Finding{
				Place: name, Thing: name, Stands: "none",
				Command: "ALTER ROLE " + login + " SET " + name + " = '" + wanted[name] + "';",
			})
		}
	}
	return found, nil
}
