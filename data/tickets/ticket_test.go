package tickets_test

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/tickets"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/datatest"
)

func liftStuck(s *datatest.Society) tickets.Draft {
	return tickets.Draft{
		UnitID: s.Units["A-101"], Category: "Lift", Title: "Lift stuck, Tower A",
		Description: "Between two floors.\nDoors open halfway.", Priority: tickets.High,
	}
}

func TestATicketsWholeWay(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	n := liftStuck(s)
	n.Title = "  Lift   stuck\x1b[2J "
	k := datatest.RaiseTicket(t, s, s.Meera, n)
	if k.Status != tickets.Open || k.Unit != "A-101" || k.Requester != "Meera Joshi" || k.AssigneeID != nil ||
		k.Title != "Lift stuck[2J" || k.Description != "Between two floors.\nDoors open halfway." || k.Version == "" {
		t.Errorf("raised: %+v", k)
	}
	if want := k.CreatedAt.Add(24 * time.Hour); !k.Due.Equal(want) {
		t.Errorf("a high ticket is due %v, want %v", k.Due, want)
	}
	action, user, address, details := datatest.LastAudit(t, s, k.ID)
	if after := details["after"].(map[string]any); action != "TICKET_CREATED" || *user != s.Meera.UserID || address != "10.0.4.17" ||
		after["status"] != "open" || after["priority"] != "high" || details["before"] != nil {
		t.Errorf("audit row: %s by %v from %s: %v", action, user, address, details)
	}

	moves := datatest.TicketMoves(t, s)
	do := func(name string, by role.Actor, action string) map[string]any {
		t.Helper()
		next, err := moves[name](by, uuid.New(), k)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if stored, err := s.Tickets.Get(t.Context(), s.Staff, k.ID); err != nil || stored.Version != next.Version ||
			stored.Status != next.Status || !stored.UpdatedAt.Equal(next.UpdatedAt) || !stored.Due.Equal(next.Due) {
			t.Fatalf("%s gave %+v, stored is %+v, %v", name, next, stored, err)
		}
		k = next
		got, user, _, details := datatest.LastAudit(t, s, k.ID)
		if got != action || *user != by.UserID {
			t.Errorf("%s is audited as %s by %v", name, got, user)
		}
		return details
	}
	if do("assign", s.Staff, "TICKET_ASSIGNED"); k.Status != tickets.Open || k.Assignee != "Asha Rao" {
		t.Errorf("assigned: %+v", k)
	}
	if do("start", s.Staff, "TICKET_STARTED"); k.Status != tickets.InProgress || k.Assignee != "Asha Rao" {
		t.Errorf("starting what somebody has leaves it with them: %+v", k)
	}
	if do("release", s.Staff, "TICKET_RELEASED"); k.Status != tickets.Open || k.AssigneeID != nil {
		t.Errorf("given back: %+v", k)
	}
	if do("start", s.Staff, "TICKET_STARTED"); k.Assignee != "Vijay More" {
		t.Errorf("starting takes what nobody has: %+v", k)
	}
	do("priority", s.Staff, "TICKET_UPDATED")
	if !k.Due.Equal(k.CreatedAt.Add(4 * time.Hour)) {
		t.Errorf("a critical ticket is due %v after %v", k.Due, k.CreatedAt)
	}
	do("edit", s.Staff, "TICKET_UPDATED")
	resolved := do("resolve", s.Staff, "TICKET_RESOLVED")
	if k.ResolvedAt == nil || resolved["notes"] != "Relay replaced" ||
		resolved["after"].(map[string]any)["resolved_at"] == nil || resolved["before"].(map[string]any)["status"] != "in_progress" {
		t.Errorf("resolved: %+v, %v", k, resolved)
	}
	if left, running, known := k.Target(time.Now().Add(99 * time.Hour)); running || !known || left < 3*time.Hour {
		t.Errorf("the clock of a resolved ticket: %v %v %v", left, running, known)
	}
	if do("reopen", s.Meera, "TICKET_REOPENED"); k.Status != tickets.InProgress || k.ResolvedAt != nil || k.Assignee != "Vijay More" {
		t.Errorf("reopened: %+v", k)
	}
	if left, running, _ := k.Target(k.Due.Add(time.Hour)); !running || left != -time.Hour {
		t.Errorf("an hour over: %v %v", left, running)
	}
	do("resolve", s.Staff, "TICKET_RESOLVED")
	if do("close", s.Meera, "TICKET_CLOSED"); k.Status != tickets.Closed || k.ResolvedAt == nil {
		t.Errorf("closed: %+v", k)
	}
	if comment := do("comment", s.Meera, "TICKET_COMMENTED"); comment["notes"] != "Seen it" || k.Status != tickets.Closed {
		t.Errorf("comment: %v", comment)
	}
}

