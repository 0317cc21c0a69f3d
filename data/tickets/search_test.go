package tickets_test

import (
	"slices"
	"testing"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/datatest"
	"github.com/civoranexus/society360/data/tickets"
)

// TestSearchesOfTicketsFindWhatAPlainReadingFinds: by an index or by a walk, in whichever
// list and on whichever page.
func TestSearchesOfTicketsFindWhatAPlainReadingFinds(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	s.Exec(t, `INSERT INTO maintenance_tickets (unit_id, requester_id, category, title, description, status, priority, created_at)
		SELECT u.id, $1, 'plumbing', CASE WHEN i % 2 = 0 THEN 'No water since ' || i WHEN i % 401 = 0 THEN 'Lift is stuck' ELSE 'Paint peels ' || i END, 'x',
			(ARRAY['closed', 'rejected', 'resolved', 'open'])[i % 4 + 1], 'low', CASE WHEN i % 50 <> 0 THEN now() - interval '1 minute' * i END
		FROM generate_series(1, 9000) i JOIN (SELECT id, row_number() OVER (ORDER BY id) AS n FROM units) u ON u.n = i % (SELECT count(*) FROM units) + 1`, s.Meera.UserID)
	s.Exec(t, `ANALYZE maintenance_tickets`)
	key := `society360_name_key(t.title)`
	for term, means := range map[string]string{
		"water": key + ` LIKE '% WATER%'`, "wat no": key + ` LIKE '% NO%' AND ` + key + ` LIKE '% WAT%'`, "stuck lift": key + ` LIKE '% STUCK%'`, "water 17": key + ` LIKE '% WATER %' AND ` + key + ` LIKE '% 17%'`,
		"zebra": "false", "wa_er": "false", "17": `(t.ticket_number = 17 OR ` + key + ` LIKE '% 17 %')`, "#18": `t.ticket_number = 18`, "a101": `t.unit_id = '` + s.Units["A-101"].String() + `'`,
	} {
		for view, in := range map[tickets.View]string{tickets.ViewAll: `true`, tickets.ViewClosed: `t.status <> 'open'`, tickets.ViewResolved: `t.status = 'resolved'`} {
			want := datatest.Scan[[]uuid.UUID](t, s.Owner, `SELECT coalesce(array_agg(id ORDER BY at DESC NULLS LAST, id DESC), '{}') FROM (
				SELECT t.id, t.created_at AS at FROM maintenance_tickets t WHERE `+in+` AND `+means+` ORDER BY 2 DESC NULLS LAST, 1 DESC LIMIT 120) t`)
			var got []uuid.UUID
			f := tickets.Filter{View: view, Search: term, Limit: 50}
			for more := true; more && len(got) < len(want); {
				page, err := s.Tickets.List(t.Context(), s.Admin, f)
				if err != nil {
					t.Fatalf("view %d, %q: %v", view, term, err)
				}
				for _, found := range page.Tickets {
					got = append(got, found.ID)
				}
				if more = page.More; more {
					f.After = page.Tickets[len(page.Tickets)-1].Cursor()
				}
			}
			if !slices.Equal(got[:min(len(got), len(want))], want) {
				t.Errorf("view %d, %q: %d, not the %d that stand there, or in another order", view, term, len(got), len(want))
			}
		}
		// Every filter asks for columns that the search has to bring along.
		for _, f := range []tickets.Filter{{UnitID: new(s.Units["A-101"])}, {RequesterID: &s.Meera.UserID}, {Category: "plumbing"}, {Statuses: []tickets.Status{tickets.Closed}}} {
			f.View, f.Search = tickets.ViewAll, term
			if _, err := s.Tickets.List(t.Context(), s.Admin, f); err != nil {
				t.Errorf("%+v: %v", f, err)
			}
		}
	}
}
