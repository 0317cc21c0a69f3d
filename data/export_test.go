package data

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
)

// What tests outside the package look at; they stand outside because datatest
// imports the package.
var (
	Connect       = connect
	ConnectDirect = connectDirect
	DeskRoleTaken = deskRoleTaken
	DeskGrants    = deskGrants
	DeskFunctions = deskFunctions
	UnitKey       = unitKey
)

// MigrationLock is the advisory lock's number.
const MigrationLock = migrationLock

// ResidesNow is the definition of who lives in a unit now.
const ResidesNow = residesNow

// AuditPlan is the statement that reads a page of the trail.
func AuditPlan(f AuditFilter) (sql string, args pgx.NamedArgs, err error) {
	args = pgx.NamedArgs{}
	f, err = f.checked(time.Now())
	return auditQuery(f.auditKeys(args)), args, err
}

// Turned is what the clock of a bus tells that last looked at since.
func Turned(ctx context.Context, s *Store, since time.Time) ([]Topic, error) {
	return (&clock{store: s, seen: since, day: s.ThisDay()}).look(ctx, s.pool)
}

// TurnedSinceDay is what the clock of a bus tells that last looked on a day.
func TurnedSinceDay(ctx context.Context, s *Store, day Day) ([]Topic, error) {
	return (&clock{store: s, seen: time.Now(), day: day}).look(ctx, s.pool)
}
