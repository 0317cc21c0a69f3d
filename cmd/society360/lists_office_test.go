package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/civoranexus/society360/data/datatest"
)

// office fills a society with tickets, bills, payments and notices of fixed
// times and IDs.
func office(t *testing.T, soc *datatest.Society) {
	t.Helper()
	id := func(kind, n int) string { return fmt.Sprintf("00000000-0000-4000-a%03d-%012d", kind, n) }
	for i, k := range []struct{ unit, category, title, priority, status, resolved string }{
		{"A-101", "Plumbing", "Tap drips", "low", "open", ""},
		{"B-204", "Electrical", "Lift stuck", "critical", "in_progress", ""},
		{"A-102", "Cleaning", "=1+1\nbehind the stairs", "medium", "resolved", "2026-03-30 18:00+05:30"},
	} {
		soc.Exec(t, `INSERT INTO maintenance_tickets (id, unit_id, requester_id, category, title, description, priority, status,
				assigned_to_id, created_at, updated_at, resolved_at)
			VALUES ($1, $2, $3, $4, $5, E'two\nlines', $6, $7::text, CASE WHEN $7::text <> 'open' THEN $8::uuid END,
				timestamptz '2026-03-30 09:00+05:30' + make_interval(hours => $9), '2026-03-30 20:00+05:30', nullif($10, '')::timestamptz)`,
			id(1, i+1), soc.Units[k.unit], soc.Meera.UserID, k.category, k.title, k.priority, k.status, soc.Staff.UserID, i, k.resolved)
	}
	for i, b := range []struct {
		unit, kind, amount, date, due, description string
	}{
		{"A-101", "Maintenance", "5000", "2026-03-01", "2026-03-16", "March"},
		{"A-101", "Water", "640.50", "2026-03-10", "2026-03-25", "-1+1"},
		{"B-204", "Maintenance", "123456.07", "2026-03-02", "2099-03-16", ""},
	} {
		soc.Exec(t, `INSERT INTO bills (id, unit_id, bill_type, amount, bill_date, due_date, description, created_at)
			VALUES ($1, $2, $3, $4::text::numeric, $5::text::date, $6::text::date, $7, '2026-03-01 00:00+05:30')`,
			id(2, i+1), soc.Units[b.unit], b.kind, b.amount, b.date, b.due, b.description)
	}
	for i, p := range []struct {
		bill                              int
		amount, method, reference, status string
	}{
		{1, "5000", "UPI", "4455667788", "success"},
		{3, "23456.07", "Bank Transfer", "=SUM(A1)", "success"},
		{2, "640.50", "Cash", "", "failed"},
	} {
		soc.Exec(t, `INSERT INTO payments (id, bill_id, payer_id, amount_paid, payment_method, transaction_reference, payment_date, status)
			VALUES ($1, $2, $3, $4::text::numeric, $5, nullif($6, ''), timestamptz '2026-03-15 12:00+05:30' + make_interval(hours => $7), $8)`,
			id(3, i+1), id(2, p.bill), soc.Meera.UserID, p.amount, p.method, p.reference, i, p.status)
	}
	for i, n := range []struct{ title, content, audience, expires string }{
		{"Water off tomorrow", "Tower B, *10:00* to 14:00.\n\n- fill buckets", "all", ""},
		{"@owners meet", "Sunday", "owners", "2099-01-01 00:00+05:30"},
		{"Diwali", "is over", "all", "2026-01-01 00:00+05:30"},
	} {
		soc.Exec(t, `INSERT INTO announcements (id, title, content, author_id, target_audience, is_important, created_at, expires_at)
			VALUES ($1, $2, $3, $4, $5, $6, timestamptz '2025-10-01 10:00+05:30' + make_interval(days => $7), nullif($8, '')::timestamptz)`,
			id(4, i+1), n.title, n.content, soc.Admin.UserID, n.audience, i == 0, i, n.expires)
	}
}

func TestOfficeListsInTheirForms(t *testing.T) {
	t.Parallel()
	soc := datatest.NewSociety(t)
	office(t, soc)
	s := on(soc.DB)
	goldenForms(t, s, "tickets", "tickets", "--view", "all")
	goldenForms(t, s, "bills", "bills")
	goldenForms(t, s, "payments", "payments")
	goldenForms(t, s, "notices", "notices")
}

