package data_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/civoranexus/society360/data/fault"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"pgregory.net/rapid"

	"github.com/civoranexus/society360/data/datatest"
)

// atOnce runs work on as many connections of the desk's role, all let go
// together, and counts what came of it: "done", or the constraint or SQLSTATE
// that refused.
func atOnce(t *testing.T, db *datatest.DB, n int, work func(conn *pgx.Conn, i int) error) map[string]int {
	t.Helper()
	conns := make([]*pgx.Conn, n)
	role := db.OtherProgram(t)
	for i := range conns {
		conns[i] = db.Conn(t, role)
	}
	var mu sync.Mutex
	outcomes := map[string]int{}
	start := make(chan struct{})
	var wg sync.WaitGroup
	for i, conn := range conns {
		wg.Go(func() {
			<-start
			err := work(conn, i)
			outcome := "done"
			var pgErr *pgconn.PgError
			switch {
			case errors.As(err, &pgErr) && pgErr.ConstraintName != "":
				outcome = pgErr.ConstraintName
			case err != nil:
				outcome = err.Error()
			}
			mu.Lock()
			defer mu.Unlock()
			outcomes[outcome]++
		})
	}
	close(start)
	wg.Wait()
	return outcomes
}

// TestFiftyPaymentsAtOnce: half of them lock the bill first, as the desk does,
// half just insert, as another program may. Rs 1,000 take two of Rs 400.
func TestFiftyPaymentsAtOnce(t *testing.T) {
	t.Parallel()
	db := datatest.New(t)
	bill := addBill(t, db.Owner, "1000", future)
	outcomes := atOnce(t, db, 50, func(conn *pgx.Conn, i int) error {
		return pgx.BeginFunc(t.Context(), conn, func(tx pgx.Tx) error {
			if i%2 == 0 {
				if _, err := tx.Exec(t.Context(), `SELECT FROM bills WHERE id = $1 FOR NO KEY UPDATE`, bill); err != nil {
					return err
				}
			}
			_, err := tx.Exec(t.Context(), `INSERT INTO payments (bill_id, amount_paid) VALUES ($1, 400)`, bill)
			return err
		})
	})
	if len(outcomes) != 2 || outcomes["done"] != 2 || outcomes["payments_not_above_due"] != 48 {
		t.Errorf("of 50 payments of 400 on a bill of 1,000: %v, want 2 done and 48 refused", outcomes)
	}
	if got := datatest.Figures(t, db.Owner, bill); got != "800.00 0.00 partially_paid" {
		t.Errorf("the bill has %s", got)
	}
	if paid := datatest.Scan[string](t, db.Owner, `SELECT sum(amount_paid)::text FROM payments WHERE bill_id = $1 AND status = 'success'`, bill); paid != "800.00" {
		t.Errorf("successful payments sum to %s", paid)
	}
}

// TestPaymentsOverSeveralBillsDoNotDeadlock: statements that name the same bills
// in opposite orders.
func TestPaymentsOverSeveralBillsDoNotDeadlock(t *testing.T) {
	t.Parallel()
	db := datatest.New(t)
	bills := make([]uuid.UUID, 6)
	for i := range bills {
		bills[i] = addBill(t, db.Owner, "1000", future)
	}
	outcomes := atOnce(t, db, 12, func(conn *pgx.Conn, i int) error {
		order := slices.Clone(bills)
		if i%2 == 0 {
			slices.Reverse(order)
		}
		for range 10 {
			if _, err := conn.Exec(t.Context(), `INSERT INTO payments (bill_id, amount_paid) SELECT b, 1 FROM unnest($1::uuid[]) AS b`, order); err != nil {
				return err
			}
		}
		return nil
	})
	if len(outcomes) != 1 || outcomes["done"] != 12 {
		t.Errorf("%v, want 12 done", outcomes)
	}
	for _, bill := range bills {
		if got := datatest.Figures(t, db.Owner, bill); got != "120.00 0.00 partially_paid" {
			t.Errorf("a bill has %s", got)
		}
	}
}

