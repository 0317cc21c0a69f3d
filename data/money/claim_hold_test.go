package money_test

import (
	"strings"
	"testing"
	"time"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/settings"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/datatest"
)

// TestClaimHoldsMarkAndFee: a claim of the due date or before does, until it is
// decided; one of a later day does not.
func TestClaimHoldsMarkAndFee(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	datatest.ChargesAutomatically(t, s)
	b := datatest.RaiseBill(t, s, 500_00, -3)
	if got := storedStatus(t, s, b.ID); got != "overdue" {
		t.Fatalf("a late bill is stored as %s", got)
	}
	late := claim(t, s, 100_00, -2)
	wantStands(t, s, b.ID, "500.00 0.00 0.00 500.00 overdue")
	if preview, err := s.Money.PreviewOverdue(t.Context(), s.Admin); err != nil || preview.Fees != 1 {
		t.Errorf("a claim of a later day holds the fee: %+v, %v", preview, err)
	}
	if _, err := s.Money.WithdrawClaim(t.Context(), s.Meera, uuid.New(), late[0].ID); err != nil {
		t.Fatal(err)
	}

	intime := claim(t, s, 500_00, -3)
	wantStands(t, s, b.ID, "500.00 0.00 0.00 500.00 unpaid")
	if got := storedStatus(t, s, b.ID); got != "unpaid" {
		t.Errorf("a held bill is stored as %s", got)
	}
	preview, err := s.Money.PreviewOverdue(t.Context(), s.Admin)
	if err != nil || preview.Fees != 0 || preview.Marks != 0 || preview.Clears != 0 {
		t.Errorf("a held bill is to be charged: %+v, %v", preview, err)
	}
	if _, err := s.Money.ChargeOverdue(t.Context(), role.Program(), nil); err != nil {
		t.Fatal(err)
	}
	if n := s.Count(t, `bills WHERE bill_type = 'Late Fee'`); n != 0 {
		t.Errorf("%d late fees on a held bill", n)
	}
	dues, err := s.Money.UnitDues(t.Context(), s.Meera, s.Units["A-101"])
	if err != nil || dues.Late != 0 || dues.Open[0].Held != 500_00 {
		t.Errorf("the unit's dues: %+v, %v", dues, err)
	}
	for _, most := range []bool{false, true} {
		page, err := s.Money.UnitAccounts(t.Context(), s.Admin, money.AccountFilter{Owing: true, MostFirst: most})
		if err != nil || len(page.Accounts) != 1 || page.Accounts[0].Late != 0 || page.Accounts[0].Due != 500_00 || page.Accounts[0].Claimed != 500_00 {
			t.Errorf("accounts: %+v, %v", page.Accounts, err)
		}
	}
	if all, err := s.Money.Ageing(t.Context(), s.Admin); err != nil || all.Total != 0 {
		t.Errorf("ageing: %+v, %v", all, err)
	}
	datatest.PayCash(t, s, 50_00) // another change of the bill does not let go
	if got := storedStatus(t, s, b.ID); got != "partially_paid" {
		t.Errorf("a held bill with a payment is stored as %s", got)
	}

	if _, err := s.Money.RefuseClaim(t.Context(), s.Admin, uuid.New(), intime[0].ID, "not at the bank"); err != nil {
		t.Fatal(err)
	}
	wantStands(t, s, b.ID, "500.00 0.00 50.00 450.00 overdue")
	if got := storedStatus(t, s, b.ID); got != "overdue" {
		t.Errorf("behind a refusal the bill is stored as %s", got)
	}
	if done := datatest.Charge(t, s); done.Fees != 1 || done.Total != 22_50 {
		t.Errorf("behind a refusal its fee is charged: %+v", done)
	}
	if all, err := s.Money.Ageing(t.Context(), s.Admin); err != nil || all.Total != 450_00 {
		t.Errorf("ageing: %+v, %v", all, err)
	}
	if _, err := s.Money.ChargeOverdue(t.Context(), role.Program(), nil); err != nil {
		t.Fatal(err)
	}
	if fee := datatest.Scan[string](t, s.Owner, `SELECT amount::text FROM bills WHERE bill_type = 'Late Fee'`); fee != "22.50" {
		t.Errorf("behind a refusal the late fee is %s, want 5%% of 450", fee)
	}
}

