package screens_test

import (
	"slices"
	"testing"
	"time"

	"github.com/civoranexus/society360/data/tickets"
	"github.com/civoranexus/society360/data/topic"
	"github.com/civoranexus/society360/data/visits"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/datatest"
)

// TestWhoMovedOutIsNotAskedToConfirm what is resolved where they lived: it would be
// refused.
func TestWhoMovedOutIsNotAskedToConfirm(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	datatest.OldTicket(t, s, "B-204", "Tap leaks", "low", "in_progress", &s.Staff.UserID, 50*time.Hour)
	datatest.OldTicket(t, s, "B-204", "Lamp out", "low", "in_progress", &s.Staff.UserID, 49*time.Hour)
	tenant := signIn(t, s, s.Tenant)
	queue, err := s.Tickets.List(t.Context(), s.Staff, tickets.Filter{})
	if err != nil || len(queue.Tickets) != 2 {
		t.Fatalf("%+v, %v", queue, err)
	}
	resolve := func(k tickets.Ticket) {
		t.Helper()
		if _, err := s.Tickets.Resolve(t.Context(), s.Staff, uuid.New(), k, "new"); err != nil {
			t.Fatal(err)
		}
	}
	resolve(queue.Tickets[0])
	tenant.want("resolved", "Resolved: Tap leaks (B-204). Confirm or reopen it.")
	s.Exec(t, `UPDATE user_units SET status = 'moved_out', move_out_date = (now() AT TIME ZONE society360_zone())::date WHERE user_id = $1`, s.Tenant.UserID)
	resolve(queue.Tickets[1])
	tenant.want("resolved after the move-out", "no longer so")
	if k, err := s.Tickets.Get(t.Context(), s.Tenant, queue.Tickets[1].ID); err != nil || k.Status != tickets.Resolved {
		t.Errorf("it is to be read: %+v, %v", k, err)
	}
}

// TestNewsRestOnWhoLivesThere: an approval lapses with the move-out of who gave it, and
// with it what the gate was told.
func TestNewsRestOnWhoLivesThere(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	guard := signIn(t, s, s.Guard)
	v := waits(t, s, s.Guard, "Aarti Sen", "A-101")
	guard.want("waits")
	if _, err := s.Visits.Approve(t.Context(), s.Meera, uuid.New(), v.ID, visits.Approval{}); err != nil {
		t.Fatal(err)
	}
	guard.want("approved", "Meera Joshi said yes: Aarti Sen may enter (A-101).")
	s.Exec(t, `UPDATE user_units SET status = 'moved_out', move_out_date = (now() AT TIME ZONE society360_zone())::date WHERE user_id = $1`, s.Meera.UserID)
	units := string(topic.Units)
	if !slices.Contains(guard.desk.NewsTopics(), units) {
		t.Error("the desk would not look when somebody moves")
	}
	if told := guard.told(units); !slices.Equal(told, []string{"no longer so"}) {
		t.Errorf("told %q", told)
	}
}
