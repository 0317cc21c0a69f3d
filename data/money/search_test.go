package money_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/datatest"
	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"
)

// manyPayments are more payments of one amount, and more units with one beginning, than a
// search sorts, with one of another amount among them.
func manyPayments(tb testing.TB, s *datatest.Society) {
	tb.Helper()
	s.Exec(tb, `INSERT INTO units (block_id, unit_number, floor_number, type) SELECT id, (700 + i)::text, 7, '1BHK' FROM (SELECT id FROM blocks ORDER BY name LIMIT 1) b, generate_series(1, 70) i`)
	s.Exec(tb, `INSERT INTO bills (unit_id, bill_type, amount, bill_date, due_date)
		SELECT u.id, 'maintenance', 90000, date '2026-01-01' + m, date '2026-01-20' + m FROM units u, generate_series(1, 20) m`)
	s.Exec(tb, `INSERT INTO payments (bill_id, payer_id, amount_paid, payment_method, transaction_reference, payment_date)
		SELECT b.id, $1, CASE WHEN i = 2 AND b.bill_date = '2026-01-05' THEN 777 ELSE 500 END, 'upi', 'UTR' || lpad((row_number() OVER ())::text, 6, '0'), b.bill_date + i * interval '1 minute'
		FROM bills b, generate_series(1, 3) i WHERE b.amount = 90000`, s.Meera.UserID)
	s.Exec(tb, `ANALYZE units, bills, payments, payment_totals`)
}

// TestSearchesOfMoneyFindWhatAPlainReadingFinds: by an index or by a walk, on whichever
// page, under whichever filter.
func TestSearchesOfMoneyFindWhatAPlainReadingFinds(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	manyPayments(t, s)
	const payments = `SELECT array_agg(id ORDER BY at DESC, id DESC) FROM (SELECT y.id, y.payment_date AS at FROM payments y JOIN bills b ON b.id = y.bill_id JOIN units u ON u.id = b.unit_id
		WHERE %s ORDER BY 2 DESC, 1 DESC LIMIT 120) p`
	for term, means := range map[string]string{
		"rs 500": `y.amount_paid = 500`, "777": `y.amount_paid = 777 OR u.unit_number LIKE '777%'`, "utr0001": `y.transaction_reference LIKE 'UTR0001%'`,
		"utr000117": `y.transaction_reference = 'UTR000117'`, "7": `u.unit_number LIKE '7%' OR y.amount_paid = 7`, "A-701": `u.label = 'A-701'`, "a101": `u.label = 'A-101'`,
		"meera joshi": `u.label = 'A-101'`,
	} {
		for _, who := range []role.Actor{s.Admin, s.Meera} {
			where := `(` + means + `)`
			if who.UserID == s.Meera.UserID {
				where += ` AND u.label = 'A-101'`
			}
			want := datatest.Scan[[]uuid.UUID](t, s.Owner, `SELECT coalesce((`+fmt.Sprintf(payments, where)+`), '{}')`)
			var got []uuid.UUID
			f := money.PaymentFilter{Search: term, Limit: 50}
			for more := true; more && len(got) < len(want); {
				page, err := s.Money.Payments(t.Context(), who, f)
				if err != nil {
					t.Fatalf("%q: %v", term, err)
				}
				for _, p := range page.Payments {
					got = append(got, p.ID)
				}
				if more = page.More; more {
					f.After = page.Payments[len(page.Payments)-1].Cursor()
				}
			}
			if !slices.Equal(got[:min(len(got), len(want))], want) {
				t.Errorf("%s searches payments by %q: %d, not the %d that stand there, or in another order", who.Name, term, len(got), len(want))
			}
		}
	}
	for term, unit := range map[string]string{"7": `u.unit_number LIKE '7%'`, "A-701": `u.label = 'A-701'`, "meera": `u.label = 'A-101'`} {
		want := datatest.Scan[[]uuid.UUID](t, s.Owner, `SELECT array_agg(id ORDER BY bill_date DESC, id DESC) FROM (
			SELECT b.id, b.bill_date FROM bills b JOIN units u ON u.id = b.unit_id WHERE `+unit+` ORDER BY 2 DESC, 1 DESC LIMIT 50) b`)
		page, err := s.Money.Bills(t.Context(), s.Admin, money.BillFilter{Search: term, Limit: 50})
		if err != nil {
			t.Fatal(err)
		}
		got := make([]uuid.UUID, len(page.Bills))
		for i, b := range page.Bills {
			got[i] = b.ID
		}
		if !slices.Equal(got, want) {
			t.Errorf("bills by %q: %d, not the %d that stand there, or in another order", term, len(got), len(want))
		}
	}
}

// TestPaymentsAreSearchedUnderEveryFilter: each asks for columns that the search has to
// bring along.
func TestPaymentsAreSearchedUnderEveryFilter(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	day := value.DayOf(time.Now())
	filters := []money.PaymentFilter{
		{Unit: new(s.Units["A-101"])},
		{Bill: new(uuid.New())},
		{By: &s.Admin.UserID},
		{Method: "upi"},
		{Claimed: true},
		{Elsewhere: true},
		{From: &day},
		{To: &day},
		{After: &money.PaymentCursor{}},
	}
	for _, status := range money.PaymentStatuses() {
		filters = append(filters, money.PaymentFilter{Status: status})
	}
	for _, f := range filters {
		for _, f.Search = range []string{"", "rs 500", "utr0001", "a101"} {
			for _, who := range []role.Actor{s.Admin, s.Meera} {
				if _, err := s.Money.Payments(t.Context(), who, f); err != nil {
					t.Errorf("%s, %+v: %v", who.Name, f, err)
				}
			}
		}
	}
}
