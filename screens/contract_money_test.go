package screens_test

import (
	"cmp"
	"slices"
	"strings"

	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"
)

// raise raises a bill of a unit so many days ago, due so many days from today.
func (w *world) raise(unit, kind string, amount value.Paise, ago, due int) money.Bill {
	b, err := w.Money.RaiseBill(w.ctx, w.Admin, key(), money.BillDraft{
		Unit: w.Units[unit], Type: kind, Amount: amount, BillDate: w.today().AddDays(-ago), DueDate: w.today().AddDays(due), Description: " " + kind + "  dues ",
	})
	w.hear(b, err)
	return b
}

// owed hears all lists of what is owed.
func (w *world) owed() {
	for _, actor := range []role.Actor{w.Admin, w.Meera, w.Tenant} {
		w.hear(w.Money.UnitAccounts(w.ctx, actor, money.AccountFilter{}))
		w.hear(w.Money.UnitAccounts(w.ctx, actor, money.AccountFilter{MostFirst: true}))
		w.hear(w.Money.UnitAccounts(w.ctx, actor, money.AccountFilter{Owing: true}))
		w.hear(w.Money.UnitDues(w.ctx, actor, w.Units["A-101"]))
		w.hear(w.Money.Bills(w.ctx, actor, money.BillFilter{}))
		w.hear(w.Money.Payments(w.ctx, actor, money.PaymentFilter{}))
	}
	w.hear(w.Money.Defaulters(w.ctx, w.Admin, money.AgeingFilter{}))
	w.hear(w.Money.Ageing(w.ctx, w.Admin))
	w.hear(w.Money.Takings(w.ctx, w.Admin, w.today()))
	w.hear(w.Money.Takings(w.ctx, w.Admin, w.today().AddDays(-1)))
}

// methods hears who may record payments in which ways, as the settings stand now.
func (w *world) methods() {
	_, err := w.Settings.Values(w.ctx)
	w.hear(err)
	for _, actor := range []role.Actor{w.Admin, w.Staff, w.Meera, w.Guard} {
		w.hear(w.Money.PaymentMethodsFor(actor))
	}
}

