package money_test

import (
	"strings"
	"sync"
	"testing"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/datatest"
)

// thisMonth is the month of today.
func thisMonth(s *datatest.Society) value.Day { return s.Settings.ThisDay().FirstOfMonth() }

// run raises this month's bills.
func run(tb testing.TB, s *datatest.Society, actor role.Actor) money.RunResult {
	tb.Helper()
	done, err := s.Money.RunBills(tb.Context(), actor, thisMonth(s), nil)
	if err != nil {
		tb.Fatalf("run: %v", err)
	}
	return done
}

// runs are all of them as the list shows them, a few a page.
func runs(tb testing.TB, s *datatest.Society) (all []money.BillRun) {
	tb.Helper()
	f := money.RunFilter{Limit: 2}
	for {
		page, err := s.Money.BillRuns(tb.Context(), s.Admin, f)
		if err != nil {
			tb.Fatalf("runs: %v", err)
		}
		all = append(all, page.Runs...)
		if !page.More {
			return all
		}
		f.After = all[len(all)-1].Cursor()
	}
}

// back takes this month's run back, as it is seen now.
func back(tb testing.TB, s *datatest.Society) (money.RunTakenBack, error) {
	tb.Helper()
	p, err := s.Money.PreviewTakeBack(tb.Context(), s.Admin, thisMonth(s))
	if err != nil {
		return money.RunTakenBack{}, err
	}
	return s.Money.TakeBackRun(tb.Context(), s.Admin, uuid.New(), p.Run, "the wrong fee", nil)
}

// runBill is the bill of this month's run on a unit.
func runBill(tb testing.TB, s *datatest.Society, unit string) uuid.UUID {
	tb.Helper()
	return datatest.Scan[uuid.UUID](tb, s.Owner, `SELECT id FROM bills WHERE unit_id = $1 AND run_month IS NOT NULL`, s.Units[unit])
}

// TestARunIsTakenBackAndDoneAgain: its late fees go with it, the month is free, also
// for the unit whose bill was voided by itself, and what was raised by hand stays.
func TestARunIsTakenBackAndDoneAgain(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	hand := datatest.RaiseBill(t, s, 700_00, 10)
	s.Exec(t, `UPDATE bills SET bill_type = 'Maintenance', bill_date = society360_today() WHERE id = $1`, hand.ID)
	if done := run(t, s, s.Admin); done.Bills != 2 {
		t.Fatalf("raised %+v", done)
	}
	if _, err := s.Money.VoidBill(t.Context(), s.Admin, uuid.New(), runBill(t, s, "A-102"), "empty"); err != nil {
		t.Fatal(err)
	}
	late := runBill(t, s, "B-204")
	s.Exec(t, `UPDATE bills SET bill_date = bill_date - 60, due_date = due_date - 60 WHERE id = $1`, late)
	datatest.ChargesAutomatically(t, s)
	if charged := datatest.Charge(t, s); charged.Fees != 1 {
		t.Fatalf("charged %+v", charged)
	}

	all := runs(t, s)
	if len(all) != 1 || all[0].RaisedBy != s.Admin.Name || all[0].RaisedAs != "" || all[0].Bills != 1 || all[0].Total != 5000_00 || all[0].Void != 1 || all[0].Paid != 0 || all[0].ID == nil || !all[0].InForce() {
		t.Fatalf("runs %+v", all)
	}
	p, err := s.Money.PreviewTakeBack(t.Context(), s.Admin, thisMonth(s))
	if err != nil || p.Run.Bills != 1 || p.Fees != 1 || p.FeesTotal != 250_00 || p.Kept != 0 {
		t.Fatalf("preview %+v, %v", p, err)
	}
	done, err := back(t, s)
	if err != nil || done != (money.RunTakenBack{Month: thisMonth(s), Bills: 1, Total: 5000_00, Fees: 1}) {
		t.Fatalf("taken back %+v, %v", done, err)
	}
	wantStands(t, s, late, "5,000.00 5,000.00 0.00 0.00 void")
	wantStands(t, s, hand.ID, "700.00 0.00 0.00 700.00 unpaid")
	if n := s.Count(t, `bills WHERE voided_at IS NULL`); n != 1 {
		t.Errorf("%d bills stand, want that by hand alone", n)
	}
	if b, err := s.Money.Bill(t.Context(), s.Admin, late); err != nil || b.RunMonth == nil || *b.RunMonth != thisMonth(s) || b.VoidReason != "the wrong fee" {
		t.Errorf("the bill of the run says %+v, %v", b, err)
	}
	if n := s.Count(t, `audit_logs WHERE action = 'BILL_RUN_TAKEN_BACK' AND user_id = $1 AND details ->> 'notes' = 'the wrong fee' AND details #>> '{after,bills}' = '1'`, s.Admin.UserID); n != 1 {
		t.Errorf("%d audit rows of the whole", n)
	}
	if n := s.Count(t, `audit_logs WHERE action = 'BILL_VOIDED' AND details ->> 'notes' = 'the wrong fee'`); n != 3 {
		t.Errorf("%d audit rows of the bills, want one of each that changed", n)
	}

	datatest.Setting(t, s, "billing.maintenance_fee", "4000")
	again := run(t, s, role.Scheduled("deploy"))
	if again.Bills != 2 || again.Total != 8000_00 || len(again.LeftOut) != 1 || again.LeftOut[0].Reason != money.RunByHand {
		t.Errorf("the second run raised %+v", again)
	}
	all = runs(t, s)
	if len(all) != 2 || all[0].RaisedBy != "" || all[0].RaisedAs != "scheduled by deploy" || all[0].Bills != 2 || all[1].Bills != 1 || all[1].Total != 5000_00 ||
		all[1].TakenBackBy != s.Admin.Name || all[1].RaisedBy != s.Admin.Name || all[1].Reason != "the wrong fee" || all[1].InForce() || all[1].Unfinished {
		t.Errorf("runs %+v", all)
	}
	if n := s.Count(t, `audit_logs WHERE action = 'BILL_CREATED' AND user_id IS NULL AND user_agent = 'scheduled by deploy'`); n != 2 {
		t.Errorf("%d rows name the account of the timer", n)
	}
	_, err = s.Money.TakeBackRun(t.Context(), s.Admin, uuid.New(), p.Run, "as I saw it", nil)
	if e := datatest.Kind(t, err, fault.Refused); !strings.Contains(e.Error(), "taken back meanwhile") {
		t.Errorf("a run that was taken back already: %q", e)
	}
	if n := s.Count(t, `bills WHERE run_month IS NOT NULL AND voided_at IS NULL`); n != 2 {
		t.Errorf("%d bills of the second run stand", n)
	}
}

