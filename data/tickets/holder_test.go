package tickets_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/tickets"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/datatest"
)

// TestTicketsOfWhoIsGoneAreNobodys, whichever program barred, deleted or re-roled them:
// they are unassigned in every list, whoever starts one has it, and the trail says from
// whom. What was done stays theirs, and so does all of it once they are back.
func TestTicketsOfWhoIsGoneAreNobodys(t *testing.T) {
	t.Parallel()
	for name, set := range map[string]string{
		"barred": `status = 'banned'`, "deleted": `deleted_at = now()`, "re-roled": `role_id = (SELECT id FROM roles WHERE name = 'guard')`,
		"of no role": `role_id = NULL`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := datatest.NewSociety(t)
			ctx, staff := t.Context(), &s.Staff.UserID
			datatest.OldTicket(t, s, "A-101", "Open one", "high", "open", staff, 0)
			datatest.OldTicket(t, s, "A-101", "Begun", "medium", "in_progress", staff, 0)
			datatest.OldTicket(t, s, "A-101", "Done", "medium", "resolved", staff, 0)
			datatest.OldTicket(t, s, "A-101", "Another's", "medium", "open", &s.Admin.UserID, 0)
			titles := func(view tickets.View) []string {
				t.Helper()
				page, err := s.Tickets.List(ctx, s.Admin, tickets.Filter{View: view})
				if err != nil {
					t.Fatal(err)
				}
				names := make([]string, 0, len(page.Tickets))
				for _, k := range page.Tickets {
					names = append(names, k.Title+" "+k.Assignee+k.LeftBy)
				}
				slices.Sort(names)
				return names
			}
			unassigned := func(want ...string) {
				t.Helper()
				counts, err := s.Tickets.Counts(ctx, s.Admin, "")
				if got := titles(tickets.ViewUnassigned); !slices.Equal(got, want) || err != nil || counts.Unassigned != len(want) {
					t.Errorf("unassigned are %q, counted %d, want %q: %v", got, counts.Unassigned, want, err)
				}
			}
			unassigned()
			if n, err := s.Tickets.HeldBy(ctx, s.Admin, *staff); err != nil || n != 2 {
				t.Errorf("the question names %d tickets: %v", n, err)
			}

			s.Exec(t, `UPDATE users SET `+set+` WHERE id = $1`, *staff)
			unassigned("Begun Vijay More", "Open one Vijay More")
			if got, want := titles(tickets.ViewAll), []string{"Another's Asha Rao", "Begun Vijay More", "Done Vijay More", "Open one Vijay More"}; !slices.Equal(got, want) {
				t.Errorf("all are %q, want %q", got, want)
			}
			queue, err := s.Tickets.List(ctx, s.Admin, tickets.Filter{View: tickets.ViewQueue})
			if err != nil {
				t.Fatal(err)
			}
			open := queue.Tickets[slices.IndexFunc(queue.Tickets, func(k tickets.Ticket) bool { return k.Title == "Open one" })]
			if open.AssigneeID != nil || open.Assignee != "" || open.LeftBy != "Vijay More" {
				t.Errorf("read as %+v", open)
			}
			_, err = s.Tickets.Assign(ctx, s.Admin, uuid.New(), open, nil)
			datatest.Kind(t, err, fault.Refused)
			begun, err := s.Tickets.Start(ctx, s.Admin, uuid.New(), open)
			if err != nil || begun.Assignee != s.Admin.Name || begun.LeftBy != "" {
				t.Fatalf("started: %+v, %v", begun, err)
			}
			steps, err := s.Tickets.Trail(ctx, s.Admin, open.ID)
			last := steps[len(steps)-1]
			if err != nil || last.Action != action.TicketStarted ||
				!slices.Contains(last.Changes, tickets.Change{Field: "assigned_to_id", Before: "Vijay More", After: "Asha Rao"}) {
				t.Errorf("the trail says %+v, %v", last, err)
			}

			s.Exec(t, `UPDATE users SET status = 'active', deleted_at = NULL, role_id = (SELECT id FROM roles WHERE name = 'staff') WHERE id = $1`, *staff)
			unassigned()
			if got := strings.Join(titles(tickets.ViewQueue), ", "); got != "Another's Asha Rao, Begun Vijay More, Open one Asha Rao" {
				t.Errorf("once they are back: %s", got)
			}
		})
	}
}
