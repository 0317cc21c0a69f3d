package money_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/datatest"
)

func TestPayOverSeveralBills(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	newer, older := datatest.RaiseBill(t, s, 1000_00, 10), datatest.RaiseBill(t, s, 500_00, -3)
	dues, err := s.Money.UnitDues(t.Context(), s.Admin, s.Units["A-101"])
	if err != nil || dues.Due != 1500_00 || dues.Late != 500_00 || dues.Bills != 2 || len(dues.Open) != 2 || dues.Open[0].ID != older.ID ||
		dues.Contact != "Meera Joshi" || len(dues.Residents) != 2 || dues.Residents[0].Name != "Meera Joshi" || dues.Oldest != older.DueDate {
		t.Fatalf("dues: %+v, %v", dues, err)
	}
	plan, over := dues.Plan(700_00, nil)
	if over != 0 || len(plan) != 2 || plan[0].Bill != older.ID || plan[0].Amount != 500_00 || plan[1].Bill != newer.ID || plan[1].Amount != 200_00 {
		t.Fatalf("plan: %+v, %s over", plan, over)
	}
	if _, over := dues.Plan(1500_01, nil); over != 1 {
		t.Errorf("a plan of a paisa more has %s over", over)
	}

	key := uuid.New()
	n := money.PaymentDraft{
		Unit: s.Units["A-101"], Amount: 700_00, Shown: plan, Method: money.UPI, Reference: "UPI1", Payer: &s.Arun.UserID, Note: "by phone",
	}
	done, err := s.Money.Pay(t.Context(), s.Admin, key, n)
	if err != nil || len(done.Payments) != 2 || !strings.HasSuffix(done.Receipt, "-000001") {
		t.Fatalf("paid: %+v, %v", done, err)
	}
	p := done.Payments[0]
	if *p.BillID != older.ID || p.Amount != 500_00 || p.Payer != "Arun Joshi" || p.Recorder != "Asha Rao" || p.Status != money.PaymentSucceeded ||
		p.Receipt != done.Receipt || p.Unit != "A-101" || p.Reference != "UPI1" {
		t.Errorf("the first payment: %+v", p)
	}
	wantStands(t, s, older.ID, "500.00 0.00 500.00 0.00 paid")
	wantStands(t, s, newer.ID, "1,000.00 0.00 200.00 800.00 partially_paid")
	for i, due := range []float64{0, 800} {
		action, user, _, details := datatest.LastAudit(t, s, done.Payments[i].ID)
		after := details["after"].(map[string]any)
		if action != "PAYMENT_RECORDED" || *user != s.Admin.UserID || after["due"] != due || after["receipt"] != done.Receipt || details["notes"] != "by phone" {
			t.Errorf("audit of payment %d: %s by %v: %v", i, action, user, details)
		}
	}

	again, err := s.Money.Pay(t.Context(), s.Admin, key, n)
	if err != nil || again.Payments[0].ID != p.ID || again.Receipt != done.Receipt {
		t.Errorf("a repeat: %+v, %v", again, err)
	}
	for _, change := range []func(*money.PaymentDraft){
		func(n *money.PaymentDraft) { n.Amount, n.Shown = 100_00, nil },
		func(n *money.PaymentDraft) { n.Note = "by post" },
	} {
		other := n
		change(&other)
		_, err = s.Money.Pay(t.Context(), s.Admin, key, other)
		datatest.Kind(t, err, fault.Refused)
	}
	if n := s.Count(t, `payments`); n != 2 {
		t.Errorf("%d payments", n)
	}
}

