package visits_test

import (
	"testing"

	"github.com/civoranexus/society360/data/visits"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"github.com/civoranexus/society360/data/datatest"
)

// TestVisitMoves drives visits by random moves and holds the register against
// the moves of data/README.md, Visits: a move is done exactly where it stands there,
// and every done one left its audit row.
func TestVisitMoves(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	ctx := t.Context()
	inside := visits.Insist{Phone: true, Plate: true, Another: true} // whose questions are other tests'
	moves := map[string]struct {
		to  visits.Status
		try func(v visits.Visit) (visits.Visit, error)
	}{
		"approve": {visits.Approved, func(v visits.Visit) (visits.Visit, error) {
			return s.Visits.Approve(ctx, s.Guard, uuid.New(), v.ID, visits.Approval{Channel: visits.InPerson})
		}},
		"deny": {visits.Denied, func(v visits.Visit) (visits.Visit, error) {
			return s.Visits.Deny(ctx, s.Guard, uuid.New(), v.ID, "not expected")
		}},
		"check in": {visits.CheckedIn, func(v visits.Visit) (visits.Visit, error) {
			return s.Visits.CheckIn(ctx, s.Guard, uuid.New(), v, visits.Entry{Insist: inside})
		}},
		"check out": {visits.CheckedOut, func(v visits.Visit) (visits.Visit, error) {
			return s.Visits.CheckOut(ctx, s.Guard, uuid.New(), v.ID)
		}},
		"undo": {visits.CheckedIn, func(v visits.Visit) (visits.Visit, error) {
			return s.Visits.UndoCheckOut(ctx, s.Guard, uuid.New(), v.ID, inside)
		}},
	}
	names := []string{"approve", "deny", "check in", "check out", "undo"}
	starts := []visits.Status{visits.Pending, visits.Approved, visits.CheckedIn, visits.Denied}

	rapid.Check(t, func(t *rapid.T) {
		n := datatest.Ramesh(s)
		n.Phone, n.Insist = "", inside
		n.Approval.Channel = visits.InPerson
		v, err := s.Visits.Log(ctx, s.Guard, uuid.New(), rapid.SampledFrom(starts).Draw(t, "start"), n)
		if err != nil {
			t.Fatal(err)
		}
		audited := 1
		for range rapid.IntRange(1, 6).Draw(t, "moves") {
			name := rapid.SampledFrom(names).Draw(t, "move")
			// Two commands lead to checked_in; each has its own origin.
			allowed := v.Status.CanBecome(moves[name].to)
			switch name {
			case "check in":
				allowed = v.Status == visits.Approved
			case "undo":
				allowed = v.Status == visits.CheckedOut
			}
			next, err := moves[name].try(v)
			if (err == nil) != allowed {
				t.Fatalf("%s from %s: %v", name, v.Status, err)
			}
			if err == nil {
				v = next
				audited++
			}
			stored, err := s.Visits.Get(ctx, s.Guard, v.ID)
			if err != nil || stored.Status != v.Status {
				t.Fatalf("after %s the register has %s, want %s: %v", name, stored.Status, v.Status, err)
			}
			if out := stored.CheckOutTime != nil; out != (stored.Status == visits.CheckedOut) {
				t.Fatalf("%s with check-out time %v", stored.Status, stored.CheckOutTime)
			}
		}
		if got := datatest.AuditRows(ctx, t, s, v.ID); got != audited {
			t.Fatalf("%d changes, %d audit rows", audited, got)
		}
	})
}

// TestNoOtherMoves holds CanBecome against the same moves, written out.
func TestNoOtherMoves(t *testing.T) {
	t.Parallel()
	all := []visits.Status{"", visits.Pending, visits.Approved, visits.CheckedIn, visits.CheckedOut, visits.Denied}
	allowed := map[[2]visits.Status]bool{
		{"", visits.Pending}: true, {"", visits.Approved}: true, {"", visits.CheckedIn}: true, {"", visits.Denied}: true,
		{visits.Pending, visits.Approved}: true, {visits.Pending, visits.Denied}: true,
		{visits.Approved, visits.CheckedIn}: true, {visits.Approved, visits.Denied}: true, {visits.Approved, visits.Pending}: true,
		{visits.CheckedIn, visits.CheckedOut}: true, {visits.CheckedOut, visits.CheckedIn}: true,
	}
	for _, from := range all {
		for _, to := range all[1:] {
			if got := from.CanBecome(to); got != allowed[[2]visits.Status{from, to}] {
				t.Errorf("%q -> %q: %v", from, to, got)
			}
		}
	}
}
