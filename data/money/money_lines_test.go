package money_test

import (
	"testing"

	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/reports"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/datatest"
)

// The tests below are the sentences of data/README.md on reversals. Their 28th is
// yesterday, the 29th today.

// netOf is what a day of so many days ago has taken, and what of it was taken back.
func netOf(t *testing.T, s *datatest.Society, daysAgo int) (amount, reversed value.Paise) {
	t.Helper()
	all, err := s.Money.Takings(t.Context(), s.Admin, s.Settings.ThisDay().AddDays(-daysAgo))
	if err != nil {
		t.Fatal(err)
	}
	for _, one := range all {
		amount, reversed = amount+one.Amount, reversed+one.Reversed
	}
	return amount, reversed
}

// wantTaken checks the takings of yesterday and of today.
func wantTaken(t *testing.T, s *datatest.Society, yesterday, back, today, backToday value.Paise) {
	t.Helper()
	if amount, reversed := netOf(t, s, 1); amount != yesterday || reversed != back {
		t.Errorf("yesterday has taken %s and taken back %s, want %s and %s", amount, reversed, yesterday, back)
	}
	if amount, reversed := netOf(t, s, 0); amount != today || reversed != backToday {
		t.Errorf("today has taken %s and taken back %s, want %s and %s", amount, reversed, today, backToday)
	}
}