// TestAPaidRunStays: a payment, a claim or a payment of the late fee keeps the whole
// of it, and is named.
func TestAPaidRunStays(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		touch func(t *testing.T, s *datatest.Society)
		says  string
	}{
		"paid":  {func(t *testing.T, s *datatest.Society) { datatest.PayCash(t, s, 10_00) }, "10.00 is paid on the bill of A-101."},
		"claim": {func(t *testing.T, s *datatest.Society) { claim(t, s, 20_00, 0) }, "20.00 is claimed on the bill of A-101."},
		"paid fee": {func(t *testing.T, s *datatest.Society) {
			bill := runBill(t, s, "A-101")
			s.Exec(t, `UPDATE bills SET bill_date = bill_date - 60, due_date = due_date - 60 WHERE id = $1`, bill)
			datatest.ChargesAutomatically(t, s)
			datatest.Charge(t, s)
			s.Exec(t, `INSERT INTO payments (bill_id, amount_paid, status) SELECT id, 30, 'success' FROM bills WHERE late_fee_of = $1`, bill)
		}, "30.00 is paid or claimed on the late fee of A-101."},
		"several": {func(t *testing.T, s *datatest.Society) {
			s.Exec(t, `INSERT INTO payments (bill_id, amount_paid, status) SELECT id, 40, 'success' FROM bills WHERE run_month IS NOT NULL`)
		}, "and something on 2 more."},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := datatest.NewSociety(t)
			run(t, s, s.Admin)
			c.touch(t, s)
			before := datatest.Scan[string](t, s.Owner, `SELECT string_agg(b::text, ' ' ORDER BY id) FROM bills b`)
			p, err := s.Money.PreviewTakeBack(t.Context(), s.Admin, thisMonth(s))
			if err != nil || p.Kept == 0 || len(p.KeptBills) != p.Kept || p.KeptBills[0].Unit != "A-101" {
				t.Errorf("preview %+v, %v", p, err)
			}
			done, err := back(t, s)
			if e := datatest.Kind(t, err, fault.Refused); !strings.Contains(e.Error(), c.says) || done.Bills != 0 {
				t.Errorf("%+v: %q", done, e)
			}
			if after := datatest.Scan[string](t, s.Owner, `SELECT string_agg(b::text, ' ' ORDER BY id) FROM bills b`); after != before {
				t.Errorf("the bills became\n%s, were\n%s", after, before)
			}
			if n := s.Count(t, `society360_bill_runs WHERE taken_back_at IS NOT NULL`); n != 0 {
				t.Errorf("%d runs are marked", n)
			}
		})
	}
}

