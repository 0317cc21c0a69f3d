package money_test

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"github.com/civoranexus/society360/data/datatest"
)

// ledgerBill is what the rules say of a bill.
type ledgerBill struct {
	id           uuid.UUID
	kind         string
	amount       value.Paise
	waived, paid value.Paise
	due          value.Day
	void         bool
	feeOf        uuid.UUID
}

func (b *ledgerBill) owed() value.Paise { return b.amount - b.waived - b.paid }

// ledgerPayment is a payment that stands on one bill.
type ledgerPayment struct {
	id     uuid.UUID
	bill   uuid.UUID
	amount value.Paise
}

// ledger is a unit's account by the rules of data/README.md, Bills, in Go alone.
type ledger struct {
	today    value.Day
	bills    []*ledgerBill
	payments []ledgerPayment
}

func (l *ledger) bill(id uuid.UUID) *ledgerBill {
	for _, b := range l.bills {
		if b.id == id {
			return b
		}
	}
	return nil
}

func (l *ledger) owed() (sum value.Paise) {
	for _, b := range l.bills {
		sum += b.owed()
	}
	return sum
}

// open are the bills with something owed, oldest due date first.
func (l *ledger) open() []*ledgerBill {
	var open []*ledgerBill
	for _, b := range l.bills {
		if b.owed() > 0 {
			open = append(open, b)
		}
	}
	slices.SortFunc(open, func(a, b *ledgerBill) int {
		switch {
		case a.due.Before(b.due):
			return -1
		case b.due.Before(a.due):
			return 1
		}
		return bytes.Compare(a.id[:], b.id[:])
	})
	return open
}

func (l *ledger) status(b *ledgerBill) money.BillStatus {
	switch {
	case b.void:
		return money.Void
	case b.owed() <= 0:
		return money.Paid
	case b.due.Before(l.today):
		return money.Overdue
	case b.paid > 0:
		return money.PartiallyPaid
	}
	return money.Unpaid
}

// lines are the bills as both sides write them.
func (l *ledger) lines() []string {
	var lines []string
	for _, b := range l.bills {
		lines = append(lines, fmt.Sprintf("%s %s %s-%s-%s %s", b.id, b.kind, b.amount, b.waived, b.paid, l.status(b)))
	}
	slices.Sort(lines)
	return lines
}

// clerk drives one unit's account in the store and in the model alike.
type clerk struct {
	s    *datatest.Society
	t    *rapid.T
	unit uuid.UUID
	ledger
}

// wants holds an answer of the store against what the model expects.
func (c *clerk) wants(what string, err error, allowed bool) {
	c.t.Helper()
	var e *fault.Error
	if err != nil && (!errors.As(err, &e) || e.Kind != fault.Refused && e.Kind != fault.Invalid) {
		c.t.Fatalf("%s: %v", what, err)
	}
	if (err == nil) != allowed {
		c.t.Fatalf("%s: %v, where the rules allow it: %v", what, err, allowed)
	}
}

func (c *clerk) raise() {
	days := rapid.SampledFrom([]int{-100, -1, 0, 10}).Draw(c.t, "due in days")
	n := money.BillDraft{
		Unit: c.unit, Type: "Water", Amount: value.Paise(rapid.Int64Range(1, 500_00).Draw(c.t, "paise")),
		BillDate: c.today.AddDays(days), DueDate: c.today.AddDays(days),
	}
	b, err := c.s.Money.RaiseBill(c.t.Context(), c.s.Admin, uuid.New(), n)
	c.wants("raise", err, true)
	c.bills = append(c.bills, &ledgerBill{id: b.ID, kind: n.Type, amount: n.Amount, due: n.DueDate})
}

