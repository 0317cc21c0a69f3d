package setup

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"regexp"
	"strings"

	"github.com/civoranexus/society360/data/internal/connect"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// OwnerRole owns the tables on the private Postgres. On a database of somebody's
// own, the owner is whoever DATABASE_OWNER_URL signs in as.
const OwnerRole = "society360_owner"

// duplicateObject is the SQLSTATE of making a role that is there already.
const duplicateObject = "42710"

// plainName is a name that SQL takes without quotes.
var plainName = regexp.MustCompile(`^[a-z_][a-z0-9_]*$`)

// deskFunctions are those that only the owner and the desk's role may call: they
// do what the desk has no right to on the tables themselves.
func deskFunctions() []string {
	return []string{
		"society360_remove(text, uuid)", "society360_refresh_report(text)",
		"society360_archive(text, timestamp with time zone, uuid, integer)", "society360_archive_month(text, date)", "society360_archive_due(text, integer)",
		"society360_import_made(uuid, text, uuid[])", "society360_import_touched(uuid)", "society360_import_take_back(uuid)",
		"society360_remove_person(uuid, uuid, uuid, text, text, uuid[], uuid[], timestamp with time zone[], text[], integer[], bytea[])", //nolint:dupword // a list of types
		"society360_forget_names()", "society360_remove_bars(uuid, uuid[])",
		"society360_trail_note_words()",
	}
}

// grantDesk gives the role desk exactly connect.DeskGrants on our tables, whatever it
// had on them before, and touches no other table; the role that was the desk's before
// loses them. Where the role is missing and may not be made, it logs the sentence that
// says what to run and succeeds: the desk then works as the role of its URL.
func grantDesk(ctx context.Context, conn *pgx.Conn, desk string, log *slog.Logger) error {
	there, err := ensureDeskRole(ctx, conn, desk)
	if err != nil {
		return err
	}
	if !there {
		name := desk // as people write it; a log would escape quotes that are not needed
		if !plainName.MatchString(desk) {
			name = pgx.Identifier{desk}.Sanitize()
		}
		log.WarnContext(ctx, "The role "+desk+" is missing, so the desk will work with the rights of its own sign-in. "+
			"As a superuser run: CREATE ROLE "+name+" NOLOGIN; GRANT "+name+" TO the role in DATABASE_URL; then migrate up again.")
		return nil
	}
	return pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
		return grantTables(ctx, tx, desk)
	})
}

func grantTables(ctx context.Context, tx pgx.Tx, desk string) error {
	var schema, database, former string
	var uses, connects, formerThere bool
	err := tx.QueryRow(ctx, `SELECT current_schema(), current_database(),
			has_schema_privilege($1, current_schema(), 'USAGE'),
			has_database_privilege($1, current_database(), 'CONNECT') AND (
				-- By itself: every role's right may be taken away, as doctor says it should be.
				NOT pg_has_role((SELECT b.datdba FROM pg_database b WHERE b.datname = current_database()), 'USAGE')
				OR EXISTS (SELECT FROM pg_database b, aclexplode(b.datacl) a WHERE b.datname = current_database() AND a.privilege_type = 'CONNECT'
					AND a.grantee <> 0 AND pg_has_role($1, a.grantee, 'USAGE'))),
			society360_desk_role(), to_regrole(quote_ident(society360_desk_role())) IS NOT NULL`, desk).
		Scan(&schema, &database, &uses, &connects, &former, &formerThere)
	if err != nil {
		return err
	}
	in := func(name string) string { return pgx.Identifier{schema, name}.Sanitize() }
	role := pgx.Identifier{desk}.Sanitize()
	var sql strings.Builder
	sql.WriteString("SET LOCAL lock_timeout = '5s';\n")
	if !uses {
		fmt.Fprintf(&sql, "GRANT USAGE ON SCHEMA %s TO %s;\n", pgx.Identifier{schema}.Sanitize(), role)
	}
	if !connects {
		fmt.Fprintf(&sql, "GRANT CONNECT ON DATABASE %s TO %s;\n", pgx.Identifier{database}.Sanitize(), role)
	}
	leaves := formerThere && former != desk
	for table, rights := range connect.DeskGrants() {
		if leaves {
			fmt.Fprintf(&sql, "REVOKE ALL ON %s FROM %s;\n", in(table), pgx.Identifier{former}.Sanitize())
		}
		fmt.Fprintf(&sql, "REVOKE ALL ON %s FROM %s;\nGRANT %s ON %s TO %s;\n", in(table), role, rights, in(table), role)
	}
	for _, function := range deskFunctions() {
		named := pgx.Identifier{schema}.Sanitize() + "." + function
		if leaves {
			fmt.Fprintf(&sql, "REVOKE EXECUTE ON FUNCTION %s FROM %s;\n", named, pgx.Identifier{former}.Sanitize())
		}
		fmt.Fprintf(&sql, "GRANT EXECUTE ON FUNCTION %s TO %s;\n", named, role)
	}
	if _, err = tx.Exec(ctx, sql.String()); err != nil || former == desk {
		return err
	}
	// What the triggers hold is held of the desk's role, by its name.
	_, err = tx.Exec(ctx, `SELECT society360_define(current_schema(), format($define$
CREATE OR REPLACE FUNCTION {schema}.society360_desk_role() RETURNS name
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$BEGIN RETURN %L::pg_catalog.name; END$$
$define$, $1::text))`, desk)
	return err
}

// ensureDeskRole makes the desk's role where it is missing and the connection's
// role may make roles; there is false where it may not. The new role cannot log
// in until somebody gives it a password. It carries the desk's session settings,
// which take effect where it does log in, for a pooler passes no others on; a
// role that an administrator made is not changed.
func ensureDeskRole(ctx context.Context, conn *pgx.Conn, desk string) (there bool, err error) {
	var may bool
	role := pgx.Identifier{desk}.Sanitize()
	err = conn.QueryRow(ctx, `SELECT to_regrole($1) IS NOT NULL, rolsuper OR rolcreaterole
		FROM pg_roles WHERE rolname = current_user`, role).Scan(&there, &may)
	if err != nil || there || !may {
		return there, err
	}
	var sql strings.Builder
	fmt.Fprintf(&sql, "CREATE ROLE %s NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE;\n", role)
	for name, value := range connect.DeskSettings() {
		fmt.Fprintf(&sql, "ALTER ROLE %s SET %s = '%s';\n", role, name, value)
	}
	// So that connections of this role, too, can take the desk's.
	fmt.Fprintf(&sql, "GRANT %s TO CURRENT_USER;\n", role)
	if _, err := conn.Exec(ctx, sql.String()); err != nil && !madeMeanwhile(err) {
		return false, err
	}
	return true, nil
}

// madeMeanwhile reports whether a role or database is there already because
// another starter was faster; roles are shared by all databases of a server,
// advisory locks are not.
func madeMeanwhile(err error) bool {
	var pgErr *pgconn.PgError
	return errors.As(err, &pgErr) &&
		(pgErr.Code == duplicateObject || pgErr.Code == connect.UniqueViolation || pgErr.Code == duplicateDatabase)
}
