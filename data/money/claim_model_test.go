package money_test

import (
	"fmt"
	"testing"

	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"github.com/civoranexus/society360/data/datatest"
)

// part is what was paid, or is claimed, on the bill of a heldBill.
type part struct {
	id      uuid.UUID
	amount  value.Paise
	days    int // received so many days ahead of today
	waits   bool
	heldFee bool // it waited when the fee was charged
}

// heldBill drives one late bill, its claims and its late fee in the store, and holds
// the fee against the sentences of data/README.md, Late fees.
type heldBill struct {
	s     *datatest.Society
	t     *rapid.T
	bill  money.Bill
	fee   bool
	parts []*part
}

// due is what of the bill is due, and what of that nobody claims.
func (h *heldBill) due() (due, open value.Paise) {
	due = h.bill.Amount
	for _, p := range h.parts {
		if !p.waits {
			due -= p.amount
		}
	}
	open = due
	for _, p := range h.parts {
		if p.waits {
			open -= p.amount
		}
	}
	return due, open
}

func (h *heldBill) amount(most value.Paise) value.Paise {
	return value.Paise(rapid.Int64Range(1, max(int64(most), 1)).Draw(h.t, "paise"))
}

func (h *heldBill) days() int { return rapid.SampledFrom([]int{-6, -5, -4, 0}).Draw(h.t, "day") }

func (h *heldBill) claim() {
	_, open := h.due()
	waiting := 0
	for _, p := range h.parts {
		if p.waits {
			waiting++
		}
	}
	if open <= 0 || waiting == 10 {
		return
	}
	n := newClaim(h.s, h.amount(open), h.days())
	n.Shown = []money.Allocation{{Bill: h.bill.ID, Amount: n.Amount}}
	made, err := h.s.Money.ClaimPayment(h.t.Context(), h.s.Meera, uuid.New(), n)
	if err != nil {
		h.t.Fatalf("claim %s of %s: %v", n.Amount, open, err)
	}
	h.parts = append(h.parts, &part{id: made[0].ID, amount: n.Amount, days: n.PaidOn.DaysSince(h.s.Settings.ThisDay()), waits: true})
}

func (h *heldBill) pay() {
	due, _ := h.due()
	if due <= 0 {
		return
	}
	days := h.days()
	n := money.PaymentDraft{
		Unit: h.s.Units["A-101"], Amount: h.amount(due), Method: money.Cash, Bills: []uuid.UUID{h.bill.ID}, ReceivedOn: h.s.Settings.ThisDay().AddDays(days),
	}
	done, err := h.s.Money.Pay(h.t.Context(), h.s.Admin, uuid.New(), n)
	if err != nil {
		h.t.Fatalf("pay %s of %s: %v", n.Amount, due, err)
	}
	h.parts = append(h.parts, &part{id: done.Payments[0].ID, amount: n.Amount, days: days})
}

// end decides a claim that waits, or reverses what was paid.
func (h *heldBill) end() {
	if len(h.parts) == 0 {
		return
	}
	i := rapid.IntRange(0, len(h.parts)-1).Draw(h.t, "which")
	p := h.parts[i]
	due, _ := h.due()
	var err error
	switch how := rapid.SampledFrom([]string{"confirm", "refuse", "withdraw"}).Draw(h.t, "how"); {
	case !p.waits:
		_, err = h.s.Money.ReversePayment(h.t.Context(), h.s.Admin, uuid.New(), p.id, "it came back")
	case how == "confirm" && p.amount <= due:
		_, err = h.s.Money.ConfirmClaim(h.t.Context(), h.s.Admin, uuid.New(), p.id)
		p.waits = false
		if err != nil {
			h.t.Fatalf("confirm %s of %s: %v", p.amount, due, err)
		}
		return
	case how == "withdraw":
		_, err = h.s.Money.WithdrawClaim(h.t.Context(), h.s.Meera, uuid.New(), p.id)
	default:
		_, err = h.s.Money.RefuseClaim(h.t.Context(), h.s.Admin, uuid.New(), p.id, "not at the bank")
	}
	if err != nil {
		h.t.Fatalf("end %+v: %v", p, err)
	}
	h.parts = append(h.parts[:i:i], h.parts[i+1:]...)
}

