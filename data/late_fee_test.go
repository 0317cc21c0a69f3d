package data_test

import (
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/role"
	"github.com/civoranexus/society360/data/setup"
	"github.com/civoranexus/society360/data/value"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data"
	"github.com/civoranexus/society360/data/datatest"
)

// waiting is what waits to be charged, as an admin is told and as the preview
// lists it; the two have to agree.
func waiting(t *testing.T, s *datatest.Society) money.OverduePreview {
	t.Helper()
	p, err := s.Money.PreviewOverdue(t.Context(), s.Admin)
	if err != nil {
		t.Fatal(err)
	}
	w, err := s.Money.FeesWaiting(t.Context(), s.Admin)
	if err != nil || p.Charging == money.FeesAsked && (w.Fees != p.Fees || w.Total != p.Total) {
		t.Fatalf("%d fees of %s wait, the preview has %d of %s: %v", w.Fees, w.Total, p.Fees, p.Total, err)
	}
	return p
}

// TestNobodyIsChargedUnasked: without its settings, as in a society that was
// adopted or upgraded, and under ask, the calendar marks what is overdue and moves
// no money, whoever runs it.
func TestNobodyIsChargedUnasked(t *testing.T) {
	t.Parallel()
	for name, arrange := range map[string]func(t *testing.T, s *datatest.Society){
		"no settings": func(*testing.T, *datatest.Society) {},
		"a day, and nobody said who charges": func(t *testing.T, s *datatest.Society) {
			datatest.Setting(t, s, "billing.late_fee_from", "2000-01-01")
		},
		"automatic, from no day": func(t *testing.T, s *datatest.Society) { datatest.Setting(t, s, "billing.late_fees", "automatic") },
		"automatic, from an empty day": func(t *testing.T, s *datatest.Society) {
			datatest.Setting(t, s, "billing.late_fees", "automatic")
			datatest.Setting(t, s, "billing.late_fee_from", "")
		},
		"ask": func(t *testing.T, s *datatest.Society) {
			datatest.Setting(t, s, "billing.late_fees", "ask")
			datatest.Setting(t, s, "billing.late_fee_from", "2000-01-01")
		},
		"no": func(t *testing.T, s *datatest.Society) {
			datatest.Setting(t, s, "billing.late_fees", "no")
			datatest.Setting(t, s, "billing.late_fee_from", "2000-01-01")
		},
		"seeded": func(t *testing.T, s *datatest.Society) {
			if _, err := setup.Seed(t.Context(), s.Config, role.Program()); err != nil {
				t.Fatal(err)
			}
			datatest.Setting(t, s, "billing.late_fees", "automatic")
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := datatest.NewSociety(t)
			unmarked(&cell{town: &town{Society: s, t: t}})
			arrange(t, s)
			for _, actor := range []role.Actor{role.Program(), s.Admin} {
				done, err := s.Money.ChargeOverdue(t.Context(), actor, nil)
				if err != nil || done.Fees != 0 {
					t.Errorf("the calendar did %+v: %v", done, err)
				}
			}
			if n := s.Count(t, `bills`); n != 1 || s.Count(t, `bills WHERE status = 'overdue'`) != 1 {
				t.Errorf("%d bills, want the one, marked", n)
			}
		})
	}
}

// TestTheProgramChargesOnlyWhereItMay: the setting is asked at the charge itself.
func TestTheProgramChargesOnlyWhereItMay(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	datatest.ChargesAutomatically(t, s)
	b := datatest.RaiseBill(t, s, 1000_00, -1)
	shown := []money.BillSum{{Bill: b.ID, Sum: 50_00}}
	for _, c := range []struct {
		key, value, says string
		actor            role.Actor
	}{
		{"billing.late_fees", "ask", "An admin charges late fees here", role.Program()},
		{"billing.late_fees", "no", "Late fees are off", s.Admin},
		{"billing.late_fees", "no", "Late fees are off", role.Program()},
		{"billing.late_fee_from", "", "No day is set from which late fees are charged", s.Admin},
	} {
		datatest.ChargesAutomatically(t, s)
		datatest.Setting(t, s, c.key, c.value)
		_, err := s.Money.ChargeLateFees(t.Context(), c.actor, uuid.New(), shown, nil)
		if e := datatest.Kind(t, err, fault.Refused); !strings.Contains(e.Error(), c.says) {
			t.Errorf("it says %q, want %q", e, c.says)
		}
	}
	if n := s.Count(t, `bills`); n != 1 {
		t.Errorf("%d bills", n)
	}
}

