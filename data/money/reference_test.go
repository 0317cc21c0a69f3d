package money_test

import (
	"errors"
	"strings"
	"sync"
	"testing"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/money"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/datatest"
)

func upi(s *datatest.Society, unit, reference string) money.PaymentDraft {
	return money.PaymentDraft{Unit: s.Units[unit], Amount: 100_00, Method: money.UPI, Reference: reference}
}

// TestAReferenceIsAskedAbout: one that counts or waits, however it is written; one
// that was reversed is free.
func TestAReferenceIsAskedAbout(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	datatest.RaiseBill(t, s, 1000_00, 5)
	first, err := s.Money.Pay(t.Context(), s.Admin, uuid.New(), upi(s, "A-101", "UPI/4123-4567"))
	if err != nil {
		t.Fatal(err)
	}
	key, again := uuid.New(), upi(s, "A-101", " upi 4123 4567 ")
	_, err = s.Money.Pay(t.Context(), s.Admin, key, again)
	var on *money.Repeated
	if e := datatest.Kind(t, err, fault.Invalid); e.Bad["reference"] == nil || !errors.As(err, &on) || on.On.Receipt != first.Receipt ||
		!strings.Contains(e.Bad["reference"].Error(), first.Receipt) {
		t.Errorf("complaints %v, on %+v", e.Bad, on)
	}
	again.Again = true
	second, err := s.Money.Pay(t.Context(), s.Admin, key, again)
	if err != nil || second.Receipt == first.Receipt {
		t.Errorf("all the same: %+v, %v", second, err)
	}
	for _, p := range append(first.Payments, second.Payments...) {
		if _, err := s.Money.ReversePayment(t.Context(), s.Admin, uuid.New(), p.ID, "by mistake"); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.Money.Pay(t.Context(), s.Admin, uuid.New(), upi(s, "A-101", "UPI41234567")); err != nil {
		t.Errorf("after both were reversed: %v", err)
	}
	cheque := upi(s, "A-101", "000123")
	cheque.Method, cheque.Bank = money.Cheque, "HDFC"
	for range 2 {
		_, err = s.Money.Pay(t.Context(), s.Admin, uuid.New(), cheque)
	}
	if e := datatest.Kind(t, err, fault.Invalid); e.Bad["reference"] == nil {
		t.Errorf("a second cheque of one number: %v", e.Bad)
	}
	devanagari := upi(s, "A-101", "UPI ४१२३ ४५६७")
	_, err = s.Money.Pay(t.Context(), s.Admin, uuid.New(), devanagari)
	if e := datatest.Kind(t, err, fault.Invalid); e.Bad["reference"] == nil {
		t.Errorf("in digits of another script: %v", e.Bad)
	}
	devanagari.Reference = "९९८८७७"
	made, err := s.Money.Pay(t.Context(), s.Admin, uuid.New(), devanagari)
	if err != nil || made.Payments[0].Reference != "998877" {
		t.Errorf("%+v, %v", made.Payments, err)
	}
	if _, err = s.Money.Pay(t.Context(), s.Admin, uuid.New(), upi(s, "A-101", "99-88-77")); err == nil {
		t.Error("what was typed in digits of another script is not compared")
	}
	odd := upi(s, "A-101", "***")
	for range 2 { // nothing in it can be compared
		if _, err := s.Money.Pay(t.Context(), s.Admin, uuid.New(), odd); err != nil {
			t.Error(err)
		}
	}
}

// TestTwoRecordOneReference: of two at once one is asked.
func TestTwoRecordOneReference(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	datatest.RaiseBill(t, s, 1000_00, 5)
	s.Exec(t, `INSERT INTO bills (unit_id, bill_type, amount, bill_date, due_date) VALUES ($1, 'Water', 1000, society360_today(), society360_today())`, s.Units["B-204"])
	var both sync.WaitGroup
	failed := [2]error{}
	for i, unit := range []string{"A-101", "B-204"} {
		both.Go(func() { _, failed[i] = s.Money.Pay(t.Context(), s.Admin, uuid.New(), upi(s, unit, "77001")) })
	}
	both.Wait()
	if (failed[0] == nil) == (failed[1] == nil) {
		t.Errorf("both had %v", failed)
	}
}

// TestAClaimSaysWhoseReferenceItRepeats to who confirms it; its maker is not refused.
func TestAClaimSaysWhoseReferenceItRepeats(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	datatest.RaiseBill(t, s, 1000_00, 5)
	claim(t, s, 100_00, 0)
	if waiting := claims(t, s, ""); waiting[0].Repeats != "" {
		t.Errorf("a claim repeats itself: %q", waiting[0].Repeats)
	}
	again := upi(s, "A-101", "4123 4567 8901")
	again.Again = true
	paid, err := s.Money.Pay(t.Context(), s.Admin, uuid.New(), again)
	if err != nil {
		t.Fatal(err)
	}
	if waiting := claims(t, s, ""); waiting[0].Repeats != paid.Receipt {
		t.Errorf("the claim repeats %q, want receipt %s", waiting[0].Repeats, paid.Receipt)
	}
}

// TestPaymentsAreFoundByReferenceAndAmount, as people write them.
func TestPaymentsAreFoundByReferenceAndAmount(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	datatest.RaiseBill(t, s, 1000_00, 5)
	n := upi(s, "A-101", "UPI-4471/22")
	n.Amount = 512_50
	if _, err := s.Money.Pay(t.Context(), s.Admin, uuid.New(), n); err != nil {
		t.Fatal(err)
	}
	for term, want := range map[string]int{
		"upi-4471": 1, "UPI4471": 1, "upi 44 71/22": 1, "4471": 0, "rs 512.50": 1, "512.5": 1, "512": 0, "a101": 1, "meera": 1, "UP%": 0, "upi_": 0,
	} {
		page, err := s.Money.Payments(t.Context(), s.Admin, money.PaymentFilter{Search: term})
		var e *fault.Error
		if err != nil && (!errors.As(err, &e) || e.Kind != fault.Invalid) || len(page.Payments) != want {
			t.Errorf("%s finds %d, want %d: %v", term, len(page.Payments), want, err)
		}
	}
}

// TestWhatWaitsIsFoundByReferenceAndAmount: a line of the bank's statement finds the
// claim that it is for, also one over several bills.
func TestWhatWaitsIsFoundByReferenceAndAmount(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	datatest.RaiseBill(t, s, 300_00, 5)
	datatest.RaiseBill(t, s, 1000_00, 9)
	if made := claim(t, s, 512_50, 0); len(made) != 2 {
		t.Fatalf("the claim is on %d bills", len(made))
	}
	for term, want := range map[string]int{
		"4123": 1, "4123-4567-8901": 1, "rs 512.50": 1, "512.5/-": 1, "300": 0, "212.50": 0, "a101": 1, "41_3": 0, "b204": 0,
	} {
		if found := claims(t, s, term); len(found) != want || want == 1 && found[0].Amount != 512_50 {
			t.Errorf("%s finds %+v, want %d", term, found, want)
		}
	}
}
