package money_test

import (
	"errors"
	"strings"
	"sync"
	"testing"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/settings"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/datatest"
)

// claim has Meera claim an amount on A-101, paid on a day that many days from now.
func claim(tb testing.TB, s *datatest.Society, amount value.Paise, days int) []money.Payment {
	tb.Helper()
	made, err := s.Money.ClaimPayment(tb.Context(), s.Meera, uuid.New(), newClaim(s, amount, days))
	if err != nil {
		tb.Fatalf("claim %s: %v", amount, err)
	}
	return made
}

func newClaim(s *datatest.Society, amount value.Paise, days int) money.ClaimDraft {
	return money.ClaimDraft{
		Unit: s.Units["A-101"], Amount: amount, Method: money.UPI, Reference: "412345678901", PaidOn: s.Settings.ThisDay().AddDays(days),
	}
}

// claims are those that wait, as the office's list shows them.
func claims(tb testing.TB, s *datatest.Society, search string) []money.Claim {
	tb.Helper()
	page, err := s.Money.Claims(tb.Context(), s.Admin, money.ClaimFilter{Search: search})
	if err != nil {
		tb.Fatalf("claims: %v", err)
	}
	return page.Claims
}

// storedStatus is a bill's status as other programs read it.
func storedStatus(tb testing.TB, s *datatest.Society, bill uuid.UUID) string {
	tb.Helper()
	return datatest.Scan[string](tb, s.Owner, `SELECT status FROM bills WHERE id = $1`, bill)
}

func TestClaimPaysNothingUntilItIsConfirmed(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	newer, older := datatest.RaiseBill(t, s, 1000_00, 10), datatest.RaiseBill(t, s, 500_00, 3)
	made := claim(t, s, 700_00, -1)
	if len(made) != 2 || made[0].Status != money.PaymentClaimed || made[0].Receipt != "" || made[0].Payer != "Meera Joshi" ||
		made[0].ClaimID == nil || *made[0].ClaimID != made[0].ID || *made[1].ClaimID != made[0].ID || made[0].Simulated {
		t.Fatalf("claimed: %+v", made)
	}
	zone := settings.Of(nil).Zone()
	if at := made[0].At.In(zone); value.DayOf(at) != s.Settings.ThisDay().AddDays(-1) || at.Hour() != 12 {
		t.Errorf("paid yesterday is entered as %s", at)
	}
	wantStands(t, s, older.ID, "500.00 0.00 0.00 500.00 unpaid")
	wantStands(t, s, newer.ID, "1,000.00 0.00 0.00 1,000.00 unpaid")
	if n := s.Count(t, `receipts`); n != 0 {
		t.Errorf("%d receipts for a claim", n)
	}
	dues, err := s.Money.UnitDues(t.Context(), s.Meera, s.Units["A-101"])
	if err != nil || dues.Due != 1500_00 || dues.Claimed != 700_00 || dues.Open[0].Claimed != 500_00 || dues.Open[1].Claimed != 200_00 {
		t.Fatalf("dues: %+v, %v", dues, err)
	}
	if plan, over := dues.PlanClaim(900_00, nil); len(plan) != 1 || plan[0].Amount != 800_00 || plan[0].Due != 800_00 || over != 100_00 {
		t.Errorf("what is left to claim: %+v, %s over", plan, over)
	}
	takings, err := s.Money.Takings(t.Context(), s.Admin, s.Settings.ThisDay().AddDays(-1))
	if err != nil || len(takings) != 0 {
		t.Errorf("the cash close has a claim: %+v, %v", takings, err)
	}
	action, user, _, details := datatest.LastAudit(t, s, made[1].ID)
	if after := details["after"].(map[string]any); action != "PAYMENT_CLAIMED" || *user != s.Meera.UserID || after["status"] != "pending" || after["amount_paid"] != 200.0 {
		t.Errorf("audit: %s by %v: %v", action, user, details)
	}

	waits := claims(t, s, "")
	if len(waits) != 1 {
		t.Fatalf("%d claims wait, want one for both bills", len(waits))
	}
	w := waits[0]
	if w.ID != made[0].ID || w.Unit != "A-101" || w.Payer != "Meera Joshi" || w.Gone || w.Amount != 700_00 || w.Fits != 700_00 || w.Bills != 2 ||
		w.Method != money.UPI || w.Reference != "412345678901" {
		t.Errorf("it waits as %+v", w)
	}
	key := uuid.New()
	for range 2 { // the second is a repeat
		done, err := s.Money.ConfirmClaim(t.Context(), s.Admin, key, made[1].ID)
		if err != nil || len(done.Payments) != 2 || !strings.HasSuffix(done.Receipt, "-000001") || done.Payments[0].Status != money.PaymentSucceeded ||
			done.Payments[0].Decider != "Asha Rao" {
			t.Fatalf("confirmed: %+v, %v", done, err)
		}
	}
	wantStands(t, s, older.ID, "500.00 0.00 500.00 0.00 paid")
	wantStands(t, s, newer.ID, "1,000.00 0.00 200.00 800.00 partially_paid")
	if left := claims(t, s, ""); len(left) != 0 {
		t.Errorf("a confirmed claim waits: %+v", left)
	}
	action, user, _, details = datatest.LastAudit(t, s, made[0].ID)
	if before, after := details["before"].(map[string]any), details["after"].(map[string]any); action != "PAYMENT_CONFIRMED" || *user != s.Admin.UserID ||
		before["status"] != "pending" || after["status"] != "success" || after["due"] != 0.0 {
		t.Errorf("audit: %s by %v: %v", action, user, details)
	}
	r, err := s.Money.ReceiptOf(t.Context(), s.Meera, made[1].ID)
	if err != nil || r.Total != 700_00 || len(r.Lines) != 2 || r.ReceivedBy != "Asha Rao" || r.Payer != "Meera Joshi" || r.Simulated || !r.Confirmed {
		t.Errorf("the receipt: %+v, %v", r, err)
	}
	takings, err = s.Money.Takings(t.Context(), s.Admin, s.Settings.ThisDay().AddDays(-1))
	if err != nil || len(takings) != 1 || takings[0].Amount != 700_00 || takings[0].Self || takings[0].Person != "Asha Rao" {
		t.Errorf("the cash close of the day it was paid: %+v, %v", takings, err)
	}
	if _, err := s.Money.ReversePayment(t.Context(), s.Admin, uuid.New(), made[0].ID, "bounced"); err != nil {
		t.Fatal(err)
	}
	takings, err = s.Money.Takings(t.Context(), s.Admin, s.Settings.ThisDay())
	if err != nil || len(takings) != 1 || takings[0].Person != "Asha Rao" || takings[0].Reversed == 0 {
		t.Errorf("the cash close of the day it was taken back: %+v, %v", takings, err)
	}
}

