package opening_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/civoranexus/society360/data"
	"github.com/civoranexus/society360/data/datatest"

	"github.com/google/uuid"
)

// busyTables are those that grow for as long as a society lives.
var busyTables = regexp.MustCompile(`Seq Scan on (?:\w+\.)?(visitor_logs|payments|bills|audit_logs|maintenance_tickets)\b`)

// TestTakeBackReadsByKey: in a society that lives, nothing that a take-back asks, itself or
// in the server's checks of what refers to a row that goes, reads a table from end to end.
func TestTakeBackReadsByKey(t *testing.T) {
	t.Parallel()
	soc := datatest.NewSociety(t)
	for _, sql := range []string{
		`INSERT INTO visitor_logs (unit_id, visitor_name, status, check_in_time, check_out_time, security_guard_id, approved_by_user_id)
			SELECT u.id, 'Guest ' || n, 'checked_out', now() - n * interval '1 minute', now() - n * interval '1 minute', g.id, g.id
			FROM (SELECT id FROM units ORDER BY id LIMIT 1) u, (SELECT id FROM users ORDER BY id LIMIT 1) g, generate_series(1, 8000) n`,
		`INSERT INTO bills (unit_id, bill_type, amount, bill_date, due_date)
			SELECT u.id, 'Water', 1000, '2026-04-01', '2026-04-01' FROM (SELECT id FROM units ORDER BY id LIMIT 1) u, generate_series(1, 4000) n`,
		`INSERT INTO payments (bill_id, amount_paid, payment_method, recorded_by) SELECT b.id, 5, 'Cash', g.id FROM bills b, (SELECT id FROM users ORDER BY id LIMIT 1) g WHERE b.bill_type = 'Water'`,
		`INSERT INTO maintenance_tickets (unit_id, requester_id, category, title)
			SELECT u.id, g.id, 'Lift', 'Noise ' || n FROM (SELECT id FROM units ORDER BY id LIMIT 1) u, (SELECT id FROM users ORDER BY id LIMIT 1) g, generate_series(1, 4000) n`,
		`INSERT INTO audit_logs (user_id, action, resource_type, resource_id, details) SELECT g.id, 'TICKET_CREATED', 'maintenance_tickets', t.id, '{}' FROM maintenance_tickets t, (SELECT id FROM users ORDER BY id LIMIT 1) g`,
		`ANALYZE`,
	} {
		soc.Exec(t, sql)
	}
	members, dues, paid, tickets := []string{"Flat,Owner Name,E-mail"}, []string{"Flat,O/S"}, []string{"Date,Flat,Amount,Mode"}, []string{"Flat,Complaint"}
	for i := range 20 {
		flat := fmt.Sprintf("Q-%d", 101+i)
		members, dues = append(members, fmt.Sprintf("%s,Person %d,p%d@new.example", flat, i, i)), append(dues, flat+",500")
		paid, tickets = append(paid, "1/4/2026,"+flat+",700,Cash"), append(tickets, flat+",Leak")
	}
	number := opensNow(t, soc, csvFile("members.csv", members...), csvFile("dues.csv", dues...), csvFile("paid.csv", paid...), csvFile("tickets.csv", tickets...))
	datatest.Exec(t, soc.DB.As(t, "postgres"), `ALTER DATABASE `+soc.DB.Name+` SET auto_explain.log_nested_statements = on`)
	plans := datatest.PlansOf(t, soc.DB, datatest.Custom)
	executed := plans.Of(t, func(s *data.Society) error {
		_, err := s.Openings.TakeBack(t.Context(), soc.Admin, uuid.New(), number, "the wrong sheet")
		return err
	})
	checks := 0
	for _, e := range executed {
		if strings.Contains(e.SQL, "FROM ONLY") || strings.Contains(e.SQL, "UPDATE ONLY") {
			checks++
		}
		if busyTables.MatchString(e.Plan) {
			t.Errorf("%s\n%s", e.SQL, e.Plan)
		}
	}
	if checks < 20*20 {
		t.Errorf("of what refers to a row %d checks were heard", checks)
	}
}