func playBills(w *world) {
	w.owed()
	old := w.raise("A-101", money.Maintenance, 500_000, 120, -100)
	w.raise("A-101", "Water", 20_050, 90, -75)
	w.raise("B-204", "Parking", 120_000, 50, -40)
	w.raise("A-101", money.Opening, 1_000_000, 20, -5)
	next := w.raise("A-101", "Electricity", 75_000, 0, 0)
	w.raise("A-101", "Nothing", 0, 0, -1)
	w.raise("Z-9", "Water", 100, 0, 10)
	w.raise("A-101", "Water", value.MaxAmount+1, 0, 40_000)
	w.raise("A-101", "Repairs", 300_000, 0, 10)
	w.set("billing.heads", `["Repairs"]`)
	w.raise("A-101", "Repairs", 300_000, 0, 10)
	w.set("billing.heads", `[]`)
	w.raise("A-101", "Repairs", 300_000, 0, 10)
	w.hear(w.Money.Bills(w.ctx, w.Admin, money.BillFilter{Types: []string{"Repairs"}}))
	w.hear(w.Money.RaiseBill(w.ctx, w.Admin, key(), money.BillDraft{Unit: uuid.New(), Type: "Water", Amount: 100}))
	w.hear(w.Money.RaiseBill(w.ctx, w.Admin, key(), money.BillDraft{Unit: w.Units["A-102"], Type: "Water", Amount: 100}))
	w.owed()
	for _, search := range []string{"a1", "b204", "meera", "43216", "43", "zz", "-", "me"} {
		w.hear(w.Money.UnitAccounts(w.ctx, w.Admin, money.AccountFilter{Search: search}))
		w.hear(w.Money.Bills(w.ctx, w.Admin, money.BillFilter{Search: search}))
	}
	unit := w.Units["A-101"]
	w.hear(w.Money.Bills(w.ctx, w.Admin, money.BillFilter{Unit: &unit, Statuses: []money.BillStatus{money.Overdue}}))
	w.hear(w.Money.Bills(w.ctx, w.Admin, money.BillFilter{Types: []string{"Water", money.Opening}}))
	first, err := w.Money.Bills(w.ctx, w.Admin, money.BillFilter{Limit: 2})
	w.hear(first, err)
	w.hear(w.Money.Bills(w.ctx, w.Admin, money.BillFilter{Limit: 2, After: first.Bills[1].Cursor()}))
	accounts, err := w.Money.UnitAccounts(w.ctx, w.Admin, money.AccountFilter{Limit: 1, MostFirst: true})
	w.hear(accounts, err)
	w.hear(w.Money.UnitAccounts(w.ctx, w.Admin, money.AccountFilter{MostFirst: true, After: accounts.Accounts[0].Cursor()}))
	late, err := w.Money.Defaulters(w.ctx, w.Admin, money.AgeingFilter{Limit: 1})
	w.hear(late, err)
	w.hear(w.Money.Defaulters(w.ctx, w.Admin, money.AgeingFilter{After: late.Units[0].Cursor()}))
	w.hear(w.Money.Bill(w.ctx, w.Admin, old.ID))
	w.hear(w.Money.Bill(w.ctx, w.Tenant, old.ID))
	w.hear(w.Money.Bill(w.ctx, w.Admin, uuid.New()))
	w.hear(w.Money.UnitDues(w.ctx, w.Admin, uuid.New()))

	correct := func(b money.Bill, amount value.Paise, why string) money.Bill {
		now, err := w.Money.CorrectBill(w.ctx, w.Admin, key(), b.ID, money.BillCorrection{
			Amount: amount, BillDate: b.BillDate, DueDate: b.DueDate, Description: b.Description, Reason: why, Seen: b,
		})
		w.hear(now, err)
		return now
	}
	correct(next, 80_000, " ")
	correct(next, 0, "nothing")
	corrected := correct(next, 80_000, "agreed")
	correct(next, 90_000, "again")
	waive := func(b money.Bill, amount value.Paise, why string) {
		w.hear(w.Money.WaiveBill(w.ctx, w.Admin, key(), b.ID, amount, why))
	}
	waive(corrected, 90_000, "all")
	waive(corrected, 10_000, "")
	waive(corrected, 10_000, "first time")
	correct(corrected, 5_000, "stale and too little")
	now, err := w.Money.Bill(w.ctx, w.Admin, next.ID)
	w.hear(now, err)
	correct(now, 5_000, "too little")
	waive(now, 70_000, "the rest")
	waive(now, 1, "more")
	void := func(id uuid.UUID, why string) { w.hear(w.Money.VoidBill(w.ctx, w.Admin, key(), id, why)) }
	void(old.ID, "")
	void(old.ID, "raised twice")
	void(old.ID, "raised twice")
	void(uuid.New(), "nothing")
	waive(old, 1, "void")
	w.owed()
}