// TestPaymentAgainstWaiver: the last rupees of a bill are paid or waived, never
// both.
func TestPaymentAgainstWaiver(t *testing.T) {
	t.Parallel()
	db := datatest.New(t)
	for range 20 {
		bill := addBill(t, db.Owner, "100", future)
		outcomes := atOnce(t, db, 2, func(conn *pgx.Conn, i int) error {
			sql := `INSERT INTO payments (bill_id, amount_paid) VALUES ($1, 100)`
			if i == 1 {
				sql = `UPDATE bills SET waived_amount = 100 WHERE id = $1`
			}
			_, err := conn.Exec(t.Context(), sql, bill)
			return err
		})
		if outcomes["done"] != 1 || outcomes["payments_not_above_due"]+outcomes["bills_waiver_not_above_due"] != 1 {
			t.Fatalf("%v, want one done and one refused", outcomes)
		}
		if got := datatest.Figures(t, db.Owner, bill); got != "100.00 0.00 paid" && got != "0.00 100.00 paid" {
			t.Fatalf("the bill has %s", got)
		}
	}
}

// modelBill is what the rules say of a bill, in paise.
type modelBill struct {
	id             uuid.UUID
	amount, waived int64
	overdue        bool
}

type modelPayment struct {
	id     uuid.UUID
	bill   int
	amount int64
	status string
}

// reg is the model that the database is compared with.
type reg struct {
	bills    []modelBill
	payments []modelPayment
}

func (r *reg) paid(bill int) (sum int64) {
	for _, p := range r.payments {
		if p.bill == bill && (p.status == "success" || p.status == "") {
			sum += p.amount
		}
	}
	return sum
}

// figures is what should be stored of a bill.
func (r *reg) figures(bill int) string {
	b, paid := r.bills[bill], r.paid(bill)
	status := "unpaid"
	switch {
	case b.amount-b.waived-paid <= 0:
		status = "paid"
	case b.overdue:
		status = "overdue"
	case paid > 0:
		status = "partially_paid"
	}
	return fmt.Sprintf("%s %s %s", datatest.Rupees(paid), datatest.Rupees(b.waived), status)
}

// try makes the change after in the model if the rules allow it, and reports
// that: what was paid of no bill may rise above its due, nor its waiver.
func (r *reg) try(after reg) bool {
	for i, b := range after.bills {
		due, paid := b.amount-b.waived, after.paid(i)
		if i < len(r.bills) && (paid > r.paid(i) || b.waived > r.bills[i].waived) && paid > due {
			return false
		}
	}
	*r = after
	return true
}

func (r *reg) clone() reg {
	return reg{bills: slices.Clone(r.bills), payments: slices.Clone(r.payments)}
}

// change draws one change of the register: its SQL, its arguments and what it
// makes of the model.
func (r *reg) change(t *rapid.T) (sql string, args []any, after reg) {
	after = r.clone()
	bill := rapid.IntRange(0, len(r.bills)-1).Draw(t, "bill")
	amount := rapid.Int64Range(0, 80000).Draw(t, "paise")
	kind := rapid.SampledFrom([]string{"pay", "pay", "pay", "repay", "status", "move", "delete", "amount", "due", "waive"}).Draw(t, "kind")
	payment := -1
	if len(r.payments) > 0 {
		payment = rapid.IntRange(0, len(r.payments)-1).Draw(t, "payment")
	}
	b := &after.bills[bill]
	switch {
	case kind == "amount":
		b.amount = amount
		return `UPDATE bills SET amount = $2 WHERE id = $1`, []any{b.id, datatest.Rupees(amount)}, after
	case kind == "due":
		b.overdue = !b.overdue
		return `UPDATE bills SET due_date = $2::text::date WHERE id = $1`, []any{b.id, map[bool]string{true: "2025-01-01", false: "2099-01-01"}[b.overdue]}, after
	case kind == "waive":
		b.waived = amount
		return `UPDATE bills SET waived_amount = $2 WHERE id = $1`, []any{b.id, datatest.Rupees(amount)}, after
	case kind == "pay" || payment < 0:
		status := rapid.SampledFrom([]string{"success", "", "pending", "failed"}).Draw(t, "status")
		p := modelPayment{id: uuid.New(), bill: bill, amount: amount, status: status}
		after.payments = append(after.payments, p)
		return `INSERT INTO payments (id, bill_id, amount_paid, status) VALUES ($1, $2, $3, nullif($4, ''))`, []any{p.id, b.id, datatest.Rupees(amount), status}, after
	}
	p := &after.payments[payment]
	switch kind {
	case "repay":
		p.amount = amount
		return `UPDATE payments SET amount_paid = $2 WHERE id = $1`, []any{p.id, datatest.Rupees(amount)}, after
	case "status":
		p.status = rapid.SampledFrom([]string{"success", "", "pending", "failed"}).Draw(t, "status")
		return `UPDATE payments SET status = nullif($2, '') WHERE id = $1`, []any{p.id, p.status}, after
	case "move":
		p.bill = bill
		return `UPDATE payments SET bill_id = $2 WHERE id = $1`, []any{p.id, b.id}, after
	}
	id := p.id
	after.payments = slices.Delete(after.payments, payment, payment+1)
	return `DELETE FROM payments WHERE id = $1`, []any{id}, after
}

