package money_test

import (
	"context"
	"errors"
	"maps"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/civoranexus/society360/data/datatest"
)

// crowd is an office in which everybody does something to one unit's account at once.
type crowd struct {
	s     *datatest.Society
	other *pgxpool.Pool
	bills []uuid.UUID
}

// any is the ID of some payment, or claim, that a condition is true of; Nil where
// there is none.
func (c *crowd) any(ctx context.Context, of, where string) (id uuid.UUID) {
	_ = c.other.QueryRow(ctx, `SELECT `+of+` FROM payments WHERE `+where+` ORDER BY md5(id::text || $1) LIMIT 1`, uuid.NewString()).Scan(&id) // there may be none
	return id
}

// move is what somebody does again and again.
type move func(ctx context.Context, r *rand.Rand) error

// day is one of the last four.
func (c *crowd) day(r *rand.Rand) value.Day { return c.s.Settings.ThisDay().AddDays(-r.IntN(4)) }

func (c *crowd) one(r *rand.Rand) uuid.UUID { return c.bills[r.IntN(len(c.bills))] }

// comesIn is what brings money.
func (c *crowd) comesIn() map[string]move {
	s, m, key, unit, day := c.s, c.s.Money, uuid.New, c.s.Units["A-101"], c.day
	const waits, cleared = `status = 'pending' AND cheque_date IS NULL`, `status = 'pending' AND cheque_date IS NOT NULL`
	return map[string]move{
		"pay": func(ctx context.Context, r *rand.Rand) error {
			n := money.PaymentDraft{Unit: unit, Amount: value.Paise(1 + r.IntN(900_00)), Method: money.Cash, ReceivedOn: day(r)}
			return datatest.Second(m.Pay(ctx, s.Admin, key(), n))
		},
		"claim": func(ctx context.Context, r *rand.Rand) error {
			n := money.ClaimDraft{Unit: unit, Amount: value.Paise(1 + r.IntN(900_00)), Method: money.UPI, Reference: uuid.NewString(), PaidOn: day(r)}
			return datatest.Second(m.ClaimPayment(ctx, s.Meera, key(), n))
		},
		"confirm": func(ctx context.Context, _ *rand.Rand) error {
			return datatest.Second(m.ConfirmClaim(ctx, s.Admin, key(), c.any(ctx, "claim_id", waits)))
		},
		"refuse": func(ctx context.Context, _ *rand.Rand) error {
			return datatest.Second(m.RefuseClaim(ctx, s.Admin, key(), c.any(ctx, "claim_id", waits), "not there"))
		},
		"withdraw": func(ctx context.Context, _ *rand.Rand) error {
			return datatest.Second(m.WithdrawClaim(ctx, s.Meera, key(), c.any(ctx, "id", waits)))
		},
		"cheque": func(ctx context.Context, r *rand.Rand) error {
			n := money.PaymentDraft{Unit: unit, Amount: value.Paise(1 + r.IntN(900_00)), Method: money.Cheque, Reference: uuid.NewString(), Bank: "HDFC", ReceivedOn: day(r), ChequeDate: day(r)}
			return datatest.Second(m.Pay(ctx, s.Admin, key(), n))
		},
		"clear": func(ctx context.Context, r *rand.Rand) error {
			return datatest.Second(m.ClearCheque(ctx, s.Admin, key(), c.any(ctx, "claim_id", cleared), day(r)))
		},
		"bounce": func(ctx context.Context, _ *rand.Rand) error {
			return datatest.Second(m.BounceCheque(ctx, s.Admin, key(), c.any(ctx, "claim_id", cleared), "no funds"))
		},
	}
}

// corrects is what changes bills and days.
func (c *crowd) corrects() map[string]move {
	s, m, key, unit, one := c.s, c.s.Money, uuid.New, c.s.Units["A-101"], c.one
	return map[string]move{
		"reverse": func(ctx context.Context, _ *rand.Rand) error {
			return datatest.Second(m.ReversePayment(ctx, s.Admin, key(), c.any(ctx, "id", `status = 'success'`), "bounced"))
		},
		"waive": func(ctx context.Context, r *rand.Rand) error {
			return datatest.Second(m.WaiveBill(ctx, s.Admin, key(), one(r), value.Paise(1+r.IntN(20_00)), "kindness"))
		},
		"correct": func(ctx context.Context, r *rand.Rand) error {
			page, err := m.Bills(ctx, s.Admin, money.BillFilter{Unit: &unit, Limit: 50})
			if err != nil {
				return err
			}
			b := page.Bills[r.IntN(len(page.Bills))]
			return datatest.Second(m.CorrectBill(ctx, s.Admin, key(), b.ID, money.BillCorrection{
				Amount: b.Amount + value.Paise(r.IntN(100)), BillDate: b.BillDate, DueDate: b.DueDate.AddDays(r.IntN(3)), Reason: "slip", Seen: b,
			}))
		},
		"void": func(ctx context.Context, r *rand.Rand) error {
			return datatest.Second(m.VoidBill(ctx, s.Admin, key(), one(r), "twice"))
		},
		"charge": func(ctx context.Context, _ *rand.Rand) error {
			return datatest.Second(m.ChargeOverdue(ctx, s.Admin, nil))
		},
		"run": func(ctx context.Context, _ *rand.Rand) error {
			return datatest.Second(m.RunBills(ctx, s.Admin, thisMonth(s), nil))
		},
		"take back": func(ctx context.Context, _ *rand.Rand) error {
			p, err := m.PreviewTakeBack(ctx, s.Admin, thisMonth(s))
			if err != nil {
				return err
			}
			return datatest.Second(m.TakeBackRun(ctx, s.Admin, key(), p.Run, "wrong", nil))
		},
		"close": func(ctx context.Context, r *rand.Rand) error {
			at := s.Settings.ThisDay().AddDays(-1 - r.IntN(3))
			p, err := m.PreviewClosing(ctx, s.Admin, at)
			if err != nil {
				return err
			}
			return datatest.Second(m.CloseDay(ctx, s.Admin, key(), money.ClosingDraft{Day: at, Counts: p.Counts}))
		},
	}
}

