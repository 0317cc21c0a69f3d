package setup_test

import (
	"context"
	"log/slog"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/setup"

	"github.com/civoranexus/society360/data/datatest"
)

func TestMigrateEmptyThenNothing(t *testing.T) {
	t.Parallel()
	db := datatest.NewEmpty(t)
	before, err := setup.MigrationStatus(t.Context(), db.Config)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range before {
		if !s.AppliedAt.IsZero() {
			t.Errorf("%s counts as applied on an empty database", s.Name)
		}
	}
	if datatest.Scan[bool](t, db.Owner, `SELECT to_regclass('society360_migrations') IS NOT NULL`) {
		t.Error("reading the status made a table")
	}
	if applied, want := datatest.Migrate(t, db.Config), datatest.StepNames(t); !slices.Equal(applied, want) {
		t.Errorf("took %v, want %v", applied, want)
	}
	if applied := datatest.Migrate(t, db.Config); len(applied) != 0 {
		t.Errorf("took %v again", applied)
	}
}

// TestMigrateTakesAStepThatCameLate: the database has had later steps than one that
// it lacks.
func TestMigrateTakesAStepThatCameLate(t *testing.T) {
	t.Parallel()
	db := datatest.New(t)
	const late = "00099_sign_in_verdicts.sql"
	datatest.Exec(t, db.Owner, `ALTER TABLE sign_in_attempts DROP COLUMN pending, DROP COLUMN pending_at`)
	datatest.Exec(t, db.Owner, `DELETE FROM society360_migrations WHERE version_id = 99`)
	if applied := datatest.Migrate(t, db.Config); !slices.Equal(applied, []string{late}) {
		t.Errorf("took %v, want %s", applied, late)
	}
	if _, err := db.Owner.Exec(t.Context(), `SELECT pending, pending_at FROM sign_in_attempts`); err != nil {
		t.Error(err)
	}
	if applied := datatest.Migrate(t, db.Config); len(applied) != 0 {
		t.Errorf("took %v again", applied)
	}
}