func TestRefusedClaim(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	b := datatest.RaiseBill(t, s, 500_00, 3)
	made := claim(t, s, 500_00, 0)
	_, err := s.Money.RefuseClaim(t.Context(), s.Admin, uuid.New(), made[0].ID, " \x1b ")
	datatest.Kind(t, err, fault.Invalid)
	_, err = s.Money.RefuseClaim(t.Context(), s.Admin, uuid.New(), made[0].ID, strings.Repeat("x", 501))
	datatest.Kind(t, err, fault.Invalid)
	key := uuid.New()
	for range 2 {
		p, err := s.Money.RefuseClaim(t.Context(), s.Admin, key, made[0].ID, "no such transfer at the bank")
		if err != nil || len(p) != 1 || p[0].Status != money.PaymentRefused || p[0].RefusalReason != "no such transfer at the bank" || p[0].Receipt != "" {
			t.Fatalf("refused: %+v, %v", p, err)
		}
	}
	wantStands(t, s, b.ID, "500.00 0.00 0.00 500.00 unpaid")
	if status := datatest.Scan[string](t, s.Owner, `SELECT status FROM payments`); status != "failed" {
		t.Errorf("stored as %s", status)
	}
	if action, _, _, details := datatest.LastAudit(t, s, made[0].ID); action != "PAYMENT_REFUSED" || details["notes"] != "no such transfer at the bank" {
		t.Errorf("audit: %s %v", action, details)
	}
	_, err = s.Money.ConfirmClaim(t.Context(), s.Admin, uuid.New(), made[0].ID)
	if e := datatest.Kind(t, err, fault.Refused); !strings.Contains(e.Error(), "Asha Rao refused this") || !strings.Contains(e.Error(), "no such transfer") {
		t.Errorf("who confirms a refused claim reads %q", e)
	}
	page, err := s.Money.Payments(t.Context(), s.Arun, money.PaymentFilter{Claimed: true})
	if err != nil || len(page.Payments) != 1 || page.Payments[0].Status != money.PaymentRefused || page.Payments[0].RefusalReason == "" {
		t.Errorf("the household reads %+v, %v", page.Payments, err)
	}
	claim(t, s, 500_00, 0) // what was refused can be claimed anew
}