func playPayments(w *world) {
	one, two := w.raise("A-101", money.Maintenance, 500_000, 60, -45), w.raise("A-101", "Water", 20_050, 30, 10)
	w.raise("B-204", "Parking", 120_000, 10, 5)
	unit := w.Units["A-101"]
	w.methods()
	pay := func(actor role.Actor, n money.PaymentDraft) money.PaymentDone {
		done, err := w.Money.Pay(w.ctx, actor, key(), n)
		w.hear(done, err)
		return done
	}
	pay(w.Admin, money.PaymentDraft{})
	pay(w.Admin, money.PaymentDraft{Unit: unit, Amount: 100, Method: money.UPI})
	pay(w.Staff, money.PaymentDraft{Unit: unit, Amount: 100, Method: money.UPI, Reference: "U1"})
	pay(w.Meera, money.PaymentDraft{Unit: unit, Amount: 100, Method: money.UPI, Reference: "U1"})
	pay(w.Admin, money.PaymentDraft{Unit: uuid.New(), Amount: 100, Method: money.Cash})
	pay(w.Admin, money.PaymentDraft{Unit: unit, Amount: 9_000_000, Method: money.Cash})
	pay(w.Admin, money.PaymentDraft{Unit: unit, Amount: 100, Method: money.Cash, Payer: &w.Tenant.UserID})
	shown := []money.Allocation{{Bill: one.ID, Amount: 100_000}}
	cash := pay(w.Admin, money.PaymentDraft{Unit: unit, Amount: 100_000, Shown: shown, Method: money.Cash, Payer: &w.Meera.UserID, Note: "by hand"})
	pay(w.Admin, money.PaymentDraft{Unit: unit, Amount: 410_000, Shown: []money.Allocation{{Bill: one.ID, Amount: 410_000}}, Method: money.Cash})
	both := pay(w.Admin, money.PaymentDraft{Unit: unit, Amount: 410_000, Method: money.BankTransfer, Reference: " NEFT  7 "})
	w.owed()
	for _, search := range []string{cash.Receipt, "2026-999999", "a101", "farah", "zz"} {
		w.hear(w.Money.Payments(w.ctx, w.Admin, money.PaymentFilter{Search: search}))
	}
	w.hear(w.Money.Payments(w.ctx, w.Admin, money.PaymentFilter{Bill: &two.ID}))
	w.hear(w.Money.Payments(w.ctx, w.Admin, money.PaymentFilter{Unit: &unit, Status: money.PaymentSucceeded}))
	w.hear(w.Money.Payments(w.ctx, w.Admin, money.PaymentFilter{Elsewhere: true}))
	first, err := w.Money.Payments(w.ctx, w.Admin, money.PaymentFilter{Limit: 1})
	w.hear(first, err)
	w.hear(w.Money.Payments(w.ctx, w.Admin, money.PaymentFilter{After: first.Payments[0].Cursor()}))
	for _, actor := range []role.Actor{w.Admin, w.Meera, w.Tenant} {
		w.hear(w.Money.Receipt(w.ctx, actor, both.ReceiptID))
	}
	w.hear(w.Money.Receipt(w.ctx, w.Admin, uuid.New()))
	w.hear(w.Money.IssueReceipt(w.ctx, w.Admin, key(), both.Payments[0].ID))
	w.hear(w.Money.IssueReceipt(w.ctx, w.Admin, key(), uuid.New()))
	w.hear(w.Money.CorrectBill(w.ctx, w.Admin, key(), one.ID, money.BillCorrection{Amount: 1, BillDate: one.BillDate, DueDate: one.DueDate, Reason: "x", Seen: one}))
	w.hear(w.Money.VoidBill(w.ctx, w.Admin, key(), one.ID, "paid"))

	w.hear(w.Money.ReversePayment(w.ctx, w.Admin, key(), cash.Payments[0].ID, " "))
	w.hear(w.Money.ReversePayment(w.ctx, w.Admin, key(), cash.Payments[0].ID, "bounced"))
	w.hear(w.Money.ReversePayment(w.ctx, w.Admin, key(), cash.Payments[0].ID, "bounced"))
	w.hear(w.Money.ReversePayment(w.ctx, w.Admin, key(), uuid.New(), "bounced"))
	w.hear(w.Money.ReverseReceipt(w.ctx, w.Admin, key(), both.ReceiptID, ""))
	w.hear(w.Money.ReverseReceipt(w.ctx, w.Admin, key(), both.ReceiptID, "twice"))
	w.hear(w.Money.ReverseReceipt(w.ctx, w.Admin, key(), both.ReceiptID, "twice"))
	w.hear(w.Money.ReverseReceipt(w.ctx, w.Admin, key(), uuid.New(), "twice"))
	w.hear(w.Money.Receipt(w.ctx, w.Admin, both.ReceiptID))
	w.owed()

	w.set("billing.staff_records_payments", "true")
	w.set(money.PaymentsByResidents().Key, string(money.ResidentsSimulate))
	w.methods()
	pay(w.Staff, money.PaymentDraft{Unit: unit, Amount: 100, Method: money.Cash})
	pay(w.Staff, money.PaymentDraft{Unit: unit, Amount: 100, Method: money.UPI, Reference: "U2"})
	own := pay(w.Meera, money.PaymentDraft{Unit: unit, Amount: 200, Method: money.UPI, Reference: "U3"})
	pay(w.Meera, money.PaymentDraft{Unit: w.Units["B-204"], Amount: 200, Method: money.UPI, Reference: "U4"})
	w.hear(w.Money.Receipt(w.ctx, w.Meera, own.ReceiptID))
	w.owed()
}

