package setup

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
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

// deskFunctions are those that only the owner and the desk's role may call: they
// do what the desk has no right to on the tables themselves.
func deskFunctions() []string {
	return []string{"society360_remove(text, uuid)", "society360_refresh_report(text)"}
}

// grantDesk gives the desk's role exactly connect.DeskGrants on our tables, whatever it
// had on them before, and touches no other table. Where the role is missing and
// may not be made, it logs the sentence that says what to run and succeeds: the
// desk then works as the role of its URL.
func grantDesk(ctx context.Context, conn *pgx.Conn, log *slog.Logger) error {
	there, err := ensureDeskRole(ctx, conn)
	if err != nil {
		return err
	}
	if !there {
		log.WarnContext(ctx, "The role "+connect.DeskRole+" is missing, so the desk will work with the rights of its own sign-in. "+
			"As a superuser run: CREATE ROLE "+connect.DeskRole+" NOLOGIN; GRANT "+connect.DeskRole+" TO the role in DATABASE_URL; then migrate up again.")
		return nil
	}
	return pgx.BeginFunc(ctx, conn, func(tx pgx.Tx) error {
		return grantTables(ctx, tx)
	})
}

func grantTables(ctx context.Context, tx pgx.Tx) error {
	var schema, database string
	var uses, connects bool
	err := tx.QueryRow(ctx, `SELECT current_schema(), current_database(),
			has_schema_privilege($1, current_schema(), 'USAGE'),
			has_database_privilege($1, current_database(), 'CONNECT')`, connect.DeskRole).
		Scan(&schema, &database, &uses, &connects)
	if err != nil {
		return err
	}
	var sql strings.Builder
	sql.WriteString("SET LOCAL lock_timeout = '5s';\n")
	if !uses {
		fmt.Fprintf(&sql, "GRANT USAGE ON SCHEMA %s TO %s;\n", pgx.Identifier{schema}.Sanitize(), connect.DeskRole)
	}
	if !connects {
		fmt.Fprintf(&sql, "GRANT CONNECT ON DATABASE %s TO %s;\n", pgx.Identifier{database}.Sanitize(), connect.DeskRole)
	}
	for table, rights := range connect.DeskGrants() {
		name := pgx.Identifier{schema, table}.Sanitize()
		fmt.Fprintf(&sql, "REVOKE ALL ON %s FROM %s;\nGRANT %s ON %s TO %s;\n", name, connect.DeskRole, rights, name, connect.DeskRole)
	}
	for _, function := range deskFunctions() {
		fmt.Fprintf(&sql, "GRANT EXECUTE ON FUNCTION %s.%s TO %s;\n", pgx.Identifier{schema}.Sanitize(), function, connect.DeskRole)
	}
	_, err = tx.Exec(ctx, sql.String())
	return err
}

// ensureDeskRole makes the desk's role where it is missing and the connection's
// role may make roles; there is false where it may not. The new role cannot log
// in until somebody gives it a password. It carries the desk's session settings,
// which take effect where it does log in, for a pooler passes no others on; a
// role that an administrator made is not changed.
func ensureDeskRole(ctx context.Context, conn *pgx.Conn) (there bool, err error) {
	var may bool
	err = conn.QueryRow(ctx, `SELECT to_regrole($1) IS NOT NULL, rolsuper OR rolcreaterole
		FROM pg_roles WHERE rolname = current_user`, connect.DeskRole).Scan(&there, &may)
	if err != nil || there || !may {
		return there, err
	}
	var sql strings.Builder
	fmt.Fprintf(&sql, "CREATE ROLE %s NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE;\n", connect.DeskRole)
	for name, value := range connect.DeskSettings() {
		fmt.Fprintf(&sql, "ALTER ROLE %s SET %s = '%s';\n", connect.DeskRole, name, value)
	}
	// So that connections of this role, too, can take the desk's.
	fmt.Fprintf(&sql, "GRANT %s TO CURRENT_USER;\n", connect.DeskRole)
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
