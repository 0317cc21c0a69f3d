package money_test

import (
	"testing"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/datatest"
)

// The tests below are the sentences of data/README.md on money's own day, one by one,
// in their order. Their Monday 30 Nov is today.

// receivedBy pays an amount on A-101 that came in so many days ago.
func receivedBy(t *testing.T, s *datatest.Society, amount value.Paise, daysAgo int) money.PaymentDone {
	t.Helper()
	done, err := s.Money.Pay(t.Context(), s.Admin, uuid.New(), money.PaymentDraft{
		Unit: s.Units["A-101"], Amount: amount, Method: money.BankTransfer, Reference: "NEFT 1",
		ReceivedOn: s.Settings.ThisDay().AddDays(-daysAgo),
	})
	if err != nil {
		t.Fatalf("received %d days ago: %v", daysAgo, err)
	}
	return done
}

// taken is what a day of so many days ago has taken, as its cash close says it.
func taken(t *testing.T, s *datatest.Society, daysAgo int) value.Paise {
	t.Helper()
	all, err := s.Money.Takings(t.Context(), s.Admin, s.Settings.ThisDay().AddDays(-daysAgo))
	if err != nil {
		t.Fatal(err)
	}
	var sum value.Paise
	for _, one := range all {
		sum += one.Amount
	}
	return sum
}

// TestPaidInTimeBearsNoFee: "A NEFT of Saturday 28 Nov recorded on Monday 30 Nov, for
// a bill due on the 29th, was paid in time: it bears no fee".
func TestPaidInTimeBearsNoFee(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name     string
		amount   value.Paise
		daysAgo  int
		fee, due string
	}{
		{"of a bill of 5,000 the 250 of the 30th", 5000_00, 2, "250.00 250.00 0.00 0.00 paid", "5,000.00 0.00 5,000.00 0.00 paid"},
		{"where 2,000 of it came in on the 28th, 100", 2000_00, 2, "250.00 100.00 0.00 150.00 unpaid", "5,000.00 0.00 2,000.00 3,000.00 overdue"},
		{"what came in on the day of the fee leaves it", 5000_00, 0, "250.00 0.00 0.00 250.00 unpaid", "5,000.00 0.00 5,000.00 0.00 paid"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := datatest.NewSociety(t)
			datatest.ChargesAutomatically(t, s)
			b := datatest.RaiseBill(t, s, 5000_00, -1)
			if done := datatest.Charge(t, s); done.Fees != 1 || done.Total != 250_00 {
				t.Fatalf("charged: %+v", done)
			}
			fee := datatest.Fees(t, s)[0].ID
			paid := receivedBy(t, s, c.amount, c.daysAgo)
			wantStands(t, s, b.ID, c.due)
			wantStands(t, s, fee, c.fee)
			stands, err := s.Money.Bill(t.Context(), s.Admin, fee)
			if err != nil || stands.Waived != paid.Payments[0].FeeWaived {
				t.Errorf("%s was waived, and it was told that %s was: %v", stands.Waived, paid.Payments[0].FeeWaived, err)
			}
			if stands.Waived == 0 {
				return
			}
			action, _, _, details := datatest.LastAudit(t, s, fee)
			if after := details["after"].(map[string]any); action != "BILL_WAIVED" || after["paid_on"] != s.Settings.ThisDay().AddDays(-2).String() {
				t.Errorf("audit: %s %v", action, details)
			}
		})
	}
}

// TestWhatIsPaidOfAFeeStaysPaid: "What is paid of a fee already stays paid", also where
// the same payment pays it.
func TestWhatIsPaidOfAFeeStaysPaid(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	datatest.ChargesAutomatically(t, s)
	b := datatest.RaiseBill(t, s, 5000_00, -1)
	datatest.Charge(t, s)
	fee := datatest.Fees(t, s)[0]
	if _, err := s.Money.Pay(t.Context(), s.Admin, uuid.New(), money.PaymentDraft{
		Unit: s.Units["A-101"], Amount: 30_00, Bills: []uuid.UUID{fee.ID}, Method: money.Cash,
	}); err != nil {
		t.Fatal(err)
	}
	receivedBy(t, s, 5100_00, 2)
	wantStands(t, s, b.ID, "5,000.00 0.00 5,000.00 0.00 paid")
	wantStands(t, s, fee.ID, "250.00 120.00 130.00 0.00 paid")
}

