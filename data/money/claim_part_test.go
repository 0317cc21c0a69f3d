package money_test

import (
	"testing"

	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/datatest"
)

// TestAClaimHoldsWhatItWouldPay: of a bill of 10,000.00 what a claim in time says is
// held, and the rest is overdue and bears its fee.
func TestAClaimHoldsWhatItWouldPay(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	datatest.ChargesAutomatically(t, s)
	b := datatest.RaiseBill(t, s, 10_000_00, -5)
	for _, c := range []struct {
		amount value.Paise
		late   value.Paise
		status string
	}{{1_00, 9999_00, "overdue"}, {4000_00, 5999_00, "overdue"}, {5999_00, 0, "unpaid"}} {
		claim(t, s, c.amount, -6)
		wantStands(t, s, b.ID, "10,000.00 0.00 0.00 10,000.00 "+c.status)
		if got := storedStatus(t, s, b.ID); got != c.status {
			t.Errorf("with %s claimed it is stored as %s, want %s", c.amount, got, c.status)
		}
		dues, err := s.Money.UnitDues(t.Context(), s.Meera, s.Units["A-101"])
		if err != nil || dues.Late != c.late || dues.Due != 10_000_00 || dues.Open[0].Late() != c.late {
			t.Errorf("the unit's dues: %+v, %v", dues, err)
		}
		all, err := s.Money.Ageing(t.Context(), s.Admin)
		if err != nil || all.Total != c.late || all.Days30 != c.late {
			t.Errorf("ageing: %+v, %v", all, err)
		}
		preview, err := s.Money.PreviewOverdue(t.Context(), s.Admin)
		if err != nil || preview.Marks != 0 || preview.Clears != 0 || preview.Total != c.late/20 {
			t.Errorf("%s of %s is to be charged: %+v, %v", preview.Total, c.late, preview, err)
		}
		if preview.Fees == 1 && preview.Lines[0].Base != c.late {
			t.Errorf("the fee's base is %s, want %s", preview.Lines[0].Base, c.late)
		}
	}
}

// TestAnOldMarkFollows: a bill that an earlier version held whole is marked the next day.
func TestAnOldMarkFollows(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	b := datatest.RaiseBill(t, s, 500_00, -3)
	claim(t, s, 1_00, -3)
	s.Exec(t, `ALTER TABLE bills DISABLE TRIGGER USER`)
	s.Exec(t, `UPDATE bills SET status = 'unpaid' WHERE id = $1`, b.ID)
	s.Exec(t, `ALTER TABLE bills ENABLE TRIGGER USER`)
	marks, err := s.Money.MarkOverdue(t.Context(), s.Admin, nil)
	if err != nil || marks.Marks != 1 || storedStatus(t, s, b.ID) != "overdue" {
		t.Errorf("marked %+v, %v", marks, err)
	}
}

// TestAFeeFollowsTheEndOfAClaim: the sentences of the README. A claim that stood when
// the fee was charged has held its part of it.
func TestAFeeFollowsTheEndOfAClaim(t *testing.T) {
	t.Parallel()
	const onRest = "300.00 on 6000.00, due 300.00"
	refuse := func(c *feeCase, id uuid.UUID) error {
		_, err := c.Money.RefuseClaim(c.t.Context(), c.Admin, uuid.New(), id, "not at the bank")
		return err
	}
	confirm := func(c *feeCase, id uuid.UUID) error {
		_, err := c.Money.ConfirmClaim(c.t.Context(), c.Admin, uuid.New(), id)
		return err
	}
	withdraw := func(c *feeCase, id uuid.UUID) error {
		_, err := c.Money.WithdrawClaim(c.t.Context(), c.Meera, uuid.New(), id)
		return err
	}
	for name, c := range map[string]struct {
		late          bool // the claim comes behind the fee
		days          int
		end           func(c *feeCase, id uuid.UUID) error
		charged, want string
	}{
		"confirmed":               {false, -6, confirm, onRest, onRest},
		"refused":                 {false, -6, refuse, onRest, "500.00 on 10000.00, due 500.00"},
		"withdrawn":               {false, -6, withdraw, onRest, "500.00 on 10000.00, due 500.00"},
		"of a later day":          {false, -2, refuse, "500.00 on 10000.00, due 500.00", "500.00 on 10000.00, due 500.00"},
		"later day, confirmed":    {false, -2, confirm, "500.00 on 10000.00, due 500.00", "500.00 on 10000.00, due 300.00"},
		"behind it, refused":      {true, -6, refuse, "500.00 on 10000.00, due 500.00", "500.00 on 10000.00, due 500.00"},
		"behind it, confirmed":    {true, -6, confirm, "500.00 on 10000.00, due 500.00", "500.00 on 10000.00, due 300.00"},
		"confirmed, then it goes": {false, -6, confirmAndReverse, onRest, "500.00 on 10000.00, due 500.00"},
		"refused, fees are off":   {false, -6, refuseWithoutFees(refuse), onRest, onRest},
		"refused, one waits":      {false, -6, refuse, onRest, "450.00 on 9000.00, due 450.00"},
		"refused, fee paid":       {false, -6, refusePaid(refuse), onRest, "300.00 on 6000.00, due 290.00"},
		"another program says no": {false, -6, failElsewhere, onRest, onRest},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := &feeCase{Society: datatest.NewSociety(t), t: t}
			datatest.ChargesAutomatically(t, f.Society)
			f.bill = datatest.RaiseBill(t, f.Society, 10_000_00, -5)
			if c.late {
				datatest.Charge(t, f.Society)
			}
			var made []money.Payment
			if name == "refused, one waits" {
				made = claim(t, f.Society, 3000_00, c.days)
				claim(t, f.Society, 1000_00, c.days)
			} else {
				made = claim(t, f.Society, 4000_00, c.days)
			}
			if !c.late {
				datatest.Charge(t, f.Society)
			}
			if got := f.fee(); got != c.charged {
				t.Fatalf("charged: %s, want %s", got, c.charged)
			}
			foretold, err := f.Money.ClaimFates(t.Context(), f.Meera, made[0].ID)
			if err != nil {
				t.Fatal(err)
			}
			if others, err := f.Money.ClaimFates(t.Context(), f.Arun, made[0].ID); err != nil || len(others) != 0 {
				t.Errorf("somebody else is told %+v, %v", others, err)
			}
			if err := c.end(f, made[0].ID); err != nil {
				t.Fatal(err)
			}
			if got := f.fee(); got != c.want {
				t.Errorf("the fee became %s, want %s", got, c.want)
			}
			if refused := name == "refused" || name == "withdrawn"; refused != (f.Count(t, `audit_logs WHERE action = 'LATE_FEE_FOLLOWED'`) == 1) && name != "refused, one waits" && name != "confirmed, then it goes" {
				t.Errorf("%s: a fee that follows has its audit row, and no other", name)
			} else if refused && (len(foretold) != 1 || foretold[0].Due != 300_00 || foretold[0].Becomes != 500_00) {
				t.Errorf("foretold %+v", foretold)
			}
		})
	}
}

