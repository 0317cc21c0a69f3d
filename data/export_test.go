package data

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// What tests outside the package look at; they stand outside because datatest
// imports the package.
var (
	DeskGrants    = deskGrants
	DeskFunctions = deskFunctions
	UnitKey       = unitKey
)

// Connect opens a desk's pool, of whichever society is there.
func Connect(ctx context.Context, cfg Config) (*pgxpool.Pool, error) {
	return connect(ctx, cfg, &society{})
}

// ConnectDirect opens a direct connection to whichever society is there.
func ConnectDirect(ctx context.Context, cfg Config) (*pgx.Conn, error) {
	return connectDirect(ctx, cfg, &society{})
}

// PathNames and AskedPath read search paths.
var (
	PathNames = pathNames
	AskedPath = askedPath
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

// HoldChecks has no password be checked until release is called.
func HoldChecks(s *Store) (release func()) {
	for range cap(s.hashing) {
		s.hashing <- struct{}{}
	}
	return func() {
		for range cap(s.hashing) {
			<-s.hashing
		}
	}
}

// FailAttempt is a sign-in whose password was compared and is wrong.
func FailAttempt(ctx context.Context, s *Store, origin Origin, email string) error {
	c := claim{origin: origin, email: email}
	a, err := s.reserveAttempt(context.WithoutCancel(ctx), c)
	if err != nil {
		return err
	}
	return s.recordFailure(ctx, c, a, "")
}

// Broken numbers the first of some conditions that does not hold, in SQL.
func Broken(conditions ...string) string {
	var r rules[struct{}]
	for _, condition := range conditions {
		r = append(r, rule[struct{}]{holds: condition})
	}
	return r.broken()
}

// Described is what is drawn from the description of an aggregate with a column of
// every kind.
func Described() (columns, returning, snapshot string) {
	a := describe(
		"notes", "n", ``,
		column{name: "id"},
		column{name: "title", field: "name", audited: true},
		column{name: "body", text: true, audited: true},
		column{name: "kind", or: `'all'`, audited: true},
		column{name: "until", field: "runs", read: `n.until > now()`, audited: true},
		column{name: "made_by", field: notRead, audited: true, auditAs: `lower(n.made_by)`},
		column{name: "xmin", field: "version", read: `n.xmin::text`},
		column{field: "author", read: `coalesce(a.name, '')`},
	)
	return a.columns, a.returning, a.snapshot
}