func TestWithdrawnClaim(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	datatest.RaiseBill(t, s, 500_00, 3)
	made := claim(t, s, 500_00, 0)
	for _, actor := range []role.Actor{s.Arun, s.Tenant, s.Admin} {
		_, err := s.Money.WithdrawClaim(t.Context(), actor, uuid.New(), made[0].ID)
		datatest.Kind(t, err, fault.NotFound)
	}
	p, err := s.Money.WithdrawClaim(t.Context(), s.Meera, uuid.New(), made[0].ID)
	if err != nil || p[0].Status != money.PaymentWithdrawn || p[0].Decider != "Meera Joshi" {
		t.Fatalf("withdrawn: %+v, %v", p, err)
	}
	_, err = s.Money.RefuseClaim(t.Context(), s.Admin, uuid.New(), made[0].ID, "too late")
	if e := datatest.Kind(t, err, fault.Refused); !strings.Contains(e.Error(), "Meera Joshi took this back") {
		t.Errorf("who refuses it reads %q", e)
	}
	_, err = s.Money.WithdrawClaim(t.Context(), s.Meera, uuid.New(), made[0].ID)
	datatest.Kind(t, err, fault.Refused)
}

func TestClaimComplains(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	datatest.RaiseBill(t, s, 500_00, 5)
	for name, c := range map[string]struct {
		spoil func(n *money.ClaimDraft)
		field string
	}{
		"no amount":        {func(n *money.ClaimDraft) { n.Amount = 0 }, "amount"},
		"cash":             {func(n *money.ClaimDraft) { n.Method = money.Cash }, "method"},
		"no method":        {func(n *money.ClaimDraft) { n.Method = "Barter" }, "method"},
		"no reference":     {func(n *money.ClaimDraft) { n.Reference = " \u200b " }, "reference"},
		"a long reference": {func(n *money.ClaimDraft) { n.Reference = strings.Repeat("x", 101) }, "reference"},
		"tomorrow":         {func(n *money.ClaimDraft) { n.PaidOn = s.Settings.ThisDay().AddDays(1) }, "paid_on"},
		"long ago":         {func(n *money.ClaimDraft) { n.PaidOn = s.Settings.ThisDay().AddDays(-367) }, "paid_on"},
		"the year 1":       {func(n *money.ClaimDraft) { n.PaidOn = value.Day{Year: 1, Month: 1, Day: 1} }, "paid_on"},
		"no unit":          {func(n *money.ClaimDraft) { n.Unit = uuid.Nil }, "unit"},
		"other shares":     {func(n *money.ClaimDraft) { n.Shown = []money.Allocation{{Amount: 99_00}} }, "amount"},
	} {
		n := newClaim(s, 100_00, 0)
		c.spoil(&n)
		_, err := s.Money.ClaimPayment(t.Context(), s.Meera, uuid.New(), n)
		if e := datatest.Kind(t, err, fault.Invalid); e.Bad[c.field] == nil {
			t.Errorf("%s: complaints %v", name, e.Bad)
		}
	}
	if n := s.Count(t, `payments`); n != 0 {
		t.Errorf("%d payments", n)
	}
}

// TestClaimsNeverExceedWhatIsDue: what is due less what waits, whoever claims it.
func TestClaimsNeverExceedWhatIsDue(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	datatest.RaiseBill(t, s, 1000_00, 5)
	claim(t, s, 600_00, 0)
	_, err := s.Money.ClaimPayment(t.Context(), s.Arun, uuid.New(), newClaim(s, 400_01, 0))
	if e := datatest.Kind(t, err, fault.Invalid); !strings.Contains(e.Error(), "600.00 of the dues waits for the office already, 400.00 is left") {
		t.Errorf("a paisa too much says %q", e)
	}
	datatest.PayCash(t, s, 300_00) // at the desk: 700 is due, 600 of it claimed
	_, err = s.Money.ClaimPayment(t.Context(), s.Arun, uuid.New(), newClaim(s, 100_01, 0))
	datatest.Kind(t, err, fault.Invalid)
	if _, err := s.Money.ClaimPayment(t.Context(), s.Arun, uuid.New(), newClaim(s, 100_00, 0)); err != nil {
		t.Fatal(err)
	}
	_, err = s.Money.ClaimPayment(t.Context(), s.Arun, uuid.New(), newClaim(s, 1, 0))
	if e := datatest.Kind(t, err, fault.Invalid); !strings.Contains(e.Error(), "All that is due waits for the office") {
		t.Errorf("a claim on what is claimed says %q", e)
	}
}

