package data_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/role"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data"
	"github.com/civoranexus/society360/data/datatest"
)

func ticketTitles(t *testing.T, s *datatest.Society, actor role.Actor, f data.TicketFilter) string {
	t.Helper()
	page, err := s.Store.Tickets(t.Context(), actor, f)
	if err != nil {
		t.Fatalf("%+v: %v", f, err)
	}
	var all []string
	for _, k := range page.Tickets {
		all = append(all, k.Title)
		if !f.View.Holds(actor, k) {
			t.Errorf("view %d lists %s, which it does not hold", f.View, k.Title)
		}
	}
	return strings.Join(all, " ")
}

func variedTickets(t *testing.T, s *datatest.Society) {
	t.Helper()
	vijay := s.Staff.UserID
	datatest.OldTicket(t, s, "A-101", "lowold", "low", "open", nil, 30*24*time.Hour)
	datatest.OldTicket(t, s, "B-204", "crit", "critical", "in_progress", &vijay, 5*time.Hour)
	datatest.OldTicket(t, s, "A-101", "high1", "high", "open", nil, 20*time.Hour)
	datatest.OldTicket(t, s, "A-102", "high2", "high", nil, &vijay, 10*time.Hour) // NULL reads as open
	datatest.OldTicket(t, s, "A-101", "med", nil, "open", nil, 2*time.Hour)       // NULL reads as medium
	datatest.OldTicket(t, s, "A-101", "done", "low", "closed", nil, 40*time.Hour)
	datatest.OldTicket(t, s, "B-204", "fixed", "low", "resolved", &vijay, 50*time.Hour)
	datatest.OldTicket(t, s, "A-101", "no", "high", "rejected", nil, 60*time.Hour)
}

func TestTicketLists(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	variedTickets(t, s)
	a101 := s.Units["A-101"]
	for _, c := range []struct {
		who    role.Actor
		filter data.TicketFilter
		want   string
	}{
		{s.Staff, data.TicketFilter{}, "crit high1 high2 med lowold"},
		{s.Staff, data.TicketFilter{View: data.TicketsMine}, "crit high2"},
		{s.Admin, data.TicketFilter{View: data.TicketsMine}, ""},
		{s.Staff, data.TicketFilter{View: data.TicketsUnassigned}, "high1 med lowold"},
		{s.Staff, data.TicketFilter{View: data.TicketsAll}, "med crit high2 high1 done fixed no lowold"},
		{s.Staff, data.TicketFilter{View: data.TicketsClosed}, "done fixed no"},
		{s.Staff, data.TicketFilter{Statuses: []data.TicketStatus{data.TicketOpen}}, "high1 high2 med lowold"},
		{s.Staff, data.TicketFilter{View: data.TicketsAll, Statuses: []data.TicketStatus{data.TicketFixed, data.TicketTurnedDown}}, "fixed no"},
		{s.Staff, data.TicketFilter{UnitID: &a101}, "high1 med lowold"},
		{s.Staff, data.TicketFilter{Category: "plumbing"}, "crit high1 high2 med lowold"},
		{s.Staff, data.TicketFilter{Category: "Lift"}, ""},
		{s.Staff, data.TicketFilter{Search: "IGH"}, "high1 high2"},
		{s.Staff, data.TicketFilter{Search: "a 101"}, "high1 med lowold"},
		{s.Staff, data.TicketFilter{Search: "b"}, "crit"},
		{s.Staff, data.TicketFilter{Search: "%"}, ""},
		{s.Staff, data.TicketFilter{View: data.TicketsAll, Search: "b204"}, "crit fixed"},
		{s.Staff, data.TicketFilter{View: data.TicketsAll, Search: "FIX"}, "fixed"},
		{s.Meera, data.TicketFilter{View: data.TicketsAll}, "med high1 done no lowold"},
		{s.Tenant, data.TicketFilter{}, "crit"},
		{s.Guard, data.TicketFilter{View: data.TicketsAll}, ""},
	} {
		if got := ticketTitles(t, s, c.who, c.filter); got != c.want {
			t.Errorf("%s, %+v: %q, want %q", c.who.Name, c.filter, got, c.want)
		}
	}
	_, err := s.Store.Tickets(t.Context(), s.Staff, data.TicketFilter{View: data.TicketsAll, Search: "fi"})
	if e := datatest.Kind(t, err, fault.Invalid); e.Bad["search"] == nil {
		t.Errorf("a short term over all tickets: %v", err)
	}
	_, err = s.Store.Tickets(t.Context(), s.Stranger, data.TicketFilter{})
	datatest.Kind(t, err, fault.Forbidden)
}

