package money_test

import (
	"strings"
	"testing"

	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/role"

	"github.com/google/uuid"
	"golang.org/x/sync/errgroup"

	"github.com/civoranexus/society360/data/datatest"
)

// foundBy are the amounts of the payments that a search shows the actor, in order.
func foundBy(t *testing.T, s *datatest.Society, actor role.Actor, search string) string {
	t.Helper()
	var found []string
	f := money.PaymentFilter{Search: search, Limit: 1} // page by page
	for {
		page, err := s.Money.Payments(t.Context(), actor, f)
		if err != nil {
			t.Fatalf("%s: %v", search, err)
		}
		for _, p := range page.Payments {
			found = append(found, p.Amount.String())
			f.After = p.Cursor()
		}
		if !page.More {
			return strings.Join(found, " ")
		}
	}
}

// wantTotals holds what is kept of payments made together to what they are.
func wantTotals(t *testing.T, s *datatest.Society, after string) {
	t.Helper()
	if wrong := datatest.Scan[string](t, s.Owner, `SELECT coalesce(string_agg(d::text, ' '), '') FROM (`+datatest.PaymentTotalsWrong+`) d`); wrong != "" {
		t.Errorf("behind %s: %s", after, wrong)
	}
}

// TestWhatWasPaidTogetherIsFoundByItsSum: by the desk, as a claim or a cheque, whatever
// becomes of it, and whatever another program then does to a share of it.
func TestWhatWasPaidTogetherIsFoundByItsSum(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	for i := range 8 {
		datatest.RaiseBill(t, s, 5500_00, -3-i)
	}
	paid, err := s.Money.Pay(t.Context(), s.Admin, uuid.New(), money.PaymentDraft{Unit: s.Units["A-101"], Amount: 11000_00, Method: money.BankTransfer, Reference: "NEFT1"})
	if err != nil {
		t.Fatal(err)
	}
	wantTotals(t, s, "a payment")
	refused := claim(t, s, 11001_00, 0)
	if _, err := s.Money.RefuseClaim(t.Context(), s.Admin, uuid.New(), refused[0].ID, "not at the bank"); err != nil {
		t.Fatal(err)
	}
	confirmed := claim(t, s, 11002_00, 0)
	wantTotals(t, s, "a claim")
	if _, err := s.Money.ConfirmClaim(t.Context(), s.Admin, uuid.New(), confirmed[0].ID); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Money.Pay(t.Context(), s.Admin, uuid.New(), money.PaymentDraft{Unit: s.Units["A-101"], Amount: 5499_00, Method: money.Cheque, Reference: "000123", Bank: "SBI"}); err != nil {
		t.Fatal(err)
	}
	wantTotals(t, s, "a cheque over two bills")
	datatest.PayCash(t, s, 1_00)
	wantTotals(t, s, "a payment of one bill")
	for search, want := range map[string]string{
		"11000": "5,500.00 5,500.00", "rs 11,001": "1.00 5,500.00 5,500.00", "11002/-": "2.00 5,500.00 5,500.00",
		"5499": "1.00 5,498.00", "10999": "", "16500": "",
	} {
		if got := foundBy(t, s, s.Admin, search); got != want {
			t.Errorf("%s finds %q, want %q", search, got, want)
		}
	}

	first, second := paid.Payments[0].ID, paid.Payments[1].ID
	s.Exec(t, `UPDATE payments SET amount_paid = 5400 WHERE id = $1`, first)
	wantTotals(t, s, "another program's change")
	if got := foundBy(t, s, s.Admin, "10900"); got != "5,500.00 5,400.00" {
		t.Errorf("a changed share: found by the new sum %q", got)
	}
	s.Exec(t, `UPDATE payments SET payment_date = payment_date - interval '40 days', status = 'failed' WHERE id = $1`, second)
	wantTotals(t, s, "another program's day")
	s.Exec(t, `DELETE FROM payments WHERE id = $1`, second)
	wantTotals(t, s, "another program's deletion")
	if got := foundBy(t, s, s.Admin, "10900"); got != "" {
		t.Errorf("a deleted share is still found: %q", got)
	}
	s.Exec(t, `TRUNCATE payments CASCADE`)
	if n := s.Count(t, `payment_totals`); n != 0 {
		t.Errorf("%d rows behind a truncation", n)
	}
}

// TestSharesChangedAtOnce: programs that change shares of one receipt at the same time
// are neither refused nor is one of them forgotten.
func TestSharesChangedAtOnce(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	for i := range 4 {
		datatest.RaiseBill(t, s, 500_00, -3-i)
	}
	paid, err := s.Money.Pay(t.Context(), s.Admin, uuid.New(), money.PaymentDraft{Unit: s.Units["A-101"], Amount: 2000_00, Method: money.Cash})
	if err != nil {
		t.Fatal(err)
	}
	for round := range 10 {
		var at errgroup.Group
		for _, p := range paid.Payments {
			at.Go(func() error {
				_, err := s.Owner.Exec(t.Context(), `UPDATE payments SET amount_paid = amount_paid - 1 WHERE id = $1`, p.ID)
				return err
			})
		}
		if err := at.Wait(); err != nil {
			t.Fatalf("round %d: %v", round, err)
		}
		wantTotals(t, s, "changes at once")
	}
	if got := foundBy(t, s, s.Admin, "1960"); got == "" {
		t.Error("it is not found by what it sums to now")
	}
}

// TestATenantFindsNoOthersSum: a sum tells what was paid on bills that a tenant does not
// see.
func TestATenantFindsNoOthersSum(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	for i := range 2 {
		datatest.RaiseBill(t, s, 500_00, -3-i)
	}
	if _, err := s.Money.Pay(t.Context(), s.Admin, uuid.New(), money.PaymentDraft{Unit: s.Units["A-101"], Amount: 1000_00, Method: money.Cash}); err != nil {
		t.Fatal(err)
	}
	if got := foundBy(t, s, s.Meera, "1000"); got != "500.00 500.00" {
		t.Errorf("who sees both bills finds %q", got)
	}
	// The earlier bill is from before they moved in.
	s.Exec(t, `UPDATE user_units SET resident_type = 'tenant', move_in_date = (SELECT max(bill_date) FROM bills) WHERE user_id = $1`, s.Meera.UserID)
	s.Exec(t, `UPDATE bills SET bill_date = bill_date - 60 WHERE due_date = (SELECT min(due_date) FROM bills)`)
	if got := foundBy(t, s, s.Meera, "500"); got != "500.00" {
		t.Errorf("the tenant's own bill: %q", got)
	}
	if got := foundBy(t, s, s.Meera, "1000"); got != "" {
		t.Errorf("a tenant finds by the sum of what they may not see: %q", got)
	}
}
