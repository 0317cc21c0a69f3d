package screens_test

import (
	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
)

func playClosings(w *world) {
	w.raise("A-101", money.Maintenance, 500_000, 30, 10)
	unit, today := w.Units["A-101"], w.today()
	pay := func(amount value.Paise, ago int) money.PaymentDone {
		done, err := w.Money.Pay(w.ctx, w.Admin, key(), money.PaymentDraft{
			Unit: unit, Amount: amount, Method: money.Cash, ReceivedOn: today.AddDays(-ago), Payer: &w.Meera.UserID,
		})
		w.hear(done, err)
		return done
	}
	taken := func() {
		for ago := -1; ago < 5; ago++ {
			w.hear(w.Money.Takings(w.ctx, w.Staff, today.AddDays(-ago)))
		}
		w.hear(w.Money.Closings(w.ctx, w.Staff, money.ClosingFilter{}))
	}
	preview := func(day value.Day) money.ClosingPreview {
		p, err := w.Money.PreviewClosing(w.ctx, w.Admin, day)
		w.hear(p, err)
		return p
	}
	closes := func(day value.Day, counts []money.CashCount) money.Closing {
		c, err := w.Money.CloseDay(w.ctx, w.Admin, key(), money.ClosingDraft{Day: day, Counts: counts, Note: " evening "})
		w.hear(c, err)
		return c
	}
	undo := func(id uuid.UUID, why string) { w.hear(w.Money.UndoClosing(w.ctx, w.Admin, key(), id, why)) }
	old, recent := pay(30_000, 4), pay(1_000, 2)
	taken()
	preview(value.Day{})
	preview(today.AddDays(1))
	p := preview(today.AddDays(-2))
	closes(today.AddDays(-2), nil)
	p.Counts[0].Counted = -1
	closes(today.AddDays(-2), p.Counts)
	p.Counts[0].Counted = 900
	first := closes(today.AddDays(-2), p.Counts)
	preview(today.AddDays(-3))
	pay(100, 3)
	pay(200, 1)
	w.hear(w.Money.ReversePayment(w.ctx, w.Admin, key(), old.Payments[0].ID, "wrong unit"))
	made, err := w.Money.ClaimPayment(w.ctx, w.Meera, key(), money.ClaimDraft{Unit: unit, Amount: 700, Method: money.UPI, Reference: "U1", PaidOn: today.AddDays(-3)})
	w.hear(made, err)
	w.hear(w.Money.ConfirmClaim(w.ctx, w.Admin, key(), made[0].ID))
	taken()
	second := closes(today, preview(today).Counts)
	closes(today, nil)
	pay(100, 0)
	w.hear(w.Money.ReversePayment(w.ctx, w.Admin, key(), recent.Payments[0].ID, "wrong unit"))
	w.hear(w.Money.ReverseReceipt(w.ctx, w.Admin, key(), recent.ReceiptID, "wrong unit"))
	taken()
	undo(first.ID, "miscounted")
	undo(second.ID, " ")
	undo(second.ID, "miscounted")
	undo(second.ID, "miscounted")
	undo(uuid.New(), "nothing")
	taken()
}
