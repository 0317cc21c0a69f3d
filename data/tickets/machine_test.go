package tickets_test

import (
	"errors"
	"slices"
	"sync"
	"testing"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/tickets"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"github.com/civoranexus/society360/data/datatest"
)

// TestTicketMoves drives tickets by random moves and holds the register against
// the moves of data/README.md, Tickets: a move is done exactly where it stands there,
// and every done one left its audit row.
func TestTicketMoves(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	ctx, moves := t.Context(), datatest.TicketMoves(t, s)
	to := map[string]tickets.Status{
		"start": tickets.InProgress, "release": tickets.Open, "resolve": tickets.Resolved,
		"reject": tickets.Rejected, "close": tickets.Closed, "reopen": tickets.InProgress,
	}
	names := []string{"start", "release", "resolve", "reject", "close", "reopen"}
	rapid.Check(t, func(t *rapid.T) {
		k, err := s.Tickets.Raise(ctx, s.Meera, uuid.New(), liftStuck(s))
		if err != nil {
			t.Fatal(err)
		}
		audited := 1
		for range rapid.IntRange(1, 7).Draw(t, "moves") {
			name := rapid.SampledFrom(names).Draw(t, "move")
			// Two commands lead to in_progress; each has its own origin.
			allowed := k.Status.CanBecome(to[name])
			switch name {
			case "start":
				allowed = k.Status == tickets.Open
			case "reopen":
				allowed = k.Status == tickets.Resolved
			}
			next, err := moves[name](s.Staff, uuid.New(), k)
			if (err == nil) != allowed {
				t.Fatalf("%s from %s: %v", name, k.Status, err)
			}
			if err == nil {
				k = next
				audited++
			}
			stored, err := s.Tickets.Get(ctx, s.Staff, k.ID)
			if err != nil || stored.Status != k.Status || stored.Version != k.Version {
				t.Fatalf("after %s the register has %+v, want %+v: %v", name, stored, k, err)
			}
			if fixed := stored.ResolvedAt != nil; fixed != (k.Status == tickets.Resolved || k.Status == tickets.Closed) {
				t.Fatalf("%s with resolved_at %v", stored.Status, stored.ResolvedAt)
			}
		}
		if got := datatest.AuditRows(ctx, t, s, k.ID); got != audited {
			t.Fatalf("%d changes, %d audit rows", audited, got)
		}
	})
}

// TestNoOtherTicketMoves holds CanBecome against the same moves, written out.
func TestNoOtherTicketMoves(t *testing.T) {
	t.Parallel()
	all := []tickets.Status{"", tickets.Open, tickets.InProgress, tickets.Resolved, tickets.Closed, tickets.Rejected}
	allowed := map[[2]tickets.Status]bool{
		{"", tickets.Open}: true, {tickets.Open, tickets.InProgress}: true, {tickets.Open, tickets.Rejected}: true,
		{tickets.InProgress, tickets.Resolved}: true, {tickets.InProgress, tickets.Rejected}: true,
		{tickets.InProgress, tickets.Open}: true, {tickets.Resolved, tickets.Closed}: true,
		{tickets.Resolved, tickets.InProgress}: true,
	}
	for _, from := range all {
		for _, to := range all[1:] {
			if got := from.CanBecome(to); got != allowed[[2]tickets.Status{from, to}] {
				t.Errorf("%q -> %q: %v", from, to, got)
			}
		}
	}
}

// TestTheSecondSaveIsRefused: two people have one ticket before them. The later
// save changes nothing, whatever it is, and says who was first, when, and what is
// different now.
func TestTheSecondSaveIsRefused(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	for name, move := range datatest.TicketMoves(t, s) {
		if name == "comment" || name == "note" {
			continue // nothing is overwritten by a comment
		}
		seen := datatest.RaiseTicket(t, s, s.Meera, liftStuck(s))
		theirs, err := s.Tickets.Start(t.Context(), s.Staff, uuid.New(), seen)
		if err != nil {
			t.Fatal(err)
		}
		// A comment in between is not what stands in the way.
		if _, err := s.Tickets.Comment(t.Context(), s.Meera, uuid.New(), seen.ID, "Thank you"); err != nil {
			t.Fatal(err)
		}
		rows := s.Count(t, `audit_logs WHERE resource_id = $1`, seen.ID)
		_, err = move(s.Admin, uuid.New(), seen)
		e := datatest.Kind(t, err, fault.Refused)
		var c *tickets.Conflict
		if !errors.As(err, &c) {
			t.Fatalf("%s: %v is no conflict", name, err)
		}
		if c.Who != "Vijay More" || c.Action != action.TicketStarted || c.At.Before(seen.CreatedAt) || c.Now.Version != theirs.Version {
			t.Errorf("%s: %+v", name, c)
		}
		if want := []tickets.Change{
			{Field: "status", Before: "open", After: "in_progress"}, {Field: "assigned_to_id", After: "Vijay More"},
		}; !slices.Equal(c.Changes, want) {
			t.Errorf("%s: changes %v, want %v", name, c.Changes, want)
		}
		if format, args := e.Sentence(); format != "%s started this ticket at %s; yours is not saved." || args[0] != "Vijay More" {
			t.Errorf("%s: %q %v", name, format, args)
		}
		if n := s.Count(t, `audit_logs WHERE resource_id = $1`, seen.ID); n != rows {
			t.Errorf("%s: a refused save left an audit row", name)
		}
		if now, err := s.Tickets.Get(t.Context(), s.Staff, seen.ID); err != nil || now.Version != theirs.Version {
			t.Errorf("%s: a refused save changed the ticket: %+v, %v", name, now, err)
		}
		// With the other's state before one it is one's own turn.
		if _, err := s.Tickets.Reject(t.Context(), s.Admin, uuid.New(), c.Now, "A duplicate"); err != nil {
			t.Errorf("%s: with what the conflict gave: %v", name, err)
		}
	}
}

