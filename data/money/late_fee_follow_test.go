package money_test

import (
	"sync"
	"testing"

	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/datatest"
)

// feeCase is a bill of 10,000.00 of A-101 that was due five days before its late fee
// was charged, with what was paid on it before.
type feeCase struct {
	*datatest.Society
	t    *testing.T
	bill money.Bill
}

// newFeeCase has amounts paid on the bill, each received so many days before the
// fee's day, which is today; 0 is today, recorded behind the fee.
func newFeeCase(t *testing.T, before map[value.Paise]int) *feeCase {
	t.Helper()
	c := &feeCase{Society: datatest.NewSociety(t), t: t}
	datatest.ChargesAutomatically(t, c.Society)
	c.bill = datatest.RaiseBill(t, c.Society, 10_000_00, -5)
	for amount, days := range before {
		if days > 0 {
			c.pay(amount, days)
		}
	}
	datatest.Charge(t, c.Society)
	for amount, days := range before {
		if days == 0 {
			c.pay(amount, 0)
		}
	}
	return c
}

// pay records a payment that was received so many days ago.
func (c *feeCase) pay(amount value.Paise, ago int) money.Payment {
	c.t.Helper()
	done, err := c.Money.Pay(c.t.Context(), c.Admin, uuid.New(), money.PaymentDraft{
		Unit: c.Units["A-101"], Amount: amount, Method: money.Cash, Bills: []uuid.UUID{c.bill.ID}, ReceivedOn: c.Settings.ThisDay().AddDays(-ago),
	})
	if err != nil {
		c.t.Fatalf("pay %s: %v", amount, err)
	}
	return done.Payments[0]
}

// fee is how the late fee on the bill stands, empty where it has none.
func (c *feeCase) fee() string {
	c.t.Helper()
	return datatest.Scan[string](c.t, c.Owner, `SELECT coalesce((SELECT amount || ' on ' || fee_base || ', due ' || amount - waived_amount - amount_paid
		FROM bills WHERE late_fee_of = $1), '')`, c.bill.ID)
}

// wants holds what was foretold of the fee against what became of it.
func (c *feeCase) wants(of money.FeeCause, do func() error, want string) {
	c.t.Helper()
	fates, err := c.Money.FeeFates(c.t.Context(), c.Admin, of)
	if err != nil {
		c.t.Fatal(err)
	}
	before := c.fee()
	if err := do(); err != nil {
		c.t.Fatal(err)
	}
	after := c.fee()
	if after != want {
		c.t.Errorf("the fee became %s, want %s", after, want)
	}
	audited := c.Count(c.t, `audit_logs WHERE action = 'LATE_FEE_FOLLOWED'`)
	switch {
	case before == after && len(fates) > 0 && !fates[0].Paid, before != after && len(fates) != 1, (before != after) != (audited == 1):
		c.t.Errorf("%s became %s; foretold %+v, with %d audit rows", before, after, fates, audited)
	case len(fates) > 0:
		if due := datatest.Scan[value.Paise](c.t, c.Owner, `SELECT amount - waived_amount - amount_paid FROM bills WHERE id = $1`, fates[0].Fee); due != fates[0].Becomes {
			c.t.Errorf("foretold was that %s would be due, and %s is", fates[0].Becomes, due)
		}
	}
}

func (c *feeCase) void() (money.FeeCause, func() error) {
	return money.FeeCause{Void: &c.bill.ID}, func() error {
		_, err := c.Money.VoidBill(c.t.Context(), c.Admin, uuid.New(), c.bill.ID, "raised twice")
		return err
	}
}

func (c *feeCase) correct(amount value.Paise, due int) (money.FeeCause, func() error) {
	day := c.Settings.ThisDay().AddDays(due)
	return money.FeeCause{Correct: &c.bill.ID, Amount: amount, DueDate: day}, func() error {
		now, err := c.Money.Bill(c.t.Context(), c.Admin, c.bill.ID)
		if err == nil {
			_, err = c.Money.CorrectBill(c.t.Context(), c.Admin, uuid.New(), c.bill.ID, money.BillCorrection{
				Amount: amount, BillDate: now.BillDate, DueDate: day, Reason: "read wrongly", Seen: now,
			})
		}
		return err
	}
}

func (c *feeCase) reverse(p money.Payment) (money.FeeCause, func() error) {
	return money.FeeCause{Payment: &p.ID}, func() error {
		_, err := c.Money.ReversePayment(c.t.Context(), c.Admin, uuid.New(), p.ID, "it bounced")
		return err
	}
}

// first is the payment of an amount on the bill.
func (c *feeCase) first(amount value.Paise) money.Payment {
	c.t.Helper()
	page, err := c.Money.Payments(c.t.Context(), c.Admin, money.PaymentFilter{Bill: &c.bill.ID})
	if err != nil {
		c.t.Fatal(err)
	}
	for _, p := range page.Payments {
		if p.Amount == amount {
			return p
		}
	}
	c.t.Fatalf("no payment of %s", amount)
	return money.Payment{}
}