// TestPaymentsOfOneInstant: the payments of one receipt or claim bear one instant,
// and lists show them in the order in which they were made, the newest first.
func TestPaymentsOfOneInstant(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	for i := range 8 {
		datatest.RaiseBill(t, s, 100_00, -3-i)
	}
	made := claim(t, s, 400_00, 0)
	done, err := s.Money.Pay(t.Context(), s.Admin, uuid.New(), money.PaymentDraft{Unit: s.Units["A-101"], Amount: 800_00, Method: money.Cash})
	if err != nil || len(made) != 4 || len(done.Payments) != 8 {
		t.Fatalf("claimed %d, paid %+v, %v", len(made), done, err)
	}
	var want []uuid.UUID
	for _, p := range slices.Concat(made, done.Payments) {
		want = append(want, p.ID)
	}
	slices.Reverse(want)
	page, err := s.Money.Payments(t.Context(), s.Admin, money.PaymentFilter{})
	if err != nil {
		t.Fatal(err)
	}
	var got []uuid.UUID
	for _, p := range page.Payments {
		got = append(got, p.ID)
	}
	if !slices.Equal(got, want) {
		t.Errorf("listed %v, want %v", got, want)
	}
	told := datatest.Scan[[]uuid.UUID](t, s.DB.Owner, `SELECT array_agg(resource_id ORDER BY id DESC) FROM audit_logs WHERE resource_type = 'payments'`)
	if !slices.Equal(told, want) {
		t.Errorf("the trail tells of %v, want %v", told, want)
	}
}

// TestPayWhatWasShown: the dues change between the plan and the payment.
func TestPayWhatWasShown(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	b := datatest.RaiseBill(t, s, 1000_00, 10)
	dues, err := s.Money.UnitDues(t.Context(), s.Admin, s.Units["A-101"])
	if err != nil {
		t.Fatal(err)
	}
	plan, _ := dues.Plan(1000_00, nil)
	n := money.PaymentDraft{Unit: s.Units["A-101"], Amount: 1000_00, Shown: plan, Method: money.Cash}
	datatest.RaiseBill(t, s, 800_00, -20) // older, so that the same amount would be shared out anew
	datatest.PayCash(t, s, 900_00)        // 800 on the older one, 100 on b
	_, err = s.Money.Pay(t.Context(), s.Admin, uuid.New(), n)
	if e := datatest.Kind(t, err, fault.Invalid); !strings.Contains(e.Error(), "900.00 is due now") {
		t.Errorf("a plan that no longer fits says %q", e)
	}
	datatest.RaiseBill(t, s, 500_00, 30)
	_, err = s.Money.Pay(t.Context(), s.Admin, uuid.New(), n)
	if e := datatest.Kind(t, err, fault.Refused); !strings.Contains(e.Error(), "1,400.00 is due now") {
		t.Errorf("a plan that no longer fits its bill says %q", e)
	}
	wantStands(t, s, b.ID, "1,000.00 0.00 100.00 900.00 partially_paid")
	n.Amount, n.Shown[0].Amount = 900_00, 900_00
	if _, err := s.Money.Pay(t.Context(), s.Admin, uuid.New(), n); err != nil {
		t.Errorf("a plan that fits: %v", err)
	}
	wantStands(t, s, b.ID, "1,000.00 0.00 1,000.00 0.00 paid")
	if n := s.Count(t, `receipts`); n != 2 {
		t.Errorf("%d receipts for 2 payments: a refused one took a number", n)
	}
}

func TestPayChosenBills(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	newer, older := datatest.RaiseBill(t, s, 100_00, 10), datatest.RaiseBill(t, s, 500_00, -3)
	n := money.PaymentDraft{Unit: s.Units["A-101"], Amount: 100_01, Bills: []uuid.UUID{newer.ID}, Method: money.Cash}
	_, err := s.Money.Pay(t.Context(), s.Admin, uuid.New(), n)
	if e := datatest.Kind(t, err, fault.Invalid); !strings.Contains(e.Error(), "Only 100.00") {
		t.Errorf("more than is due on the chosen bill says %q", e)
	}
	n.Amount = 100_00
	if _, err := s.Money.Pay(t.Context(), s.Admin, uuid.New(), n); err != nil {
		t.Fatal(err)
	}
	wantStands(t, s, newer.ID, "100.00 0.00 100.00 0.00 paid")
	wantStands(t, s, older.ID, "500.00 0.00 0.00 500.00 overdue")
	foreign := money.PaymentDraft{Unit: s.Units["B-204"], Amount: 100_00, Bills: []uuid.UUID{older.ID}, Method: money.Cash}
	_, err = s.Money.Pay(t.Context(), s.Admin, uuid.New(), foreign)
	datatest.Kind(t, err, fault.Invalid)
}