func TestClaimsAtOnce(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	datatest.RaiseBill(t, s, 600_00, 5)
	datatest.RaiseBill(t, s, 400_00, 9)
	var wg sync.WaitGroup
	var mu sync.Mutex
	made := 0
	for range 12 {
		wg.Go(func() {
			_, err := s.Money.ClaimPayment(t.Context(), s.Meera, uuid.New(), newClaim(s, 300_00, 0))
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				made++
			}
		})
	}
	wg.Wait()
	claimed := datatest.Scan[string](t, s.Owner, `SELECT sum(amount_paid)::text FROM payments WHERE status = 'pending'`)
	if made != 3 || claimed != "900.00" {
		t.Errorf("of 12 claims of 300 on 1,000 %d were made, %s in all", made, claimed)
	}
}

// TestManyClaimsWait: nobody buries the office's list.
func TestManyClaimsWait(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	datatest.RaiseBill(t, s, 600_00, 5)
	for range 10 {
		claim(t, s, 1, 0)
	}
	_, err := s.Money.ClaimPayment(t.Context(), s.Arun, uuid.New(), newClaim(s, 1, 0))
	if e := datatest.Kind(t, err, fault.Refused); !strings.Contains(e.Error(), "10 payments of this unit wait") {
		t.Errorf("the eleventh says %q", e)
	}
	var seen []uuid.UUID
	f := money.ClaimFilter{Limit: 4}
	for {
		page, err := s.Money.Claims(t.Context(), s.Staff, f)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range page.Claims {
			seen = append(seen, c.ID)
		}
		if !page.More {
			break
		}
		f.After = page.Claims[len(page.Claims)-1].Cursor()
	}
	if len(seen) != 10 || seen[0] != claims(t, s, "")[0].ID {
		t.Errorf("by pages %v", seen)
	}
	for search, want := range map[string]int{"a101": 10, "5678901": 10, "b204": 0, "100%": 0, "Meera": 10} {
		if got := len(claims(t, s, search)); got != want {
			t.Errorf("%q finds %d, want %d", search, got, want)
		}
	}
}

// TestClaimThatNoLongerFits: what happened to its bill since is said, and nothing
// is overpaid.
func TestClaimThatNoLongerFits(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		meanwhile func(s *datatest.Society, b money.Bill)
		want      string
	}{
		"paid at the desk": {func(s *datatest.Society, _ money.Bill) { datatest.PayCash(t, s, 400_00) }, "Only 100.00 of these 500.00 is due now"},
		"voided": {func(s *datatest.Society, b money.Bill) {
			if _, err := s.Money.VoidBill(t.Context(), s.Admin, uuid.New(), b.ID, "twice"); err != nil {
				t.Error(err)
			}
		}, "is void now"},
		"corrected": {func(s *datatest.Society, b money.Bill) {
			b, err := s.Money.Bill(t.Context(), s.Admin, b.ID)
			if err != nil {
				t.Error(err)
			}
			_, err = s.Money.CorrectBill(t.Context(), s.Admin, uuid.New(), b.ID, money.BillCorrection{
				Amount: 450_00, BillDate: b.BillDate, DueDate: b.DueDate, Reason: "misread", Seen: b,
			})
			if err != nil {
				t.Error(err)
			}
		}, "Only 450.00 of these 500.00 is due now"},
		"waived": {func(s *datatest.Society, b money.Bill) {
			if _, err := s.Money.WaiveBill(t.Context(), s.Admin, uuid.New(), b.ID, 500_00, "no water"); err != nil {
				t.Error(err)
			}
		}, "Only 0.00 of these 500.00 is due now"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := datatest.NewSociety(t)
			b := datatest.RaiseBill(t, s, 500_00, 5)
			made := claim(t, s, 500_00, 0)
			c.meanwhile(s, b)
			before := stands(t, s, b.ID)
			_, err := s.Money.ConfirmClaim(t.Context(), s.Admin, uuid.New(), made[0].ID)
			if e := datatest.Kind(t, err, fault.Refused); !strings.Contains(e.Error(), c.want) {
				t.Errorf("it says %q, want %q", e, c.want)
			}
			if after := stands(t, s, b.ID); after != before {
				t.Errorf("the bill went from %q to %q", before, after)
			}
			if _, err := s.Money.RefuseClaim(t.Context(), s.Admin, uuid.New(), made[0].ID, "settled otherwise"); err != nil {
				t.Errorf("it cannot be refused: %v", err)
			}
		})
	}
}

