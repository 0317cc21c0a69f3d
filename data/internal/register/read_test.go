package register_test

import (
	"testing"

	"github.com/civoranexus/society360/data/datatest"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/visits"

	"github.com/google/uuid"
)

// both reads and saves, and fails the test where either meets the person.
func both(t *testing.T, s *datatest.Society, name string) {
	t.Helper()
	if _, err := s.Visits.List(t.Context(), s.Guard, visits.Filter{}); err != nil {
		t.Errorf("%s: the first read: %v", name, err)
	}
	if _, err := s.Visits.Log(t.Context(), s.Guard, uuid.New(), visits.CheckedIn, visits.Draft{Text: visits.Text{Name: name, UnitID: s.Units["A-101"]}}); err != nil {
		t.Errorf("%s: the first save: %v", name, err)
	}
}

// fill has as many connections of a society's as it may have.
func fill(t *testing.T, s *datatest.Society) {
	t.Helper()
	done := make(chan error)
	for range 8 {
		go func() {
			_, err := s.Visits.List(t.Context(), s.Guard, visits.Filter{})
			done <- err
		}()
	}
	for range 8 {
		if err := <-done; err != nil {
			t.Fatal(err)
		}
	}
}

// TestNobodyMeetsTheConnectionsOfAServerThatStartedAnew: all of a pool's are dead, and
// neither a read nor a save fails for it.
func TestNobodyMeetsTheConnectionsOfAServerThatStartedAnew(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	end := func() {
		fill(t, s)
		s.Exec(t, `SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
			WHERE datname = current_database() AND usename = 'society360_desk'`)
	}
	end()
	both(t, s, "Read first")
	end()
	if _, err := s.Visits.Log(t.Context(), s.Guard, uuid.New(), visits.CheckedIn, visits.Draft{Text: visits.Text{Name: "Save first", UnitID: s.Units["A-101"]}}); err != nil {
		t.Errorf("the first save: %v", err)
	}
	if n := s.Count(t, `visitor_logs WHERE visitor_name = 'Save first'`); n != 1 {
		t.Errorf("saved %d times", n)
	}
}

// TestAServerThatTakesNoMoreChangesIsLeft: its connections are well, and lead to the
// wrong server. New ones lead to the right one.
func TestAServerThatTakesNoMoreChangesIsLeft(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	before := uuid.New()
	first, err := s.Visits.Log(t.Context(), s.Guard, before, visits.CheckedIn, datatest.Ramesh(s))
	if err != nil {
		t.Fatal(err)
	}
	datatest.Exec(t, s.As(t, "postgres"), `ALTER ROLE society360_desk IN DATABASE `+s.Name+` SET default_transaction_read_only = on`)
	s.Exec(t, `SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = current_database() AND usename = 'society360_desk'`)
	fill(t, s)
	save := func(name string) error {
		_, err := s.Visits.Log(t.Context(), s.Guard, uuid.New(), visits.CheckedIn, visits.Draft{Text: visits.Text{Name: name, UnitID: s.Units["A-101"]}})
		return err
	}
	e := datatest.Kind(t, save("Too early"), fault.Unavailable)
	if e.Trouble != fault.ReadOnly {
		t.Errorf("trouble %q", e.Trouble)
	}
	datatest.WantError(t, e, fault.Unavailable, "read-only just now; nothing was saved")
	// What is sent again under its key was saved before, and is answered so.
	if again, err := s.Visits.Log(t.Context(), s.Guard, before, visits.CheckedIn, datatest.Ramesh(s)); err != nil || again.ID != first.ID {
		t.Errorf("a repeat: %s, %v; want %s", again.ID, err, first.ID)
	}
	// Of what was sent before, nobody can say so.
	_, err = s.Settle(t.Context(), s.Guard, before)
	datatest.Kind(t, err, fault.Unknown)
	datatest.Exec(t, s.As(t, "postgres"), `ALTER ROLE society360_desk IN DATABASE `+s.Name+` RESET default_transaction_read_only`)
	if saved, err := s.Settle(t.Context(), s.Guard, before); err != nil || !saved {
		t.Errorf("settled after the switch: %v, %v", saved, err)
	}
	if err := save("In time"); err != nil {
		t.Errorf("after the switch: %v", err)
	}
}

// TestAStatementsPlanMayChange: a step of the schema changes what a prepared statement
// answers.
func TestAStatementsPlanMayChange(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	fill(t, s)
	s.Exec(t, `ALTER TABLE visitor_logs ALTER COLUMN vehicle_number TYPE varchar(60)`)
	both(t, s, "Replanned")
}
