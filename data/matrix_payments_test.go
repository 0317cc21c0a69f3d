package data_test

import (
	"time"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/value"

	"github.com/civoranexus/society360/data/datatest"
)

// staffMay has billing.staff_records_payments before an arrangement.
func staffMay(value string, given func(c *cell)) func(c *cell) {
	return func(c *cell) {
		datatest.Setting(c.t, c.Society, "billing.staff_records_payments", value)
		given(c)
	}
}

// residentsPay has billing.resident_payments before an arrangement, and no claims
// of the cells before.
func residentsPay(value string, given func(c *cell)) func(c *cell) {
	return func(c *cell) {
		datatest.Setting(c.t, c.Society, "billing.resident_payments", value)
		c.Exec(c.t, `UPDATE payments SET status = 'failed' WHERE claim_id IS NOT NULL AND status = 'pending'`)
		given(c)
	}
}

// newReference is one that no payment has yet: of a second one the desk is asked.
func newReference() string { return "UPI-" + uuid.NewString() }

// claimed gives a cell what Meera claims of A-101, as a member of the household
// and not of the office.
func claimed(c *cell) {
	residentsPay("claim", owed)(c)
	made, err := c.Money.ClaimPayment(c.t.Context(), c.Meera, uuid.New(), money.ClaimDraft{
		Unit: c.Units["A-101"], Amount: 10_00, Method: money.UPI, Reference: newReference(),
	})
	if err != nil {
		c.t.Fatal(err)
	}
	c.id = made[0].ID
}

// chequed gives a cell a cheque on A-101 that waits to be cleared.
func chequed(c *cell) {
	residentsPay("claim", owed)(c)
	done, err := c.Money.Pay(c.t.Context(), c.Admin, uuid.New(), money.PaymentDraft{
		Unit: c.Units["A-101"], Amount: 10_00, Method: money.Cheque, Reference: newReference(), Bank: "HDFC",
	})
	if err != nil {
		c.t.Fatal(err)
	}
	c.id = done.Payments[0].ID
}

// longAgo is a day on which a cell closes the books, behind all that others record.
func longAgo(c *cell) value.Day { return c.Settings.ThisDay().AddDays(-400) }

// nothingClosed takes the closings of the cells before back.
func nothingClosed(c *cell) {
	c.Exec(c.t, `UPDATE cash_closings SET undone_at = now() WHERE undone_at IS NULL`)
}

// closed gives a cell the last closing.
func closed(c *cell) {
	nothingClosed(c)
	done, err := c.Money.CloseDay(c.t.Context(), c.Admin, uuid.New(), money.ClosingDraft{Day: longAgo(c)})
	if err != nil {
		c.t.Fatal(err)
	}
	c.id = done.ID
}

// claimsOne tries to claim one rupee of what the cell's unit owes.
func claimsOne(c *cell) error {
	_, err := c.Money.ClaimPayment(c.t.Context(), c.actor, c.key(), money.ClaimDraft{
		Unit: c.id, Amount: 1_00, Method: money.UPI, Reference: newReference(),
	})
	return err
}

// owedHere gives a cell A-101, which owes something.
func owedHere(c *cell) {
	owed(c)
	here(c)
}

// paid gives a cell a payment on A-101, recorded by an admin.
func paid(c *cell) {
	owed(c)
	c.id = datatest.PayCash(c.t, c.Society, 10_00).Payments[0].ID
}

// paidElsewhere gives a cell a payment on A-101 that another program recorded: it
// has no receipt.
func paidElsewhere(c *cell) {
	owed(c)
	bill := c.id
	c.id = uuid.New()
	c.Exec(c.t, `INSERT INTO payments (id, bill_id, amount_paid, payment_method, status) VALUES ($1, $2, 10, 'UPI', 'success')`, c.id, bill)
}

// receipted gives a cell the receipt of a payment on A-101.
func receipted(c *cell) {
	owed(c)
	done := datatest.PayCash(c.t, c.Society, 10_00)
	c.id, c.name, c.strange = done.ReceiptID, done.Receipt, "2001-000001"
}

