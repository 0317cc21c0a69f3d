package connect

import (
	"context"
	"maps"
	"slices"

	"github.com/jackc/pgx/v5"

	"github.com/civoranexus/society360/data/value"
)

// A trigger runs as whoever writes to its table. Functions of ours write there as the
// tables' owner: whoever may put a trigger on one could run what they like with the
// owner's rights, and GRANT ALL ON ALL TABLES gives that right along.

// foreign is the condition that a role is none of those that answer for a table c
// themselves: its owner, the database's owner, members of these, superusers.
func foreign(role string) string {
	return `NOT EXISTS (SELECT FROM pg_catalog.pg_roles r WHERE r.oid = ` + role + ` AND r.rolsuper)
		AND (` + role + ` = 0::pg_catalog.oid OR NOT pg_catalog.pg_has_role(` + role + `, c.relowner, 'MEMBER')
			AND NOT pg_catalog.pg_has_role(` + role + `, (SELECT b.datdba FROM pg_catalog.pg_database b WHERE b.datname = pg_catalog.current_database()), 'MEMBER'))`
}

// ownTable is the condition that c is a table $2 of the first schema of the path $1.
const ownTable = `c.relkind IN ('r', 'p') AND c.relname = ANY ($2::pg_catalog.name[])
	AND c.relnamespace = (SELECT n.oid FROM pg_catalog.pg_namespace n WHERE n.nspname = ($1::pg_catalog.name[])[1])`

// TriggerRights are the rights of other roles to put triggers on tables of the register,
// a role's together.
func TriggerRights(ctx context.Context, d DB) ([]Opening, error) {
	return triggerOpenings(ctx, d, `SELECT pg_catalog.string_agg(pg_catalog.quote_ident(c.relname::pg_catalog.text), ', ' ORDER BY c.relname), 'TRIGGER',
			CASE WHEN a.grantee = 0::pg_catalog.oid THEN 'PUBLIC' ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(a.grantee)::pg_catalog.text) END AS whose
		FROM pg_catalog.pg_class c, LATERAL pg_catalog.aclexplode(c.relacl) AS a
		WHERE `+ownTable+` AND a.privilege_type = 'TRIGGER' AND `+foreign(`a.grantee`)+`
		GROUP BY a.grantee ORDER BY 3`,
		func(o Opening) string { return "REVOKE TRIGGER ON " + o.Place + " FROM " + o.Whose + ";" })
}

// OtherTriggers are the triggers on tables of the register whose function belongs to
// another role. Right is the trigger.
func OtherTriggers(ctx context.Context, d DB) ([]Opening, error) {
	return triggerOpenings(ctx, d, `SELECT pg_catalog.quote_ident(c.relname::pg_catalog.text), pg_catalog.quote_ident(t.tgname::pg_catalog.text),
			pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(p.proowner)::pg_catalog.text)
		FROM pg_catalog.pg_trigger t JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid JOIN pg_catalog.pg_proc p ON p.oid = t.tgfoid
		WHERE `+ownTable+` AND NOT t.tgisinternal AND `+foreign(`p.proowner`)+`
		ORDER BY 1, 2`,
		func(o Opening) string { return "DROP TRIGGER " + o.Right + " ON " + o.Place + ";" })
}

func triggerOpenings(ctx context.Context, d DB, sql string, mend func(Opening) string) ([]Opening, error) {
	schemas, err := searchPath(ctx, d)
	if err != nil || len(schemas) == 0 {
		return nil, err
	}
	rows, err := d.Query(ctx, sql, schemas, slices.Sorted(maps.Keys(DeskGrants())))
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (o Opening, err error) {
		err = row.Scan(&o.Place, &o.Right, &o.Whose)
		o.Place, o.Right, o.Whose = value.Clean(o.Place), value.Clean(o.Right), value.Clean(o.Whose)
		o.Close = mend(o)
		return o, err
	})
}
