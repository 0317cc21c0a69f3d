package money_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/role"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/datatest"
)

func TestBillRun(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	datatest.Setting(t, s, "billing.maintenance_fee", `{"2bhk": 5000, "3BHK": 7500.50}`)
	s.Exec(t, `INSERT INTO units (id, unit_number, floor_number, type, status) VALUES
		(gen_random_uuid(), 'Z-1', 1, '3BHK', 'vacant'), (gen_random_uuid(), 'Z-2', 1, '3BHK', 'under_maintenance'),
		(gen_random_uuid(), 'Z-3', 1, 'Shop', 'occupied')`)
	today := s.Settings.ThisDay()
	byHand, err := s.Money.RaiseBill(t.Context(), s.Admin, uuid.New(), money.BillDraft{
		Unit: s.Units["B-204"], Type: money.Maintenance, Amount: 1_00, BillDate: today, DueDate: today,
	})
	if err != nil {
		t.Fatal(err)
	}

	p, err := s.Money.PreviewRun(t.Context(), s.Admin, today)
	if err != nil || p.Units != 4 || p.Total != 25_001_00 || len(p.Lines) != 4 || p.BillDate != today || p.DueDate != today.AddDays(15) ||
		p.Month != today.FirstOfMonth() {
		t.Fatalf("preview: %+v, %v", p, err)
	}
	if len(p.ByType) != 2 || p.ByType[0] != (money.RunType{Type: "2BHK", Units: 2, Fee: 5000_00, Total: 10_000_00}) ||
		p.ByType[1] != (money.RunType{Type: "3BHK", Units: 2, Fee: 7500_50, Total: 15_001_00}) {
		t.Errorf("by type: %+v", p.ByType)
	}
	left := map[string]money.RunReason{}
	for _, l := range p.LeftOut {
		left[l.Unit] = l.Reason
	}
	if len(left) != 2 || left["B-204"] != money.RunByHand || left["Z-3"] != money.RunNoFee {
		t.Errorf("left out: %v", left)
	}
	if n := s.Count(t, `bills`); n != 1 {
		t.Fatalf("a preview raised %d bills", n-1)
	}

	var told []int
	done, err := s.Money.RunBills(t.Context(), s.Admin, today, func(done, total int) { told = append(told, done, total) })
	if err != nil || done.Bills != 4 || done.Total != 25_001_00 || len(told) != 2 || told[0] != 4 || told[1] != 4 {
		t.Fatalf("run: %+v, told %v, %v", done, told, err)
	}
	page, err := s.Money.Bills(t.Context(), s.Admin, money.BillFilter{Search: "z-1"})
	if err != nil || len(page.Bills) != 1 {
		t.Fatalf("the vacant unit has %+v: %v", page, err)
	}
	b := page.Bills[0]
	if b.Description != "Maintenance "+today.Format("January 2006") || b.RunMonth == nil || *b.RunMonth != today.FirstOfMonth() ||
		b.Amount != 7500_50 || b.BillDate != today || b.Status != money.Unpaid {
		t.Errorf("the vacant unit's bill: %+v", b)
	}
	if n := s.Count(t, `audit_logs WHERE action = 'BILL_CREATED' AND resource_id IN (SELECT id FROM bills)`); n != 5 {
		t.Errorf("%d audit rows of 5 bills", n)
	}

	// Voided, a unit's bill stays away; a new unit and one whose bill by hand was
	// voided get theirs.
	for _, id := range []uuid.UUID{b.ID, byHand.ID} {
		if _, err := s.Money.VoidBill(t.Context(), s.Admin, uuid.New(), id, "wrong"); err != nil {
			t.Fatal(err)
		}
	}
	s.Exec(t, `INSERT INTO units (id, unit_number, floor_number, type) VALUES (gen_random_uuid(), 'Z-4', 1, '2BHK')`)
	p, err = s.Money.PreviewRun(t.Context(), s.Admin, today)
	if err != nil || p.Units != 2 || p.Already != 3 || p.Total != 10_000_00 {
		t.Errorf("preview of the second run: %+v, %v", p, err)
	}
	for _, want := range []int{2, 0} {
		done, err = s.Money.RunBills(t.Context(), role.Program(), today, nil)
		if err != nil || done.Bills != want {
			t.Errorf("a repeated run raised %d, want %d: %v", done.Bills, want, err)
		}
	}
	if sum := datatest.Scan[string](t, s.Owner, `SELECT sum(amount)::text FROM bills WHERE run_month IS NOT NULL`); sum != "35001.00" {
		t.Errorf("the runs raised %s, want 35001.00", sum)
	}
}

func TestBillRunOfAnotherMonth(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	next := s.Settings.ThisDay().AddMonths(1)
	if p, err := s.Money.PreviewRun(t.Context(), s.Admin, next.AddDays(11)); err != nil || p.BillDate != next || p.DueDate != next.AddDays(15) {
		t.Errorf("the next month's bills: %+v, %v", p, err)
	}
	for _, months := range []int{-13, 13} {
		_, err := s.Money.RunBills(t.Context(), s.Admin, s.Settings.ThisDay().AddMonths(months), nil)
		if e := datatest.Kind(t, err, fault.Invalid); e.Bad["month"] == nil {
			t.Errorf("%d months away: %v", months, e)
		}
	}
	if n := s.Count(t, `bills`); n != 0 {
		t.Errorf("%d bills", n)
	}
}