func playClaims(w *world) {
	one := w.raise("A-101", money.Maintenance, 500_000, 30, -10)
	w.raise("A-101", "Water", 20_000, 30, 10)
	unit := w.Units["A-101"]
	claim := func(actor role.Actor, n money.ClaimDraft) []money.Payment {
		made, err := w.Money.ClaimPayment(w.ctx, actor, key(), n)
		w.hear(made, err)
		return made
	}
	claim(w.Meera, money.ClaimDraft{})
	claim(w.Meera, money.ClaimDraft{Unit: unit, Amount: 100, Method: money.UPI, Reference: "U0", PaidOn: w.today().AddDays(1)})
	claim(w.Meera, money.ClaimDraft{Unit: unit, Amount: 100, Method: money.UPI, Reference: "U0", PaidOn: w.today().AddDays(-400)})
	claim(w.Meera, money.ClaimDraft{Unit: w.Units["B-204"], Amount: 100, Method: money.UPI, Reference: "U0"})
	claim(w.Meera, money.ClaimDraft{Unit: unit, Amount: 900_000, Method: money.UPI, Reference: "U0"})
	first := claim(w.Meera, money.ClaimDraft{Unit: unit, Amount: 300_000, Method: money.UPI, Reference: " U1 ", PaidOn: w.today().AddDays(-12)})
	second := claim(w.Arun, money.ClaimDraft{Unit: unit, Amount: 210_000, Method: money.BankTransfer, Reference: "NEFT 2"})
	claim(w.Arun, money.ClaimDraft{Unit: unit, Amount: 20_000, Method: money.UPI, Reference: "U३"})
	claim(w.Meera, money.ClaimDraft{Unit: unit, Amount: 10_000, Shown: []money.Allocation{{Bill: one.ID, Amount: 10_000}}, Method: money.UPI, Reference: "U4"})
	third := claim(w.Arun, money.ClaimDraft{Unit: unit, Amount: 10_000, Method: money.UPI, Reference: "U5"})
	claim(w.Arun, money.ClaimDraft{Unit: unit, Amount: 10_000, Method: money.UPI, Reference: "U6"})
	w.owed()
	for _, search := range []string{"", "u1", "neft", "a101", "zz", "neft-2", "ne.ft2", "rs 2100", "2,100/-", "1000", "0"} {
		w.hear(w.Money.Claims(w.ctx, w.Admin, money.ClaimFilter{Search: search}))
	}
	page, err := w.Money.Claims(w.ctx, w.Admin, money.ClaimFilter{Limit: 1})
	w.hear(page, err)
	w.hear(w.Money.Claims(w.ctx, w.Admin, money.ClaimFilter{After: page.Claims[0].Cursor()}))

	w.hear(w.Money.WithdrawClaim(w.ctx, w.Meera, key(), third[0].ID))
	w.hear(w.Money.WithdrawClaim(w.ctx, w.Arun, key(), third[0].ID))
	w.hear(w.Money.WithdrawClaim(w.ctx, w.Arun, key(), third[0].ID))
	w.hear(w.Money.WithdrawClaim(w.ctx, w.Arun, key(), uuid.New()))
	w.hear(w.Money.ConfirmClaim(w.ctx, w.Staff, key(), first[0].ID))
	confirmed, err := w.Money.ConfirmClaim(w.ctx, w.Admin, key(), *first[0].ClaimID)
	w.hear(confirmed, err)
	w.hear(w.Money.ConfirmClaim(w.ctx, w.Admin, key(), first[0].ID))
	w.hear(w.Money.Receipt(w.ctx, w.Meera, confirmed.ReceiptID))
	w.hear(w.Money.Pay(w.ctx, w.Admin, key(), money.PaymentDraft{Unit: unit, Amount: 150_000, Shown: []money.Allocation{{Bill: one.ID, Amount: 150_000}}, Method: money.Cash}))
	w.hear(w.Money.ConfirmClaim(w.ctx, w.Admin, key(), second[0].ID))
	w.hear(w.Money.RefuseClaim(w.ctx, w.Admin, key(), second[0].ID, " "))
	w.hear(w.Money.RefuseClaim(w.ctx, w.Admin, key(), second[0].ID, "not at the bank"))
	w.hear(w.Money.RefuseClaim(w.ctx, w.Admin, key(), second[0].ID, "not at the bank"))
	w.hear(w.Money.WithdrawClaim(w.ctx, w.Arun, key(), second[0].ID))
	w.hear(w.Money.RefuseClaim(w.ctx, w.Admin, key(), uuid.New(), "nothing"))
	w.hear(w.Money.IssueReceipt(w.ctx, w.Meera, key(), second[0].ID))
	w.owed()
	w.set(money.PaymentsByResidents().Key, string(money.ResidentsDoNot))
	w.methods()
	claim(w.Meera, money.ClaimDraft{Unit: unit, Amount: 100, Method: money.UPI, Reference: "U7"})
}