// TestWhatGetsNoLateFee: what was due before the society began to charge, what is
// within the days of grace, and dues from before the register, however another
// program writes their type.
func TestWhatGetsNoLateFee(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	today := s.Settings.ThisDay()
	datatest.Setting(t, s, "billing.late_fee_from", today.AddDays(-20).String())
	datatest.Setting(t, s, "billing.late_fee_grace_days", "3")
	due := map[int]uuid.UUID{}
	for _, days := range []int{-21, -20, -4, -3, -1, 0} {
		due[days] = datatest.RaiseBill(t, s, 1000_00, days).ID
	}
	for _, name := range []string{"Opening", "opening", "OPENING", "late fee", "Late Fee"} {
		s.Exec(t, `INSERT INTO bills (unit_id, bill_type, amount, bill_date, due_date) VALUES ($1, $2, 20000, $3, $3)`,
			s.Units["A-101"], name, today.AddDays(-10))
	}
	s.Exec(t, `INSERT INTO bills (unit_id, bill_type, amount, bill_date, due_date) VALUES ($1, 'Sinking Fund', 2500, $2, $2)`,
		s.Units["B-204"], today.AddDays(-10))
	p := waiting(t, s)
	var days []int
	for _, l := range p.Lines {
		days = append(days, l.DueDate.DaysSince(today))
	}
	if !slices.Equal(days, []int{-20, -10, -4}) || p.Total != 225_00 || p.Grace != 3 || p.From != today.AddDays(-20) || p.Charging != money.FeesAsked {
		t.Errorf("fees wait on what was due %v days ago, %s in all: %+v", days, p.Total, p)
	}
	for _, at := range []int{-21, -3, 0} { // a screen that was shown other rules
		done, err := s.Money.ChargeLateFees(t.Context(), s.Admin, uuid.New(), []money.BillSum{{Bill: due[at], Sum: 50_00}}, nil)
		if err != nil || done != (money.FeesCharged{Left: 1}) {
			t.Errorf("due %d days ago: %+v, %v", at, done, err)
		}
	}
}

// TestOnlyWhatWasShownIsCharged: between the preview and the yes one bill is paid
// in part, one is voided, one becomes late. Those whose fee is another now are
// left, and said; the same intent again charges nothing more.
func TestOnlyWhatWasShownIsCharged(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	datatest.Setting(t, s, "billing.late_fee_from", "2000-01-01")
	datatest.RaiseBill(t, s, 1000_00, -9) // what is paid is paid on the oldest
	gone, stays := datatest.RaiseBill(t, s, 2000_00, -2), datatest.RaiseBill(t, s, 4000_00, -2)
	shown := waiting(t, s)
	datatest.PayCash(t, s, 100_00)
	if _, err := s.Money.VoidBill(t.Context(), s.Admin, uuid.New(), gone.ID, "wrong"); err != nil {
		t.Fatal(err)
	}
	datatest.RaiseBill(t, s, 8000_00, -1)
	intent := uuid.New()
	for range 2 {
		done, err := s.Money.ChargeLateFees(t.Context(), s.Admin, intent, shown.Due, nil)
		if err != nil || done != (money.FeesCharged{Fees: 1, Total: 200_00, Left: 2}) {
			t.Fatalf("charged %+v: %v", done, err)
		}
		all := datatest.Fees(t, s)
		if len(all) != 1 || *all[0].LateFeeOf != stays.ID {
			t.Fatalf("the fees are %+v", all)
		}
	}
	action, user, _, _ := datatest.LastAudit(t, s, datatest.Fees(t, s)[0].ID)
	if action != "LATE_FEE_CHARGED" || user == nil || *user != s.Admin.UserID {
		t.Errorf("audited as %s by %v", action, user)
	}
	// Another payload under the key is refused.
	_, err := s.Money.ChargeLateFees(t.Context(), s.Admin, intent, waiting(t, s).Due, nil)
	datatest.Kind(t, err, fault.Refused)
	if p := waiting(t, s); p.Fees != 2 || p.Total != 45_00+400_00 {
		t.Errorf("then %d fees of %s wait", p.Fees, p.Total)
	}
}

