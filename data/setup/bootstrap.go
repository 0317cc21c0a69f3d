package setup

import (
	"context"
	"errors"
	"fmt"
	"net/url"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/internal/connect"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// SQLSTATE codes of CREATE DATABASE: one of the name is there, and a locale that the
// server's machine does not know.
const (
	duplicateDatabase = "42P04"
	wrongObjectType   = "42809"
)

// PrivateRoles are the roles that the program signs in as on a private server, besides
// the superuser.
func PrivateRoles() []string { return []string{OwnerRole, connect.DeskRole} }

// Bootstrap readies a private Postgres: it makes the roles society360_owner and
// society360_desk, both of which log in over the socket without a password, and
// the database, owned by the former. superuserURL leads to any database of the
// server, in URL form. Repeating it, or two programs doing it at once, is fine;
// what is there is left as it is.
//
// The Config returned names the database by the desk's role, and by the owner's
// for the owner's work. Errors are *fault.Error.
func Bootstrap(ctx context.Context, superuserURL, database string) (connect.Config, error) {
	at, err := url.Parse(superuserURL)
	if err != nil {
		return connect.Config{}, connect.InvalidConfig("The private database's address is not a URL.")
	}
	as := func(role string) string {
		u := *at
		u.User, u.Path = url.User(role), "/"+database
		return u.String()
	}
	conn, err := connect.Owner(ctx, connect.Config{OwnerURL: superuserURL})
	if err != nil {
		return connect.Config{}, err
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()

	if err := makeRolesAndDatabase(ctx, conn, database); err != nil {
		return connect.Config{}, bootstrapError(err)
	}
	inside := *at
	inside.Path = "/" + database
	if err := closeDatabase(ctx, inside.String(), database); err != nil {
		return connect.Config{}, bootstrapError(err)
	}
	return connect.Config{
		URL: as(connect.DeskRole), OwnerURL: as(OwnerRole), DirectURL: as(connect.DeskRole),
		StatementMode: connect.StatementPrepared, IsNamed: true,
	}, nil
}

func makeRolesAndDatabase(ctx context.Context, conn *pgx.Conn, database string) error {
	unlock, err := lockAdvisory(ctx, conn, nil)
	if err != nil {
		return err
	}
	defer unlock()

	// What is there is looked at and not made again: a server that takes no changes just
	// now is to be read from all the same.
	var owner, desk, member bool
	err = conn.QueryRow(ctx, `SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = $1), EXISTS (SELECT FROM pg_roles WHERE rolname = $2),
		EXISTS (SELECT FROM pg_auth_members WHERE member = to_regrole($1) AND roleid = to_regrole($2))`,
		OwnerRole, connect.DeskRole).Scan(&owner, &desk, &member)
	if err != nil {
		return err
	}
	var missing []string
	if !owner {
		missing = append(missing, "CREATE ROLE "+OwnerRole+" LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE")
	}
	if !desk {
		missing = append(missing, "CREATE ROLE "+connect.DeskRole+" LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE")
	}
	if !member {
		missing = append(missing, "GRANT "+connect.DeskRole+" TO "+OwnerRole)
	}
	for _, statement := range missing {
		if _, err := conn.Exec(ctx, statement); err != nil && !madeMeanwhile(err) {
			return err
		}
	}
	return makeDatabase(ctx, conn, database)
}

// makeDatabase makes the database in UTF-8, sorted by code point: the order is the
// same on every machine, and any index serves a prefix search. Letters of every
// script have upper and lower case where the machine knows such a locale.
func makeDatabase(ctx context.Context, conn *pgx.Conn, database string) error {
	var there bool
	err := conn.QueryRow(ctx, "SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)", database).Scan(&there)
	if err != nil || there {
		return err
	}
	for _, ctype := range []string{"C.UTF-8", "C.utf8", "en_US.UTF-8", "C"} {
		collate := "C"
		if ctype == "C.UTF-8" {
			collate = ctype
		}
		_, err = conn.Exec(ctx, fmt.Sprintf(
			"CREATE DATABASE %s WITH OWNER %s TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE '%s' LC_CTYPE '%s'",
			pgx.Identifier{database}.Sanitize(), OwnerRole, collate, ctype))
		var pgErr *pgconn.PgError
		if !errors.As(err, &pgErr) || pgErr.Code != wrongObjectType && pgErr.Code != connect.InvalidParameter {
			break
		}
	}
	if madeMeanwhile(err) {
		return nil
	}
	return err
}

// closeDatabase lets only the owner create in the schema public, which PostgreSQL 14
// leaves open to everybody, and only the owner make temporary tables and only it and
// the desk's role connect, which every version leaves open.
func closeDatabase(ctx context.Context, insideURL, database string) error {
	conn, err := connect.Owner(ctx, connect.Config{OwnerURL: insideURL})
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	unlock, err := lockAdvisory(ctx, conn, nil)
	if err != nil {
		return err
	}
	defer unlock()

	var done bool
	err = conn.QueryRow(ctx, `SELECT has_schema_privilege($1, 'public', 'CREATE')
		AND NOT has_schema_privilege($2, 'public', 'CREATE')
		AND NOT has_database_privilege($2, current_database(), 'TEMPORARY')
		AND NOT EXISTS (SELECT FROM pg_database b, aclexplode(coalesce(b.datacl, acldefault('d', b.datdba))) a
			WHERE b.datname = current_database() AND a.grantee = 0 AND a.privilege_type = 'CONNECT')`, OwnerRole, connect.DeskRole).Scan(&done)
	if err != nil || done {
		return err
	}
	_, err = conn.Exec(ctx, fmt.Sprintf(
		"REVOKE CREATE ON SCHEMA public FROM PUBLIC;\nGRANT ALL ON SCHEMA public TO %[1]s;\n"+
			"REVOKE TEMPORARY, CONNECT ON DATABASE %[2]s FROM PUBLIC;\nGRANT CONNECT ON DATABASE %[2]s TO %[1]s, %[3]s;",
		OwnerRole, pgx.Identifier{database}.Sanitize(), connect.DeskRole))
	return err
}

func bootstrapError(err error) error {
	var known *fault.Error
	if errors.As(err, &known) {
		return known
	}
	if trouble := connect.TroubleOf(err); trouble != fault.Sound {
		return trouble.Unread(err)
	}
	return &fault.Error{Kind: fault.Internal, Cause: err, Format: "The private database could not be set up."}
}