func TestPayComplains(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	datatest.RaiseBill(t, s, 500_00, 5)
	good := money.PaymentDraft{Unit: s.Units["A-101"], Amount: 100_00, Method: money.Cash}
	for name, c := range map[string]struct {
		spoil func(n *money.PaymentDraft)
		field string
	}{
		"no amount":        {func(n *money.PaymentDraft) { n.Amount = 0 }, "amount"},
		"no method":        {func(n *money.PaymentDraft) { n.Method = "Barter" }, "method"},
		"no reference":     {func(n *money.PaymentDraft) { n.Method = money.BankTransfer }, "reference"},
		"a long reference": {func(n *money.PaymentDraft) { n.Reference = strings.Repeat("x", 101) }, "reference"},
		"a long note":      {func(n *money.PaymentDraft) { n.Note = strings.Repeat("x", 501) }, "note"},
		"other shares":     {func(n *money.PaymentDraft) { n.Shown = []money.Allocation{{Amount: 99_00}} }, "amount"},
		"a stranger pays":  {func(n *money.PaymentDraft) { n.Payer = &s.Tenant.UserID }, "payer"},
		"no unit":          {func(n *money.PaymentDraft) { n.Unit = uuid.Nil }, "unit"},
	} {
		n := good
		c.spoil(&n)
		_, err := s.Money.Pay(t.Context(), s.Admin, uuid.New(), n)
		if e := datatest.Kind(t, err, fault.Invalid); e.Bad[c.field] == nil {
			t.Errorf("%s: complaints %v", name, e.Bad)
		}
	}
	if n := s.Count(t, `payments`); n != 0 {
		t.Errorf("%d payments", n)
	}
}

func TestWhoMayRecordPayments(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	datatest.Setting(t, s, "billing.resident_payments", "simulated")
	datatest.RaiseBill(t, s, 500_00, 5)
	n := money.PaymentDraft{Unit: s.Units["A-101"], Amount: 10_00, Method: money.UPI, Reference: "UPI7"}
	cash := n
	cash.Method = money.Cash

	_, err := s.Money.Pay(t.Context(), s.Staff, uuid.New(), n)
	datatest.Kind(t, err, fault.Forbidden)
	if m := s.Money.PaymentMethodsFor(s.Staff); len(m) != 0 {
		t.Errorf("staff are offered %v", m)
	}
	datatest.Setting(t, s, "billing.staff_records_payments", "true")
	if done, err := s.Money.Pay(t.Context(), s.Staff, uuid.New(), n); err != nil || done.Payments[0].Recorder != "Vijay More" {
		t.Errorf("staff with the setting: %+v, %v", done, err)
	}
	if m := s.Money.PaymentMethodsFor(s.Staff); len(m) != 6 {
		t.Errorf("staff are offered %v, want all but cash", m)
	}
	_, err = s.Money.Pay(t.Context(), s.Staff, uuid.New(), cash)
	if e := datatest.Kind(t, err, fault.Invalid); e.Bad["method"] == nil {
		t.Errorf("staff take cash: %v", e)
	}
	_, err = s.Money.Pay(t.Context(), s.Guard, uuid.New(), n)
	datatest.Kind(t, err, fault.Forbidden)

	own := n
	own.Reference, own.Payer = "", &s.Arun.UserID
	done, err := s.Money.Pay(t.Context(), s.Meera, uuid.New(), own)
	if err != nil || done.Payments[0].Payer != "Meera Joshi" || !strings.HasPrefix(done.Payments[0].Reference, "SIM") {
		t.Errorf("a resident pays: %+v, %v", done, err)
	}
	_, err = s.Money.Pay(t.Context(), s.Meera, uuid.New(), cash)
	datatest.Kind(t, err, fault.Invalid)
	_, err = s.Money.Pay(t.Context(), s.Tenant, uuid.New(), n)
	datatest.Kind(t, err, fault.NotFound)
	if paid := datatest.Scan[string](t, s.Owner, `SELECT sum(amount_paid)::text FROM payments`); paid != "20.00" {
		t.Errorf("%s was paid in all, want 20.00", paid)
	}
}

