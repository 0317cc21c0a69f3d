package data_test

import (
	"testing"

	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/datatest"
)

// BenchmarkBills measures the reads, a payment of a paisa (the bill's lock, the
// payment, its receipt, its audit row and its intent in one round trip), and a
// bill run over every unit.
func BenchmarkBills(b *testing.B) {
	s := datatest.Township(b)
	ctx, admin := b.Context(), s.Admin
	found, err := s.Money.UnitAccounts(ctx, admin, money.AccountFilter{Search: "A-105"})
	if err != nil || len(found.Accounts) != 1 {
		b.Fatal(found, err)
	}
	unit, day := found.Accounts[0].UnitID, s.Settings.ThisDay()
	name := datatest.Scan[string](b, s.Owner, `SELECT full_name FROM users WHERE full_name ~ '^[A-Za-z]+ [A-Za-z]+ [A-Za-z]+$' ORDER BY id LIMIT 1`)
	phone := datatest.Scan[string](b, s.Owner, `SELECT phone_number FROM users WHERE email = 'resident@demo.example'`)
	page, err := s.Money.Bills(ctx, admin, money.BillFilter{Limit: 500, To: new(day.AddMonths(-6))})
	if err != nil {
		b.Fatal(err)
	}
	deep := page.Bills[len(page.Bills)-1].Cursor()
	for name, read := range map[string]func() error{
		"ageing of every unit": func() error { _, err := s.Money.Ageing(ctx, admin); return err },
		"defaulters":           func() error { _, err := s.Money.Defaulters(ctx, admin, money.AgeingFilter{}); return err },
		"dues of a unit":       func() error { _, err := s.Money.UnitDues(ctx, admin, unit); return err },
		"accounts":             func() error { _, err := s.Money.UnitAccounts(ctx, admin, money.AccountFilter{}); return err },
		"accounts that owe": func() error {
			_, err := s.Money.UnitAccounts(ctx, admin, money.AccountFilter{Owing: true})
			return err
		},
		"find a unit": func() error {
			_, err := s.Money.UnitAccounts(ctx, admin, money.AccountFilter{Search: "A-105"})
			return err
		},
		"find a name": func() error {
			_, err := s.Money.UnitAccounts(ctx, admin, money.AccountFilter{Search: name})
			return err
		},
		"find a phone": func() error {
			_, err := s.Money.UnitAccounts(ctx, admin, money.AccountFilter{Search: phone})
			return err
		},
		"bills of a unit": func() error { _, err := s.Money.Bills(ctx, admin, money.BillFilter{Unit: &unit}); return err },
		"bills":           func() error { _, err := s.Money.Bills(ctx, admin, money.BillFilter{}); return err },
		"bills, half a year back": func() error {
			_, err := s.Money.Bills(ctx, admin, money.BillFilter{After: deep})
			return err
		},
		"overdue bills": func() error {
			_, err := s.Money.Bills(ctx, admin, money.BillFilter{Statuses: []money.BillStatus{money.Overdue}})
			return err
		},
		"payments": func() error { _, err := s.Money.Payments(ctx, admin, money.PaymentFilter{}); return err },
		"payments of a unit": func() error {
			_, err := s.Money.Payments(ctx, admin, money.PaymentFilter{Unit: &unit})
			return err
		},
		"takings of a day":           func() error { _, err := s.Money.Takings(ctx, admin, day.AddMonths(-1).AddDays(5)); return err },
		"preview of what is overdue": func() error { _, err := s.Money.PreviewOverdue(ctx, admin); return err },
		"preview of a run":           func() error { _, err := s.Money.PreviewRun(ctx, admin, day.FirstOfMonth().AddMonths(1)); return err },
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if err := read(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	datatest.RaiseBill(b, s, value.MaxAmount, 10)
	n := money.PaymentDraft{Unit: s.Units["A-101"], Amount: 1, Method: money.Cash}
	b.Run("pay", func(b *testing.B) {
		for b.Loop() {
			if _, err := s.Money.Pay(ctx, admin, uuid.New(), n); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("1,000 payments of another program, made, failed and deleted", func(b *testing.B) {
		s.Exec(b, `INSERT INTO bills (unit_id, bill_type, amount, bill_date, due_date) SELECT $1, 'Theirs', 100, '2026-01-01', '2026-01-16' FROM generate_series(1, 1000)`, s.Units["A-102"])
		for b.Loop() {
			s.Exec(b, `INSERT INTO payments (bill_id, amount_paid, payment_method) SELECT id, 100, 'Theirs' FROM bills WHERE bill_type = 'Theirs'`)
			s.Exec(b, `UPDATE payments SET status = 'failed' WHERE payment_method = 'Theirs'`)
			s.Exec(b, `DELETE FROM payments WHERE payment_method = 'Theirs'`)
		}
		s.Exec(b, `DELETE FROM bills WHERE bill_type = 'Theirs'`)
	})
	units, next := s.Count(b, `units`), day.FirstOfMonth().AddMonths(1)
	b.Run("a run over every unit", func(b *testing.B) {
		for b.Loop() {
			if done, err := s.Money.RunBills(ctx, admin, next, nil); err != nil || done.Bills < units {
				b.Fatal(done.Bills, err)
			}
			b.StopTimer()
			s.Exec(b, `DELETE FROM bills WHERE run_month = $1`, next)
			s.Exec(b, `DELETE FROM society360_bill_runs WHERE month = $1`, next)
			b.StartTimer()
		}
	})
}
