package money_test

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/datatest"
)

// The tests below are the sentences of data/README.md on the cash close. Their 28th is
// yesterday, the 29th today.

// closeDay closes a day of so many days ago, each counting what the books have but for
// short.
func closeDay(t *testing.T, s *datatest.Society, daysAgo int, short value.Paise) money.Closing {
	t.Helper()
	day := s.Settings.ThisDay().AddDays(-daysAgo)
	p, err := s.Money.PreviewClosing(t.Context(), s.Admin, day)
	if err != nil {
		t.Fatal(err)
	}
	for i := range p.Counts {
		p.Counts[i].Counted -= short
	}
	closed, err := s.Money.CloseDay(t.Context(), s.Admin, uuid.New(), money.ClosingDraft{Day: day, Counts: p.Counts, Note: "evening"})
	if err != nil {
		t.Fatalf("close %d days ago: %v", daysAgo, err)
	}
	return closed
}

// cashOf takes cash that came in so many days ago.
func cashOf(s *datatest.Society, t *testing.T, amount value.Paise, daysAgo int) error {
	t.Helper()
	_, err := s.Money.Pay(t.Context(), s.Admin, uuid.New(), money.PaymentDraft{
		Unit: s.Units["A-101"], Amount: amount, Method: money.Cash, ReceivedOn: s.Settings.ThisDay().AddDays(-daysAgo),
	})
	return err
}

// TestADayIsClosedWithItsDifference: "Asha took 3,000 in cash on the 28th and counts
// 2,950: closed by the admin with 50 short".
func TestADayIsClosedWithItsDifference(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	datatest.RaiseBill(t, s, 9000_00, 5)
	if err := cashOf(s, t, 3000_00, 1); err != nil {
		t.Fatal(err)
	}
	closed := closeDay(t, s, 1, 50_00)
	if len(closed.Counts) != 1 || closed.Counts[0].Person != "Asha Rao" || closed.Counts[0].Expected != 3000_00 || closed.Difference() != -50_00 || closed.Closer != "Asha Rao" {
		t.Errorf("closed: %+v", closed)
	}
	action, user, _, details := datatest.LastAudit(t, s, closed.ID)
	if after := details["after"].(map[string]any); action != "DAY_CLOSED" || *user != s.Admin.UserID || len(after["counts"].([]any)) != 1 {
		t.Errorf("audit: %s %v", action, details)
	}
	// "It closes the days before it that are open, and its cash is theirs too."
	if err := cashOf(s, t, 1000_00, 0); err != nil {
		t.Fatal(err)
	}
	again := closeDay(t, s, 0, 0)
	if again.From != s.Settings.ThisDay() || again.Counts[0].Expected != 1000_00 {
		t.Errorf("the next: %+v", again)
	}
	page, err := s.Money.Closings(t.Context(), s.Staff, money.ClosingFilter{Limit: 1})
	if err != nil || !page.More || page.Closings[0].ID != again.ID || page.Closings[0].Counts[0].Counted != 1000_00 {
		t.Errorf("closings: %+v, %v", page, err)
	}
	page, err = s.Money.Closings(t.Context(), s.Staff, money.ClosingFilter{After: page.Closings[0].Cursor()})
	if err != nil || page.More || page.Closings[0].ID != closed.ID {
		t.Errorf("closings behind it: %+v, %v", page, err)
	}
}

// TestTheCashOfDaysBetweenIsCounted: a day without a closing is counted with the next.
func TestTheCashOfDaysBetweenIsCounted(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	datatest.RaiseBill(t, s, 9000_00, 5)
	if err := cashOf(s, t, 100_00, 4); err != nil {
		t.Fatal(err)
	}
	closeDay(t, s, 3, 0)
	for daysAgo, amount := range map[int]value.Paise{2: 20_00, 0: 3_00} {
		if err := cashOf(s, t, amount, daysAgo); err != nil {
			t.Fatal(err)
		}
	}
	if closed := closeDay(t, s, 0, 0); closed.From != s.Settings.ThisDay().AddDays(-2) || closed.Counts[0].Expected != 23_00 {
		t.Errorf("%+v", closed)
	}
}