// TestDesksShareNobodysOwnTickets: two people ask for their own at the same time,
// and desks that ask the same share one answer.
func TestDesksShareNobodysOwnTickets(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	datatest.OldTicket(t, s, "A-101", "vijays", "high", "open", &s.Staff.UserID, time.Hour)
	datatest.OldTicket(t, s, "A-101", "ashas", "high", "open", &s.Admin.UserID, time.Hour)
	var desks sync.WaitGroup
	for _, c := range []struct {
		who  role.Actor
		want string
	}{{s.Staff, "vijays"}, {s.Admin, "ashas"}} {
		for range 4 {
			desks.Go(func() {
				for range 40 {
					page, err := s.Store.Tickets(t.Context(), c.who, data.TicketFilter{View: data.TicketsMine})
					if err != nil || len(page.Tickets) != 1 || page.Tickets[0].Title != c.want {
						t.Errorf("%s has %+v, %v", c.who.Name, page.Tickets, err)
						return
					}
				}
			})
		}
	}
	desks.Wait()
}

func TestTicketCountsAgreeWithLists(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	variedTickets(t, s)
	got, err := s.Store.TicketCounts(t.Context(), s.Staff, "")
	// crit is an hour over its four, lowold weeks over its seven days.
	want := data.TicketCounts{Open: 4, InProgress: 1, Mine: 2, Unassigned: 3, Over: 2, Resolved: 1, Closed: 1, Rejected: 1}
	if err != nil || got != want {
		t.Errorf("counts %+v, want %+v: %v", got, want, err)
	}
	got, err = s.Store.TicketCounts(t.Context(), s.Meera, "")
	want = data.TicketCounts{Open: 3, Unassigned: 3, Over: 1, Closed: 1, Rejected: 1}
	if err != nil || got != want {
		t.Errorf("a resident's counts %+v, want %+v: %v", got, want, err)
	}
	// Of one category, as the lists keep to one.
	s.Exec(t, `UPDATE maintenance_tickets SET category = 'Lift' WHERE title IN ('high1', 'crit', 'fixed')`)
	got, err = s.Store.TicketCounts(t.Context(), s.Staff, "lift")
	want = data.TicketCounts{Open: 1, InProgress: 1, Mine: 1, Unassigned: 1, Over: 1, Resolved: 1}
	if err != nil || got != want {
		t.Errorf("a category's counts %+v, want %+v: %v", got, want, err)
	}
	datatest.Setting(t, s, "maintenance.sla_hours", `{"critical":6,"high":9,"medium":1,"low":8000}`)
	if got, err = s.Store.TicketCounts(t.Context(), s.Staff, ""); err != nil || got.Over != 3 {
		t.Errorf("with other targets %d are over, want 3: %v", got.Over, err)
	}
	page, err := s.Store.Tickets(t.Context(), s.Staff, data.TicketFilter{})
	if err != nil {
		t.Fatal(err)
	}
	over := 0
	for _, k := range page.Tickets {
		if left, running, _ := k.Target(time.Now()); running && left < 0 {
			over++
		}
	}
	if over != 3 {
		t.Errorf("the list shows %d over, want 3", over)
	}
}

func TestTicketKeysetPages(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	at := time.Date(2026, 11, 1, 10, 0, 0, 0, time.UTC)
	for i := range 25 { // many at the same moment: the ID decides
		s.Exec(t, `INSERT INTO maintenance_tickets (id, unit_id, category, title, priority, status, created_at) VALUES ($1, $2, 'Lift', $3, $4, 'open', $5)`,
			uuid.New(), s.Units["A-101"], fmt.Sprintf("Ticket %02d", i), data.Priorities()[i%4], at.Add(time.Duration(i/10)*time.Minute))
	}
	for _, f := range []data.TicketFilter{
		{Limit: 4},
		{View: data.TicketsUnassigned, Limit: 7},
		{View: data.TicketsAll, Limit: 7},
		{View: data.TicketsAll, Search: "ticket", Limit: 7},
		{Search: "a101", Limit: 6},
	} {
		var seen []uuid.UUID
		var last *data.Ticket
		for pages := 0; ; pages++ {
			page, err := s.Store.Tickets(t.Context(), s.Staff, f)
			if err != nil {
				t.Fatal(err)
			}
			for _, k := range page.Tickets {
				if slices.Contains(seen, k.ID) {
					t.Fatalf("%+v: %s stands on two pages", f, k.Title)
				}
				seen = append(seen, k.ID)
				rank := func(k data.Ticket) int { return slices.Index(data.Priorities(), k.Priority) }
				if last != nil && (f.View == data.TicketsAll && k.CreatedAt.After(last.CreatedAt) ||
					f.View != data.TicketsAll && (rank(k) < rank(*last) || rank(k) == rank(*last) && k.CreatedAt.Before(last.CreatedAt))) {
					t.Fatalf("%+v: out of order", f)
				}
				last = &k
			}
			if !page.More {
				break
			}
			if pages > 10 {
				t.Fatal("pages without end")
			}
			f.After = page.Tickets[len(page.Tickets)-1].Cursor()
		}
		if len(seen) != 25 {
			t.Errorf("%+v: %d of 25", f, len(seen))
		}
	}
}