// TestTwoDecideAtOnce: one decides, the other reads who did.
func TestTwoDecideAtOnce(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	b := datatest.RaiseBill(t, s, 500_00, 5)
	for range 8 {
		made := claim(t, s, 10_00, 0)
		var wg sync.WaitGroup
		errs := make([]error, 3)
		wg.Go(func() { _, errs[0] = s.Money.ConfirmClaim(t.Context(), s.Admin, uuid.New(), made[0].ID) })
		wg.Go(func() {
			_, errs[1] = s.Money.RefuseClaim(t.Context(), s.Admin, uuid.New(), made[0].ID, "not there")
		})
		wg.Go(func() { _, errs[2] = s.Money.WithdrawClaim(t.Context(), s.Meera, uuid.New(), made[0].ID) })
		wg.Wait()
		done := 0
		for _, err := range errs {
			if err == nil {
				done++
				continue
			}
			datatest.Kind(t, err, fault.Refused)
		}
		if done != 1 {
			t.Fatalf("%d of three decided: %v", done, errs)
		}
	}
	paid := datatest.Scan[string](t, s.Owner, `SELECT coalesce(sum(amount_paid), 0)::text FROM payments WHERE status = 'success'`)
	if figures := datatest.Scan[string](t, s.Owner, `SELECT amount_paid::text FROM bills WHERE id = $1`, b.ID); figures != paid && paid != "0" {
		t.Errorf("the bill has %s paid, its payments make %s", figures, paid)
	}
	if gaps := datatest.Scan[int](t, s.Owner, `SELECT coalesce(max(number), 0) - count(*) FROM receipts`); gaps != 0 {
		t.Errorf("%d gaps in the receipts", gaps)
	}
}

// TestClaimOfWhoLeft: the money counts all the same, and the office sees it.
func TestClaimOfWhoLeft(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	datatest.RaiseBill(t, s, 500_00, 5)
	made := claim(t, s, 500_00, 0)
	s.Exec(t, `UPDATE user_units SET status = 'moved_out', move_out_date = current_date WHERE user_id = $1`, s.Meera.UserID)
	s.Exec(t, `UPDATE users SET deleted_at = now() WHERE id = $1`, s.Meera.UserID)
	if w := claims(t, s, ""); len(w) != 1 || !w[0].Gone || w[0].Payer != "Meera Joshi" {
		t.Errorf("it waits as %+v", w)
	}
	if done, err := s.Money.ConfirmClaim(t.Context(), s.Admin, uuid.New(), made[0].ID); err != nil || done.Payments[0].Payer != "Meera Joshi" {
		t.Errorf("confirmed: %+v, %v", done, err)
	}
}

// TestDecidingBesidePayments: claims are confirmed while the desk takes money for
// the same bills and another program fails what it finds. Nobody waits for ever,
// and nothing is overpaid.
func TestDecidingBesidePayments(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	for range 4 {
		datatest.RaiseBill(t, s, 100_00, 5)
	}
	var made [][]money.Payment
	for range 4 {
		made = append(made, claim(t, s, 80_00, 0))
	}
	var wg sync.WaitGroup
	errs := make(chan error, 100)
	for _, m := range made {
		wg.Go(func() {
			_, err := s.Money.ConfirmClaim(t.Context(), s.Admin, uuid.New(), m[0].ID)
			errs <- err
		})
		wg.Go(func() {
			_, err := s.Money.Pay(t.Context(), s.Admin, uuid.New(), money.PaymentDraft{Unit: s.Units["A-101"], Amount: 50_00, Method: money.Cash})
			errs <- err
		})
		wg.Go(func() {
			_, err := s.Owner.Exec(t.Context(), `UPDATE payments SET status = 'failed' WHERE id = $1 AND status = 'pending'`, m[len(m)-1].ID)
			errs <- err
		})
	}
	wg.Wait()
	close(errs)
	for err := range errs {
		var e *fault.Error
		if err != nil && (!errors.As(err, &e) || e.Kind != fault.Refused && e.Kind != fault.Invalid) {
			t.Errorf("it ended with %v", err)
		}
	}
	if n := s.Count(t, `bills b WHERE amount_paid > amount OR amount_paid <> (SELECT coalesce(sum(y.amount_paid), 0) FROM payments y
		WHERE y.bill_id = b.id AND y.status = 'success')`); n != 0 {
		t.Errorf("%d bills are overpaid or have other figures than their payments", n)
	}
	if gaps := datatest.Scan[int](t, s.Owner, `SELECT coalesce(max(number), 0) - count(*) FROM receipts`); gaps != 0 {
		t.Errorf("%d gaps in the receipts", gaps)
	}
}