// fates has late fees follow what becomes of their bills.
func (w *world) fates() {
	w.set("billing.late_fees", money.FeesAsked)
	hear := func(of money.FeeCause) {
		w.hear(w.Money.FeeFates(w.ctx, w.Admin, of))
	}
	charged := func(amount, paid value.Paise) (money.Bill, money.PaymentDone) {
		b := w.raise("B-204", "Water", amount, 40, -30)
		var done money.PaymentDone
		if paid > 0 {
			var err error
			done, err = w.Money.Pay(w.ctx, w.Admin, key(), money.PaymentDraft{
				Unit: w.Units["B-204"], Amount: paid, Method: money.Cash, Bills: []uuid.UUID{b.ID}, ReceivedOn: w.today().AddDays(-35),
			})
			w.hear(done, err)
		}
		p, err := w.Money.PreviewOverdue(w.ctx, w.Admin)
		w.hear(p, err)
		w.hear(w.Money.ChargeLateFees(w.ctx, w.Admin, key(), p.Due, func(int, int) {}))
		return b, done
	}
	voided, _ := charged(10_000, 0)
	hear(money.FeeCause{Void: &voided.ID})
	w.hear(w.Money.VoidBill(w.ctx, w.Admin, key(), voided.ID, "raised twice"))
	hear(money.FeeCause{Void: &voided.ID})
	corrected, _ := charged(20_000, 0)
	for _, c := range []money.FeeCause{{Amount: 15_000, DueDate: corrected.DueDate}, {Amount: 25_000, DueDate: corrected.DueDate}, {Amount: 20_000, DueDate: w.today()}} {
		c.Correct = &corrected.ID
		hear(c)
	}
	w.hear(w.Money.CorrectBill(w.ctx, w.Admin, key(), corrected.ID, money.BillCorrection{
		Amount: 15_000, BillDate: corrected.BillDate, DueDate: corrected.DueDate, Reason: "read wrongly", Seen: corrected,
	}))
	_, back := charged(30_000, 10_000)
	hear(money.FeeCause{Payment: &back.Payments[0].ID})
	hear(money.FeeCause{Receipt: back.Payments[0].ReceiptID})
	w.hear(w.Money.ReversePayment(w.ctx, w.Admin, key(), back.Payments[0].ID, "it bounced"))
	hear(money.FeeCause{Payment: &back.Payments[0].ID})
	w.set(money.PaymentsByResidents().Key, string(money.ResidentsClaim))
	held := w.raise("A-101", "Parking", 40_000, 40, -30)
	claimed, err := w.Money.ClaimPayment(w.ctx, w.Meera, key(), money.ClaimDraft{
		Unit: w.Units["A-101"], Amount: 10_000, Method: money.UPI, Reference: "UPI 91", PaidOn: w.today().AddDays(-31),
		Shown: []money.Allocation{{Bill: held.ID, Amount: 10_000}},
	})
	w.hear(claimed, err)
	p, err := w.Money.PreviewOverdue(w.ctx, w.Admin)
	w.hear(p, err)
	w.hear(w.Money.ChargeLateFees(w.ctx, w.Admin, key(), p.Due, func(int, int) {}))
	for _, actor := range []role.Actor{w.Admin, w.Meera, w.Guard} {
		w.hear(w.Money.ClaimFates(w.ctx, actor, claimed[0].ID))
	}
	w.hear(w.Money.RefuseClaim(w.ctx, w.Admin, key(), claimed[0].ID, "not at the bank"))
	w.hear(w.Money.ClaimFates(w.ctx, w.Admin, claimed[0].ID))
	w.hear(w.Money.UnitDues(w.ctx, w.Admin, w.Units["A-101"]))
	for _, n := range []money.PaymentDraft{{Reference: "UPI 77-01"}, {Reference: "upi7701"}, {Reference: "upi7701", Again: true}, {Reference: "9"}} {
		n.Unit, n.Amount, n.Method = w.Units["B-204"], 1_01, money.UPI
		w.hear(w.Money.Pay(w.ctx, w.Admin, key(), n))
	}
	for _, n := range []money.PaymentDraft{
		{PaidBy: "Anand Deshmukh"},
		{PaidBy: "Anand Deshmukh", Payer: &w.Tenant.UserID},
		{PaidBy: strings.Repeat("x", 101)},
		{Reference: "x"},
		{PaidBy: "Anand Deshmukh", Method: money.Cheque, Reference: "12", Bank: "SBI"},
	} {
		n.Unit, n.Amount, n.Method = w.Units["B-204"], 1_02, cmp.Or(n.Method, money.Cash)
		w.hear(w.Money.Pay(w.ctx, w.Admin, key(), n))
	}
	w.hear(w.Money.Cheques(w.ctx, w.Admin, money.ChequeFilter{}))
	for _, n := range []int{-1, 0, 1} {
		day := w.today().AddDays(n)
		w.hear(w.Money.Payments(w.ctx, w.Admin, money.PaymentFilter{From: &day, To: &day}))
	}
	for _, search := range []string{"upi77", "rs 1.01", "7701", "up"} {
		w.hear(w.Money.Payments(w.ctx, w.Admin, money.PaymentFilter{Search: search}))
	}
	w.hear(w.Money.Bills(w.ctx, w.Admin, money.BillFilter{Types: []string{money.LateFee}}))
}

