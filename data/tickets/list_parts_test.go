package tickets_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/tickets"

	"github.com/civoranexus/society360/data/datatest"
)

// TestTicketsWithoutAMomentComeLast: other programs may leave it out. Such a ticket is
// on one page of each list, behind all others, whatever the pages' size.
func TestTicketsWithoutAMomentComeLast(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	for i := range 6 {
		var at any = time.Date(2026, 11, 1, 10, i, 0, 0, time.UTC)
		if i >= 2 {
			at = nil
		}
		s.Exec(t, `INSERT INTO maintenance_tickets (unit_id, category, title, priority, status, created_at, updated_at) VALUES ($1, 'Lift', $2, $3, 'open', $4, $5)`,
			s.Units["A-101"], fmt.Sprintf("Ticket %d %t", i, at == nil), tickets.Priorities()[3-i%3], at, []any{nil, time.Now()}[i%2])
	}
	for _, f := range []tickets.Filter{
		{}, {View: tickets.ViewUnassigned}, {View: tickets.ViewAll}, {View: tickets.ViewAll, Search: "ticket"}, {Search: "a101"}, {Search: "ticket"},
	} {
		whole := strings.Join(pagesOf(t, s, s.Staff, f, 50), ", ")
		for limit := 1; limit <= 7; limit++ {
			got := pagesOf(t, s, s.Staff, f, limit)
			if len(got) != 6 || strings.Join(got, ", ") != whole {
				t.Errorf("%+v in pages of %d: %q, want %s", f, limit, got, whole)
			}
			for i, title := range got {
				if strings.HasSuffix(title, "true") != (i >= 2) {
					t.Errorf("%+v in pages of %d: %s at place %d", f, limit, title, i)
				}
			}
		}
	}
}

// TestATicketWithoutItsMomentHasNoTarget: it was over by 56 years otherwise.
func TestATicketWithoutItsMomentHasNoTarget(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	for range 2 {
		s.Exec(t, `INSERT INTO maintenance_tickets (unit_id, category, title, priority, status, created_at, updated_at)
			VALUES ($1, 'Lift', 'Lift hums', 'critical', 'open', NULL, NULL), ($1, 'Lift', 'Lift rattles', 'low', 'open', NULL, now() - interval '1 year')`, s.Units["A-101"])
	}
	page, err := s.Tickets.List(t.Context(), s.Staff, tickets.Filter{})
	if err != nil || len(page.Tickets) != 4 {
		t.Fatalf("%d tickets, %v", len(page.Tickets), err)
	}
	for _, k := range page.Tickets {
		if left, _, counted := k.Target(time.Now()); counted {
			t.Errorf("%s: %s left", k.Title, left)
		}
	}
	if counts, err := s.Tickets.Counts(t.Context(), s.Staff, ""); err != nil || counts.Open != 4 || counts.Over != 0 {
		t.Errorf("%+v, %v", counts, err)
	}
}

// pagesOf are the titles of a list, read in pages of a size to its end.
func pagesOf(t *testing.T, s *datatest.Society, actor role.Actor, f tickets.Filter, limit int) (titles []string) {
	t.Helper()
	f.Limit = limit
	for range 50 {
		page, err := s.Tickets.List(t.Context(), actor, f)
		if err != nil {
			t.Fatal(err)
		}
		for _, k := range page.Tickets {
			titles = append(titles, k.Title)
		}
		if !page.More {
			return titles
		}
		f.After = page.Tickets[len(page.Tickets)-1].Cursor()
	}
	t.Fatalf("%+v: pages without end", f)
	return nil
}

// TestNobodyConfirmsWhereTheyDoNotLive: who moved out reads what was resolved there, and
// it waits for no word of theirs; of where they live now it does.
func TestNobodyConfirmsWhereTheyDoNotLive(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	datatest.OldTicket(t, s, "A-101", "there", "low", "resolved", nil, 50*time.Hour)
	datatest.OldTicket(t, s, "A-102", "here", "low", "resolved", nil, 40*time.Hour)
	waits := func(of role.Actor, want string) {
		t.Helper()
		if got := ticketTitles(t, s, of, tickets.Filter{View: tickets.ViewResolved}); got != want {
			t.Errorf("to confirm: %q, want %q", got, want)
		}
		counts, err := s.Tickets.Counts(t.Context(), of, "")
		if err != nil || counts.Resolved != len(strings.Fields(want)) {
			t.Errorf("%d to confirm, want %q: %v", counts.Resolved, want, err)
		}
	}
	waits(s.Meera, "there")
	waits(s.Staff, "here there")
	s.Exec(t, `UPDATE user_units SET status = 'moved_out', move_out_date = current_date WHERE user_id = $1`, s.Meera.UserID)
	waits(s.Meera, "")
	s.Exec(t, `INSERT INTO user_units (user_id, unit_id, resident_type) VALUES ($1, $2, 'tenant')`, s.Meera.UserID, s.Units["A-102"])
	waits(s.Meera, "here")
	if got := ticketTitles(t, s, s.Meera, tickets.Filter{View: tickets.ViewAll}); got != "here there" {
		t.Errorf("reads %q", got)
	}
}