// pays tries to pay one rupee of what the cell's unit owes.
func pays(by money.PaymentMethod) func(c *cell) error {
	return func(c *cell) error {
		n := money.PaymentDraft{Unit: c.id, Amount: 1_00, Method: by}
		if by.NeedsReference() {
			n.Reference = newReference()
		}
		_, err := c.Money.Pay(c.t.Context(), c.actor, c.key(), n)
		return err
	}
}

// paysForOthers tries to pay a bill of B-204 with what the cell's unit pays.
func paysForOthers(c *cell) error {
	unit := c.Units["B-204"]
	bill := must(c.Money.UnitDues(c.t.Context(), c.Admin, unit))(c).Open[0].ID
	_, err := c.Money.Pay(c.t.Context(), c.actor, c.key(), money.PaymentDraft{
		Unit: c.id, Bills: []uuid.UUID{bill}, Amount: 1_00, Method: money.UPI, Reference: newReference(),
	})
	return err
}

// mayTake is Money.PaymentMethodsFor as a try: none at all is a refusal.
func mayTake(c *cell) error {
	if len(c.Money.PaymentMethodsFor(c.actor)) == 0 {
		return &fault.Error{Kind: fault.Forbidden}
	}
	return nil
}

// paymentTrials: an admin records payments and confirms claims, staff where a
// setting lets them; a resident claims one of own bills, or makes a simulated
// one, as a setting says; cash is an admin's. A receipt is looked up as its bill
// is.
func paymentTrials() []trial {
	return append(paymentReads(), []trial{
		{
			//       admin  cli    staff  guard  owner  family tenant other  noflat clown  norole barred exadm  once   nobody prog
			method: "Money.Pay",
			want:   "yes    yes    no     no     yes    yes    yes    none   none   no     no     no     no     no     no     no",
			given:  residentsPay("simulated", staffMay("false", owedHere)), write: pays(money.UPI),
		},
		{
			method: "Money.Pay", as: "where staff may",
			want:  "yes    yes    yes    no     yes    yes    yes    none   none   no     no     no     no     no     no     no",
			given: residentsPay("simulated", staffMay("true", owedHere)), write: pays(money.UPI),
		},
		{
			method: "Money.Pay", as: "where residents claim",
			want:  "yes    yes    no     no     no     no     no     none   none   no     no     no     no     no     no     no",
			given: residentsPay("claim", staffMay("false", owedHere)), write: pays(money.UPI),
		},
		{
			method: "Money.ClaimPayment",
			want:   "no     no     no     no     yes    yes    yes    none   none   no     no     no     no     no     no     no",
			given:  residentsPay("claim", owedHere), write: claimsOne,
		},
		{
			method: "Money.ClaimPayment", as: "where residents enter nothing",
			want:  "no     no     no     no     no     no     no     none   none   no     no     no     no     no     no     no",
			given: residentsPay("no", owedHere), write: claimsOne,
		},
		{
			method: "Money.ConfirmClaim",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     no     no     no     no     no",
			given:  staffMay("false", claimed),
			write: func(c *cell) error {
				_, err := c.Money.ConfirmClaim(c.t.Context(), c.actor, c.key(), c.id)
				return err
			},
		},
		{
			method: "Money.ConfirmClaim", as: "where staff may",
			want:  "yes    yes    yes    no     no     no     no     no     no     no     no     no     no     no     no     no",
			given: staffMay("true", claimed),
			write: func(c *cell) error {
				_, err := c.Money.ConfirmClaim(c.t.Context(), c.actor, c.key(), c.id)
				return err
			},
		},
		{
			method: "Money.RefuseClaim",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     no     no     no     no     no",
			given:  staffMay("false", claimed),
			write: func(c *cell) error {
				_, err := c.Money.RefuseClaim(c.t.Context(), c.actor, c.key(), c.id, "not at the bank")
				return err
			},
		},
		{
			method: "Money.ClearCheque",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     no     no     no     no     no",
			given:  staffMay("false", chequed),
			write: func(c *cell) error {
				_, err := c.Money.ClearCheque(c.t.Context(), c.actor, c.key(), c.id, value.Day{})
				return err
			},
		},
		{
			method: "Money.BounceCheque", as: "where staff may",
			want:  "yes    yes    yes    no     no     no     no     no     no     no     no     no     no     no     no     no",
			given: staffMay("true", chequed),
			write: func(c *cell) error {
				_, err := c.Money.BounceCheque(c.t.Context(), c.actor, c.key(), c.id, "funds insufficient")
				return err
			},
		},
		{
			method: "Money.MissedClaims",
			want:   "yes    yes    yes    no     yes    yes    yes    yes    yes    no     no     5s     5s     no     no     yes",
			given:  claimed,
			read: func(c *cell) error {
				_, err := c.Money.MissedClaims(c.t.Context(), c.actor, time.Now().AddDate(0, 0, -1))
				return err
			},
		},
		{
			method: "Money.ClaimFates",
			want:   "yes    yes    yes    no     yes    yes    yes    yes    yes    no     no     5s     5s     no     no     yes",
			given:  claimed,
			read: func(c *cell) error {
				_, err := c.Money.ClaimFates(c.t.Context(), c.actor, c.id)
				return err
			},
		},
		{
			method: "Money.WithdrawClaim",
			want:   "none   none   none   no     yes    none   none   none   none   no     no     no     no     no     no     no",
			given:  claimed,
			write: func(c *cell) error {
				_, err := c.Money.WithdrawClaim(c.t.Context(), c.actor, c.key(), c.id)
				return err
			},
		},
		{
			method: "Money.Pay", as: "cash, where staff may",
			want:  "yes    yes    bad    no     bad    bad    bad    bad    bad    no     no     no     no     no     no     bad",
			given: staffMay("true", owedHere), write: pays(money.Cash),
		},
		{
			method: "Money.Pay", as: "B-204's bill as A-101's",
			want:  "bad    bad    bad    no     bad    bad    bad    none   none   no     no     no     no     no     no     no",
			given: residentsPay("simulated", staffMay("true", owedHere)), write: paysForOthers,
		},
		{
			method: "Money.ReversePayment",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     no     no     no     no     no",
			given:  paid,
			write: func(c *cell) error {
				_, err := c.Money.ReversePayment(c.t.Context(), c.actor, c.key(), c.id, "wrong unit")
				return err
			},
		},
		{
			method: "Money.ReverseReceipt",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     no     no     no     no     no",
			given:  receipted,
			write: func(c *cell) error {
				_, err := c.Money.ReverseReceipt(c.t.Context(), c.actor, c.key(), c.id, "wrong unit")
				return err
			},
		},
		{
			method: "Money.CloseDay",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     no     no     no     no     no",
			given:  nothingClosed,
			write: func(c *cell) error {
				_, err := c.Money.CloseDay(c.t.Context(), c.actor, c.key(), money.ClosingDraft{Day: longAgo(c)})
				return err
			},
		},
		{
			method: "Money.UndoClosing",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     no     no     no     no     no",
			given:  closed,
			write: func(c *cell) error {
				_, err := c.Money.UndoClosing(c.t.Context(), c.actor, c.key(), c.id, "miscounted")
				return err
			},
		},
		{
			method: "Money.IssueReceipt",
			want:   "yes    yes    yes    no     yes    yes    yes    none   none   no     no     no     no     no     no     no",
			given:  paidElsewhere,
			write: func(c *cell) error {
				_, err := c.Money.IssueReceipt(c.t.Context(), c.actor, c.key(), c.id)
				return err
			},
		},
	}...)
}