func TestMigrationStatusTellsNewerSteps(t *testing.T) {
	t.Parallel()
	db := datatest.New(t)
	datatest.Exec(t, db.Owner, `INSERT INTO society360_migrations (version_id, is_applied) VALUES (999, true)`)
	// The desk's role can read it too.
	cfg := db.Config
	cfg.OwnerURL = cfg.URL
	states, err := setup.MigrationStatus(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	names := datatest.StepNames(t)
	if len(states) != len(names)+1 {
		t.Fatalf("%d steps, want %d", len(states), len(names)+1)
	}
	for i, s := range states[:len(names)] {
		if s.Name != names[i] || s.AppliedAt.IsZero() {
			t.Errorf("step %d is %+v, want %s applied", i, s, names[i])
		}
	}
	if last := states[len(names)]; last.Version != 999 || last.Name != "" || last.AppliedAt.IsZero() {
		t.Errorf("the newer step is %+v", last)
	}
}

// startAtOnce migrates with n starters and returns the steps that all took.
func startAtOnce(t *testing.T, cfg connect.Config, n int) []string {
	t.Helper()
	var mu sync.Mutex
	var all []string
	var wg sync.WaitGroup
	for range n {
		wg.Go(func() {
			applied, err := setup.Migrate(t.Context(), cfg, slog.New(slog.DiscardHandler))
			if err != nil {
				t.Errorf("a starter: %v", err)
			}
			mu.Lock()
			defer mu.Unlock()
			all = append(all, applied...)
		})
	}
	wg.Wait()
	return all
}

func TestSixStartersMigrateOnce(t *testing.T) {
	t.Parallel()
	db := datatest.NewEmpty(t)
	if all, want := startAtOnce(t, db.Config, 6), datatest.StepNames(t); !slices.Equal(all, want) {
		t.Errorf("the six took\n%v\nwant each step once\n%v", all, want)
	}
}

// TestSixStartersBesideWriters adopts a database that other programs are
// writing to: the concurrent builds wait for those, the starters for each other,
// and nobody for ever.
func TestSixStartersBesideWriters(t *testing.T) {
	t.Parallel()
	db := datatest.NewEmpty(t)
	datatest.RunFile(t, db, "older.sql")
	datatest.Exec(t, db.Owner, `INSERT INTO visitor_logs (visitor_name, visitor_phone, check_in_time, status)
		SELECT 'Visitor ' || n, '98' || lpad(n::text, 8, '0'), now() - n * interval '1 minute', 'checked_out' FROM generate_series(1, 20000) AS n`)
	datatest.Exec(t, db.Owner, `INSERT INTO bills (bill_type, amount, bill_date, due_date) SELECT 'Maintenance', 100, '2025-01-01', '2025-02-01' FROM generate_series(1, 12000)`)
	datatest.Exec(t, db.Owner, `INSERT INTO payments (bill_id, amount_paid) SELECT id, 40 FROM bills WHERE bill_type = 'Maintenance' AND amount = 100`)

	stop := make(chan struct{})
	var writers sync.WaitGroup
	written := make([]int, 2)
	for w := range written {
		conn := db.Conn(t, setup.OwnerRole)
		writers.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				_, err := conn.Exec(t.Context(), `
					BEGIN;
					INSERT INTO visitor_logs (visitor_name) VALUES ('while migrating');
					INSERT INTO payments (bill_id, amount_paid) SELECT id, 1 FROM bills WHERE id = '00000000-0000-0000-0003-000000000009';
					DELETE FROM payments WHERE amount_paid = 1;
					COMMIT`)
				if err != nil {
					t.Errorf("a writer: %v", err)
					return
				}
				written[w]++
			}
		})
	}
	all := startAtOnce(t, db.Config, 6)
	close(stop)
	writers.Wait()
	if want := datatest.StepNames(t); !slices.Equal(all, want) {
		t.Errorf("the six took\n%v\nwant each step once\n%v", all, want)
	}
	if got, want := datatest.Scan[int](t, db.Owner, `SELECT count(*) FROM visitor_logs WHERE visitor_name = 'while migrating'`), written[0]+written[1]; got != want || want == 0 {
		t.Errorf("%d visits were written, %d are there", want, got)
	}
	if n := datatest.Scan[int](t, db.Owner, `SELECT count(*) FROM bills WHERE amount = 100 AND amount_paid = 40 AND status = 'overdue'`); n != 12000 {
		t.Errorf("%d of 12000 bills have their figures", n)
	}
	if n := datatest.Scan[int](t, db.Owner, `SELECT count(*) FROM pg_index WHERE NOT indisvalid`); n != 0 {
		t.Errorf("%d indexes are invalid", n)
	}
}

func TestMigrateGoesOnAfterAHolderDied(t *testing.T) {
	t.Parallel()
	db := datatest.NewEmpty(t)
	holder := db.Conn(t, setup.OwnerRole)
	if _, err := holder.Exec(t.Context(), `SELECT pg_advisory_lock($1)`, int64(setup.MigrationLock)); err != nil {
		t.Fatal(err)
	}
	heard, log := datatest.ListenFor("waiting for another program")
	done := make(chan error, 1)
	go func() { _, err := setup.Migrate(t.Context(), db.Config, log); done <- err }()
	heard.Wait(t, done)
	if err := holder.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := <-done; err != nil {
		t.Errorf("migrate after the holder died: %v", err)
	}
}

func TestMigrateGivesWayToALongTransaction(t *testing.T) {
	t.Parallel()
	db := datatest.NewEmpty(t)
	datatest.RunFile(t, db, "older.sql")
	reader := db.Conn(t, setup.OwnerRole)
	if _, err := reader.Exec(t.Context(), `BEGIN; SELECT count(*) FROM visitor_logs`); err != nil {
		t.Fatal(err)
	}
	heard, log := datatest.ListenFor("a table is in use")
	done := make(chan error, 1)
	go func() { _, err := setup.Migrate(t.Context(), db.Config, log); done <- err }()
	heard.Wait(t, done)
	if _, err := reader.Exec(t.Context(), `COMMIT`); err != nil {
		t.Fatal(err)
	}
	if err := <-done; err != nil {
		t.Errorf("migrate after the transaction ended: %v", err)
	}
}