// TestOtherProgramsPendingPaymentsMeanWhatTheyMeant: they hold nothing, wait for
// nobody and count nothing; and what such a program does with a claim is taken.
func TestOtherProgramsPendingPaymentsMeanWhatTheyMeant(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	b := datatest.RaiseBill(t, s, 500_00, -3)
	s.Exec(t, `INSERT INTO payments (bill_id, payer_id, amount_paid, payment_method, status, payment_date)
		VALUES ($1, $2, 500, 'UPI', 'pending', now() - interval '10 days')`, b.ID, s.Meera.UserID)
	wantStands(t, s, b.ID, "500.00 0.00 0.00 500.00 overdue")
	if w := claims(t, s, ""); len(w) != 0 {
		t.Errorf("another program's pending payment waits here: %+v", w)
	}
	made := claim(t, s, 500_00, -3)
	if got := storedStatus(t, s, b.ID); got != "unpaid" {
		t.Errorf("held, it is stored as %s", got)
	}
	s.Exec(t, `UPDATE payments SET status = 'failed' WHERE id = $1`, made[0].ID)
	if got := storedStatus(t, s, b.ID); got != "overdue" {
		t.Errorf("when another program fails the claim it is stored as %s", got)
	}
	_, err := s.Money.ConfirmClaim(t.Context(), s.Admin, uuid.New(), made[0].ID)
	if e := datatest.Kind(t, err, fault.Refused); !strings.Contains(e.Error(), "failed") {
		t.Errorf("who confirms it reads %q", e)
	}
	again := claim(t, s, 500_00, -3)
	s.Exec(t, `UPDATE payments SET status = 'success' WHERE id = $1`, again[0].ID)
	wantStands(t, s, b.ID, "500.00 0.00 500.00 0.00 paid")
	s.Exec(t, `DELETE FROM payments WHERE id = $1`, again[0].ID)
	third := claim(t, s, 500_00, -3)
	s.Exec(t, `DELETE FROM payments WHERE id = $1`, third[0].ID)
	if got := storedStatus(t, s, b.ID); got != "overdue" {
		t.Errorf("when another program deletes the claim it is stored as %s", got)
	}
}

func TestResidentPaymentsFollowTheSetting(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	datatest.RaiseBill(t, s, 500_00, 5)
	pay := money.PaymentDraft{Unit: s.Units["A-101"], Amount: 10_00, Method: money.UPI}
	for _, c := range []struct {
		value         string
		claims, pays  bool
		methods       int
		simulatedPaid int
	}{
		{"claim", true, false, 4, 0},
		{"no", false, false, 0, 0},
		{"simulated", false, true, 4, 1},
		{"gibberish", true, false, 4, 1}, // reads as its default
	} {
		datatest.Setting(t, s, "billing.resident_payments", c.value)
		_, err := s.Money.ClaimPayment(t.Context(), s.Meera, uuid.New(), newClaim(s, 10_00, 0))
		if (err == nil) != c.claims {
			t.Errorf("%s: a claim: %v", c.value, err)
		} else if err != nil {
			datatest.Kind(t, err, fault.Forbidden)
		}
		done, err := s.Money.Pay(t.Context(), s.Meera, uuid.New(), pay)
		if (err == nil) != c.pays {
			t.Errorf("%s: a payment: %v", c.value, err)
		} else if err != nil {
			datatest.Kind(t, err, fault.Forbidden)
		} else if r, err := s.Money.Receipt(t.Context(), s.Meera, done.ReceiptID); err != nil || !r.Simulated || !done.Payments[0].Simulated {
			t.Errorf("a simulated payment's receipt: %+v, %v", r, err)
		}
		if m := s.Money.PaymentMethodsFor(s.Meera); len(m) != c.methods {
			t.Errorf("%s: offered %v", c.value, m)
		}
		if n := s.Count(t, `payments WHERE simulated`); n != c.simulatedPaid {
			t.Errorf("%s: %d simulated payments", c.value, n)
		}
	}
}