// others are what other programs do.
func (c *crowd) others() map[string]move {
	one := c.one
	return map[string]move{
		"other inserts": func(ctx context.Context, r *rand.Rand) error {
			_, err := c.other.Exec(ctx, `INSERT INTO payments (bill_id, amount_paid, payment_method, payment_date) SELECT unnest($1::uuid[]), $2, 'Cash', now() - $3 * interval '1 day'`,
				[]uuid.UUID{one(r), one(r)}, r.IntN(300), r.IntN(4))
			return err
		},
		"other changes": func(ctx context.Context, r *rand.Rand) error {
			_, err := c.other.Exec(ctx, `UPDATE payments SET amount_paid = $2, status = $3 WHERE id = $1`, c.any(ctx, "id", "true"), r.IntN(300), []string{"failed", "success"}[r.IntN(2)])
			return err
		},
		"other deletes": func(ctx context.Context, _ *rand.Rand) error {
			_, err := c.s.Owner.Exec(ctx, `DELETE FROM payments WHERE id = $1`, c.any(ctx, "id", "true"))
			return err
		},
	}
}

// TestAWholeOfficeAtOnce: each is done or refused by a rule, none is ended by another,
// and the books are right at the end.
func TestAWholeOfficeAtOnce(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	datatest.ChargesAutomatically(t, s)
	c := &crowd{s: s, other: s.As(t, s.OtherProgram(t))}
	for i := range 6 {
		c.bills = append(c.bills, datatest.RaiseBill(t, s, 1000_00, i-4).ID)
	}
	var all sync.WaitGroup
	moves := c.comesIn()
	maps.Copy(moves, c.corrects())
	maps.Copy(moves, c.others())
	for i, name := range slices.Sorted(maps.Keys(moves)) {
		all.Go(func() {
			r := rand.New(rand.NewPCG(uint64(i), 361))
			for range 15 {
				err := moves[name](context.Background(), r)
				var e *fault.Error
				var pg *pgconn.PgError
				switch {
				case err == nil:
				case errors.As(err, &pg) && pg.ConstraintName == "payments_not_above_due":
				case errors.As(err, &pg):
					t.Errorf("%s: %v\n%s\n%s", name, err, pg.Detail, pg.Where)
				case !errors.As(err, &e) || e.Kind != fault.Refused && e.Kind != fault.Invalid && e.Kind != fault.NotFound:
					t.Errorf("%s: %v", name, err)
				}
			}
		})
	}
	all.Wait()
	for what, rows := range map[string]string{
		"bills have other figures than their payments make": `bills b LEFT JOIN LATERAL (SELECT coalesce(sum(amount_paid), 0) AS paid FROM payments p
				WHERE p.bill_id = b.id AND coalesce(p.status, 'success') = 'success') p ON true
			WHERE b.amount_paid <> p.paid OR p.paid + b.waived_amount > b.amount OR b.voided_at IS NOT NULL AND p.paid > 0`,
		"bills have two late fees":                `(SELECT FROM bills WHERE late_fee_of IS NOT NULL AND voided_at IS NULL GROUP BY late_fee_of HAVING count(*) > 1) f`,
		"payments have lines that do not balance": `(SELECT FROM payment_lines GROUP BY payment_id HAVING sum(amount) <> 0) f`,
		"bills have lines that do not balance":    `(SELECT FROM bill_lines GROUP BY bill_id HAVING sum(amount) <> 0) f`,
		"closed days have other cash than was counted": `cash_closings c WHERE c.undone_at IS NULL
			AND (SELECT coalesce(sum(n.expected), 0) FROM cash_counts n WHERE n.closing_id = c.id) <> (SELECT coalesce(sum(x.amount), 0) FROM (
				SELECT y.amount_paid AS amount FROM payments y WHERE coalesce(y.status, 'success') = 'success' AND y.payment_method = 'Cash'
					AND coalesce(y.counted_on, y.received_on, society360_local_date(y.payment_date, society360_zone())) BETWEEN c.from_day AND c.day
				UNION ALL SELECT l.amount FROM payment_lines l WHERE l.method = 'Cash' AND l.day BETWEEN c.from_day AND c.day) x)`,
	} {
		if n := s.Count(t, rows); n != 0 {
			t.Errorf("%d %s", n, what)
		}
	}
	if s.Count(t, `cash_closings`) == 0 || s.Count(t, `payments WHERE cheque_date IS NOT NULL`) == 0 {
		t.Error("no day was closed, or no cheque taken")
	}
	wantNoGaps(t, s, s.Count(t, `receipts`))
}