// TestRepeatedTicketMoves: each move under its key is done once; the second call
// gives the first one's result.
func TestRepeatedTicketMoves(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	moves := datatest.TicketMoves(t, s)
	for name, from := range map[string]string{
		"assign": "", "start": "", "release": "start", "resolve": "start", "reject": "",
		"close": "resolve", "reopen": "resolve", "priority": "", "edit": "", "comment": "", "note": "",
	} {
		key := uuid.New()
		k, err := s.Tickets.Raise(t.Context(), s.Meera, key, liftStuck(s))
		if err != nil {
			t.Fatal(err)
		}
		again, err := s.Tickets.Raise(t.Context(), s.Meera, key, liftStuck(s))
		if err != nil || again.ID != k.ID || again.Version != k.Version {
			t.Fatalf("raised twice: %+v, %v", again, err)
		}
		for _, step := range map[string][]string{"start": {"start"}, "resolve": {"start", "resolve"}}[from] {
			if k, err = moves[step](s.Staff, uuid.New(), k); err != nil {
				t.Fatalf("%s before %s: %v", step, name, err)
			}
		}
		rows := s.Count(t, `audit_logs WHERE resource_id = $1`, k.ID)
		key = uuid.New()
		var done sync.WaitGroup
		results := make([]tickets.Ticket, 4)
		for i := range results {
			done.Go(func() {
				var err error
				if results[i], err = moves[name](s.Staff, key, k); err != nil {
					t.Errorf("%s, again: %v", name, err)
				}
			})
		}
		done.Wait()
		for _, r := range results {
			if r.Version != results[0].Version || r.Status != results[0].Status {
				t.Errorf("%s: two results of one intent: %+v, %+v", name, r, results[0])
			}
		}
		if n := s.Count(t, `audit_logs WHERE resource_id = $1`, k.ID); n != rows+1 {
			t.Errorf("%s, four times under one key, left %d audit rows", name, n-rows)
		}
		// The same key with other contents is another write.
		if _, err := s.Tickets.Comment(t.Context(), s.Staff, key, k.ID, "something else"); err == nil {
			t.Errorf("%s: its key was taken for another write", name)
		}
	}
}

func TestTicketNotesAndTexts(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	ctx := t.Context()
	k := datatest.RaiseTicket(t, s, s.Staff, liftStuck(s))
	_, err := s.Tickets.Reject(ctx, s.Staff, uuid.New(), k, " \u200b ")
	if e := datatest.Kind(t, err, fault.Invalid); e.Bad["note"] == nil {
		t.Errorf("reject without a reason: %v", e.Bad)
	}
	_, err = s.Tickets.Resolve(ctx, s.Staff, uuid.New(), k, "")
	if e := datatest.Kind(t, err, fault.Invalid); e.Bad["note"] == nil {
		t.Errorf("resolve without a note: %v", e.Bad)
	}
	_, err = s.Tickets.Reject(ctx, s.Staff, uuid.New(), k, strings.Repeat("x", 501))
	datatest.Kind(t, err, fault.Invalid)
	_, err = s.Tickets.Comment(ctx, s.Staff, uuid.New(), k.ID, "")
	datatest.Kind(t, err, fault.Invalid)
	_, err = s.Tickets.Raise(ctx, s.Staff, uuid.New(), tickets.Draft{
		Category: strings.Repeat("c", 51), Title: strings.Repeat("t", 101), Description: strings.Repeat("d", 4001), Priority: "urgent",
	})
	e := datatest.Kind(t, err, fault.Invalid)
	for _, field := range []string{"unit", "category", "title", "description", "priority"} {
		if e.Bad[field] == nil {
			t.Errorf("no complaint about %s: %v", field, e.Bad)
		}
	}
	_, err = s.Tickets.Edit(ctx, s.Staff, uuid.New(), tickets.Edit{Category: "Lift", Seen: k})
	if e := datatest.Kind(t, err, fault.Invalid); e.Bad["title"] == nil {
		t.Errorf("an edit without a title: %v", e.Bad)
	}
	// A save that changes nothing leaves no audit row.
	for name, same := range map[string]func() error{
		"edit": func() error {
			_, err := s.Tickets.Edit(ctx, s.Staff, uuid.New(), tickets.Edit{Category: k.Category, Title: k.Title, Description: k.Description, Seen: k})
			return err
		},
		"priority": func() error {
			_, err := s.Tickets.Prioritize(ctx, s.Staff, uuid.New(), k, k.Priority)
			return err
		},
		"assign": func() error {
			_, err := s.Tickets.Assign(ctx, s.Staff, uuid.New(), k, nil)
			return err
		},
	} {
		if e := datatest.Kind(t, same(), fault.Refused); errors.As(e, new(*tickets.Conflict)) {
			t.Errorf("%s: nobody else changed the ticket: %v", name, e)
		}
	}
	if n := s.Count(t, `audit_logs WHERE resource_id = $1`, k.ID); n != 1 {
		t.Errorf("%d audit rows of a ticket that was only raised", n)
	}
}