// TestElsewhere: the office sees the money that it neither took nor confirmed.
func TestElsewhere(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	b := datatest.RaiseBill(t, s, 900_00, 5)
	datatest.PayCash(t, s, 100_00)
	made := claim(t, s, 100_00, 0)
	if _, err := s.Money.ConfirmClaim(t.Context(), s.Admin, uuid.New(), made[0].ID); err != nil {
		t.Fatal(err)
	}
	s.Exec(t, `INSERT INTO payments (bill_id, payer_id, amount_paid, payment_method, transaction_reference, status) VALUES ($1, $2, 200, 'UPI', 'web-1', 'success')`, b.ID, s.Meera.UserID)
	s.Exec(t, `INSERT INTO payments (bill_id, amount_paid, payment_method, status, payment_date) VALUES ($1, 50, 'UPI', NULL, NULL)`, b.ID)
	datatest.Setting(t, s, "billing.resident_payments", "simulated")
	if _, err := s.Money.Pay(t.Context(), s.Meera, uuid.New(), money.PaymentDraft{Unit: s.Units["A-101"], Amount: 10_00, Method: money.UPI}); err != nil {
		t.Fatal(err)
	}
	page, err := s.Money.Payments(t.Context(), s.Staff, money.PaymentFilter{Elsewhere: true})
	var amounts []string
	for _, p := range page.Payments {
		amounts = append(amounts, p.Amount.String())
	}
	if got := strings.Join(amounts, " "); err != nil || got != "10.00 200.00 50.00" {
		t.Errorf("recorded elsewhere: %s, %v", got, err)
	}
}

// TestReceiptOfBeforeTheColumn: a payment that was simulated before it was marked
// so is known by the reference that was made up for it, and no other is.
func TestReceiptOfBeforeTheColumn(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	b := datatest.RaiseBill(t, s, 900_00, 5)
	for reference, simulated := range map[string]bool{"SIM0123456789AB": true, "SIMLA-42": false, "412345678901": false} {
		id := uuid.New()
		s.Exec(t, `INSERT INTO payments (id, bill_id, payer_id, recorded_by, amount_paid, payment_method, transaction_reference, status)
			VALUES ($1, $2, $3, $3, 10, 'UPI', $4, 'success')`, id, b.ID, s.Meera.UserID, reference)
		r, err := s.Money.IssueReceipt(t.Context(), s.Admin, uuid.New(), id)
		if err != nil || r.Simulated != simulated {
			t.Errorf("%s: simulated is %v, %v", reference, r.Simulated, err)
		}
	}
}

// TestClaimAtMidnight: where a claim of before the days names none, the day on which it
// was paid is that of its moment by the society's calendar.
func TestClaimAtMidnight(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	b := datatest.RaiseBill(t, s, 500_00, -3)
	zone := settings.Of(nil).Zone()
	for _, c := range []struct {
		at   time.Time
		want string
	}{
		{b.DueDate.AddDays(1).In(zone).Add(-time.Second), "unpaid"},
		{b.DueDate.AddDays(1).In(zone), "overdue"},
	} {
		made := claim(t, s, 500_00, 0)
		s.Exec(t, `UPDATE payments SET payment_date = $2, received_on = NULL WHERE id = $1`, made[0].ID, c.at)
		s.Exec(t, `UPDATE bills SET status = status WHERE id = $1`, b.ID)
		wantStands(t, s, b.ID, "500.00 0.00 0.00 500.00 "+c.want)
		if got := storedStatus(t, s, b.ID); got != c.want {
			t.Errorf("paid at %s it is stored as %s, want %s", c.at.In(zone), got, c.want)
		}
		if _, err := s.Money.WithdrawClaim(t.Context(), s.Meera, uuid.New(), made[0].ID); err != nil {
			t.Fatal(err)
		}
	}
}