// unrun takes the run of a month back, and bills the month anew.
func (w *world) unrun(month value.Day) {
	list := func() {
		w.hear(w.Money.BillRuns(w.ctx, w.Admin, money.RunFilter{}))
		w.hear(w.Money.BillRuns(w.ctx, w.Admin, money.RunFilter{Month: &month, Limit: 1}))
	}
	look := func(month value.Day) money.RunBack {
		back, err := w.Money.PreviewTakeBack(w.ctx, w.Admin, month)
		w.hear(back, err)
		list()
		return back
	}
	back := func(seen money.BillRun, why string) {
		done := 0
		w.hear(w.Money.TakeBackRun(w.ctx, w.Admin, key(), seen, why, func(n, _ int) { done = n }))
		w.hear(done)
	}
	look(month.AddMonths(1))
	seen := look(month)
	back(seen.Run, " ")
	paid, err := w.Money.Pay(w.ctx, w.Admin, key(), money.PaymentDraft{Unit: w.Units["A-101"], Amount: 100, Method: money.Cash})
	w.hear(paid, err)
	look(month)
	back(seen.Run, "the wrong fee")
	for _, p := range paid.Payments {
		w.hear(w.Money.ReversePayment(w.ctx, w.Admin, key(), p.ID, "by mistake"))
	}
	back(look(month).Run, "the wrong fee")
	back(seen.Run, "again")
	list()
	w.set("billing.maintenance_fee", "4000")
	w.hear(w.Money.RunBills(w.ctx, w.Admin, month, func(int, int) {}))
	back(seen.Run, "as it was seen before")
	list()
	first, err := w.Money.BillRuns(w.ctx, w.Admin, money.RunFilter{Limit: 1})
	w.hear(first, err)
	w.hear(w.Money.BillRuns(w.ctx, w.Admin, money.RunFilter{After: first.Runs[0].Cursor()}))
}

