package setup

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/internal/connect"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// lockAdvisory waits until conn holds the migration lock of its database. The
// lock ends with unlock, or with the connection. A nil log is silence.
func lockAdvisory(ctx context.Context, conn *pgx.Conn, log *slog.Logger) (unlock func(), err error) {
	tick := time.NewTicker(lockPoll)
	defer tick.Stop()
	for told := false; ; told = true {
		got, err := tryLock(ctx, conn)
		if err != nil {
			return nil, err
		}
		if got {
			return func() {
				// Closing the connection frees the lock as well, if this fails.
				asking, cancel := context.WithTimeout(context.WithoutCancel(ctx), connect.OwnerAskTime)
				defer cancel()
				_, _ = conn.Exec(asking, "SELECT pg_advisory_unlock($1)", int64(migrationLock))
			}, nil
		}
		if !told && log != nil {
			log.InfoContext(ctx, "waiting for another program that migrates this database")
		}
		select {
		case <-ctx.Done():
			return nil, &fault.Error{
				Kind: fault.Unavailable, Cause: context.Cause(ctx),
				Format: "Another program is migrating this database. Try again when it is done.",
			}
		case <-tick.C:
		}
	}
}

func tryLock(ctx context.Context, conn *pgx.Conn) (got bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, connect.OwnerAskTime)
	defer cancel()
	err = conn.QueryRow(ctx, "SELECT pg_try_advisory_lock($1)", int64(migrationLock)).Scan(&got)
	return got, err
}

// whileBusy repeats work that found a table locked by somebody's long
// transaction, or that was chosen as a deadlock's victim.
func whileBusy(ctx context.Context, log *slog.Logger, work func() error) error {
	for attempt := 1; ; attempt++ {
		err := work()
		if !busy(err) || attempt == busyAttempts {
			return err
		}
		log.InfoContext(ctx, "a table is in use; trying again", "attempt", attempt)
		select {
		case <-ctx.Done():
			return err
		case <-time.After(busyPause):
		}
	}
}

func busy(err error) bool {
	var pgErr *pgconn.PgError
	return errors.As(err, &pgErr) && (pgErr.Code == connect.LockNotAvailable || pgErr.Code == connect.DeadlockDetected)
}

// checkServer refuses a server that cannot hold the schema, before anything is
// changed.
func checkServer(ctx context.Context, conn *pgx.Conn) error {
	ctx, cancel := context.WithTimeout(ctx, connect.OwnerAskTime)
	defer cancel()
	var number int
	var version, encoding string
	err := conn.QueryRow(ctx, `SELECT current_setting('server_version_num')::int, current_setting('server_version'),
		current_setting('server_encoding')`).Scan(&number, &version, &encoding)
	switch {
	case err != nil:
		return migrateError(err)
	case number < oldestServer:
		return fault.Refuse("This database server is PostgreSQL %s. Move the database to PostgreSQL 14 or newer.", version)
	case encoding != "UTF8":
		return fault.Refuse("This database is encoded in %s. Move it to one made with ENCODING 'UTF8'.", encoding)
	}
	return nil
}

// schemaToMigrate is the schema that the owner's connection asks for; it has to
// exist.
func schemaToMigrate(ctx context.Context, conn *pgx.Conn) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, connect.OwnerAskTime)
	defer cancel()
	p, err := connect.PlaceOf(ctx, conn)
	if err != nil {
		return "", err
	}
	return p.FirstThere(connect.AskedPath(conn.Config().RuntimeParams))
}

// migrateError says what stopped a migration and what to do next.
func migrateError(err error) error {
	var known *fault.Error
	if err == nil || errors.As(err, &known) {
		return err
	}
	e := &fault.Error{Kind: fault.Refused, Cause: err}
	var pgErr *pgconn.PgError
	switch {
	case errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded):
		e.Kind = fault.Unavailable
		e.Format = "The migration was stopped. Run it again: it goes on where it stopped."
	case !errors.As(err, &pgErr):
		e.Kind = fault.Unavailable
		e.Format = "The database went away during the migration. Run it again: it goes on where it stopped."
	case pgErr.Code == connect.InsufficientRight:
		e.Format = "This database role may not change the schema (%s). Set DATABASE_OWNER_URL to the owner of the tables."
		e.Args = []any{pgErr.Message}
	case pgErr.Code == connect.LockNotAvailable || pgErr.Code == connect.DeadlockDetected:
		e.Kind = fault.Unavailable
		e.Format = "A long transaction holds a table that the migration needs. End it (see pg_stat_activity), then run the migration again."
	case pgErr.Code == connect.UniqueViolation:
		e.Format = "Two rows of %s are the same where no two may be (%s). Correct one, then run the migration again."
		e.Args = []any{pgErr.TableName, pgErr.Detail}
	case pgErr.Code == "0A000" || pgErr.Code == "58P01":
		e.Format = "The database server lacks an extension (%s). Install its contrib package, such as postgresql-contrib."
		e.Args = []any{pgErr.Message}
	case pgErr.Code == connect.ReadOnlyTransaction:
		e.Format = "This database server is read-only, a standby perhaps. Name the primary in DATABASE_OWNER_URL."
	case pgErr.Code == "53100":
		e.Format = "The database server's disk is full. Make room, then run the migration again."
	default:
		e.Format = "The migration was refused: %s."
		e.Args = []any{pgErr.Message}
	}
	return e
}
