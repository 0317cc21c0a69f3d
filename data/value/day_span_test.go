package value_test

import (
	"testing"
	"time"

	"github.com/civoranexus/society360/data/fault"
	"github.com/civoranexus/society360/data/homes"
	"github.com/civoranexus/society360/data/money"
	"github.com/civoranexus/society360/data/notices"
	"github.com/civoranexus/society360/data/reports"
	"github.com/civoranexus/society360/data/trail"
	"github.com/civoranexus/society360/data/value"
	"github.com/civoranexus/society360/data/visits"

	"github.com/google/uuid"

	"github.com/civoranexus/society360/data/datatest"
)

func TestDaySpanHoldsItsEnds(t *testing.T) {
	t.Parallel()
	today := value.Day{Year: 2024, Month: time.February, Day: 29}
	for _, c := range []struct {
		span value.DaySpan
		day  value.Day
		ok   bool
	}{
		{value.RegisterDays(), value.Day{}, true},
		{value.RegisterDays(), today, true},
		{value.RegisterDays(), value.Day{Year: 1974, Month: time.March, Day: 1}, true},
		{value.RegisterDays(), value.Day{Year: 1974, Month: time.February, Day: 28}, false},
		{value.RegisterDays(), value.Day{Year: 2034, Month: time.March, Day: 1}, true},
		{value.RegisterDays(), value.Day{Year: 2034, Month: time.March, Day: 2}, false},
		{value.MoveDays(), value.Day{Year: 2025, Month: time.March, Day: 1}, true},
		{value.MoveDays(), value.Day{Year: 2025, Month: time.March, Day: 2}, false},
		{value.ArrivalDays(), value.Day{Year: 2025, Month: time.March, Day: 2}, false},
		{value.RegisterDays(), value.Day{Year: 9999, Month: time.December, Day: 31}, false},
		{value.RegisterDays(), value.Day{Year: 1, Month: time.January, Day: 1}, false},
	} {
		if err := c.span.Check(c.day, today); (err == nil) != c.ok {
			t.Errorf("%v of %s: %v", c.span, c.day, err)
		}
	}
}

// TestFarDaysAreRefusedAtTheirField: each method that takes a day from a person
// refuses one that is too far off before it does anything, and says which field.
func TestFarDaysAreRefusedAtTheirField(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	ctx, today := t.Context(), s.Settings.ThisDay()
	seen := datatest.RaiseBill(t, s, 100_00, 5)
	tenant := datatest.Residency(t, s, "B-204", "Farah Khan")
	for _, far := range []value.Day{
		{Year: 1, Month: time.January, Day: 1},
		{Year: 1899, Month: time.January, Day: 1},
		today.AddYears(11),
		{Year: 9999, Month: time.December, Day: 31},
		{Year: 20000, Month: time.January, Day: 1},
	} {
		at := far.In(time.UTC)
		refusals := map[string]error{}
		note := func(name, field string, err error) {
			refusals[name] = err
			if err == nil {
				t.Errorf("%s on %s is taken", name, far)
				return
			}
			if e := datatest.Kind(t, err, fault.Invalid); e.Bad[field] == nil {
				t.Errorf("%s on %s: no complaint about %s in %v", name, far, field, e.Bad)
			}
		}
		_, err := s.Money.RaiseBill(ctx, s.Admin, uuid.New(), money.BillDraft{Unit: s.Units["A-101"], Type: "Water", Amount: 1, BillDate: far, DueDate: far})
		note("Money.RaiseBill", "bill_date", err)
		note("RaiseBill's due date", "due_date", err)
		_, err = s.Money.CorrectBill(ctx, s.Admin, uuid.New(), seen.ID, money.BillCorrection{
			Amount: 1, BillDate: seen.BillDate, DueDate: far, Reason: "x", Seen: seen,
		})
		note("Money.CorrectBill", "due_date", err)
		_, err = s.Notices.Write(ctx, s.Admin, uuid.New(), notices.Text{Title: "x", Content: "x", Audience: notices.ForAll, ExpiresAt: &at})
		note("Notices.Write", "expires", err)
		_, err = s.Visits.Log(ctx, s.Guard, uuid.New(), visits.Pending, visits.Draft{Text: visits.Text{Name: "x", UnitID: s.Units["A-101"]}, ExpectedArrival: &at})
		note("Visits.Log", "expected_arrival", err)
		_, err = s.Homes.MoveIn(ctx, s.Admin, uuid.New(), homes.MoveIn{UnitID: s.Units["A-102"], UserID: &s.Meera.UserID, Type: "owner", From: far})
		note("Homes.MoveIn", "from", err)
		_, err = s.Homes.UpdateResidency(ctx, s.Admin, uuid.New(), tenant, "tenant", far)
		note("Homes.UpdateResidency", "from", err)
		_, err = s.Homes.MoveOut(ctx, s.Admin, uuid.New(), tenant, far)
		note("Homes.MoveOut", "until", err)
		_, err = s.Money.Takings(ctx, s.Admin, far)
		note("Money.Takings", "day", err)
		_, err = s.Money.Bills(ctx, s.Admin, money.BillFilter{From: &far})
		note("Bills", "from", err)
		_, err = s.Money.Payments(ctx, s.Admin, money.PaymentFilter{To: &far})
		note("Money.Payments", "to", err)
		at = at.Add(time.Minute) // the zero Time is an open end
		_, err = s.Visits.List(ctx, s.Guard, visits.Filter{View: visits.History, Since: at})
		note("Visits.List", "from", err)
		_, err = s.Trail.List(ctx, s.Admin, trail.Filter{From: at})
		note("Trail.List", "from", err)
		_, err = s.Money.PreviewRun(ctx, s.Admin, far)
		note("Money.PreviewRun", "month", err)
		_, err = s.Reports.Collection(ctx, s.Admin, reports.Range{From: far, To: far})
		note("Reports.Collection", "from", err)
		if len(refusals) != 15 {
			t.Errorf("%d methods were tried", len(refusals))
		}
	}
	if n := s.Count(t, `bills`); n != 1 || s.Count(t, `announcements`)+s.Count(t, `visitor_logs`) != 0 {
		t.Errorf("%d bills, and notices or visits were written", n)
	}
}

// TestWhatAnotherProgramDatedStaysAsItIs: a bill and a residency of a day far off
// can be corrected in all but that.
func TestWhatAnotherProgramDatedStaysAsItIs(t *testing.T) {
	t.Parallel()
	s := datatest.NewSociety(t)
	b := datatest.RaiseBill(t, s, 100_00, 5)
	s.Exec(t, `UPDATE bills SET due_date = '2150-01-01' WHERE id = $1`, b.ID)
	seen, err := s.Money.Bill(t.Context(), s.Admin, b.ID)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Money.CorrectBill(t.Context(), s.Admin, uuid.New(), b.ID, money.BillCorrection{
		Amount: 90_00, BillDate: seen.BillDate, DueDate: seen.DueDate, Reason: "mistyped", Seen: seen,
	}); err != nil {
		t.Errorf("the amount of a bill due in 2150: %v", err)
	}
	s.Exec(t, `UPDATE user_units SET move_in_date = '1950-01-01' WHERE user_id = $1`, s.Tenant.UserID)
	tenant := datatest.Residency(t, s, "B-204", "Farah Khan")
	if _, err := s.Homes.UpdateResidency(t.Context(), s.Admin, uuid.New(), tenant, "owner", tenant.MovedIn); err != nil {
		t.Errorf("the type of who moved in in 1950: %v", err)
	}
}
