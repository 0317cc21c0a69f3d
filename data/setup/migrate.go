// Package setup is the owner's work: migrating, the desk's rights, a first database and
// its first rows.
package setup

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"log/slog"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/civoranexus/society360/data/internal/connect"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"

	"github.com/civoranexus/society360/migrations"
)

// migrationLock is the key of the advisory lock of whoever migrates a database.
const migrationLock = 0x50C1360

// lockPoll is how often a starter asks for that lock. It asks and does not wait
// in the server: a waiting one holds a snapshot, for whose end CREATE INDEX
// CONCURRENTLY waits in turn.
const lockPoll = 100 * time.Millisecond

// A step that finds a table in use by a long transaction gives way after some
// seconds (society360_lock, in the first step) and comes again.
const (
	busyAttempts = 20
	busyPause    = 250 * time.Millisecond
)

// oldestServer is the oldest PostgreSQL that works, as server_version_num; the
// platform's own minimum.
const oldestServer = 140000

// MigrationState is one step of the schema.
type MigrationState struct {
	Version int64
	// Name is the step's file name, or empty for a step that this program does
	// not know: a newer one has been here.
	Name string
	// AppliedAt is zero for a step that is still to be taken.
	AppliedAt time.Time
}

// Migrate brings the database to this program's schema, one starter at a time,
// and then gives the desk's role its rights. It logs what leaves the database open
// to other roles (connect.TellOpenings). It works on an empty database, on
// one that is up to date, and on one made by hand from the platform's tables,
// whose rows and whose other tables and columns stay as they are. It returns the
// file names of the steps that it took, also beside an error. Errors are *fault.Error.
func Migrate(ctx context.Context, cfg connect.Config, log *slog.Logger) (applied []string, err error) {
	conn, err := connect.Owner(ctx, cfg)
	if err != nil {
		return nil, err
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	if err := checkServer(ctx, conn); err != nil {
		return nil, err
	}
	schema, err := schemaToMigrate(ctx, conn)
	if err != nil {
		return nil, migrateError(err)
	}
	unlock, err := lockAdvisory(ctx, conn, log)
	if err != nil {
		return nil, migrateError(err)
	}
	defer unlock()
	steps, begun, err := stepsTable(ctx, conn, schema)
	if err != nil {
		return nil, migrateError(err)
	}

	err = whileBusy(ctx, log, func() error {
		return migrateUp(ctx, cfg, func(name string, took time.Duration) {
			log.InfoContext(ctx, "migrated", "step", name, "took", took.Round(time.Millisecond))
			applied = append(applied, name)
		})
	})
	if err != nil {
		if !begun && len(applied) == 0 {
			// The table of the steps would be this role's, and in the way of whoever may
			// migrate the database. Where the connection is gone it stays, empty.
			asking, cancel := context.WithTimeout(context.WithoutCancel(ctx), connect.OwnerAskTime)
			defer cancel()
			_, _ = conn.Exec(asking, "DROP TABLE IF EXISTS "+steps)
		}
		return applied, migrateError(err)
	}
	if err := whileBusy(ctx, log, func() error { return grantDesk(ctx, conn, cfg.Desk(), log) }); err != nil {
		return applied, migrateError(err)
	}
	asking, cancel := context.WithTimeout(ctx, connect.OwnerAskTime)
	defer cancel()
	return applied, migrateError(connect.TellOpenings(asking, conn, log))
}

// migrateUp takes the steps that are missing, one by one, and tells each when it
// is taken: those of a large society take minutes.
func migrateUp(ctx context.Context, cfg connect.Config, taken func(name string, took time.Duration)) error {
	cc, err := connect.OwnerConfig(cfg)
	if err != nil {
		return err
	}
	db := stdlib.OpenDB(*cc)
	defer func() { _ = db.Close() }()
	provider, err := newProvider(db)
	if err != nil {
		return err
	}
	for {
		step, err := provider.UpByOne(ctx)
		if errors.Is(err, goose.ErrNoNextVersion) {
			return nil
		}
		if err != nil {
			return err
		}
		taken(path.Base(step.Source.Path), step.Duration)
	}
}

func newProvider(db *sql.DB) (*goose.Provider, error) {
	return goose.NewProvider(goose.DialectPostgres, db, migrations.FS,
		goose.WithTableName(connect.MigrationsTable),
		// A step may have been finished after one of a higher number, which is in the
		// database already: it is taken all the same. Without this no step ever would.
		goose.WithAllowOutofOrder(true),
		// Steps are files; nothing that another package registers belongs here.
		goose.WithDisableGlobalRegistry(true))
}

// MigrationStatus lists the steps that this program knows and those that the
// database has had, by version, and changes nothing. It needs no more rights
// than the desk's. Errors are *fault.Error.
func MigrationStatus(ctx context.Context, cfg connect.Config) ([]MigrationState, error) {
	conn, err := connect.Owner(ctx, cfg)
	if err != nil {
		return nil, err
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	states, err := migrationStatus(ctx, conn)
	return states, migrateError(err)
}

func migrationStatus(ctx context.Context, conn *pgx.Conn) ([]MigrationState, error) {
	ctx, cancel := context.WithTimeout(ctx, connect.OwnerAskTime)
	defer cancel()
	had := map[int64]time.Time{}
	schema, err := schemaToMigrate(ctx, conn)
	if err != nil {
		return nil, err
	}
	table, there, err := stepsTable(ctx, conn, schema)
	if err != nil {
		return nil, err
	}
	if there {
		rows, err := conn.Query(ctx, "SELECT version_id, tstamp FROM "+table+" WHERE is_applied AND version_id > 0")
		if err != nil {
			return nil, err
		}
		var version int64
		var at time.Time
		if _, err := pgx.ForEachRow(rows, []any{&version, &at}, func() error {
			had[version] = at.UTC()
			return nil
		}); err != nil {
			return nil, err
		}
	}
	return mergeStates(had)
}

// stepsTable is the table of the steps that a schema has had, in SQL, and whether it is
// there: in that schema alone, for another on the path may hold a society too.
func stepsTable(ctx context.Context, conn *pgx.Conn, schema string) (table string, there bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, connect.OwnerAskTime)
	defer cancel()
	table = pgx.Identifier{schema, connect.MigrationsTable}.Sanitize()
	err = conn.QueryRow(ctx, "SELECT to_regclass($1) IS NOT NULL", table).Scan(&there)
	return table, there, err
}

// mergeStates joins the steps that a database has had with the embedded files.
func mergeStates(had map[int64]time.Time) ([]MigrationState, error) {
	files, err := fs.Glob(migrations.FS, "*.sql")
	if err != nil {
		return nil, err
	}
	var states []MigrationState
	for _, name := range files {
		number, _, _ := strings.Cut(name, "_")
		version, err := strconv.ParseInt(number, 10, 64)
		if err != nil {
			return nil, err
		}
		states = append(states, MigrationState{Version: version, Name: name, AppliedAt: had[version]})
		delete(had, version)
	}
	for version, at := range had {
		states = append(states, MigrationState{Version: version, AppliedAt: at})
	}
	slices.SortFunc(states, func(a, b MigrationState) int { return cmp.Compare(a.Version, b.Version) })
	return states, nil
}

// NewestStep is the newest step that this program knows.
func NewestStep() int64 {
	states, err := mergeStates(nil)
	if err != nil || len(states) == 0 {
		return 0 // its own files are embedded, and tests read their names
	}
	return states[len(states)-1].Version
}