func TestTakingBackComplains(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	_, err := s.Money.PreviewTakeBack(t.Context(), s.Admin, thisMonth(s))
	datatest.Kind(t, err, fault.NotFound)
	run(t, s, s.Admin)
	for reason, field := range map[string]string{" ": "reason", strings.Repeat("x", 501): "reason"} {
		_, err := s.Money.TakeBackRun(t.Context(), s.Admin, uuid.New(), runs(t, s)[0], reason, nil)
		if e := datatest.Kind(t, err, fault.Invalid); e.Bad[field] == nil {
			t.Errorf("%.10q: %v", reason, e.Bad)
		}
	}
	_, err = s.Money.TakeBackRun(t.Context(), role.Program(), uuid.New(), runs(t, s)[0], "by nobody", nil)
	datatest.Kind(t, err, fault.Forbidden)
}

// TestAStoppedTakeBackIsCompleted: until it is, the month is not billed anew; what is
// paid while it is under way stands.
func TestAStoppedTakeBackIsCompleted(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	manyUnits(t, s, 597)
	run(t, s, s.Admin)
	p, err := s.Money.PreviewTakeBack(t.Context(), s.Admin, thisMonth(s))
	if err != nil {
		t.Fatal(err)
	}
	paid := datatest.Scan[uuid.UUID](t, s.Owner, `SELECT id FROM bills WHERE run_month IS NOT NULL ORDER BY id DESC LIMIT 1`)
	done, err := s.Money.TakeBackRun(t.Context(), s.Admin, uuid.New(), p.Run, "the wrong fee", func(done, _ int) {
		if done == 200 {
			s.Exec(t, `INSERT INTO payments (bill_id, amount_paid, status) VALUES ($1, 1, 'success')`, paid)
			s.Exec(t, `UPDATE users SET status = 'inactive' WHERE id = $1`, s.Admin.UserID)
		}
	})
	_ = datatest.Kind(t, err, fault.Forbidden)
	if done.Bills != 200 {
		t.Fatalf("stopped after %+v", done)
	}
	s.Exec(t, `UPDATE users SET status = 'active' WHERE id = $1`, s.Admin.UserID)
	_, err = s.Money.PreviewRun(t.Context(), s.Admin, thisMonth(s))
	if e := datatest.Kind(t, err, fault.Refused); !strings.Contains(e.Error(), "take it back to the end first") {
		t.Errorf("a run meanwhile: %q", e)
	}
	if all := runs(t, s); len(all) != 2 || !all[0].Unfinished || all[0].Bills != 400 || all[1].Bills != 600 {
		t.Errorf("runs %+v", all)
	}
	done, err = back(t, s)
	if err != nil || done.Bills != 399 || done.Left != 1 || done.Total != 399*5000_00 {
		t.Errorf("the second one did %+v, %v", done, err)
	}
	wantStands(t, s, paid, "5,000.00 0.00 1.00 4,999.00 partially_paid")
	if again := run(t, s, s.Admin); again.Bills != 599 || len(again.LeftOut) != 1 || again.LeftOut[0].Reason != money.RunAlready {
		t.Errorf("run anew: %d bills, left out %+v", again.Bills, again.LeftOut)
	}
	if all := runs(t, s); len(all) != 2 || all[0].Unfinished || all[0].Bills != 600 || all[0].Paid != 1 {
		t.Errorf("runs %+v", all)
	}
}

