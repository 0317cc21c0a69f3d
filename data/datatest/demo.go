package datatest

import (
	"context"
	"log/slog"
	"testing"
	"time"

	"github.com/civoranexus/society360/data/demo"
	"github.com/civoranexus/society360/data/internal/connect"

	"github.com/civoranexus/society360/data"
)

// Demo is a database with the demo society of a while ago: of when the first test
// of the run asked for one.
func Demo(tb testing.TB) *DB {
	tb.Helper()
	return Copy(tb, "demo", func(ctx context.Context, cfg connect.Config) error {
		return demo.Seed(ctx, cfg, time.Now(), demo.Options{})
	})
}

// DemoSociety is a database with the demo society of a moment.
func DemoSociety(t *testing.T, now time.Time) *DB {
	t.Helper()
	db := New(t)
	if err := demo.Seed(t.Context(), db.Config, now, demo.Options{}); err != nil {
		t.Fatal(err)
	}
	return db
}

// OpenStore opens a database's store until the test ends.
func OpenStore(t *testing.T, db *DB) *data.Society {
	t.Helper()
	s, err := data.Open(t.Context(), db.Config, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}