func confirmAndReverse(c *feeCase, id uuid.UUID) error {
	done, err := c.Money.ConfirmClaim(c.t.Context(), c.Admin, uuid.New(), id)
	if err == nil {
		_, err = c.Money.ReversePayment(c.t.Context(), c.Admin, uuid.New(), done.Payments[0].ID, "it came back")
	}
	return err
}

func failElsewhere(c *feeCase, id uuid.UUID) error {
	c.Exec(c.t, `UPDATE payments SET status = 'failed' WHERE id = $1`, id)
	return nil
}

type ending = func(c *feeCase, id uuid.UUID) error

func refuseWithoutFees(refuse ending) ending {
	return func(c *feeCase, id uuid.UUID) error {
		datatest.Setting(c.t, c.Society, "billing.late_fees", "no")
		return refuse(c, id)
	}
}

func refusePaid(refuse ending) ending {
	return func(c *feeCase, id uuid.UUID) error {
		c.Exec(c.t, `INSERT INTO payments (bill_id, amount_paid, status) SELECT id, 10, 'success' FROM bills WHERE late_fee_of = $1`, c.bill.ID)
		return refuse(c, id)
	}
}

// TestABouncedChequeHeldItsPart, as a claim does.
func TestABouncedChequeHeldItsPart(t *testing.T) {
	t.Parallel()
	c := &feeCase{Society: datatest.NewSociety(t), t: t}
	datatest.ChargesAutomatically(t, c.Society)
	c.bill = datatest.RaiseBill(t, c.Society, 10_000_00, -5)
	done, err := c.Money.Pay(t.Context(), c.Admin, uuid.New(), money.PaymentDraft{
		Unit: c.Units["A-101"], Amount: 4000_00, Method: money.Cheque, Reference: "004217", Bank: "SBI",
		ReceivedOn: c.Settings.ThisDay().AddDays(-6), ChequeDate: c.Settings.ThisDay().AddDays(-6),
	})
	if err != nil {
		t.Fatal(err)
	}
	datatest.Charge(t, c.Society)
	if got := c.fee(); got != "300.00 on 6000.00, due 300.00" {
		t.Fatalf("charged: %s", got)
	}
	if _, err := c.Money.BounceCheque(t.Context(), c.Admin, uuid.New(), done.Payments[0].ID, "no funds"); err != nil {
		t.Fatal(err)
	}
	if got := c.fee(); got != "500.00 on 10000.00, due 500.00" {
		t.Errorf("behind the bounce it is %s", got)
	}
}

// TestAFeesBaseFollowsBelowAPaisa: of 0.30 a claim of 0.11 was left out of the fee, and
// 0.07 came in before it. Withdrawn, the claim makes no paisa of the fee, but what the
// fee is of; so that the reversal of the 0.07 makes it 5% of 0.30.
func TestAFeesBaseFollowsBelowAPaisa(t *testing.T) {
	t.Parallel()
	c := &feeCase{Society: datatest.NewSociety(t), t: t}
	datatest.ChargesAutomatically(t, c.Society)
	c.bill = datatest.RaiseBill(t, c.Society, 30, -5)
	left := claim(t, c.Society, 11, -5)
	datatest.Charge(t, c.Society)
	paid := c.pay(7, 6)
	if got := c.fee(); got != "0.01 on 0.19, due 0.01" {
		t.Fatalf("the fee is %s", got)
	}
	if _, err := c.Money.WithdrawClaim(t.Context(), c.Meera, uuid.New(), left[0].ID); err != nil {
		t.Fatal(err)
	}
	if got := c.fee(); got != "0.01 on 0.23, due 0.01" {
		t.Errorf("behind the withdrawal the fee is %s", got)
	}
	if _, err := c.Money.ReversePayment(t.Context(), c.Admin, uuid.New(), paid.ID, "it came back"); err != nil {
		t.Fatal(err)
	}
	if got := c.fee(); got != "0.02 on 0.30, due 0.02" {
		t.Errorf("behind the reversal the fee is %s", got)
	}
}
