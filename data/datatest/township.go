package datatest

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/civoranexus/society360/data/demo"
	"github.com/civoranexus/society360/data/demo/township"
	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/role"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"github.com/civoranexus/society360/data/localpg"
	"github.com/civoranexus/society360/data/setup"

	"github.com/civoranexus/society360/data"
)

// Where a township for benchmarks is: so many units, in a folder that stands when the
// benchmarks have ended. Without a folder it is a small one that ends with them.
const (
	townshipUnits  = "SOCIETY360_TOWNSHIP"
	townshipFolder = "SOCIETY360_TOWNSHIP_DIR"
	fewUnits       = 200
)

// Township is a township for what a benchmark measures, as large as make bench was told.
// It is made once a day, by the first benchmark that asks; the others find it as that one
// left it.
func Township(b *testing.B) *Society {
	b.Helper()
	units := fewUnits
	if told := os.Getenv(townshipUnits); told != "" {
		var err error
		if units, err = strconv.Atoi(told); err != nil {
			b.Fatalf("datatest: %s is the number of units, not %q", townshipUnits, told)
		}
	}
	dir := os.Getenv(townshipFolder)
	if dir == "" {
		db := New(b)
		makeTownship(b, db.Config, units)
		return openTownship(b, db)
	}
	pg, err := localpg.Start(b.Context(), localpg.Options{Dir: dir, Roles: setup.PrivateRoles(), NoSync: true})
	if err != nil {
		b.Fatalf("datatest: %v", err)
	}
	b.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), stopTime)
		defer cancel()
		if err := pg.Stop(ctx); err != nil {
			b.Errorf("datatest: %v", err)
		}
	})
	s := &server{pg: pg}
	name := "township_" + strconv.Itoa(units) + time.Now().Format("_20060102")
	if err := s.dropOthers(b.Context(), name); err != nil {
		b.Fatalf("datatest: %v", err)
	}
	if err := s.migrate(b.Context(), name); err != nil {
		b.Fatalf("datatest: %v", err)
	}
	cfg, err := connect.ConfigFromEnv(s.env(name), "")
	if err != nil {
		b.Fatalf("datatest: %v", err)
	}
	makeTownship(b, cfg, units)
	return openTownship(b, &DB{Name: name, Config: cfg, Owner: openPool(b, cfg.OwnerURL), on: s})
}

// dropOthers removes the townships of other days and sizes: one has 10 GB.
func (s *server) dropOthers(ctx context.Context, name string) error {
	conn, err := pgx.Connect(ctx, s.superURL())
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close(ctx) }()
	rows, err := conn.Query(ctx, `SELECT datname::text FROM pg_database WHERE datname LIKE 'township\_%' AND datname <> $1`, name)
	if err != nil {
		return err
	}
	others, err := pgx.CollectRows(rows, pgx.RowTo[string])
	for _, other := range others {
		if _, err := conn.Exec(ctx, `DROP DATABASE `+pgx.Identifier{other}.Sanitize()); err != nil {
			return err
		}
	}
	return err
}

// makeTownship fills a database with a township where it is empty, and says how long
// that took.
func makeTownship(b *testing.B, cfg connect.Config, units int) {
	b.Helper()
	began := time.Now()
	made, err := township.Seed(b.Context(), cfg, began, units, township.Options{})
	switch {
	case errors.Is(err, demo.ErrNotEmpty): // made by a benchmark before
	case err != nil:
		b.Fatalf("datatest: a township of %d units: %v", units, err)
	default:
		// b.Log tells of a benchmark that failed alone.
		fmt.Fprintf(os.Stderr, "datatest: made a township of %d units, %d visits and %d rows of the trail in %s\n", made.Units, made.Visits, made.Entries, time.Since(began).Round(time.Second))
	}
}

// openTownship opens it as the society that tests know, with the people who have those
// parts there.
func openTownship(b *testing.B, db *DB) *Society {
	b.Helper()
	s := &Society{DB: db, Units: map[string]uuid.UUID{}}
	society, err := data.Open(b.Context(), db.Config, slog.New(slog.DiscardHandler))
	if err != nil {
		b.Fatalf("datatest: open the township: %v", err)
	}
	b.Cleanup(society.Close)
	s.Society = society
	for i, of := range []*role.Actor{&s.Guard, &s.Staff, &s.Admin, &s.Meera, &s.Tenant} {
		*of, err = society.Accounts.ActorByEmail(b.Context(), role.Origin{Address: "10.0.4.21", Client: "bench", Gate: "Main"}, demo.Emails()[i])
		if err != nil {
			b.Fatalf("datatest: %s: %v", demo.Emails()[i], err)
		}
	}
	for _, label := range []string{"A-101", "A-102"} {
		s.Units[label] = Scan[uuid.UUID](b, db.Owner, `SELECT id FROM units WHERE label = $1`, label)
	}
	return s
}
