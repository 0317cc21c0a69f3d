package trail_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/civoranexus/society360/data/action"
	"github.com/civoranexus/society360/data/datatest"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/trail"

	"github.com/google/uuid"
)

// TestSlicesHaveWhatAPlainReadingFinds: what no index knows is found in whichever slice of
// the trail it stands, once, and in its order, by a list and by an export; also where what
// its hours have is noted.
func TestSlicesHaveWhatAPlainReadingFinds(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	// Several rows of one moment, at the end of a slice as well.
	s.Exec(t, `INSERT INTO audit_logs (user_id, action, resource_type, ip_address, user_agent, details, created_at)
		SELECT $1, CASE WHEN i % 2 = 0 THEN 'VISITOR_CHECKED_IN' ELSE 'VISITOR_CHECKED_OUT' END, 'visitor_logs', '10.0.' || i % 9 || '.7', 'web',
			jsonb_build_object('actor', jsonb_build_object('role', CASE WHEN i > 12300 THEN 'staff' ELSE 'guard' END),
				'notes', CASE WHEN i % 4000 < 3 THEN 'Lost umbrella ' || i ELSE 'row ' || i END),
			now() - interval '1 minute' - interval '20 seconds' * (i / 7)
		FROM generate_series(1, 12500) i`, s.Guard.UserID)
	s.Exec(t, `ANALYZE audit_logs`)
	now := time.Now() // behind it an export tells of itself
	week := now.AddDate(0, 0, -6)
	cases := map[string]struct {
		filter trail.Filter
		means  string
	}{
		"a text":               {trail.Filter{From: week, To: now, Text: "lost UMBRELLA"}, `details ->> 'notes' LIKE 'Lost umbrella%'`},
		"a text that all have": {trail.Filter{From: week, To: now, Text: "row 1"}, `details ->> 'notes' LIKE 'row 1%'`},
		"a text of an action":  {trail.Filter{From: week, To: now, Text: "umbrella", Actions: []action.Action{action.VisitorCheckedIn}}, `details ->> 'notes' LIKE 'Lost umbrella%' AND action = 'VISITOR_CHECKED_IN'`},
		"a text nobody wrote":  {trail.Filter{From: week, To: now, Text: "parasol"}, `false`},
		"a rare role":          {trail.Filter{Role: role.Staff}, `details #>> '{actor,role}' = 'staff'`},
		"part of an address":   {trail.Filter{From: week, Address: "10.0.3."}, `ip_address = '10.0.3.7'`},
	}
	for _, ready := range []func(){func() {}, func() { noteHours(t, s) }} {
		ready()
		for name, c := range cases {
			want := datatest.Scan[[]uuid.UUID](t, s.Owner, `SELECT coalesce(array_agg(id ORDER BY created_at DESC, id DESC), '{}') FROM audit_logs WHERE user_agent = 'web' AND `+c.means)
			var got []uuid.UUID
			for _, row := range datatest.All(t, s, c.filter) {
				got = append(got, row.ID)
			}
			if !slices.Equal(got, want) {
				t.Errorf("%s: %d rows, not the %d that stand there, or in another order", name, len(got), len(want))
			}
			var out bytes.Buffer
			if n, err := s.Trail.Export(t.Context(), s.Admin, uuid.New(), c.filter, trail.JSONLines, &out, nil); err != nil || n != len(want) || strings.Count(out.String(), "\n") != n {
				t.Errorf("%s: an export has %d rows, not %d: %v", name, n, len(want), err)
			}
		}
	}
}