func TestMigrateStoppedByItsContext(t *testing.T) {
	t.Parallel()
	db := datatest.NewEmpty(t)
	holder := db.Conn(t, setup.OwnerRole)
	if _, err := holder.Exec(t.Context(), `SELECT pg_advisory_lock($1)`, int64(setup.MigrationLock)); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	heard, log := datatest.ListenFor("waiting for another program")
	done := make(chan error, 1)
	go func() { _, err := setup.Migrate(ctx, db.Config, log); done <- err }()
	heard.Wait(t, done)
	cancel()
	datatest.WantError(t, <-done, fault.Unavailable, "Another program is migrating")
}

func TestInvalidNamesakeIsBuiltAnew(t *testing.T) {
	t.Parallel()
	db := datatest.NewEmpty(t)
	datatest.RunFile(t, db, "older.sql")
	// What an interrupted build leaves behind, here one that met a duplicate.
	if _, err := db.Owner.Exec(t.Context(), `CREATE UNIQUE INDEX CONCURRENTLY idx_visitors_name ON visitor_logs (visitor_name)`); err == nil {
		t.Fatal("the unique index was built over duplicates")
	}
	if !datatest.Scan[bool](t, db.Owner, `SELECT NOT indisvalid FROM pg_index WHERE indexrelid = 'idx_visitors_name'::regclass`) {
		t.Fatal("no invalid index was left behind")
	}
	datatest.Migrate(t, db.Config)
	def := datatest.Scan[string](t, db.Owner, `SELECT pg_get_indexdef(indexrelid) || indisvalid FROM pg_index WHERE indexrelid = 'idx_visitors_name'::regclass`)
	if !strings.Contains(def, `btree ("left"(society360_name_key((visitor_name)::text), 200) COLLATE "C", COALESCE(check_in_time, created_at) DESC, id DESC)true`) {
		t.Errorf("the index is %s", def)
	}
}

// TestMigrateRefusals: what is refused before its first step leaves nothing behind, so
// that the table of the steps is not the wrong role's, and in the owner's way.
func TestMigrateRefusals(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		arrange string
		change  func(connect.Config) connect.Config
		kind    fault.Kind
		text    string
	}{
		"not the owner": {
			arrange: `CREATE TABLE roles (id serial PRIMARY KEY, name text UNIQUE); CREATE EXTENSION "uuid-ossp"; CREATE EXTENSION pg_trgm;
				GRANT CREATE ON SCHEMA public TO PUBLIC`,
			change: func(c connect.Config) connect.Config { c.OwnerURL = c.URL; return c },
			kind:   fault.Refused, text: "Set DATABASE_OWNER_URL to the owner of the tables",
		},
		"unreachable": {
			change: func(c connect.Config) connect.Config { c.OwnerURL = "postgres://x@127.0.0.1:1/none"; return c },
			kind:   fault.Unavailable, text: "127.0.0.1:1 cannot be reached",
		},
		"no such database": {
			change: func(c connect.Config) connect.Config {
				c.OwnerURL = strings.Replace(c.OwnerURL, "/t_", "/missing_", 1)
				return c
			},
			kind: fault.Unavailable, text: "does not exist. Make it with createdb",
		},
		"another kind of column": {
			arrange: `CREATE TABLE blocks (id uuid PRIMARY KEY, name text, created_at timestamp)`,
			kind:    fault.Refused, text: "column blocks.created_at is of type timestamp without time zone, where the platform has timestamptz",
		},
		"a table without id": {
			arrange: `CREATE TABLE blocks (name text)`,
			kind:    fault.Refused, text: "table blocks has no column id",
		},
		"a view": {
			arrange: `CREATE VIEW blocks AS SELECT 1 AS id`,
			kind:    fault.Refused, text: "blocks is not an ordinary table",
		},
		"duplicates": {
			arrange: `CREATE TABLE roles (id serial PRIMARY KEY, name text); INSERT INTO roles (name) VALUES ('x'), ('x')`,
			kind:    fault.Refused, text: "Key (name)=(x) is duplicated",
		},
		"a table of another program's": {
			arrange: `CREATE TABLE write_intents (id int)`,
			kind:    fault.Refused, text: "a table write_intents of another program is in the way",
		},
		"no schema": {
			arrange: `DROP SCHEMA public`,
			kind:    fault.Refused, text: "search path asks for the schema public, and there is none",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db := datatest.NewEmpty(t)
			if c.arrange != "" {
				if _, err := db.Owner.Exec(t.Context(), c.arrange); err != nil {
					t.Fatal(err)
				}
			}
			cfg := db.Config
			if c.change != nil {
				cfg = c.change(cfg)
			}
			applied, err := setup.Migrate(t.Context(), cfg, slog.New(slog.DiscardHandler))
			datatest.WantError(t, err, c.kind, c.text)
			var left bool
			if err := db.Owner.QueryRow(t.Context(), `SELECT EXISTS (SELECT FROM pg_class WHERE relname = 'society360_migrations')`).Scan(&left); err != nil || left != (len(applied) > 0) {
				t.Errorf("%d steps were taken, and the table of the steps is there: %v (%v)", len(applied), left, err)
			}
		})
	}
}

