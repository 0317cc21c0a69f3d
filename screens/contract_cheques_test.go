package screens_test

import (
	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
)

func playCheques(w *world) {
	one := w.raise("A-101", money.Maintenance, 500_000, 30, -10)
	w.raise("A-101", "Water", 20_000, 30, 10)
	unit, today := w.Units["A-101"], w.today()
	take := func(actor role.Actor, n money.PaymentDraft) []money.Payment {
		if n.Method == "" {
			n.Unit, n.Method = unit, money.Cheque
		}
		done, err := w.Money.Pay(w.ctx, actor, key(), n)
		w.hear(done, err)
		return done.Payments
	}
	take(w.Admin, money.PaymentDraft{Amount: 100})
	take(w.Admin, money.PaymentDraft{Amount: 100, Reference: "1", Bank: "HDFC", ChequeDate: today.AddDays(-100)})
	take(w.Admin, money.PaymentDraft{Amount: 100, Reference: "1", Bank: "HDFC", ChequeDate: today.AddYears(2)})
	take(w.Admin, money.PaymentDraft{Amount: 100, Reference: "1", Bank: "HDFC", ReceivedOn: today.AddDays(1)})
	take(w.Staff, money.PaymentDraft{Amount: 100, Reference: "1", Bank: "HDFC"})
	first := take(w.Admin, money.PaymentDraft{Amount: 300_000, Reference: " 004217 ", Bank: " HDFC ", ChequeDate: today.AddDays(-4), ReceivedOn: today.AddDays(-12), Payer: &w.Meera.UserID, Note: "by post"})
	second := take(w.Admin, money.PaymentDraft{Amount: 210_000, Reference: "004218", Bank: " HDFC "})
	take(w.Admin, money.PaymentDraft{Amount: 20_000, Reference: "004219", Bank: " HDFC "})
	third := take(w.Admin, money.PaymentDraft{Amount: 10_000, Reference: "004220", Bank: " HDFC ", ChequeDate: today.AddDays(9)})
	take(w.Admin, money.PaymentDraft{Amount: 10_000, Reference: "004221", Bank: " HDFC "})
	take(w.Admin, money.PaymentDraft{Unit: unit, Amount: 500, Method: money.DemandDraft, Reference: "887001", Bank: " HDFC "})
	w.owed()
	for _, search := range []string{"", "4217", "a101", "zz", "0042 17", "3000", "rs 100"} {
		w.hear(w.Money.Cheques(w.ctx, w.Admin, money.ChequeFilter{Search: search}))
	}
	page, err := w.Money.Cheques(w.ctx, w.Admin, money.ChequeFilter{Limit: 1})
	w.hear(page, err)
	w.hear(w.Money.Cheques(w.ctx, w.Admin, money.ChequeFilter{After: page.Cheques[0].Cursor()}))
	w.hear(w.Money.Claims(w.ctx, w.Admin, money.ClaimFilter{}))

	clears := func(actor role.Actor, id uuid.UUID, on value.Day) money.PaymentDone {
		done, err := w.Money.ClearCheque(w.ctx, actor, key(), id, on)
		w.hear(done, err)
		return done
	}
	clears(w.Staff, first[0].ID, value.Day{})
	clears(w.Admin, first[0].ID, today.AddDays(1))
	clears(w.Admin, first[0].ID, today.AddDays(-5))
	cleared := clears(w.Admin, *first[0].ClaimID, today.AddDays(-1))
	clears(w.Admin, first[0].ID, value.Day{})
	clears(w.Admin, third[0].ID, value.Day{})
	clears(w.Admin, uuid.New(), value.Day{})
	w.hear(w.Money.Receipt(w.ctx, w.Meera, cleared.ReceiptID))
	w.hear(w.Money.WithdrawClaim(w.ctx, w.Meera, key(), second[0].ID))
	w.hear(w.Money.ConfirmClaim(w.ctx, w.Admin, key(), second[0].ID))
	w.hear(w.Money.Pay(w.ctx, w.Admin, key(), money.PaymentDraft{Unit: unit, Amount: 150_000, Shown: []money.Allocation{{Bill: one.ID, Amount: 150_000}}, Method: money.Cash}))
	clears(w.Admin, second[0].ID, value.Day{})
	bounce := func(id uuid.UUID, why string) { w.hear(w.Money.BounceCheque(w.ctx, w.Admin, key(), id, why)) }
	bounce(second[0].ID, " ")
	bounce(second[0].ID, "funds insufficient")
	bounce(second[0].ID, "funds insufficient")
	bounce(uuid.New(), "nothing")
	w.hear(w.Money.IssueReceipt(w.ctx, w.Meera, key(), second[0].ID))
	w.owed()
}
