package money_test

import (
	"strings"
	"testing"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/datatest"
)

// The tests below are the sentences of data/README.md on cheques. Their 2 Dec is
// today: the bill was due two days ago.

// cheque takes one of A-101 that was handed in and dated so many days ago.
func cheque(t *testing.T, s *datatest.Society, amount value.Paise, handedIn, dated int) []money.Payment {
	t.Helper()
	today := s.Settings.ThisDay()
	done, err := s.Money.Pay(t.Context(), s.Admin, uuid.New(), money.PaymentDraft{
		Unit: s.Units["A-101"], Amount: amount, Method: money.Cheque, Reference: "004217", Bank: "HDFC, Kothrud", Payer: &s.Meera.UserID,
		ReceivedOn: today.AddDays(-handedIn), ChequeDate: today.AddDays(-dated),
	})
	if err != nil {
		t.Fatalf("a cheque of %d days ago: %v", dated, err)
	}
	if done.Receipt != "" || done.ReceiptID != uuid.Nil {
		t.Errorf("a cheque has the receipt %s", done.Receipt)
	}
	return done.Payments
}

// TestAClearedChequeWasReceivedOnItsDate: "5,000 handed in on 20 Nov as a cheque of the
// 28th, for a bill due on the 30th: nothing is paid, the bill is not marked and bears
// no fee ... Cleared on 2 Dec it was received on the 28th, in time; the takings and the
// collection of 2 Dec have the 5,000".
func TestAClearedChequeWasReceivedOnItsDate(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	datatest.ChargesAutomatically(t, s)
	b := datatest.RaiseBill(t, s, 5000_00, -2)
	taken12 := cheque(t, s, 5000_00, 12, 4)
	if p := taken12[0]; p.Status != money.PaymentUncleared || p.ReceivedOn != s.Settings.ThisDay().AddDays(-4) {
		t.Errorf("taken as %s, received on %s", p.Status, p.ReceivedOn)
	}
	wantStands(t, s, b.ID, "5,000.00 0.00 0.00 5,000.00 unpaid")
	if got := storedStatus(t, s, b.ID); got != "unpaid" {
		t.Errorf("with its cheque the bill is stored as %s", got)
	}
	if done := datatest.Charge(t, s); done.Fees != 0 || done.Marks != 0 {
		t.Errorf("with its cheque the bill is charged: %+v", done)
	}
	page, err := s.Money.Cheques(t.Context(), s.Admin, money.ChequeFilter{})
	if err != nil || page.ToDeposit != 1 || len(page.Cheques) != 1 || page.Cheques[0].Number != "004217" || page.Cheques[0].Bank != "HDFC, Kothrud" || page.Cheques[0].Fits != 5000_00 {
		t.Fatalf("to deposit: %+v, %v", page, err)
	}
	if w := claims(t, s, ""); len(w) != 0 {
		t.Errorf("a cheque waits as a claim: %+v", w)
	}
	done, err := s.Money.ClearCheque(t.Context(), s.Admin, uuid.New(), page.Cheques[0].ID, value.Day{})
	if err != nil {
		t.Fatal(err)
	}
	if p := done.Payments[0]; done.Receipt == "" || p.ReceivedOn != s.Settings.ThisDay().AddDays(-4) || p.CountedOn != s.Settings.ThisDay() || p.AfterClosing {
		t.Errorf("cleared: %+v", p)
	}
	wantStands(t, s, b.ID, "5,000.00 0.00 5,000.00 0.00 paid")
	for daysAgo, want := range map[int]value.Paise{0: 5000_00, 4: 0, 12: 0} {
		if got := taken(t, s, daysAgo); got != want {
			t.Errorf("taken %d days ago: %s, want %s", daysAgo, got, want)
		}
	}
	_, err = s.Money.ClearCheque(t.Context(), s.Admin, uuid.New(), page.Cheques[0].ID, value.Day{})
	datatest.WantError(t, err, fault.Refused, "confirmed this")
}

// TestAChequeOfALaterDayWasLate: "The same as a cheque of 1 Dec was late: it holds back
// neither mark nor fee".
func TestAChequeOfALaterDayWasLate(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	datatest.ChargesAutomatically(t, s)
	b := datatest.RaiseBill(t, s, 5000_00, -2)
	cheque(t, s, 5000_00, 12, 1)
	wantStands(t, s, b.ID, "5,000.00 0.00 0.00 5,000.00 overdue")
	if done := datatest.Charge(t, s); done.Fees != 1 {
		t.Errorf("charged: %+v", done)
	}
}