// base is what the fee is a percentage of: what is due besides what was received
// before today, and what waits since before the fee and would have been in time.
func (h *heldBill) base() value.Paise {
	base := h.bill.Amount
	for _, p := range h.parts {
		if !p.waits && p.days < 0 || p.waits && p.days <= -5 && (p.heldFee || !h.fee) {
			base -= p.amount
		}
	}
	return max(base, 0)
}

// charge charges the fee, once.
func (h *heldBill) charge() {
	due, _ := h.due()
	// Today's money is not of before the fee, but it is paid when the fee is charged.
	for _, p := range h.parts {
		if !p.waits && p.days == 0 && !h.fee {
			return
		}
	}
	preview, err := h.s.Money.PreviewOverdue(h.t.Context(), h.s.Admin)
	if err != nil {
		h.t.Fatal(err)
	}
	want := fivePercent(h.base())
	if h.fee || due <= 0 {
		want = 0
	}
	for _, d := range preview.Due {
		if d.Bill != h.bill.ID {
			continue
		}
		if d.Sum != want {
			h.t.Fatalf("a fee of %s is to be charged on %s, not %s", d.Sum, h.base(), want)
		}
		done, err := h.s.Money.ChargeLateFees(h.t.Context(), h.s.Admin, uuid.New(), []money.BillSum{d}, nil)
		if err != nil || done.Fees != 1 {
			h.t.Fatalf("charged %+v: %v", done, err)
		}
		h.fee = true
		for _, p := range h.parts {
			p.heldFee = p.waits
		}
		return
	}
	if want != 0 {
		h.t.Fatalf("no fee is to be charged, but %s", want)
	}
}

func fivePercent(of value.Paise) value.Paise { return (of*5 + 50) / 100 }

// compare holds the fee, and what is late, against the rules.
func (h *heldBill) compare(after string) {
	due, _ := h.due()
	held := value.Paise(0)
	for _, p := range h.parts {
		if p.waits && p.days <= -5 {
			held += p.amount
		}
	}
	dues, err := h.s.Money.UnitDues(h.t.Context(), h.s.Admin, h.s.Units["A-101"])
	if err != nil {
		h.t.Fatal(err)
	}
	for _, o := range dues.Open {
		if o.ID == h.bill.ID && (o.Due() != due || o.Late() != max(due-held, 0)) {
			h.t.Fatalf("after %s %s is late of %s, by the rules %s of %s", after, o.Late(), o.Due(), max(due-held, 0), due)
		}
	}
	if !h.fee {
		return
	}
	var fee string
	if err := h.s.Owner.QueryRow(h.t.Context(), `SELECT (amount - waived_amount)::text FROM bills WHERE late_fee_of = $1`, h.bill.ID).Scan(&fee); err != nil {
		h.t.Fatal(err)
	}
	if want := fivePercent(h.base()); fee != fmt.Sprintf("%d.%02d", want/100, want%100) {
		h.t.Fatalf("after %s the fee is %s, by the rules %s of %s", after, fee, want, h.base())
	}
}

// TestAFeeFollowsEveryEndOfItsClaims claims, pays, decides and reverses in any order.
func TestAFeeFollowsEveryEndOfItsClaims(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	datatest.ChargesAutomatically(t, s)
	rapid.Check(t, func(t *rapid.T) {
		due := s.Settings.ThisDay().AddDays(-5)
		h := &heldBill{s: s, t: t}
		var err error
		if h.bill, err = s.Money.RaiseBill(t.Context(), s.Admin, uuid.New(), money.BillDraft{
			Unit: s.Units["A-101"], Type: "Water", Amount: h.amount(500_00), BillDate: due, DueDate: due,
		}); err != nil {
			t.Fatal(err)
		}
		defer func() { // ten claims of a unit may wait
			if _, err := s.Owner.Exec(t.Context(), `UPDATE payments SET status = 'failed' WHERE bill_id = $1 AND status = 'pending'`, h.bill.ID); err != nil {
				t.Error(err)
			}
		}()
		moves := map[string]func(){"claim": h.claim, "pay": h.pay, "end": h.end, "charge": h.charge}
		for range rapid.IntRange(1, 12).Draw(t, "steps") {
			name := rapid.SampledFrom([]string{"claim", "claim", "pay", "end", "end", "charge"}).Draw(t, "move")
			moves[name]()
			h.compare(name)
		}
	})
}
