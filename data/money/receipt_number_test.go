package money_test

import (
	"context"
	"sync"
	"testing"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/datatest"
)

func TestReceipt(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	datatest.Setting(t, s, "general.society_name", "Green Park CHS")
	datatest.RaiseBill(t, s, 1000_00, 10)
	datatest.RaiseBill(t, s, 500_00, -3)
	done, err := s.Money.Pay(t.Context(), s.Admin, uuid.New(), money.PaymentDraft{
		Unit: s.Units["A-101"], Amount: 700_00, Method: money.BankTransfer, Reference: "NEFT9", Payer: &s.Meera.UserID,
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, actor := range []role.Actor{s.Admin, s.Staff, s.Meera, s.Arun} {
		r, err := s.Money.Receipt(t.Context(), actor, done.ReceiptID)
		if err != nil || r.Number != done.Receipt || r.Society != "Green Park CHS" || r.Unit != "A-101" || r.Block != "Tower A" ||
			r.Payer != "Meera Joshi" || r.Method != money.BankTransfer || r.Reference != "NEFT9" || r.ReceivedBy != "Asha Rao" ||
			r.Total != 700_00 || r.Reversed != 0 || r.Cancelled() {
			t.Errorf("%s reads %+v: %v", actor.Name, r, err)
		}
		if len(r.Lines) != 2 || r.Lines[0].Amount != 500_00 || r.Lines[1].Amount != 200_00 || r.Lines[1].BillDue != 800_00 ||
			r.Lines[1].Description != "Water, two months" {
			t.Errorf("lines: %+v", r.Lines)
		}
	}
	_, err = s.Money.Receipt(t.Context(), s.Tenant, done.ReceiptID)
	datatest.Kind(t, err, fault.NotFound)
	_, err = s.Money.Receipt(t.Context(), s.Guard, done.ReceiptID)
	datatest.Kind(t, err, fault.Forbidden)

	for i, p := range done.Payments {
		if _, err := s.Money.ReversePayment(t.Context(), s.Admin, uuid.New(), p.ID, "it bounced"); err != nil {
			t.Fatal(err)
		}
		r, err := s.Money.ReceiptOf(t.Context(), s.Admin, p.ID)
		if err != nil || r.Number != done.Receipt || r.Cancelled() != (i == 1) || r.Lines[i].ReversedAt == nil || r.Lines[i].Reason != "it bounced" {
			t.Errorf("after the reversal of line %d: %+v, %v", i, r, err)
		}
	}
}

// TestNobodyReceivesWhatIsPaidAlone: a resident who pays at a desk of their own is
// who paid, not who received it. Cash went through a hand, also the payer's.
func TestNobodyReceivesWhatIsPaidAlone(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	datatest.Setting(t, s, "billing.resident_payments", "simulated")
	datatest.RaiseBill(t, s, 1000_00, 10)
	s.Exec(t, `INSERT INTO user_units (user_id, unit_id, resident_type) VALUES ($1, $2, 'owner')`, s.Admin.UserID, s.Units["A-101"])
	for _, c := range []struct {
		actor    role.Actor
		method   money.PaymentMethod
		payer    *uuid.UUID
		received string
	}{
		{s.Meera, money.UPI, nil, ""},
		{s.Admin, money.UPI, &s.Meera.UserID, "Asha Rao"},
		{s.Admin, money.UPI, nil, "Asha Rao"},
		{s.Admin, money.UPI, &s.Admin.UserID, ""},
		{s.Admin, money.Cash, &s.Admin.UserID, "Asha Rao"},
	} {
		n := money.PaymentDraft{Unit: s.Units["A-101"], Amount: 10_00, Method: c.method, Payer: c.payer}
		if c.method.NeedsReference() {
			n.Reference = uuid.NewString()
		}
		done, err := s.Money.Pay(t.Context(), c.actor, uuid.New(), n)
		if err != nil {
			t.Fatal(err)
		}
		if r, err := s.Money.Receipt(t.Context(), c.actor, done.ReceiptID); err != nil || r.ReceivedBy != c.received {
			t.Errorf("%s of %v by %s was received by %q, want %q; %v", c.method, c.payer, c.actor.Name, r.ReceivedBy, c.received, err)
		}
	}
}

// TestReceiptsHaveNoGaps: payments at once, some of which are refused after they
// took a number.
func TestReceiptsHaveNoGaps(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	datatest.RaiseBill(t, s, 100_000_00, 10)
	// A payment of 13 is refused behind its receipt's number, by what another
	// program might have put there.
	s.Exec(t, `CREATE FUNCTION refuse_thirteen() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'thirteen'; END $$`)
	s.Exec(t, `CREATE TRIGGER refuse_thirteen AFTER INSERT ON payments FOR EACH ROW WHEN (NEW.amount_paid = 13) EXECUTE FUNCTION refuse_thirteen()`)
	var wg sync.WaitGroup
	for i := range 40 {
		wg.Go(func() {
			amount := value.Paise(10_00)
			if i%4 == 0 {
				amount = 13_00
			}
			n := money.PaymentDraft{Unit: s.Units["A-101"], Amount: amount, Method: money.Cash}
			if _, err := s.Money.Pay(context.Background(), s.Admin, uuid.New(), n); (err == nil) != (amount == 10_00) {
				t.Errorf("a payment of %s: %v", amount, err)
			}
		})
	}
	wg.Wait()
	wantNoGaps(t, s, 30)
}

// TestReceiptsBeginAnewWithTheYear: the year of a payment's number is the
// society's at the second it turns, whatever year it is in UTC.
func TestReceiptsBeginAnewWithTheYear(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	datatest.RaiseBill(t, s, 100_00, 10)
	for _, turn := range []struct{ at, first string }{
		{"2026-12-31 18:29:59Z", "2026-000001"}, {"2026-12-31 18:30:00Z", "2027-000001"},
	} {
		s.Exec(t, `CREATE OR REPLACE FUNCTION society360_today() RETURNS date LANGUAGE sql STABLE
			RETURN society360_local_date('`+turn.at+`'::timestamptz, 'Asia/Kolkata')`)
		if done := datatest.PayCash(t, s, 10_00); done.Receipt != turn.first {
			t.Errorf("at %s a payment has %s, want %s", turn.at, done.Receipt, turn.first)
		}
	}
}

// TestIssueReceipt: payments of another program, in the last minutes of a year of
// the society's zone and the first of the next, both in the old year in UTC.
func TestIssueReceipt(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	b := datatest.RaiseBill(t, s, 1000_00, 10)
	ids := []uuid.UUID{uuid.New(), uuid.New(), uuid.New()}
	s.Exec(t, `INSERT INTO payments (id, bill_id, amount_paid, payment_method, payment_date, status) VALUES
		($1, $4, 10, 'UPI', '2024-12-31 18:29:59Z', NULL), ($2, $4, 20, 'UPI', '2024-12-31 18:30:00Z', 'success'),
		($3, $4, 30, 'UPI', now(), 'pending')`, ids[0], ids[1], ids[2], b.ID)
	for i, want := range []string{"2024-000001", "2025-000001"} {
		var wg sync.WaitGroup
		for _, actor := range []role.Actor{s.Staff, s.Meera, s.Admin, s.Arun} { // whoever is first
			wg.Go(func() {
				r, err := s.Money.IssueReceipt(context.Background(), actor, uuid.New(), ids[i])
				if err != nil || r.Number != want || r.Lines[0].PaymentID != ids[i] {
					t.Errorf("%s gets %+v, want %s: %v", actor.Name, r, want, err)
				}
			})
		}
		wg.Wait()
	}
	if n := s.Count(t, `audit_logs WHERE action = 'RECEIPT_ISSUED' AND resource_type = 'receipts'`); n != 2 {
		t.Errorf("%d audit rows of 2 receipts", n)
	}
	_, err := s.Money.IssueReceipt(t.Context(), s.Admin, uuid.New(), ids[2])
	datatest.Kind(t, err, fault.Refused)
	_, err = s.Money.IssueReceipt(t.Context(), s.Tenant, uuid.New(), ids[0])
	datatest.Kind(t, err, fault.NotFound)
	_, err = s.Money.IssueReceipt(t.Context(), s.Guard, uuid.New(), ids[0])
	datatest.Kind(t, err, fault.Forbidden)
	if n := s.Count(t, `receipts`); n != 2 {
		t.Errorf("%d receipts", n)
	}
}