// pay pays in part, in full, or too much.
func (c *clerk) pay() {
	owed := c.owed()
	amount := rapid.SampledFrom([]value.Paise{owed, owed + 1, owed / 2, owed / 3, 1}).Draw(c.t, "amount")
	done, err := c.s.Money.Pay(c.t.Context(), c.s.Admin, uuid.New(), money.PaymentDraft{Unit: c.unit, Amount: amount, Method: money.Cash})
	allowed := amount > 0 && amount <= owed
	c.wants(fmt.Sprintf("pay %s of %s", amount, owed), err, allowed)
	if !allowed {
		return
	}
	for i, b := range c.open() {
		if amount == 0 {
			break
		}
		share := min(amount, b.owed())
		amount -= share
		b.paid += share
		if i >= len(done.Payments) || *done.Payments[i].BillID != b.id || done.Payments[i].Amount != share {
			c.t.Fatalf("share %d should be %s on %s: %+v", i, share, b.id, done.Payments)
		}
		c.payments = append(c.payments, ledgerPayment{done.Payments[i].ID, b.id, share})
	}
}

func (c *clerk) reverse() {
	if len(c.payments) == 0 {
		return
	}
	i := rapid.IntRange(0, len(c.payments)-1).Draw(c.t, "payment")
	_, err := c.s.Money.ReversePayment(c.t.Context(), c.s.Admin, uuid.New(), c.payments[i].id, "bounced")
	c.wants("reverse", err, true)
	c.bill(c.payments[i].bill).paid -= c.payments[i].amount
	c.payments = slices.Delete(c.payments, i, i+1)
}

func (c *clerk) waive() {
	b := c.any()
	if b == nil {
		return
	}
	amount := rapid.SampledFrom([]value.Paise{b.owed(), b.owed() + 1, b.owed() / 2}).Draw(c.t, "waived")
	_, err := c.s.Money.WaiveBill(c.t.Context(), c.s.Admin, uuid.New(), b.id, amount, "kindness")
	allowed := amount > 0 && amount <= b.owed()
	c.wants(fmt.Sprintf("waive %s of %s", amount, b.owed()), err, allowed)
	if allowed {
		b.waived += amount
	}
}

func (c *clerk) void() {
	b := c.any()
	if b == nil {
		return
	}
	_, err := c.s.Money.VoidBill(c.t.Context(), c.s.Admin, uuid.New(), b.id, "raised twice")
	allowed := !b.void && b.paid == 0
	c.wants("void", err, allowed)
	if allowed {
		b.void, b.waived = true, b.amount
		for _, fee := range c.bills {
			if fee.feeOf == b.id && !fee.void && fee.paid == 0 {
				fee.waived = fee.amount
			}
		}
	}
}

func (c *clerk) any() *ledgerBill {
	if len(c.bills) == 0 {
		return nil
	}
	return c.bills[rapid.IntRange(0, len(c.bills)-1).Draw(c.t, "bill")]
}

// run bills this month or the next: Rs 5,000 once each.
func (c *clerk) run() {
	month := c.today.AddMonths(rapid.IntRange(0, 1).Draw(c.t, "month"))
	_, err := c.s.Money.RunBills(c.t.Context(), c.s.Admin, month, nil)
	c.wants("run", err, true)
	name := "Maintenance " + month.String()
	if slices.ContainsFunc(c.bills, func(b *ledgerBill) bool { return b.kind == name }) {
		return
	}
	date := month
	if date.Before(c.today) {
		date = c.today
	}
	c.bills = append(c.bills, &ledgerBill{id: c.newBill(), kind: name, amount: 5000_00, due: date.AddDays(15)})
}

