// Package maintenance keeps the database itself in order: what was deleted is given
// back, statistics and indexes are renewed, and what grows is measured.
package maintenance

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/internal/register"
	"github.com/civoranexus/society360/data/settings"

	"github.com/jackc/pgx/v5"
)

// Store looks after the database. It is safe for use by many goroutines.
type Store struct {
	reg      *register.Register
	settings *settings.Store
}

// New makes the store over the register and the settings.
func New(reg *register.Register, settings *settings.Store) *Store {
	return &Store{reg: reg, settings: settings}
}

// lockWait is how long maintenance waits for a table that somebody else has locked: it
// gives way to whoever works.
const lockWait = 2 * time.Second

// giveWay has what a connection does wait for no lock longer than that.
func giveWay(ctx context.Context, owner *pgx.Conn, wait time.Duration) error {
	_, err := owner.Exec(ctx, `SELECT set_config('lock_timeout', $1, false)`, fmt.Sprint(wait.Milliseconds()))
	return connect.ReadError(err)
}

// ours are the names of the register's tables.
func ours() []string { return slices.Sorted(maps.Keys(connect.DeskGrants())) }

// ourTables are the tables c, in the namespaces n, of the register and of its archive.
const ourTables = `pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
	WHERE (n.nspname = current_schema() AND c.relname = ANY (@ours) OR n.nspname = society360_archive_schema())`