func paymentReads() []trial {
	return []trial{
		{
			//       admin  cli    staff  guard  owner  family tenant other  noflat clown  norole barred exadm  once   nobody prog
			method: "Money.Payments",
			want:   "yes    yes    yes    no     own    own    own    own    own    no     no     5s     5s     no     no     yes",
			list: func(c *cell) ([]string, error) {
				page, err := c.Money.Payments(c.t.Context(), c.actor, money.PaymentFilter{})
				return unitsNamed(page.Payments, err, func(p money.Payment) string { return p.Unit })
			},
		},
		{
			method: "Money.Payments", as: "of B-204",
			want: "yes    yes    yes    no     own    own    own    own    own    no     no     5s     5s     no     no     yes",
			home: homeOfB204, all: []string{"B-204"},
			list: func(c *cell) ([]string, error) {
				unit := c.Units["B-204"]
				page, err := c.Money.Payments(c.t.Context(), c.actor, money.PaymentFilter{Unit: &unit})
				return unitsNamed(page.Payments, err, func(p money.Payment) string { return p.Unit })
			},
		},
		{
			method: "Money.Claims",
			want:   "yes    yes    yes    no     no     no     no     no     no     no     no     5s     5s     no     no     yes",
			given:  claimed,
			read: func(c *cell) error {
				page, err := c.Money.Claims(c.t.Context(), c.actor, money.ClaimFilter{})
				return anything(page.Claims, err)
			},
		},
		{
			method: "Money.Cheques",
			want:   "yes    yes    yes    no     no     no     no     no     no     no     no     5s     5s     no     no     yes",
			given:  chequed,
			read: func(c *cell) error {
				page, err := c.Money.Cheques(c.t.Context(), c.actor, money.ChequeFilter{})
				return anything(page.Cheques, err)
			},
		},
		{
			method: "Money.Takings",
			want:   "yes    yes    yes    no     no     no     no     no     no     no     no     5s     5s     no     no     yes",
			read: func(c *cell) error {
				return anything(c.Money.Takings(c.t.Context(), c.actor, c.Settings.ThisDay()))
			},
		},
		{
			method: "Money.Closings",
			want:   "yes    yes    yes    no     no     no     no     no     no     no     no     5s     5s     no     no     yes",
			given:  closed,
			read: func(c *cell) error {
				page, err := c.Money.Closings(c.t.Context(), c.actor, money.ClosingFilter{})
				return anything(page.Closings, err)
			},
		},
		{
			method: "Money.PreviewClosing",
			want:   "yes    yes    no     no     no     no     no     no     no     no     no     5s     5s     no     no     yes",
			read: func(c *cell) error {
				_, err := c.Money.PreviewClosing(c.t.Context(), c.actor, longAgo(c))
				return err
			},
		},
		{
			method: "Money.Receipt",
			want:   "yes    yes    yes    no     yes    yes    yes    none   none   no     no     5s     5s     no     no     yes",
			given:  receipted,
			read: func(c *cell) error {
				_, err := c.Money.Receipt(c.t.Context(), c.actor, c.id)
				return err
			},
		},
		{
			method: "Money.ReceiptByNumber",
			want:   "yes    yes    yes    no     yes    yes    yes    none   none   no     no     5s     5s     no     no     yes",
			given:  receipted,
			read: func(c *cell) error {
				_, err := c.Money.ReceiptByNumber(c.t.Context(), c.actor, c.name)
				return err
			},
		},
		{
			method: "Money.ReceiptOf",
			want:   "yes    yes    yes    no     yes    yes    yes    none   none   no     no     5s     5s     no     no     yes",
			given:  paid,
			read: func(c *cell) error {
				_, err := c.Money.ReceiptOf(c.t.Context(), c.actor, c.id)
				return err
			},
		},
		{
			method: "Money.PaymentMethodsFor",
			want:   "yes    yes    no     no     yes    yes    yes    yes    yes    no     no     5s     5s     no     no     no",
			given:  residentsPay("claim", staffMay("false", here)), read: mayTake,
		},
		{
			method: "Money.PaymentMethodsFor", as: "where residents enter nothing",
			want:  "yes    yes    no     no     no     no     no     no     no     no     no     5s     5s     no     no     no",
			given: residentsPay("no", staffMay("false", here)), read: mayTake,
		},
		{
			method: "Money.PaymentMethodsFor", as: "where staff may",
			want:  "yes    yes    yes    no     yes    yes    yes    yes    yes    no     no     5s     5s     no     no     no",
			given: residentsPay("claim", staffMay("true", here)), read: mayTake,
		},
	}
}