// TestAFeeGoesWithItsCause: the sentences of the README.
func TestAFeeGoesWithItsCause(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		paid map[value.Paise]int
		do   func(c *feeCase) (money.FeeCause, func() error)
		want string
	}{
		"voided":            {nil, (*feeCase).void, "500.00 on 10000.00, due 0.00"},
		"for less":          {nil, func(c *feeCase) (money.FeeCause, func() error) { return c.correct(8000_00, -5) }, "400.00 on 8000.00, due 400.00"},
		"for more":          {nil, func(c *feeCase) (money.FeeCause, func() error) { return c.correct(12_000_00, -5) }, "500.00 on 10000.00, due 500.00"},
		"not late":          {nil, func(c *feeCase) (money.FeeCause, func() error) { return c.correct(10_000_00, 5) }, "500.00 on 10000.00, due 0.00"},
		"late still":        {nil, func(c *feeCase) (money.FeeCause, func() error) { return c.correct(10_000_00, -1) }, "500.00 on 10000.00, due 500.00"},
		"bounced":           {map[value.Paise]int{9000_00: 10}, func(c *feeCase) (money.FeeCause, func() error) { return c.reverse(c.first(9000_00)) }, "500.00 on 10000.00, due 500.00"},
		"one of two":        {map[value.Paise]int{6000_00: 10, 1000_00: 8}, func(c *feeCase) (money.FeeCause, func() error) { return c.reverse(c.first(6000_00)) }, "450.00 on 9000.00, due 450.00"},
		"paid in time":      {map[value.Paise]int{10_000_00: 10}, func(c *feeCase) (money.FeeCause, func() error) { return c.reverse(c.first(10_000_00)) }, ""},
		"paid on the day":   {map[value.Paise]int{4000_00: 0}, func(c *feeCase) (money.FeeCause, func() error) { return c.reverse(c.first(4000_00)) }, "500.00 on 10000.00, due 500.00"},
		"recorded too late": {nil, func(c *feeCase) (money.FeeCause, func() error) { return c.reverse(c.pay(4000_00, 6)) }, "500.00 on 10000.00, due 500.00"},
		"all recorded late": {nil, func(c *feeCase) (money.FeeCause, func() error) { return c.reverse(c.pay(10_000_00, 6)) }, "500.00 on 10000.00, due 500.00"},
		"fees are off": {map[value.Paise]int{9000_00: 10}, func(c *feeCase) (money.FeeCause, func() error) {
			datatest.Setting(c.t, c.Society, "billing.late_fees", "no")
			return c.reverse(c.first(9000_00))
		}, "50.00 on 1000.00, due 50.00"},
		"waived in part": {map[value.Paise]int{9000_00: 10}, func(c *feeCase) (money.FeeCause, func() error) {
			c.Exec(c.t, `UPDATE bills SET waived_amount = 20 WHERE late_fee_of = $1`, c.bill.ID)
			return c.reverse(c.first(9000_00))
		}, "500.00 on 10000.00, due 480.00"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFeeCase(t, c.paid)
			of, do := c.do(f)
			f.wants(of, do, c.want)
		})
	}
}

// TestACorrectedFeeIsCorrectedAgain: each correction goes on from the one before.
func TestACorrectedFeeIsCorrectedAgain(t *testing.T) {
	t.Parallel()
	c := newFeeCase(t, nil)
	for _, step := range []struct {
		amount value.Paise
		want   string
	}{{8000_00, "400.00 on 8000.00, due 400.00"}, {6000_00, "300.00 on 6000.00, due 300.00"}} {
		if _, do := c.correct(step.amount, -5); do() != nil || c.fee() != step.want {
			t.Errorf("for %s the fee is %s, want %s", step.amount, c.fee(), step.want)
		}
	}
}

// TestAPaidFeeIsLeft, and said to be.
func TestAPaidFeeIsLeft(t *testing.T) {
	t.Parallel()
	c := newFeeCase(t, nil)
	c.Exec(t, `INSERT INTO payments (bill_id, amount_paid, status) SELECT id, 30, 'success' FROM bills WHERE late_fee_of = $1`, c.bill.ID)
	of, do := c.void()
	fates, err := c.Money.FeeFates(t.Context(), c.Admin, of)
	if err != nil || len(fates) != 1 || !fates[0].Paid || fates[0].Becomes != 470_00 || fates[0].Unit != "A-101" {
		t.Errorf("foretold %+v, %v", fates, err)
	}
	if err := do(); err != nil || c.fee() != "500.00 on 10000.00, due 470.00" {
		t.Errorf("the fee is %s: %v", c.fee(), err)
	}
}

