package data_test

import (
	"testing"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data"
	"github.com/civoranexus/society360/data/datatest"
)

// billed fills a society with 10,000 units in 40 blocks, a resident each, and a
// year of their bills: 120,000, of which a tenth is not paid and a tenth in part.
func billed(b *testing.B) *datatest.Society {
	b.Helper()
	s := datatest.NewSociety(b)
	s.Exec(b, `INSERT INTO blocks (id, name) SELECT gen_random_uuid(), 'Tower ' || i FROM generate_series(1, 40) i`)
	s.Exec(b, `INSERT INTO units (id, block_id, unit_number, floor_number, type)
		SELECT gen_random_uuid(), k.id, lpad(i::text, 3, '0'), i / 10, (ARRAY['1BHK', '2BHK', '3BHK'])[1 + i % 3]
		FROM blocks k, generate_series(1, 250) i WHERE k.name ~ '[0-9]'`)
	s.Exec(b, `INSERT INTO users (id, full_name, email, password_hash, phone_number, role_id)
		SELECT gen_random_uuid(), (ARRAY['Ramesh', 'Anita', 'Kiran', 'Farah', 'John'])[1 + i % 5] || ' ' || md5(i::text), 'u' || i || '@bench.example', '!',
			'9' || lpad((i::bigint * 7919 % 1000000000)::text, 9, '0'), (SELECT id FROM roles WHERE name = 'resident')
		FROM generate_series(1, 10000) i`)
	s.Exec(b, `INSERT INTO user_units (id, user_id, unit_id, resident_type, is_primary_contact)
		SELECT gen_random_uuid(), p.id, u.id, 'owner', true
		FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM units WHERE block_id IN (SELECT id FROM blocks WHERE name ~ '[0-9]')) u
		JOIN (SELECT id, row_number() OVER (ORDER BY id) AS n FROM users WHERE email LIKE '%@bench.example') p ON p.n = u.n`)
	s.Exec(b, `INSERT INTO bills (id, unit_id, bill_type, amount, bill_date, due_date, run_month, description)
		SELECT gen_random_uuid(), u.id, 'Maintenance', 5000, m.day, m.day + 15, m.day, 'Maintenance ' || to_char(m.day, 'FMMonth YYYY')
		FROM units u, (SELECT (date_trunc('month', society360_today()) - i * interval '1 month')::date AS day FROM generate_series(1, 12) i) m
		WHERE u.block_id IN (SELECT id FROM blocks WHERE name ~ '[0-9]')`)
	s.Exec(b, `INSERT INTO payments (id, bill_id, amount_paid, payment_method, payment_date, status, recorded_by)
		SELECT gen_random_uuid(), b.id, CASE WHEN n % 10 = 1 THEN 2000 ELSE 5000 END, 'UPI', b.bill_date + interval '5 days' + n * interval '1 second', 'success', $1
		FROM (SELECT id, bill_date, row_number() OVER (ORDER BY id) AS n FROM bills) b WHERE n % 10 <> 0`, s.Admin.UserID)
	s.Exec(b, `VACUUM ANALYZE`)
	return s
}

// BenchmarkBills measures the reads, a payment of a paisa (the bill's lock, the
// payment, its receipt, its audit row and its intent in one round trip), and a
// bill run over the 10,000 units.
func BenchmarkBills(b *testing.B) {
	s := billed(b)
	ctx, admin := b.Context(), s.Admin
	found, err := s.Store.Accounts(ctx, admin, data.AccountFilter{Search: "20-117"})
	if err != nil || len(found.Accounts) != 1 {
		b.Fatal(found, err)
	}
	unit, day := found.Accounts[0].UnitID, s.Store.ThisDay()
	page, err := s.Store.Bills(ctx, admin, data.BillFilter{Limit: 500, To: new(day.AddMonths(-6))})
	if err != nil {
		b.Fatal(err)
	}
	deep := page.Bills[len(page.Bills)-1].Cursor()
	for name, read := range map[string]func() error{
		"ageing of every unit": func() error { _, err := s.Store.Ageing(ctx, admin); return err },
		"defaulters":           func() error { _, err := s.Store.Defaulters(ctx, admin, data.AgeingFilter{}); return err },
		"dues of a unit":       func() error { _, err := s.Store.UnitDues(ctx, admin, unit); return err },
		"accounts":             func() error { _, err := s.Store.Accounts(ctx, admin, data.AccountFilter{}); return err },
		"accounts that owe":    func() error { _, err := s.Store.Accounts(ctx, admin, data.AccountFilter{Owing: true}); return err },
		"find a unit": func() error {
			_, err := s.Store.Accounts(ctx, admin, data.AccountFilter{Search: "20-117"})
			return err
		},
		"find a name": func() error {
			_, err := s.Store.Accounts(ctx, admin, data.AccountFilter{Search: "Ramesh a87ff6"})
			return err
		},
		"find a phone": func() error {
			_, err := s.Store.Accounts(ctx, admin, data.AccountFilter{Search: "90000 07919"})
			return err
		},
		"bills of a unit": func() error { _, err := s.Store.Bills(ctx, admin, data.BillFilter{Unit: &unit}); return err },
		"bills":           func() error { _, err := s.Store.Bills(ctx, admin, data.BillFilter{}); return err },
		"bills, half a year back": func() error {
			_, err := s.Store.Bills(ctx, admin, data.BillFilter{After: deep})
			return err
		},
		"overdue bills": func() error {
			_, err := s.Store.Bills(ctx, admin, data.BillFilter{Statuses: []data.BillStatus{data.Overdue}})
			return err
		},
		"payments": func() error { _, err := s.Store.Payments(ctx, admin, data.PaymentFilter{}); return err },
		"payments of a unit": func() error {
			_, err := s.Store.Payments(ctx, admin, data.PaymentFilter{Unit: &unit})
			return err
		},
		"takings of a day":           func() error { _, err := s.Store.Takings(ctx, admin, day.AddMonths(-1).AddDays(5)); return err },
		"preview of what is overdue": func() error { _, err := s.Store.PreviewOverdue(ctx, admin); return err },
		"preview of a run":           func() error { _, err := s.Store.PreviewRun(ctx, admin, day); return err },
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if err := read(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
	raiseBill(b, s, data.MaxAmount, 10)
	n := data.NewPayment{Unit: s.Units["A-101"], Amount: 1, Method: data.Cash}
	b.Run("pay", func(b *testing.B) {
		for b.Loop() {
			if _, err := s.Store.Pay(ctx, admin, uuid.New(), n); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("a run over 10,000 units", func(b *testing.B) {
		for b.Loop() {
			if done, err := s.Store.RunBills(ctx, admin, day, nil); err != nil || done.Bills < 10_000 {
				b.Fatal(done.Bills, err)
			}
			b.StopTimer()
			s.Exec(b, `DELETE FROM bills WHERE run_month = $1`, day.FirstOfMonth())
			b.StartTimer()
		}
	})
}
