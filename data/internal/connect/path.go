package connect

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/value"

	"github.com/jackc/pgx/v5"
)

// ErrPlanted is the cause where a database is refused because of what a stranger
// made in it.
const ErrPlanted = fault.Sentence("somebody else's things stand in the search path")

// checkPath refuses a database in which somebody else's operator, function or
// table could stand in for one that the program means. An operator that fits its
// operands exactly is taken from any schema of the search path, before one of
// PostgreSQL's own that needs a conversion: a role that may create in such a
// schema would have our statements run what it likes, with our rights. What
// superusers, the database's owner and the tables' owner made is theirs to answer
// for. It is asked for each of the owner's connections and as a desk's pool is
// opened, with the cause ErrPlanted.
//
// It names everything with its schema and compares values of one type only, so
// that it cannot be led astray itself. Errors are *fault.Error or the server's.
func checkPath(ctx context.Context, d DB) error {
	schemas, err := searchPath(ctx, d)
	if err != nil {
		return err
	}
	var kind, what, owner string
	err = d.QueryRow(ctx, plantedSQL, schemas, ownTables()).Scan(&kind, &what, &owner)
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return nil
	case err != nil:
		return err
	}
	return &fault.Error{
		Kind: fault.Refused, Trouble: fault.Elsewhere, Cause: ErrPlanted,
		Format: "The role %s made the %s %s, which would be taken for PostgreSQL's own or this program's. " +
			"Drop it or, if it is wanted, give it to the owner of the tables; then try again.",
		Args: []any{value.Clean(owner), kind, value.Clean(what)},
	}
}

// searchPath lists the schemas in which the connection looks for names behind
// pg_catalog.
func searchPath(ctx context.Context, d DB) ([]string, error) {
	var schemas []string
	if err := d.QueryRow(ctx, `SELECT pg_catalog.current_schemas(true)::pg_catalog.text[]`).Scan(&schemas); err != nil {
		return nil, err
	}
	// A session's own temporary schema holds no functions that are found.
	schemas = slices.DeleteFunc(schemas, func(name string) bool { return strings.HasPrefix(name, "pg_temp_") })
	if len(schemas) == 0 || schemas[0] != "pg_catalog" {
		return nil, fault.Refuse("The search path has another schema before pg_catalog. Leave pg_catalog out of it: it is then first.")
	}
	return schemas[1:], nil
}

// ownTables are the tables and views that the platform does not have: where somebody
// else's stands earlier on the path, it would be taken for ours.
func ownTables() []string {
	platforms := []string{
		"roles", "users", "blocks", "units", "user_units", "visitor_logs", "maintenance_tickets",
		"bills", "payments", "announcements", "audit_logs", "system_config",
	}
	var own []string
	for name := range DeskGrants() {
		if !slices.Contains(platforms, name) {
			own = append(own, name)
		}
	}
	return own
}

// plantedSQL finds one thing in the schemas $1 that bears the name of an operator
// or function of PostgreSQL's or ours, or is one of the tables $2, and belongs to
// somebody who is not to be trusted with that.
const plantedSQL = `
WITH trusted AS (
	SELECT r.oid FROM pg_catalog.pg_roles r
	WHERE r.rolsuper OR r.rolname = current_user OR r.rolname = session_user
	   OR r.oid = (SELECT b.datdba FROM pg_catalog.pg_database b WHERE b.datname = pg_catalog.current_database())
	UNION ALL
	SELECT c.relowner FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
	WHERE n.nspname = ($1::pg_catalog.name[])[1]
	  AND (c.relname = 'users' OR c.relname = '` + MigrationsTable + `')
), looked_in AS (
	SELECT n.oid FROM pg_catalog.pg_namespace n WHERE n.nspname = ANY ($1::pg_catalog.name[])
), theirs AS MATERIALIZED (
	SELECT o.tableoid, o.oid, o.oprname AS name, o.oprowner AS owner
	FROM pg_catalog.pg_operator o
	WHERE o.oprnamespace IN (SELECT l.oid FROM looked_in l) AND o.oprowner NOT IN (SELECT t.oid FROM trusted t)
	UNION ALL
	SELECT p.tableoid, p.oid, p.proname, p.proowner
	FROM pg_catalog.pg_proc p
	WHERE p.pronamespace IN (SELECT l.oid FROM looked_in l) AND p.proowner NOT IN (SELECT t.oid FROM trusted t)
	UNION ALL
	SELECT c.tableoid, c.oid, c.relname, c.relowner
	FROM pg_catalog.pg_class c
	WHERE c.relname = ANY ($2::pg_catalog.name[])
	  AND c.relnamespace IN (SELECT l.oid FROM looked_in l) AND c.relowner NOT IN (SELECT t.oid FROM trusted t)
)
SELECT i.type, i.identity, pg_catalog.pg_get_userbyid(a.owner)::pg_catalog.text
FROM theirs a, LATERAL pg_catalog.pg_identify_object(a.tableoid, a.oid, 0) AS i
WHERE a.tableoid = 'pg_catalog.pg_class'::pg_catalog.regclass::pg_catalog.oid OR a.name = 'uuid_generate_v4' OR pg_catalog.left(a.name::pg_catalog.text, 11) = 'society360_'
   OR EXISTS (SELECT FROM pg_catalog.pg_operator o JOIN pg_catalog.pg_namespace n ON n.oid = o.oprnamespace
		WHERE o.oprname = a.name AND n.nspname = 'pg_catalog')
   OR EXISTS (SELECT FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
		WHERE p.proname = a.name AND n.nspname = 'pg_catalog')
ORDER BY i.type, i.identity LIMIT 1`