func TestRequesterAndUnitOfATicket(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	n := liftStuck(s)
	n.RequesterID = &s.Arun.UserID
	if k := datatest.RaiseTicket(t, s, s.Guard, n); k.Requester != "Arun Joshi" {
		t.Errorf("raised by the gate for a resident: %+v", k)
	}
	n.RequesterID = nil
	if k := datatest.RaiseTicket(t, s, s.Guard, n); k.Requester != "Sunita Pawar" {
		t.Errorf("raised by the gate for nobody: %+v", k)
	}
	n.RequesterID = &s.Tenant.UserID
	if k := datatest.RaiseTicket(t, s, s.Meera, n); k.Requester != "Meera Joshi" {
		t.Errorf("a resident raises in nobody else's name: %+v", k)
	}
	_, err := s.Tickets.Raise(t.Context(), s.Staff, uuid.New(), n)
	if e := datatest.Kind(t, err, fault.Invalid); e.Bad["requester"] == nil {
		t.Errorf("a requester of another unit: %v", e.Bad)
	}
	n.RequesterID, n.UnitID = nil, s.Units["B-204"]
	_, err = s.Tickets.Raise(t.Context(), s.Meera, uuid.New(), n)
	if e := datatest.Kind(t, err, fault.Invalid); e.Bad["unit"] == nil {
		t.Errorf("a resident raised for another's unit: %v", e.Bad)
	}
	s.Exec(t, `UPDATE user_units SET status = 'moved_out' WHERE user_id = $1`, s.Arun.UserID)
	n.RequesterID, n.UnitID = &s.Arun.UserID, s.Units["A-101"]
	_, err = s.Tickets.Raise(t.Context(), s.Staff, uuid.New(), n)
	datatest.Kind(t, err, fault.Invalid)
}

// TestTicketsOfABannedAccount: a ticket is not moved by an account that was banned
// after it signed in.
func TestTicketsOfABannedAccount(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	k := datatest.RaiseTicket(t, s, s.Staff, liftStuck(s))
	s.Exec(t, `UPDATE users SET status = 'banned' WHERE id = $1`, s.Staff.UserID)
	_, err := s.Tickets.Start(t.Context(), s.Staff, uuid.New(), k)
	datatest.Kind(t, err, fault.Forbidden)
	_, err = s.Tickets.Raise(t.Context(), s.Staff, uuid.New(), liftStuck(s))
	datatest.Kind(t, err, fault.Forbidden)
	_, err = s.Tickets.Assign(t.Context(), s.Admin, uuid.New(), k, &s.Staff.UserID)
	if e := datatest.Kind(t, err, fault.Invalid); e.Bad["to"] == nil {
		t.Errorf("assigned to a banned account: %v", e)
	}
	_, err = s.Tickets.Assign(t.Context(), s.Admin, uuid.New(), k, &s.Guard.UserID)
	datatest.Kind(t, err, fault.Invalid)
}