func TestBillRunsAtOnce(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	manyUnits(t, s, 397) // 400 with the society's own
	results := make([]money.RunResult, 4)
	var wg sync.WaitGroup
	for i := range results {
		wg.Go(func() {
			var err error
			if results[i], err = s.Money.RunBills(context.Background(), s.Admin, s.Settings.ThisDay(), nil); err != nil {
				t.Errorf("run: %v", err)
			}
		})
	}
	wg.Wait()
	raised := 0
	for _, r := range results {
		raised += r.Bills
	}
	runStands(t, s, 400)
	if raised != 400 {
		t.Errorf("four runs at once say they raised %d bills, want 400", raised)
	}
}

func manyUnits(t *testing.T, s *datatest.Society, n int) {
	t.Helper()
	s.Exec(t, `INSERT INTO units (id, unit_number, floor_number, type)
		SELECT gen_random_uuid(), 'Z-' || lpad(i::text, 4, '0'), 1, '2BHK' FROM generate_series(1, $1) i`, n)
}

// runStands wants a run's bills there, once a unit, of Rs 5,000 each, with their
// audit rows.
func runStands(t *testing.T, s *datatest.Society, bills int) {
	t.Helper()
	got := datatest.Scan[string](t, s.Owner, `SELECT count(*) || ' ' || count(DISTINCT unit_id) || ' ' || coalesce(sum(amount), 0) FROM bills WHERE run_month IS NOT NULL`)
	count := datatest.Scan[string](t, s.Owner, `SELECT $1::int || ' ' || $1::int || ' ' || $1::int * 5000.00`, bills)
	if got != count {
		t.Errorf("the register has bills, units and rupees %s, want %s", got, count)
	}
	if n := s.Count(t, `audit_logs a JOIN bills b ON b.id = a.resource_id WHERE a.action = 'BILL_CREATED' AND a.resource_type = 'bills'`); n != bills {
		t.Errorf("%d audit rows of %d bills", n, bills)
	}
}

func TestStoppedBillRunIsCompleted(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	manyUnits(t, s, 997)
	ctx, stop := context.WithCancel(t.Context())
	done, err := s.Money.RunBills(ctx, s.Admin, s.Settings.ThisDay(), func(done, _ int) {
		if done == 400 {
			stop()
		}
	})
	if e := datatest.Kind(t, err, fault.Refused); !strings.Contains(e.Error(), "run it again") || done.Bills != 400 {
		t.Errorf("a stopped run raised %d and says %q", done.Bills, e)
	}
	runStands(t, s, 400)
	if done, err = s.Money.RunBills(t.Context(), s.Admin, s.Settings.ThisDay(), nil); err != nil || done.Bills != 600 {
		t.Errorf("the second run raised %d, want 600: %v", done.Bills, err)
	}
	runStands(t, s, 1000)
}

// TestKilledBillRunIsCompleted kills Postgres in the middle of the run's third
// transaction, which waits for somebody else's bill just then.
func TestKilledBillRunIsCompleted(t *testing.T) {
	t.Parallel()
	server := datatest.NewServer(t)
	s := server.Society(t)
	manyUnits(t, s, 997)
	other, err := s.Owner.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var crash sync.WaitGroup
	done, err := s.Money.RunBills(t.Context(), s.Admin, s.Settings.ThisDay(), func(done, _ int) {
		if done != 400 {
			return
		}
		if _, err := other.Exec(t.Context(), `INSERT INTO bills (unit_id, bill_type, amount, bill_date, due_date, run_month)
			SELECT id, 'Maintenance', 1, society360_today(), society360_today(), date_trunc('month', society360_today())
			FROM units WHERE unit_number = 'Z-0500'`); err != nil {
			t.Error(err)
		}
		crash.Go(func() {
			datatest.WaitUntil(t, func() bool {
				return s.Count(t, `pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%INSERT INTO bills%'`) > 0
			})
			server.Crash(t)
		})
	})
	crash.Wait()
	_ = other.Rollback(t.Context()) // its connection died with the server
	var e *fault.Error
	if !errors.As(err, &e) || done.Bills != 400 {
		t.Errorf("the killed run raised %d bills, want 400: %v", done.Bills, err)
	}
	server.Revive(t)
	datatest.WaitUntil(t, func() bool { return s.Ping(t.Context()) == nil && s.Owner.Ping(t.Context()) == nil })
	runStands(t, s, 400)
	again, err := s.Money.RunBills(t.Context(), s.Admin, s.Settings.ThisDay(), nil)
	if err != nil || again.Bills != 600 {
		t.Errorf("the second run raised %d, want 600: %v", again.Bills, err)
	}
	runStands(t, s, 1000)
	t.Logf("killed with 400 of 1000 bills standing (Rs 20,00,000.00); the second run raised %d, and Rs 50,00,000.00 stand", again.Bills)
}