// Opening is what other roles may do where this program's functions have to be proof
// against it.
type Opening struct {
	// Place is the schema, the database or the tables, Right what may be done there and
	// Whose the role that may, PUBLIC for every one, all as a statement has them.
	Place, Right, Whose string
	// Close is the statement that ends it.
	Close string
}

// Openings are the schemas of the search path in which every role may create, and the
// database where every role may make temporary tables, or which every role may enter.
func Openings(ctx context.Context, d DB) ([]Opening, error) {
	schemas, err := searchPath(ctx, d)
	if err != nil {
		return nil, err
	}
	rows, err := d.Query(ctx, `SELECT pg_catalog.quote_ident(n.nspname::pg_catalog.text), 'SCHEMA', a.privilege_type
		FROM pg_catalog.pg_namespace n, LATERAL pg_catalog.aclexplode(n.nspacl) AS a
		WHERE n.nspname = ANY ($1::pg_catalog.name[]) AND a.grantee = 0::pg_catalog.oid AND a.privilege_type = 'CREATE'
		UNION ALL
		SELECT pg_catalog.quote_ident(b.datname::pg_catalog.text), 'DATABASE', a.privilege_type
		FROM pg_catalog.pg_database b, LATERAL pg_catalog.aclexplode(coalesce(b.datacl, pg_catalog.acldefault('d'::pg_catalog."char", b.datdba))) AS a
		WHERE b.datname = pg_catalog.current_database() AND a.grantee = 0::pg_catalog.oid AND a.privilege_type IN ('TEMPORARY', 'CONNECT')
		ORDER BY 2 DESC, 1, 3 DESC`, schemas)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (o Opening, err error) {
		var kind string
		err = row.Scan(&o.Place, &kind, &o.Right)
		o.Place, o.Whose = value.Clean(o.Place), "PUBLIC"
		o.Close = "REVOKE " + o.Right + " ON " + kind + " " + o.Place + " FROM PUBLIC;"
		return o, err
	})
}

// TellOpenings logs, for each of Openings and for what other roles may do by triggers, the
// statement that ends it. The program does not run it by itself: another program may
// rest on the right.
func TellOpenings(ctx context.Context, d DB, log *slog.Logger) error {
	open, err := Openings(ctx, d)
	for _, o := range open {
		if o.Right == "CONNECT" {
			continue // no harm by itself; doctor tells it
		}
		log.WarnContext(ctx, "Every role of this server has the right "+o.Right+" on "+o.Place+", where the program looks for what it runs. "+
			"Unless another program needs it, as its owner or a superuser run: "+o.Close)
	}
	if err != nil {
		return err
	}
	rights, err := TriggerRights(ctx, d)
	for _, o := range rights {
		log.WarnContext(ctx, "The role "+o.Whose+" may put triggers on tables of the register, which would run with their owner's rights. "+
			"Unless another program needs that, as the owner or a superuser run: "+o.Close)
	}
	if err != nil {
		return err
	}
	triggers, err := OtherTriggers(ctx, d)
	for _, o := range triggers {
		log.WarnContext(ctx, "The trigger "+o.Right+" on "+o.Place+" is the role "+o.Whose+"'s, and may run with the owner's rights. "+
			"Unless you know what it does, as the owner or a superuser run: "+o.Close)
	}
	return err
}