// overdue charges 5% of what is late, once a bill and never on a fee.
func (c *clerk) overdue() {
	_, err := c.s.Money.ChargeOverdue(c.t.Context(), role.Program(), nil)
	c.wants("overdue", err, true)
	for _, b := range slices.Clone(c.bills) {
		charged := slices.ContainsFunc(c.bills, func(f *ledgerBill) bool { return f.feeOf == b.id })
		fee := (b.owed()*5 + 50) / 100
		if b.feeOf != uuid.Nil || charged || b.owed() <= 0 || !b.due.Before(c.today) || fee == 0 {
			continue
		}
		id := uuid.Nil
		if err := c.s.Owner.QueryRow(c.t.Context(), `SELECT id FROM bills WHERE late_fee_of = $1`, b.id).Scan(&id); err != nil {
			c.t.Fatalf("the fee on %s: %v", b.id, err)
		}
		c.bills = append(c.bills, &ledgerBill{id: id, kind: money.LateFee, amount: fee, due: c.today.AddDays(15), feeOf: b.id})
	}
}

// newBill is the unit's bill that the model does not know yet.
func (c *clerk) newBill() uuid.UUID {
	for _, b := range c.read() {
		if c.bill(b.ID) == nil {
			return b.ID
		}
	}
	c.t.Fatal("the run raised nothing")
	return uuid.Nil
}

func (c *clerk) read() []money.Bill {
	page, err := c.s.Money.Bills(c.t.Context(), c.s.Admin, money.BillFilter{Unit: &c.unit, Limit: 500})
	if err != nil {
		c.t.Fatal(err)
	}
	return page.Bills
}

// compare holds all that the store says of the unit against the model.
func (c *clerk) compare(after string) {
	var lines []string
	for _, b := range c.read() {
		kind := b.Type
		if b.RunMonth != nil {
			kind += " " + b.RunMonth.String()
		}
		lines = append(lines, fmt.Sprintf("%s %s %s-%s-%s %s", b.ID, kind, b.Amount, b.Waived, b.Paid, b.Status))
	}
	slices.Sort(lines)
	if want := c.lines(); !slices.Equal(lines, want) {
		c.t.Fatalf("after %s the register has\n%q\nand the rules\n%q", after, lines, want)
	}
	dues, err := c.s.Money.UnitDues(c.t.Context(), c.s.Admin, c.unit)
	if err != nil || dues.Due != c.owed() || dues.Bills != len(c.open()) {
		c.t.Fatalf("after %s %s are due on %d bills, by the rules %s on %d: %v", after, dues.Due, dues.Bills, c.owed(), len(c.open()), err)
	}
}

// TestDuesFollowTheRules does what a treasurer may do, in any order, and compares
// every bill with the rules after each step.
func TestDuesFollowTheRules(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	datatest.ChargesAutomatically(t, s)
	today := s.Settings.ThisDay()
	units, steps := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		units++
		c := &clerk{s: s, t: t, unit: uuid.New(), ledger: ledger{today: today}}
		if _, err := s.Owner.Exec(t.Context(), `INSERT INTO units (id, unit_number, floor_number, type) VALUES ($1, $2, 1, '2BHK')`,
			c.unit, fmt.Sprintf("M-%d", units)); err != nil {
			t.Fatal(err)
		}
		moves := map[string]func(){
			"raise": c.raise, "pay": c.pay, "reverse": c.reverse, "waive": c.waive, "void": c.void, "run": c.run, "overdue": c.overdue,
		}
		names := []string{"raise", "raise", "pay", "pay", "pay", "reverse", "waive", "void", "run", "overdue", "overdue"}
		c.raise()
		for range rapid.IntRange(1, 12).Draw(t, "steps") {
			name := rapid.SampledFrom(names).Draw(t, "move")
			moves[name]()
			c.compare(name)
			steps++
		}
	})
	var audited int
	if err := s.Owner.QueryRow(t.Context(), `SELECT count(*) FROM payments y WHERE NOT EXISTS (SELECT FROM audit_logs a
		WHERE a.resource_id = y.id AND a.action = 'PAYMENT_RECORDED')`).Scan(&audited); err != nil || audited != 0 {
		t.Errorf("%d payments without their audit row: %v", audited, err)
	}
	wantNoGaps(t, s, s.Count(t, `receipts`))
	t.Logf("%d steps on %d units", steps, units)
}
