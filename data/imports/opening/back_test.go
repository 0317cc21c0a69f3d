package opening_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/civoranexus/society360/data/datatest"
	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/imports/opening"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgconn"
	"pgregory.net/rapid"
)

// opensNow rehearses and takes in files, and returns the import's number.
func opensNow(t *testing.T, soc *datatest.Society, files ...opening.File) int {
	t.Helper()
	options := opening.Options{Type: "2BHK"}
	report, err := soc.Openings.Rehearse(t.Context(), soc.Admin, uuid.New(), files, options)
	if err != nil || len(report.Bad) > 0 {
		t.Fatalf("%v\n%s", err, openingText(report))
	}
	report, err = soc.Openings.Open(t.Context(), soc.Admin, uuid.New(), files, options, "Meena Rao", nil)
	if err != nil {
		t.Fatal(err)
	}
	return report.Number
}

// TestTakenBack: whatever was taken in, also of units and people that were there
// before, taken back it leaves every row as it was.
func TestTakenBack(t *testing.T) {
	t.Parallel()
	soc := datatest.NewSociety(t)
	// The fixture's own states are not what its residents make of them.
	soc.Exec(t, `UPDATE units u SET status = CASE WHEN EXISTS (SELECT FROM user_units l WHERE l.unit_id = u.id AND l.status = 'active') THEN 'occupied' ELSE 'vacant' END`)
	number := 0
	rapid.Check(t, func(rt *rapid.T) {
		flats := rapid.SliceOfNDistinct(rapid.SampledFrom([]string{"A-101", "A-102", "B-201", "Q-101", "Q-102", "Q-1203", "R-G1"}), 1, 5, rapid.ID[string]).Draw(rt, "flats")
		members, dues, paid, tickets := []string{"Flat,Owner Name,E-mail"}, []string{"Flat,O/S"}, []string{"Date,Flat,Amount,Mode"}, []string{"Flat,Complaint"}
		for i, flat := range flats {
			who := rapid.SampledFrom([]string{"", fmt.Sprintf("Person %d,p%d@new.example", i, i), "Person 9,p9@new.example"}).Draw(rt, "who")
			if who == "" {
				who = ","
			}
			members = append(members, flat+","+who)
			if amount := rapid.IntRange(-5000, 5000).Draw(rt, "amount"); amount != 0 {
				dues = append(dues, fmt.Sprintf("%s,%d", flat, amount))
			}
			for n := range rapid.IntRange(0, 2).Draw(rt, "payments") {
				paid = append(paid, fmt.Sprintf("%d/4/2026,%s,%d,Cash", n+1, flat, 100+n))
			}
			if rapid.Bool().Draw(rt, "ticket") {
				tickets = append(tickets, flat+",Leak "+flat)
			}
		}
		before := openingRows(t, soc)
		got := opensNow(t, soc, csvFile("members.csv", members...), csvFile("dues.csv", dues...), csvFile("paid.csv", paid...), csvFile("tickets.csv", tickets...))
		if number++; got != number {
			rt.Fatalf("import %d after %d", got, number-1)
		}
		if _, err := soc.Openings.TakeBack(t.Context(), soc.Admin, uuid.New(), got, "tried"); err != nil {
			rt.Fatal(err)
		}
		if after := openingRows(t, soc); !slices.Equal(before, after) {
			rt.Fatalf("there were\n%s\nand are\n%s", strings.Join(before, "\n"), strings.Join(after, "\n"))
		}
	})
}