// TestMoneyIsOfTheDayItWasReceived: "5,000 by NEFT of Saturday 28 Nov, recorded on
// Monday 30 Nov, stands in the takings of the 28th. The 30th has nothing of it".
func TestMoneyIsOfTheDayItWasReceived(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	datatest.RaiseBill(t, s, 5000_00, 5)
	paid := receivedBy(t, s, 5000_00, 2).Payments[0]
	if then, today := taken(t, s, 2), taken(t, s, 0); then != 5000_00 || today != 0 {
		t.Errorf("taken then %s and today %s", then, today)
	}
	day := s.Settings.ThisDay().AddDays(-2)
	if paid.ReceivedOn != day || paid.CountedOn != day || paid.AfterClosing {
		t.Errorf("recorded as received on %s, counted on %s", paid.ReceivedOn, paid.CountedOn)
	}
	if r, err := s.Money.ReceiptOf(t.Context(), s.Admin, paid.ID); err != nil || !r.DayOnly {
		t.Errorf("its receipt names an hour: %+v, %v", r, err)
	}
	// What other programs read says the same day.
	if at := value.DayOf(paid.At.In(s.Settings.Last().Zone())); at != day {
		t.Errorf("payment_date is of %s", at)
	}
}

// TestAnotherProgramsPaymentIsOfItsMoment: "2,500 that another program records on the
// 29th at 20:00 UTC is of the 30th in Kolkata".
func TestAnotherProgramsPaymentIsOfItsMoment(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	b := datatest.RaiseBill(t, s, 5000_00, 5)
	day := s.Settings.ThisDay()
	s.Exec(t, `INSERT INTO payments (bill_id, amount_paid, payment_method, status, payment_date)
		VALUES ($1, 2500, 'UPI', 'success', ($2::date - 1 + time '20:00') AT TIME ZONE 'UTC')`, b.ID, day)
	if yesterday, today := taken(t, s, 1), taken(t, s, 0); yesterday != 0 || today != 2500_00 {
		t.Errorf("taken yesterday %s and today %s", yesterday, today)
	}
}

// TestNoMoneyOfADayToCome: "never a day to come", nor one that is a slip.
func TestNoMoneyOfADayToCome(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	datatest.RaiseBill(t, s, 5000_00, 5)
	for _, day := range []value.Day{s.Settings.ThisDay().AddDays(1), s.Settings.ThisDay().AddYears(-51), {Year: 9999, Month: 12, Day: 31}} {
		_, err := s.Money.Pay(t.Context(), s.Admin, uuid.New(), money.PaymentDraft{
			Unit: s.Units["A-101"], Amount: 10_00, Method: money.Cash, ReceivedOn: day,
		})
		if e := datatest.Kind(t, err, fault.Invalid); e.Bad["received_on"] == nil {
			t.Errorf("%s: %v", day, e.Bad)
		}
	}
}

// TestAClaimIsOfTheDayThatItSays: "4,000 claimed on 30 Nov as paid on the 28th,
// confirmed on 2 Dec, was received on the 28th: a bill due on the 29th was paid in
// time".
func TestAClaimIsOfTheDayThatItSays(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	datatest.ChargesAutomatically(t, s)
	b := datatest.RaiseBill(t, s, 4000_00, -1)
	datatest.Charge(t, s)
	made := claim(t, s, 4000_00, -2)
	if _, err := s.Money.ConfirmClaim(t.Context(), s.Admin, uuid.New(), made[0].ID); err != nil {
		t.Fatal(err)
	}
	wantStands(t, s, b.ID, "4,000.00 0.00 4,000.00 0.00 paid")
	wantStands(t, s, datatest.Fees(t, s)[0].ID, "200.00 200.00 0.00 0.00 paid")
	if then, today := taken(t, s, 2), taken(t, s, 0); then != 4000_00 || today != 0 {
		t.Errorf("taken then %s and today %s", then, today)
	}
}