// TestAClosedDayTakesNothingMore: "With the 28th closed, the desk takes no payment
// received on the 28th or before, and clears no cheque as of it. With today closed,
// nothing is reversed either".
func TestAClosedDayTakesNothingMore(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	datatest.RaiseBill(t, s, 9000_00, 5)
	if err := cashOf(s, t, 1000_00, 1); err != nil {
		t.Fatal(err)
	}
	made := cheque(t, s, 2000_00, 3, 3)
	closeDay(t, s, 1, 0)
	for _, daysAgo := range []int{1, 2, 40} {
		if e := datatest.Kind(t, cashOf(s, t, 10_00, daysAgo), fault.Invalid); e.Bad["received_on"] == nil {
			t.Errorf("cash of %d days ago: %v", daysAgo, e.Bad)
		}
		_, err := s.Money.ClearCheque(t.Context(), s.Admin, uuid.New(), made[0].ID, s.Settings.ThisDay().AddDays(-daysAgo))
		if e := datatest.Kind(t, err, fault.Invalid); e.Bad["cleared_on"] == nil {
			t.Errorf("a cheque cleared %d days ago: %v", daysAgo, e.Bad)
		}
	}
	paid := datatest.PayCash(t, s, 500_00)
	wantTaken(t, s, 1000_00, 0, 500_00, 0)
	closeDay(t, s, 0, 0)
	if e := datatest.Kind(t, cashOf(s, t, 10_00, 0), fault.Invalid); e.Bad["received_on"] == nil {
		t.Errorf("cash of today: %v", e.Bad)
	}
	_, err := s.Money.ReversePayment(t.Context(), s.Admin, uuid.New(), paid.Payments[0].ID, "wrong unit")
	datatest.WantError(t, err, fault.Refused, "Today is closed already")
	_, err = s.Money.ReverseReceipt(t.Context(), s.Admin, uuid.New(), paid.ReceiptID, "wrong unit")
	datatest.WantError(t, err, fault.Refused, "Today is closed already")
	wantTaken(t, s, 1000_00, 0, 500_00, 0)
}

// TestOthersCountOnTheFirstOpenDay: "What another program or a resident records after
// the 28th was closed and dates on it is taken. It was received on the 28th, and late
// goes by that; in the takings and the collection it counts on the 29th, the first open
// day, marked after closing. A reversal by another program on a closed day counts on
// the first open day too".
func TestOthersCountOnTheFirstOpenDay(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	b := datatest.RaiseBill(t, s, 9000_00, -1)
	made := claim(t, s, 700_00, -1)
	closeDay(t, s, 1, 0)
	id := uuid.New()
	s.Exec(t, `INSERT INTO payments (id, bill_id, payer_id, amount_paid, payment_method, transaction_reference, status, payment_date)
		VALUES ($1, $2, $3, 2500, 'UPI', 'web-1', 'success', now() - interval '1 day')`, id, b.ID, s.Meera.UserID)
	if _, err := s.Money.ConfirmClaim(t.Context(), s.Admin, uuid.New(), made[0].ID); err != nil {
		t.Fatal(err)
	}
	wantTaken(t, s, 0, 0, 3200_00, 0)
	page, err := s.Money.Payments(t.Context(), s.Admin, money.PaymentFilter{})
	if err != nil || len(page.Payments) != 2 {
		t.Fatalf("%+v, %v", page, err)
	}
	for _, p := range page.Payments {
		if yesterday := s.Settings.ThisDay().AddDays(-1); p.ReceivedOn != yesterday || p.CountedOn != s.Settings.ThisDay() || !p.AfterClosing {
			t.Errorf("%s: received on %s, counted on %s, after closing: %v", p.Reference, p.ReceivedOn, p.CountedOn, p.AfterClosing)
		}
	}
	all, err := s.Money.Takings(t.Context(), s.Admin, s.Settings.ThisDay())
	var after value.Paise
	for _, one := range all {
		after += one.AfterClosing
	}
	if err != nil || after != 3200_00 {
		t.Errorf("after closing: %s, %v", after, err)
	}
	closeDay(t, s, 0, 0)
	s.Exec(t, `UPDATE payments SET status = 'failed' WHERE id = $1`, id)
	wantTaken(t, s, 0, 0, 3200_00, 0)
	if amount, back := netOf(t, s, -1); amount != 0 || back != 2500_00 {
		t.Errorf("tomorrow has %s and %s taken back", amount, back)
	}
}