// TestManyFeesAreWaivedWithOneReason: all of one day's charging, in more
// transactions than one. What was paid meanwhile, in part or whole, is left.
func TestManyFeesAreWaivedWithOneReason(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	datatest.Setting(t, s, "billing.late_fee_from", "2000-01-01")
	today := s.Settings.ThisDay()
	s.Exec(t, `INSERT INTO bills (unit_id, bill_type, amount, bill_date, due_date)
		SELECT $1, 'Water', 1000, $2, $2 FROM generate_series(1, 450)`, s.Units["A-101"], today.AddDays(-5))
	if done, err := s.Money.ChargeLateFees(t.Context(), s.Admin, uuid.New(), waiting(t, s).Due, nil); err != nil || done.Fees != 450 {
		t.Fatalf("charged %+v: %v", done, err)
	}
	s.Exec(t, `UPDATE bills SET bill_date = bill_date - 1 WHERE id = (SELECT min(id::text)::uuid FROM bills WHERE bill_type = 'Late Fee')`)
	shown, err := s.Money.ChargedFees(t.Context(), s.Admin, today)
	if err != nil || shown.Fees != 449 || shown.Total != 449*50_00 || shown.Day != today {
		t.Fatalf("of the day: %d fees, %s, %v", shown.Fees, shown.Total, err)
	}
	s.Exec(t, `INSERT INTO payments (bill_id, amount_paid) VALUES ($1, 10), ($2, 50)`, shown.Due[3].Bill, shown.Due[300].Bill)
	intent, reason := uuid.New(), "a cheque was\x1b[31m presented late"
	for range 2 {
		told := 0
		done, err := s.Money.WaiveLateFees(t.Context(), s.Admin, intent, shown.Due, reason, func(n, _ int) { told = n })
		if err != nil || done != (money.FeesWaived{Fees: 447, Total: 447 * 50_00, Left: 2}) || told != 449 {
			t.Fatalf("waived %+v, told %d: %v", done, told, err)
		}
	}
	if n := s.Count(t, `bills WHERE bill_type = 'Late Fee' AND waived_amount = 50 AND status = 'paid'`); n != 447 {
		t.Errorf("%d fees are waived", n)
	}
	if n := s.Count(t, `audit_logs WHERE action = 'BILL_WAIVED' AND user_id = $1 AND details ->> 'notes' LIKE 'a cheque was% presented late'
		AND details -> 'before' ->> 'status' IN ('unpaid') AND (details -> 'after' ->> 'waived_amount')::numeric = 50`, s.Admin.UserID); n != 447 {
		t.Errorf("%d audit rows", n)
	}
	for _, bad := range []string{"", " \u200b ", strings.Repeat("x", 501)} {
		_, err := s.Money.WaiveLateFees(t.Context(), s.Admin, uuid.New(), shown.Due, bad, nil)
		if e := datatest.Kind(t, err, fault.Invalid); e.Bad["reason"] == nil {
			t.Errorf("the reason %q: %v", bad, err)
		}
	}
	// Neither a bill that is no late fee, nor nothing, nor less than nothing is waived.
	b := datatest.RaiseBill(t, s, 70_00, 5)
	for _, sum := range []value.Paise{70_00, 0, -1} {
		done, err := s.Money.WaiveLateFees(t.Context(), s.Admin, uuid.New(), []money.BillSum{{Bill: b.ID, Sum: sum}, shown.Due[300]}, "why", nil)
		if err != nil || done.Fees != 0 || done.Left != 2 {
			t.Errorf("%s of another bill: %+v, %v", sum, done, err)
		}
	}
	_, err = s.Money.ChargedFees(t.Context(), s.Admin, value.Day{Year: 9999, Month: 12, Day: 31})
	if e := datatest.Kind(t, err, fault.Invalid); e.Bad["day"] == nil {
		t.Errorf("a day far off: %v", err)
	}
}

// TestAdoptedSocietyKeepsItsMoney: a database of another program, migrated and not
// seeded, with everything overdue: the whole schedule leaves bills and payments as
// they were, but for the mark.
func TestAdoptedSocietyKeepsItsMoney(t *testing.T) {
	t.Parallel()
	db := datatest.NewEmpty(t)
	datatest.RunFile(t, db, "older.sql")
	datatest.Exec(t, db.Owner, `INSERT INTO bills (unit_id, bill_type, amount, bill_date, due_date, status)
		SELECT u.id, b.type, 20000, '2025-01-01', '2025-01-10', b.status FROM units u,
			(VALUES ('Opening', 'unpaid'), ('Maintenance', 'unpaid'), ('Sinking Fund', NULL), ('Water', 'overdue')) AS b(type, status)`)
	datatest.Migrate(t, db.Config)
	columns := map[string]string{"payments": datatest.ColumnsOf(t, db.Owner, "payments")}
	columns["bills"] = strings.Replace(datatest.ColumnsOf(t, db.Owner, "bills"), " status,", "", 1)
	before := datatest.RowsOf(t, db.Owner, columns)
	society, err := data.Open(t.Context(), db.Config, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer society.Close()
	for range 2 {
		if _, err := society.Homes.MoveOutDue(t.Context(), role.Program(), uuid.New()); err != nil {
			t.Fatal(err)
		}
		if done, err := society.Money.ChargeOverdue(t.Context(), role.Program(), nil); err != nil || done.Fees != 0 {
			t.Fatalf("the calendar did %+v: %v", done, err)
		}
		if _, err := society.Desks.Tidy(t.Context(), role.Program()); err != nil {
			t.Fatal(err)
		}
		if _, err := society.Reports.RefreshAll(t.Context(), role.Program(), false); err != nil {
			t.Fatal(err)
		}
	}
	if after := datatest.RowsOf(t, db.Owner, columns); fmt.Sprint(after) != fmt.Sprint(before) {
		t.Errorf("the rows are %v, were %v", after, before)
	}
	if n := datatest.Scan[int](t, db.Owner, `SELECT count(*) FROM bills WHERE status IS DISTINCT FROM 'overdue' AND unit_id IS NOT NULL AND bill_type IN ('Opening', 'Sinking Fund')`); n != 0 {
		t.Errorf("%d late bills are not marked", n)
	}
}