// TestFiguresAfterAnything: whatever is done to bills and payments, in whatever
// order, the figures stored are those derived, and what must be refused is.
func TestFiguresAfterAnything(t *testing.T) {
	t.Parallel()
	db := datatest.New(t)
	rapid.Check(t, func(rt *rapid.T) {
		var r reg
		for range 2 {
			r.bills = append(r.bills, modelBill{id: addBill(t, db.Owner, "1000", future), amount: 100000})
		}
		for range rapid.IntRange(1, 25).Draw(rt, "changes") {
			sql, args, after := r.change(rt)
			_, err := db.Owner.Exec(t.Context(), sql, args...)
			if allowed := r.try(after); allowed != (err == nil) {
				rt.Fatalf("%s %v: %v, allowed by the rules: %v", sql, args, err, allowed)
			}
			for i, b := range r.bills {
				if got, want := datatest.Figures(t, db.Owner, b.id), r.figures(i); got != want {
					rt.Fatalf("after %s %v: %s, want %s", sql, args, got, want)
				}
			}
		}
	})
}

// TestReversalBesideAnotherProgram: both take the same payment back while a third
// has its bill. Whoever comes first, both end, and the payment is back once.
func TestReversalBesideAnotherProgram(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	b := datatest.RaiseBill(t, s, 1000_00, 10)
	for _, deskFirst := range []bool{true, false} {
		payment := datatest.PayCash(t, s, 1000_00).Payments[0].ID
		held, err := s.Owner.Begin(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := held.Exec(t.Context(), `SELECT FROM bills WHERE id = $1 FOR NO KEY UPDATE`, b.ID); err != nil {
			t.Fatal(err)
		}
		ours := func() error {
			_, err := s.Money.ReversePayment(t.Context(), s.Admin, uuid.New(), payment, "it bounced")
			return err
		}
		theirs := func() error {
			_, err := s.Owner.Exec(t.Context(), `UPDATE payments SET status = 'failed' WHERE id = $1`, payment)
			return err
		}
		both := []func() error{theirs, ours}
		if deskFirst {
			both = []func() error{ours, theirs}
		}
		errs := make([]error, 2)
		var wg sync.WaitGroup
		for i, work := range both {
			wg.Go(func() { errs[i] = work() })
			datatest.WaitUntil(t, func() bool {
				return s.Count(t, `pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`) == i+1
			})
		}
		if err := held.Rollback(t.Context()); err != nil {
			t.Fatal(err)
		}
		wg.Wait()
		for i, err := range errs {
			var e *fault.Error
			if refused := errors.As(err, &e) && e.Kind == fault.Refused && strings.Contains(e.Error(), "this one is failed"); err != nil && !refused {
				t.Errorf("the desk first: %v; number %d: %v", deskFirst, i+1, err)
			}
		}
		if got := datatest.Figures(t, s.Owner, b.ID); got != "0.00 0.00 unpaid" {
			t.Errorf("the desk first: %v; the bill has %s", deskFirst, got)
		}
	}
}
