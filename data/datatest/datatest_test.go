package datatest_test

import (
	"os"
	"testing"

	"github.com/civoranexus/society360/data"
	"github.com/civoranexus/society360/data/datatest"
)

func TestMain(m *testing.M) { os.Exit(datatest.Main(m)) }

func TestNewIsMigratedAndSeenAsTheDesk(t *testing.T) {
	t.Parallel()
	db := datatest.New(t)
	states, err := data.MigrationStatus(t.Context(), db.Config)
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
}
