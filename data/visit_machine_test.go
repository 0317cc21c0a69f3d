package data_test

import (
	"testing"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"github.com/civoranexus/society360/data"
	"github.com/civoranexus/society360/data/datatest"
)

// TestVisitMoves drives visits by random moves and holds the register against
// the moves of README.md, Visits: a move is done exactly where it stands there,
// and every done one left its audit row.
func TestVisitMoves(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	ctx := t.Context()
	moves := map[string]struct {
		to  data.VisitStatus
		try func(v data.Visit) (data.Visit, error)
	}{
		"approve": {data.VisitApproved, func(v data.Visit) (data.Visit, error) {
			return s.Store.Approve(ctx, s.Guard, uuid.New(), v.ID, data.Approval{Channel: data.InPerson})
		}},
		"deny": {data.VisitDenied, func(v data.Visit) (data.Visit, error) {
			return s.Store.Deny(ctx, s.Guard, uuid.New(), v.ID, "not expected")
		}},
		"check in": {data.VisitCheckedIn, func(v data.Visit) (data.Visit, error) {
			return s.Store.CheckIn(ctx, s.Guard, uuid.New(), v, false)
		}},
		"check out": {data.VisitCheckedOut, func(v data.Visit) (data.Visit, error) {
			return s.Store.CheckOut(ctx, s.Guard, uuid.New(), v.ID)
		}},
		"undo": {data.VisitCheckedIn, func(v data.Visit) (data.Visit, error) {
			return s.Store.UndoCheckOut(ctx, s.Guard, uuid.New(), v.ID)
		}},
	}
	names := []string{"approve", "deny", "check in", "check out", "undo"}
	starts := []data.VisitStatus{data.VisitPending, data.VisitApproved, data.VisitCheckedIn, data.VisitDenied}

	rapid.Check(t, func(t *rapid.T) {
		n := datatest.Ramesh(s)
		n.Phone = "" // one person's duplicates are another test's
		n.Approval.Channel = data.InPerson
		v, err := s.Store.LogVisit(ctx, s.Guard, uuid.New(), rapid.SampledFrom(starts).Draw(t, "start"), n)
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
				allowed = v.Status == data.VisitApproved
			case "undo":
				allowed = v.Status == data.VisitCheckedOut
			}
			next, err := moves[name].try(v)
			if (err == nil) != allowed {
				t.Fatalf("%s from %s: %v", name, v.Status, err)
			}
			if err == nil {
				v = next
				audited++
			}
			stored, err := s.Store.Visit(ctx, s.Guard, v.ID)
			if err != nil || stored.Status != v.Status {
				t.Fatalf("after %s the register has %s, want %s: %v", name, stored.Status, v.Status, err)
			}
			if out := stored.CheckOutTime != nil; out != (stored.Status == data.VisitCheckedOut) {
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
	all := []data.VisitStatus{"", data.VisitPending, data.VisitApproved, data.VisitCheckedIn, data.VisitCheckedOut, data.VisitDenied}
	allowed := map[[2]data.VisitStatus]bool{
		{"", data.VisitPending}: true, {"", data.VisitApproved}: true, {"", data.VisitCheckedIn}: true, {"", data.VisitDenied}: true,
		{data.VisitPending, data.VisitApproved}: true, {data.VisitPending, data.VisitDenied}: true,
		{data.VisitApproved, data.VisitCheckedIn}: true, {data.VisitApproved, data.VisitDenied}: true, {data.VisitApproved, data.VisitPending}: true,
		{data.VisitCheckedIn, data.VisitCheckedOut}: true, {data.VisitCheckedOut, data.VisitCheckedIn}: true,
	}
	for _, from := range all {
		for _, to := range all[1:] {
			if got := from.CanBecome(to); got != allowed[[2]data.VisitStatus{from, to}] {
				t.Errorf("%q -> %q: %v", from, to, got)
			}
		}
	}
}