// TestABouncedChequeNeverWas: "Bounced on 2 Dec, it pays nothing and holds nothing
// back, and no day's takings have ever had it".
func TestABouncedChequeNeverWas(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	datatest.ChargesAutomatically(t, s)
	b := datatest.RaiseBill(t, s, 5000_00, -2)
	made := cheque(t, s, 5000_00, 12, 4)
	_, err := s.Money.BounceCheque(t.Context(), s.Admin, uuid.New(), made[0].ID, " ")
	datatest.Kind(t, err, fault.Invalid)
	back, err := s.Money.BounceCheque(t.Context(), s.Admin, uuid.New(), made[0].ID, "funds insufficient")
	if err != nil || back[0].Status != money.PaymentBounced || back[0].RefusalReason != "funds insufficient" {
		t.Fatalf("bounced: %+v, %v", back, err)
	}
	wantStands(t, s, b.ID, "5,000.00 0.00 0.00 5,000.00 overdue")
	if done := datatest.Charge(t, s); done.Fees != 1 {
		t.Errorf("behind it the fee is charged: %+v", done)
	}
	for daysAgo := range 13 {
		if got := taken(t, s, daysAgo); got != 0 {
			t.Errorf("taken %d days ago: %s", daysAgo, got)
		}
	}
	_, err = s.Money.ClearCheque(t.Context(), s.Admin, uuid.New(), made[0].ID, value.Day{})
	datatest.WantError(t, err, fault.Refused, "bounced: funds insufficient")
}

// TestWhatWaitsAsAChequeIsNotTakenTwice: "What waits as a cheque can be neither claimed
// nor taken as another cheque", and its payer has no word on it.
func TestWhatWaitsAsAChequeIsNotTakenTwice(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	datatest.RaiseBill(t, s, 5000_00, 5)
	made := cheque(t, s, 4000_00, 0, 0)
	_, err := s.Money.ClaimPayment(t.Context(), s.Meera, uuid.New(), money.ClaimDraft{Unit: s.Units["A-101"], Amount: 2000_00, Method: money.UPI, Reference: "1"})
	datatest.Kind(t, err, fault.Invalid)
	_, err = s.Money.Pay(t.Context(), s.Admin, uuid.New(), money.PaymentDraft{Unit: s.Units["A-101"], Amount: 2000_00, Method: money.Cheque, Reference: "2", Bank: "HDFC"})
	if e := datatest.Kind(t, err, fault.Invalid); e.Bad["amount"] == nil || !strings.Contains(e.Bad["amount"].Error(), "1,000.00") {
		t.Errorf("a second cheque: %v", e.Bad)
	}
	_, err = s.Money.WithdrawClaim(t.Context(), s.Meera, uuid.New(), made[0].ID)
	datatest.Kind(t, err, fault.NotFound)
	_, err = s.Money.ConfirmClaim(t.Context(), s.Admin, uuid.New(), made[0].ID)
	datatest.Kind(t, err, fault.NotFound)
	_, err = s.Money.RefuseClaim(t.Context(), s.Admin, uuid.New(), made[0].ID, "no")
	datatest.Kind(t, err, fault.NotFound)
	// The rest in cash leaves it fitting; more would not.
	datatest.PayCash(t, s, 1000_00)
	datatest.PayCash(t, s, 500_00)
	_, err = s.Money.ClearCheque(t.Context(), s.Admin, uuid.New(), made[0].ID, value.Day{})
	datatest.WantError(t, err, fault.Refused, "Only 3,500.00 of these 4,000.00 is due now")
}