// TestAClosingIsTakenBack: "The last closing can be taken back by an admin with a
// reason, and then the one before it; both are in the trail".
func TestAClosingIsTakenBack(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	datatest.RaiseBill(t, s, 9000_00, 5)
	first, second := closeDay(t, s, 2, 0), closeDay(t, s, 1, 0)
	undo := func(id uuid.UUID, why string) error {
		_, err := s.Money.UndoClosing(t.Context(), s.Admin, uuid.New(), id, why)
		return err
	}
	datatest.WantError(t, undo(first.ID, "miscounted"), fault.Refused, "A later day is closed too")
	if e := datatest.Kind(t, undo(second.ID, " "), fault.Invalid); e.Bad["reason"] == nil {
		t.Errorf("without a reason: %v", e.Bad)
	}
	if err := undo(second.ID, "miscounted"); err != nil {
		t.Fatal(err)
	}
	if action, _, _, details := datatest.LastAudit(t, s, second.ID); action != "DAY_REOPENED" || details["notes"] != "miscounted" {
		t.Errorf("audit: %s %v", action, details)
	}
	datatest.WantError(t, undo(second.ID, "again"), fault.Refused, "took this closing back")
	if err := cashOf(s, t, 10_00, 1); err != nil {
		t.Errorf("an open day again: %v", err)
	}
	if err := undo(first.ID, "miscounted"); err != nil {
		t.Fatal(err)
	}
	if err := cashOf(s, t, 10_00, 2); err != nil {
		t.Errorf("open again: %v", err)
	}
	closeDay(t, s, 1, 0)
	datatest.Kind(t, undo(uuid.New(), "nothing"), fault.NotFound)
}

// TestOneOfTwoClosesADay: "Of two who close a day at once one does, and the other is
// told who did".
func TestOneOfTwoClosesADay(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	day := s.Settings.ThisDay()
	errs := make([]error, 6)
	var all sync.WaitGroup
	for i := range errs {
		all.Go(func() { _, errs[i] = s.Money.CloseDay(t.Context(), s.Admin, uuid.New(), money.ClosingDraft{Day: day}) })
	}
	all.Wait()
	closed := 0
	for _, err := range errs {
		if err == nil {
			closed++
			continue
		}
		datatest.WantError(t, err, fault.Refused, "Asha Rao closed")
	}
	if n := s.Count(t, `cash_closings`); closed != 1 || n != 1 {
		t.Errorf("%d closed it, %d closings", closed, n)
	}
}

// TestAPaymentBesideAClosing: each is in the closing's books or is refused; none is on
// the closed day without them. "Where a payment came in meanwhile, nothing is closed".
func TestAPaymentBesideAClosing(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	b := datatest.RaiseBill(t, s, 9000_00, 5)
	day := s.Settings.ThisDay()
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			var e *fault.Error
			if err := cashOf(s, t, 10_00, 0); err != nil && (!errors.As(err, &e) || e.Bad["received_on"] == nil) {
				t.Errorf("a payment: %v", err)
			}
		})
		all.Go(func() {
			s.Exec(t, `INSERT INTO payments (bill_id, amount_paid, payment_method, status) VALUES ($1, 1, 'Cash', 'success')`, b.ID)
		})
	}
	var closed money.Closing
	all.Go(func() {
		for closed.ID == uuid.Nil {
			p, err := s.Money.PreviewClosing(t.Context(), s.Admin, day)
			if err != nil {
				t.Error(err)
				return
			}
			closed, err = s.Money.CloseDay(t.Context(), s.Admin, uuid.New(), money.ClosingDraft{Day: day, Counts: p.Counts})
			var e *fault.Error
			if err != nil && (!errors.As(err, &e) || e.Kind != fault.Refused) {
				t.Error(err)
				return
			}
		}
	})
	all.Wait()
	var books value.Paise
	for _, c := range closed.Counts {
		books += c.Expected
	}
	if amount, _ := netOf(t, s, 0); amount != books {
		t.Errorf("the closed day has %s, its closing %s", amount, books)
	}
	if tomorrow, _ := netOf(t, s, -1); tomorrow+books != value.Paise(s.Count(t, `payments WHERE amount_paid = 10`)*10_00+8*1_00) {
		t.Errorf("%s of the closed day and %s of the next are not all", books, tomorrow)
	}
}

