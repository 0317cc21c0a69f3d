package datatest_test

import (
	"context"
	"os"
	"testing"

	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/setup"

	"github.com/jackc/pgx/v5"

	"github.com/civoranexus/society360/data/datatest"
)

func TestMain(m *testing.M) { os.Exit(datatest.Main(m)) }

func TestNewIsMigratedAndSeenAsTheDesk(t *testing.T) {
	t.Parallel()
	db := datatest.New(t)
	states, err := setup.MigrationStatus(t.Context(), db.Config)
	if err != nil {
		t.Fatal(err)
	}
	if len(states) == 0 {
		t.Fatal("no migrations")
	}
	for _, s := range states {
		if s.Name == "" || s.AppliedAt.IsZero() {
			t.Errorf("step %d %q is not applied", s.Version, s.Name)
		}
	}
	if got := as(t, db.Config.URL); got != connect.DeskRole+" "+db.Name {
		t.Errorf("the desk is %s", got)
	}
	if got := as(t, db.Config.OwnerURL); got != setup.OwnerRole+" "+db.Name {
		t.Errorf("the owner is %s", got)
	}
}

// as tells who a URL signs in as, and where.
func as(t *testing.T, url string) string {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close(context.WithoutCancel(t.Context())) }()
	var who string
	if err := conn.QueryRow(t.Context(), `SELECT concat_ws(' ', session_user, current_database())`).Scan(&who); err != nil {
		t.Fatal(err)
	}
	return who
}

func TestDatabasesAreApart(t *testing.T) {
	t.Parallel()
	one, two, empty := datatest.New(t), datatest.New(t), datatest.NewEmpty(t)
	if _, err := one.Owner.Exec(t.Context(), `INSERT INTO blocks (name) VALUES ('Tower A')`); err != nil {
		t.Fatal(err)
	}
	var n int
	if err := two.Owner.QueryRow(t.Context(), `SELECT count(*) FROM blocks`).Scan(&n); err != nil || n != 0 {
		t.Errorf("the other database has %d blocks, %v", n, err)
	}
	if err := empty.Owner.QueryRow(t.Context(), `SELECT count(*) FROM pg_tables WHERE schemaname = 'public'`).Scan(&n); err != nil || n != 0 {
		t.Errorf("the empty database has %d tables, %v", n, err)
	}
}

func TestDatabaseGoesWithItsTest(t *testing.T) { //nolint:tparallel // the test inside must end first
	t.Parallel()
	keeper := datatest.New(t)
	var name string
	t.Run("test", func(t *testing.T) {
		db := datatest.New(t)
		name = db.Name
		db.As(t, connect.DeskRole)
	})
	var there bool
	if err := keeper.Owner.QueryRow(t.Context(), `SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)`, name).Scan(&there); err != nil || there {
		t.Errorf("database %s is there: %v, %v", name, there, err)
	}
}

func TestLineIsCutAndRestored(t *testing.T) {
	t.Parallel()
	db := datatest.New(t)
	line := datatest.Proxy(t, db)
	conn, err := pgx.Connect(t.Context(), line.Config.URL)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := conn.Exec(t.Context(), `SELECT 1`); err != nil {
		t.Fatalf("over a whole line: %v", err)
	}
	line.Cut()
	if _, err := conn.Exec(t.Context(), `SELECT 1`); err == nil {
		t.Error("a query went over a cut line")
	}
	if _, err := pgx.Connect(t.Context(), line.Config.URL); err == nil {
		t.Error("a connection was made over a cut line")
	}
	line.Restore()
	if got := as(t, line.Config.URL); got != connect.DeskRole+" "+db.Name {
		t.Errorf("over the restored line: %s", got)
	}
	if got := as(t, line.Config.OwnerURL); got != setup.OwnerRole+" "+db.Name {
		t.Errorf("the owner over the restored line: %s", got)
	}
}

// TestDeafLineDoesAndDoesNotTell: the write is done, and who sent it never hears.
func TestDeafLineDoesAndDoesNotTell(t *testing.T) {
	t.Parallel()
	db := datatest.New(t)
	line := datatest.Proxy(t, db)
	conn, err := pgx.Connect(t.Context(), line.Config.OwnerURL)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	line.Deaf()
	answer := make(chan error, 1)
	go func() {
		_, err := conn.Exec(ctx, `INSERT INTO blocks (name) VALUES ('Tower A')`)
		answer <- err
	}()
	for n := 0; n == 0; {
		if err := db.Owner.QueryRow(t.Context(), `SELECT count(*) FROM blocks`).Scan(&n); err != nil {
			t.Fatal(err)
		}
		select {
		case err := <-answer:
			t.Fatalf("an answer came over a deaf line: %v", err)
		default:
		}
	}
	cancel()
	if err := <-answer; err == nil {
		t.Error("the write was acknowledged over a deaf line")
	}
	line.Hears()
	line.Cut()
	line.Restore()
	if got := as(t, line.Config.URL); got != connect.DeskRole+" "+db.Name {
		t.Errorf("after that: %s", got)
	}
}

// TestSilentLineNeitherAnswersNorCloses: what was open then stands and hears
// nothing, and what comes later works.
func TestSilentLineNeitherAnswersNorCloses(t *testing.T) {
	t.Parallel()
	db := datatest.New(t)
	line := datatest.Proxy(t, db)
	conn, err := pgx.Connect(t.Context(), line.Config.OwnerURL)
	if err != nil {
		t.Fatal(err)
	}
	line.FallSilent()
	answer := make(chan error, 1)
	go func() {
		_, err := conn.Exec(t.Context(), `INSERT INTO blocks (name) VALUES ('Tower A')`)
		answer <- err
	}()
	for range 3 {
		if got := as(t, line.Config.URL); got != connect.DeskRole+" "+db.Name {
			t.Errorf("a later connection: %s", got)
		}
	}
	select {
	case err := <-answer:
		t.Errorf("over a silent line came %v", err)
	default:
		line.Cut()
		if err := <-answer; err == nil {
			t.Error("a write was acknowledged over a silent line")
		}
	}
	var n int
	if err := db.Owner.QueryRow(t.Context(), `SELECT count(*) FROM blocks`).Scan(&n); err != nil || n != 0 {
		t.Errorf("%d writes arrived: %v", n, err)
	}
}