// TestOfficeListsAreNarrowed: each filter is passed on, and pages meet.
func TestOfficeListsAreNarrowed(t *testing.T) {
	t.Parallel()
	soc := datatest.NewSociety(t)
	office(t, soc)
	s := on(soc.DB)
	for args, want := range map[string]string{
		"tickets":                                              "Lift stuck|Tap drips",
		"tickets --view unassigned":                            "Tap drips",
		"tickets --status open":                                "Tap drips",
		"tickets --status resolved --all":                      "=1+1\nbehind the stairs",
		"tickets --view closed":                                "=1+1\nbehind the stairs",
		"tickets --category plumbing":                          "Tap drips",
		"tickets --category PLUMB":                             "Tap drips",
		"tickets --unit b204":                                  "Lift stuck",
		"tickets --search tap":                                 "Tap drips",
		"tickets --view mine --as vijay@test.example":          "Lift stuck",
		"tickets --as meera@test.example":                      "Tap drips",
		"bills --unit a-101":                                   "640.50|5000.00",
		"bills --due":                                          "640.50|123456.07",
		"bills --status overdue":                               "640.50",
		"bills --status paid":                                  "5000.00",
		"bills --type maintenance":                             "123456.07|5000.00",
		"bills --from 2026-03-02 --to 2026-03-09":              "123456.07",
		"bills --search farah":                                 "123456.07",
		"bills --as farah@test.example":                        "123456.07",
		"payments --method bank-transfer":                      "23456.07",
		"payments --status failed":                             "640.50",
		"payments --unit a101":                                 "640.50|5000.00",
		"payments --bill 00000000-0000-4000-a002-000000000001": "5000.00",
		"payments --from 2026-03-16":                           "",
		"payments --to 2026-03-15":                             "640.50|23456.07|5000.00",
		"payments --as farah@test.example":                     "23456.07",
		"notices --audience owners":                            "@owners meet",
		"notices --expired":                                    "Diwali",
		"notices --search bucket":                              "Water off tomorrow",
		"notices --as farah@test.example":                      "Water off tomorrow",
	} {
		rows := s.rows(t, strings.Fields(args)...)
		var got []string
		for _, r := range rows {
			for _, key := range []string{"title", "amount"} {
				if v, ok := r[key]; ok {
					got = append(got, v)
				}
			}
		}
		if strings.Join(got, "|") != want {
			t.Errorf("%s: %q, want %q", args, got, want)
		}
	}
	for args, says := range map[string]string{
		"bills --as sunita@test.example":            "may not do this",
		"payments --as sunita@test.example":         "may not do this",
		"notices --as bozo@test.example":            "may not do this",
		"notices --expired --as farah@test.example": "may not do this",
		"bills --search %":                          "Type a unit",
		"tickets --category NOSUCH":                 "--category NOSUCH finds nothing: the categories are Cleaning, Electrical",
	} {
		s.refuses(t, exitFailure, []string{says}, strings.Fields(args)...)
	}
}

func TestMistakesInOfficeListsAreUsage(t *testing.T) {
	t.Parallel()
	s := console{env: map[string]string{"DATABASE_URL": "postgres://nobody@127.0.0.1:1/none"}}
	for args, says := range map[string]string{
		"tickets --view mine":                           "--as EMAIL",
		"tickets --status waiting":                      "in_progress",
		"tickets list":                                  `does not take "list"`,
		"tickets add --title x --as a@b.example":        "tickets add needs --category, --unit;",
		"tickets add --unit A-1 --category x --title x": "tickets add needs --as;",
		"tickets add --unit A-1 --category x --title x --priority huge --as a@b.example": "critical, high",
		"bills --due --status paid": "--status and --due contradict",
		"bills list":                `does not take "list"`,
		"bills pay --amount 5 --method UPI --as a@b.example":                          "bills pay needs --unit or --bill;",
		"bills pay --unit A-1 --bill x --amount 5 --method UPI --as a@b.example":      "--unit and --bill contradict",
		"bills pay --unit A-1 --amount 5 --method barter --as a@b.example":            "Bank Transfer",
		"bills pay --unit A-1 --amount -5 --method UPI --as a@b.example":              "--amount",
		"bills pay --unit A-1 --amount 0 --method UPI --as a@b.example":               "--amount",
		"bills pay --bill 7 --amount 5 --method UPI --as a@b.example":                 "--bill",
		"bills raise --unit A-1 --type Water --amount 5 --date soon --as a@b.example": "--date",
		"payments --bill 7":          "--bill",
		"payments --from 2026-13-01": "--from",
		"notices add --title x --content y --until soon --as a@b.example": "--until",
		"receipts show":                        "the number of the receipt",
		"receipts show 2026-1 --pdf x --ascii": "--pdf and --ascii contradict",
		"receipts":                             "show",
	} {
		s.refuses(t, exitUsage, []string{says, "--help"}, strings.Fields(args)...)
	}
}