func TestReversePayment(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	b := datatest.RaiseBill(t, s, 500_00, -5)
	first, second := datatest.PayCash(t, s, 120_00), datatest.PayCash(t, s, 380_00)
	wantStands(t, s, b.ID, "500.00 0.00 500.00 0.00 paid")
	key := uuid.New()
	for range 2 { // the second is a repeat
		p, err := s.Money.ReversePayment(t.Context(), s.Admin, key, second.Payments[0].ID, "it bounced")
		if err != nil || p.Status != money.PaymentTakenBack || p.ReversalReason != "it bounced" || p.Receipt != second.Receipt {
			t.Fatalf("reversed: %+v, %v", p, err)
		}
	}
	wantStands(t, s, b.ID, "500.00 0.00 120.00 380.00 overdue")
	action, _, _, details := datatest.LastAudit(t, s, second.Payments[0].ID)
	if action != "PAYMENT_REVERSED" || details["notes"] != "it bounced" || details["before"].(map[string]any)["status"] != "success" ||
		details["after"].(map[string]any)["status"] != "failed" {
		t.Errorf("audit: %s %v", action, details)
	}
	_, err := s.Money.ReversePayment(t.Context(), s.Admin, uuid.New(), second.Payments[0].ID, "again")
	if e := datatest.Kind(t, err, fault.Refused); !strings.Contains(e.Error(), "reversed already") {
		t.Errorf("a second reversal says %q", e)
	}
	_, err = s.Money.ReversePayment(t.Context(), s.Admin, uuid.New(), first.Payments[0].ID, "")
	datatest.Kind(t, err, fault.Invalid)
	for _, actor := range []role.Actor{s.Staff, s.Guard, s.Meera, s.Stranger} {
		_, err := s.Money.ReversePayment(t.Context(), actor, uuid.New(), first.Payments[0].ID, "mine")
		datatest.Kind(t, err, fault.Forbidden)
	}
	page, err := s.Money.Payments(t.Context(), s.Admin, money.PaymentFilter{Bill: &b.ID, Status: money.PaymentTakenBack})
	if err != nil || len(page.Payments) != 1 || page.Payments[0].ID != second.Payments[0].ID {
		t.Errorf("reversed payments of the bill: %+v, %v", page, err)
	}
	if n := s.Count(t, `payments WHERE status = 'failed'`); n != 1 {
		t.Errorf("%d failed payments", n)
	}
}

// TestReverseReceipt: one payment over three bills, a share of which was taken
// back before, goes back at once.
func TestReverseReceipt(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	oldest, middle, newest := datatest.RaiseBill(t, s, 100_00, -40), datatest.RaiseBill(t, s, 200_00, -5), datatest.RaiseBill(t, s, 300_00, 10)
	done := datatest.PayCash(t, s, 450_00)
	other := datatest.PayCash(t, s, 50_00)
	if _, err := s.Money.ReversePayment(t.Context(), s.Admin, uuid.New(), done.Payments[0].ID, "its share alone"); err != nil {
		t.Fatal(err)
	}
	_, err := s.Money.ReverseReceipt(t.Context(), s.Admin, uuid.New(), done.ReceiptID, " ")
	datatest.Kind(t, err, fault.Invalid)
	_, err = s.Money.ReverseReceipt(t.Context(), s.Staff, uuid.New(), done.ReceiptID, "mine")
	datatest.Kind(t, err, fault.Forbidden)
	key := uuid.New()
	for range 2 { // the second is a repeat
		back, err := s.Money.ReverseReceipt(t.Context(), s.Admin, key, done.ReceiptID, "it bounced")
		if err != nil || len(back) != 2 || back[0].ID != done.Payments[1].ID || back[1].ID != done.Payments[2].ID ||
			back[0].Status != money.PaymentTakenBack || back[1].ReversalReason != "it bounced" || back[1].Receipt != done.Receipt {
			t.Fatalf("reversed: %+v, %v", back, err)
		}
	}
	wantStands(t, s, oldest.ID, "100.00 0.00 0.00 100.00 overdue")
	wantStands(t, s, middle.ID, "200.00 0.00 0.00 200.00 overdue")
	wantStands(t, s, newest.ID, "300.00 0.00 50.00 250.00 partially_paid")
	if r, err := s.Money.Receipt(t.Context(), s.Admin, done.ReceiptID); err != nil || !r.Cancelled() || r.Lines[0].Reason != "its share alone" {
		t.Errorf("the receipt: %+v, %v", r, err)
	}
	if r, err := s.Money.Receipt(t.Context(), s.Admin, other.ReceiptID); err != nil || r.Reversed != 0 {
		t.Errorf("the other receipt: %+v, %v", r, err)
	}
	for i, p := range done.Payments {
		action, _, _, details := datatest.LastAudit(t, s, p.ID)
		if want := []string{"its share alone", "it bounced", "it bounced"}[i]; action != "PAYMENT_REVERSED" || details["notes"] != want {
			t.Errorf("audit: %s %v", action, details)
		}
	}
	_, err = s.Money.ReverseReceipt(t.Context(), s.Admin, uuid.New(), done.ReceiptID, "again")
	if e := datatest.Kind(t, err, fault.Refused); !strings.Contains(e.Error(), "reversed already") {
		t.Errorf("a second reversal says %q", e)
	}
	_, err = s.Money.ReverseReceipt(t.Context(), s.Admin, uuid.New(), uuid.New(), "of nothing")
	datatest.Kind(t, err, fault.NotFound)
}

