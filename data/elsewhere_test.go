package data_test

import (
	"context"
	"slices"
	"testing"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/internal/connect"
	"github.com/civoranexus/society360/data/visits"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data"
	"github.com/civoranexus/society360/data/datatest"
)

// TestListsAreReadFromTheStandby: as old as it is, which is said; writes are not, and
// what the standby cannot answer is read where changes go.
func TestListsAreReadFromTheStandby(t *testing.T) {
	t.Parallel()
	primary, standby, s := pair(t)
	cfg := s.Config
	cfg.ReadURL = standby.URL(s.Name, connect.DeskRole)
	first := logged(t.Context(), t, s, "First")
	var there context.Context
	datatest.WaitUntil(t, func() bool {
		ctx, from, err := s.Elsewhere(t.Context(), cfg)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(from.Close)
		there = ctx //nolint:fatcontext // each try begins with the test's own
		return from.Behind == 0
	})
	wantVisitors(there, t, s, "First")

	standby.Pause(t)
	logged(t.Context(), t, s, "Second")
	wantVisitors(there, t, s, "First")
	wantVisitors(t.Context(), t, s, "First", "Second")
	late, from, err := s.Elsewhere(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer from.Close()
	if from.Behind <= 0 {
		t.Error("a standby that lacks a visit is not behind")
	}
	// A write goes where changes go, and rests on what stands there.
	if v, err := s.Visits.CheckOut(late, s.Guard, uuid.New(), first); err != nil || v.Status != visits.CheckedOut {
		t.Errorf("checked out: %+v, %v", v, err)
	}
	logged(late, t, s, "Third")

	standby.Crash(t)
	primary.Alone(t)
	wantVisitors(late, t, s, "First", "Second", "Third")
	if from.Failed() == nil {
		t.Error("nothing says that the standby failed")
	}
	if _, _, err := s.Elsewhere(t.Context(), cfg); err == nil {
		t.Error("a standby that is gone is read from")
	}
}

// TestAnotherSocietyIsNotReadFrom: whatever DATABASE_READ_URL names.
func TestAnotherSocietyIsNotReadFrom(t *testing.T) {
	t.Parallel()
	s, other := datatest.NewSociety(t), datatest.New(t)
	// A copy of the same one until it says otherwise.
	datatest.Exec(t, other.Owner, `UPDATE society360_society SET id = gen_random_uuid()`)
	cfg := s.Config
	cfg.ReadURL = other.Config.URL
	_, _, err := s.Elsewhere(t.Context(), cfg)
	datatest.WantError(t, err, fault.Refused, "holds another society")
	cfg.ReadURL = "postgres://u:secret@host:port/x"
	_, _, err = s.Elsewhere(t.Context(), cfg)
	datatest.WantError(t, err, fault.Invalid, "DATABASE_READ_URL is not a database URL")
	_, err = data.ConfigFromEnv(func(name string) string {
		return map[string]string{"DATABASE_URL": "postgres://u@h/x", "DATABASE_READ_URL": cfg.ReadURL}[name]
	}, "")
	datatest.WantError(t, err, fault.Invalid, "DATABASE_READ_URL is not a database URL")
}

func logged(ctx context.Context, t *testing.T, s *datatest.Society, name string) uuid.UUID {
	t.Helper()
	v, err := s.Visits.Log(ctx, s.Guard, uuid.New(), visits.CheckedIn, visits.Draft{Text: visits.Text{Name: name, UnitID: s.Units["A-101"]}})
	if err != nil {
		t.Fatal(err)
	}
	return v.ID
}

// wantVisitors holds a history's visitors, the first to come first.
func wantVisitors(ctx context.Context, t *testing.T, s *datatest.Society, want ...string) {
	t.Helper()
	page, err := s.Visits.List(ctx, s.Guard, visits.Filter{View: visits.History})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, v := range page.Visits {
		got = append(got, v.Name)
	}
	slices.Reverse(got)
	if !slices.Equal(got, want) {
		t.Errorf("read %q, want %q", got, want)
	}
}