func playFees(w *world) {
	month := w.today().FirstOfMonth()
	preview := func(month value.Day) {
		w.hear(w.Money.PreviewRun(w.ctx, w.Admin, month))
	}
	preview(month)
	w.raise("B-204", money.Maintenance, 5_000, 0, 10)
	done := 0
	w.hear(w.Money.RunBills(w.ctx, w.Admin, month, func(n, _ int) { done = n }))
	w.hear(done)
	preview(month)
	w.hear(w.Money.RunBills(w.ctx, w.Admin, month, func(int, int) {}))
	w.set("billing.maintenance_fee", `{"2BHK":6000,"Shop":100.50}`)
	preview(month.AddMonths(1))
	w.set("billing.maintenance_fee", `{"Shop":100}`)
	preview(month.AddMonths(1))
	preview(month.AddMonths(3))
	w.unrun(month)

	w.raise("A-101", "Water", 10_010, 40, -30)
	w.raise("A-101", "Water", 10_000, 90, -80)
	w.raise("A-101", money.Opening, 10_000, 90, -30)
	charge := func() money.OverduePreview {
		p, err := w.Money.PreviewOverdue(w.ctx, w.Admin)
		w.hear(p, err)
		w.hear(w.Money.FeesWaiting(w.ctx, w.Admin))
		return p
	}
	w.hear(w.Money.ChargeLateFees(w.ctx, w.Admin, key(), charge().Due, func(int, int) {}))
	w.set("billing.late_fee_from", w.today().AddDays(-60).String())
	p := charge()
	w.hear(w.Money.MarkOverdue(w.ctx, w.Admin, func(n, _ int) { done = n }))
	w.hear(done)
	shown := append(slices.Clone(p.Due), money.BillSum{Bill: p.Due[0].Bill, Sum: 1})
	w.hear(w.Money.ChargeLateFees(w.ctx, w.Admin, key(), shown, func(n, _ int) { done = n }))
	w.hear(done)
	charge()
	charged, err := w.Money.ChargedFees(w.ctx, w.Admin, w.today())
	w.hear(charged, err)
	w.hear(w.Money.ChargedFees(w.ctx, w.Admin, w.today().AddDays(-1)))
	w.hear(w.Money.WaiveLateFees(w.ctx, w.Admin, key(), charged.Due, " ", func(int, int) {}))
	w.hear(w.Money.WaiveLateFees(w.ctx, w.Admin, key(), append(charged.Due, p.Due[0]), "by mistake", func(n, _ int) { done = n }))
	w.hear(done)
	w.fates()
	w.set("billing.late_fees", money.FeesNone)
	charge()
	w.hear(w.Money.ChargeLateFees(w.ctx, w.Admin, key(), p.Due, func(int, int) {}))
	w.owed()
}