// TestTwoTakeARunBack: one does, the other is told; nothing is voided twice.
func TestTwoTakeARunBack(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	manyUnits(t, s, 397)
	run(t, s, s.Admin)
	p, err := s.Money.PreviewTakeBack(t.Context(), s.Admin, thisMonth(s))
	if err != nil {
		t.Fatal(err)
	}
	var both sync.WaitGroup
	bills, failed := [2]int{}, [2]error{}
	for i := range 2 {
		both.Go(func() {
			done, err := s.Money.TakeBackRun(t.Context(), s.Admin, uuid.New(), p.Run, "twice", nil)
			bills[i], failed[i] = done.Bills, err
		})
	}
	both.Wait()
	if failed[0] != nil && failed[1] != nil || failed[0] == nil && failed[1] == nil {
		t.Errorf("both had %v", failed)
	}
	if bills[0]+bills[1] != 400 {
		t.Errorf("%v bills were voided, want 400 by one", bills)
	}
	if n := s.Count(t, `audit_logs WHERE action = 'BILL_VOIDED'`); n != 400 {
		t.Errorf("%d bills have their row", n)
	}
	if n := s.Count(t, `audit_logs WHERE action = 'BILL_RUN_TAKEN_BACK'`); n != 1 {
		t.Errorf("%d rows of the whole", n)
	}
}

// TestAPaymentBesideATakeBack: whoever comes first, no bill is void and paid.
func TestAPaymentBesideATakeBack(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	for range 8 {
		run(t, s, s.Admin)
		p, err := s.Money.PreviewTakeBack(t.Context(), s.Admin, thisMonth(s))
		if err != nil {
			t.Fatal(err)
		}
		var both sync.WaitGroup
		var done money.RunTakenBack
		var back, pay error
		both.Go(func() { done, back = s.Money.TakeBackRun(t.Context(), s.Admin, uuid.New(), p.Run, "beside", nil) })
		both.Go(func() {
			_, pay = s.Money.Pay(t.Context(), s.Admin, uuid.New(), money.PaymentDraft{Unit: s.Units["A-101"], Amount: 100, Method: money.Cash})
		})
		both.Wait()
		if pay == nil && back == nil && done.Left != 1 || pay != nil && back != nil {
			t.Errorf("payment: %v; taken back %+v: %v", pay, done, back)
		}
		if n := s.Count(t, `bills WHERE voided_at IS NOT NULL AND amount_paid <> 0`); n != 0 {
			t.Fatalf("%d bills are void and paid", n)
		}
		s.Exec(t, `UPDATE payments SET status = 'failed'`)
		if back != nil || done.Left > 0 {
			if again, err := s.Money.PreviewTakeBack(t.Context(), s.Admin, thisMonth(s)); err != nil {
				t.Fatal(err)
			} else if _, err := s.Money.TakeBackRun(t.Context(), s.Admin, uuid.New(), again.Run, "the rest", nil); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// TestARunOfAnEarlierVersionIsListed: it left no row of its own, and is taken back
// like any other.
func TestARunOfAnEarlierVersionIsListed(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	run(t, s, s.Admin)
	s.Exec(t, `DELETE FROM society360_bill_runs`)
	all := runs(t, s)
	if len(all) != 1 || all[0].ID != nil || all[0].RaisedBy != s.Admin.Name || all[0].Bills != 3 || all[0].RaisedAt.IsZero() || !all[0].InForce() || all[0].Unfinished {
		t.Fatalf("runs %+v", all)
	}
	s.Exec(t, `INSERT INTO units (id, unit_number, floor_number, type) VALUES (gen_random_uuid(), 'Z-1', 1, '2BHK')`)
	if more := run(t, s, role.Scheduled("deploy")); more.Bills != 1 {
		t.Errorf("completed with %+v", more)
	}
	if all := runs(t, s); len(all) != 1 || all[0].ID != nil || all[0].Bills != 4 {
		t.Errorf("a completed run became %+v", all)
	}
	if done, err := back(t, s); err != nil || done.Bills != 4 {
		t.Errorf("taken back %+v, %v", done, err)
	}
	if all := runs(t, s); len(all) != 1 || all[0].RaisedBy != s.Admin.Name || all[0].Bills != 4 || all[0].InForce() {
		t.Errorf("runs %+v", all)
	}
}

// TestARunAheadIsTold: the next month is not ahead, the one behind it is.
func TestARunAheadIsTold(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	for months, want := range map[int]int{-1: 0, 0: 0, 1: 0, 2: 2, 7: 7, 12: 12} {
		if p, err := s.Money.PreviewRun(t.Context(), s.Admin, thisMonth(s).AddMonths(months)); err != nil || p.Ahead != want {
			t.Errorf("%d months from now it says %d, %v", months, p.Ahead, err)
		}
	}
}