// TestDaysOfACheque: "Its own date is at most three months back ... and at most a year
// ahead"; before it, it is not cleared.
func TestDaysOfACheque(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	datatest.RaiseBill(t, s, 5000_00, 5)
	today := s.Settings.ThisDay()
	for _, day := range []value.Day{today.AddDays(-93), today.AddYears(1).AddDays(1), {Year: 9999, Month: 12, Day: 31}} {
		_, err := s.Money.Pay(t.Context(), s.Admin, uuid.New(), money.PaymentDraft{
			Unit: s.Units["A-101"], Amount: 10_00, Method: money.Cheque, Reference: "1", Bank: "HDFC", ChequeDate: day,
		})
		if e := datatest.Kind(t, err, fault.Invalid); e.Bad["cheque_date"] == nil {
			t.Errorf("dated %s: %v", day, e.Bad)
		}
	}
	made := cheque(t, s, 5000_00, 0, -6)
	page, err := s.Money.Cheques(t.Context(), s.Admin, money.ChequeFilter{Search: "4217"})
	if err != nil || page.ToDeposit != 0 || len(page.Cheques) != 1 {
		t.Errorf("before its date: %+v, %v", page, err)
	}
	_, err = s.Money.ClearCheque(t.Context(), s.Admin, uuid.New(), made[0].ID, value.Day{})
	if e := datatest.Kind(t, err, fault.Invalid); e.Bad["cleared_on"] == nil {
		t.Errorf("cleared before its date: %v", e.Bad)
	}
	_, err = s.Money.ClearCheque(t.Context(), s.Admin, uuid.New(), made[0].ID, today.AddDays(7))
	if e := datatest.Kind(t, err, fault.Invalid); e.Bad["cleared_on"] == nil {
		t.Errorf("cleared on a day to come: %v", e.Bad)
	}
}

// TestPaperNamesItsBank: "that of a cheque or a demand draft is its number, and both
// name their bank".
func TestPaperNamesItsBank(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	datatest.RaiseBill(t, s, 5000_00, 5)
	for _, bank := range []string{"", " \t", strings.Repeat("x", 101)} {
		for _, method := range []money.PaymentMethod{money.Cheque, money.DemandDraft} {
			_, err := s.Money.Pay(t.Context(), s.Admin, uuid.New(), money.PaymentDraft{Unit: s.Units["A-101"], Amount: 10_00, Method: method, Reference: "1", Bank: bank})
			if e := datatest.Kind(t, err, fault.Invalid); e.Bad["bank"] == nil {
				t.Errorf("%s of %q: %v", method, bank, e.Bad)
			}
		}
	}
	made := cheque(t, s, 5000_00, 0, 0)
	done, err := s.Money.ClearCheque(t.Context(), s.Admin, uuid.New(), made[0].ID, value.Day{})
	if err != nil || done.Payments[0].Bank != "HDFC, Kothrud" {
		t.Fatalf("cleared: %+v, %v", done, err)
	}
	r, err := s.Money.Receipt(t.Context(), s.Admin, done.ReceiptID)
	if err != nil || r.Bank != "HDFC, Kothrud" {
		t.Errorf("its receipt names the bank %q, %v", r.Bank, err)
	}
}

// TestADraftCountsAtOnce: "A demand draft is paid for already, and counts at once." Who
// pays by paper hands it in.
func TestADraftCountsAtOnce(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	b := datatest.RaiseBill(t, s, 5000_00, 5)
	done, err := s.Money.Pay(t.Context(), s.Admin, uuid.New(), money.PaymentDraft{
		Unit: s.Units["A-101"], Amount: 5000_00, Method: money.DemandDraft, Reference: "887001", Bank: "SBI",
	})
	if err != nil || done.Receipt == "" {
		t.Fatalf("a draft: %+v, %v", done, err)
	}
	wantStands(t, s, b.ID, "5,000.00 0.00 5,000.00 0.00 paid")
	for _, m := range s.Money.PaymentMethodsFor(s.Meera) {
		if m.OnPaper() {
			t.Errorf("a resident is offered %s", m)
		}
	}
	_, err = s.Money.ClaimPayment(t.Context(), s.Meera, uuid.New(), money.ClaimDraft{Unit: s.Units["A-101"], Amount: 10_00, Method: money.Cheque, Reference: "1"})
	if e := datatest.Kind(t, err, fault.Invalid); e.Bad["method"] == nil {
		t.Errorf("a resident's cheque: %v", e.Bad)
	}
	for _, who := range []role.Actor{s.Guard, s.Meera} {
		_, err := s.Money.Cheques(t.Context(), who, money.ChequeFilter{})
		datatest.Kind(t, err, fault.Forbidden)
	}
}
