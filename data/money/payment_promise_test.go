package money_test

import (
	"context"
	"errors"
	"log/slog"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data"
	"github.com/civoranexus/society360/data/datatest"
)

// till is one client at the bill: it pays its share until it knows that it is
// paid, or that nothing is due any more. Each sending goes out twice, as from an
// impatient hand.
type till struct {
	society *data.Society
	s       *datatest.Society
	n       money.PaymentDraft
	// paid counts what all clients know of.
	paid *atomic.Int64
	// lost counts the outcomes that were asked for by key.
	lost *atomic.Int64
}

// pay returns the intent that the share was paid under, or none.
func (c till) pay(t *testing.T) uuid.UUID {
	for key := uuid.New(); ; {
		err := c.sendTwice(key)
		var e *fault.Error
		switch {
		case err == nil:
			c.paid.Add(1)
			return key
		case !errors.As(err, &e):
			t.Errorf("pay: %v", err)
			return uuid.Nil
		case e.Kind == fault.Unknown:
			c.lost.Add(1)
			if c.settle(t, key) {
				c.paid.Add(1)
				return key
			}
			key = uuid.New() // what was given up is spent
		case e.Kind == fault.Invalid && e.Bad["amount"] != nil:
			return uuid.Nil // nothing is due any more
		case e.Kind != fault.Unavailable && e.Kind != fault.Refused:
			t.Errorf("pay: %v", err)
			return uuid.Nil
		}
	}
}

// sendTwice sends one intent twice at once, and gives what the person is told:
// that it is paid, where either says so, or else that it is not known, where
// either does not know.
func (c till) sendTwice(key uuid.UUID) error {
	errs := make([]error, 2)
	var wg sync.WaitGroup
	for i := range errs {
		wg.Go(func() { _, errs[i] = c.society.Money.Pay(context.Background(), c.s.Admin, key, c.n) })
	}
	wg.Wait()
	var e *fault.Error
	for _, err := range errs {
		if err == nil {
			return nil
		}
		if errors.As(err, &e) && e.Kind == fault.Unknown {
			return err
		}
	}
	return errs[0]
}

func (c till) settle(t *testing.T, key uuid.UUID) (saved bool) {
	datatest.WaitUntil(t, func() bool {
		var err error
		saved, err = c.society.Settle(context.Background(), c.s.Admin, key)
		return err == nil
	})
	return saved
}

// TestPromiseFiftyPayOneBill: Rs 10,000 are due, and fifty clients pay Rs 400
// each, every intent sent at least twice, over a line that breaks again and
// again. Twenty-five fit.
func TestPromiseFiftyPayOneBill(t *testing.T) {
	t.Parallel()
	rounds := datatest.Times(1, 20)
	var kept, cuts, lost int
	for i := range rounds {
		t.Run(strconv.Itoa(i+1), func(t *testing.T) { // whose connections are given back at its end
			k, c, l := fiftyPay(t)
			kept, cuts, lost = kept+k, cuts+c, lost+l
		})
	}
	t.Logf("%d rounds of 50 clients x Rs 400 on Rs 10,000.00: %d payments kept (25 a round), Rs %s in all, %d cuts of the line, %d outcomes found out by key, 0 above the amount, 0 intents paid twice",
		rounds, kept, value.Paise(kept)*400_00, cuts, lost)
}

func fiftyPay(t *testing.T) (kept, cuts, lostOutcomes int) {
	t.Helper()
	s := datatest.NewSociety(t)
	line := datatest.Proxy(t, s.DB)
	society, err := data.Open(t.Context(), line.Config, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(society.Close)
	b := datatest.RaiseBill(t, s, 10_000_00, 5)
	var paid, lost atomic.Int64
	keys := make([]uuid.UUID, 50)
	var clients sync.WaitGroup
	for i := range keys {
		n := money.PaymentDraft{Unit: s.Units["A-101"], Amount: 400_00, Method: money.Cash}
		if i%2 == 0 {
			n.Shown = []money.Allocation{{Bill: b.ID, Amount: 400_00}}
		}
		clients.Go(func() { keys[i] = till{society, s, n, &paid, &lost}.pay(t) })
	}
	ended := make(chan struct{})
	go func() { clients.Wait(); close(ended) }()
	for open := true; open; {
		before := paid.Load()
		datatest.WaitUntil(t, func() bool {
			select {
			case <-ended:
				open = false
				return true
			default:
				return paid.Load() >= before+3
			}
		})
		if open {
			cuts++
			line.Cut()
			line.Restore()
		}
	}

	wantStands(t, s, b.ID, "10,000.00 0.00 10,000.00 0.00 paid")
	for i, key := range keys {
		if key == uuid.Nil {
			continue
		}
		kept++
		if n := s.Count(t, `write_intents w JOIN audit_logs a ON a.resource_type = 'payments' AND a.action = 'PAYMENT_RECORDED'
			AND a.resource_id = (w.result -> 0 ->> 'id')::uuid
			JOIN payments y ON y.id = a.resource_id AND y.status = 'success' AND y.amount_paid = 400
			JOIN receipt_payments r ON r.payment_id = y.id WHERE w.key = $1`, key); n != 1 {
			t.Errorf("client %d was told that it is paid; that stands %d times", i, n)
		}
	}
	if n := s.Count(t, `payments`); n != 25 || kept != 25 {
		t.Errorf("%d payments stand and %d clients know of theirs, want 25", n, kept)
	}
	wantNoGaps(t, s, 25)
	return kept, cuts, int(lost.Load())
}

// wantNoGaps wants this year's receipts numbered from 1 to n.
func wantNoGaps(tb testing.TB, s *datatest.Society, n int) {
	tb.Helper()
	if got := s.Count(tb, `receipts r WHERE r.number BETWEEN 1 AND $1 AND r.year = extract(year FROM society360_today())`, n); got != n || s.Count(tb, `receipts`) != n {
		tb.Errorf("%d receipts are numbered 1 to %d, of %d in all", got, n, s.Count(tb, `receipts`))
	}
}