// TestOtherCashThanShownClosesNothing: "Who closes is shown what is in the books".
func TestOtherCashThanShownClosesNothing(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	datatest.RaiseBill(t, s, 9000_00, 5)
	day := s.Settings.ThisDay()
	datatest.PayCash(t, s, 100_00)
	p, err := s.Money.PreviewClosing(t.Context(), s.Admin, day)
	if err != nil {
		t.Fatal(err)
	}
	datatest.PayCash(t, s, 1_00)
	_, err = s.Money.CloseDay(t.Context(), s.Admin, uuid.New(), money.ClosingDraft{Day: day, Counts: p.Counts})
	datatest.WantError(t, err, fault.Refused, "other cash by now")
	for _, counted := range []value.Paise{-1, value.MaxAmount + 1} {
		p.Counts[0].Counted = counted
		_, err = s.Money.CloseDay(t.Context(), s.Admin, uuid.New(), money.ClosingDraft{Day: day, Counts: p.Counts})
		if e := datatest.Kind(t, err, fault.Invalid); e.Bad["counts"] == nil {
			t.Errorf("counted %d: %v", counted, e.Bad)
		}
	}
	_, err = s.Money.CloseDay(t.Context(), s.Admin, uuid.New(), money.ClosingDraft{Day: day, Note: strings.Repeat("é", 501)})
	if e := datatest.Kind(t, err, fault.Invalid); e.Bad["note"] == nil {
		t.Errorf("a long note: %v", e.Bad)
	}
	for _, far := range []value.Day{{}, day.AddDays(1), day.AddYears(-60)} {
		_, err := s.Money.PreviewClosing(t.Context(), s.Admin, far)
		if e := datatest.Kind(t, err, fault.Invalid); e.Bad["day"] == nil {
			t.Errorf("%s: %v", far, e.Bad)
		}
	}
	_, err = s.Money.PreviewClosing(t.Context(), s.Staff, day)
	datatest.Kind(t, err, fault.Forbidden)
}

// TestCashIsOfTheDayItsClockShows: in Havana midnight came twice on 2 November 2025, and
// the cash of the first is of that day, in the takings and in the closing alike.
func TestCashIsOfTheDayItsClockShows(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	datatest.Setting(t, s, "general.timezone", "America/Havana")
	b := datatest.RaiseBill(t, s, 9000_00, 5)
	s.Exec(t, `INSERT INTO payments (bill_id, amount_paid, payment_method, status, payment_date) VALUES
		($1, 40, 'Cash', 'success', '2025-11-02 04:30:00+00'), ($1, 2, 'Cash', 'success', '2025-11-02 03:59:59+00'), ($1, 1, 'Cash', 'success', '2025-11-03 05:00:00+00')`, b.ID)
	day := value.Day{Year: 2025, Month: time.November, Day: 2}
	p, err := s.Money.PreviewClosing(t.Context(), s.Admin, day)
	if err != nil || len(p.Counts) != 1 || p.Counts[0].Expected != 40_00 {
		t.Errorf("to be counted: %+v, %v", p.Counts, err)
	}
	taken, err := s.Money.Takings(t.Context(), s.Admin, day)
	if err != nil || len(taken) != 1 || taken[0].Amount != 40_00 {
		t.Errorf("taken: %+v, %v", taken, err)
	}
}