// TestAFeeFollowsOnWhatItIsOf: it stays a percentage of its base on a bill that was
// corrected to more.
func TestAFeeFollowsOnWhatItIsOf(t *testing.T) {
	t.Parallel()
	c := &feeCase{Society: datatest.NewSociety(t), t: t}
	datatest.ChargesAutomatically(t, c.Society)
	c.bill = datatest.RaiseBill(t, c.Society, 10_000_00, -5)
	made := claim(t, c.Society, 4000_00, -6)
	datatest.Charge(t, c.Society)
	_, correct := c.correct(12_000_00, -5)
	if err := correct(); err != nil || c.fee() != "300.00 on 6000.00, due 300.00" {
		t.Fatalf("corrected, the fee is %s: %v", c.fee(), err)
	}
	_, err := c.Money.RefuseClaim(t.Context(), c.Admin, uuid.New(), made[0].ID, "not at the bank")
	if got := c.fee(); err != nil || got != "500.00 on 10000.00, due 500.00" {
		t.Errorf("the fee became %s: %v", got, err)
	}
}

// TestAReceiptTakesEachFeeAlong: the payments of one receipt, over two bills.
func TestAReceiptTakesEachFeeAlong(t *testing.T) {
	t.Parallel()
	c := newFeeCase(t, map[value.Paise]int{9000_00: 10})
	p := c.first(9000_00)
	of := money.FeeCause{Receipt: p.ReceiptID}
	c.wants(of, func() error {
		_, err := c.Money.ReverseReceipt(t.Context(), c.Admin, uuid.New(), *p.ReceiptID, "it bounced")
		return err
	}, "500.00 on 10000.00, due 500.00")
}

// TestAFeeIsPaidBesideAVoid: whoever comes first, nothing is paid and waived.
func TestAFeeIsPaidBesideAVoid(t *testing.T) {
	t.Parallel()
	for range 6 {
		c := newFeeCase(t, nil)
		fee := datatest.Scan[uuid.UUID](t, c.Owner, `SELECT id FROM bills WHERE late_fee_of = $1`, c.bill.ID)
		_, void := c.void()
		var both sync.WaitGroup
		var voided, paid error
		both.Go(func() { voided = void() })
		both.Go(func() {
			_, paid = c.Money.Pay(t.Context(), c.Admin, uuid.New(), money.PaymentDraft{Unit: c.Units["A-101"], Amount: 500_00, Method: money.Cash, Bills: []uuid.UUID{fee}})
		})
		both.Wait()
		if got := c.fee(); got != "500.00 on 10000.00, due 0.00" || voided != nil {
			t.Errorf("the fee stands at %s; void: %v, paid: %v", got, voided, paid)
		}
		if n := c.Count(t, `bills WHERE id = $1 AND amount_paid > 0 AND waived_amount > 0`, fee); n != 0 {
			t.Error("it is paid and waived")
		}
	}
}

// TestAFeeWhoseCauseAnotherProgramTookIsMarked: it is not refused, nor is the fee
// changed unasked.
func TestAFeeWhoseCauseAnotherProgramTookIsMarked(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]string{
		"lowered":   `amount = 8000`,
		"not late":  `due_date = due_date + 30`,
		"voided":    `voided_at = now()`,
		"untouched": `description = 'Water'`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newFeeCase(t, nil)
			c.Exec(t, `UPDATE bills SET `+change+` WHERE id = $1`, c.bill.ID)
			page, err := c.Money.Bills(t.Context(), c.Admin, money.BillFilter{Types: []string{money.LateFee}})
			if err != nil || len(page.Bills) != 1 || page.Bills[0].CauseGone != (name != "untouched") {
				t.Errorf("%+v, %v", page.Bills, err)
			}
			if got := c.fee(); got != "500.00 on 10000.00, due 500.00" {
				t.Errorf("the fee became %s", got)
			}
		})
	}
}

// TestACorrectedDueDateLeavesWhatWasHeld: which claims the fee left out was settled on
// its day.
func TestACorrectedDueDateLeavesWhatWasHeld(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		paid, due int
		confirmed bool
		want      string
	}{
		"held, due earlier, confirmed":   {-6, -8, true, "300.00 on 6000.00, due 300.00"},
		"held, due earlier, refused":     {-6, -8, false, "500.00 on 10000.00, due 500.00"},
		"not held, due later, confirmed": {-2, -1, true, "500.00 on 10000.00, due 300.00"},
		"not held, due later, refused":   {-2, -1, false, "500.00 on 10000.00, due 500.00"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := &feeCase{Society: datatest.NewSociety(t), t: t}
			datatest.ChargesAutomatically(t, f.Society)
			f.bill = datatest.RaiseBill(t, f.Society, 10_000_00, -5)
			made := claim(t, f.Society, 4000_00, c.paid)
			datatest.Charge(t, f.Society)
			_, correct := f.correct(10_000_00, c.due)
			err := correct()
			if c.confirmed && err == nil {
				_, err = f.Money.ConfirmClaim(t.Context(), f.Admin, uuid.New(), made[0].ID)
			} else if err == nil {
				_, err = f.Money.RefuseClaim(t.Context(), f.Admin, uuid.New(), made[0].ID, "not at the bank")
			}
			if got := f.fee(); err != nil || got != c.want {
				t.Errorf("the fee became %s, want %s: %v", got, c.want, err)
			}
		})
	}
}
