package datatest

import (
	"testing"

	"github.com/civoranexus/society360/data/trail"
	"github.com/civoranexus/society360/data/visits"

	"github.com/google/uuid"
)

// Trail fills the audit log with five hand-made rows beside what was done.
func Trail(t *testing.T, s *Society) (visit visits.Visit) {
	t.Helper()
	visit = LogVisit(t, s, visits.CheckedIn, Ramesh(s))
	if _, err := s.Visits.CheckOut(t.Context(), s.Guard2, uuid.New(), visit.ID); err != nil {
		t.Fatal(err)
	}
	s.Exec(t, `INSERT INTO audit_logs (user_id, action, resource_type, resource_id, ip_address, user_agent, details, created_at) VALUES
		($1, 'BILL_CREATED', 'bills', NULL, '10.9.9.9', 'web', '{"after": {"amount": 5000}, "notes": "say \"aye\" at 100%"}', now() - interval '3 days'),
		($1, 'PAYMENT_REVERSED', 'payments', gen_random_uuid(), '10.9.9.9', 'web', '[1, 2]', now() - interval '30 days'),
		(NULL, 'BILL_OVERDUE', 'bills', gen_random_uuid(), 'local', 'cli', NULL, now() - interval '1 day'),
		(NULL, 'OTHER_PROGRAM', NULL, NULL, NULL, NULL, '"text"', NULL),
		(NULL, 'OTHER_PROGRAM', NULL, NULL, NULL, NULL, 'null', NULL)`, s.Admin.UserID)
	return visit
}

// All reads the whole trail a page at a time.
func All(t *testing.T, s *Society, f trail.Filter) (rows []trail.Row) {
	t.Helper()
	for range 2000 {
		page, err := s.Trail.List(t.Context(), s.Admin, f)
		if err != nil {
			t.Fatalf("%+v: %v", f, err)
		}
		rows = append(rows, page.Rows...)
		if !page.More {
			return rows
		}
		f.After = page.Rows[len(page.Rows)-1].Cursor()
	}
	t.Fatal("the trail has no end")
	return nil
}