// collection is the report's days, made anew.
func collection(t *testing.T, s *datatest.Society) map[string]string {
	t.Helper()
	if _, err := s.Reports.Refresh(t.Context(), s.Admin, uuid.New(), reports.Collection); err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	rows, err := s.Owner.Query(t.Context(), `SELECT (society360_today() - day)::text, concat_ws(' ', billed, bills, collected, payments) FROM society360_report_collection
		WHERE billed <> 0 OR bills <> 0 OR collected <> 0 OR payments <> 0`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var ago, figures string
		if err := rows.Scan(&ago, &figures); err != nil {
			t.Fatal(err)
		}
		all[ago] = figures
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

// TestAReversalCountsOnItsOwnDay: "3,000 of cash taken on the 28th and reversed on the
// 29th: the 28th has taken 3,000, the 29th has 3,000 taken back, and the 28th is as it
// was", by the office and by another program that fails or deletes it.
func TestAReversalCountsOnItsOwnDay(t *testing.T) {
	t.Parallel()
	for name, back := range map[string]func(s *datatest.Society, payment money.Payment){
		"reversed": func(s *datatest.Society, p money.Payment) {
			if _, err := s.Money.ReversePayment(t.Context(), s.Admin, uuid.New(), p.ID, "wrong unit"); err != nil {
				t.Error(err)
			}
		},
		"with its receipt": func(s *datatest.Society, p money.Payment) {
			if _, err := s.Money.ReverseReceipt(t.Context(), s.Admin, uuid.New(), *p.ReceiptID, "wrong unit"); err != nil {
				t.Error(err)
			}
		},
		"failed elsewhere": func(s *datatest.Society, p money.Payment) {
			s.Exec(t, `UPDATE payments SET status = 'failed' WHERE id = $1`, p.ID)
		},
		"deleted elsewhere": func(s *datatest.Society, p money.Payment) { s.Exec(t, `DELETE FROM payments WHERE id = $1`, p.ID) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := datatest.NewSociety(t)
			b := datatest.RaiseBill(t, s, 5000_00, 5)
			paid := receivedBy(t, s, 3000_00, 1).Payments[0]
			wantTaken(t, s, 3000_00, 0, 0, 0)
			back(s, paid)
			wantTaken(t, s, 3000_00, 0, 0, 3000_00)
			wantStands(t, s, b.ID, "5,000.00 0.00 0.00 5,000.00 unpaid")
			// "5,000 received in October and reversed on 3 Nov": by days as by months.
			if days := collection(t, s); days["1"] != "0.00 0 3000.00 1" || days["0"] != "0.00 0 -3000.00 -1" {
				t.Errorf("the collection by days ago: %v", days)
			}
		})
	}
}

// TestALoweredPaymentKeepsItsDay: "or lowers it from 3,000 to 2,000: the 28th keeps
// 3,000, the 29th has 1,000 less"; and one that comes back counts when it does.
func TestALoweredPaymentKeepsItsDay(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	datatest.RaiseBill(t, s, 5000_00, 5)
	paid := receivedBy(t, s, 3000_00, 1).Payments[0]
	s.Exec(t, `UPDATE payments SET amount_paid = 2000 WHERE id = $1`, paid.ID)
	wantTaken(t, s, 3000_00, 0, 0, 1000_00)
	s.Exec(t, `UPDATE payments SET status = 'failed' WHERE id = $1`, paid.ID)
	wantTaken(t, s, 3000_00, 0, 0, 3000_00)
	s.Exec(t, `UPDATE payments SET status = 'success' WHERE id = $1`, paid.ID)
	wantTaken(t, s, 3000_00, 0, 2000_00, 3000_00)
	s.Exec(t, `UPDATE payments SET payment_method = 'UPI' WHERE id = $1`, paid.ID)
	wantTaken(t, s, 3000_00, 0, 4000_00, 5000_00)
	s.Exec(t, `TRUNCATE payments CASCADE`)
	wantTaken(t, s, 0, 0, 0, 0)
}

// TestAPendingPaymentCountsOnItsDay: what never counted before takes nothing back.
func TestAPendingPaymentCountsOnItsDay(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	b := datatest.RaiseBill(t, s, 5000_00, 5)
	for _, status := range []string{"pending", "failed"} {
		id := uuid.New()
		s.Exec(t, `INSERT INTO payments (id, bill_id, amount_paid, status, payment_date) VALUES ($1, $2, 100, $3, now() - interval '1 day')`, id, b.ID, status)
		s.Exec(t, `UPDATE payments SET status = 'success' WHERE id = $1`, id)
	}
	wantTaken(t, s, 200_00, 0, 0, 0)
	if n := s.Count(t, `payment_lines`); n != 0 {
		t.Errorf("%d lines", n)
	}
}

// TestAWaiverCountsOnItsOwnDay: "200 waived on 3 Nov of a bill of 5,000 of October:
// October billed 5,000, November 200 less. The whole bill voided on the 4th: November
// 5,000 less in all".
func TestAWaiverCountsOnItsOwnDay(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	b := datatest.RaiseBill(t, s, 5000_00, 5) // of ten days ago
	if _, err := s.Money.WaiveBill(t.Context(), s.Admin, uuid.New(), b.ID, 200_00, "goodwill"); err != nil {
		t.Fatal(err)
	}
	if days := collection(t, s); days["10"] != "5000.00 1 0.00 0" || days["0"] != "-200.00 0 0.00 0" {
		t.Errorf("waived: %v", days)
	}
	if _, err := s.Money.VoidBill(t.Context(), s.Admin, uuid.New(), b.ID, "raised twice"); err != nil {
		t.Fatal(err)
	}
	if days := collection(t, s); days["10"] != "5000.00 1 0.00 0" || days["0"] != "-5000.00 -1 0.00 0" {
		t.Errorf("voided: %v", days)
	}
	other := datatest.RaiseBill(t, s, 1000_00, 5)
	s.Exec(t, `UPDATE bills SET amount = 400 WHERE id = $1`, other.ID)
	s.Exec(t, `DELETE FROM bills WHERE id = $1`, other.ID)
	if days := collection(t, s); days["10"] != "6000.00 2 0.00 0" || days["0"] != "-6000.00 -2 0.00 0" {
		t.Errorf("changed and deleted by another program: %v", days)
	}
}

// TestABillToComeChangesOnItsDay: "A bill of 1 Dec, raised ahead and voided on 29 Nov,
// counts nowhere".
func TestABillToComeChangesOnItsDay(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	b := datatest.RaiseBill(t, s, 5000_00, 20) // of the fifth day from now
	if _, err := s.Money.VoidBill(t.Context(), s.Admin, uuid.New(), b.ID, "too early"); err != nil {
		t.Fatal(err)
	}
	if days := collection(t, s); len(days) != 0 {
		t.Errorf("%v", days)
	}
}
