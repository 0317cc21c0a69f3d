// Package backup is what a society knows of its backups, and the portable ones: what
// stands in a database, counted, so that a copy can be held against it; and a dump of it
// by PostgreSQL's own programs, with a manifest, restored whole or the most needed first.
// The physical backups of a private Postgres are data/localpg/backrest's.
package backup

import (
	"context"
	"time"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/internal/register"
	"github.com/civoranexus/society360/data/role"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// Store keeps what was backed up, restored and rehearsed, in the trail. It is safe for use
// by many goroutines.
type Store struct{ reg *register.Register }

// New makes the store over the register.
func New(reg *register.Register) *Store { return &Store{reg: reg} }

// society is the table whose rows of the trail are about the society as a whole.
const society = "society360_society"

// Done is what was done with the database as a whole.
type Done struct {
	// Label names the backup, Kind says what it is of, Folder where it lies.
	Label  string `json:"label,omitempty"`
	Kind   string `json:"kind,omitempty"`
	Folder string `json:"folder,omitempty"`
	// Bytes is what it takes there.
	Bytes int64 `json:"bytes,omitempty"`
	// Seconds is how long it took.
	Seconds float64 `json:"seconds"`
	// Counted is what was counted of the database, where it was.
	Counted *Census `json:"counted,omitempty"`
}

// Record notes in the trail that the database was backed up (action.BackupMade and its
// like). Admins and the program only.
func (s *Store) Record(ctx context.Context, actor role.Actor, intent uuid.UUID, did action.Action, done Done) error {
	if err := actor.PermitAll(role.KeepBackups); err != nil {
		return err
	}
	_, err := register.Run[Done](ctx, s.reg, actor, register.Write{
		Intent: intent, Action: did, Resource: society, Payload: done, Quiet: true,
		Change: `
			change AS (
				SELECT s.id, NULL::jsonb AS before, @done::jsonb AS after, @done::jsonb AS result
				FROM society360_society s, actor LIMIT 1
			)`,
		Args:    pgx.NamedArgs{"done": done},
		Explain: func(context.Context, connect.DB) error { return register.AccountChanged() },
	})
	return err
}

// Last is when the society was last backed up, and when a restore was last tried; zero for
// never.
type Last struct{ Backup, Rehearsal time.Time }

// Last tells it. Admins and the program only.
func (s *Store) Last(ctx context.Context, actor role.Actor) (Last, error) {
	if err := actor.PermitAll(role.KeepBackups); err != nil {
		return Last{}, err
	}
	var backup, rehearsal *time.Time
	err := s.reg.QueryRow(ctx, `SELECT `+lastDone(`@made`)+`, `+lastDone(`@rehearsed`), pgx.NamedArgs{
		"made": action.BackupMade, "rehearsed": action.RestoreRehearsed, "resource": society,
	}).Scan(&backup, &rehearsal)
	if err != nil {
		return Last{}, connect.ReadError(err)
	}
	var last Last
	if backup != nil {
		last.Backup = backup.UTC()
	}
	if rehearsal != nil {
		last.Rehearsal = rehearsal.UTC()
	}
	return last, nil
}

// lastDone is when an action was last done to the society as a whole, by the trail or by
// what of it was archived.
func lastDone(did string) string {
	return `coalesce(` + lastOf(register.Trail.Live, did) + `, ` + lastOf(register.Trail.Listed, did) + `)`
}

// lastOf is lastDone by one of the two. A row that lies ahead, as a clock that was wrong
// left it, says nothing.
func lastOf(trail, did string) string {
	return `(SELECT a.created_at FROM ` + trail + ` a WHERE a.resource_type = @resource AND a.resource_type <> 'visitor_logs'
		AND a.action = ` + did + ` AND a.created_at < now() + interval '1 minute' ORDER BY a.created_at DESC LIMIT 1)`
}