func TestMigrateInASchemaOfItsOwn(t *testing.T) {
	t.Parallel()
	db := datatest.New(t)
	// Its name is one that has to be quoted wherever it stands.
	datatest.Exec(t, db.Owner, `CREATE SCHEMA "second Society's"`)
	cfg := db.Config
	cfg.OwnerURL += "&search_path=" + url.PathEscape(`"second Society's",public`)
	if states, err := setup.MigrationStatus(t.Context(), cfg); err != nil || slices.ContainsFunc(states, func(s setup.MigrationState) bool { return !s.AppliedAt.IsZero() }) {
		t.Errorf("the other society's steps count as this one's: %v", err)
	}
	const relations = `SELECT string_agg(c.oid || ' ' || c.xmin || ' ' || coalesce(pg_relation_filenode(c.oid), 0), ',' ORDER BY c.oid)
		FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace`
	const functions = `SELECT string_agg(p.oid || ' ' || p.xmin, ',' ORDER BY p.oid) FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace`
	tables, theirs := datatest.Scan[string](t, db.Owner, relations), datatest.Scan[string](t, db.Owner, functions)
	if applied, want := datatest.Migrate(t, cfg), datatest.StepNames(t); !slices.Equal(applied, want) {
		t.Errorf("took %v, want every step", applied)
	}
	if datatest.Scan[string](t, db.Owner, relations) != tables || datatest.Scan[string](t, db.Owner, functions) != theirs {
		t.Error("the society beside it was touched")
	}
	datatest.Exec(t, db.Owner, `SET LOCAL search_path = "second Society's", public;
		INSERT INTO blocks (name) VALUES ('Tower Z');
		INSERT INTO units (block_id, unit_number, floor_number, type) SELECT id, '7', 1, '1BHK' FROM blocks;
		INSERT INTO bills (bill_type, amount, bill_date, due_date) VALUES ('Water', 10, '2099-01-01', '2099-01-01');
		INSERT INTO payments (bill_id, amount_paid) SELECT id, 10 FROM bills;
		SELECT society360_refresh_report('collection')`)
	got := datatest.Scan[string](t, db.Owner, `SELECT (SELECT label FROM "second Society's".units) || ' ' || status || ' ' || (SELECT count(*) FROM public.bills)
		|| ' ' || (SELECT sum(collected) FROM "second Society's".society360_report_collection) FROM "second Society's".bills`)
	if got != "Z-7 paid 0 10.00" {
		t.Errorf("the second society has %s", got)
	}
}
