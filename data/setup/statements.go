package setup

import (
	"fmt"
	"maps"
	"slices"

	"github.com/civoranexus/society360/data/internal/connect"

	"github.com/jackc/pgx/v5"
)

// Statements are what a superuser runs once on a server of one's own before the first
// migration: the owner's role, the desks' role with the limits that a pooler does not
// pass on, and the database. cfg names them; what it does not name has the usual name.
func Statements(cfg connect.Config) []string {
	owner, database := OwnerRole, "society360"
	if c, err := pgx.ParseConfig(cfg.OwnerURL); err == nil && cfg.OwnerURL != "" {
		owner, database = c.User, c.Database
	}
	quoted := func(name string) string { return pgx.Identifier{name}.Sanitize() }
	desk := cfg.Desk()
	statements := []string{
		fmt.Sprintf("CREATE ROLE %s LOGIN PASSWORD '...';", quoted(owner)),
		fmt.Sprintf("CREATE ROLE %s LOGIN PASSWORD '...';", quoted(desk)),
		fmt.Sprintf("CREATE DATABASE %s OWNER %s ENCODING 'UTF8' TEMPLATE template0;", quoted(database), quoted(owner)),
		fmt.Sprintf("REVOKE CONNECT, TEMPORARY ON DATABASE %s FROM PUBLIC;", quoted(database)),
	}
	limits := connect.DeskSettings()
	for _, name := range slices.Sorted(maps.Keys(limits)) {
		statements = append(statements, fmt.Sprintf("ALTER ROLE %s SET %s = '%s';", quoted(desk), name, limits[name]))
	}
	return statements
}
