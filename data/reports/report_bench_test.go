package reports_test

import (
	"testing"

	"github.com/civoranexus/society360/data/reports"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/datatest"
)

// BenchmarkReports measures what the reports read, over a month and over a year,
// and the making of each. Beside the bills' society of 10,000 units there are
// 500,000 visits and 300,000 tickets over two years, so that a year's figures
// come from as many rows of the views as a township's: their number follows the
// days, and for the medians the tickets.
func BenchmarkReports(b *testing.B) {
	s := datatest.Billed(b)
	ctx, admin := b.Context(), s.Admin
	s.Exec(b, `INSERT INTO visitor_logs (id, unit_id, visitor_name, check_in_time, check_out_time, status, created_at)
		SELECT gen_random_uuid(), $1, 'V' || i, at, CASE WHEN i % 100 > 0 THEN at + i % 997 * interval '1 minute' END,
			CASE i % 100 WHEN 0 THEN 'checked_in' WHEN 1 THEN 'denied' ELSE 'checked_out' END, at
		FROM (SELECT i, now() - i * interval '2 minutes' AS at FROM generate_series(1, 500000) i) v`, s.Units["A-101"])
	s.Exec(b, `INSERT INTO audit_logs (action, resource_type, resource_id, details, created_at)
		SELECT 'VISITOR_CHECKED_IN', 'visitor_logs', v.id, jsonb_build_object('approval', (ARRAY['phone', 'intercom', 'in_person'])[1 + extract(minute FROM v.created_at)::int % 3]), v.created_at
		FROM visitor_logs v WHERE extract(minute FROM v.created_at)::int % 10 < 6`)
	s.Exec(b, `INSERT INTO maintenance_tickets (id, unit_id, category, title, priority, status, created_at, updated_at, resolved_at)
		SELECT gen_random_uuid(), $1, 'Category ' || i % 10, 'x', (ARRAY['low', 'medium', 'high', 'critical'])[1 + i % 4],
			CASE WHEN i % 100 > 0 THEN 'closed' ELSE 'open' END, at, at, CASE WHEN i % 100 > 0 THEN at + i % 12007 * interval '1 minute' END
		FROM (SELECT i, now() - i * interval '210 seconds' AS at FROM generate_series(1, 300000) i) t`, s.Units["A-101"])
	for _, name := range reports.Reports() {
		b.Run("make "+string(name), func(b *testing.B) {
			for b.Loop() {
				if _, err := s.Reports.Refresh(ctx, admin, uuid.New(), name); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	s.Exec(b, `VACUUM ANALYZE`)
	today := s.Settings.ThisDay()
	for span, days := range map[string]int{"month": 30, "year": 365} {
		within := reports.Range{From: today.AddDays(-days), To: today}
		for name, read := range map[string]func() error{
			"visitors":   func() error { _, err := s.Reports.Visits(ctx, admin, within); return err },
			"stays":      func() error { _, err := s.Reports.Stays(ctx, admin, within); return err },
			"tickets":    func() error { _, err := s.Reports.Tickets(ctx, admin, within); return err },
			"collection": func() error { _, err := s.Reports.Collection(ctx, admin, within); return err },
			"occupancy":  func() error { _, err := s.Reports.Occupancy(ctx, admin, within); return err },
			"dues":       func() error { _, err := s.Money.Ageing(ctx, admin); return err },
		} {
			b.Run(name+" of a "+span, func(b *testing.B) {
				for b.Loop() {
					if err := read(); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