// TestWhatAGuardRaised: the gate follows up what it raised today, not what it
// raised before, nor what others did.
func TestWhatAGuardRaised(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	n := liftStuck(s)
	today := datatest.RaiseTicket(t, s, s.Guard, n)
	n.Title = "Yesterday"
	before := data.Ticket{ID: uuid.New()}
	s.Exec(t, `INSERT INTO maintenance_tickets (id, unit_id, category, title) VALUES ($1, $2, 'Lift', 'Yesterday')`, before.ID, s.Units["A-101"])
	s.Exec(t, `INSERT INTO audit_logs (user_id, action, resource_type, resource_id, created_at)
		VALUES ($1, 'TICKET_CREATED', 'maintenance_tickets', $2, $3)`, s.Guard.UserID, before.ID, s.Store.Settings.Today().Add(-time.Second))
	n.Title = "Somebody else's"
	others := datatest.RaiseTicket(t, s, s.Guard2, n)
	if got := ticketTitles(t, s, s.Guard, data.TicketFilter{View: data.TicketsAll}); got != today.Title {
		t.Errorf("the guard sees %q", got)
	}
	for _, k := range []data.Ticket{before, others} {
		_, err := s.Store.Ticket(t.Context(), s.Guard, k.ID)
		datatest.Kind(t, err, fault.NotFound)
	}
	counts, err := s.Store.TicketCounts(t.Context(), s.Guard, "")
	if err != nil || counts.Open != 1 {
		t.Errorf("counts: %+v, %v", counts, err)
	}
}

func TestTicketCategories(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	for _, c := range []string{"lift", "Lift", "PLUMBING", "Zoo"} {
		n := liftStuck(s)
		n.Category = c
		datatest.RaiseTicket(t, s, s.Staff, n)
	}
	got, err := s.Store.TicketCategories(t.Context(), s.Guard)
	for i := range got {
		if strings.EqualFold(got[i], "lift") {
			got[i] = "lift" // either writing is right
		}
	}
	if want := []string{"Cleaning", "Electrical", "lift", "Plumbing", "Zoo"}; err != nil || !slices.Equal(got, want) {
		t.Errorf("categories %v, want %v: %v", got, want, err)
	}
}

func TestTicketTrail(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	ctx := t.Context()
	k := datatest.RaiseTicket(t, s, s.Meera, liftStuck(s))
	k, err := s.Store.AssignTicket(ctx, s.Admin, uuid.New(), k, &s.Staff.UserID)
	if err == nil {
		k, err = s.Store.StartTicket(ctx, s.Staff, uuid.New(), k)
	}
	if err == nil {
		_, err = s.Store.CommentTicket(ctx, s.Meera, uuid.New(), k.ID, "Since\nnine\x1b[2J o'clock")
	}
	if err == nil {
		k, err = s.Store.ReleaseTicket(ctx, s.Staff, uuid.New(), k, "")
	}
	if err == nil {
		_, err = s.Store.EditTicket(ctx, s.Admin, uuid.New(), data.TicketEdit{Category: "Lift", Title: "Lift dead", Seen: k})
	}
	if err != nil {
		t.Fatal(err)
	}
	// Rows of any shape, an account that is gone, and one that never was.
	for _, details := range []string{`[1]`, `"text"`, `null`, `{"after": {"assigned_to_id": "nobody", "status": 7}, "notes": [1]}`} {
		s.Exec(t, `INSERT INTO audit_logs (action, resource_type, resource_id, details, created_at)
			VALUES ('OTHER_PROGRAM', 'maintenance_tickets', $1, $2::jsonb, now() + interval '1 hour')`, k.ID, details)
	}
	steps, err := s.Store.TicketTrail(ctx, s.Meera, k.ID)
	if err != nil || len(steps) != 10 {
		t.Fatalf("steps: %+v, %v", steps, err)
	}
	for i, want := range []struct {
		word, who, note string
		changes         []data.TicketChange
	}{
		{"raised", "Meera Joshi", "", nil},
		{"assigned", "Asha Rao", "", []data.TicketChange{{Field: "assigned_to_id", After: "Vijay More"}}},
		{"started", "Vijay More", "", []data.TicketChange{{Field: "status", Before: "open", After: "in_progress"}}},
		{"comment", "Meera Joshi", "Since nine[2J o'clock", nil},
		{"given back", "Vijay More", "", []data.TicketChange{
			{Field: "status", Before: "in_progress", After: "open"}, {Field: "assigned_to_id", Before: "Vijay More"},
		}},
		{"changed", "Asha Rao", "", []data.TicketChange{
			{Field: "title", Before: "Lift stuck, Tower A", After: "Lift dead"},
			{Field: "description", Before: "Between two floors.\nDoors open halfway."},
		}},
	} {
		got := steps[i]
		if got.Word() != want.word || got.Who != want.who || got.Note != want.note || !slices.Equal(got.Changes, want.changes) {
			t.Errorf("step %d: %+v, want %+v", i, got, want)
		}
	}
	for i := 1; i < len(steps); i++ {
		if steps[i].At.Before(steps[i-1].At) {
			t.Errorf("step %d is out of time", i)
		}
	}
	if other, err := s.Store.TicketTrail(ctx, s.Tenant, k.ID); err != nil || len(other) != 0 {
		t.Errorf("a resident of another unit reads %+v, %v", other, err)
	}
}
