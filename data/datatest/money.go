package datatest

import (
	"fmt"
	"testing"

	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// ChargesAutomatically lets a society's calendar charge late fees on all its dues.
func ChargesAutomatically(t *testing.T, s *Society) {
	t.Helper()
	Setting(t, s, "billing.late_fees", "automatic")
	Setting(t, s, "billing.late_fee_from", "2000-01-01")
}

// Charge does what is overdue, as the schedule does.
func Charge(t *testing.T, s *Society) money.OverdueResult {
	t.Helper()
	done, err := s.Money.ChargeOverdue(t.Context(), role.Program(), nil)
	if err != nil {
		t.Fatalf("charge: %v", err)
	}
	return done
}

// The first has its day the latest of all zones, the second the earliest: their
// dates differ at any time.
const (
	Westmost = "Etc/GMT+12"
	Eastmost = "Pacific/Kiritimati"
)

// RaiseBill raises a bill on A-101 as the admin, due days from today.
func RaiseBill(tb testing.TB, s *Society, amount value.Paise, days int) money.Bill {
	tb.Helper()
	due := s.Settings.ThisDay().AddDays(days)
	b, err := s.Money.RaiseBill(tb.Context(), s.Admin, uuid.New(), money.BillDraft{
		Unit: s.Units["A-101"], Type: "Water", Amount: amount, BillDate: due.AddDays(-15), DueDate: due, Description: "Water, two months",
	})
	if err != nil {
		tb.Fatalf("raise: %v", err)
	}
	return b
}

// PayCash pays in cash on A-101 as the admin.
func PayCash(tb testing.TB, s *Society, amount value.Paise) money.PaymentDone {
	tb.Helper()
	done, err := s.Money.Pay(tb.Context(), s.Admin, uuid.New(), money.PaymentDraft{Unit: s.Units["A-101"], Amount: amount, Method: money.Cash})
	if err != nil {
		tb.Fatalf("pay %s: %v", amount, err)
	}
	return done
}

// Billed fills a society with 10,000 units in 40 blocks, a resident each, and a
// year of their bills: 120,000, of which a tenth is not paid and a tenth in part.
func Billed(b *testing.B) *Society {
	b.Helper()
	s := NewSociety(b)
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

// Rupees writes paise as SQL takes an amount.
func Rupees(paise int64) string { return fmt.Sprintf("%d.%02d", paise/100, paise%100) }

// Figures is a bill's "paid waived status" as stored.
func Figures(tb testing.TB, pool *pgxpool.Pool, bill uuid.UUID) string {
	tb.Helper()
	return Scan[string](tb, pool, `SELECT amount_paid || ' ' || waived_amount || ' ' || status FROM bills WHERE id = $1`, bill)
}

// AdoptedBills checks each bill of the fixture against what it says of itself.
func AdoptedBills(t *testing.T, pool *pgxpool.Pool) {
	t.Helper()
	rows, err := pool.Query(t.Context(), `SELECT right(id::text, 1) || ': ' || description,
		right(id::text, 1) || ': ' || amount_paid || ' ' || waived_amount || ' ' || coalesce(status, '-') FROM bills ORDER BY id`)
	if err != nil {
		t.Fatal(err)
	}
	var want, got string
	if _, err := pgx.ForEachRow(rows, []any{&want, &got}, func() error {
		if want != got {
			t.Errorf("bill %s, want %s", got, want)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}

// Fees are the late fees of A-101.
func Fees(t *testing.T, s *Society) []money.Bill {
	t.Helper()
	unit := s.Units["A-101"]
	page, err := s.Money.Bills(t.Context(), s.Admin, money.BillFilter{Unit: &unit, Types: []string{money.LateFee}})
	if err != nil {
		t.Fatal(err)
	}
	return page.Bills
}