// TestAnotherProgramsChangeIsAConflict: the platform's other programs write no
// audit row of ours, and a person is not blamed for what they did.
func TestAnotherProgramsChangeIsAConflict(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	seen := datatest.RaiseTicket(t, s, s.Meera, liftStuck(s))
	s.Exec(t, `UPDATE maintenance_tickets SET priority = 'low' WHERE id = $1`, seen.ID)
	_, err := s.Tickets.Start(t.Context(), s.Staff, uuid.New(), seen)
	var c *tickets.Conflict
	if !errors.As(datatest.Kind(t, err, fault.Refused), &c) || c.Who != "" || c.At.Before(seen.UpdatedAt) ||
		!slices.Equal(c.Changes, []tickets.Change{{Field: "priority", Before: "high", After: "low"}}) {
		t.Fatalf("conflict: %+v, %v", c, err)
	}
}

// TestOneOfManyStarts: many people take one ticket at once; one has it, the
// others are told who.
func TestOneOfManyStarts(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	seen := datatest.RaiseTicket(t, s, s.Meera, liftStuck(s))
	var wg sync.WaitGroup
	errs := make([]error, 12)
	for i := range errs {
		actor := s.Staff
		if i%2 == 0 {
			actor = s.Admin
		}
		wg.Go(func() { _, errs[i] = s.Tickets.Start(t.Context(), actor, uuid.New(), seen) })
	}
	wg.Wait()
	won := 0
	for _, err := range errs {
		var c *tickets.Conflict
		switch {
		case err == nil:
			won++
		case !errors.As(err, &c) || c.Who == "" || c.Who != c.Now.Assignee:
			t.Errorf("a loser is told %v", err)
		}
	}
	if won != 1 || s.Count(t, `audit_logs WHERE resource_id = $1 AND action = 'TICKET_STARTED'`, seen.ID) != 1 {
		t.Errorf("%d starts of one ticket", won)
	}
}

// TestAutoAssign: tickets raised at once are spread over the active staff, and
// stay open.
func TestAutoAssign(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	staff := []uuid.UUID{s.Staff.UserID}
	for name, status := range map[string]string{"Anil Gaikwad": "active", "Zubin Irani": "active", "Banned": "banned", "Gone": "gone"} {
		id := uuid.New()
		s.Exec(t, `INSERT INTO users (id, full_name, email, password_hash, role_id, status, deleted_at)
			SELECT $1, $2::text, $2::text || '@test.example', '!', id, CASE WHEN $3 = 'gone' THEN 'active' ELSE $3::text END,
				CASE WHEN $3 = 'gone' THEN now() END FROM roles WHERE name = 'staff'`, id, name, status)
		if status == "active" {
			staff = append(staff, id)
		}
	}
	if k := datatest.RaiseTicket(t, s, s.Meera, liftStuck(s)); k.AssigneeID != nil {
		t.Errorf("assigned although the setting is off: %+v", k)
	}
	datatest.Setting(t, s, "maintenance.auto_assign", "true")
	// Who has work already gets less of the new; what is done counts for nothing.
	for range 2 {
		datatest.RaiseTicket(t, s, s.Meera, liftStuck(s))
	}
	s.Exec(t, `UPDATE maintenance_tickets SET assigned_to_id = $1, status = 'in_progress' WHERE assigned_to_id IS NOT NULL`, s.Staff.UserID)
	done := datatest.RaiseTicket(t, s, s.Meera, liftStuck(s))
	s.Exec(t, `UPDATE maintenance_tickets SET status = 'closed', assigned_to_id = $2 WHERE id = $1`, done.ID, staff[1])

	var wg sync.WaitGroup
	for range 10 {
		wg.Go(func() {
			k, err := s.Tickets.Raise(t.Context(), s.Meera, uuid.New(), liftStuck(s))
			if err != nil || k.Status != tickets.Open || k.Assignee == "" {
				t.Errorf("raised: %+v, %v", k, err)
			}
		})
	}
	wg.Wait()
	for _, id := range staff {
		if n := s.Count(t, `maintenance_tickets WHERE assigned_to_id = $1 AND status IN ('open', 'in_progress')`, id); n != 4 {
			t.Errorf("12 tickets among 3: one has %d", n)
		}
	}
	if n := s.Count(t, `audit_logs WHERE action = 'TICKET_CREATED' AND details #>> '{after,assigned_to_id}' IS NOT NULL`); n != 13 {
		t.Errorf("%d audit rows tell of an assignment, want 13", n)
	}
	hands, err := s.Tickets.Hands(t.Context(), s.Admin)
	if err != nil || len(hands) != 4 || hands[0].UserID != s.Admin.UserID || hands[1].Open != 4 || hands[1].Name != "Anil Gaikwad" {
		t.Errorf("hands: %+v, %v", hands, err)
	}
}