// TestTouched: what anybody did with a row that an import made keeps the whole of
// it from being taken back, and is told.
func TestTouched(t *testing.T) {
	t.Parallel()
	soc := datatest.NewSociety(t)
	number := opensNow(t, soc, csvFile("members.csv", "Flat,Owner Name,E-mail,O/S", "Q-101,Ravi Iyer,ravi@new.example,500", "Q-102,,,"),
		csvFile("paid.csv", "Date,Flat,Amount,Mode", "1/4/2026,Q-101,700,Cash"), csvFile("tickets.csv", "Flat,Complaint", "Q-101,Leak"))
	for name, touch := range map[string]struct{ do, undo, kind, by string }{
		"a renamed block":    {`UPDATE blocks SET name = 'QQ' WHERE name = 'Q'`, `UPDATE blocks SET name = 'Q' WHERE name = 'QQ'`, "blocks", "changed"},
		"a visit":            {`INSERT INTO visitor_logs (unit_id, visitor_name) SELECT id, 'Guest' FROM units WHERE label = 'Q-102'`, `DELETE FROM visitor_logs`, "units", "visitor_logs"},
		"a bill":             {`INSERT INTO bills (unit_id, bill_type, amount, bill_date, due_date) SELECT id, 'Water', 5, '2026-04-01', '2026-04-01' FROM units WHERE label = 'Q-102'`, `DELETE FROM bills WHERE bill_type = 'Water'`, "units", "bills"},
		"money on the dues":  {`INSERT INTO payments (bill_id, amount_paid, payment_method) SELECT id, 5, 'Cash' FROM bills WHERE amount = 500`, `DELETE FROM payments WHERE amount_paid = 5`, "bills", "payments"},
		"a waiver":           {`UPDATE bills SET waived_amount = 5 WHERE amount = 500`, `UPDATE bills SET waived_amount = 0 WHERE amount = 500`, "bills", "changed"},
		"a failed payment":   {`UPDATE payments SET status = 'failed' WHERE amount_paid = 700`, `UPDATE payments SET status = 'success' WHERE amount_paid = 700`, "payments", "changed"},
		"a password":         {`UPDATE users SET password_hash = 'x' WHERE email = 'ravi@new.example'`, `UPDATE users SET password_hash = '!' WHERE email = 'ravi@new.example'`, "users", "changed"},
		"a second home":      {`INSERT INTO user_units (user_id, unit_id, resident_type) SELECT p.id, u.id, 'owner' FROM users p, units u WHERE p.email = 'ravi@new.example' AND u.label = 'A-101'`, `DELETE FROM user_units l USING units u WHERE u.id = l.unit_id AND u.label = 'A-101' AND resident_type = 'owner' AND l.created_at > now() - interval '1 minute'`, "users", "user_units"},
		"somebody moved out": {`UPDATE user_units SET status = 'moved_out' WHERE user_id = (SELECT id FROM users WHERE email = 'ravi@new.example')`, `UPDATE user_units SET status = 'active', move_out_date = NULL WHERE user_id = (SELECT id FROM users WHERE email = 'ravi@new.example')`, "user_units", "changed"},
		"a ticket at work":   {`UPDATE maintenance_tickets SET status = 'in_progress' WHERE title = 'Leak'`, `UPDATE maintenance_tickets SET status = 'open' WHERE title = 'Leak'`, "maintenance_tickets", "changed"},
		"a closed day": {
			`INSERT INTO cash_closings (id, day, from_day, closed_at) VALUES (gen_random_uuid(), '2026-04-30', '2026-04-01', now())`, `DELETE FROM cash_closings`, "payments", "cash_closings",
		},
	} {
		soc.Exec(t, touch.do)
		_, err := soc.Openings.TakeBack(t.Context(), soc.Admin, uuid.New(), number, "the wrong sheet")
		var by *opening.TouchedError
		datatest.Kind(t, err, fault.Refused)
		if !errors.As(err, &by) || !slices.ContainsFunc(by.By, func(b opening.Touch) bool { return b.Kind == touch.kind && b.By == touch.by }) {
			t.Errorf("%s: %v %+v", name, err, by)
		}
		soc.Exec(t, touch.undo)
	}
	_, err := soc.Homes.SetMaintenance(t.Context(), soc.Admin, uuid.New(), datatest.Scan[uuid.UUID](t, soc.DB.Owner, `SELECT id FROM units WHERE label = 'Q-102'`), true, "painting")
	must(t, err)
	_, err = soc.Openings.TakeBack(t.Context(), soc.Admin, uuid.New(), number, "the wrong sheet")
	datatest.Kind(t, err, fault.Refused)
}

// TestTouchedMeanwhile: what touched an import between the look and the lock is told by the
// database as that, and nothing is taken back.
func TestTouchedMeanwhile(t *testing.T) {
	t.Parallel()
	soc := datatest.NewSociety(t)
	number := opensNow(t, soc, csvFile("members.csv", "Flat,Owner Name,E-mail,O/S", "Q-101,Ravi Iyer,ravi@new.example,500"))
	soc.Exec(t, `INSERT INTO payments (bill_id, amount_paid, payment_method) SELECT id, 5, 'Cash' FROM bills WHERE amount = 500`)
	tx, err := soc.DB.Owner.Begin(t.Context())
	must(t, err)
	defer func() { _ = tx.Rollback(t.Context()) }()
	var id uuid.UUID
	must(t, tx.QueryRow(t.Context(), `UPDATE society360_imports SET taken_back_at = now() WHERE number = $1 RETURNING id`, number).Scan(&id))
	_, err = tx.Exec(t.Context(), `SELECT society360_import_take_back($1)`, id)
	var of *pgconn.PgError
	if !errors.As(err, &of) || of.ConstraintName != "import_touched" {
		t.Errorf("told %v", err)
	}
}