func TestTakings(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	datatest.Setting(t, s, "billing.resident_payments", "simulated")
	datatest.Setting(t, s, "billing.staff_records_payments", "true")
	datatest.RaiseBill(t, s, 5000_00, 5)
	datatest.PayCash(t, s, 100_00)
	datatest.PayCash(t, s, 150_00)
	back := datatest.PayCash(t, s, 70_00)
	if _, err := s.Money.ReversePayment(t.Context(), s.Admin, uuid.New(), back.Payments[0].ID, "counted wrongly"); err != nil {
		t.Fatal(err)
	}
	for actor, amount := range map[*role.Actor]value.Paise{&s.Staff: 400_00, &s.Meera: 800_00} {
		n := money.PaymentDraft{Unit: s.Units["A-101"], Amount: amount, Method: money.UPI, Reference: "U " + actor.Name}
		if _, err := s.Money.Pay(t.Context(), *actor, uuid.New(), n); err != nil {
			t.Fatal(err)
		}
	}
	// One payment over two bills is what somebody handed over once.
	datatest.RaiseBill(t, s, 30_00, 4)
	datatest.RaiseBill(t, s, 40_00, 4)
	if done := datatest.PayCash(t, s, 75_00); len(done.Payments) != 3 {
		t.Fatalf("one payment of 75 went to %d bills", len(done.Payments))
	}
	s.Exec(t, `INSERT INTO payments (bill_id, amount_paid, payment_method) SELECT id, 11, 'Cash' FROM bills WHERE amount = 5000`)
	s.Exec(t, `INSERT INTO payments (bill_id, amount_paid, payment_method, status) SELECT id, 1, 'Cash', 'failed' FROM bills WHERE amount = 5000`)
	s.Exec(t, `INSERT INTO payments (bill_id, amount_paid, payment_method, payment_date) SELECT id, 2, 'Cash', now() - interval '2 days' FROM bills WHERE amount = 5000`)

	takings, err := s.Money.Takings(t.Context(), s.Staff, s.Settings.ThisDay())
	if err != nil {
		t.Fatal(err)
	}
	want := []money.Taking{
		{PersonID: &s.Admin.UserID, Person: "Asha Rao", Method: money.Cash, Count: 4, Amount: 395_00, Reversed: 70_00},
		{PersonID: &s.Staff.UserID, Person: "Vijay More", Method: money.UPI, Count: 1, Amount: 400_00},
		{Self: true, Method: money.UPI, Count: 1, Amount: 800_00},
		{Method: money.Cash, Count: 1, Amount: 11_00},
	}
	if len(takings) != len(want) {
		t.Fatalf("takings: %+v", takings)
	}
	for i, w := range want {
		got := takings[i]
		if (got.PersonID == nil) != (w.PersonID == nil) || got.PersonID != nil && *got.PersonID != *w.PersonID {
			t.Errorf("line %d is of %v", i, got.PersonID)
		}
		got.PersonID, w.PersonID = nil, nil
		if got != w {
			t.Errorf("line %d: %+v, want %+v", i, got, w)
		}
	}
	for _, actor := range []role.Actor{s.Guard, s.Meera, s.Stranger} {
		_, err := s.Money.Takings(t.Context(), actor, s.Settings.ThisDay())
		datatest.Kind(t, err, fault.Forbidden)
	}
}
