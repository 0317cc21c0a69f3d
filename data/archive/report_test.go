package archive_test

import (
	"fmt"
	"testing"

	"github.com/civoranexus/society360/data/archive"
	"github.com/civoranexus/society360/data/reports"
	"github.com/civoranexus/society360/data/value"

	"github.com/civoranexus/society360/data/datatest"
)

// TestReportsCountWhatIsArchived: what moves changes no figure, and no stay.
func TestReportsCountWhatIsArchived(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	s.Exec(t, `INSERT INTO visitor_logs (visitor_name, status, check_in_time, check_out_time, unit_id, purpose, vehicle_number)
		SELECT 'v' || n, CASE n % 4 WHEN 0 THEN 'denied' ELSE 'checked_out' END, '2022-01-01 10:00Z'::timestamptz + n * interval '7 hours', '2022-01-01 10:00Z'::timestamptz + n * interval '8 hours', $1, 'Guest', 'MH 1'
		FROM generate_series(1, 60) n`, s.Units["A-101"])
	s.Exec(t, `INSERT INTO audit_logs (action, resource_type, resource_id, details, created_at) SELECT 'VISITOR_CHECKED_IN', 'visitor_logs', id, '{"approval": "phone"}', check_in_time FROM visitor_logs WHERE status = 'checked_out'`)
	s.Exec(t, `INSERT INTO maintenance_tickets (title, category, priority, status, created_at, resolved_at)
		SELECT 't' || n, 'Lift', 'high', 'closed', '2022-01-01'::timestamptz + n * interval '1 day', '2022-01-01'::timestamptz + n * interval '2 days' FROM generate_series(1, 30) n`)
	figures := func() (all string) {
		if _, err := s.Reports.RefreshAll(t.Context(), s.Admin, false); err != nil {
			t.Fatal(err)
		}
		for _, report := range []string{"visits", "stays", "tickets"} {
			all += datatest.Scan[string](t, s.Owner, `SELECT string_agg(f::text, E'\n' ORDER BY f::text) FROM society360_report_`+report+` f`) + "\n"
		}
		from, _ := value.ParseDay("2022-01-01")
		stays, err := s.Reports.Stays(t.Context(), s.Admin, reports.Range{From: from, To: from.AddDays(30)})
		if err != nil || len(stays.Stays) != 20 {
			t.Fatalf("%d stays, %v", len(stays.Stays), err)
		}
		for _, stay := range stays.Stays {
			all += fmt.Sprintf("%s %s %s %s %s %v %d\n", stay.Name, stay.Unit, stay.Purpose, stay.Plate, stay.Status, stay.In.UTC(), stay.Minutes)
		}
		return all
	}
	before := figures()
	keep(t, s, 6, 12, 24)
	if moved := run(t, s); moved[archive.Visits] != 60 || moved[archive.Tickets] != 30 || moved[archive.Audit] < 45 {
		t.Fatalf("%v went", moved)
	}
	if after := figures(); after != before {
		t.Errorf("the figures are\n%s\nwere\n%s", after, before)
	}
}
