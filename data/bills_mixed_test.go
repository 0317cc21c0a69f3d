package data_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync"
	"testing"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/civoranexus/society360/data/datatest"
)

// TestDeskBesideOtherPrograms: treasurers pay, take back, waive and charge what is
// late while other programs insert, move, change and delete payments of the same
// bills with statements of their own. Each is done or refused by a rule, none is
// ended by another, and at the end every bill has what its payments say.
func TestDeskBesideOtherPrograms(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	datatest.ChargesAutomatically(t, s)
	bills := make([]uuid.UUID, 6)
	for i := range bills {
		bills[i] = datatest.RaiseBill(t, s, 1000_00, i-3).ID
	}
	other := s.As(t, s.OtherProgram(t))
	one := func(r *rand.Rand) uuid.UUID { return bills[r.IntN(len(bills))] }
	const some = `SELECT id FROM payments WHERE status = 'success' ORDER BY md5(id::text || $1) LIMIT 1`
	moves := []func(ctx context.Context, r *rand.Rand) error{
		func(ctx context.Context, r *rand.Rand) error {
			n := money.PaymentDraft{Unit: s.Units["A-101"], Amount: value.Paise(1 + r.IntN(2500_00)), Method: money.Cash}
			_, err := s.Money.Pay(ctx, s.Admin, uuid.New(), n)
			return err
		},
		func(ctx context.Context, _ *rand.Rand) error {
			id := uuid.Nil
			_ = other.QueryRow(ctx, some, uuid.NewString()).Scan(&id) // there may be none
			_, err := s.Money.ReversePayment(ctx, s.Admin, uuid.New(), id, "bounced")
			return err
		},
		func(ctx context.Context, r *rand.Rand) error {
			_, err := s.Money.WaiveBill(ctx, s.Admin, uuid.New(), one(r), value.Paise(1+r.IntN(20_00)), "kindness")
			return err
		},
		func(ctx context.Context, _ *rand.Rand) error {
			_, err := s.Money.ChargeOverdue(ctx, s.Admin, nil)
			return err
		},
		func(ctx context.Context, r *rand.Rand) error {
			_, err := other.Exec(ctx, `INSERT INTO payments (bill_id, amount_paid) SELECT unnest($1::uuid[]), $2`, []uuid.UUID{one(r), one(r)}, r.IntN(600))
			return err
		},
		func(ctx context.Context, r *rand.Rand) error {
			_, err := other.Exec(ctx, `UPDATE payments SET bill_id = $2 WHERE id = (`+some+`)`, uuid.NewString(), one(r))
			return err
		},
		func(ctx context.Context, r *rand.Rand) error {
			_, err := other.Exec(ctx, `UPDATE payments SET amount_paid = $2 WHERE id = (`+some+`)`, uuid.NewString(), r.IntN(600))
			return err
		},
		func(ctx context.Context, _ *rand.Rand) error {
			_, err := s.Owner.Exec(ctx, `DELETE FROM payments WHERE id = (`+some+`)`, uuid.NewString())
			return err
		},
	}
	var programs sync.WaitGroup
	for i := range uint64(2 * len(moves)) {
		programs.Go(func() {
			r := rand.New(rand.NewPCG(i, 360))
			for range 40 {
				err := moves[i%uint64(len(moves))](context.Background(), r)
				var e *fault.Error
				var pg *pgconn.PgError
				switch {
				case err == nil:
				case errors.As(err, &pg) && pg.ConstraintName == "payments_not_above_due":
				case errors.As(err, &e) && pg == nil && (e.Kind == fault.Refused || e.Kind == fault.Invalid || e.Kind == fault.NotFound):
				case errors.As(err, &pg):
					t.Errorf("move %d: %v\n%s\n%s", i%uint64(len(moves)), err, pg.Detail, pg.Where)
				default:
					t.Errorf("move %d: %v", i%uint64(len(moves)), err)
				}
			}
		})
	}
	programs.Wait()
	if n := s.Count(t, `bills b LEFT JOIN LATERAL (SELECT coalesce(sum(amount_paid), 0) AS paid FROM payments p
			WHERE p.bill_id = b.id AND coalesce(p.status, 'success') = 'success') p ON true
		WHERE b.amount_paid <> p.paid OR p.paid + b.waived_amount > b.amount
			OR b.status <> society360_bill_status(b.amount, b.waived_amount, p.paid, b.due_date, society360_today())`); n != 0 {
		t.Errorf("%d bills have other figures than their payments make", n)
	}
	t.Logf("%d payments on %d bills", s.Count(t, `payments`), s.Count(t, `bills`))
}
